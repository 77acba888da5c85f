# SPDX-License-Identifier: Apache-2.0
"""A given value: exact limits from published tables, standardisation and what must be refused."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from scipy import stats

from utfall.core.designs import BenchmarkValue
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.given_value import (
    clopper_pearson,
    count_against,
    garwood,
    mean_against,
    share_against,
)
from utfall.effects.benchmark import estimate_benchmark


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


def people() -> pl.DataFrame:
    """40 girls of whom 10 and 60 boys of whom 24 have the event."""
    sex = ["flicka"] * 40 + ["pojke"] * 60
    b = [1] * 10 + [0] * 30 + [1] * 24 + [0] * 36
    return pl.DataFrame({"sex": sex, "b": b, "y": np.linspace(1, 5, 100), "n": np.arange(100) % 3})


@pytest.mark.parametrize(
    ("events", "n", "low", "high"), [(10, 100, 0.0490, 0.1762), (0, 20, 0, 0.1684), (20, 20, 0.8316, 1)]
)
def test_exact_limits_of_a_share(events, n, low, high):
    """Clopper and Pearson's limits as in published tables, four digits; 0 of 20: 1 - 0.025^(1/20)."""
    assert clopper_pearson(events, n, level=0.95) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390), (100, 81.36, 121.63)]
)
def test_exact_limits_of_a_count(events, low, high):
    """Garwood's table (1936) as reprinted in textbooks: 10 events 4.795–18.390; tolerance the printed digits."""
    assert garwood(events, level=0.95) == pytest.approx((low, high), abs=0.005)


def test_exact_p_values_are_the_tails():
    tails = stats.binom(50, 0.3).cdf(9), stats.binom(50, 0.3).sf(8)
    assert share_against(9, 50, 0.3, level=0.95).p_value == pytest.approx(2 * min(tails), rel=1e-10)
    tails = stats.poisson(12.5).cdf(6), stats.poisson(12.5).sf(5)
    assert count_against(6, 50, 0.25, level=0.95).p_value == pytest.approx(2 * min(tails), rel=1e-10)


def test_one_sample_t_is_that_of_scipy():
    y = np.array([3.1, 4.0, 2.2, 5.9, 3.3])
    other = stats.ttest_1samp(y, 3.0)
    found = mean_against(y, np.full(5, 3.0), level=0.95)
    assert found.p_value == pytest.approx(other.pvalue, rel=1e-10)
    assert (found.low, found.high) == pytest.approx(np.array(other.confidence_interval()) - 3.0, rel=1e-10)


def test_standardised_to_who_the_participants_are(outcome):
    """40 · 0.2 + 60 · 0.5 = 38 expected, 34 seen: 0.34 - 0.38."""
    design = BenchmarkValue(strata="sex", rates=(("flicka", 0.2), ("pojke", 0.5)))
    found = estimate_benchmark(design, Columns(people()), outcome("b", "binary"))
    assert found.estimate.value == pytest.approx(-0.04)
    assert found.diagnostic("expected_events") == pytest.approx(38)
    assert found.diagnostic("ratio") == pytest.approx(34 / 38)
    assert found.diagnostic("ratio_low") == pytest.approx(garwood(34, level=0.95)[0] / 38)
    assert statuses(found)["W-COMPOSITION"] is Status.PASS
    assert statuses(found)["W-GIVEN-VALUE"] is Status.WARN
    assert found.estimate.grade is EvidenceGrade.LIMITED


def test_the_value_of_each_person_says_the_same(outcome):
    data = people().with_columns(pl.when(pl.col("sex") == "flicka").then(0.2).otherwise(0.5).alias("rate"))
    by_person = estimate_benchmark(BenchmarkValue(expected="rate"), Columns(data), outcome("b", "binary"))
    assert by_person.estimate.value == pytest.approx(-0.04)


def test_one_value_for_all_warns_of_composition(outcome):
    found = estimate_benchmark(BenchmarkValue(reference=0.35), Columns(people()), outcome("b", "binary"))
    assert statuses(found)["W-COMPOSITION"] is Status.WARN
    assert found.estimate.grade is EvidenceGrade.INSUFFICIENT
    assert found.estimate.interval.low < 0 < found.estimate.interval.high


def test_counts_and_means(outcome):
    counted = estimate_benchmark(BenchmarkValue(reference=0.8), Columns(people()), outcome("n", "count"))
    assert counted.estimate.value == pytest.approx(0.99 - 0.8)
    assert counted.estimate.method == "exact-poisson"
    assert statuses(counted)["W-OVERDISPERSION"] is Status.PASS
    mean = estimate_benchmark(BenchmarkValue(reference=2.0), Columns(people()), outcome())
    assert mean.estimate.value == pytest.approx(1.0)
    assert mean.estimate.df == 99
    assert mean.diagnostics == ()


def test_counts_that_vary_more_than_chance_warn(outcome):
    data = pl.DataFrame({"n": [0] * 40 + [12] * 10})
    found = estimate_benchmark(BenchmarkValue(reference=2.0), Columns(data), outcome("n", "count"))
    assert statuses(found)["W-OVERDISPERSION"] is Status.FAIL


def test_only_participants_count(outcome):
    data = people().with_columns((pl.col("sex") == "pojke").cast(pl.Int8).alias("took"))
    found = estimate_benchmark(BenchmarkValue(reference=0.35, treatment="took"), Columns(data), outcome("b", "binary"))
    assert found.estimate.n_intervention == 60
    assert found.estimate.mean_intervention == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("design", "change", "reason"),
    [
        (BenchmarkValue(), lambda d: d, "no-reference"),
        (BenchmarkValue(reference=1.2), lambda d: d, "no-reference"),
        (
            BenchmarkValue(reference=0.3),
            lambda d: d.with_columns(pl.lit(None, dtype=pl.Int64).alias("b")),
            "no-complete",
        ),
        (BenchmarkValue(reference=0.3), lambda d: d.head(1), "one-participant"),
    ],
)
def test_refused_with_what_could_carry_it(outcome, design, change, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate_benchmark(design, Columns(change(people())), outcome("b", "binary"))
    assert caught.value.faults[0].code == reason


def test_faults_of_the_input(outcome):
    design = BenchmarkValue(strata="sex", rates=(("flicka", 0.2),))
    with pytest.raises(InputError, match="stratum-unknown"):
        estimate_benchmark(design, Columns(people()), outcome("b", "binary"))
    # Refused as it is read, with the row of the cell, before any design asks for it.
    with pytest.raises(InputError, match=r"not-a-count\] field y, row 3"):
        estimate_benchmark(BenchmarkValue(reference=2.0), Columns(people()), outcome("y", "count"))


def test_numbers_without_variation_are_refused():
    with pytest.raises(NotEstimableError, match="no-variation"):
        mean_against(np.ones(5), np.full(5, 0.5), level=0.95)
    with pytest.raises(NotEstimableError, match="too-few"):
        mean_against(np.ones(1), np.zeros(1), level=0.95)
    with pytest.raises(NotEstimableError, match="no-reference"):
        count_against(3, 10, 0.0, level=0.95)
    assert math.isclose(count_against(0, 10, 0.5, level=0.95).low, -0.5)
