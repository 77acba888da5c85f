# SPDX-License-Identifier: Apache-2.0
"""Trend: how a rate changes per year, with an interval that admits that years spread more than chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.core.estimate import Interval
from utfall.needs.refusals import refuse
from utfall.needs.statistics._arrays import Floats, Ints, counts, floats, positive, require_level, same_length

_FEWEST = 4
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Trend:
    """Change per year of a rate.

    Parameters
    ----------
    ratio
        Each year's rate over the year before (1.03 is three per cent up a year).
    interval
        Of `ratio`.
    dispersion
        Pearson's chi-square over its degrees of freedom; above 1 the years spread more than chance and the interval
        has been widened by it, below 1 it has been left alone.
    first, last
        Fitted rates of the first and last year.
    p_value
        Two-sided, of no change.
    years
        How many years.
    """

    ratio: float
    interval: Interval
    dispersion: float
    first: float
    last: float
    p_value: float
    years: int


def trend_per_year(years: ArrayLike, events: ArrayLike, population: ArrayLike, *, level: float = 0.95) -> Trend:
    """Return the yearly change of a rate by Poisson regression on the year, log link.

    Parameters
    ----------
    years
        Calendar years, (years,), each once.
    events
        Counts, (years,).
    population
        Persons or person time, (years,).

    Raises
    ------
    DesignRefused
        "trend-too-few" below four years; "trend-no-events" when no year has any event; "trend-one-year" when all
        events fall in one year, so that no yearly change can be told.

    Notes
    -----
    McCullagh and Nelder (1989), Generalized Linear Models, §6.2. Interval by Student's t with years − 2 degrees of
    freedom. Assumes a constant relative change; a break in the rules of counting looks like a trend.
    """
    from scipy import special

    when, observed, people = floats(years, "years"), counts(events, "events"), floats(population, "population")
    same_length(("years", when), ("events", observed), ("population", people))
    positive(people, "population")
    _require_years(when, observed)
    level_fit, slope, error, dispersion = _fit(when, observed, people)
    df = len(when) - 2
    scaled = error * math.sqrt(max(dispersion, 1.0))
    half = float(special.stdtrit(df, 0.5 + require_level(level) / 2)) * scaled
    centre = float(when.mean())
    return Trend(
        ratio=math.exp(slope),
        interval=Interval(math.exp(slope - half), math.exp(slope + half), level),
        dispersion=dispersion,
        first=math.exp(level_fit + slope * (float(when.min()) - centre)),
        last=math.exp(level_fit + slope * (float(when.max()) - centre)),
        p_value=float(2 * special.stdtr(df, -abs(slope / scaled))),
        years=len(when),
    )


def _require_years(when: Floats, observed: Ints) -> None:
    distinct = len(set(when.tolist()))
    if distinct < _FEWEST or distinct < len(when):
        raise refuse(
            "trend-too-few",
            said=(f"{distinct} olika år på {len(when)} rader räcker inte till en trend.",
                  f"{distinct} different years on {len(when)} rows are not enough for a trend."),
            mend=(f"Ta med minst {_FEWEST} år, en rad per år.", f"Include at least {_FEWEST} years, one row per year."),
            field="years",
        )  # fmt: skip
    with_events = int((observed > 0).sum())
    if with_events < 2:
        raise refuse(
            "trend-no-events" if with_events == 0 else "trend-one-year",
            said=("Händelsen förekommer i färre än två av åren.", "The event occurs in fewer than two of the years."),
            mend=("Ta en större grupp eller en vanligare händelse.", "Take a larger group or a commoner event."),
            field="events",
        )


def _fit(when: Floats, observed: Ints, people: Floats) -> tuple[float, float, float, float]:
    """Return log rate at the mean year, slope, its standard error without dispersion, and the dispersion."""
    design = np.column_stack([np.ones(len(when)), when - when.mean()])
    beta = np.array([math.log(observed.sum() / people.sum()), 0.0])
    for _ in range(_STEPS):
        fitted = people * np.exp(design @ beta)
        information = design.T @ (fitted[:, None] * design)
        step = np.linalg.solve(information, design.T @ (observed - fitted))
        beta = beta + step * min(1.0, 1.0 / float(np.abs(step).max() + 1e-300))
        if float(np.abs(step).max()) < 1e-12:
            break
    fitted = people * np.exp(design @ beta)
    information = design.T @ (fitted[:, None] * design)
    error = math.sqrt(float(np.linalg.inv(information)[1, 1]))
    dispersion = float(((observed - fitted) ** 2 / fitted).sum() / (len(when) - 2))
    return float(beta[0]), float(beta[1]), error, dispersion
