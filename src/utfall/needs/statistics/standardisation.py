# SPDX-License-Identifier: Apache-2.0
"""Rates that can be compared although one place is older than another: direct and indirect standardisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.core.estimate import Interval
from utfall.needs.refusals import refuse
from utfall.needs.statistics._arrays import Floats, counts, floats, positive, require_level, same_length
from utfall.needs.statistics.limits import byar_limits, poisson_limits


@dataclass(frozen=True, slots=True)
class DirectRate:
    """The rate that a group would have had with the standard population's composition.

    Parameters
    ----------
    rate, crude
        Events per person (or per unit of time), standardised and as observed.
    interval
        Of `rate`, the gamma interval of Fay and Feuer.
    events
        Observed.
    """

    rate: float
    crude: float
    interval: Interval
    events: int


@dataclass(frozen=True, slots=True)
class IndirectRatio:
    """Observed events over those expected had the standard's rates held (1 is as expected).

    Parameters
    ----------
    ratio
        Observed / expected, SMR when the events are deaths.
    interval
        Of `ratio`.
    observed, expected
        Events.
    method
        "poisson-exact" or "byar".
    """

    ratio: float
    interval: Interval
    observed: int
    expected: float
    method: str


def _require_strata(people: Floats, standard: Floats, what: str) -> None:
    empty = np.flatnonzero((people <= 0) & (standard > 0))
    if empty.size:
        raise refuse(
            "stratum-empty",
            said=(
                f"Skikt {int(empty[0]) + 1} har ingen befolkning i gruppen men vikt i standarden.",
                f"Stratum {int(empty[0]) + 1} has no population in the group but weight in the standard.",
            ),
            mend=(
                "Slå ihop skikt tills gruppen finns i alla, eller standardisera indirekt.",
                "Merge strata until the group is in all of them, or standardise indirectly.",
            ),
            field=what,
        )


def direct_rate(events: ArrayLike, population: ArrayLike, standard: ArrayLike, *, level: float = 0.95) -> DirectRate:
    """Return a directly standardised rate with its gamma interval.

    Parameters
    ----------
    events
        Counts in each stratum (age band, sex), (strata,).
    population
        Persons or person time in each stratum, (strata,).
    standard
        The standard population's persons in each stratum, (strata,); only their proportions matter.

    Raises
    ------
    DesignRefused
        "stratum-empty" when a stratum that weighs in the standard has nobody: its rate is unknown.

    Notes
    -----
    Fay and Feuer (1997), Statistics in Medicine 16:791. Conservative for few events. Assumes that events are Poisson,
    independent between strata.
    """
    observed = counts(events, "events").astype(float)
    people, weights = floats(population, "population"), floats(standard, "standard")
    same_length(("events", observed), ("population", people), ("standard", weights))
    positive(np.atleast_1d(weights.sum()), "standard")
    _require_strata(people, weights, "population")
    used = weights > 0
    per_person = weights[used] / weights.sum() / people[used]
    rate = float(per_person @ observed[used])
    variance = float(per_person**2 @ observed[used])
    low, high = _gamma_limits(rate, variance, float(per_person.max()), require_level(level))
    crude = float(observed.sum() / people.sum())
    return DirectRate(rate, crude, Interval(low, high, level), int(observed.sum()))


def _gamma_limits(rate: float, variance: float, largest: float, level: float) -> tuple[float, float]:
    from scipy import special

    tail = (1 - level) / 2
    # A gamma variable with mean m and variance v has shape m²/v and scale v/m.
    low = 0.0 if rate == 0 else float(special.gammaincinv(rate**2 / variance, tail)) * variance / rate
    mean, spread = rate + largest, variance + largest**2
    return low, float(special.gammaincinv(mean**2 / spread, 1 - tail)) * spread / mean


def indirect_ratio(
    events: ArrayLike, population: ArrayLike, standard_rates: ArrayLike, *, level: float = 0.95, method: str = "exact"
) -> IndirectRatio:
    """Return observed over expected events with exact Poisson limits (or Byar's).

    Parameters
    ----------
    events
        Counts in each stratum, or one total, (strata,) or (1,).
    population
        Persons or person time in each stratum, (strata,).
    standard_rates
        The standard's events per person in each stratum, (strata,).
    method
        "exact" or "byar".

    Raises
    ------
    DesignRefused
        "nothing-expected" when the standard's rates give no expected events.

    Notes
    -----
    Breslow and Day (1987) ch. 2. Two ratios with different populations have different weights and cannot be compared
    with each other, only with the standard.
    """
    observed, people = counts(events, "events"), floats(population, "population")
    rates = floats(standard_rates, "standard_rates")
    same_length(("population", people), ("standard_rates", rates))
    expected = float(people @ rates)
    if expected <= 0:
        raise refuse(
            "nothing-expected",
            said=("Standardens kvoter ger inga väntade händelser.", "The standard's rates give no expected events."),
            mend=("Välj en standard där händelsen förekommer.", "Choose a standard in which the event occurs."),
            field="standard_rates",
        )
    total = int(observed.sum())
    found = (byar_limits if method == "byar" else poisson_limits)([total], level=level)
    interval = Interval(float(found.low[0]) / expected, float(found.high[0]) / expected, level)
    return IndirectRatio(total / expected, interval, total, expected, found.method)
