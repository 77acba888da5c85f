# SPDX-License-Identifier: Apache-2.0
"""Stepped wedge: in each period the clusters that have started against those that have not."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError, varies
from utfall.effects._numerics.regression import cr2, fit
from utfall.effects.inference.inversion import outermost

EXACT_UP_TO = 100_000
DRAWS = 20_000
_SLACK = 1e-9
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class SteppedWedgeTest:
    """Effect within periods and the test that hands out the starting times anew.

    Parameters
    ----------
    value
        Difference within periods, each period weighted by n1·n0/(n1 + n0) of its clusters.
    std_error, df
        CR2 by cluster, of the cluster means; NaN with fewer than three clusters.
    count, total, exact
        Orders of starting with as large a difference; of how many; whether all were counted.
    low, high
        Interval by test inversion.
    cells
        Cluster periods used (in periods where some had started and some had not).
    """

    value: float
    std_error: float
    df: float
    count: int
    total: int
    exact: bool
    low: float
    high: float
    level: float
    mean_1: float
    mean_0: float
    clusters: int
    periods: int
    cells: int

    @property
    def p_value(self) -> float:
        """Two-sided p value."""
        return self.count / self.total


def stepped_wedge_test(
    y: Floats, cluster: Ints, period: Ints, start: Ints, *, seed: int, level: float = 0.95, draws: int = DRAWS
) -> SteppedWedgeTest:
    """Compare clusters that have started with those that have not, period by period.

    Parameters
    ----------
    y, cluster, period
        Outcome of each row, its cluster from 0 and its period from 0, shape (n,).
    start
        First period with the intervention in each cluster, shape (clusters,); at least the number of periods: never.
    seed
        Used only when more than 10^5 orders of starting are possible.

    Raises
    ------
    NotEstimableError
        "one-period" when no period has clusters on both sides; "no-variation"; "too-few-clusters" below three.

    Notes
    -----
    Thompson, Davey, Fielding, Hargreaves and Hayes (2018), Statistics in Medicine 37:2487: robust because neither the
    time trend nor the likeness within clusters is modelled. It uses no comparison of a cluster with itself, so it
    needs more clusters than a mixed model that assumes both. The interval takes the effect to be the same in every
    period.
    """
    n_clusters, n_periods = len(start), int(period.max()) + 1
    if n_clusters < 3:
        raise NotEstimableError("too-few-clusters")
    cell = cluster * n_periods + period
    size = np.bincount(cell, minlength=n_clusters * n_periods).reshape(n_clusters, n_periods)
    total = np.bincount(cell, weights=y, minlength=n_clusters * n_periods).reshape(n_clusters, n_periods)
    seen = size > 0
    mean = np.where(seen, total / np.maximum(size, 1), 0.0)
    if not varies(mean[seen]):
        raise NotEstimableError("no-variation")
    wedge = _Wedge(mean - mean[seen].mean() * seen, seen, n_periods)
    value, _ = wedge.effects(start[None, :], start)
    observed = float(value[0])
    if not math.isfinite(observed):
        raise NotEstimableError("one-period")
    orders, exact = _orders(start, seed, draws)
    base, shift = wedge.effects(orders, start)
    usable = np.isfinite(base)
    base, shift, unusable = base[usable], shift[usable], int((~usable).sum())
    test = _Test(base, shift, observed, exact, unusable)
    std_error, df, treated_mean = _cr2(mean, seen, start, wedge)
    step = 2 * (std_error if std_error > 0 else float(np.ptp(mean[seen])))
    return SteppedWedgeTest(
        value=observed,
        std_error=std_error,
        df=df,
        count=test.count(0.0),
        total=test.total,
        exact=exact,
        low=test.edge(-1, step, 1 - level),
        high=test.edge(1, step, 1 - level),
        level=level,
        mean_1=treated_mean,
        mean_0=treated_mean - observed,
        clusters=n_clusters,
        periods=n_periods,
        cells=int(wedge.informative(start).sum()),
    )


@dataclass(frozen=True, slots=True)
class _Wedge:
    """Cluster means by period, 0 where nobody was seen; shapes (clusters, periods)."""

    mean: Floats
    seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    n_periods: int

    def started(self, orders: Ints) -> Floats:
        return np.asarray((np.arange(self.n_periods) >= orders[:, :, None]) & self.seen, dtype=np.float64)

    def informative(self, start: Ints) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        on = self.started(start[None, :])[0]
        both = (on.sum(axis=0) > 0) & (on.sum(axis=0) < self.seen.sum(axis=0))
        return np.asarray(self.seen & both)

    def effects(self, orders: Ints, start: Ints) -> tuple[Floats, Floats]:
        """Return each order's effect, and what it would be of the real starting times themselves (for inversion)."""
        real = self.started(start[None, :])[0]
        own: list[Floats] = []
        other: list[Floats] = []
        for first in range(0, len(orders), _BLOCK):
            on = self.started(orders[first : first + _BLOCK])
            n1, n = on.sum(axis=1), self.seen.sum(axis=0)
            n0 = n - n1
            weight = n1 * n0 / np.maximum(n, 1)
            for values, found in ((self.mean, own), (real, other)):
                above = (on * values).sum(axis=1)
                gap = above / np.maximum(n1, 1) - (values.sum(axis=0) - above) / np.maximum(n0, 1)
                with np.errstate(invalid="ignore", divide="ignore"):
                    found.append((weight * gap).sum(axis=1) / weight.sum(axis=1))
        return np.concatenate(own), np.concatenate(other)


