# SPDX-License-Identifier: Apache-2.0
"""Wild cluster bootstrap of one coefficient, computed from sums per cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import cluster_sums
from utfall.effects.inference.inversion import outermost

ENUMERATE_UP_TO = 12  # clusters; 2^12 sign vectors
DRAWS = 9_999
_FEWEST_DRAWS = 999
_ROWS_EACH = 50  # rows in a cluster, on average, from which a product of matrices each is the faster way
_SIGNS = 20_000_000  # drawn in all, before the number of draws is cut: bounds memory and time
_SLACK = 1e-9

Weights = Literal["rademacher", "webb"]


@dataclass(frozen=True, slots=True)
class ClusterSums:
    """Sums per cluster that a regression's estimate, errors and bootstrap follow from.

    Parameters
    ----------
    XX, Xy
        X'X and X'y of each cluster, shapes (G, k, k) and (G, k).
    n
        Rows.
    """

    XX: Floats
    Xy: Floats
    n: int


@dataclass(frozen=True, slots=True)
class WildTest:
    """A wild bootstrap test of a coefficient: `count` of `total` bootstrap t values are as large.

    Parameters
    ----------
    t
        Coefficient over its CR1 standard error.
    exact
        All 2^G sign vectors were used; otherwise drawn (the observed one is in both numbers).
    low, high
        Interval by test inversion; infinite when the clusters are too few for the level.
    """

    value: float
    std_error: float
    t: float
    count: int
    total: int
    exact: bool
    low: float
    high: float
    level: float
    n_clusters: int
    weights: Weights

    @property
    def p_value(self) -> float:
        """Two-sided p value."""
        return self.count / self.total


def cluster_statistics(X: Floats, y: Floats, cluster: Ints) -> ClusterSums:
    """Return the sums of each cluster in one pass over the rows.

    Parameters
    ----------
    X, y, cluster
        Shapes (n, k), (n,), (n,); clusters numbered from 0.
    """
    n_clusters, (n, k) = int(cluster.max()) + 1, X.shape
    if n_clusters * _ROWS_EACH <= n:
        return _by_block(X, y, cluster, n_clusters)
    XX = np.empty((n_clusters, k, k))
    for j in range(k):
        XX[:, j, j:] = cluster_sums(X[:, j:] * X[:, [j]], cluster, n_clusters)
        XX[:, j:, j] = XX[:, j, j:]
    return ClusterSums(XX, cluster_sums(X * y[:, None], cluster, n_clusters), n)


def _by_block(X: Floats, y: Floats, cluster: Ints, n_clusters: int) -> ClusterSums:
    """Return the same for clusters of many rows: rows brought together, one product of matrices per cluster."""
    # Numbers of 16 bits are sorted by counting, in one pass.
    codes = cluster.astype(np.uint16) if n_clusters < 2**16 else cluster
    order = np.argsort(codes, kind="stable")
    table = np.column_stack([X, y])[order]
    ends = np.cumsum(np.bincount(cluster, minlength=n_clusters))
    k = X.shape[1]
    whole = np.empty((n_clusters, k + 1, k + 1))
    for g, (start, stop) in enumerate(zip(np.concatenate([[0], ends[:-1]]), ends, strict=True)):
        part = table[start:stop]
        np.matmul(part.T, part, out=whole[g])
    return ClusterSums(whole[:, :k, :k], whole[:, :k, k], len(y))


def wild_cluster_test(
    sums: ClusterSums,
    coefficient: int,
    *,
    seed: int,
    null: float = 0.0,
    level: float = 0.95,
    draws: int = DRAWS,
    weights: Weights = "rademacher",
    interval: bool = True,
) -> WildTest:
    """Test one coefficient with the restricted wild cluster bootstrap (WCR) of its t value.

    Parameters
    ----------
    coefficient
        Position among the columns of X.
    seed
        Used only when weights are drawn: with more than 12 clusters, or "webb".
    draws
        Fewer, but never below 999, with more than 2,000 clusters.
    weights
        "rademacher" flips the signs of whole clusters, all 2^G ways with at most 12 clusters; "webb" has six values
        and gives a finer p value with few clusters.

    Raises
    ------
    NotEstimableError
        "too-few-clusters" below three; "collinear"; "no-variation".

    Notes
    -----
    Cameron, Gelbach and Miller (2008), REStat 90:414; Webb (2023), Canadian Journal of Economics 56:839. With the
    sums of each cluster a replication costs G·k operations, whatever the number of rows (Roodman, MacKinnon, Nielsen
    and Webb 2019, Stata Journal 19:4).
    """
    wild = _Wild.of(sums, coefficient)
    signs, exact = _weights(len(sums.Xy), weights, draws, seed)
    judge = _Judge.of(wild, signs, exact=exact)
    count = judge.count(null)
    low, high = -math.inf, math.inf
    if interval:
        low, high = (judge.edge(side, null, 1 - level) for side in (-1, 1))
    return WildTest(
        value=wild.value,
        std_error=wild.std_error,
        t=(wild.value - null) / wild.std_error,
        count=count,
        total=judge.total,
        exact=exact,
        low=low,
        high=high,
        level=level,
        n_clusters=len(sums.Xy),
        weights=weights,
    )


def _weights(n_clusters: int, kind: Weights, draws: int, seed: int) -> tuple[Floats, bool]:
    if kind == "rademacher" and n_clusters <= ENUMERATE_UP_TO:
        pattern = np.arange(2**n_clusters)[:, None] >> np.arange(n_clusters) & 1
        return np.asarray(1.0 - 2.0 * pattern, dtype=np.float64), True
    draws = min(draws, max(_FEWEST_DRAWS, _SIGNS // n_clusters))
    rng = np.random.default_rng(seed)
    if kind == "rademacher":
        return np.asarray(rng.integers(0, 2, (draws, n_clusters)) * 2.0 - 1.0, dtype=np.float64), False
    six = np.array([-math.sqrt(1.5), -1.0, -math.sqrt(0.5), math.sqrt(0.5), 1.0, math.sqrt(1.5)])
    return six[rng.integers(0, 6, (draws, n_clusters))], False


@dataclass(frozen=True, slots=True)
class _Wild:
    """A fit from sums per cluster. `row` is the coefficient's row of (X'X)^-1; `pull` is row·X_g'X_g, (G, k)."""

    sums: ClusterSums
    j: int
    bread: Floats
    pull: Floats
    factor: float
    value: float
    std_error: float

    @classmethod
    def of(cls, sums: ClusterSums, j: int) -> _Wild:
        n_clusters, k = sums.Xy.shape
        if n_clusters < 3:
            raise NotEstimableError("too-few-clusters")
        whole = sums.XX.sum(axis=0)
        scale = np.sqrt(np.diag(whole))
        if not np.all(scale > 0) or np.linalg.cond(whole / np.outer(scale, scale)) > 1e13:
            raise NotEstimableError("collinear")
        bread = np.linalg.inv(whole / np.outer(scale, scale)) / np.outer(scale, scale)
        coefficients = bread @ sums.Xy.sum(axis=0)
        factor = n_clusters / (n_clusters - 1) * (sums.n - 1) / (sums.n - k)
        pull = np.einsum("j,gjk->gk", bread[j], sums.XX)
        scores = sums.Xy @ bread[j] - pull @ coefficients
        variance = factor * float(scores @ scores)
        size = float(np.abs(sums.Xy @ bread[j]).max())
        if variance <= (1e-11 * size) ** 2:
            raise NotEstimableError("no-variation")
        return cls(sums, j, bread, pull, factor, float(coefficients[j]), math.sqrt(variance))

    def restricted_scores(self, null: float) -> Floats:
        """Return X_g'(y - Xb) with b fitted under coefficient = null, shape (G, k)."""
        free = np.arange(len(self.bread)) != self.j
        whole = self.sums.XX.sum(axis=0)
        right = self.sums.Xy.sum(axis=0) - whole[:, self.j] * null
        beta = np.empty(len(free))
        beta[self.j] = null
        beta[free] = np.linalg.solve(whole[np.ix_(free, free)], right[free])
        return np.asarray(self.sums.Xy - self.sums.XX @ beta)


