# SPDX-License-Identifier: Apache-2.0
"""Key figures at the central values, one quantity per function. Money in kronor of the base price year."""

from __future__ import annotations

import numpy as np

from utfall.core.estimate import Unknown
from utfall.core.lines import LineKind
from utfall.economics._numerics.discounting import Floats, flow_times
from utfall.economics._numerics.returns import internal_rates, nonzero, payback
from utfall.economics.compile import is_outlay
from utfall.economics.evaluate import potential_value, realised_value, term_bases
from utfall.economics.model import ACTORS, PUBLIC, SOCIETY, Model
from utfall.economics.results import (
    CostPerEffect,
    InternalRate,
    Known,
    Payback,
    PurseResult,
    Realisation,
)

PURSES: tuple[str, ...] = (*ACTORS, PUBLIC, SOCIETY)


def purse_result(model: Model, flows: Floats, purse: str) -> PurseResult:
    """Return what the initiative means to one purse; `flows` (C, T) is `cube.term_flows`."""
    mine = flows * model.purse_shares(purse)[:, None]
    worth = mine * model.factors
    cost, net = _cost_and_net(model, mine)
    cost_pv, net_pv = _cost_and_net(model, worth)
    return PurseResult(
        purse=str(purse),
        cost=float(cost_pv.sum()),
        benefit=float(net_pv.sum() + cost_pv.sum()),
        net=float(net_pv.sum()),
        net_1y=net_after(net_pv, 1),
        net_5y=net_after(net_pv, 5),
        payback=Payback.of(payback(cost, net + cost)),
        payback_discounted=Payback.of(payback(cost_pv, net_pv + cost_pv)),
        flow=tuple(net.tolist()),
    )


def _cost_and_net(model: Model, flows: Floats) -> tuple[Floats, Floats]:
    return np.asarray(0.0 - flows[model.programme].sum(axis=0)), np.asarray(flows.sum(axis=0))


def net_after(net: Floats, years: int) -> Known:
    """Return the sum of the first `years` of yearly present values (T,), Unknown when T is shorter."""
    return float(net[:years].sum()) if net.size >= years else Unknown("horizon-shorter")


def benefit_cost_ratio(society: PurseResult) -> Known:
    """Return present value of all benefits / present value of the programme cost, for society.

    Benefits are everything but programme cost, losses taken off. Unknown when there is no programme cost.
    """
    return society.benefit / society.cost if society.cost > 0.0 else Unknown("no-programme-cost")


def net_benefit_ratio(society: PurseResult) -> Known:
    """Return NNK (nettonuvärdeskvot): net present value / present value of the programme cost."""
    return society.net / society.cost if society.cost > 0.0 else Unknown("no-programme-cost")


def internal_rate(model: Model, flows: Floats, purse: str = SOCIETY) -> InternalRate:
    """Return the internal rate of return of a purse's own cash flow, outlays at the start of their year."""
    mine = flows * model.purse_shares(purse)[:, None]
    outlay = np.array([is_outlay(model.lines[term.line]) for term in model.terms])
    flow = np.concatenate((mine[outlay].sum(axis=0), mine[~outlay].sum(axis=0)))
    when = (flow_times(model.years, "start"), flow_times(model.years, model.settings.timing))
    times, place = np.unique(np.concatenate(when), return_inverse=True)
    joined = np.zeros(times.size)
    np.add.at(joined, place, flow)
    roots = internal_rates(joined, times)
    moved, _ = nonzero(joined, times)
    invests = bool(moved.size and moved[0] < 0.0)
    return InternalRate(roots[0] if len(roots) == 1 else None, roots, invests)


def realisation(model: Model, flows: Floats) -> Realisation:
    """Return potential, realised, verkningsgrad, its break-even and the margin between them."""
    if not model.effects:
        nothing = Unknown("no-line-linked-to-an-outcome")
        return Realisation(nothing, nothing, nothing, nothing, nothing)
    values = model.central()
    bases = term_bases(model, values, 1)
    realised = float(realised_value(model, bases, values)[0])
    possible = potential_value(model, bases)
    if possible is None:
        no_target = Unknown("outcome-without-target")
        return Realisation(no_target, realised, no_target, no_target, no_target)
    potential = float(possible[0])
    if potential <= 0.0:
        none = Unknown("no-potential")
        return Realisation(potential, realised, none, none, none)
    society = flows * model.factors * model.purse_shares(SOCIETY)[:, None]
    to_earn = realised - float(society.sum())
    rate, break_even = realised / potential, to_earn / potential
    margin: Known = rate / break_even if break_even > 0.0 else Unknown("nothing-to-earn-back")
    return Realisation(potential, realised, rate, break_even, margin)


def cost_per_effect(model: Model, society: PurseResult, population: float | None) -> tuple[CostPerEffect, ...]:
    """Return the programme cost per unit of improvement of each linked outcome, over all participants."""
    found = []
    for effect in model.effects.values():
        units = effect.improvement * (population or 0.0)
        cost: Known = society.cost / units if units > 0.0 else Unknown("no-improvement")
        found.append(CostPerEffect(effect.outcome, units, cost))
    return tuple(found)


def do_nothing_path(model: Model) -> Floats | Unknown:
    """Return what the present way of working costs each actor per year without the initiative.

    Returns
    -------
    Array (7, T), positive for a cost: baseline volume x unit cost x share of every avoidable service that
    states its volume; Unknown when none does.
    """
    path, stated = np.zeros((len(ACTORS), model.years)), False
    for place, line in enumerate(model.lines):
        if line.baseline is None or line.kind is not LineKind.AVOIDED_SERVICE:
            continue
        stated = True
        yearly = line.baseline * line.unit_cost.price.value * float(model.price_factors[place])
        for posting in line.postings:
            path[ACTORS.index(posting.actor)] += posting.share * yearly
    return path if stated else Unknown("no-baseline-volume")
