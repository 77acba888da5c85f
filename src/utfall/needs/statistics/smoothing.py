# SPDX-License-Identifier: Apache-2.0
"""Empirical Bayes: small areas' rates drawn towards the whole by as much as their smallness calls for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import refuse, wrong
from utfall.needs.statistics._arrays import Floats, Ints, counts, floats, positive, require_level, same_length

_FEWEST = 5  # a spread between areas cannot be estimated from fewer
_WIDEST = 12.0  # exp(±12): far outside any spread that is seen


@dataclass(frozen=True, slots=True, eq=False)
class Smoothed:
    """Rates of small areas after smoothing.

    Parameters
    ----------
    raw, smoothed
        Events per person, (areas,).
    low, high
        Limits of each area's rate, (areas,); None when the areas do not differ by more than chance.
    mean, between
        Mean and variance of the true rates over areas, as estimated.
    weight
        How much of each area's own rate is kept, 0–1, (areas,).
    method
        "moments" (Marshall) or "likelihood" (Clayton and Kaldor).
    """

    raw: Floats
    smoothed: Floats
    low: Floats | None
    high: Floats | None
    mean: float
    between: float
    weight: Floats
    level: float
    method: str


def smooth_rates(events: ArrayLike, population: ArrayLike, *, method: str = "moments", level: float = 0.95) -> Smoothed:
    """Return empirical-Bayes rates, gamma prior and Poisson events.

    Parameters
    ----------
    events
        Counts, (areas,).
    population
        Persons, person time or expected events, (areas,).
    method
        "moments": Marshall's global estimator. "likelihood": Clayton and Kaldor's gamma model by maximum likelihood.

    Raises
    ------
    DesignRefused
        "smoothing-too-few" below five areas; "smoothing-no-events" when no area has any.

    Notes
    -----
    Marshall (1991), Applied Statistics 40:283, and Clayton and Kaldor (1987), Biometrics 43:671. The limits take the
    spread between areas as known, so they are somewhat too narrow. Neighbours are not used. What is smoothed is for
    maps and for ranking; the observed numbers stay beside it.
    """
    observed, people = counts(events, "events"), floats(population, "population")
    same_length(("events", observed), ("population", people))
    positive(people, "population")
    _require_areas(observed, method)
    require_level(level)
    mean, between = _moments(observed, people) if method == "moments" else _likelihood(observed, people)
    raw = observed / people
    if between <= 0:
        flat = np.full(raw.shape, mean)
        return Smoothed(raw, flat, None, None, mean, 0.0, np.zeros(raw.shape), level, method)
    shape, scale = mean**2 / between, mean / between
    weight = people / (people + scale)
    low, high = _limits(np.asarray(observed + shape, dtype=np.float64), people + scale, level)
    return Smoothed(raw, (observed + shape) / (people + scale), low, high, mean, between, weight, level, method)


def _require_areas(observed: Ints, method: str) -> None:
    if method not in ("moments", "likelihood"):
        raise wrong(
            "smoothing-method",
            said=(f"Utjämningen {method!r} finns inte.", f"There is no smoothing {method!r}."),
            mend=("Ange moments eller likelihood.", "State moments or likelihood."),
            field="method",
        )
    if len(observed) < _FEWEST:
        raise refuse(
            "smoothing-too-few",
            said=(f"{len(observed)} områden är för få för att skatta spridningen mellan områden.",
                  f"{len(observed)} areas are too few to estimate the spread between areas."),
            mend=(f"Ta med minst {_FEWEST} områden, eller visa de observerade talen med intervall.",
                  f"Include at least {_FEWEST} areas, or show the observed numbers with intervals."),
            field="events",
        )  # fmt: skip
    if not observed.any():
        raise refuse(
            "smoothing-no-events",
            said=("Inget område har någon händelse.", "No area has any event."),
            mend=("Ta en längre period.", "Take a longer period."),
            field="events",
        )


def _moments(observed: Ints, people: Floats) -> tuple[float, float]:
    mean = float(observed.sum() / people.sum())
    spread = float(people @ (observed / people - mean) ** 2 / people.sum())
    return mean, max(spread - mean / float(people.mean()), 0.0)


def _likelihood(observed: Ints, people: Floats) -> tuple[float, float]:
    """Return mean and variance of the gamma distribution that makes the observed events likeliest."""
    from scipy import optimize, special

    start, moment = _moments(observed, people)

    def minus_log_likelihood(logs: Floats) -> float:
        mean, shape = start * math.exp(logs[0]), math.exp(logs[1])
        expected = people * mean
        terms = special.gammaln(observed + shape) - special.gammaln(shape) + shape * np.log(shape / (shape + expected))
        return -float((terms + observed * np.log(expected / (shape + expected))).sum())

    shape = start**2 / moment if moment > 0 else 100.0
    found = optimize.minimize(
        minus_log_likelihood, [0.0, math.log(shape)], method="L-BFGS-B",
        bounds=[(-_WIDEST, _WIDEST)] * 2, options={"ftol": 1e-14, "gtol": 1e-10},
    )  # fmt: skip
    mean = start * math.exp(float(found.x[0]))
    # At the bound the likelihood only rises as the areas become alike: no spread beyond chance.
    return mean, 0.0 if found.x[1] >= _WIDEST - 1e-6 else mean**2 / math.exp(float(found.x[1]))


def _limits(shape: Floats, scale: Floats, level: float) -> tuple[Floats, Floats]:
    from scipy import special

    tail = (1 - level) / 2
    return special.gammaincinv(shape, tail) / scale, special.gammaincinv(shape, 1 - tail) / scale
