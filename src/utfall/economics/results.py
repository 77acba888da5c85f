# SPDX-License-Identifier: Apache-2.0
"""What an appraisal finds, as frozen values. Money is in kronor of the base price year.

"Present value" is at the start of year 1. A purse is an actor, "public_sector" (municipality, region and
state) or "society" (all seven).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.actors import Actor
from utfall.core.estimate import Interval, Unknown
from utfall.core.lines import Cashability
from utfall.economics._numerics.discounting import Floats

Known = float | Unknown


@dataclass(frozen=True, slots=True)
class Payback:
    """When a purse has its money back.

    Parameters
    ----------
    months
        Months from the start, interpolated; 0 when the purse never is out of pocket; None when `never`.
    never
        True when it does not happen within the horizon: a finding, not a gap.
    """

    months: float | None
    never: bool = False

    @classmethod
    def of(cls, months: float) -> Payback:
        """Return the payback of a number of months, infinite for never."""
        return cls(None, never=True) if np.isinf(months) else cls(float(months))


@dataclass(frozen=True, slots=True)
class InternalRate:
    """The internal rate of return, or why there is no single one.

    Parameters
    ----------
    rate
        Share per year; None when there is none or several.
    roots
        Every rate at which the present value is zero.
    invests
        Whether the first flow is paid out: only then is a rate above the discount rate a gain.
    """

    rate: float | None
    roots: tuple[float, ...] = ()
    invests: bool = True


@dataclass(frozen=True, slots=True)
class PurseResult:
    """What the initiative means to one purse.

    Parameters
    ----------
    cost
        Present value of the programme cost it bears, positive.
    benefit
        Present value of everything else, negative when it loses.
    net
        benefit - cost, over the horizon.
    net_1y, net_5y
        The same over the first year and the first five; Unknown when the horizon is shorter.
    payback, payback_discounted
        On yearly flows as they are, and on discounted ones.
    flow
        Net per year, undiscounted, T numbers.
    """

    purse: str
    cost: float
    benefit: float
    net: float
    net_1y: Known
    net_5y: Known
    payback: Payback
    payback_discounted: Payback
    flow: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class StepTrace:
    """One line through the pipeline, a value for every step.

    Money per year at full quantity, signed (costs negative), until `yearly`; see docs/methods/postings.md.
    """

    line: str
    unit_own: float
    price_factor: float
    unit_base: float
    population: float | None
    reach: float | None
    improvement: float | None
    units_per_improvement: float | None
    quantity: float
    gross: float
    after_deadweight: float
    after_displacement: float
    after_attribution: float
    after_optimism: float
    weights: tuple[float, ...]
    yearly: tuple[float, ...]
    per_actor: tuple[tuple[Actor, tuple[float, ...]], ...]
    present_value: tuple[tuple[Actor, float], ...]
    cashability: Cashability


@dataclass(frozen=True, slots=True)
class Cube:
    """The double-entry cash flow.

    Parameters
    ----------
    lines, actors
        Names along the first two axes.
    flow
        Array (L, 7, T): kronor per line, actor and year, undiscounted, signed.
    factors
        Array (L, T): discount factor of each line and year.
    """

    lines: tuple[str, ...]
    actors: tuple[Actor, ...]
    flow: Floats
    factors: Floats

    @property
    def discounted(self) -> Floats:
        """Array (L, 7, T): present values per line, actor and year."""
        return np.asarray(self.flow * self.factors[:, None, :])

    def by_actor(self) -> Floats:
        """Return the net per actor and year, undiscounted: array (7, T)."""
        return np.asarray(self.flow.sum(axis=0))


@dataclass(frozen=True, slots=True)
class Realisation:
    """How much of what is possible was reached (society, present values).

    Parameters
    ----------
    potential
        P: value of all linked lines if everyone reached the target state.
    realised
        R: value of the same lines at the effect reached.
    rate
        Verkningsgrad v = R / P.
    break_even
        v* = present value of the programme cost, net of what does not follow from the effect, / P.
    margin
        v / v*.
    """

    potential: Known
    realised: Known
    rate: Known
    break_even: Known
    margin: Known


@dataclass(frozen=True, slots=True)
class CostPerEffect:
    """Programme cost to society per unit of one outcome's improvement, kronor."""

    outcome: str
    units: float
    cost: Known


@dataclass(frozen=True, slots=True)
class Spread:
    """What the draws say of one quantity.

    Parameters
    ----------
    mean, sd
        Over the draws.
    mc_error
        Monte Carlo standard error of the mean: sd / sqrt(draws).
    interval
        Percentile interval.
    probability_positive
        Share of draws above zero; None where that has no meaning.
    """

    mean: float
    sd: float
    mc_error: float
    interval: Interval
    probability_positive: float | None = None


@dataclass(frozen=True, slots=True)
class PaybackSpread:
    """Payback over the draws: percentile interval in months (infinite: never), and the share never."""

    interval: Interval
    median: float
    probability_never: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The Monte Carlo run.

    Parameters
    ----------
    net
        By (purse, years): net present value over the first `years`, at 1, 5 and the horizon; for society at
        every year, and at 0 what is paid at the very start.
    payback
        By purse, for society, the public sector and every actor that bears programme cost; undiscounted.
    bcr, rate, break_even
        Benefit–cost ratio, realisation rate and its break-even; Unknown with the reason.
    potential, realised
        P and R of `Realisation`, kronor.
    """

    draws: int
    seed: int
    net: dict[tuple[str, int], Spread]
    payback: dict[str, PaybackSpread]
    bcr: Spread | Unknown
    rate: Spread | Unknown
    break_even: Spread | Unknown
    potential: Spread | Unknown
    realised: Spread | Unknown
