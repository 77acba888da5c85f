# SPDX-License-Identifier: Apache-2.0
"""Regression discontinuity, against direct fits, known curves and what must be refused."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from utfall.core.designs import RegressionDiscontinuity
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.local_linear import (
    bandwidths,
    crowding,
    jump,
    nearest_errors,
    polynomial_weights,
    side,
)
from utfall.effects.rdd import estimate_rdd


def votes(x):
    """The curve of Lee's election data as published for simulations, with a jump of 0.04 (CCT 2014, model 1)."""
    left = 0.48 + 1.27 * x + 7.18 * x**2 + 20.21 * x**3 + 21.54 * x**4 + 7.33 * x**5
    right = 0.52 + 0.84 * x - 3.00 * x**2 + 7.99 * x**3 - 9.01 * x**4 + 3.56 * x**5
    return np.where(x < 0, left, right)


def draw(seed=1, n=500, noise=0.1295):
    rng = np.random.default_rng(seed)
    x = 2 * rng.beta(2, 4, n) - 1
    return x, votes(x) + noise * rng.normal(size=n)


def screened(seed=1, n=800, effect=5.0) -> pl.DataFrame:
    """A screening score 0–100; 60 or more is offered the programme."""
    rng = np.random.default_rng(seed)
    score = rng.uniform(20, 100, n)
    age = rng.normal(40, 10, n)
    y = 10 + 0.2 * score + effect * (score >= 60) + 2 * rng.normal(size=n)
    return pl.DataFrame({"score": score, "age": age, "took": (score >= 60).astype(int), "y": y})


DESIGN = RegressionDiscontinuity(running="score", cutoff=60)


def statuses(result):
    return {check.id: check.status for check in result.estimate.checks}


@pytest.mark.parametrize("order", [1, 2])
def test_weights_are_those_of_a_kernel_regression(order):
    x, y = draw()
    x, y, h = x[x >= 0], y[x >= 0], 0.3
    kernel = np.maximum(1 - x / h, 0)
    X = x[:, None] ** np.arange(order + 1)
    direct = np.linalg.solve((X * kernel[:, None]).T @ X, (X * kernel[:, None]).T @ y)
    assert polynomial_weights(x, order, h) @ y == pytest.approx(direct, rel=1e-8)


def test_bias_correction_at_one_bandwidth_is_the_local_quadratic_fit():
    """Calonico, Cattaneo and Titiunik (2014), remark 7: with h = b the corrected estimate is the quadratic one."""
    x, y = draw()
    below, above = side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])
    found = jump(below, above, 0.4, 0.4)
    quadratic = polynomial_weights(above.x, 2, 0.4)[0] @ above.y - polynomial_weights(below.x, 2, 0.4)[0] @ below.y
    assert found.corrected == pytest.approx(float(quadratic), abs=1e-10)
    assert found.robust_error > found.std_error


def test_neighbour_errors_by_hand():
    x, y = np.array([0.0, 1.0, 2.0, 3.5, 9.0]), np.array([1.0, 2.0, 6.0, 3.0, 8.0])
    expected = np.sqrt(3 / 4) * np.array([1 - 11 / 3, 2 - 10 / 3, 6 - 2, 3 - 9 / 3, 8 - 11 / 3])
    assert nearest_errors(x, y) == pytest.approx(expected)


def test_bandwidths_lie_where_published_simulations_put_them():
    """Model 1 and n = 500: the optimum for the true curve is 0.166 (CCT 2014, table 1, from memory). A selector that
    does not know the curve and is regularised lies somewhat above; its bias bandwidth is wider."""
    found = []
    for seed in range(60):
        x, y = draw(seed)
        found.append(bandwidths(side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])))
    h, b = np.mean(found, axis=0)
    assert 0.14 < h < 0.25
    assert h < b < 0.5


def test_the_interval_covers_a_jump_in_a_curve():
    """Model 1, n = 500, 200 draws: at least 86 % (the paper's robust intervals cover about 92 % there)."""
    covered = 0
    for seed in range(200):
        x, y = draw(seed)
        below, above = side(x[x < 0], y[x < 0]), side(x[x >= 0], y[x >= 0])
        found = jump(below, above, *bandwidths(below, above))
        covered += abs(found.corrected - 0.04) < 1.96 * found.robust_error
    assert covered >= 172


