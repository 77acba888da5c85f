# SPDX-License-Identifier: Apache-2.0
"""Within and between: what covariates explain within strata, and how alike persons of a cluster are."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import cluster_sums, fit


def freed(y: Floats, treated: Floats, covariates: Floats, strata: Ints | None = None) -> Floats:
    """Return outcomes less what covariates explain within groups (and strata), shape (n,).

    The slopes come from a regression with the group in it, so that a constant effect stays in the outcomes in full.
    The mean is kept.

    Raises
    ------
    NotEstimableError
        "collinear" when a covariate does not vary within strata or follows from the others; "too-few".
    """
    groups = np.zeros(len(y), dtype=np.int64) if strata is None else strata
    columns = np.column_stack([treated, covariates])
    within = less_means(columns, groups)
    if np.any((within**2).sum(axis=0) <= 1e-20 * (columns**2).sum(axis=0)):
        raise NotEstimableError("collinear")
    # Less the strata's means instead of a dummy for each: the same slopes (Frisch and Waugh 1933), at less cost.
    slopes = fit(within, less_means(y[:, None], groups)[:, 0]).coefficients[1:]
    return np.asarray(y - (covariates - covariates.mean(axis=0)) @ slopes)


def unexplained(y: Floats, covariates: Floats) -> Floats:
    """Return what covariates alone leave of the outcomes, the group left out of the regression, shape (n,).

    Under "nobody was affected" it is the same whatever the lottery gave, so a count of lotteries of it is exact
    (Rosenbaum 2002, Statistical Science 17:286).

    Raises
    ------
    NotEstimableError
        "collinear"; "too-few".
    """
    return fit(np.column_stack([np.ones(len(y)), covariates - covariates.mean(axis=0)]), y).residuals


def less_means(values: Floats, groups: Ints) -> Floats:
    """Return columns less their means within groups, NaN left out of them, shape (n, k)."""
    known, n_groups = ~np.isnan(values), int(groups.max()) + 1
    count = cluster_sums(known.astype(np.float64), groups, n_groups)
    total = cluster_sums(np.where(known, values, 0.0), groups, n_groups)
    return np.asarray(values - (total / np.maximum(count, 1))[groups])


def intercepts(strata: Ints | None, n: int) -> Floats:
    """Return a constant and a dummy for each stratum but the first, shape (n, strata)."""
    if strata is None:
        return np.ones((n, 1))
    codes = np.unique(strata, return_inverse=True)[1]
    dummies = codes[:, None] == np.arange(1, codes.max() + 1)
    return np.column_stack([np.ones(n), dummies])


def intracluster_correlation(y: Floats, cluster: Ints, treated: Ints) -> float:
    """Share of the variance within groups that lies between clusters, by analysis of variance; at least 0.

    Notes
    -----
    Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials, ch. 1, for clusters of unequal size.
    """
    size = np.bincount(cluster).astype(float)
    mean = np.bincount(cluster, weights=y) / size
    arm = np.zeros(len(size), dtype=np.int64)
    arm[cluster] = treated
    arm_size, arms = np.bincount(arm, weights=size, minlength=2), 2
    arm_mean = np.bincount(arm, weights=size * mean, minlength=2) / np.maximum(arm_size, 1)
    free_between, free_within = len(size) - arms, len(y) - len(size)
    if free_between < 1 or free_within < 1:
        return 0.0
    between = float((size * (mean - arm_mean[arm]) ** 2).sum()) / free_between
    within = float(((y - mean[cluster]) ** 2).sum()) / free_within
    typical = len(y) - float((np.bincount(arm, weights=size**2, minlength=2) / np.maximum(arm_size, 1)).sum())
    typical /= free_between
    total = between + (typical - 1) * within
    return max(0.0, (between - within) / total) if total > 0 else 0.0
