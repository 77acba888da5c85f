# SPDX-License-Identifier: Apache-2.0
"""Which part of an actor pays and gains: a purse divided into its units (boards, agencies).

The seven purses stay as they are: each is the sum of its units. A unit's money is linear in the terms of the
model just as a purse's is, so it has the same central values and the same draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.actors import Actor
from utfall.core.estimate import Interval
from utfall.economics._numerics.discounting import Floats
from utfall.economics._numerics.linear import combine
from utfall.economics._numerics.quantiles import central_interval
from utfall.economics._numerics.returns import payback
from utfall.economics.appraisal import Appraisal
from utfall.economics.cube import term_flows
from utfall.economics.evaluate import term_amounts
from utfall.economics.model import ACTORS, Model
from utfall.economics.results import Payback
from utfall.economics.uncertainty import BLOCK, KEPT, block_sizes, model_block

_Drawn = tuple[Interval | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class UnitNet:
    """A unit's net present value over the first years; what comes from draws is None without any."""

    years: int
    net: float
    interval: Interval | None
    probability_positive: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What the initiative means to one unit of an actor, present values over the horizon.

    Parameters
    ----------
    unit
        Its name; "" is what no unit of the actor is named for.
    cost
        Programme cost it bears, positive.
    benefit
        Everything else, negative when it loses.
    net
        benefit - cost. Money in kronor of the base price year.
    interval
        Percentile interval of the net at the settings' level; None when no draws were asked for.
    horizons
        The net after 1 year, 5 years and the horizon: those that the horizon holds, in rising order.
    payback
        When it has its money back, undiscounted.
    """

    actor: Actor
    unit: str
    cost: float
    benefit: float
    net: float
    interval: Interval | None
    horizons: tuple[UnitNet, ...]
    payback: Payback


def own_unit(appraisal: Appraisal) -> UnitResult | None:
    """Return the settings' own unit; None when none is named."""
    settings = appraisal.settings
    wanted = (settings.own_actor, settings.own_unit)
    if not settings.own_unit:
        return None
    return next((row for row in unit_results(appraisal) if (row.actor, row.unit) == wanted), None)


def unit_results(appraisal: Appraisal) -> tuple[UnitResult, ...]:
    """Return every actor that has a named unit divided into its units, the rest ("") last; () when none is named.

    The units of an actor sum to its purse. The intervals come from the draws of the appraisal, the first 131,072
    of them when there are more, and do not sum.
    """
    model = appraisal.model
    units = named_units(model)
    if not units:
        return ()
    shares = np.array([unit_shares(model, actor, unit) for actor, unit in units])
    nominal = term_flows(model)
    flows = nominal * model.factors
    cost = 0.0 - (shares * flows.sum(axis=1))[:, model.programme].sum(axis=1)
    horizons = [years for years in sorted({1, 5, model.years}) if years <= model.years]
    drawn = _drawn(model, shares, horizons)
    found = []
    for row, (actor, unit) in enumerate(units):
        nets = tuple(
            UnitNet(years, float(shares[row] @ flows[:, :years].sum(axis=1)), *drawn[row][place])
            for place, years in enumerate(horizons)
        )
        last = nets[-1]
        benefit = last.net + float(cost[row])
        found.append(
            UnitResult(
                actor,
                unit,
                float(cost[row]),
                benefit,
                last.net,
                last.interval,
                nets,
                _payback(model, nominal, shares[row]),
            )
        )
    return tuple(found)


def _payback(model: Model, nominal: Floats, shares: Floats) -> Payback:
    mine = nominal * shares[:, None]
    cost = 0.0 - mine[model.programme].sum(axis=0)
    return Payback.of(payback(cost, mine.sum(axis=0) + cost))


def named_units(model: Model) -> tuple[tuple[Actor, str], ...]:
    """Return (actor, unit) of the actors with a named unit, in order of actor and name, the rest last."""
    posted = {(posting.actor, posting.unit) for line in model.lines for posting in line.postings}
    divided = {actor for actor, unit in posted if unit}
    found = [pair for pair in posted if pair[0] in divided]
    return tuple(sorted(found, key=lambda pair: (ACTORS.index(pair[0]), not pair[1], pair[1])))


def unit_shares(model: Model, actor: Actor, unit: str) -> Floats:
    """Return each term's share that falls on a unit of an actor, array (C,)."""
    shares = np.zeros(len(model.terms))
    for row, term in enumerate(model.terms):
        postings = model.lines[term.line].postings
        if term.posting is None:
            shares[row] = sum(p.share for p in postings if (p.actor, p.unit) == (actor, unit))
        else:  # of an uncertain split the share is among the term's factors
            own = postings[term.posting]
            shares[row] = float((own.actor, own.unit) == (actor, unit))
    return shares


def _drawn(model: Model, shares: Floats, horizons: Sequence[int]) -> list[list[_Drawn]]:
    """Return interval, chance of a gain and mean, by row of `shares` (R, C) and horizon, over the model's own draws."""
    settings, samplers = model.settings, model.samplers()
    sizes = block_sizes(min(settings.draws, KEPT))
    if not sizes:
        return [[(None, None, None)] * len(horizons) for _ in shares]
    present = model.weights * model.factors
    worth = np.concatenate([shares * present[:, :years].sum(axis=1) for years in horizons])
    net = np.empty((len(worth), sum(sizes)), np.float32)
    for block, size in enumerate(sizes):
        values = model_block(model, samplers, settings.seed, block, size)
        net[:, block * BLOCK : block * BLOCK + size] = combine(worth, term_amounts(model, values, size))
    level = settings.ci_level
    told = [
        (
            Interval(*central_interval(row, level), level),
            float(np.mean(row > 0.0)),
            float(np.mean(row, dtype=np.float64)),
        )
        for row in net
    ]
    return [[told[place * len(shares) + row] for place in range(len(horizons))] for row in range(len(shares))]
