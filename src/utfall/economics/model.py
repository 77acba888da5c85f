# SPDX-License-Identifier: Apache-2.0
"""Lines and estimates compiled to arrays: one model that the appraisal, the draws and the sensitivity share.

A line's yearly amount is a product of named parameters; its place in time is a row of weights. So the money
of any draw is linear in those amounts: amounts (terms x draws) times what each term is worth to a purse.
A line with an uncertain drop-off is split into one term per year, which keeps it so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.actors import PUBLIC_SECTOR, Actor
from utfall.core.lines import AppraisalSettings, Line, Parameter
from utfall.economics._numerics import distributions as dist
from utfall.economics._numerics.discounting import Floats
from utfall.economics.parameters import sampler_of

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
    shares
        Share per actor when it differs from the line's postings (an uncertain split); (): as the postings.
    posting
        Place among the line's postings of the one that it stands for (an uncertain split); None: of all.
    """

    line: int
    constant: float
    factors: tuple[str, ...]
    remainders: tuple[str, ...]
    dropoff: str
    power: int
    effect: str | None
    weights: Floats
    shares: tuple[float, ...] = ()
    posting: int | None = None


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

    def worth_at_start(self, purse: str) -> Floats:
        """Return what is paid at the very start, per unit of each term: one-off programme costs of year 1, (C,)."""
        once = np.array([self.lines[term.line].timing.years == 1 for term in self.terms]) & self.programme
        return np.asarray(np.where(once, self.weights[:, 0] * self.purse_shares(purse), 0.0))

    def worth(self, purse: str, years: int) -> Floats:
        """Return the present value to a purse, over the first `years`, of one unit of each term: (C,)."""
        discounted = (self.weights * self.factors)[:, :years].sum(axis=1)
        return np.asarray(discounted * self.purse_shares(purse))
