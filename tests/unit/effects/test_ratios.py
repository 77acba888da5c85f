# SPDX-License-Identifier: Apache-2.0
"""How many times as large: of shares and counts, beside the difference, held against robust Poisson regression."""

from __future__ import annotations

import math
from dataclasses import astuple, replace
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
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.matched import abadie_imbens_ratio
from utfall.effects._numerics.nearest import as_pairs
from utfall.effects._numerics.ratios import ratio_of_line, ratio_of_means
from utfall.effects._numerics.regression import lin_ratio
from utfall.effects.inference.units import stratified_ratio
from utfall.effects.inference.within import freed
from utfall.effects.matching import match_sample, matching_sample
from utfall.reports.effect_json import effect_json
from utfall.reports.effect_text import effect_lines
from utfall.reports.phrases.effects import ratio_sentence

RNG = np.random.default_rng(11)
N = 300
T = (np.arange(N) % 3 == 0).astype(float)
X = RNG.normal(size=N)
Y = RNG.negative_binomial(2, 2 / (2 + np.exp(0.8 + 0.3 * X - 0.5 * T))).astype(float)
S = np.arange(N) // 3 % 4  # strata: the same share takes part in each
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


def test_within_strata_with_the_same_share_offered_it_is_mantel_and_haenszels() -> None:
    """By hand: sum of a·n0/n over sum of c·n1/n (Rothman, Greenland and Lash 2008, Modern Epidemiology, p. 274)."""
    y = (Y > 2).astype(float)
    above = sum(y[(T == 1) & (s == S)].sum() * ((T == 0) & (s == S)).sum() / (s == S).sum() for s in range(4))
    below = sum(y[(T == 0) & (s == S)].sum() * ((T == 1) & (s == S)).sum() / (s == S).sum() for s in range(4))
    found = stratified_ratio(y, T == 1, strata=S)
    assert found is not None
    assert found.value == pytest.approx(above / below, rel=ABOUT)


def test_within_unequal_strata_by_the_delta_method_on_statsmodels_hc2_of_the_cells() -> None:
    """A dummy for each stratum and group: HC2 of a cell's mean is s²/n, and the two standardised means follow."""
    sm = pytest.importorskip("statsmodels.api")
    strata = np.where(X < -0.5, 0, np.where(X < 0.8, 1, 2))
    cells = np.column_stack([(strata == s) & (g == T) for g in (1, 0) for s in range(3)]).astype(float)
    fitted = sm.OLS(Y, cells).fit(cov_type="HC2")
    weights = np.bincount(strata) / N
    mean_1, mean_0 = weights @ fitted.params[:3], weights @ fitted.params[3:]
    slope = np.concatenate([weights / mean_1, -weights / mean_0])
    error = math.sqrt(slope @ fitted.cov_params() @ slope)
    parts = slope**2 * np.diag(fitted.cov_params())
    df = parts.sum() ** 2 / (parts**2 / (cells.sum(axis=0) - 1)).sum()
    found = stratified_ratio(Y, T == 1, strata=strata)
    assert found is not None
    assert found.value == pytest.approx(mean_1 / mean_0, rel=ABOUT)
    assert log_error(found, df) == pytest.approx(error, rel=1e-8)


def test_one_stratum_is_the_ratio_of_two_groups() -> None:
    found, plain = stratified_ratio(Y, T == 1), ratio_of_means(Y[T == 1], Y[T == 0])
    assert found is not None
    assert plain is not None
    assert astuple(found) == pytest.approx(astuple(plain), rel=1e-9)


def test_drawn_in_pairs_is_poisson_clustered_by_pair() -> None:
    """Strata of two: CR1 of two coefficients is the pairs' spread times (n - 1)/(n - 2)."""
    t, pair = (np.arange(N) % 2).astype(float), np.arange(N) // 2
    groups = {"groups": pair, "use_correction": True}
    log, error = poisson(Y, np.column_stack([np.ones(N), t]), cov_type="cluster", cov_kwds=groups)
    found = stratified_ratio(Y, t == 1, strata=pair)
    assert found is not None
    assert math.log(found.value) == pytest.approx(log, abs=ABOUT)
    assert log_error(found, N / 2 - 1) == pytest.approx(error / math.sqrt((N - 1) / (N - 2)), rel=1e-8)


