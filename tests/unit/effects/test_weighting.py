# SPDX-License-Identifier: Apache-2.0
"""Weighting and standardisation: numbers against independent formulas, checks, and who is counted."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import Standardisation, Weighting
from utfall.core.estimate import Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.means import welch
from utfall.effects.weighting import estimate_standardisation, estimate_weighting
from utfall.effects.weighting._entropy import balanced_means, entropy_weights, with_squares
from utfall.effects.weighting._potential import difference, ratio, standard_columns
from utfall.effects.weighting._scores import known_means, score_weights, weighted_means


def drawn(n: int = 400, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    treated = rng.random(n) < 1 / (1 + np.exp(0.3 - X @ [0.5, 0.3, 0.0]))
    return X @ [1, 0.5, 0.5] + treated * (1 + X[:, 0]) + rng.normal(size=n), treated, X


def sandwich(equations, parameters: np.ndarray, n: int) -> np.ndarray:
    """Covariance of the root of mean(equations) = 0, with the derivative by central differences."""
    k = len(parameters)
    slope = np.empty((k, k))
    for j in range(k):
        step = np.zeros(k)
        step[j] = 1e-6
        slope[:, j] = (equations(parameters + step).mean(0) - equations(parameters - step).mean(0)) / 2e-6
    inner = equations(parameters).T @ equations(parameters) / n
    inverse = np.linalg.inv(slope)
    return inverse @ inner @ inverse.T / n


@pytest.mark.parametrize("target", ["ate", "att", "ato"])
def test_error_of_propensity_weighting_is_that_of_the_stacked_equations(target):
    """Propensity model and both means as one system of estimating equations. Tolerance: numeric derivative."""
    y, treated, X = drawn()
    T, Z = treated.astype(float), np.column_stack([np.ones(len(y)), X])
    fitted = fit_logistic(T, X)
    found, _ = weighted_means(y, treated, X, fitted.probability, target)

    def equations(parameters):
        beta, mean_1, mean_0 = parameters[:4], parameters[4], parameters[5]
        e = 1 / (1 + np.exp(-Z @ beta))
        tilt = {"ate": np.ones_like(e), "att": e, "ato": e * (1 - e)}[target]
        first, second = T * tilt / e * (y - mean_1), (1 - T) * tilt / (1 - e) * (y - mean_0)
        return np.column_stack([Z * (T - e)[:, None], first, second])

    at = np.concatenate([[fitted.intercept], fitted.coefficients, [found.mean_1, found.mean_0]])
    assert np.abs(equations(at).mean(0)).max() < 1e-8
    covariance = sandwich(equations, at, len(y))
    expected = math.sqrt(covariance[4, 4] + covariance[5, 5] - 2 * covariance[4, 5])
    assert math.sqrt((found.influence**2).sum()) / len(y) == pytest.approx(expected, rel=1e-5)
    assert found.influence.mean() == pytest.approx(0, abs=1e-8)


def test_error_of_entropy_balancing_is_that_of_the_stacked_equations():
    y, treated, X = drawn()
    T = treated.astype(float)
    found, weights, left = balanced_means(y, treated, X, everyone=False)
    assert left <= 1e-8
    log = np.log(weights[~treated])
    multiplier = np.linalg.lstsq(np.column_stack([np.ones(len(log)), X[~treated]]), log, rcond=None)[0][1:]

    def equations(parameters):
        lam, centre, mean_1, mean_0 = parameters[:3], parameters[3:6], parameters[6], parameters[7]
        w = (1 - T) * np.exp((X - centre) @ lam)
        away = X - centre
        return np.column_stack([w[:, None] * away, T[:, None] * away, T * (y - mean_1), w * (y - mean_0)])

    at = np.concatenate([multiplier, X[treated].mean(0), [found.mean_1, found.mean_0]])
    assert np.abs(equations(at).mean(0)).max() < 1e-6
    covariance = sandwich(equations, at, len(y))
    expected = math.sqrt(covariance[6, 6] + covariance[7, 7] - 2 * covariance[6, 7])
    assert math.sqrt((found.influence**2).sum()) / len(y) == pytest.approx(expected, rel=1e-5)


def test_against_statsmodels_treatment_effects():
    """statsmodels 0.15, TreatmentEffect: inverse-probability weighting and regression adjustment, GMM errors."""
    import statsmodels.api as sm
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    y, treated, X = drawn()
    T, Z = treated.astype(float), sm.add_constant(X)
    theirs = TreatmentEffect(sm.OLS(y, Z), treated.astype(int), results_select=sm.Logit(T, Z).fit(disp=0))
    names = ("a", "b", "c")
    columns = Columns({"t": T, "y": y, **dict(zip(names, X.T.copy(), strict=True))})
    weighted = estimate_weighting(Weighting(treatment="t", covariates=names, estimand="ate"), columns, _y())
    standard = estimate_standardisation(Standardisation(treatment="t", covariates=names), columns, _y())
    for ours, other in ((weighted, theirs.ipw(return_results=True)), (standard, theirs.ra(return_results=True))):
        influence = ours.influence
        assert ours.estimate.value == pytest.approx(other.effect[0], rel=1e-6)
        error = math.sqrt((influence**2).sum()) / len(influence)
        assert error == pytest.approx(float(np.sqrt(other.results_gmm.cov_params()[0, 0])), rel=1e-6)
        assert 1 < ours.estimate.std_error / error < 1.05  # stretched for the coefficients that were fitted


def _y(kind: str = "continuous"):
    from utfall.core.outcome import Outcome
    from utfall.core.text import Text

    return Outcome(id="y", label=Text.same("y"), column="y", kind=kind)


def test_equal_weights_are_welchs_test():
    y, treated, _ = drawn(60)
    found = difference(known_means(y, treated, np.ones(60)), treated, level=0.9, method="x")
    expected = welch(y[treated], y[~treated], level=0.9)
    assert (found.value, found.std_error, found.df) == pytest.approx((expected.value, expected.std_error, expected.df))
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))


def test_ratio_of_two_shares_by_hand():
    """Katz's interval: the variance of the log of each share is (1 - p)/(n p), here stretched by n/(n - 1)."""
    y = np.concatenate([np.repeat([1.0, 0.0], [30, 70]), np.repeat([1.0, 0.0], [20, 80])])
    treated = np.repeat([True, False], 100)
    found = ratio(known_means(y, treated, np.ones(200)), treated, level=0.95)
    error = math.sqrt((0.7 / 30 + 0.8 / 20) * 100 / 99)
    assert found.value == pytest.approx(1.5)
    assert math.log(found.high / found.low) / 2 == pytest.approx(1.97 * error, rel=0.003)  # t with about 198 df
    assert ratio(known_means(y - 1, treated, np.ones(200)), treated, level=0.95) is None


