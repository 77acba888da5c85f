# SPDX-License-Identifier: Apache-2.0
"""Randomisation inference: how often would the lottery alone have given as large a difference?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError, varies
from utfall.effects.inference.assignments import (
    Moments,
    Stratum,
    count_assignments,
    enumerate_assignments,
    random_assignments,
)

EXACT_UP_TO = 100_000
DRAWS = 100_000
_FEWEST_DRAWS = 5_000
_WORK = 400_000_000  # units drawn in all, before the number of draws is cut: bounds the time
_HALVINGS = 60
_SLACK = 1e-9  # two assignments that give the same statistic, but for rounding, count as equal

Statistic = Literal["studentised", "studentised-between-strata", "difference"]


@dataclass(frozen=True, slots=True)
class RandomisationTest:
    """The test of no effect for anybody, and the constant effects that it does not reject.

    Parameters
    ----------
    value
        Difference in means between units of assignment (clusters weigh alike), averaged over strata by size.
    std_error
        Neyman's; NaN where an arm has one unit.
    count, total
        `count` of `total` assignments give a statistic at least as large as the observed one.
    exact
        Every possible assignment was counted; otherwise drawn (the observed one is in both numbers).
    low, high
        Interval by test inversion; infinite when there are too few assignments for the level.
    statistic
        What is compared: the difference over its standard error when there is one.
    """

    value: float
    std_error: float
    count: int
    total: int
    exact: bool
    low: float
    high: float
    level: float
    mean_1: float
    mean_0: float
    units_1: int
    units_0: int
    statistic: Statistic

    @property
    def p_value(self) -> float:
        """Two-sided p value."""
        return self.count / self.total

    def contrast(self) -> Contrast:
        """Return the test as a contrast; its method tells exact from drawn."""
        return Contrast(
            value=self.value,
            std_error=self.std_error,
            low=self.low,
            high=self.high,
            level=self.level,
            p_value=self.p_value,
            df=None,
            mean_1=self.mean_1,
            mean_0=self.mean_0,
            method="randomisation-exact" if self.exact else "randomisation-drawn",
        )


@dataclass(frozen=True, slots=True)
class Units:
    """Units of assignment: persons, or clusters with their mean outcome. Arrays of shape (units,)."""

    y: Floats
    treated: Bools
    strata: Ints


def to_units(y: Floats, treated: Bools, cluster: Ints | None = None, strata: Ints | None = None) -> Units:
    """Return the units that the lottery drew: one row per person, or per cluster with its mean.

    Raises
    ------
    NotEstimableError
        "cluster-in-both-groups", "cluster-in-two-strata".
    """
    strata = np.zeros(len(y), dtype=np.int64) if strata is None else strata
    if cluster is None:
        return Units(y, treated, np.unique(strata, return_inverse=True)[1].astype(np.int64))
    codes = np.unique(cluster, return_inverse=True)[1]
    size = np.bincount(codes)
    share = np.bincount(codes, weights=treated) / size
    if not np.all((share == 0) | (share == 1)):
        raise NotEstimableError("cluster-in-both-groups")
    first = np.zeros(len(size), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    if np.any(strata != strata[first][codes]):
        raise NotEstimableError("cluster-in-two-strata")
    inner = np.unique(strata[first], return_inverse=True)[1].astype(np.int64)
    return Units(np.bincount(codes, weights=y) / size, share == 1, inner)


def randomisation_test(
    y: Floats,
    treated: Bools,
    *,
    seed: int,
    cluster: Ints | None = None,
    strata: Ints | None = None,
    level: float = 0.95,
    draws: int = DRAWS,
) -> RandomisationTest:
    """Test that nobody was affected, by the assignments that the lottery could have made.

    Parameters
    ----------
    y, treated
        Outcome and group of each person, shape (n,).
    seed
        Used only when more than 10^5 assignments are possible.
    cluster, strata
        Codes, shape (n,). Clusters were drawn as wholes; the number treated in each stratum was fixed.
    draws
        Assignments drawn when they cannot all be counted; fewer when units times draws exceed 4·10^8.

    Raises
    ------
    NotEstimableError
        "empty-group" when no stratum has both groups; "no-variation" when all units have the same value;
        "cluster-in-both-groups"; "cluster-in-two-strata".

    Notes
    -----
    Fisher (1935); studentised (Chung and Romano 2013, Annals of Statistics 41:484), so that the test is also right on
    average in large samples when effects differ between persons. Strata that miss a group carry no comparison and
    are left out. Enumeration keeps sums within strata; drawing takes each unit with probability (places left) /
    (units left), so that every assignment is equally likely and memory does not grow with units.
    """
    units = to_units(y, treated, cluster, strata)
    strata_found = _strata(units)
    kind = _statistic(strata_found)
    total = count_assignments(strata_found)
    exact = total <= EXACT_UP_TO
    weights = np.array([s.n for s in strata_found], dtype=float)
    weights /= weights.sum()
    between = kind == "studentised-between-strata"
    if exact:
        moments = enumerate_assignments(strata_found, weights, between=between)
    else:
        n = sum(s.n for s in strata_found)
        rng = np.random.default_rng(seed)
        wanted = min(draws, max(_FEWEST_DRAWS, _WORK // n))
        moments = random_assignments(strata_found, weights, wanted, rng, between=between)
    return _test(strata_found, weights, moments, kind, exact=exact, level=level)


def _strata(units: Units) -> list[Stratum]:
    if not varies(units.y):
        raise NotEstimableError("no-variation")
    centre = float(units.y.mean())
    found = []
    for code in range(int(units.strata.max()) + 1):
        member = units.strata == code
        treated = units.treated[member]
        if 0 < treated.sum() < len(treated):
            found.append(Stratum(units.y[member] - centre, treated, centre))
    if not found:
        raise NotEstimableError("empty-group")
    return found


def _statistic(strata: list[Stratum]) -> Statistic:
    """Choose by what can be estimated: two units in every arm, else two strata, else nothing."""
    if all(min(s.k, s.n - s.k) >= 2 for s in strata):
        return "studentised" if any(s.within_variance() > 0 for s in strata) else "difference"
    return "studentised-between-strata" if len(strata) > 1 else "difference"


def _test(
    strata: list[Stratum], weights: Floats, moments: Moments, kind: Statistic, *, exact: bool, level: float
) -> RandomisationTest:
    differences = np.array([s.difference() for s in strata])
    value = float(weights @ differences)
    m = len(strata)
    if kind == "studentised":
        variance = float(weights**2 @ np.array([s.within_variance() for s in strata]))
    elif kind == "studentised-between-strata":
        variance = (m * float((weights * differences) @ (weights * differences)) - value**2) / (m - 1)
    else:
        variance = math.nan
    if kind != "difference" and variance <= 1e-20 * max(value**2, 1e-300):
        kind = "difference"
    judge = _Judge(moments, value, variance, m, kind, exact)
    count = judge.count(0.0)
    spread = math.sqrt(variance) if variance > 0 else max(float(np.ptp(np.concatenate([s.y for s in strata]))), 1e-300)
    means_1 = np.array([s.y[s.treated].mean() + s.centre for s in strata])
    return RandomisationTest(
        value=value,
        std_error=math.sqrt(variance) if variance > 0 else math.nan,
        count=count,
        total=judge.total,
        exact=exact,
        low=judge.edge(-1, spread, 1 - level),
        high=judge.edge(1, spread, 1 - level),
        level=level,
        mean_1=float(weights @ means_1),
        mean_0=float(weights @ means_1) - value,
        units_1=sum(s.k for s in strata),
        units_0=sum(s.n - s.k for s in strata),
        statistic=kind,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Counts, for any constant effect, the assignments as extreme as the observed one."""

    moments: Moments
    value: float
    variance: float
    n_strata: int
    kind: Statistic
    exact: bool

    @property
    def total(self) -> int:
        return len(self.moments.d0) + (0 if self.exact else 1)

    def count(self, effect: float) -> int:
        d, spread = self.moments.at(effect)
        observed = (self.value - effect) ** 2
        if self.kind == "difference":
            extreme = d * d >= observed * (1 - _SLACK)
        else:
            if self.kind == "studentised-between-strata":
                spread = (self.n_strata * spread - d * d) / (self.n_strata - 1)
            extreme = d * d * self.variance >= observed * spread * (1 - _SLACK)
        return int(np.count_nonzero(extreme)) + (0 if self.exact else 1)

    def rejects(self, effect: float, alpha: float) -> bool:
        return self.count(effect) <= alpha * self.total * (1 + 1e-12)

    def edge(self, side: int, spread: float, alpha: float) -> float:
        """Return the outermost effect on one side that is not rejected, by bisection.

        0 is one of the points looked at, so that the interval leaves it out exactly when p is at most alpha.
        """
        inside, step = self.value, 2.0 * spread
        outside = inside + side * step
        if (0.0 - inside) * side > 0:
            if self.rejects(0.0, alpha):
                return self._bisect(inside, 0.0, alpha)
            inside = 0.0
            outside = side * max(step, abs(outside))
        for _ in range(40):
            if self.rejects(outside, alpha):
                return self._bisect(inside, outside, alpha)
            step *= 2
            inside, outside = outside, outside + side * step
        return side * math.inf

    def _bisect(self, inside: float, outside: float, alpha: float) -> float:
        for _ in range(_HALVINGS):
            middle = (inside + outside) / 2
            if abs(outside - inside) <= 1e-10 * max(abs(middle), 1e-300):
                break
            if self.rejects(middle, alpha):
                outside = middle
            else:
                inside = middle
        return inside
