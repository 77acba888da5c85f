# SPDX-License-Identifier: Apache-2.0
"""The same persons before and after: paired t, and the randomisation test that flips signs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError, by_t, varies

EXACT_UP_TO = 20  # pairs; 2^20 sign patterns
_DRAWS = 99_999
_FEWEST_DRAWS = 4_999
_BLOCK = 2_000_000  # signs drawn at a time: bounds the memory
_WORK = 100_000_000  # signs drawn in all, before the number of draws is cut: bounds the time


@dataclass(frozen=True, slots=True)
class SignFlip:
    """A randomisation test of no change: `count` of `total` sign patterns give as large a mean.

    Parameters
    ----------
    exact
        Every pattern was counted; otherwise drawn at random (the observed one is counted in both numbers).
    low, high
        The changes that the test does not reject; infinite with too few pairs for the level.
    """

    count: int
    total: int
    exact: bool
    low: float
    high: float

    @property
    def p_value(self) -> float:
        """Two-sided p value."""
        return self.count / self.total


def paired_t(before: Floats, after: Floats, *, level: float = 0.95) -> Contrast:
    """Mean change with the interval of the paired t test, df n - 1. Shapes (n,), n ≥ 2."""
    if len(before) < 2:
        raise NotEstimableError("too-few")
    change = after - before
    if not varies(change, float(np.abs(np.concatenate([before, after])).max())):
        raise NotEstimableError("no-variation")
    return by_t(
        float(change.mean()),
        float(change.std(ddof=1)) / math.sqrt(len(change)),
        df=len(change) - 1,
        level=level,
        mean_1=float(after.mean()),
        mean_0=float(before.mean()),
        method="paired-t",
    )


def sign_flip(change: Floats, *, seed: int, level: float = 0.95) -> SignFlip:
    """Test that changes are as likely up as down, by flipping their signs.

    Parameters
    ----------
    change
        Shape (n,). Up to 20 are enumerated, 2^n patterns; more are drawn with `seed`.

    Notes
    -----
    Fisher (1935), The Design of Experiments, §21. Flipping the signs of a subset gives a mean at least as
    large exactly when the subset's mean is at most 0, so counts and limits both come from subset means
    (Hartigan 1969, JASA 64:1303).
    """
    exact = len(change) <= EXACT_UP_TO
    sums, sizes = _all_subsets(change) if exact else _random_subsets(change, np.random.default_rng(seed))
    slack = 1e-12 * float(np.abs(change).sum())
    total = len(sums) + 1  # the empty subset is the observed pattern
    below, above = int((sums <= slack).sum()) + 1, int((sums >= -slack).sum()) + 1
    count = min(2 * min(below, above), total)
    out = math.floor((1 - level) / 2 * total + 1e-9)  # patterns left out at each end
    means = sums / sizes
    if out < 1:
        return SignFlip(count, total, exact, -math.inf, math.inf)
    edges = np.partition(means, (out - 1, len(means) - out))
    return SignFlip(count, total, exact, float(edges[out - 1]), float(edges[len(means) - out]))


def _all_subsets(change: Floats) -> tuple[Floats, Floats]:
    """Return sum and size of every subset but the empty one, shapes (2^n - 1,)."""
    sums, sizes = np.zeros(1), np.zeros(1)
    for value in change:
        sums, sizes = np.concatenate([sums, sums + value]), np.concatenate([sizes, sizes + 1])
    return sums[1:], sizes[1:]


def _random_subsets(change: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return sum and size of random subsets, in blocks; an empty one is replaced by the whole."""
    sums, sizes = [], []
    n = len(change)
    draws = min(_DRAWS, max(_FEWEST_DRAWS, _WORK // n))
    block = max(1, _BLOCK // n)
    for start in range(0, draws, block):
        chosen = rng.random((min(block, draws - start), n), dtype=np.float32) < 0.5
        chosen[~chosen.any(axis=1)] = True
        sums.append(chosen @ change)
        sizes.append(chosen.sum(axis=1).astype(np.float64))
    return np.concatenate(sums), np.concatenate(sizes)


def paired_by_sign_flip(before: Floats, after: Floats, *, seed: int, level: float = 0.95) -> tuple[Contrast, SignFlip]:
    """Return the mean change and its randomisation test.

    With 20 pairs or fewer the interval and p value are those of the exact test when it can bound the
    change at the level (6 pairs at 95 %); else those of the paired t test. Either way they agree.
    """
    contrast = paired_t(before, after, level=level)
    test = sign_flip(after - before, seed=seed, level=level)
    if test.exact and math.isfinite(test.low):
        contrast = replace(contrast, low=test.low, high=test.high, p_value=test.p_value, method="sign-flip-exact")
    return contrast, test
