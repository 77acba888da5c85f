# SPDX-License-Identifier: Apache-2.0
"""Bounds by brute force, weights and imputation on data whose truth is known, and what must be refused."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
import statsmodels.api as sm

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.attrition import (
    attrition_weighted,
    complier_effect,
    dose_response,
    imbens_manski,
    impute,
    imputed_difference,
    lee_bounds,
    participant_flow,
    pool,
    weights,
    worst_case_bounds,
)

NAN = math.nan


def test_flow_counts_each_person_once_per_stage():
    treated = np.array([1, 1, 1, 1, 1, 0, 0, 0, 0, 0], bool)
    measured = np.array([1, 1, 0, 0, 0, 1, 1, 1, 1, 0], bool)
    started = np.array([1, 0, 1, 0, 0, 1, 1, 1, 1, 0], bool)
    reached = np.array([1, 1, 1, 1, 0, 1, 1, 1, 1, 1], bool)
    cause = np.array(["", "", "flytt", "vill inte", "", "", "", "", "", "flytt"])
    found = participant_flow(treated, measured, reached=reached, started=started, cause=cause)
    a = found.intervention
    assert (a.eligible, a.reached, a.started, a.measured, a.lost) == (5, 4, 3, 2, 3)
    assert dict(a.causes) == {"": 1, "flytt": 1, "vill inte": 1}
    assert found.comparison.causes == (("flytt", 1),)
    assert (found.share_lost_1, found.share_lost_0) == (0.6, 0.2)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.4)


def test_flow_without_loss_has_no_difference_to_test():
    found = participant_flow(np.array([1, 1, 0, 0], bool), np.ones(4, bool))
    assert found.difference is None
    with pytest.raises(NotEstimableError):
        participant_flow(np.ones(4, bool), np.ones(4, bool))


def test_lee_bounds_by_brute_force():
    """10 of 10 measured against 7 of 10: three of ten go, the lowest for the upper bound."""
    rng = np.random.default_rng(1)
    a, b = rng.normal(1, 1, 10), rng.normal(0, 1, 7)
    y = np.concatenate([a, b, [NAN] * 3])
    found = lee_bounds(y, np.arange(20) < 10)
    kept = [np.mean([a[i] for i in rows]) for rows in _subsets(10, 7)]
    assert found.lower == pytest.approx(min(kept) - b.mean(), rel=1e-12)
    assert found.upper == pytest.approx(max(kept) - b.mean(), rel=1e-12)
    assert found.trimmed == "intervention"
    assert found.share_trimmed == pytest.approx(0.3)
    assert found.ci_low < found.lower <= found.upper < found.ci_high


def _subsets(n, k):
    return itertools.combinations(range(n), k)


def test_lee_bounds_split_the_value_at_the_cut():
    """4 of 4 against 3 of 5: shares 1 and 0.6, so 2.4 of 4 values stay; the third counts by 0.4."""
    y = np.array([1.0, 2.0, 3.0, 4.0, 0.0, 0.0, 1.0, NAN, NAN])
    found = lee_bounds(y, np.arange(9) < 4)
    assert found.lower == pytest.approx((1 + 2 + 0.4 * 3) / 2.4 - 1 / 3)
    assert found.upper == pytest.approx((4 + 3 + 0.4 * 2) / 2.4 - 1 / 3)


def test_lee_bounds_mirror_when_groups_swap_and_close_without_loss():
    rng = np.random.default_rng(2)
    y = rng.normal(size=60)
    y[:9] = NAN
    treated = np.arange(60) < 30
    one, other = lee_bounds(y, treated), lee_bounds(y, ~treated)
    assert one.trimmed == "comparison"
    assert other.trimmed == "intervention"
    assert (one.lower, one.upper) == pytest.approx((-other.upper, -other.lower), rel=1e-12)
    assert (one.ci_low, one.ci_high) == pytest.approx((-other.ci_high, -other.ci_low), rel=1e-9)
    full = rng.normal(size=60)
    whole, plain = lee_bounds(full, treated), welch(full[treated], full[~treated])
    assert (whole.lower, whole.upper) == pytest.approx((plain.value, plain.value), rel=1e-12)
    # Only the divisor of the variance and the normal quantile differ.
    assert (whole.ci_low, whole.ci_high) == pytest.approx((plain.low, plain.high), rel=0.1)


def test_lee_interval_covers_the_effect_on_the_always_measured():
    rng = np.random.default_rng(3)
    covered, n = 0, 300
    for _ in range(n):
        treated = rng.permutation(400) < 200
        base = rng.normal(size=400)
        kind = rng.random(400)  # 70 % always measured, 15 % only with the offer, 15 % never
        seen = (kind < 0.7) | ((kind < 0.85) & treated)
        y = np.where(seen, base + 0.5 * treated, NAN)
        found = lee_bounds(y, treated)
        covered += found.ci_low <= 0.5 <= found.ci_high
    assert covered / n >= 0.92  # the interval covers at least 95 %; 300 trials have a standard error of 1.3 points


def test_imbens_manski_lies_between_one_and_two_sided():
    assert imbens_manski(0, 0, 1, 1) == pytest.approx((-1.959964, 1.959964), abs=1e-5)
    assert imbens_manski(0, 100, 1, 1) == pytest.approx((-1.644854, 101.644854), abs=1e-5)
    assert imbens_manski(2, 3, 0, 0) == (2, 3)


def test_worst_case_bounds_by_hand():
    y = np.array([1, 0, 1, NAN, 0, 0, NAN, 1], float)
    found = worst_case_bounds(y, np.arange(8) < 4, lowest=0, highest=1)
    assert (found.lower, found.upper) == pytest.approx((2 / 4 - 2 / 4, 3 / 4 - 1 / 4))
    with pytest.raises(ValueError, match="outside the range"):
        worst_case_bounds(y + 1, np.arange(8) < 4, lowest=0, highest=1)


def lossy(seed, n=2000):
    """The covariate raises both the outcome and the chance to be measured, in the intervention group only."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    treated = rng.permutation(n) < n // 2
    y = 1.0 * treated + 2 * x + rng.normal(size=n)
    seen = rng.random(n) < np.where(treated, 1 / (1 + np.exp(-x - 0.5)), 0.9)
    return np.where(seen, y, NAN), treated, x[:, None]


