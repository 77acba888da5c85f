# SPDX-License-Identifier: Apache-2.0
"""Doubly robust estimation: by hand, right with either model wrong, and the same for any order of rows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.designs import DoublyRobust, Standardisation, Weighting
from utfall.core.estimate import Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects.doubly_robust import estimate_doubly_robust, median_of_repeats
from utfall.effects.weighting import estimate_standardisation, estimate_weighting
from utfall.effects.weighting._potential import Potential, difference
from utfall.reports.phrases.checks import check_text


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


def divisions(values: list[float], errors: list[float]) -> list[Potential]:
    """Two groups of 50 whose influences give exactly these estimates and standard errors."""
    shape = np.where(np.arange(50) % 2 == 0, 1.0, -1.0)
    size = 50.0
    made = []
    for value, error in zip(values, errors, strict=True):
        # variance: sum of squares / n² · m/(m - 1), all of it in the first group
        scale = error * 100 / math.sqrt(50) * math.sqrt(49 / 50)
        influence = np.concatenate([scale * shape, np.zeros(50)])
        made.append(Potential(value + 2.0, 2.0, influence, np.zeros(100), size, size))
    return made


TREATED = np.arange(100) < 50


def test_the_median_over_divisions_with_its_error_by_hand() -> None:
    """Chernozhukov et al. (2018), definition 3.3, with five divisions of which one lies far off."""
    values, errors = [1.0, 1.2, 0.9, 5.0, 1.1], [0.5, 0.4, 0.6, 2.0, 0.5]
    found = median_of_repeats(divisions(values, errors), TREATED)
    squares = sorted(error**2 + (value - 1.1) ** 2 for value, error in zip(values, errors, strict=True))
    assert found.found.mean_1 - found.found.mean_0 == pytest.approx(1.1, abs=1e-12)
    assert found.std_error == pytest.approx(math.sqrt(squares[2]), rel=1e-12)
    contrast = difference(found.found, TREATED, level=0.95, method="aipw")
    assert (contrast.value, contrast.std_error) == pytest.approx((1.1, math.sqrt(squares[2])), rel=1e-12)
    assert found.spread == pytest.approx(np.std(values, ddof=1) / math.sqrt(squares[2]), rel=1e-12)


def test_with_an_even_number_the_two_in_the_middle_are_averaged() -> None:
    found = median_of_repeats(divisions([3.0, 1.0, 2.0, 9.0], [1.0] * 4), TREATED)
    assert found.found.mean_1 - found.found.mean_0 == pytest.approx(2.5, abs=1e-12)
    assert found.std_error == pytest.approx(math.sqrt(1 + (0.25 + 2.25) / 2), rel=1e-12)
    alone = median_of_repeats(divisions([3.0], [1.0]), TREATED)
    assert (alone.std_error, alone.spread) == (pytest.approx(1.0), None)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0.1, 3)), min_size=1, max_size=9), st.randoms())
def test_the_order_of_the_divisions_says_nothing_and_one_far_off_moves_little(
    made: list[tuple[float, float]], random: Any
) -> None:
    mixed = random.sample(made, len(made))
    one, other = (median_of_repeats(divisions(*map(list, zip(*rows, strict=True))), TREATED) for rows in (made, mixed))
    assert other.std_error == pytest.approx(one.std_error, rel=1e-9)
    assert other.found.mean_1 == pytest.approx(one.found.mean_1, rel=1e-9, abs=1e-9)
    values = [value for value, _ in made]
    assert min(values) - 1e-9 <= one.found.mean_1 - one.found.mean_0 <= max(values) + 1e-9
    if len(made) >= 3:
        far = median_of_repeats(divisions([1e3, *values[1:]], [error for _, error in made]), TREATED)
        assert far.found.mean_1 - far.found.mean_0 <= max(values) + 1e-9


def test_how_far_divisions_lie_apart_is_told_and_warned_of(persons, outcome):
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"))
    found = estimate_doubly_robust(design, Columns(persons), outcome(), seed=1)
    (check,) = [c for c in found.estimate.checks if c.id == "W-SPLITS"]
    assert (check.status, check.limit, check.details) == (Status.PASS, 0.5, (("repeats", 5),))
    low, high = found.diagnostic("repeats_lowest"), found.diagnostic("repeats_highest")
    assert low < found.estimate.value < high
    assert 0 < check.value < (high - low) / found.estimate.std_error
    for apart in (DoublyRobust(treatment="treat", covariates=("x1",), folds=1), replace(design, repeats=1)):
        alone = estimate_doubly_robust(apart, Columns(persons), outcome(), seed=1)
        assert "W-SPLITS" not in {c.id for c in alone.estimate.checks}


def test_a_small_group_of_hard_cases_hangs_on_the_division_and_says_so(outcome):
    """24 persons, two covariates: each part is predicted by models of few, and another seed is seen in the answer."""
    rng = np.random.default_rng(12)
    x = rng.normal(size=(24, 2))
    treat = np.arange(24) % 2
    data = pl.DataFrame(
        {"treat": treat, "x1": x[:, 0] + 0.3 * treat, "x2": x[:, 1], "y": 3 * x[:, 0] + rng.normal(size=24)}
    )
    design = DoublyRobust(treatment="treat", covariates=("x1", "x2"), folds=3, repeats=9, estimand="ate")
    found = estimate_doubly_robust(design, Columns(data), outcome(), seed=1)
    (check,) = [c for c in found.estimate.checks if c.id == "W-SPLITS"]
    assert check.status is Status.WARN
    assert check.value > 0.5
    assert "räknades 9 gånger" in check_text(check, "sv")
    assert "another seed may give" in check_text(check, "en")