def test_adjusted_clusters_of_one_size_are_poisson_of_what_is_left_clustered() -> None:
    """Statsmodels' factor G/(G - 1) · (n - 1)/(n - 2) against G/(G - 2), of as many clusters in each group."""
    cluster = np.arange(N) // 10
    t = (cluster % 2).astype(float)
    y = freed(Y, t, X[:, None])
    groups = {"groups": cluster, "use_correction": True}
    log, error = poisson(y, np.column_stack([np.ones(N), t]), cov_type="cluster", cov_kwds=groups)
    data = pl.DataFrame({"y": Y, "t": t, "x": X, "k": cluster})
    told = estimate(RandomisedTrial(treatment="t", cluster="k", covariates=("x",), adjust=True), data, COUNT, seed=1)
    found = stratified_ratio(y, t == 1, cluster=cluster)
    assert found is not None
    assert math.log(found.value) == pytest.approx(log, abs=1e-9)
    assert told.diagnostic("rate_ratio") == pytest.approx(found.value, rel=ABOUT)
    means = np.array([y[cluster == k].mean() for k in range(30)])
    parts = [means[g::2].var(ddof=1) / (15 * means[g::2].mean() ** 2) for g in (0, 1)]
    welch = sum(parts) ** 2 / sum(part**2 / 14 for part in parts)
    factor = 30 / 28 / (30 / 29 * (N - 1) / (N - 2))
    assert log_error(found, welch) == pytest.approx(error * math.sqrt(factor), rel=1e-7)


def test_with_replacement_where_nobody_is_used_twice_it_is_poisson_clustered_by_pair() -> None:
    """Abadie and Imbens' error is then that of the pairs: CR0, which statsmodels gives without its correction."""
    a, b = Y[T == 1][:90], Y[T == 0][:90]
    pairs = as_pairs(np.arange(90), np.arange(90))
    Z = np.column_stack([np.ones(180), np.repeat([1.0, 0.0], 90)])
    groups = {"groups": np.tile(np.arange(90), 2), "use_correction": False}
    log, error = poisson(np.concatenate([a, b]), Z, cov_type="cluster", cov_kwds=groups)
    found = abadie_imbens_ratio(a, b, pairs, nearest_control=_never)
    assert found is not None
    assert math.log(found.value) == pytest.approx(log, abs=ABOUT)
    assert log_error(found, 89) == pytest.approx(error, rel=1e-8)


def _never(who: np.ndarray) -> np.ndarray:
    assert not who.size
    return who


def test_controls_used_again_widen_the_ratio_as_by_hand() -> None:
    """Two treated share a control: theorem 7 of Abadie and Imbens (2006) written out, with outcomes over the means."""
    a, b = np.array([4.0, 6.0, 5.0, 9.0]), np.array([2.0, 3.0, 4.0, 1.0])
    pairs = as_pairs(np.arange(4), np.array([0, 0, 1, 2]))
    mean_1, mean_0 = 6.0, (2 + 2 + 3 + 4) / 4
    gaps = a / mean_1 - np.array([2.0, 2.0, 3.0, 4.0]) / mean_0
    noise = (2.0 - 1.0) ** 2 / 2 / mean_0**2  # the first control's nearest other is the last
    error = math.sqrt((gaps**2).sum() + (2**2 - 2) * noise) / 4
    found = abadie_imbens_ratio(a, b, pairs, nearest_control=lambda who: np.full(len(who), 3))
    assert found is not None
    assert found.value == pytest.approx(mean_1 / mean_0, rel=ABOUT)
    assert log_error(found, 3) == pytest.approx(error, rel=1e-9)


