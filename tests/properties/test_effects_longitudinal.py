# SPDX-License-Identifier: Apache-2.0
"""What must hold for any data in designs over time, at a cutoff and against a given value."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.designs import (
    BenchmarkValue,
    HistoricalCohort,
    InterruptedTimeSeries,
    RegressionDiscontinuity,
    StaggeredDiD,
    SyntheticControl,
    SyntheticDiD,
)
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.given_value import clopper_pearson, count_against, share_against
from utfall.effects.benchmark import estimate_benchmark
from utfall.effects.historical import estimate_historical
from utfall.effects.panel import estimate_staggered_did, fixed_effects
from utfall.effects.rdd import estimate_rdd
from utfall.effects.series import estimate_its, estimate_synthetic_control, estimate_synthetic_did
from utfall.effects.series.simplex import kkt_residual, simplex_least_squares

Y = Outcome(id="y", label=Text.same("y"), column="y")
FEW = settings(max_examples=12, deadline=None)
seeds = st.integers(0, 10_000)


def _panel(seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    unit, year = np.repeat(np.arange(24), 8), np.tile(np.arange(8), 24)
    start = np.array([3, 5, 0, 0])[unit % 4]
    return pl.DataFrame({
        "unit": unit, "year": year, "start": start, "on": ((start == 3) & (year >= 3)).astype(int),
        "y": rng.normal(size=192).cumsum() / 5 + rng.normal(size=192),
    })  # fmt: skip


def _persons(seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=200)
    now = (rng.random(200) < 0.5).astype(int)
    return pl.DataFrame({"unit": np.arange(200), "x": x, "now": now, "y": x + now + rng.normal(size=200)})


CASES = {
    "staggered": (_panel, lambda d: estimate_staggered_did(StaggeredDiD(id="unit", time="year", cohort="start"), d, Y)),
    "staggered-dr": (
        lambda seed: _panel(seed).with_columns(x=(pl.col("unit") * 7 % 5).cast(pl.Float64)),
        lambda d: estimate_staggered_did(
            StaggeredDiD(id="unit", time="year", cohort="start", covariates=("x",), comparison_group="not_yet"), d, Y
        ),
    ),
    "its": (_panel, lambda d: estimate_its(InterruptedTimeSeries(time="year", post="4", slope=False), d, Y)),
    "synthetic": (
        lambda seed: _panel(seed).filter(pl.col("start") != 5),
        lambda d: estimate_synthetic_control(SyntheticControl(id="unit", time="year", treatment="on"), d, Y),
    ),
    "synthetic-did": (
        lambda seed: _panel(seed).filter((pl.col("start") == 0) | (pl.col("unit") == 0)),
        lambda d: estimate_synthetic_did(SyntheticDiD(id="unit", time="year", treatment="on"), d, Y, seed=1),
    ),
    "rdd": (_persons, lambda d: estimate_rdd(RegressionDiscontinuity(running="x", cutoff=0.0), d, Y)),
    "historical": (
        _persons,
        lambda d: estimate_historical(
            HistoricalCohort(treatment="now", covariates=("x",), method="doubly_robust"), d, Y
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@FEW
@given(seeds)
def test_the_order_of_rows_changes_nothing(name, seed):
    make, run = CASES[name]
    data = make(seed)
    plain, shuffled = run(Columns(data)), run(Columns(data.sample(fraction=1, shuffle=True, seed=seed)))
    assert shuffled.estimate.value == pytest.approx(plain.estimate.value, rel=1e-7, abs=1e-9)
    assert shuffled.estimate.std_error == pytest.approx(plain.estimate.std_error, rel=1e-6)
    assert shuffled.flow == plain.flow


@pytest.mark.parametrize("name", CASES)
@FEW
@given(seeds)
def test_doubling_the_outcome_doubles_the_estimate_and_a_constant_changes_nothing(name, seed):
    make, run = CASES[name]
    data = make(seed)
    plain, moved = run(Columns(data)).estimate, run(Columns(data.with_columns(pl.col("y") * 2 + 64))).estimate
    assert moved.value == pytest.approx(2 * plain.value, rel=1e-5, abs=1e-7)
    assert moved.std_error == pytest.approx(2 * plain.std_error, rel=1e-5)
    assert moved.p_value == pytest.approx(plain.p_value, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("name", CASES)
@FEW
@given(seeds)
def test_turning_the_outcome_turns_the_sign(name, seed):
    make, run = CASES[name]
    data = make(seed)
    plain, turned = run(Columns(data)).estimate, run(Columns(data.with_columns(-pl.col("y")))).estimate
    assert turned.value == pytest.approx(-plain.value, rel=1e-6, abs=1e-8)
    assert (turned.interval.low, turned.interval.high) == pytest.approx(
        (-plain.interval.high, -plain.interval.low), rel=1e-5, abs=1e-7
    )


@FEW
@given(seeds, st.integers(2, 12), st.integers(1, 15))
def test_simplex_weights_are_weights_at_the_optimum(seed, k, m):
    rng = np.random.default_rng(seed)
    A, b = rng.normal(size=(m, k)), rng.normal(size=m)
    w = simplex_least_squares(A, b)
    assert w.min() >= 0
    assert w.sum() == pytest.approx(1, abs=1e-9)
    assert kkt_residual(A - b[:, None], w) < 1e-6


@FEW
@given(seeds, st.floats(0.4, 1.0))
def test_unit_and_period_constants_change_no_coefficient(seed, share):
    rng = np.random.default_rng(seed)
    unit, period = np.divmod(np.arange(80), 8)
    use = rng.random(80) < share
    use[:8] = True
    unit, period = np.unique(unit[use], return_inverse=True)[1], period[use]
    X, y = rng.normal(size=(len(unit), 1)), rng.normal(size=len(unit))
    plain = fixed_effects(y, X, unit, period, cluster=unit)
    moved = fixed_effects(y + rng.normal(size=10)[unit] + rng.normal(size=8)[period], X, unit, period, cluster=unit)
    assert moved.coefficients == pytest.approx(plain.coefficients, abs=1e-8)
    assert moved.std_errors == pytest.approx(plain.std_errors, rel=1e-6)


@FEW
@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.02, 0.98), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_exact_intervals_and_p_values_agree(events, n, expected, level):
    events = min(events, n)
    for found in (share_against(events, n, expected, level=level), count_against(events, n, expected, level=level)):
        assert found.low <= found.value <= found.high
        outside = found.low > 0 or found.high < 0
        if abs(found.p_value - (1 - level)) > 1e-9:
            assert outside == (found.p_value < 1 - level)


@FEW
@given(st.integers(1, 40), st.floats(0.05, 0.95))
def test_exact_limits_of_a_share_cover_at_least_as_often_as_they_say(n, share):
    from scipy import special

    events = np.arange(n + 1)
    chance = special.comb(n, events) * share**events * (1 - share) ** (n - events)
    covered = [low <= share <= high for low, high in (clopper_pearson(int(k), n, level=0.95) for k in events)]
    assert float(chance[covered].sum()) >= 0.95 - 1e-9


@FEW
@given(seeds)
def test_a_given_value_in_order_of_rows(seed):
    data = _persons(seed)
    design = BenchmarkValue(reference=0.5)
    plain = estimate_benchmark(design, Columns(data), Y).estimate
    shuffled = estimate_benchmark(design, Columns(data.sample(fraction=1, shuffle=True, seed=seed)), Y).estimate
    assert shuffled.value == pytest.approx(plain.value, rel=1e-9)
