# SPDX-License-Identifier: Apache-2.0
"""How many times as large: of shares and counts, beside the difference, held against robust Poisson regression."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.designs import Design, Matching, RandomisedTrial
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import EffectResult, estimate
from utfall.effects._numerics.ratios import ratio_of_line, ratio_of_means
from utfall.effects._numerics.regression import lin_ratio
from utfall.effects.matching import match_sample, matching_sample
from utfall.reports.effect_json import effect_json
from utfall.reports.effect_text import effect_lines
from utfall.reports.phrases.effects import ratio_sentence

RNG = np.random.default_rng(11)
N = 300
T = (np.arange(N) % 3 == 0).astype(float)
X = RNG.normal(size=N)
Y = RNG.negative_binomial(2, 2 / (2 + np.exp(0.8 + 0.3 * X - 0.5 * T))).astype(float)
COUNT = Outcome(id="y", label=Text.same("besök"), column="y", kind="count")
ABOUT = 1e-10  # rounding: the same sums


def poisson(y: np.ndarray, Z: np.ndarray, **kind: object) -> tuple[float, float]:
    """statsmodels' Poisson regression with robust errors: the coefficient of the second column and its error."""
    sm = pytest.importorskip("statsmodels.api")
    fitted = sm.GLM(y, Z, family=sm.families.Poisson()).fit(tol=1e-14, maxiter=200, **kind)
    return float(fitted.params[1]), float(fitted.bse[1])


def log_error(found: Any, df: float) -> float:
    from utfall.effects._numerics.contrast import t_quantile

    return (math.log(found.high) - math.log(found.low)) / 2 / t_quantile(0.95, df)


def test_groups_of_one_size_are_robust_poisson_with_hc1() -> None:
    """HC1 is HC0 times n/(n - 2), which statsmodels leaves out for this model."""
    t = (np.arange(N) % 2).astype(float)
    log, error = poisson(Y, np.column_stack([np.ones(N), t]), cov_type="HC0")
    found = ratio_of_means(Y[t == 1], Y[t == 0])
    assert found is not None
    assert math.log(found.value) == pytest.approx(log, abs=ABOUT)
    parts = [Y[t == g].var(ddof=1) / (N / 2 * Y[t == g].mean() ** 2) for g in (1, 0)]
    welch = sum(parts) ** 2 / sum(part**2 / (N / 2 - 1) for part in parts)
    assert log_error(found, welch) == pytest.approx(error * math.sqrt(N / (N - 2)), rel=1e-9)


def test_groups_of_unequal_size_are_robust_poisson_of_each_with_its_own_n() -> None:
    """HC0 of a group alone, with n - 1 for n, since the two groups' means are independent."""
    log, _ = poisson(Y, np.column_stack([np.ones(N), T]), cov_type="HC0")
    sm = pytest.importorskip("statsmodels.api")
    squares = []
    for group in (1, 0):
        y = Y[group == T]
        alone = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Poisson()).fit(tol=1e-14, cov_type="HC0")
        squares.append((float(alone.bse[0]) ** 2 * len(y) / (len(y) - 1), len(y)))
    df = sum(part for part, _ in squares) ** 2 / sum(part**2 / (n - 1) for part, n in squares)
    found = ratio_of_means(Y[T == 1], Y[T == 0])
    assert found is not None
    assert math.log(found.value) == pytest.approx(log, abs=ABOUT)
    assert log_error(found, df) == pytest.approx(math.sqrt(sum(part for part, _ in squares)), rel=1e-8)


def test_adjusted_for_covariates_by_the_delta_method_on_statsmodels_hc2() -> None:
    sm = pytest.importorskip("statsmodels.api")
    centred = X - X.mean()
    fitted = sm.OLS(Y, np.column_stack([np.ones(N), T, centred, centred * T])).fit(cov_type="HC2")
    base, effect = fitted.params[:2]
    slope = np.array([1 / (base + effect) - 1 / base, 1 / (base + effect)])
    error = math.sqrt(slope @ fitted.cov_params()[:2, :2] @ slope)
    found = lin_ratio(Y, T, X[:, None])
    assert found is not None
    assert found.value == pytest.approx(1 + effect / base, rel=ABOUT)
    assert log_error(found, N - 4) == pytest.approx(error, rel=1e-9)


def test_matched_pairs_are_weighted_poisson_clustered_by_pair() -> None:
    data = pl.DataFrame({"y": Y, "t": T, "x": X})
    design = Matching(treatment="t", covariates=("x",), caliper=0.5)
    found = estimate(design, data, COUNT, seed=1)
    sample, strata = matching_sample(design, Columns(data), COUNT)
    match = match_sample(design, sample, strata)
    who = np.concatenate([match.rows_treated[match.pairs.treated], match.rows_control[match.pairs.control]])
    pair = np.tile(np.arange(len(match.pairs)), 2)
    Z = np.column_stack([np.ones(len(who)), sample.treated[who]])
    log, error = poisson(sample.y[who], Z, cov_type="cluster", cov_kwds={"groups": pair, "use_correction": True})
    assert math.log(float(found.diagnostic("rate_ratio") or 0)) == pytest.approx(log, abs=1e-9)
    high, low = (float(found.diagnostic(f"rate_ratio_{end}") or 0) for end in ("high", "low"))
    from utfall.effects._numerics.contrast import t_quantile

    assert math.log(high / low) / 2 / t_quantile(0.95, len(match.pairs) - 1) == pytest.approx(error, rel=1e-8)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1e6))