def test_small_effects_have_the_same_doubt_in_difference_and_ratio() -> None:
    """Far from nought the log is a straight line: error of the ratio times the mean is that of the difference."""
    data = pl.DataFrame({"y": Y + 1_000, "t": T, "x": X})
    for adjust in (False, True):
        design = Matching(treatment="t", covariates=("x",), replace=True, adjust=adjust)
        found = estimate(design, data, COUNT, seed=1)
        high, low = (math.log(float(found.diagnostic(f"rate_ratio_{end}") or 0)) for end in ("high", "low"))
        width = found.estimate.interval.high - found.estimate.interval.low
        assert (high - low) * 1_000 == pytest.approx(width, rel=0.01)


@given(st.integers(0, 2**32 - 1), st.floats(0.01, 1e6))
def test_in_strata_and_with_replacement_a_unit_and_the_order_of_rows_change_nothing(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    y, strata, t = rng.poisson(3, size=60) + 1.0, np.arange(60) // 4 % 3, np.arange(60) % 2 == 0
    order = rng.permutation(60)
    plain, mixed, turned = (
        stratified_ratio(y, t, strata=strata),
        stratified_ratio(unit * y[order], t[order], strata=strata[order]),
        stratified_ratio(y, ~t, strata=strata),
    )
    assert plain is not None
    assert mixed is not None
    assert turned is not None
    assert (mixed.value, mixed.low, mixed.high) == pytest.approx((plain.value, plain.low, plain.high), rel=1e-6)
    assert (turned.value, turned.low, turned.high) == pytest.approx(
        (1 / plain.value, 1 / plain.high, 1 / plain.low), rel=1e-9
    )
    pairs = as_pairs(np.arange(20), rng.integers(0, 10, size=20))
    one, times = (
        abadie_imbens_ratio(k * y[:20], k * y[20:40], pairs, nearest_control=lambda who: (who + 1) % 20)
        for k in (1.0, unit)
    )
    assert one is not None
    assert times is not None
    assert (times.value, times.low) == pytest.approx((one.value, one.low), rel=1e-6)
    assert one.low < one.value < one.high


def test_without_a_mean_above_nought_or_with_too_few_there_is_no_ratio() -> None:
    t, none = np.arange(12) % 2 == 0, np.zeros(12)
    none[0] = 1.0
    assert stratified_ratio(none, t) is None  # nobody of the comparison group has one
    assert stratified_ratio(none, ~t) is None
    assert stratified_ratio(np.array([1.0, 2.0]), np.array([True, False])) is None  # one in each group
    with pytest.raises(NotEstimableError, match="no-variation"):
        stratified_ratio(np.ones(12), t)
    pairs = as_pairs(np.arange(3), np.arange(3))
    some, nought = np.array([1.0, 2.0, 1.0]), np.zeros(3)
    assert abadie_imbens_ratio(some, nought, pairs, nearest_control=_never) is None
    assert abadie_imbens_ratio(nought, some, pairs, nearest_control=_never) is None
    with pytest.raises(NotEstimableError, match="too-few"):
        abadie_imbens_ratio(some[:1], some[:1], as_pairs(np.arange(1), np.arange(1)), nearest_control=_never)


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
    return estimate(design, pl.DataFrame({"y": y, "t": T, "x": X, "k": clusters, "s": S}), outcome, seed=1)


@pytest.mark.parametrize(
    "design",
    [
        RandomisedTrial(treatment="t"),
        RandomisedTrial(treatment="t", covariates=("x",)),
        RandomisedTrial(treatment="t", cluster="k"),
        RandomisedTrial(treatment="t", cluster="k", covariates=("x",), adjust=True),
        RandomisedTrial(treatment="t", strata=("s",)),
        RandomisedTrial(treatment="t", strata=("s",), covariates=("x",), adjust=True),
        Matching(treatment="t", covariates=("x",)),
        Matching(treatment="t", covariates=("x",), replace=True),
        Matching(treatment="t", covariates=("x",), replace=True, adjust=True),
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