def test_overlap_weights_balance_every_mean_exactly():
    """Li, Morgan and Zaslavsky (2018), theorem 3: with a logistic model all covariate means agree."""
    _, treated, X = drawn()
    w = score_weights(fit_logistic(treated.astype(float), X).probability, treated, "ato")
    first, second = (w[g] @ X[g] / w[g].sum() for g in (treated, ~treated))
    assert first == pytest.approx(second, abs=1e-8)


class TestEntropyWeights:
    def test_optimum_fulfils_its_conditions(self):
        """Weights sum to 1, meet the target, and their logs are linear in the features: then none are more even."""
        rng = np.random.default_rng(2)
        X = rng.normal(size=(100, 3))
        found = entropy_weights(X, np.array([0.5, -0.3, 0.2]))
        assert found.weights.sum() == pytest.approx(1)
        assert found.weights @ X == pytest.approx([0.5, -0.3, 0.2], abs=1e-8)
        line = np.column_stack([np.ones(100), X])
        residual = np.log(found.weights) - line @ np.linalg.lstsq(line, np.log(found.weights), rcond=None)[0]
        assert np.abs(residual).max() < 1e-8

    def test_two_values_by_hand(self):
        """60 persons with 0 and 40 with 1, target 0.7: those with 1 share 0.7 evenly."""
        found = entropy_weights(np.repeat([0.0, 1.0], [60, 40])[:, None], np.array([0.7]))
        assert found.weights[-1] == pytest.approx(0.7 / 40)

    @pytest.mark.parametrize("target", [1.0001, 2.0, 50.0])
    def test_what_the_group_does_not_span_is_refused(self, target):
        with pytest.raises(NotEstimableError, match="no-common-support"):
            entropy_weights(np.linspace(0, 1, 50)[:, None], np.array([target]))

    def test_near_the_edge_it_still_converges(self):
        found = entropy_weights(np.linspace(0, 1, 50)[:, None], np.array([0.98]))
        assert found.weights @ np.linspace(0, 1, 50) == pytest.approx(0.98, abs=1e-8)

    def test_collinear_and_constant_features_change_nothing(self):
        rng = np.random.default_rng(3)
        X = rng.normal(size=(80, 2))
        more = np.column_stack([X, X[:, 0] + X[:, 1], np.zeros(80)])
        target = np.array([0.2, -0.1])
        found = entropy_weights(more, np.array([*target, target.sum(), 0.0]))
        assert found.weights == pytest.approx(entropy_weights(X, target).weights, abs=1e-9)

    def test_squares_of_more_than_two_values_only(self):
        X = np.column_stack([np.repeat([0.0, 1.0], 5), np.arange(10.0)])
        assert with_squares(X) == pytest.approx(np.column_stack([X, np.arange(10.0) ** 2]))


