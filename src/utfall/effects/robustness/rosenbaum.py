# SPDX-License-Identifier: Apache-2.0
"""Matched pairs: how unlike in their odds of taking part two matched persons must be to overturn the finding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError

EXACT_UP_TO = 200  # pairs; above, the normal approximation
_LARGEST = 100.0


@dataclass(frozen=True, slots=True)
class SensitivityBound:
    """Bounds of the one-sided p value when matched persons' odds of taking part differ by a factor up to gamma.

    Parameters
    ----------
    lowest, highest
        The p value is somewhere between these.
    """

    gamma: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class RosenbaumBounds:
    """Sensitivity of a matched pairs test.

    Parameters
    ----------
    bounds
        One per gamma asked for.
    tipping_gamma
        Largest gamma at which the highest p value is still at most `alpha`; None when it is not even at gamma = 1;
        100 when it is higher than that.
    """

    bounds: tuple[SensitivityBound, ...]
    tipping_gamma: float | None
    alpha: float
    pairs: int
    test: Literal["signed-rank", "mcnemar"]
    exact: bool


def rosenbaum_signed_rank(
    differences: Floats, *, gammas: tuple[float, ...] = (1.0, 1.25, 1.5, 2.0, 3.0), alpha: float = 0.025
) -> RosenbaumBounds:
    """Bounds for Wilcoxon's signed rank test of pairs, one-sided in the direction of the observed rank sum.

    Parameters
    ----------
    differences
        Treated minus matched comparison, shape (pairs,). Pairs without difference are left out; ties share ranks.
    alpha
        One-sided level; 0.025 goes with a 95 % interval.

    Raises
    ------
    NotEstimableError
        "no-variation" when no pair differs.

    Notes
    -----
    Rosenbaum (2002), Observational Studies, §4.3. In the worst case each pair's sign is positive with probability
    gamma/(1 + gamma), so the distribution is counted exactly with up to 200 pairs.
    """
    d = differences[np.isfinite(differences) & (differences != 0)]
    if not len(d):
        raise NotEstimableError("no-variation")
    ranks = _mid_ranks(np.abs(d))
    positive = float(ranks[d > 0].sum())
    statistic = max(positive, float(ranks.sum()) - positive)
    exact = len(d) <= EXACT_UP_TO
    tail = _exact_tail if exact else _normal_tail
    return _bounds(lambda p: tail(ranks, statistic, p), gammas, alpha, len(d), "signed-rank", exact=exact)


def rosenbaum_mcnemar(
    only_treated: int,
    only_comparison: int,
    *,
    gammas: tuple[float, ...] = (1.0, 1.25, 1.5, 2.0, 3.0),
    alpha: float = 0.025,
) -> RosenbaumBounds:
    """Bounds for McNemar's test of a binary outcome in pairs.

    Parameters
    ----------
    only_treated, only_comparison
        Pairs in which only the treated, or only the comparison person, had the outcome.

    Raises
    ------
    NotEstimableError
        "no-variation" when no pair differs.
    """
    n = only_treated + only_comparison
    if n == 0:
        raise NotEstimableError("no-variation")
    from scipy import special

    most = max(only_treated, only_comparison)
    return _bounds(lambda p: float(special.bdtrc(most - 1, n, p)), gammas, alpha, n, "mcnemar", exact=True)


def _bounds(
    tail: Callable[[float], float],
    gammas: tuple[float, ...],
    alpha: float,
    pairs: int,
    test: Literal["signed-rank", "mcnemar"],
    *,
    exact: bool,
) -> RosenbaumBounds:
    if min(gammas) < 1:
        raise ValueError("gamma is at least 1")
    found = tuple(SensitivityBound(g, tail(1 / (1 + g)), tail(g / (1 + g))) for g in gammas)
    return RosenbaumBounds(found, _tipping(tail, alpha), alpha, pairs, test, exact)


def _tipping(tail: Callable[[float], float], alpha: float) -> float | None:
    if tail(0.5) > alpha:
        return None
    if tail(_LARGEST / (1 + _LARGEST)) <= alpha:
        return _LARGEST
    small, large = 1.0, _LARGEST
    for _ in range(50):
        middle = math.sqrt(small * large)
        if tail(middle / (1 + middle)) <= alpha:
            small = middle
        else:
            large = middle
    return small


def _mid_ranks(values: Floats) -> Floats:
    """Return ranks from 1, ties sharing the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[inverse], dtype=np.float64)


def _exact_tail(ranks: Floats, statistic: float, p: float) -> float:
    """Return P(sum of ranks with positive sign ≥ statistic); mid-ranks are whole numbers when doubled."""
    doubled = np.rint(2 * ranks).astype(np.int64)
    chance = np.zeros(int(doubled.sum()) + 1)
    chance[0], reach = 1.0, 0
    for rank in doubled:
        shifted = chance[: reach + 1] * p
        chance[: reach + 1] *= 1 - p
        chance[rank : reach + rank + 1] += shifted
        reach += int(rank)
    return float(min(chance[round(2 * statistic) :].sum(), 1.0))


def _normal_tail(ranks: Floats, statistic: float, p: float) -> float:
    from scipy import special

    mean, variance = p * float(ranks.sum()), p * (1 - p) * float(ranks @ ranks)
    return float(special.ndtr(-(statistic - mean) / math.sqrt(variance)))
