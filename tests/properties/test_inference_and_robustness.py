# SPDX-License-Identifier: Apache-2.0
"""What must hold for any data: lotteries, bounds, sequences and adjusted p values."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.regression import fit
from utfall.effects._numerics.sandwich import cr_covariance
from utfall.effects.attrition import imbens_manski, lee_bounds, worst_case_bounds
from utfall.effects.bayes import normal_normal
from utfall.effects.components import factorial_design
from utfall.effects.inference import cluster_statistics, randomisation_test, wild_cluster_test
from utfall.effects.robustness import (
    benjamini_hochberg,
    e_value,
    holm,
    robustness_value,
    robustness_value_interval,
    rosenbaum_signed_rank,
)
from utfall.effects.scales import kaplan_meier, probability_of_superiority, restricted_mean
from utfall.effects.sequential import mean_difference_sequence, share_difference_sequence

FEW = settings(max_examples=30, deadline=None)
values = st.integers(-50, 50).map(float)
seeds = st.integers(0, 2**31)


@FEW
@given(st.lists(values, min_size=6, max_size=10), seeds)
def test_randomisation_test_has_the_symmetries_of_a_difference(y, seed):
    rng = np.random.default_rng(seed)
    y, treated = np.array(y), rng.permutation(len(y)) < len(y) // 2
    assume(np.ptp(y) > 0)
    found = randomisation_test(y, treated, seed=1)
    order = rng.permutation(len(y))
    shuffled = randomisation_test(y[order], treated[order], seed=1)
    assert (shuffled.count, shuffled.total) == (found.count, found.total)
    assert shuffled.value == pytest.approx(found.value, abs=1e-9)
    swapped = randomisation_test(y, ~treated, seed=1)
    assert swapped.count == found.count
    assert swapped.value == pytest.approx(-found.value, abs=1e-9)
    moved = randomisation_test(y + 1000, treated, seed=1)
    assert moved.count == found.count
    doubled = randomisation_test(2 * y, treated, seed=1)
    assert doubled.count == found.count
    assert doubled.value == pytest.approx(2 * found.value, abs=1e-9)
    assert found.low <= found.value <= found.high
    assert (found.p_value <= 0.05) == (found.low > 0 or found.high < 0)


@FEW
@given(seeds, st.integers(4, 9), st.booleans())
def test_wild_bootstrap_interval_and_p_value_agree(seed, n_clusters, webb):
    rng = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(n_clusters), rng.integers(0, n_clusters, 30)])
    X = np.column_stack([np.ones(len(cluster)), cluster < n_clusters // 2])
    sums = cluster_statistics(X.astype(float), rng.normal(size=len(cluster)), cluster)
    found = wild_cluster_test(sums, 1, seed=1, draws=399, weights="webb" if webb else "rademacher")
    assert 0 < found.count <= found.total
    assert (found.p_value <= 0.05 + 1e-12) == (found.low > 0 or found.high < 0)


@FEW
@given(seeds, st.integers(3, 8))
def test_errors_by_cluster_do_not_depend_on_order_and_grow_with_correction(seed, n_clusters):
    rng = np.random.default_rng(seed)
    cluster = np.concatenate([np.arange(n_clusters), rng.integers(0, n_clusters, 20)])
    X = np.column_stack([np.ones(len(cluster)), rng.normal(size=len(cluster))])
    y = rng.normal(size=len(cluster))
    order = rng.permutation(len(y))
    kinds = [cr_covariance(fit(X, y), cluster, kind)[1, 1] for kind in ("CR0", "CR2", "CR3")]
    again = [cr_covariance(fit(X[order], y[order]), cluster[order], kind)[1, 1] for kind in ("CR0", "CR2", "CR3")]
    assert again == pytest.approx(kinds, rel=1e-8)
    assert all(kind > 0 for kind in kinds)


@FEW
@given(seeds, st.integers(0, 8), st.integers(0, 8))
def test_bounds_hold_what_any_missing_values_would_give(seed, lost_1, lost_0):
    rng = np.random.default_rng(seed)
    full = rng.integers(0, 2, 40).astype(float)
    treated = np.arange(40) < 20
    y = full.copy()
    y[:lost_1] = math.nan
    y[20 : 20 + lost_0] = math.nan
    truth = full[treated].mean() - full[~treated].mean()
    found = worst_case_bounds(y, treated, lowest=0, highest=1)
    assert found.lower - 1e-12 <= truth <= found.upper + 1e-12
    trimmed = lee_bounds(y, treated)
    # Lee's bounds are of another group (those measured either way); they hold the difference among the measured.
    seen = ~np.isnan(y)
    measured = y[treated & seen].mean() - y[~treated & seen].mean()
    assert trimmed.lower - 1e-12 <= measured <= trimmed.upper + 1e-12
    assert trimmed.ci_low <= trimmed.lower + 1e-12
    assert trimmed.ci_high >= trimmed.upper - 1e-12


@FEW
@given(st.floats(-5, 5), st.floats(0, 5), st.floats(0.01, 3), st.floats(0.01, 3))
def test_imbens_manski_is_no_wider_than_two_sided_limits(lower, gap, se_1, se_2):
    low, high = imbens_manski(lower, lower + gap, se_1, se_2)
    z = 1.959965
    assert lower - z * se_1 - 1e-6 <= low <= lower - 1.644 * se_1
    assert lower + gap + 1.644 * se_2 <= high <= lower + gap + z * se_2 + 1e-6


@FEW
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjusted_p_values_keep_order_and_never_fall(p):
    p = np.array(p)
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert np.all(adjusted >= p - 1e-15)
        assert np.all(adjusted <= 1)
        assert np.all(np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-15)
    assert np.all(benjamini_hochberg(p) <= holm(p) + 1e-12)


@FEW
@given(st.floats(0.05, 20), st.floats(0.1, 1), st.floats(1, 10))
def test_e_value_is_at_least_its_ratio_and_symmetric(ratio, down, up):
    found = e_value(ratio, ratio * down, ratio * up)
    assert found.estimate >= max(ratio, 1 / ratio) - 1e-9
    assert 1 <= found.limit <= found.estimate + 1e-9


@FEW
@given(st.floats(0, 50), st.integers(3, 5000))
def test_robustness_value_is_a_share_and_the_interval_needs_less(t, df):
    assert 0 <= robustness_value_interval(t, df) <= robustness_value(t, df) + 1e-12 <= 1 + 2e-12


@FEW
@given(st.lists(values, min_size=3, max_size=25))
def test_rosenbaum_bounds_widen_with_gamma(differences):
    d = np.array(differences)
    assume(np.any(d != 0))
    found = rosenbaum_signed_rank(d, gammas=(1.0, 1.5, 2.0, 4.0))
    highest = [bound.highest for bound in found.bounds]
    lowest = [bound.lowest for bound in found.bounds]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(highest))
    assert all(b <= a + 1e-12 for a, b in itertools.pairwise(lowest))
    assert rosenbaum_signed_rank(-d, gammas=(1.0, 1.5, 2.0, 4.0)).bounds == pytest.approx(found.bounds)


@FEW
@given(seeds, st.integers(5, 30), st.integers(5, 30))
def test_sequences_hold_the_estimate_and_agree_with_their_p_value(seed, n_1, n_0):
    rng = np.random.default_rng(seed)
    a, b = rng.normal(0.8, 1, n_1), rng.normal(0, 1, n_0)
    found = mean_difference_sequence(a, b, planned=50)
    assert found.low < found.value < found.high
    if abs(found.p_value - 0.05) > 1e-6:
        assert (found.p_value < 0.05) == (found.low > 0 or found.high < 0)
    e_1, e_0 = int(rng.integers(0, n_1 + 1)), int(rng.integers(0, n_0 + 1))
    share = share_difference_sequence(e_1, n_1, e_0, n_0)
    assert -1 <= share.low <= share.value <= share.high <= 1


@FEW
@given(seeds, st.integers(4, 40))
def test_survival_curve_falls_and_its_mean_stays_below_the_horizon(seed, n):
    rng = np.random.default_rng(seed)
    time, event = rng.integers(0, 12, n).astype(float), rng.random(n) < 0.6
    curve = kaplan_meier(time, event)
    assert np.all(np.diff(curve.survival) <= 0)
    assert np.all((curve.survival >= 0) & (curve.survival <= 1))
    horizon = float(time.max())
    assume(horizon > 0)
    found = restricted_mean(time, event, horizon)
    assert 0 <= found.value <= horizon
    assert restricted_mean(time * 3, event, horizon * 3).value == pytest.approx(3 * found.value)


@FEW
@given(st.lists(st.integers(1, 5), min_size=3, max_size=20), st.lists(st.integers(1, 5), min_size=3, max_size=20))
def test_superiority_mirrors_and_stays_a_share(a, b):
    a, b = np.array(a, float), np.array(b, float)
    try:
        found = probability_of_superiority(a, b)
    except NotEstimableError:
        assert a.min() > b.max() or b.min() > a.max() or np.ptp(np.concatenate([a, b])) == 0
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert probability_of_superiority(b, a).value == pytest.approx(1 - found.value)


@FEW
@given(st.floats(-5, 5), st.floats(0.1, 5), st.floats(-5, 5), st.floats(0.1, 5))
def test_posterior_lies_between_and_is_surer_than_both(value, error, prior_mean, prior_sd):
    found = normal_normal(value, error, prior_mean=prior_mean, prior_sd=prior_sd)
    assert min(value, prior_mean) - 1e-9 <= found.posterior.mean <= max(value, prior_mean) + 1e-9
    assert found.posterior.sd <= min(error, prior_sd)


@FEW
@given(st.integers(2, 5), st.integers(0, 1))
def test_factorial_designs_are_balanced_and_orthogonal(k, fraction):
    names = "ABCDE"[:k]
    generators = [(names[-1], tuple(names[:-1]))] if fraction and k > 2 else []
    signs = np.where(factorial_design(names, generators).runs, 1, -1)
    assert np.array_equal(signs.T @ signs, len(signs) * np.eye(k))
    assert not signs.sum(axis=0).any()


def test_a_difference_of_nought_counts_every_assignment_wherever_the_outcomes_zero_lies():
    y = np.array([-18.0, 3.0, 7.0, -31.0, 5.0, -18.0, 3.0, 7.0, -31.0, 5.0]) + 0.1
    treated = np.arange(10) < 5
    for moved in (0.0, 1000.0, -6.8, 1e6):
        found = randomisation_test(y + moved, treated, seed=1)
        assert (found.count, found.total) == (252, 252)
