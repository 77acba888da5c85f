# SPDX-License-Identifier: Apache-2.0
"""Every assignment that a lottery could have made, or many drawn ones, kept as a few sums each.

For a constant effect e the outcomes without the intervention are y - e·(treated). The difference in means of any
assignment is then linear in e and its variance quadratic in e, and both add up over strata. Five numbers per
assignment are therefore enough for the test and for its inversion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats

_MOST = 10**12
_BLOCK = 16_384  # assignments drawn side by side: their sums stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Stratum:
    """Units drawn together, `k` of `n` to the intervention. `y` is given as distance from `centre`."""

    y: Floats
    treated: Bools
    centre: float

    @property
    def n(self) -> int:
        """Units."""
        return len(self.y)

    @property
    def k(self) -> int:
        """Units given the intervention."""
        return int(self.treated.sum())

    def difference(self) -> float:
        """Observed difference in means."""
        return float(self.y[self.treated].mean() - self.y[~self.treated].mean())

    def within_variance(self) -> float:
        """Neyman's variance of the difference; each arm has at least two units."""
        a, b = self.y[self.treated], self.y[~self.treated]
        return float(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))


@dataclass(frozen=True, slots=True)
class Moments:
    """Difference d0 + e·d1 and spread v0 + e·v1 + e²·v2 of each assignment, shapes (assignments,)."""

    d0: Floats
    d1: Floats
    v0: Floats
    v1: Floats
    v2: Floats

    def at(self, effect: float) -> tuple[Floats, Floats]:
        """Return difference and spread when `effect` has been taken out of the outcomes."""
        spread = self.v0 + effect * (self.v1 + effect * self.v2)
        return self.d0 + effect * self.d1, np.maximum(spread, 0.0)


def count_assignments(strata: list[Stratum]) -> int:
    """Return in how many ways the lottery could have fallen; 10^12 when they are more."""
    log = sum(math.lgamma(s.n + 1) - math.lgamma(s.k + 1) - math.lgamma(s.n - s.k + 1) for s in strata)
    if log > math.log(_MOST):
        return _MOST  # the number itself would have as many digits as there are units
    return math.prod(math.comb(s.n, s.k) for s in strata)


def enumerate_assignments(strata: list[Stratum], weights: Floats, *, between: bool) -> Moments:
    """Return the moments of every possible assignment, strata combined by all pairs of sums."""
    rows: list[Floats] = [np.zeros(1)] * 5
    for stratum, weight in zip(strata, weights, strict=True):
        sums = _all_sums(stratum)
        new = _moments(stratum, float(weight), *sums, between=between)
        rows = [(old[:, None] + fresh[None, :]).ravel() for old, fresh in zip(rows, new, strict=True)]
    return Moments(*rows)


def _all_sums(stratum: Stratum) -> tuple[Floats, Floats, Floats, Floats]:
    """Return sums of y, y², treated and y·treated over every subset of k units, by way of the smaller arm."""
    size = min(stratum.k, stratum.n - stratum.k)
    subsets = chain.from_iterable(combinations(range(stratum.n), size))
    chosen = np.fromiter(subsets, dtype=np.int64).reshape(-1, size)
    table = np.stack([stratum.y, stratum.y**2, stratum.treated, stratum.y * stratum.treated])
    sums = np.asarray([row[chosen].sum(axis=1) for row in table], dtype=np.float64)
    if size < stratum.k:
        sums = table.sum(axis=1)[:, None] - sums
    return sums[0], sums[1], sums[2], sums[3]


def random_assignments(
    strata: list[Stratum], weights: Floats, draws: int, rng: np.random.Generator, *, between: bool
) -> Moments:
    """Return the moments of `draws` assignments, each equally likely (sequential sampling; Fan et al. 1962)."""
    rows = [np.zeros(draws) for _ in range(5)]
    for start in range(0, draws, _BLOCK):
        stop = min(start + _BLOCK, draws)
        for stratum, weight in zip(strata, weights, strict=True):
            sums = _draw_sums(stratum, stop - start, rng)
            new = _moments(stratum, float(weight), *sums, between=between)
            for row, fresh in zip(rows, new, strict=True):
                row[start:stop] += fresh
    return Moments(*rows)


def _draw_sums(stratum: Stratum, size: int, rng: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats]:
    """Return sums of y, y², treated and y·treated over `size` random subsets of k units."""
    smaller = min(stratum.k, stratum.n - stratum.k)  # the arm drawn: swapping the groups' names draws the same
    left = np.full(size, smaller, dtype=np.float32)
    # Columns: y, y², treated, y·treated of a unit, added where the unit is drawn.
    table = np.column_stack([stratum.y, stratum.y**2, stratum.treated, stratum.y * stratum.treated])
    chosen = np.empty((min(stratum.n, 64), size), dtype=np.float64)
    sums = np.zeros((size, 4))
    for first in range(0, stratum.n, 64):
        last = min(first + 64, stratum.n)
        for row, unit in enumerate(range(first, last)):
            taken = rng.random(size, dtype=np.float32) * np.float32(stratum.n - unit) < left
            left -= taken
            chosen[row] = taken
        sums += chosen[: last - first].T @ table[first:last]
    if smaller < stratum.k or (2 * smaller == stratum.n and not stratum.treated[-1]):
        sums = table.sum(axis=0) - sums  # with arms of one size that of the last unit is drawn, whatever its name
    return sums[:, 0], sums[:, 1], sums[:, 2], sums[:, 3]


def _moments(
    s: Stratum, weight: float, S1: Floats, Q1: Floats, A: Floats, B: Floats, *, between: bool
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return a stratum's part of the five moments.

    S1, Q1: sum of y and y² over the units drawn; A, B: count and sum of y over those of them that were treated in
    fact. With `between` the spread is the square of the weighted difference instead of its variance within arms.
    """
    k, m = s.k, s.n - s.k
    S0, Q0 = s.y.sum() - S1, (s.y**2).sum() - Q1
    A0, B0 = s.k - A, s.y[s.treated].sum() - B
    d0, d1 = weight * (S1 / k - S0 / m), -weight * (A / k - A0 / m)
    if between:
        return d0, d1, d0 * d0, 2 * d0 * d1, d1 * d1
    if min(k, m) < 2:
        zero = np.zeros_like(d0)
        return d0, d1, zero, zero, zero
    f1, f0 = weight**2 / (k * (k - 1)), weight**2 / (m * (m - 1))
    v0 = f1 * (Q1 - S1**2 / k) + f0 * (Q0 - S0**2 / m)
    v1 = -2 * (f1 * (B - S1 * A / k) + f0 * (B0 - S0 * A0 / m))
    v2 = f1 * (A - A**2 / k) + f0 * (A0 - A0**2 / m)
    return d0, d1, v0, v1, v2
