# SPDX-License-Identifier: Apache-2.0
"""Estimators against statsmodels and scipy.stats, computed live.

Tolerance 1e-8 relative: both solve the same equations in double precision, by other routes.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from utfall.effects._numerics.balance import omnibus_p_value
from utfall.effects._numerics.differences import adjusted_change, four_cell_design, four_cells
from utfall.effects._numerics.logistic import fit_logistic, std_errors
from utfall.effects._numerics.means import welch, wilson
from utfall.effects._numerics.paired import paired_t
from utfall.effects._numerics.regression import cr1, cr2, fit, hc2, lin

CLOSE = {"rel": 1e-8, "abs": 1e-10}


@pytest.fixture
def rng():
    return np.random.default_rng(20260101)


@pytest.fixture
def table(rng):
    n = 120
    treated = (rng.random(n) < 0.4).astype(float)
    X = rng.normal(size=(n, 3)) * [1.0, 50.0, 0.01] + [0.0, 1000.0, 3.0]
    y = 2 + 1.5 * treated + X[:, 0] + 0.01 * X[:, 1] + rng.normal(size=n) * (1 + treated)
    return y, treated, X


def test_welch(rng):
    a, b = rng.normal(3, 1, 17), rng.normal(2, 4, 40)
    ours = welch(a, b)
    theirs = stats.ttest_ind(a, b, equal_var=False)
    interval = theirs.confidence_interval()
    assert ours.p_value == pytest.approx(theirs.pvalue, **CLOSE)
    assert ours.df == pytest.approx(theirs.df, **CLOSE)
    assert (ours.low, ours.high) == pytest.approx((interval.low, interval.high), **CLOSE)


def test_paired_t(rng):
    before, after = rng.normal(size=25), rng.normal(0.4, 1.2, 25)
    ours = paired_t(before, after)
    theirs = stats.ttest_rel(after, before)
    assert ours.p_value == pytest.approx(theirs.pvalue, **CLOSE)
    assert ours.low == pytest.approx(theirs.confidence_interval().low, **CLOSE)


def test_wilson():
    theirs = stats.binomtest(7, 30).proportion_ci(method="wilson")
    assert wilson(7, 30, stats.norm.ppf(0.975)) == pytest.approx((theirs.low, theirs.high), **CLOSE)


def test_hc2_equals_welch_for_two_groups(rng):
    a, b = rng.normal(3, 1, 9), rng.normal(2, 4, 31)
    X = np.column_stack([np.ones(40), np.repeat([1.0, 0.0], [9, 31])])
    se = np.sqrt(hc2(fit(X, np.concatenate([a, b])))[1, 1])
    assert se == pytest.approx(welch(a, b).std_error, **CLOSE)


def test_lin(table):
    y, treated, X = table
    centred = X - X.mean(axis=0)
    design = np.column_stack([np.ones(len(y)), treated, centred, centred * treated[:, None]])
    theirs = sm.OLS(y, design).fit(cov_type="HC2", use_t=True)
    ours = lin(y, treated, X)
    assert ours.value == pytest.approx(theirs.params[1], **CLOSE)
    assert ours.std_error == pytest.approx(theirs.bse[1], **CLOSE)
    assert (ours.low, ours.high) == pytest.approx(tuple(theirs.conf_int()[1]), **CLOSE)
    assert ours.p_value == pytest.approx(theirs.pvalues[1], **CLOSE)


def test_cluster_robust_weighted(table, rng):
    y, treated, X = table
    cluster = rng.integers(0, 15, len(y))
    weights = rng.uniform(0.5, 2, len(y))
    design = np.column_stack([np.ones(len(y)), treated, X])
    theirs = sm.WLS(y, design, weights=weights).fit(cov_type="cluster", cov_kwds={"groups": cluster})
    fitted = fit(design, y, weights)
    assert fitted.coefficients == pytest.approx(theirs.params, **CLOSE)
    assert np.sqrt(np.diag(cr1(fitted, cluster))) == pytest.approx(theirs.bse, **CLOSE)


def test_four_cells(table, rng):
    y, treated, X = table
    after = (rng.random(len(y)) < 0.5).astype(float)
    theirs = sm.OLS(y, four_cell_design(treated, after, X)).fit(cov_type="HC2", use_t=True)
    ours = four_cells(y, treated, after, X)
    assert (ours.value, ours.std_error) == pytest.approx((theirs.params[3], theirs.bse[3]), **CLOSE)
    plain = four_cells(y, treated, after, X[:, :0])
    means = [[y[(treated == t) & (after == a)].mean() for a in (0, 1)] for t in (0, 1)]
    assert plain.value == pytest.approx(means[1][1] - means[1][0] - means[0][1] + means[0][0], **CLOSE)
    assert plain.mean_1 - plain.mean_0 == pytest.approx(plain.value, **CLOSE)


def test_adjusted_change_is_what_the_comparison_group_predicts(table):
    y, treated, X = table
    group = treated > 0
    model = sm.OLS(y[~group], sm.add_constant(X[~group])).fit()
    predicted = model.predict(sm.add_constant(X[group]))
    ours = adjusted_change(y, treated, X)
    assert ours.value == pytest.approx((y[group] - predicted).mean(), rel=1e-7)


@pytest.mark.parametrize("shift", [0.0, 2.0])
def test_logistic(rng, shift):
    X = rng.normal(size=(900, 4)) * [1, 1e4, 1e-3, 1] + [shift, 5e4, 0, 0]
    y = (rng.random(900) < 1 / (1 + np.exp(1 - X[:, 0]))).astype(float)
    theirs = sm.GLM(y, sm.add_constant(X), family=sm.families.Binomial()).fit(tol=1e-12)
    ours = fit_logistic(y, X)
    # 1e-6: Newton stops when the deviance stands still, where coefficients are right to its square root
    assert ours.coefficients == pytest.approx(theirs.params[1:], rel=1e-5, abs=1e-9)
    assert std_errors(ours, X) == pytest.approx(theirs.bse[1:], rel=1e-5)
    assert ours.probability == pytest.approx(theirs.fittedvalues, rel=1e-6)
    assert ours.deviance == pytest.approx(theirs.deviance, rel=1e-9)


def test_omnibus_is_the_f_test_of_the_regression_of_treatment(table):
    _, treated, X = table
    theirs = sm.OLS(treated, sm.add_constant(X)).fit().f_pvalue
    assert omnibus_p_value(treated, X) == pytest.approx(theirs, **CLOSE)


def test_cr2_against_dense_matrices(table, rng):
    """Bell and McCaffrey's formulas written out with n × n matrices."""
    y, treated, X = table
    cluster = np.repeat(np.arange(8), 15)
    treated = np.isin(cluster, (0, 1, 2)).astype(float)
    design = np.column_stack([np.ones(len(y)), treated, X[:, :1]])
    fitted = fit(design, y)
    contrast = np.eye(3)[1]
    hat = np.eye(len(y)) - design @ fitted.bread @ design.T
    pulls = []
    for g in range(8):
        rows = cluster == g
        values, vectors = np.linalg.eigh(hat[np.ix_(rows, rows)])
        root = vectors @ np.diag(1 / np.sqrt(values)) @ vectors.T
        pulls.append(hat[:, rows] @ root @ design[rows] @ fitted.bread @ contrast)
    G = np.column_stack(pulls)
    omega = G.T @ G
    residual_scores = G.T @ fitted.residuals  # residuals are already annihilated: the same scores
    std_error, df = cr2(fitted, cluster, contrast)
    assert std_error == pytest.approx(np.sqrt((residual_scores**2).sum()), **CLOSE)
    assert df == pytest.approx(np.trace(omega) ** 2 / (omega**2).sum(), **CLOSE)
    assert 1 < df < 7