@dataclass(frozen=True, slots=True)
class _Test:
    base: Floats
    shift: Floats
    observed: float
    exact: bool
    unusable: int  # orders under which no period has both sides: no evidence either way, counted as extreme

    @property
    def total(self) -> int:
        return len(self.base) + self.unusable + (0 if self.exact else 1)

    def count(self, effect: float) -> int:
        limit = abs(self.observed - effect) * (1 - _SLACK)
        extreme = int(np.count_nonzero(np.abs(self.base - effect * self.shift) >= limit))
        return extreme + self.unusable + (0 if self.exact else 1)

    def edge(self, side: int, step: float, alpha: float) -> float:
        return outermost(
            lambda effect: self.count(effect) <= alpha * self.total * (1 + 1e-12), self.observed, side=side, step=step
        )


def _orders(start: Ints, seed: int, draws: int) -> tuple[Ints, bool]:
    """Return ways to hand out the same starting times, shape (orders, clusters), and whether they are all."""
    counts = Counter(int(value) for value in start)
    ways, left = 1, len(start)
    for number in counts.values():
        ways *= math.comb(left, number)
        left -= number
    if ways <= EXACT_UP_TO:
        return np.array(list(_arrangements(counts, len(start))), dtype=np.int64), True
    rng = np.random.default_rng(seed)
    return rng.permuted(np.tile(start, (draws, 1)), axis=1), False


def _arrangements(counts: Counter[int], n: int) -> Iterator[tuple[int, ...]]:
    """Yield every different order of the values."""
    if n == 0:
        yield ()
        return
    for value in sorted(counts):
        if counts[value]:
            counts[value] -= 1
            for rest in _arrangements(counts, n - 1):
                yield (value, *rest)
            counts[value] += 1


def _cr2(
    mean: Floats, seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], start: Ints, wedge: _Wedge
) -> tuple[float, float, float]:
    """Return standard error and degrees of freedom of the same difference as a regression, and the treated's mean."""
    use = wedge.informative(start)
    clusters, periods = np.nonzero(use)
    on = (periods >= start[clusters]).astype(np.float64)
    _, column = np.unique(periods, return_inverse=True)
    dummies = (column[:, None] == np.arange(column.max() + 1)).astype(np.float64)
    y = mean[clusters, periods]
    treated_mean = float(y[on > 0].mean())
    try:
        fitted = fit(np.column_stack([on, dummies]), y)
        codes = np.unique(clusters, return_inverse=True)[1].astype(np.int64)
        std_error, df = cr2(fitted, codes, np.eye(dummies.shape[1] + 1)[0])
    except NotEstimableError:
        return math.nan, math.nan, treated_mean
    return std_error, df, treated_mean
