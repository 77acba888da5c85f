# SPDX-License-Identifier: Apache-2.0
"""Robust covariances against statsmodels and dense matrices; the wild bootstrap against refitting."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import statsmodels.api as sm

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.regression import cr1, cr2, fit, hc2
from utfall.effects._numerics.sandwich import cr_covariance, hc_covariance
from utfall.effects.inference import cluster_statistics, wild_cluster_test


@pytest.fixture
def table():
    rng = np.random.default_rng(5)
    cluster = rng.integers(0, 9, 80)
    X = np.column_stack([np.ones(80), cluster < 4, rng.normal(size=80)])
    y = X @ [1.0, 0.4, 1.0] + 0.4 * rng.normal(size=9)[cluster] + rng.normal(size=80) * (1 + X[:, 1])
    return X, y, cluster


@pytest.mark.parametrize("kind", ["HC0", "HC1", "HC2", "HC3"])
def test_hc_against_statsmodels(table, kind):
    X, y, _ = table
    theirs = sm.OLS(y, X).fit(cov_type=kind).cov_params()
    assert hc_covariance(fit(X, y), kind) == pytest.approx(theirs, rel=1e-9)


@pytest.mark.parametrize(("kind", "power"), [("CR0", 0.0), ("CR2", -0.5), ("CR3", -1.0)])
def test_cr_against_dense_matrices(table, kind, power):
    X, y, cluster = table
    bread = np.linalg.inv(X.T @ X)
    residuals = y - X @ bread @ X.T @ y
    meat = np.zeros((3, 3))
    for g in range(9):
        rows = cluster == g
        values, vectors = np.linalg.eigh(np.eye(rows.sum()) - X[rows] @ bread @ X[rows].T)
        score = X[rows].T @ (vectors * values**power) @ vectors.T @ residuals[rows]
        meat += np.outer(score, score)
    assert cr_covariance(fit(X, y), cluster, kind) == pytest.approx(bread @ meat @ bread, rel=1e-9)


def test_cr3_is_the_jackknife_over_clusters(table):
    X, y, cluster = table
    whole = fit(X, y).coefficients
    without = np.array([fit(X[cluster != g], y[cluster != g]).coefficients for g in range(9)]) - whole
    assert cr_covariance(fit(X, y), cluster, "CR3") == pytest.approx(without.T @ without, rel=1e-9)


def test_one_home_for_what_regression_has(table):
    X, y, cluster = table
    fitted = fit(X, y)
    assert cr_covariance(fitted, cluster, "CR1") == pytest.approx(cr1(fitted, cluster), rel=1e-12)
    assert hc_covariance(fitted, "HC2") == pytest.approx(hc2(fitted), rel=1e-12)
    se, _ = cr2(fitted, cluster, np.eye(3)[1])
    assert cr_covariance(fitted, cluster, "CR2")[1, 1] ** 0.5 == pytest.approx(se, rel=1e-10)


def refitted(X, y, cluster, j, signs, null=0.0):
    """The bootstrap as it is defined: fit again for every sign vector."""
    fitted = fit(X, y)
    t = abs(fitted.coefficients[j] - null) / cr1(fitted, cluster)[j, j] ** 0.5
    free = [i for i in range(X.shape[1]) if i != j]
    restricted = fit(X[:, free], y - null * X[:, j])
    predicted = X[:, free] @ restricted.coefficients + null * X[:, j]
    count = 0
    for w in signs:
        again = fit(X, predicted + w[cluster] * (y - predicted))
        count += abs(again.coefficients[j] - null) / cr1(again, cluster)[j, j] ** 0.5 >= t * (1 - 1e-9)
    return t, count


def test_wild_bootstrap_against_refitting(table):
    X, y, cluster = table
    keep = cluster < 7
    X, y, cluster = X[keep], y[keep], cluster[keep]
    signs = np.array(list(itertools.product([1.0, -1.0], repeat=7)))
    found = wild_cluster_test(cluster_statistics(X, y, cluster), 1, seed=1, level=0.9)
    t, count = refitted(X, y, cluster, 1, signs)
    assert abs(found.t) == pytest.approx(t, rel=1e-9)
    assert (found.count, found.total, found.exact) == (count, 128, True)
    for limit, side in ((found.low, -1), (found.high, 1)):
        _, inside = refitted(X, y, cluster, 1, signs, limit - side * 1e-5)
        _, outside = refitted(X, y, cluster, 1, signs, limit + side * 1e-5)
        assert inside > 0.1 * 128 >= outside


def test_wild_bootstrap_draws_with_a_seed(table):
    X, y, cluster = table
    sums = cluster_statistics(X, y, cluster)
    webb = wild_cluster_test(sums, 1, seed=1, weights="webb")
    assert webb == wild_cluster_test(sums, 1, seed=1, weights="webb")
    assert not webb.exact
    assert webb.total == 10_000
    exact = wild_cluster_test(sums, 1, seed=1)
    assert webb.p_value == pytest.approx(exact.p_value, abs=0.1)  # other weights, same order of size


@pytest.mark.parametrize(
    ("X", "y", "reason"),
    [
        ([[1, 1], [1, 1], [1, 0], [1, 0]], [1, 2, 3, 4], "too-few-clusters"),
        ([[1, 1], [1, 1], [1, 1], [1, 1]], [1, 2, 3, 4], "collinear"),
        ([[1, 1], [1, 1], [1, 0], [1, 0]], [2, 2, 1, 1], "no-variation"),
    ],
)
def test_wild_bootstrap_refuses(X, y, reason):
    cluster = np.array([0, 0, 1, 1]) if reason == "too-few-clusters" else np.arange(4)
    with pytest.raises(NotEstimableError) as caught:
        wild_cluster_test(cluster_statistics(np.array(X, float), np.array(y, float), cluster), 1, seed=1)
    assert caught.value.reason == reason


def test_cr_refuses_one_cluster(table):
    X, y, _ = table
    with pytest.raises(NotEstimableError):
        cr_covariance(fit(X, y), np.zeros(80, dtype=np.int64))


def test_sums_of_large_clusters_are_those_of_each_one():
    """Some 100 rows each, one cluster without any: the way by products of matrices."""
    rng = np.random.default_rng(6)
    X, y = rng.normal(size=(2000, 3)), rng.normal(size=2000)
    cluster = rng.integers(0, 19, 2000) + 1
    found = cluster_statistics(X, y, cluster)
    for g in range(20):
        rows = cluster == g
        assert found.XX[g] == pytest.approx(X[rows].T @ X[rows], rel=1e-12, abs=1e-12)
        assert found.Xy[g] == pytest.approx(X[rows].T @ y[rows], rel=1e-12, abs=1e-12)
    assert found.n == 2000