def test_weights_and_imputation_find_the_effect_that_complete_cases_miss():
    y, treated, x = lossy(4)
    seen = ~np.isnan(y)
    naive = welch(y[treated & seen], y[~treated & seen]).value
    weighted = attrition_weighted(y, treated, x)
    imputed = imputed_difference(y, treated, x, seed=1)
    assert naive - 1 > 0.5
    assert weighted.contrast.value == pytest.approx(1, abs=3 * weighted.contrast.std_error)
    assert imputed.contrast.value == pytest.approx(1, abs=3 * imputed.contrast.std_error)
    assert 0 < imputed.share_missing_information < 1
    assert weighted.effective_1 < (treated & seen).sum()
    assert imputed == imputed_difference(y, treated, x, seed=1)


def test_attrition_weights_without_loss_are_welch():
    rng = np.random.default_rng(5)
    y, treated, x = rng.normal(size=50), np.arange(50) < 20, rng.normal(size=(50, 2))
    found, plain = attrition_weighted(y, treated, x).contrast, welch(y[treated], y[~treated])
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high), rel=1e-10)


def test_attrition_weighted_standard_error_is_that_of_many_repetitions():
    values, errors = [], []
    for seed in range(150):
        found = attrition_weighted(*lossy(100 + seed, 400)).contrast
        values.append(found.value)
        errors.append(found.std_error)
    assert np.median(errors) == pytest.approx(np.std(values), rel=0.2)  # 150 trials: 6 % standard error, skewed weights


