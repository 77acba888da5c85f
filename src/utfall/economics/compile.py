# SPDX-License-Identifier: Apache-2.0
"""From lines and estimates to the model: which parameters a line multiplies, and when its money falls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from utfall.core.estimate import Estimand, Estimate
from utfall.core.lines import Adjustment, AppraisalSettings, Line, LineKind, Parameter
from utfall.core.outcome import Outcome
from utfall.economics._numerics.discounting import Floats, annual_rates, discount_factors
from utfall.economics.model import ACTORS, PARTICIPANTS, Effect, Model, Term
from utfall.economics.parameters import key_of
from utfall.economics.prices import IndexSeries, unit_price_factor
from utfall.economics.splits import split_of


def effect_of(outcome: Outcome, estimate: Estimate) -> Effect:
    """Return an estimate as the economy uses it.

    The potential is counted from where the participants would have been without it: the level of the comparison
    group; for difference in differences their own level less the effect; for before–after 'before'.
    """
    target = outcome.target_state
    without = estimate.level_without
    # A rating's two numbers are shares of comparisons, not levels on its scale.
    known = target is not None and isfinite(without) and outcome.kind != "ordinal"
    potential = outcome.sign * (target - without) if known and target is not None else None
    return Effect(
        outcome=outcome.id,
        sign=outcome.sign,
        value=estimate.value,
        std_error=estimate.std_error,
        df=estimate.df,
        change_only=estimate.estimand is Estimand.CHANGE,
        potential=potential,
    )


def applies(adjustment: Adjustment | None, effect: Effect | None) -> bool:
    """Return whether deadweight or attribution is taken off: not when a comparison group has done so.

    Taken off for a quantity that no effect estimate gives, for a before–after change, and where the user
    has given a motive.
    """
    return adjustment is not None and (effect is None or effect.change_only or bool(adjustment.motive))


def is_outlay(line: Line) -> bool:
    """Return whether a line is a one-off programme cost, paid at the start of its year (check K8)."""
    return line.kind is LineKind.PROGRAMME_COST and line.timing.years == 1


def compile_model(
    lines: Sequence[Line],
    estimates: Mapping[str, Estimate],
    outcomes: Sequence[Outcome],
    settings: AppraisalSettings,
    *,
    population: float | None,
    index: Mapping[str, IndexSeries],
    optimism: Mapping[str, float] | None = None,
) -> Model:
    """Return the model of valid lines (see `validation.require_valid`); terms in order of line id.

    Parameters
    ----------
    optimism
        Optimism bias per line id as a share: benefits x (1 - b), costs x (1 + b).
    """
    ordered = tuple(sorted(lines, key=lambda line: line.id))
    used = {line.link.outcome for line in ordered if line.link is not None}
    effects = {o.id: effect_of(o, estimates[o.id]) for o in outcomes if o.id in used}
    bias = dict(optimism or {})
    factors = np.array([unit_price_factor(li.unit_cost, settings.price_year, index) for li in ordered])
    found: dict[str, Parameter] = {}
    terms: list[Term] = []
    for place, line in enumerate(ordered):
        constant = line.kind.sign * factors[place] * _bias_factor(line, bias)
        terms += _terms_of(place, line, constant, effects, settings.horizon_years, population, found)
    rates = annual_rates(settings.discount_rate, settings.schedule, settings.horizon_years)
    by_timing = discount_factors(rates, settings.timing)
    at_start = discount_factors(rates, "start")
    owners = [ordered[term.line] for term in terms]
    return Model(
        lines=ordered,
        settings=settings,
        parameters=dict(sorted(found.items())),
        effects=effects,
        terms=tuple(terms),
        weights=np.array([term.weights for term in terms]),
        factors=np.array([at_start if is_outlay(line) else by_timing for line in owners]),
        shares=np.array([term.shares or _shares(line) for term, line in zip(terms, owners, strict=True)]),
        programme=np.array([line.kind is LineKind.PROGRAMME_COST for line in owners]),
        price_factors=factors,
        optimism=bias,
    )


def _bias_factor(line: Line, bias: Mapping[str, float]) -> float:
    return 1.0 - line.kind.sign * bias.get(line.id, 0.0)


def _shares(line: Line) -> list[float]:
    return [sum(p.share for p in line.postings if p.actor is actor) for actor in ACTORS]


def _terms_of(
    place: int,
    line: Line,
    constant: float,
    effects: Mapping[str, Effect],
    years: int,
    population: float | None,
    found: dict[str, Parameter],
) -> list[Term]:
    effect = effects[line.link.outcome] if line.link is not None else None
    factors = _factors(line, population)
    remainders = _remainders(line, effect)
    found.update((*factors, *remainders))
    if line.split_size is not None:
        sticks = split_of(line)
        found.update({stick.name: stick for stick in sticks})
        return [
            replace(term, shares=shares, posting=place_of_share)
            for place_of_share, shares in enumerate(_unit_shares(line))
            for term in _terms_of_split(
                place, line, constant, effect, years, found, _with_stick(factors, remainders, sticks, place_of_share)
            )
        ]
    return _terms_of_split(place, line, constant, effect, years, found, (factors, remainders))


_Named = list[tuple[str, Parameter]]


def _with_stick(
    factors: _Named, remainders: _Named, sticks: tuple[Parameter, ...], place: int
) -> tuple[_Named, _Named]:
    """Return what the posting at `place` multiplies: its own piece of the stick, and what is left of it before."""
    own = [(stick.name, stick) for stick in sticks[place : place + 1]]
    return [*factors, *own], [*remainders, *((stick.name, stick) for stick in sticks[:place])]


def _unit_shares(line: Line) -> list[tuple[float, ...]]:
    return [tuple(float(posting.actor is actor) for actor in ACTORS) for posting in line.postings]


def _terms_of_split(
    place: int,
    line: Line,
    constant: float,
    effect: Effect | None,
    years: int,
    found: dict[str, Parameter],
    multiplied: tuple[_Named, _Named],
) -> list[Term]:
    factors, remainders = multiplied
    names = tuple(key for key, _ in factors), tuple(key for key, _ in remainders)
    drop, when = line.timing.dropoff, ramp_weights(line, years)
    outcome = effect.outcome if effect else None
    if drop is None:
        return [Term(place, constant, *names, "", 0, outcome, when)]
    key = key_of(drop, "dropoff", line)
    found[key] = drop
    first = line.timing.first_year - 1
    split = []
    for year in np.flatnonzero(when):
        only = np.zeros(years)
        only[year] = when[year]
        split.append(Term(place, constant, *names, key, int(year) - first, outcome, only))
    return split or [Term(place, constant, *names, "", 0, outcome, when)]


def ramp_weights(line: Line, years: int) -> Floats:
    """Return the share of the full yearly amount that falls in each year, before drop-off: (T,)."""
    timing, weights = line.timing, np.zeros(years)
    for k in range(timing.years):
        year = timing.first_year - 1 + k
        if year < years:
            weights[year] = timing.ramp[k] if k < len(timing.ramp) else 1.0
    return weights


def _factors(line: Line, population: float | None) -> list[tuple[str, Parameter]]:
    price = line.unit_cost.price
    found = [(key_of(price, "price", line), price)]
    if line.link is None:
        if line.quantity is None:
            raise ValueError(f"line {line.id} has neither quantity nor link")
        return [*found, (key_of(line.quantity, "quantity", line), line.quantity)]
    people = line.population or Parameter(name=PARTICIPANTS, value=float(population or 0.0))
    found.append((key_of(people, "population", line), people))
    if line.reach is not None:
        found.append((key_of(line.reach, "reach", line), line.reach))
    units = line.link.units_per_improvement
    return [*found, (key_of(units, "units_per_improvement", line), units)]


def _remainders(line: Line, effect: Effect | None) -> list[tuple[str, Parameter]]:
    found = []
    for role, adjustment in (("deadweight", line.deadweight), ("attribution", line.attribution)):
        if adjustment is not None and applies(adjustment, effect):
            found.append((key_of(adjustment.share, role, line), adjustment.share))
    if line.displacement is not None:
        share = line.displacement.share
        found.append((key_of(share, "displacement", line), share))
    return found


def with_discount_rate(model: Model, rate: float) -> Model:
    """Return the same model at another constant discount rate (share per year)."""
    settings = replace(model.settings, discount_rate=rate, schedule=())
    rates = annual_rates(rate, (), model.years)
    by_timing, at_start = discount_factors(rates, settings.timing), discount_factors(rates, "start")
    rows = [at_start if is_outlay(model.lines[term.line]) else by_timing for term in model.terms]
    return replace(model, settings=settings, factors=np.array(rows))
