# SPDX-License-Identifier: Apache-2.0
"""Randomisation inference: how often the lottery alone would have given as large a difference."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, t_quantile
from utfall.effects.inference.assignments import (
    Moments,
    Stratum,
    count_assignments,
    enumerate_assignments,
    random_assignments,
)
from utfall.effects.inference.inversion import outermost
from utfall.effects.inference.units import (
    Statistic,
    choose_statistic,
    comparable_strata,
    shares_of,
    summarise,
    to_units,
)

EXACT_UP_TO = 100_000
DRAWS = 100_000
_FEWEST_DRAWS = 5_000
_WORK = 400_000_000  # units drawn in all, before the number of draws is cut: bounds the time
_SLACK = 1e-9  # two assignments that give the same statistic, but for rounding, count as equal


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
    df
        Satterthwaite's degrees of freedom of the standard error, for what combines estimates; None without one.
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
    df: float | None

    @property
    def p_value(self) -> float:
        """Two-sided p value."""
        return self.count / self.total

    def contrast(self) -> Contrast:
        """Return the test as a contrast; its method tells exact from drawn.

        Where no standard error can be estimated it is the one that a normal interval of this width would have.
        """
        std_error = self.std_error
        if not math.isfinite(std_error):
            std_error = (self.high - self.low) / (2 * t_quantile(self.level, None))
        return Contrast(
            value=self.value,
            std_error=std_error,
            low=self.low,
            high=self.high,
            level=self.level,
            p_value=self.p_value,
            df=self.df if math.isfinite(self.std_error) else None,
            mean_1=self.mean_1,
            mean_0=self.mean_0,
            method="randomisation-exact" if self.exact else "randomisation-drawn",
        )


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
    strata_found = comparable_strata(units)
    kind = choose_statistic(strata_found)
    total = count_assignments(strata_found)
    exact = total <= EXACT_UP_TO
    weights = shares_of(strata_found)
    between = kind == "studentised-between-strata"
    if exact:
        moments = enumerate_assignments(strata_found, weights, between=between)
    else:
        n = sum(s.n for s in strata_found)
        rng = np.random.default_rng(seed)
        wanted = min(draws, max(_FEWEST_DRAWS, _WORK // n))
        moments = random_assignments(strata_found, weights, wanted, rng, between=between)
    return _test(strata_found, moments, kind, exact=exact, level=level)


def _test(strata: list[Stratum], moments: Moments, kind: Statistic, *, exact: bool, level: float) -> RandomisationTest:
    found = summarise(strata, kind)
    value, variance, m, kind = found.value, found.variance, len(strata), found.statistic
    scale = float(np.ptp(np.concatenate([s.y for s in strata])))
    judge = _Judge(moments, value, variance, scale, m, kind, exact)
    count = judge.count(0.0)
    spread = math.sqrt(variance) if variance > 0 else max(scale, 1e-300)
    return RandomisationTest(
        value=value,
        std_error=math.sqrt(variance) if variance > 0 else math.nan,
        count=count,
        total=judge.total,
        exact=exact,
        low=judge.edge(-1, spread, 1 - level),
        high=judge.edge(1, spread, 1 - level),
        level=level,
        mean_1=found.mean_1,
        mean_0=found.mean_1 - value,
        units_1=sum(s.k for s in strata),
        units_0=sum(s.n - s.k for s in strata),
        statistic=kind,
        df=found.df if math.isfinite(found.df) else None,
    )


@dataclass(frozen=True, slots=True)
class _Judge:
    """Counts, for any constant effect, the assignments as extreme as the observed one."""

    moments: Moments
    value: float
    variance: float
    scale: float
    n_strata: int
    kind: Statistic
    exact: bool

    @property
    def total(self) -> int:
        return len(self.moments.d0) + (0 if self.exact else 1)

    def count(self, effect: float) -> int:
        d, spread = self.moments.at(effect)
        if self.kind == "difference":
            extreme = d * d >= self.limit(effect, self.scale**2)
        else:
            if self.kind == "studentised-between-strata":
                spread = (self.n_strata * spread - d * d) / (self.n_strata - 1)
            extreme = d * d >= self.limit(effect, self.variance) / self.variance * spread
        return int(np.count_nonzero(extreme)) + (0 if self.exact else 1)

    def limit(self, effect: float, variance: float) -> float:
        """Return the square from which a difference with this variance counts as at least as large as the observed.

        The slack is relative and, measured in standard errors, absolute: an observed difference of nought is nought
        but for rounding, and every assignment is then at least as extreme, wherever the outcome's zero lies.
        """
        observed = abs(self.value - effect)
        return max(observed * (1 - _SLACK) - _SLACK * math.sqrt(variance), 0.0) ** 2

    def edge(self, side: int, spread: float, alpha: float) -> float:
        """Return the outermost effect on one side that is not rejected."""
        return outermost(
            lambda effect: self.count(effect) <= alpha * self.total * (1 + 1e-12),
            self.value,
            side=side,
            step=2.0 * spread,
        )