@pytest.fixture
def columns(persons) -> Columns:
    return Columns(persons)


WAYS = [
    ({"method": "ipw"}, Estimand.ATT),
    ({"method": "ipw", "estimand": "ate"}, Estimand.ATE),
    ({"method": "ipw", "estimand": "ato"}, Estimand.ATO),
    ({"method": "overlap"}, Estimand.ATO),
    ({"method": "entropy"}, Estimand.ATT),
    ({"method": "entropy", "estimand": "ate", "moments": 2}, Estimand.ATE),
]


@pytest.mark.parametrize(("options", "estimand"), WAYS)
def test_every_way_finds_the_effect_and_balances(columns, outcome, options, estimand):
    """True effect 1; bound: three standard errors."""
    design = Weighting(treatment="treat", covariates=("x1", "x2"), **options)
    found = estimate_weighting(design, columns, outcome())
    e = found.estimate
    assert e.value == pytest.approx(1, abs=3 * e.std_error)
    assert e.estimand is estimand
    assert e.grade is EvidenceGrade.MODERATE
    assert e.value == pytest.approx(e.mean_intervention - e.mean_comparison)
    assert all(abs(row.smd_after) < 0.05 for row in found.balance.rows[1:])
    assert 0 < found.balance.ess_comparison <= found.balance.n_comparison
    assert found.influence.shape == (300,)
    assert [name for name, _ in found.diagnostics] == sorted(name for name, _ in found.diagnostics)


def test_second_moments_balance_variances(columns, outcome):
    design = Weighting(treatment="treat", covariates=("x1",), method="entropy", moments=2)
    row = estimate_weighting(design, columns, outcome()).balance.rows[1]
    assert row.variance_ratio_after == pytest.approx(1, abs=0.02)  # unbiased variances differ by n/(n - 1)


def test_trimming_leaves_out_counts_and_says_so(columns, outcome):
    design = Weighting(treatment="treat", covariates=("x1",), trim=0.25, estimand="ate")
    found = estimate_weighting(design, columns, outcome())
    assert found.estimate.estimand is Estimand.ATO
    lost = found.flow.intervention.unmatched + found.flow.comparison.unmatched
    assert lost > 0
    assert found.estimate.n_intervention + found.estimate.n_comparison + lost == 300
    assert np.isnan(found.influence).sum() == lost
    assert {check.id for check in found.estimate.checks} >= {"W-DROPPED", "W-WEIGHTS", "W-COLLINEAR"}
    att = Weighting(treatment="treat", covariates=("x1",), trim=0.25)
    assert estimate_weighting(att, columns, outcome()).estimate.estimand is Estimand.ATT_MATCHED


def test_given_weights_are_used_as_they_are(persons, outcome):
    w = np.where(np.arange(300) % 2 == 0, 2.0, 1.0)
    data = persons.with_columns(pl.Series("w", w))
    design = Weighting(treatment="treat", covariates=("x1",), method="given", weights="w")
    found = estimate_weighting(design, Columns(data), outcome()).estimate
    T, y = persons["treat"].to_numpy() == 1, persons["y"].to_numpy()
    assert found.mean_intervention == pytest.approx(np.average(y[T], weights=w[T]))
    assert found.mean_comparison == pytest.approx(np.average(y[~T], weights=w[~T]))