def test_attrition_weighted_interval_covers_with_few():
    """15 persons in each group, a third lost: 500 trials, standard error of 95 % 1 point. A plain t covers 91 %."""
    covered = usable = 0
    for seed in range(500):
        rng = np.random.default_rng(seed)
        x, treated = rng.normal(size=30), rng.permutation(30) < 15
        y = treated + x + rng.normal(size=30)
        seen = rng.random(30) < 1 / (1 + np.exp(-0.7 * x - 1))
        try:
            found = attrition_weighted(np.where(seen, y, NAN), treated, x[:, None]).contrast
        except NotEstimableError:
            continue
        usable += 1
        covered += found.low <= 1 <= found.high
    assert usable > 400
    assert covered / usable >= 0.93


def test_weights_cover_where_losses_and_outcome_hang_on_the_same_thing():
    """25 persons in a group, 30 % lost by what also decides the outcome: 700 trials, standard error of 95 % 0.8 points.

    The influence function's error, used before (and still above 2,000 persons), covered 93 % here.
    """
    covered = usable = 0
    for seed in range(700):
        rng = np.random.default_rng(10_000 + seed)
        x, treated = rng.normal(size=50), rng.permutation(50) < 25
        y = 0.5 * treated + x + rng.normal(size=50)
        seen = rng.random(50) < 1 / (1 + np.exp(-x - 1))
        try:
            found = attrition_weighted(np.where(seen, y, NAN), treated, x[:, None]).contrast
        except NotEstimableError:
            continue
        usable += 1
        covered += found.low <= 0.5 <= found.high
    assert usable > 650
    assert covered / usable >= 0.94


def test_leaving_each_person_out_in_one_step_is_near_refitting_and_near_the_influence_function(monkeypatch):
    """Refitted without each of 60 persons: within 5 %. In 1,500 persons the influence function is within 3 %."""
    rng = np.random.default_rng(61)

    def arm(n):
        x = rng.normal(size=(n, 1)) * 1000 + 5
        y = x[:, 0] / 1000 + rng.normal(size=n)
        return np.where(rng.random(n) < 1 / (1 + np.exp(-(x[:, 0] - 5) / 2000 - 1)), y, NAN), x

    y, x = arm(60)
    refitted = np.array([weights._arm(np.delete(y, i), np.delete(x, i, axis=0)).mean for i in range(60)])
    by_hand = ((refitted - refitted.mean()) ** 2).sum() * 59 / 60
    assert weights._arm(y, x).variance == pytest.approx(by_hand, rel=0.05)
    y, x = arm(1_500)
    left_out = weights._arm(y, x).variance
    monkeypatch.setattr(weights, "LEFT_OUT_UP_TO", 0)
    assert left_out == pytest.approx(weights._arm(y, x).variance, rel=0.03)


def test_weights_refuse_when_a_covariate_decides_who_is_measured():
    rng = np.random.default_rng(6)
    x = rng.normal(size=40)
    y = np.where(x > 0, 1.0, NAN)
    with pytest.raises(NotEstimableError) as caught:
        attrition_weighted(y, np.arange(40) < 20, x[:, None])
    assert caught.value.reason == "separation"


def test_rubins_rules_by_hand():
    """Estimates 1, 2, 3 with variance 0.5: within 0.5, between 1, total 0.5 + 4/3."""
    found = pool(np.array([1.0, 2.0, 3.0]), np.full(3, 0.5), df_complete=50)
    total, share = 0.5 + 4 / 3, (4 / 3) / (0.5 + 4 / 3)
    assert found.contrast.value == 2
    assert found.contrast.std_error == pytest.approx(math.sqrt(total))
    assert found.share_missing_information == pytest.approx(share)
    observed = 51 / 53 * 50 * (1 - share)
    assert found.contrast.df == pytest.approx(1 / (share**2 / 2 + 1 / observed))
    with pytest.raises(NotEstimableError):
        pool(np.array([1.0]), np.array([1.0]), df_complete=10)


