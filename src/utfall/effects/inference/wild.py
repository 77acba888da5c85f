# SPDX-License-Identifier: Apache-2.0
"""Wild cluster bootstrap of one coefficient, computed from sums per cluster."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import cluster_sums

ENUMERATE_UP_TO = 12  # clusters; 2^12 sign vectors
DRAWS = 9_999
_SLACK = 1e-9
_HALVINGS = 50

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
    XX = np.empty((n_clusters, k, k))
    for j in range(k):
        XX[:, j, j:] = cluster_sums(X[:, j:] * X[:, [j]], cluster, n_clusters)
        XX[:, j:, j] = XX[:, j, j:]
    return ClusterSums(XX, cluster_sums(X * y[:, None], cluster, n_clusters), n)


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
    count, total = wild.count(signs, null, exact=exact)
    low, high = -math.inf, math.inf
    if interval:
        low, high = (wild.edge(side, signs, null, 1 - level, exact=exact) for side in (-1, 1))
    return WildTest(
        value=wild.value,
        std_error=wild.std_error,
        t=(wild.value - null) / wild.std_error,
        count=count,
        total=total,
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
        return 1.0 - 2.0 * pattern, True
    rng = np.random.default_rng(seed)
    if kind == "rademacher":
        return rng.integers(0, 2, (draws, n_clusters)) * 2.0 - 1.0, False
    values = np.sqrt(np.array([0.5, 1.0, 1.5]))
    return rng.choice(np.concatenate([-values, values]), (draws, n_clusters)), False


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

    def count(self, signs: Floats, null: float, *, exact: bool) -> tuple[int, int]:
        """Return how many bootstrap t values are as far out as the observed one, and of how many."""
        scores = self.restricted_scores(null)
        own = scores @ self.bread[self.j]
        moved = signs @ (scores @ self.bread)  # coefficients minus their restricted values, (B, k)
        # The scores along the coefficient; their squares make the bootstrap variance.
        left = signs * own - moved @ self.pull.T
        variance = self.factor * np.einsum("bg,bg->b", left, left)
        t_squared = ((self.value - null) / self.std_error) ** 2
        extreme = int(np.count_nonzero(moved[:, self.j] ** 2 >= t_squared * variance * (1 - _SLACK)))
        return (extreme, len(signs)) if exact else (extreme + 1, len(signs) + 1)

    def edge(self, side: int, signs: Floats, null: float, alpha: float, *, exact: bool) -> float:
        """Return the outermost null value on one side that is not rejected; `null` itself is looked at."""

        def rejects(value: float) -> bool:
            count, total = self.count(signs, value, exact=exact)
            return count <= alpha * total * (1 + 1e-12)

        inside, step = self.value, 2.0 * self.std_error
        if (null - inside) * side > 0:
            if rejects(null):
                return self._bisect(rejects, inside, null)
            inside = null
        outside = inside + side * step
        for _ in range(30):
            if rejects(outside):
                return self._bisect(rejects, inside, outside)
            step *= 2
            inside, outside = outside, outside + side * step
        return side * math.inf

    def _bisect(self, rejects: Callable[[float], bool], inside: float, outside: float) -> float:
        for _ in range(_HALVINGS):
            if abs(outside - inside) <= 1e-7 * self.std_error:
                break
            middle = (inside + outside) / 2
            if rejects(middle):
                outside = middle
            else:
                inside = middle
        return inside