def test_binary_and_count_outcomes_tell_their_ratio(persons, outcome):
    design = Weighting(treatment="treat", covariates=("x1",))
    binary = estimate_weighting(design, Columns(persons), outcome("b", "binary"))
    e = binary.estimate
    assert -1 < e.interval.low < e.value < e.interval.high < 1
    assert binary.diagnostic("risk_ratio") == pytest.approx(e.mean_intervention / e.mean_comparison)
    assert binary.diagnostic("risk_ratio_low") < binary.diagnostic("risk_ratio") < binary.diagnostic("risk_ratio_high")
    visits = persons.with_columns((pl.col("b") * 2 + 1).alias("visits"))
    count = estimate_weighting(design, Columns(visits), outcome("visits", "count"))
    assert count.diagnostic("rate_ratio") == pytest.approx(
        count.estimate.mean_intervention / count.estimate.mean_comparison
    )
    assert estimate_weighting(design, Columns(persons), outcome()).diagnostic("risk_ratio") is None


def test_one_heavy_person_is_told_of_and_lowers_the_grade(persons, outcome):
    w = np.ones(300)
    w[np.flatnonzero(persons["treat"].to_numpy() == 0)[0]] = 2000.0
    data = Columns(persons.with_columns(pl.Series("w", w)))
    design = Weighting(treatment="treat", covariates=("x1",), method="given", weights="w")
    found = estimate_weighting(design, data, outcome()).estimate
    status = {check.id: check.status for check in found.checks}
    assert status["W-WEIGHTS"] is Status.FAIL
    assert status["W-ESS"] is Status.FAIL
    assert found.grade is EvidenceGrade.INSUFFICIENT


def test_collinear_and_constant_covariates_change_nothing_and_are_told_of(persons, outcome):
    more = persons.with_columns((pl.col("x1") * 2 - 3).alias("twice"), pl.lit(4.0).alias("same"))
    for options in ({"method": "ipw"}, {"method": "overlap"}, {"method": "entropy"}):
        plain = Weighting(treatment="treat", covariates=("x1", "x2"), **options)
        wide = Weighting(treatment="treat", covariates=("x1", "x2", "twice", "same"), **options)
        first = estimate_weighting(plain, Columns(persons), outcome()).estimate
        second = estimate_weighting(wide, Columns(more), outcome()).estimate
        assert second.value == pytest.approx(first.value, abs=1e-7)
        told = {check.id: check for check in second.checks}
        for check_id, name in (("W-COLLINEAR", "twice"), ("W-CONSTANT", "same")):
            assert (told[check_id].status, told[check_id].details) == (Status.WARN, (("covariates", name),))
        assert second.grade is first.grade
        assert {check.id: check.status for check in first.checks}["W-COLLINEAR"] is Status.PASS


def test_missing_values_are_counted(persons, outcome):
    data = persons.with_columns(
        pl.when(pl.int_range(300) < 5).then(None).otherwise(pl.col("y")).alias("y"),
        pl.when(pl.int_range(300) == 9).then(None).otherwise(pl.col("x1")).alias("x1"),
    )
    found = estimate_weighting(Weighting(treatment="treat", covariates=("x1",)), Columns(data), outcome())
    assert found.estimate.n_intervention + found.estimate.n_comparison == 294
    assert np.flatnonzero(np.isnan(found.influence)).tolist() == [0, 1, 2, 3, 4, 9]


def test_linear_standardisation_over_all_is_lins_estimate(persons, outcome):
    from utfall.effects._numerics.regression import lin, lin_population_std_error

    y, T = persons["y"].to_numpy(), persons["treat"].to_numpy().astype(float)
    X = persons.select("x1", "x2").to_numpy()
    found = estimate_standardisation(
        Standardisation(treatment="treat", covariates=("x1", "x2")), Columns(persons), outcome()
    ).estimate
    assert found.value == pytest.approx(lin(y, T, X).value)
    assert found.std_error == pytest.approx(lin_population_std_error(y, T, X), rel=0.02)  # HC0 stretched against HC2


def test_standardised_columns_have_mean_0_and_deviation_1():
    X = np.column_stack([np.arange(10.0), np.full(10, 3.0)])
    Z = standard_columns(X)
    assert Z.mean(axis=0) == pytest.approx([1, 0, 0])
    assert Z.std(axis=0) == pytest.approx([0, 1, 0])