def test_swapped_groups_turn_the_ratio_over_and_a_unit_changes_nothing(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    a, b = rng.poisson(3, size=20).astype(float) + 1, rng.poisson(2, size=30).astype(float) + 1
    one, turned, scaled = ratio_of_means(a, b), ratio_of_means(b, a), ratio_of_means(a * unit, b * unit)
    assert one is not None
    assert turned is not None
    assert scaled is not None
    assert (turned.value, turned.low, turned.high) == pytest.approx((1 / one.value, 1 / one.high, 1 / one.low))
    assert (scaled.value, scaled.low, scaled.p_value) == pytest.approx((one.value, one.low, one.p_value), rel=1e-6)
    assert (one.p_value < 0.05) == (not one.low <= 1 <= one.high)


def test_means_of_nought_or_below_have_no_ratio() -> None:
    some, none = np.array([1.0, 2.0, 0.0]), np.zeros(3)
    assert ratio_of_means(none, some) is None
    assert ratio_of_means(some, none) is None
    assert ratio_of_means(some, -some) is None
    assert ratio_of_means(np.ones(3), np.ones(4)) is None  # nothing varies: no interval
    assert ratio_of_line(1.0, -1.0, np.eye(2), 9.0) is None


def test_the_interval_holds_the_truth_as_often_as_it_says_with_counts_that_spread_more_than_poisson() -> None:
    """2,000 trials of 2 × 60, negative binomial, rate ratio 0.7: 95 % within what 2,000 draws allow (±1 %)."""
    rng = np.random.default_rng(3)
    draws = [rng.negative_binomial(2, 2 / (2 + mean), size=(2_000, 60)).astype(float) for mean in (2.1, 3.0)]
    held = 0
    for a, b in zip(*draws, strict=True):
        found = ratio_of_means(a, b)
        held += found is not None and found.low <= 0.7 <= found.high
    assert 0.94 <= held / 2_000 <= 0.96


def found_of(design: Design, outcome: Outcome = COUNT, y: np.ndarray = Y) -> EffectResult:
    clusters = np.arange(N) // 3 % 25 * 3 + np.arange(N) % 3
    return estimate(design, pl.DataFrame({"y": y, "t": T, "x": X, "k": clusters}), outcome, seed=1)


@pytest.mark.parametrize(
    "design",
    [
        RandomisedTrial(treatment="t"),
        RandomisedTrial(treatment="t", covariates=("x",)),
        RandomisedTrial(treatment="t", cluster="k"),
        Matching(treatment="t", covariates=("x",)),
    ],
)
def test_the_ratio_is_that_of_the_two_means_and_is_said_in_both_languages(design: Design) -> None:
    found = found_of(design)
    e = found.estimate
    ratio = found.diagnostic("rate_ratio")
    assert ratio == pytest.approx(e.mean_intervention / e.mean_comparison, rel=1e-12)
    assert found.diagnostic("risk_ratio") is None
    swedish = effect_lines(found, COUNT, "sv", gender=None)[2]
    shown = f"{ratio:.2f}"
    assert swedish.startswith(f"Antalet är {shown.replace('.', ',')} gånger så stort bland deltagarna (95\u00a0%")
    assert "konfidensintervall från 0," in swedish
    assert f"The number is {shown} times as large among participants" in str(
        effect_json(found, COUNT, "en", gender=None, seed=1)["text"]
    )


def test_a_continuous_outcome_has_no_ratio() -> None:
    plain = replace(COUNT, kind="continuous")
    found = found_of(RandomisedTrial(treatment="t"), plain)
    assert not [name for name, _ in found.diagnostics if "_ratio" in name]
    assert ratio_sentence(found, plain, "sv") == ""


def test_a_ratio_that_would_tell_a_hidden_share_is_not_shown() -> None:
    """Three participants with the event: their share is hidden, and difference and ratio together would give it."""
    binary = replace(COUNT, kind="binary")
    few = ((np.arange(N) % 3 == 0) & (np.arange(N) < 9) | (np.arange(N) % 7 == 1)).astype(float)
    few[(T == 1) & (np.arange(N) >= 9)] = 0.0
    for design in (RandomisedTrial(treatment="t"), Matching(treatment="t", covariates=("x",), caliper=None)):
        found = found_of(design, binary, few)
        assert found.diagnostic("risk_ratio") is not None
        assert ratio_sentence(found, binary, "sv") == ""
        row = effect_json(found, binary, "sv", gender=None, seed=1)
        assert not [name for name in row["diagnostics"] if name.startswith("risk_ratio")]
        assert row["mean_intervention"] is None
