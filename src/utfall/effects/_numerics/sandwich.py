# SPDX-License-Identifier: Apache-2.0
"""Robust covariances of a least squares fit: HC0–HC3 for independent rows, CR0–CR3 for clusters."""

from __future__ import annotations

from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import Fit, cluster_sums

HC = Literal["HC0", "HC1", "HC2", "HC3"]
CR = Literal["CR0", "CR1", "CR2", "CR3"]
_LEVERAGE_ONE = 1 - 1e-10
_POWER = {"HC2": 1.0, "HC3": 2.0, "CR2": 0.5, "CR3": 1.0}


def hc_covariance(fitted: Fit, kind: HC = "HC2") -> Floats:
    """Return the covariance of the coefficients that allows each row its own variance, shape (k, k).

    Parameters
    ----------
    kind
        HC0 (White 1980); HC1 with the factor n/(n - k); HC2 and HC3 divide the squared residuals by 1 - leverage
        and by its square. A row of leverage 1 adds nothing.

    Notes
    -----
    MacKinnon and White (1985), Journal of Econometrics 29:305.
    """
    squares = fitted.residuals**2
    if kind in _POWER:
        leverage = np.einsum("ij,jk,ik->i", fitted.X, fitted.bread, fitted.X)
        free = leverage < _LEVERAGE_ONE
        squares = np.where(free, squares / np.where(free, 1 - leverage, 1.0) ** _POWER[kind], 0.0)
    factor = fitted.n / fitted.df if kind == "HC1" else 1.0
    return np.asarray(factor * fitted.bread @ ((fitted.X * squares[:, None]).T @ fitted.X) @ fitted.bread)


def cr_covariance(fitted: Fit, cluster: Ints, kind: CR = "CR2") -> Floats:
    """Return the covariance of the coefficients when rows of a cluster go together, shape (k, k).

    Parameters
    ----------
    cluster
        Cluster of each row, numbered from 0, shape (n,).
    kind
        CR0; CR1 with the factor G/(G-1) · (n-1)/(n-k); CR2 and CR3 multiply a cluster's residuals by (I - H)
        to the power -1/2 and -1, H being the cluster's block of the hat matrix. CR3 is the jackknife over clusters
        without its factor (G-1)/G.

    Raises
    ------
    NotEstimableError
        "too-few-clusters" below two.

    Notes
    -----
    Bell and McCaffrey (2002), Survey Methodology 28:169; MacKinnon, Nielsen and Webb (2023), Journal of Applied
    Econometrics 38:671. A singular block uses the pseudo-inverse, as clubSandwich does.
    """
    n_clusters = int(cluster.max()) + 1
    if n_clusters < 2:
        raise NotEstimableError("too-few-clusters")
    if kind in _POWER:
        scores = _adjusted_scores(fitted, cluster, n_clusters, _POWER[kind])
    else:
        scores = cluster_sums(fitted.X * fitted.residuals[:, None], cluster, n_clusters)
    factor = n_clusters / (n_clusters - 1) * (fitted.n - 1) / fitted.df if kind == "CR1" else 1.0
    return np.asarray(factor * fitted.bread @ (scores.T @ scores) @ fitted.bread)


def _adjusted_scores(fitted: Fit, cluster: Ints, n_clusters: int, power: float) -> Floats:
    """Return X_g'(I - H_g)^-power u_g of every cluster, shape (G, k), each in O(n_g k²)."""
    order = np.argsort(cluster, kind="stable")
    bounds = np.searchsorted(cluster[order], np.arange(n_clusters + 1))
    root = np.linalg.cholesky(fitted.bread)
    scores = np.empty((n_clusters, fitted.X.shape[1]))
    for g in range(n_clusters):
        rows = order[bounds[g] : bounds[g + 1]]
        X, u = fitted.X[rows], fitted.residuals[rows]
        U, s, _ = np.linalg.svd(X @ root, full_matrices=False)
        free = s**2 < _LEVERAGE_ONE
        stretch = np.where(free, np.where(free, 1 - s**2, 1.0) ** -power, 0.0) - 1
        scores[g] = X.T @ (u + U @ (stretch * (U.T @ u)))
    return scores