@dataclass(frozen=True, slots=True)
class _Judge:
    """Bootstrap values for any null h: the coefficient moves by m0 + h·m1, its variance is v0 + h·v1 + h²·v2."""

    wild: _Wild
    m0: Floats
    m1: Floats
    v0: Floats
    v1: Floats
    v2: Floats
    exact: bool

    @classmethod
    def of(cls, wild: _Wild, signs: Floats, *, exact: bool) -> _Judge:
        """Compute both parts once: the restricted scores are linear in the null."""
        base = wild.restricted_scores(0.0)
        moved, left = [], []
        for scores in (base, wild.restricted_scores(1.0) - base):
            move = signs @ (scores @ wild.bread)  # coefficients minus their restricted values, (B, k)
            moved.append(move[:, wild.j])
            left.append(signs * (scores @ wild.bread[wild.j]) - move @ wild.pull.T)
        v0, v1, v2 = (wild.factor * np.einsum("bg,bg->b", left[a], left[b]) for a, b in ((0, 0), (0, 1), (1, 1)))
        return cls(wild, moved[0], moved[1], v0, 2 * v1, v2, exact)

    @property
    def total(self) -> int:
        return len(self.m0) + (0 if self.exact else 1)

    def count(self, null: float) -> int:
        """Return how many bootstrap t values are as far out as the observed one."""
        move = self.m0 + null * self.m1
        variance = np.maximum(self.v0 + null * (self.v1 + null * self.v2), 0.0)
        t_squared = ((self.wild.value - null) / self.wild.std_error) ** 2
        extreme = int(np.count_nonzero(move**2 >= t_squared * variance * (1 - _SLACK)))
        return extreme if self.exact else extreme + 1

    def edge(self, side: int, null: float, alpha: float) -> float:
        """Return the outermost value on one side that is not rejected; `null` itself is looked at."""
        return outermost(
            lambda value: self.count(value) <= alpha * self.total * (1 + 1e-12),
            self.wild.value,
            side=side,
            step=2.0 * self.wild.std_error,
            null=null,
        )