def test_imputation_keeps_what_is_known_and_the_relation_between_columns():
    rng = np.random.default_rng(7)
    x = rng.normal(size=500)
    table = np.column_stack([x, 2 * x + rng.normal(size=500), rng.normal(size=500)])
    holes = rng.random((500, 3)) < 0.3
    holes[:, 2] = False
    lossy_table = np.where(holes, NAN, table)
    copies = impute(lossy_table, seed=1, imputations=5)
    for copy in copies:
        assert np.array_equal(copy[~holes], table[~holes])
        assert np.isfinite(copy).all()
    slopes = [np.polyfit(copy[:, 0], copy[:, 1], 1)[0] for copy in copies]
    assert np.mean(slopes) == pytest.approx(2, abs=0.15)
    with pytest.raises(NotEstimableError):
        impute(np.array([[1.0, 2.0], [NAN, 3.0], [NAN, 4.0]]), seed=1)


def test_complier_effect_against_two_stage_least_squares():
    rng = np.random.default_rng(8)
    offered = rng.permutation(300) < 150
    took = (rng.random(300) < np.where(offered, 0.7, 0.1)).astype(bool)
    y = 2.0 * took + rng.normal(size=300)
    found = complier_effect(y, offered, took)
    first = sm.OLS(took.astype(float), sm.add_constant(offered.astype(float))).fit()
    second = sm.OLS(y, sm.add_constant(first.fittedvalues)).fit()
    assert found.contrast.value == pytest.approx(second.params[1], rel=1e-10)
    # Robust error of two-stage least squares written out, with HC2 in each group.
    u = y - y[offered].mean() - found.contrast.value * (took - took[offered].mean())
    v = y - y[~offered].mean() - found.contrast.value * (took - took[~offered].mean())
    by_hand = np.sqrt(u[offered].var(ddof=1) / 150 + v[~offered].var(ddof=1) / 150) / found.first_stage
    assert found.contrast.std_error == pytest.approx(by_hand, rel=1e-10)
    assert not found.weak
    ((low, high),) = found.ar_sets
    assert low < found.contrast.value < high
    assert (low, high) == pytest.approx((found.contrast.low, found.contrast.high), rel=0.1)  # strong first stage


def test_weak_first_stage_is_flagged_and_its_set_is_not_bounded():
    rng = np.random.default_rng(9)
    offered = np.arange(60) < 30
    took = rng.random(60) < 0.5
    took[:2] = True
    found = complier_effect(rng.normal(size=60), offered, took)
    assert found.weak
    assert any(math.isinf(low) or math.isinf(high) for low, high in found.ar_sets)
    with pytest.raises(NotEstimableError) as caught:
        complier_effect(rng.normal(size=60), offered, np.ones(60, bool))
    assert caught.value.reason == "no-first-stage"


def test_dose_response_covers_with_few_whose_outcomes_spread_with_the_dose():
    """20 persons, 600 trials, standard error of 95 % 0.9 points. With rows less columns it was 92.5 %."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(600):
        dose = rng.integers(0, 12, 20).astype(float)
        slope = dose_response(rng.normal(size=20) * (1 + dose / 6), dose, np.empty((20, 0))).slope
        covered += slope.low <= 0 <= slope.high
    assert covered / 600 >= 0.935


def test_dose_response_is_an_association():
    rng = np.random.default_rng(10)
    dose = rng.integers(0, 12, 90).astype(float)
    y = 3 + 0.5 * dose + rng.normal(size=90)
    found = dose_response(y, dose, np.empty((90, 0)))
    theirs = sm.OLS(y, sm.add_constant(dose)).fit(cov_type="HC2")
    assert found.slope.value == pytest.approx(theirs.params[1], rel=1e-10)
    assert found.slope.std_error == pytest.approx(theirs.bse[1], rel=1e-10)
    assert found.reading == "association"
    assert sum(level[2] for level in found.levels) == 90
    assert [level[0] for level in found.levels] == sorted(level[0] for level in found.levels)
    with pytest.raises(NotEstimableError):
        dose_response(y, np.ones(90), np.empty((90, 0)))
