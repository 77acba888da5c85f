# SPDX-License-Identifier: Apache-2.0
"""Least squares with the standard errors that the designs need: HC2, CR1 and CR2."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.ratios import Ratio, ratio_of_line

_LEVERAGE_ONE = 1 - 1e-10  # a point that the line is forced through: its residual tells nothing


@dataclass(frozen=True, slots=True)
class Fit:
    """A weighted least squares fit. X and residuals are scaled by the square root of the weights.

    Parameters
    ----------
    X, residuals
        Shapes (n, k) and (n,).
    bread
        Inverse of X'X, shape (k, k).
    """

    X: Floats
    coefficients: Floats
    residuals: Floats
    bread: Floats

    @property
    def n(self) -> int:
        """Rows."""
        return int(self.X.shape[0])

    @property
    def df(self) -> int:
        """Rows minus coefficients."""
        return int(self.X.shape[0] - self.X.shape[1])


def fit(X: Floats, y: Floats, weights: Floats | None = None) -> Fit:
    """Fit y on X by least squares, weighted when `weights` (shape (n,)) are given.

    Raises
    ------
    NotEstimableError
        "too-few" when there are no more rows than columns; "collinear" when a column of X follows
        from the others.
    """
    n, k = X.shape
    if n <= k:
        raise NotEstimableError("too-few")
    if weights is not None:
        root = np.sqrt(weights)
        X, y = X * root[:, None], y * root
    scale = np.sqrt((X * X).sum(axis=0))
    if not np.all(scale > 0):
        raise NotEstimableError("collinear")
    Q, R = np.linalg.qr(X / scale)
    diagonal = np.abs(np.diag(R))
    if diagonal.min() < 1e-9:
        raise NotEstimableError("collinear")
    inverse = np.linalg.solve(R, np.eye(k)) / scale[:, None]
    coefficients = inverse @ (Q.T @ y)
    residuals = y - X @ coefficients
    if np.abs(residuals).max() <= 1e-12 * np.abs(y).max():
        residuals = np.zeros_like(residuals)  # a perfect fit, but for rounding: no error can be given
    return Fit(X, coefficients, residuals, inverse @ inverse.T)


def hc2(fitted: Fit) -> Floats:
    """Return the HC2 covariance of the coefficients, shape (k, k): squared residuals over 1 - leverage.

    MacKinnon and White (1985). Unbiased for a difference in means with unequal variances.
    """
    leverage = np.einsum("ij,jk,ik->i", fitted.X, fitted.bread, fitted.X)
    free = leverage < _LEVERAGE_ONE
    squares = np.where(free, fitted.residuals**2 / np.where(free, 1 - leverage, 1.0), 0.0)
    return np.asarray(fitted.bread @ ((fitted.X * squares[:, None]).T @ fitted.X) @ fitted.bread)


def cluster_sums(values: Floats, cluster: Ints, n_clusters: int) -> Floats:
    """Return the sum of each column of `values` (n, k) within clusters numbered 0 … n_clusters - 1."""
    columns = [np.bincount(cluster, weights=column, minlength=n_clusters) for column in values.T]
    return np.column_stack(columns)


def cr1(fitted: Fit, cluster: Ints) -> Floats:
    """Return the cluster-robust covariance with the factor G/(G-1) · (n-1)/(n-k).

    Parameters
    ----------
    cluster
        Cluster of each row, numbered from 0, shape (n,).

    Notes
    -----
    Liang and Zeger (1986), with the small-sample factor that Stata, statsmodels and R's sandwich use.
    """
    n_clusters = int(cluster.max()) + 1
    if n_clusters < 2:
        raise NotEstimableError("too-few-clusters")
    scores = cluster_sums(fitted.X * fitted.residuals[:, None], cluster, n_clusters)
    factor = n_clusters / (n_clusters - 1) * (fitted.n - 1) / fitted.df
    return np.asarray(factor * fitted.bread @ (scores.T @ scores) @ fitted.bread)


def cr2(fitted: Fit, cluster: Ints, contrast: Floats) -> tuple[float, float]:
    """Return the CR2 standard error of a linear contrast and its Bell–McCaffrey degrees of freedom.

    Parameters
    ----------
    contrast
        Weights of the coefficients, shape (k,).

    Notes
    -----
    Bell and McCaffrey (2002); Imbens and Kolesár (2016), REStat 98:701. The degrees of freedom fall with the
    number of clusters on the smaller side, which is what keeps the size of the test right with few.
    """
    n_clusters = int(cluster.max()) + 1
    if n_clusters < 3:
        raise NotEstimableError("too-few-clusters")
    direction = fitted.bread @ contrast
    order = np.argsort(cluster, kind="stable")
    bounds = np.searchsorted(cluster[order], np.arange(n_clusters + 1))
    scores, norms = np.empty(n_clusters), np.empty(n_clusters)
    pulls = np.empty((n_clusters, fitted.X.shape[1]))
    for g in range(n_clusters):
        rows = order[bounds[g] : bounds[g + 1]]
        X = fitted.X[rows]
        a = _inverse_root_times(X, fitted.bread, X @ direction)
        scores[g], norms[g], pulls[g] = a @ fitted.residuals[rows], a @ a, X.T @ a
    variance = float((scores**2).sum())
    # Covariance of the scores when the errors are independent and equal: diag(norms) - P·bread·P'. Its trace and
    # sum of squares come from (k, k) matrices, so that many clusters cost no more memory than few.
    own = np.einsum("gj,jk,gk->g", pulls, fitted.bread, pulls)
    shared = fitted.bread @ (pulls.T @ pulls)
    squares = float(norms @ norms - 2 * norms @ own + (shared * shared.T).sum())
    return math.sqrt(variance), float((norms.sum() - own.sum()) ** 2 / squares)


def _inverse_root_times(X: Floats, bread: Floats, vector: Floats) -> Floats:
    """Return (I - X·bread·X')^(-1/2) · vector by the thin singular value decomposition, O(n k²)."""
    root = np.linalg.cholesky(bread)
    U, s, _ = np.linalg.svd(X @ root, full_matrices=False)
    leverage = s**2
    free = leverage < _LEVERAGE_ONE
    stretch = np.where(free, 1 / np.sqrt(np.where(free, 1 - leverage, 1.0)), 0.0) - 1
    return np.asarray(vector + U @ (stretch * (U.T @ vector)))


def interaction_design(treated: Floats, covariates: Floats, centre: Floats) -> Floats:
    """Return columns 1, treatment, centred covariates and their products with treatment.

    The coefficient of treatment (column 1) is then the effect at the covariate values `centre`.
    """
    centred = covariates - centre
    return np.column_stack([np.ones(len(treated)), treated, centred, centred * treated[:, None]])


def lin(y: Floats, treated: Floats, covariates: Floats, *, level: float = 0.95) -> Contrast:
    """Covariate-adjusted difference in means: Lin's regression with HC2 standard errors.

    Parameters
    ----------
    y, treated
        Outcome and 1/0 for treatment, shape (n,).
    covariates
        Measured before the start, shape (n, p).

    Raises
    ------
    NotEstimableError
        "too-few" when a group has no more persons than it has coefficients (p + 1); "collinear".

    Notes
    -----
    Lin (2013), Annals of Applied Statistics 7:295. Degrees of freedom n - 2(p + 1). The adjusted means are
    those of both groups at the covariate means of all. The interval speaks of the persons in the trial;
    `lin_population_std_error` of those they were drawn from.
    """
    fitted = _lin_fit(y, treated, covariates)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return by_t(
        effect,
        math.sqrt(float(hc2(fitted)[1, 1])),
        df=fitted.df,
        level=level,
        mean_1=base + effect,
        mean_0=base,
        method="lin-hc2",
    )


def lin_ratio(y: Floats, treated: Floats, covariates: Floats, *, level: float = 0.95) -> Ratio | None:
    """Ratio of the two adjusted means of `lin`, by the delta method on the log scale; None when it has none."""
    fitted = _lin_fit(y, treated, covariates)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return ratio_of_line(base, effect, hc2(fitted)[:2, :2], fitted.df, level=level)


def lin_population_std_error(y: Floats, treated: Floats, covariates: Floats) -> float:
    """Standard error of Lin's estimate as one of the mean effect in the population that persons come from.

    HC2 holds the persons' covariates fixed. When effects differ with the covariates, the mean effect in the
    population differs from the persons' own by chance too: γ'Sγ/n is added to the variance, with γ the
    interactions and S the covariance of the covariates. Parameters and errors as in `lin`.
    """
    fitted = _lin_fit(y, treated, covariates)
    gamma = fitted.coefficients[2 + covariates.shape[1] :]
    between = float(gamma @ np.atleast_2d(np.cov(covariates.T)) @ gamma) / len(y)
    return math.sqrt(float(hc2(fitted)[1, 1]) + between)


def _lin_fit(y: Floats, treated: Floats, covariates: Floats) -> Fit:
    n_1, p = int(treated.sum()), covariates.shape[1]
    if min(n_1, len(y) - n_1) <= p + 1:
        raise NotEstimableError("too-few")
    return fit(interaction_design(treated, covariates, covariates.mean(axis=0)), y)
