# SPDX-License-Identifier: Apache-2.0
"""Historical cohort: three adjustments, what they warn of and what they refuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import HistoricalCohort
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.means import welch
from utfall.effects.historical import estimate_historical
from utfall.effects.panel.doubly_robust import att_doubly_robust


def cohorts(seed=1, n=800, effect=2.0) -> pl.DataFrame:
    """The later cohort is older and better schooled; both raise the outcome; the effect is 2."""
    rng = np.random.default_rng(seed)
    now = (np.arange(n) % 2).astype(int)
    age = 30 + 5 * rng.normal(size=n) + 2 * now
    school = rng.normal(size=n) + 0.5 * now
    y = 0.3 * age + school + effect * now + rng.normal(size=n)
    return pl.DataFrame(
        {"id": np.arange(n), "now": now, "age": age, "school": school, "y": y, "b": (y > 12).astype(int)}
    )


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


@pytest.mark.parametrize("method", ["regression", "weighting", "doubly_robust"])
def test_each_adjustment_finds_the_effect(outcome, method):
    design = HistoricalCohort(treatment="now", covariates=("age", "school"), method=method)
    found = estimate_historical(design, Columns(cohorts()), outcome())
    e = found.estimate
    assert e.value == pytest.approx(2, abs=3 * e.std_error)
    assert e.std_error < 0.15
    assert found.diagnostic("difference_unadjusted") > 2.8
    assert e.estimand is Estimand.ATT
    assert statuses(found)["W-HISTORICAL"] is Status.WARN
    assert e.grade in (EvidenceGrade.LIMITED, EvidenceGrade.INSUFFICIENT)


def test_doubly_robust_is_right_when_either_model_is():
    """The regression is wrong (the outcome bends), the odds are right: the effect is 0."""
    rng = np.random.default_rng(4)
    n = 20_000
    x = rng.normal(size=n)
    treated = (rng.random(n) < 1 / (1 + np.exp(1 - x))).astype(float)
    y = x**2 + rng.normal(size=n)
    value, influence = att_doubly_robust(y, treated, x[:, None])
    error = np.sqrt(influence @ influence) / n
    assert abs(value) < 4 * error
    weighted, _ = att_doubly_robust(y, treated, x[:, None], outcome_model=False)
    assert abs(weighted) < 0.2


def test_influence_gives_the_spread_of_repeated_draws():
    """300 draws of 300 persons: the mean standard error is within 12 % of the spread of the estimates."""
    values, errors = [], []
    for seed in range(300):
        data = cohorts(seed, n=300)
        X, t = data.select("age", "school").to_numpy(), data["now"].to_numpy().astype(float)
        value, influence = att_doubly_robust(data["y"].to_numpy(), t, X)
        values.append(value)
        errors.append(np.sqrt(influence @ influence) / 300)
    assert np.mean(errors) == pytest.approx(np.std(values, ddof=1), rel=0.12)
    assert np.mean(values) == pytest.approx(2, abs=4 * np.std(values) / np.sqrt(300))


def test_without_covariates_it_is_a_plain_difference(outcome):
    data = cohorts()
    found = estimate_historical(HistoricalCohort(treatment="now"), Columns(data), outcome())
    now, then = (data.filter(pl.col("now") == k)["y"].to_numpy() for k in (1, 0))
    assert found.estimate.value == welch(now, then).value
    assert statuses(found)["W-COMPOSITION"] is Status.WARN
    assert found.estimate.grade is EvidenceGrade.INSUFFICIENT
    shares = estimate_historical(HistoricalCohort(treatment="now"), Columns(data), outcome("b", "binary"))
    assert shares.estimate.method == "newcombe"


def test_cohorts_that_differ_much_warn(outcome):
    data = cohorts().with_columns((pl.col("age") + 20 * pl.col("now")).alias("age"))
    found = estimate_historical(HistoricalCohort(treatment="now", covariates=("age",)), Columns(data), outcome())
    assert statuses(found)["W-COMPOSITION"] is Status.FAIL
    assert statuses(found)["W-EXTRAPOLATION"] is Status.FAIL


@pytest.mark.parametrize(
    ("design", "change", "reason"),
    [
        (HistoricalCohort(treatment="now", method="weighting"), lambda d: d, "no-covariates"),
        (HistoricalCohort(treatment="now"), lambda d: d.filter(pl.col("now") == 1), "empty-group"),
        (HistoricalCohort(treatment="now"), lambda d: d.head(3), "one-participant"),
        (HistoricalCohort(treatment="now", covariates=("age",), method="doubly_robust"),
         lambda d: d.with_columns((pl.col("age") + 100 * pl.col("now")).alias("age")), "separation"),
        (HistoricalCohort(treatment="now", covariates=("age", "age2")),
         lambda d: d.with_columns((2 * pl.col("age")).alias("age2")), "collinear"),
    ],
)  # fmt: skip
def test_refused_with_what_could_carry_it(outcome, design, change, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate_historical(design, Columns(change(cohorts())), outcome())
    assert caught.value.faults[0].code == reason


def test_a_person_in_both_cohorts_is_a_fault(outcome):
    data = cohorts().with_columns((pl.col("id") // 2).alias("id"))
    with pytest.raises(InputError, match="duplicate-ids"):
        estimate_historical(HistoricalCohort(treatment="now", id="id"), Columns(data), outcome())
