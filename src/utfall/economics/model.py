# SPDX-License-Identifier: Apache-2.0
"""Lines and estimates compiled to arrays: one model that the appraisal, the draws and the sensitivity share.

A line's yearly amount is a product of named parameters; its place in time is a row of weights. So the money
of any draw is linear in those amounts: amounts (terms x draws) times what each term is worth to a purse.
A line with an uncertain drop-off is split into one term per year, which keeps it so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.core.actors import PUBLIC_SECTOR, Actor
from utfall.core.estimate import Estimand, Estimate
from utfall.core.lines import Adjustment, AppraisalSettings, Line, LineKind, Parameter
from utfall.core.outcome import Outcome
from utfall.economics._numerics import distributions as dist
from utfall.economics._numerics.discounting import Floats, annual_rates, discount_factors
from utfall.economics.parameters import key_of, sampler_of
from utfall.economics.prices import IndexSeries, unit_price_factor

ACTORS: tuple[Actor, ...] = tuple(Actor)
PARTICIPANTS = "participants"
PUBLIC = "public_sector"
SOCIETY = "society"
# Sums of shares below this are rounding of the shares themselves, and count as zero.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect on one outcome as the economy uses it.

    Parameters
    ----------
    outcome
        Outcome id.
    sign
        +1 when more is better, -1 when less is better: improvement = sign x effect.
    value, std_error, df
        As in the estimate.
    change_only
        True for before–after: deadweight is then still in it.
    potential
        Improvement if everyone reached the target state, per person; None when no target is stated.
    """

    outcome: str
    sign: int
    value: float
    std_error: float
    df: float | None
    change_only: bool
    potential: float | None

    @property
    def name(self) -> str:
        """The name of its parameter among the draws."""
        return effect_name(self.outcome)

    @property
    def improvement(self) -> float:
        """The effect in the wanted direction, per person, in the outcome's unit."""
        return self.sign * self.value


def effect_name(outcome: str) -> str:
    """Return the name of an effect among the named parameters."""
    return f"effect:{outcome}"


@dataclass(frozen=True, slots=True)
class Term:
    """One line (or one year of it) as a product.

    Parameters
    ----------
    line
        Place of its line in the model.
    constant
        Sign of the kind x price factor x optimism factor.
    factors, remainders
        Names p multiplied as p and as (1 - p).
    dropoff, power
        Name d and exponent k multiplied as (1 - d)^k; "" for a known drop-off, which lies in `weights`.
    effect
        Outcome whose improvement multiplies the term; None for fixed quantities.
    weights
        Array (T,): share of the yearly amount that falls in each year.
    """

    line: int
    constant: float
    factors: tuple[str, ...]
    remainders: tuple[str, ...]
    dropoff: str
    power: int
    effect: str | None
    weights: Floats


@dataclass(frozen=True, slots=True)
class Model:
    """Everything the money follows from.

    Parameters
    ----------
    lines, settings
        As given.
    parameters
        Every parameter in use by name, in order of name.
    effects
        By outcome id, those that a line is linked to.
    terms
        C terms, in order of line id.
    weights, factors
        Arrays (C, T): share of the yearly amount, and discount factor, of each term and year.
    shares
        Array (C, 7): share of each term per actor, in the order of `ACTORS`.
    programme
        Array (C,) of bool: terms that are programme cost.
    price_factors
        Array (L,): what carries each line's unit cost to the base price year.
    """

    lines: tuple[Line, ...]
    settings: AppraisalSettings
    parameters: dict[str, Parameter]
    effects: dict[str, Effect]
    terms: tuple[Term, ...]
    weights: Floats
    factors: Floats
    shares: Floats
    programme: np.ndarray[tuple[int], np.dtype[np.bool_]]
    price_factors: Floats
    optimism: dict[str, float]

    @property
    def years(self) -> int:
        """T, the horizon in years."""
        return self.settings.horizon_years

    @property
    def linked(self) -> tuple[str | None, ...]:
        """Outcome of each term, None for fixed quantities."""
        return tuple(term.effect for term in self.terms)

    def central(self) -> dict[str, float]:
        """Return the central value of every parameter and effect, by name."""
        values = {name: parameter.value for name, parameter in self.parameters.items()}
        return values | {effect.name: effect.value for effect in self.effects.values()}

    def samplers(self) -> dict[str, dist.Sampler]:
        """Return the distribution of every parameter and effect, by name; an effect is normal or t."""
        found = {name: sampler_of(parameter) for name, parameter in self.parameters.items()}
        for effect in self.effects.values():
            found[effect.name] = dist.normal(effect.value, effect.std_error, effect.df)
        return found

    def purse_shares(self, purse: str) -> Floats:
        """Return each term's share, array (C,), of an actor, the public sector or society (all actors)."""
        if purse == SOCIETY:
            total = self.shares.sum(axis=1)
        elif purse == PUBLIC:
            total = self.shares[:, [ACTORS.index(actor) for actor in PUBLIC_SECTOR]].sum(axis=1)
        else:
            return self.shares[:, ACTORS.index(Actor(purse))]
        return np.where(np.abs(total) < _ROUNDING, 0.0, total)

    def worth(self, purse: str, years: int) -> Floats:
        """Return the present value to a purse, over the first `years`, of one unit of each term: (C,)."""
        discounted = (self.weights * self.factors)[:, :years].sum(axis=1)
        return np.asarray(discounted * self.purse_shares(purse))


def effect_of(outcome: Outcome, estimate: Estimate) -> Effect:
    """Return an estimate as the economy uses it; for before–after the potential is counted from 'before'."""
    target = outcome.target_state
    potential = None if target is None else outcome.sign * (target - estimate.mean_comparison)
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
        shares=np.array([_shares(line) for line in owners]),
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
    found |= {key: parameter for key, parameter in (*factors, *remainders)}
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