def test_known_effect(outcome):
    found = estimate_rdd(DESIGN, Columns(screened()), outcome())
    e = found.estimate
    assert e.interval.low < 5 < e.interval.high
    assert e.value == pytest.approx(5, abs=3 * e.std_error)
    assert e.mean_intervention - e.mean_comparison == pytest.approx(e.value, abs=1e-9)
    assert e.estimand is Estimand.ITT
    assert e.grade is EvidenceGrade.MODERATE
    assert statuses(found)["W-RD-MANIPULATION"] is Status.PASS


def test_the_other_side_flips_nothing_but_who_is_offered(outcome):
    data = screened()
    mirrored = data.with_columns((-pl.col("score")).alias("score"))
    plain = estimate_rdd(DESIGN, Columns(data), outcome()).estimate
    below = estimate_rdd(
        RegressionDiscontinuity(running="score", cutoff=-60, side="below"), Columns(mirrored), outcome()
    )
    assert below.estimate.value == pytest.approx(plain.value, abs=1e-9)
    assert below.estimate.interval.low == pytest.approx(plain.interval.low, abs=1e-9)
    assert below.estimate.n_intervention == plain.n_intervention


def test_crowding_on_one_side_is_seen(outcome):
    data = screened(n=1500)
    moved = data.with_columns(
        pl.when((pl.col("score") > 57) & (pl.col("score") < 60))
        .then(pl.col("score") + 3)
        .otherwise("score")
        .alias("score")
    )
    assert statuses(estimate_rdd(DESIGN, Columns(moved), outcome()))["W-RD-MANIPULATION"] is Status.FAIL


def test_crowding_by_hand():
    x = np.array([-3.0, -2.0, -1.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.8, 2.9])
    assert crowding(x, nearest=8)[:2] == (2, 6)
    assert crowding(x, nearest=8)[2] == pytest.approx(2 * (1 + 8 + 28) / 256)


def test_covariates_that_jump_are_told(outcome):
    data = screened().with_columns((pl.col("age") + 15 * (pl.col("score") >= 60)).alias("age"))
    design = RegressionDiscontinuity(running="score", cutoff=60, covariates=("age",))
    assert statuses(estimate_rdd(design, Columns(data), outcome()))["W-RD-BALANCE"] is Status.FAIL
    assert statuses(estimate_rdd(design, Columns(screened()), outcome()))["W-RD-BALANCE"] is Status.PASS
    constant = screened().with_columns(pl.lit(1.0).alias("age"))
    assert statuses(estimate_rdd(design, Columns(constant), outcome()))["W-RD-BALANCE"] is Status.INFO


def test_who_took_part_is_held_against_the_rule(outcome):
    design = RegressionDiscontinuity(running="score", cutoff=60, treatment="took")
    strict = estimate_rdd(design, Columns(screened()), outcome())
    assert strict.diagnostic("take_up_jump") == 1
    assert statuses(strict)["W-RD-COMPLIANCE"] is Status.PASS
    some = screened(n=2000).with_columns((pl.col("took") * (pl.int_range(pl.len()) % 5 > 1)).alias("took"))
    loose = estimate_rdd(design, Columns(some), outcome())
    assert loose.diagnostic("take_up_jump") == pytest.approx(0.6, abs=0.15)
    assert statuses(loose)["W-RD-COMPLIANCE"] is Status.WARN
    assert loose.diagnostic("effect_on_compliers") > loose.estimate.value
    below = screened().with_columns((-pl.col("score")).alias("score"))
    mirrored = RegressionDiscontinuity(running="score", cutoff=-60, side="below", treatment="took")
    assert estimate_rdd(mirrored, Columns(below), outcome()).diagnostic("take_up_jump") == 1


def test_few_values_of_the_score_warn(outcome):
    coarse = screened(n=3000).with_columns((pl.col("score") / 4).floor() * 4)
    found = estimate_rdd(DESIGN, Columns(coarse), outcome())
    assert statuses(found)["W-RD-MASS"] is Status.WARN
    assert statuses(found)["W-RD-MANIPULATION"] is Status.INFO


