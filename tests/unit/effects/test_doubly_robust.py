# SPDX-License-Identifier: Apache-2.0
"""Doubly robust estimation: by hand, right with either model wrong, and the same for any order of rows."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import DoublyRobust, Standardisation, Weighting
from utfall.core.estimate import Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects.doubly_robust import estimate_doubly_robust
from utfall.effects.weighting import estimate_standardisation, estimate_weighting


def test_without_cross_fitting_by_hand(persons, outcome):
    """Difference of predictions plus weighted residuals, written out with least squares per group."""
    X, T = persons.select("x1", "x2").to_numpy(), persons["treat"].to_numpy().astype(float)
    y, Z = persons["y"].to_numpy(), np.column_stack([np.ones(300), X])
    e = fit_logistic(T, X).probability
    means = []
    for group, weight in ((T == 1, 1 / e), (T == 0, 1 / (1 - e))):
        predicted = Z @ np.linalg.lstsq(Z[group], y[group], rcond=None)[0]
        means.append(predicted.mean() + np.average((y - predicted)[group], weights=weight[group]))
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"), estimand="ate", folds=1)
    found = estimate_doubly_robust(design, Columns(persons), outcome(), seed=1)
    assert found.estimate.value == pytest.approx(means[0] - means[1], rel=1e-9)
    assert found.estimate.estimand is Estimand.ATE
    assert found.diagnostic("repeats") == 1


def test_against_statsmodels(persons, outcome):
    """statsmodels 0.15 does not make the weights sum to 1: tolerance a hundredth of the standard error."""
    import statsmodels.api as sm
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    X, T = sm.add_constant(persons.select("x1", "x2").to_numpy()), persons["treat"].to_numpy()
    score = sm.Logit(T, X).fit(disp=0)
    theirs = TreatmentEffect(sm.OLS(persons["y"].to_numpy(), X), T, results_select=score).aipw(return_results=True)
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"), estimand="ate", folds=1)
    found = estimate_doubly_robust(design, Columns(persons), outcome(), seed=1)
    error = float(np.sqrt(theirs.results_gmm.cov_params()[0, 0]))
    assert found.estimate.value == pytest.approx(theirs.effect[0], abs=error / 100)
    assert np.sqrt((found.influence**2).sum()) / 300 == pytest.approx(error, rel=0.02)


@pytest.mark.parametrize("wrong", ["outcome", "propensity"])
def test_right_when_one_of_the_two_models_is_wrong(outcome, wrong):
    """A straight line is wrong for e^x, and for the log odds x³. 20,000 persons, 4 standard errors.

    The method that rests on the wrong model alone misses by more than 6 of its own: the case is not too easy.
    """
    rng = np.random.default_rng(3)
    x = rng.uniform(-2, 2, 20_000)
    odds = x if wrong == "outcome" else 0.4 * x**3
    treat = (rng.random(20_000) < 1 / (1 + np.exp(-odds))).astype(int)
    # The effect varies as e^x does when the outcome model is to be wrong: its mean over all is sinh(2)/2.
    gain, level, truth = (np.exp(x), 0 * x, np.sinh(2) / 2) if wrong == "outcome" else (1.0, 3 * x, 1.0)
    data = Columns({"treat": treat, "x": x, "y": level + gain * treat + rng.normal(size=20_000)})
    design = DoublyRobust(treatment="treat", covariates=("x",), estimand="ate", repeats=1)
    e = estimate_doubly_robust(design, data, outcome(), seed=1).estimate
    assert e.value == pytest.approx(truth, abs=4 * e.std_error)
    if wrong == "outcome":
        found = estimate_standardisation(Standardisation(treatment="treat", covariates=("x",)), data, outcome())
    else:
        found = estimate_weighting(Weighting(treatment="treat", covariates=("x",), estimand="ate"), data, outcome())
    assert abs(found.estimate.value - truth) > 6 * found.estimate.std_error


def test_seed_decides_the_parts_and_is_told(persons, outcome):
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"))
    found = [estimate_doubly_robust(design, Columns(persons), outcome(), seed=seed) for seed in (1, 1, 2)]
    assert found[0].estimate == found[1].estimate
    assert found[0].estimate.value != found[2].estimate.value
    assert found[0].estimate.value == pytest.approx(found[2].estimate.value, abs=found[0].estimate.std_error / 3)
    assert (found[0].diagnostic("seed"), found[0].diagnostic("folds")) == (1, 5)
    assert found[0].estimate.estimand is Estimand.ATT
    assert found[0].estimate.grade is EvidenceGrade.MODERATE


def test_binary_outcome_gives_shares_and_their_ratio(persons, outcome):
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"))
    found = estimate_doubly_robust(design, Columns(persons), outcome("b", "binary"), seed=1)
    e = found.estimate
    assert 0 < e.mean_comparison < e.mean_intervention < 1
    assert found.diagnostic("risk_ratio") == pytest.approx(e.mean_intervention / e.mean_comparison)
    assert e.value == pytest.approx(0.2, abs=3 * e.std_error)


def test_an_outcome_that_the_covariates_tell_without_error_falls_back_on_a_line(persons, outcome):
    data = persons.with_columns(b=(pl.col("x1") > 0).cast(pl.Int64))
    design = DoublyRobust(treatment="treat", covariates=("x1",))
    e = estimate_doubly_robust(design, Columns(data), outcome("b", "binary"), seed=1).estimate
    assert e.value == pytest.approx(0, abs=3 * e.std_error)
