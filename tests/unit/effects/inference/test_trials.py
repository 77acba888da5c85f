# SPDX-License-Identifier: Apache-2.0
"""Trials drawn by cluster, within strata and in time, from a table."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import RandomisedTrial, SteppedWedge, WaitList
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.inference import (
    estimate_drawn_trial,
    estimate_stepped_wedge,
    estimate_wait_list,
    infer,
    intracluster_correlation,
    stepped_wedge_test,
)
from utfall.effects.inference.within import freed

CLUSTERED = RandomisedTrial(treatment="treat", cluster="school", id="id")


def schools(n_schools=8, pupils=25, effect=0.0, icc=0.1, seed=1):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(n_schools), pupils)
    treat = school < n_schools // 2
    y = np.sqrt(icc) * rng.normal(size=n_schools)[school] + np.sqrt(1 - icc) * rng.normal(size=len(school))
    return pl.DataFrame(
        {
            "id": [f"p{i}" for i in range(len(school))],
            "school": [f"s{s}" for s in school],
            "treat": treat.astype(int),
            "y": y + effect * treat,
            "before": rng.normal(size=len(school)),
        }
    )


def status(result, name):
    return next(check.status for check in result.estimate.checks if check.id == name)


def test_eight_schools_are_tested_as_eight_and_not_as_two_hundred(outcome):
    """Seventy assignments; the value is the difference of school means."""
    data = schools(effect=1.0)
    found = estimate_drawn_trial(CLUSTERED, Columns(data), outcome(), seed=1)
    means = data.group_by("school", "treat").agg(pl.col("y").mean())
    expected = means.filter(pl.col("treat") == 1)["y"].mean() - means.filter(pl.col("treat") == 0)["y"].mean()
    assert found.estimate.value == pytest.approx(expected, rel=1e-12)
    assert found.estimate.method == "cluster-means-randomisation-exact"
    assert found.diagnostic("randomisation_total") == 70
    assert found.estimate.p_value == found.diagnostic("randomisation_count") / 70
    assert found.diagnostic("wild_total") == 2**8
    assert status(found, "W-CLUSTER") is Status.WARN
    # Equal clusters: the persons' regression has the same value.
    assert found.diagnostic("persons_value") == pytest.approx(expected, rel=1e-9)


def test_false_alarms_with_few_schools():
    """8 schools of 25, intracluster correlation 0.1, no effect: at most 7 % where a test of pupils gives some 30 %.

    400 trials: the standard error of a share of 5 % is 1.1 percentage points; the true size is at most 5 %.
    """
    rng = np.random.default_rng(2)
    school, n = np.repeat(np.arange(8), 25), 400
    treated = school < 4
    ours = pupils = 0
    for _ in range(n):
        y = np.sqrt(0.1) * rng.normal(size=8)[school] + np.sqrt(0.9) * rng.normal(size=200)
        ours += infer(y, treated, seed=1, cluster=school)[0].p_value <= 0.05
        a, b = y[treated], y[~treated]
        pupils += abs(a.mean() - b.mean()) > 1.972 * np.sqrt(a.var(ddof=1) / 100 + b.var(ddof=1) / 100)
    assert ours / n <= 0.07
    assert pupils / n > 0.20


def test_covariates_are_taken_out_without_taking_the_effect(outcome):
    data = schools(effect=1.0).with_columns((pl.col("y") + 5 * pl.col("before")).alias("y"))
    design = RandomisedTrial(treatment="treat", cluster="school", covariates=("before",))
    found = estimate_drawn_trial(design, Columns(data), outcome(), seed=1)
    plain = estimate_drawn_trial(CLUSTERED, Columns(schools(effect=1.0)), outcome(), seed=1)
    assert found.estimate.method.endswith("-adjusted")
    assert found.estimate.value == pytest.approx(plain.estimate.value, abs=0.15)
    more = estimate_drawn_trial(
        design, Columns(data.with_columns((pl.col("y") + 2 * pl.col("treat")).alias("y"))), outcome(), seed=1
    )
    assert more.estimate.value == pytest.approx(found.estimate.value + 2, rel=1e-9)


def test_order_of_rows_and_names_of_groups_do_not_matter(outcome):
    data = schools(effect=0.4)
    first = estimate_drawn_trial(CLUSTERED, Columns(data), outcome(), seed=1).estimate
    mixed = estimate_drawn_trial(CLUSTERED, Columns(data.sample(fraction=1, shuffle=True, seed=3)), outcome(), seed=1)
    assert mixed.estimate.value == pytest.approx(first.value, rel=1e-12)
    assert mixed.estimate.p_value == first.p_value
    swapped = data.with_columns((1 - pl.col("treat")).alias("treat"))
    other = estimate_drawn_trial(CLUSTERED, Columns(swapped), outcome(), seed=1).estimate
    assert other.value == pytest.approx(-first.value, rel=1e-12)
    assert (other.interval.low, other.interval.high) == pytest.approx(
        (-first.interval.high, -first.interval.low), rel=1e-6
    )


def test_strata_of_persons(outcome):
    rng = np.random.default_rng(6)
    stratum = np.repeat(["a", "b"], [20, 30])
    treat = np.concatenate([np.arange(20) < 10, np.arange(30) < 10])
    data = pl.DataFrame({"g": stratum, "treat": treat.astype(int), "y": rng.normal(size=50) + 10 * (stratum == "b")})
    design = RandomisedTrial(treatment="treat", strata=("g",))
    found = estimate_drawn_trial(design, Columns(data), outcome(), seed=1)
    by = [
        data.filter((pl.col("g") == g) & (pl.col("treat") == 1))["y"].mean()
        - data.filter((pl.col("g") == g) & (pl.col("treat") == 0))["y"].mean()
        for g in ("a", "b")
    ]
    assert found.estimate.value == pytest.approx(0.4 * by[0] + 0.6 * by[1], rel=1e-12)
    assert found.estimate.method == "strata-randomisation-drawn"
    assert found.diagnostic("strata") == 2


def test_a_stratum_without_both_groups_is_left_out_and_counted(outcome):
    rng = np.random.default_rng(7)
    data = pl.DataFrame(
        {
            "g": ["a"] * 20 + ["b"] * 6,
            "treat": [1, 0] * 10 + [0] * 6,
            "x": rng.normal(size=26),
            "y": rng.normal(size=26),
        }
    )
    found = estimate_drawn_trial(
        RandomisedTrial(treatment="treat", strata=("g",), covariates=("x",), adjust=False),
        Columns(data),
        outcome(),
        seed=1,
    )
    assert (found.flow.comparison.unmatched, found.flow.comparison.used) == (6, 10)
    assert (found.estimate.n_intervention, found.estimate.n_comparison) == (10, 10)
    with pytest.raises(DesignRefused):
        estimate_drawn_trial(
            RandomisedTrial(treatment="treat", strata=("g",)),
            Columns(data[10:].filter(pl.col("g") == "b")),
            outcome(),
            seed=1,
        )


def test_shares_drawn_that_differ_between_strata_are_no_imbalance(outcome):
    """Half of the young and a tenth of the old were drawn: age differs between groups, but not within strata."""
    rng = np.random.default_rng(8)
    old = np.repeat([0, 1], 200)
    treat = np.concatenate([rng.permutation(200) < 100, rng.permutation(200) < 20]).astype(int)
    data = pl.DataFrame(
        {"old": old, "treat": treat, "age": 20 + 40 * old + rng.normal(size=400), "y": rng.normal(size=400)}
    )
    strata = RandomisedTrial(treatment="treat", strata=("old",), covariates=("age",), adjust=False)
    assert status(estimate_drawn_trial(strata, Columns(data), outcome(), seed=1), "W-NAIVE-IMBALANCE") is Status.PASS
    blind = RandomisedTrial(treatment="treat", covariates=("age",), adjust=False)
    assert status(estimate_drawn_trial(blind, Columns(data), outcome(), seed=1), "W-NAIVE-IMBALANCE") is Status.FAIL


def test_covariates_within_strata_have_the_slopes_of_a_regression_with_dummies():
    rng = np.random.default_rng(9)
    strata = np.repeat(np.arange(4), 25)
    treated, x = (rng.random(100) < 0.5).astype(float), rng.normal(size=(100, 2))
    y = strata + 2 * treated + x @ [1.0, -1.0] + rng.normal(size=100)
    X = np.column_stack([treated, x, strata[:, None] == np.arange(4)])
    slopes = np.linalg.lstsq(X, y, rcond=None)[0][1:3]
    assert freed(y, treated, x, strata) == pytest.approx(y - (x - x.mean(axis=0)) @ slopes, rel=1e-9)
    with pytest.raises(NotEstimableError):
        freed(y, treated, np.column_stack([x, strata / 3]), strata)


def test_one_treated_cluster_is_told_in_red_and_has_finite_numbers(outcome):
    data = schools(n_schools=25, pupils=4).with_columns(treat=(pl.col("school") == "s3").cast(pl.Int8))
    found = estimate_drawn_trial(CLUSTERED, Columns(data), outcome(), seed=1)
    assert status(found, "W-CLUSTER") is Status.FAIL
    assert found.diagnostic("randomisation_total") == 25
    e = found.estimate
    assert np.isfinite([e.std_error, e.interval.low, e.interval.high]).all()


def test_refusals(outcome):
    two = schools(n_schools=2)
    with pytest.raises(DesignRefused) as caught:
        estimate_drawn_trial(CLUSTERED, Columns(two), outcome(), seed=1)
    assert caught.value.faults[0].code == "one-cluster"
    mixed = schools().with_columns(pl.lit([0, 1] * 100).explode().alias("treat"))
    with pytest.raises(InputError) as wrong:
        estimate_drawn_trial(CLUSTERED, Columns(mixed), outcome(), seed=1)
    assert wrong.value.faults[0].code == "cluster-in-both-groups"
    empty = schools().with_columns(pl.when(pl.col("id") == "p7").then(None).otherwise(pl.col("school")).alias("school"))
    with pytest.raises(InputError) as missing:
        estimate_drawn_trial(CLUSTERED, Columns(empty, file="f.csv"), outcome(), seed=1)
    assert missing.value.faults[0].place.row == 9


def test_three_treated_clusters_get_a_red_warning(outcome):
    data = schools(n_schools=6, effect=1.0)
    found = estimate_drawn_trial(CLUSTERED, Columns(data), outcome(), seed=1)
    assert status(found, "W-CLUSTER") is Status.FAIL
    assert found.estimate.method == "cluster-means-t"


def test_intracluster_correlation_of_known_variances():
    rng = np.random.default_rng(3)
    cluster = np.repeat(np.arange(600), 20)
    y = np.sqrt(0.2) * rng.normal(size=600)[cluster] + np.sqrt(0.8) * rng.normal(size=12_000)
    found = intracluster_correlation(y, cluster, (cluster < 300).astype(np.int64))
    assert found == pytest.approx(0.2, abs=0.05)  # 4 standard errors
    assert intracluster_correlation(np.tile([0.0, 1.0], 40), np.repeat(np.arange(8), 10), np.repeat([0, 1], 40)) == 0.0


def test_wait_list_uses_the_last_measure_before_the_others_start(outcome):
    rng = np.random.default_rng(4)
    rows = [
        {"id": f"p{i:02d}", "treat": int(i < 10), "month": m, "y": rng.normal() + (i < 10) * m + 100 * (m >= 6)}
        for i in range(20)
        for m in (0, 3, 5, 6, 9)
    ]
    data = pl.DataFrame(rows)
    design = WaitList(treatment="treat", time="month", comparison_starts="6", id="id")
    found = estimate_wait_list(design, Columns(data), outcome(), seed=1)
    used = data.filter(pl.col("month") == 5)
    expected = used.filter(pl.col("treat") == 1)["y"].mean() - used.filter(pl.col("treat") == 0)["y"].mean()
    assert found.estimate.value == pytest.approx(expected, rel=1e-12)
    assert found.estimate.design == "wait_list"
    assert found.diagnostic("rows_after_comparison_starts") == 40
    assert found.diagnostic("rows_earlier") == 40
    with pytest.raises(DesignRefused):
        estimate_wait_list(
            WaitList(treatment="treat", time="month", comparison_starts="0", id="id"), Columns(data), outcome(), seed=1
        )


def wedge(effect, seed=5):
    rng = np.random.default_rng(seed)
    start = np.array([1, 1, 2, 2, 3, 3])
    cluster, period = np.repeat(np.arange(6), 4 * 10), np.tile(np.repeat(np.arange(4), 10), 6)
    y = 0.3 * rng.normal(size=6)[cluster] + 0.5 * period + rng.normal(size=240) + effect * (period >= start[cluster])
    return y, cluster, period, start


def test_stepped_wedge_against_brute_force():
    y, cluster, period, start = wedge(1.0)
    means = y.reshape(6, 4, 10).mean(axis=2)

    def effect(order):
        numerator = denominator = 0.0
        for t in range(4):
            on = order <= t
            if 0 < on.sum() < 6:
                w = on.sum() * (~on).sum() / 6
                numerator += w * (means[on, t].mean() - means[~on, t].mean())
                denominator += w
        return numerator / denominator

    values = np.array([effect(np.array(order)) for order in set(itertools.permutations(start))])
    found = stepped_wedge_test(y, cluster, period, start, seed=1)
    assert found.value == pytest.approx(effect(start), rel=1e-12)
    assert found.total == len(values) == 90
    assert found.count == int((np.abs(values) >= abs(effect(start)) * (1 - 1e-9)).sum())
    shifted = stepped_wedge_test(y + 2 * (period >= start[cluster]), cluster, period, start, seed=1)
    assert shifted.value == pytest.approx(found.value + 2, rel=1e-9)
    assert (shifted.low, shifted.high) == pytest.approx((found.low + 2, found.high + 2), abs=1e-6)


def test_stepped_wedge_from_a_table(outcome):
    y, cluster, period, start = wedge(1.0)
    data = pl.DataFrame({"unit": cluster, "t": period + 2020, "start": start[cluster] + 2020, "y": y})
    design = SteppedWedge(cluster="unit", time="t", start="start")
    found = estimate_stepped_wedge(design, Columns(data), outcome(), seed=1)
    assert found.estimate.value == pytest.approx(stepped_wedge_test(y, cluster, period, start, seed=1).value)
    assert found.diagnostic("randomisation_total") == 90
    assert found.estimate.design == "stepped_wedge"
    never = data.with_columns(pl.when(pl.col("unit") == 5).then(None).otherwise(pl.col("start")).alias("start"))
    assert estimate_stepped_wedge(design, Columns(never), outcome(), seed=1).diagnostic("randomisation_total") == 180
    few = data.filter(pl.col("unit").is_in([0, 2, 4]))  # six orders: no order can be significant
    fallback = estimate_stepped_wedge(design, Columns(few), outcome(), seed=1).estimate
    assert fallback.method == "within-period-cr2"
    assert np.isfinite([fallback.interval.low, fallback.interval.high]).all()
    wrong = data.with_columns(pl.when(pl.col("t") == 2020).then(2021).otherwise(pl.col("start")).alias("start"))
    with pytest.raises(InputError):
        estimate_stepped_wedge(design, Columns(wrong), outcome(), seed=1)
    same = data.with_columns(pl.lit(2021).alias("start"))
    with pytest.raises(DesignRefused):
        estimate_stepped_wedge(design, Columns(same), outcome(), seed=1)