def test_a_given_bandwidth_is_used(outcome):
    design = RegressionDiscontinuity(running="score", cutoff=60, bandwidth=12)
    found = estimate_rdd(design, Columns(screened()), outcome())
    assert found.diagnostic("bandwidth") == 12
    assert found.estimate.n_intervention == int(((screened()["score"] >= 60) & (screened()["score"] < 72)).sum())
    wrong = RegressionDiscontinuity(running="score", cutoff=60, bandwidth=0)
    with pytest.raises(InputError, match="bandwidth-not-positive"):
        estimate_rdd(wrong, Columns(screened()), outcome())


def test_missing_outcomes_are_counted(outcome):
    holed = screened().with_columns(pl.when(pl.int_range(pl.len()) < 100).then(None).otherwise("y").alias("y"))
    found = estimate_rdd(DESIGN, Columns(holed), outcome())
    flow = found.flow
    assert flow.intervention.missing_outcome + flow.comparison.missing_outcome == 100
    assert statuses(found)["W-MISSING"] is Status.WARN


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.filter(pl.col("score") >= 60), "one-side"),
        (lambda d: d.filter((pl.col("score") >= 60) | (pl.col("score") > 59.5)).head(700), "few-near-cutoff"),
        (lambda d: d.with_columns(pl.when(pl.col("score") < 60).then(50.0).otherwise("score").alias("score")),
         "few-near-cutoff"),
        (lambda d: d.with_columns(pl.lit(3.0).alias("y")), "all-equal"),
        (lambda d: d.with_columns((pl.col("score") >= 60).cast(pl.Float64).alias("y")), "no-variation"),
    ],
)  # fmt: skip
def test_refused_with_what_could_carry_it(outcome, change, reason):
    with pytest.raises(DesignRefused) as caught:
        estimate_rdd(DESIGN, Columns(change(screened())), outcome())
    assert caught.value.faults[0].code == reason


def test_too_few_values_for_a_curve():
    with pytest.raises(NotEstimableError, match="few-near-cutoff"):
        polynomial_weights(np.array([0.1, 0.1, 0.2]), 1, 1.0)


class TestValuesThatManyShare:
    """A test score in whole points: nobody knows in which order those with the same score stand."""

    def scores(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(12)
        x = np.round(rng.normal(0, 12, size=600))
        return x, 0.3 * x + 4 * (x >= 0) + 5 * rng.normal(size=600)

    def test_errors_by_hand(self) -> None:
        """Four persons: everyone has the three others for neighbours."""
        x, y = np.array([0.0, 0.0, 1.0, 3.0]), np.array([3.0, 9.0, 6.0, 0.0])
        means = np.array([(9 + 6 + 0) / 3, (3 + 6 + 0) / 3, (3 + 9 + 0) / 3, (3 + 9 + 6) / 3])
        assert nearest_errors(x, y) == pytest.approx(np.sqrt(3 / 4) * (y - means))

    def test_all_at_the_same_value_and_the_same_distance_count(self) -> None:
        """Of 2: 1 and 3 are as near, two at each, so four others, not three."""
        x, y = np.array([1.0, 1.0, 2.0, 3.0, 3.0, 9.0]), np.array([1.0, 3.0, 10.0, 5.0, 7.0, 0.0])
        assert nearest_errors(x, y)[2] == pytest.approx(np.sqrt(4 / 5) * (10 - 4))

    def test_they_tell_the_spread_among_those_alike(self) -> None:
        """600 persons with spread 5, within three errors of a variance; sorted by outcome it was half."""
        x, y = self.scores()
        order = np.argsort(x, kind="stable")
        assert (nearest_errors(x[order], y[order]) ** 2).mean() == pytest.approx(25, abs=3 * 25 * np.sqrt(2 / 600))

    def test_the_order_of_rows_changes_nothing(self) -> None:
        x, y = self.scores()
        mixed = np.random.default_rng(1).permutation(len(x))
        plain, again = (
            jump(side(a[a < 0], b[a < 0]), side(a[a >= 0], b[a >= 0]), 10, 15)
            for a, b in ((x, y), (x[mixed], y[mixed]))
        )
        assert (plain.value, plain.robust_error) == pytest.approx((again.value, again.robust_error), rel=1e-12)
