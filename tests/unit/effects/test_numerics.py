# SPDX-License-Identifier: Apache-2.0
"""Numerics against values from the literature, brute force and known limits."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from utfall.effects._numerics import balance, nearest
from utfall.effects._numerics.balance import spreads, weighted_moments
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.keys import argsort_numbers
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.mahalanobis import (
    mahalanobis_with_replacement,
    mahalanobis_without_replacement,
    whiten,
)
from utfall.effects._numerics.matched import abadie_imbens_effect, clustered_effect
from utfall.effects._numerics.means import risk_difference, welch
from utfall.effects._numerics.paired import paired_by_sign_flip, sign_flip
from utfall.effects._numerics.regression import cr2, fit, hc2, lin, lin_population_std_error


@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),  # (a)
        ((9, 10, 3, 10), 0.1705, 0.8090),  # (b)
        ((10, 10, 0, 20), 0.6791, 1.0),  # (g)
        ((10, 10, 0, 10), 0.6075, 1.0),  # (h)
    ],
)
def test_newcombe_table_2(events, low, high):
    """Newcombe (1998), Statistics in Medicine 17:873, table II, method 10. Tolerance: the printed digits."""
    found = risk_difference(*events)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_newcombe_p_value_is_where_the_interval_touches_zero():
    p = risk_difference(30, 50, 18, 50).p_value
    touching = risk_difference(30, 50, 18, 50, level=1 - p)
    assert touching.low == pytest.approx(0, abs=1e-9)


def test_sign_flip_against_enumeration():
    change = np.array([2.0, -1.0, 3.5, 0.5, 4.0, 1.0, -0.5])
    signs = np.array(list(itertools.product([1, -1], repeat=7)))
    count = int((np.abs(signs @ change) >= abs(change.sum()) - 1e-12).sum())
    found = sign_flip(change, seed=1)
    assert (found.count, found.total, found.exact) == (count, 128, True)
    for limit, side in ((found.low, -1), (found.high, 1)):
        # just inside the limit the changes are not rejected at 5 %, just outside they are
        assert sign_flip(change - limit + side * 1e-6, seed=1).p_value > 0.05
        assert sign_flip(change - limit - side * 1e-6, seed=1).p_value <= 0.05


def test_sign_flip_of_many_is_near_t_and_repeats_with_its_seed():
    rng = np.random.default_rng(3)
    change = rng.normal(0.25, 1, 60)
    contrast, test = paired_by_sign_flip(np.zeros(60), change, seed=5)
    assert contrast.method == "paired-t"
    assert not test.exact
    assert test.total == 100_000
    assert test.p_value == pytest.approx(contrast.p_value, abs=0.01)  # 5 Monte Carlo errors at p = 0.05
    assert test == sign_flip(change, seed=5)
    assert test != sign_flip(change, seed=6)


def test_sign_flip_of_very_many_draws_fewer():
    change = np.random.default_rng(4).normal(0.01, 1, 25_000)
    found = sign_flip(change, seed=1)
    assert found.total == 5_000
    assert found.p_value == pytest.approx(paired_by_sign_flip(np.zeros(25_000), change, seed=1)[0].p_value, abs=0.04)


def test_too_few_pairs_for_the_exact_interval_fall_back_to_t():
    contrast, test = paired_by_sign_flip(np.zeros(4), np.array([1.0, 2.0, 3.0, 2.5]), seed=1)
    assert contrast.method == "paired-t"
    assert test.p_value == 2 / 16
    assert test.low == -math.inf


class TestLogistic:
    def test_separation_is_proved(self):
        with pytest.raises(NotEstimableError, match="separation"):
            fit_logistic(np.repeat([1.0, 0.0], 20), np.arange(40.0)[:, None])

    def test_quasi_separation_is_told(self):
        rng = np.random.default_rng(1)
        X = rng.normal(size=(200, 2))
        y = (rng.random(200) < 0.5).astype(float)
        never = (np.arange(200) < 20) & (y == 0)
        found = fit_logistic(y, np.column_stack([X, never]))
        assert found.quasi_separated
        assert not fit_logistic(y, X).quasi_separated

    def test_column_that_follows_from_others_changes_nothing(self):
        rng = np.random.default_rng(2)
        X = rng.normal(size=(300, 3))
        y = (rng.random(300) < 0.3).astype(float)
        twice = np.column_stack([X, X[:, 0] - X[:, 1], np.full(300, 7.0)])
        assert fit_logistic(y, twice).probability == pytest.approx(fit_logistic(y, X).probability, abs=1e-9)


def _brute_force(treated, control, caliper, ratio):
    """Greedy matching written as plainly as possible."""
    free, found = set(range(len(control))), []
    order, lost = sorted(range(len(treated)), key=lambda i: -treated[i]), set()
    for _ in range(ratio):
        for i in order:
            near = [(abs(control[j] - treated[i]), j) for j in free]
            near = [pair for pair in near if pair[0] <= caliper]
            if i in lost or not near:
                lost.add(i)
                continue
            distance, j = min(near)
            free.remove(j)
            found.append((i, distance))
    return sorted(found)


@pytest.mark.parametrize(("caliper", "ratio"), [(math.inf, 1), (0.02, 1), (0.05, 3), (math.inf, 2)])
def test_nearest_without_replacement_against_brute_force(caliper, ratio):
    rng = np.random.default_rng(4)
    treated, control = rng.random(40), rng.random(150)
    pairs = nearest.nearest_without_replacement(treated, control, ratio=ratio, caliper=caliper)
    gaps = np.abs(treated[pairs.treated] - control[pairs.control])
    found = np.array(sorted(zip(pairs.treated, gaps, strict=True)))
    assert found == pytest.approx(np.array(_brute_force(treated, control, caliper, ratio)))
    assert len(set(pairs.control.tolist())) == len(pairs)


@pytest.mark.parametrize("ratio", [1, 3])
def test_nearest_with_replacement_against_brute_force(ratio):
    rng = np.random.default_rng(5)
    treated, control = rng.random(30), rng.random(20)
    pairs = nearest.nearest_with_replacement(treated, control, ratio=ratio)
    for i, value in enumerate(treated):
        expected = np.argsort(np.abs(control - value))[:ratio]
        assert set(pairs.control[pairs.treated == i]) == set(expected)


def test_more_treated_than_controls():
    pairs = nearest.nearest_without_replacement(np.array([0.9, 0.5, 0.1]), np.array([0.2]))
    assert (pairs.treated.tolist(), pairs.control.tolist()) == ([0], [0])  # the largest score chooses first


@pytest.mark.parametrize("caliper", [math.inf, 0.3])
def test_mahalanobis_against_brute_force(caliper):
    rng = np.random.default_rng(6)
    A = rng.normal(size=(3, 3))
    raw_t, raw_c = rng.normal(size=(25, 3)) @ A + 0.3, rng.normal(size=(80, 3)) @ A
    treated, control = whiten(raw_t, raw_c)
    inner = (24 * np.cov(raw_t.T) + 79 * np.cov(raw_c.T)) / 103
    inverse = np.linalg.inv(inner)
    score_t, score_c = raw_t[:, 0], raw_c[:, 0]
    distance = np.array([[(a - b) @ inverse @ (a - b) for b in raw_c] for a in raw_t])
    distance[np.abs(score_t[:, None] - score_c[None, :]) > caliper] = np.inf
    options = {"score_treated": score_t, "score_control": score_c, "caliper": caliper}
    found = mahalanobis_with_replacement(treated, control, **options)
    for i, j in zip(found.treated, found.control, strict=True):
        assert distance[i, j] == pytest.approx(distance[i].min())
    assert set(found.treated) == set(np.flatnonzero(np.isfinite(distance.min(axis=1))))
    free = distance.copy()
    expected = {}
    for i in np.argsort(-score_t, kind="stable"):
        j = int(np.argmin(free[i]))
        if np.isfinite(free[i, j]):
            expected[int(i)] = j
            free[:, j] = np.inf
    greedy = mahalanobis_without_replacement(treated, control, **options)
    assert dict(zip(greedy.treated.tolist(), greedy.control.tolist(), strict=True)) == expected


def test_mahalanobis_finds_the_last_free_control_when_all_near_ones_are_taken():
    rng = np.random.default_rng(7)
    treated, control = rng.normal(size=(90, 2)), rng.normal(size=(90, 2))
    found = mahalanobis_without_replacement(treated, control, score_treated=treated[:, 0], score_control=control[:, 0])
    assert sorted(found.control.tolist()) == list(range(90))


def test_nearest_other():
    assert nearest.nearest_other(np.array([0.0, 1.0, 5.0, 1.2])).tolist() == [1, 3, 3, 1]


def test_abadie_imbens_by_hand():
    """Two treated share control 0: gaps 1 and 2, noise (10-12)²/2 = 2, used K = 2 times: K(K-1) = 2."""
    pairs = nearest.as_pairs([0, 1], [0, 0])
    found = abadie_imbens_effect(
        np.array([11.0, 12.0]),
        np.array([10.0, 12.0]),
        pairs,
        nearest_control=lambda who: nearest.nearest_other(np.array([0.5, 0.6]))[who],
    )
    assert found.value == 1.5
    assert found.std_error == pytest.approx(math.sqrt((0.5 + 2 * 2.0) / 4))


def test_clustered_effect_of_pairs_is_the_paired_difference():
    """One to one, unadjusted: the paired variance times the small-sample factors of CR1, by hand."""
    rng = np.random.default_rng(8)
    y_t, y_c = rng.normal(1, 1, 30), rng.normal(0, 1, 50)
    pairs = nearest.as_pairs(list(range(30)), list(range(30)))
    gaps = y_t - y_c[:30]
    found = clustered_effect(y_t, y_c, pairs)
    assert found.value == pytest.approx(gaps.mean())
    sandwich = gaps.var() / 30 * 30 / 29 * 59 / 58
    assert found.std_error == pytest.approx(math.sqrt(sandwich))
    assert found.df == 29


def test_abadie_imbens_against_many_draws():
    """The standard error is the spread of the estimate over 400 draws, to within 15 % (4 Monte Carlo errors)."""
    rng = np.random.default_rng(10)
    values, errors = [], []
    for _ in range(400):
        x_t, x_c = rng.random(40) * 0.8, rng.random(60)
        pairs = nearest.nearest_with_replacement(x_t, x_c)
        found = abadie_imbens_effect(
            1 + rng.normal(size=40),
            rng.normal(size=60),
            pairs,
            nearest_control=lambda who, x=x_c: nearest.nearest_other(x)[who],
        )
        values.append(found.value)
        errors.append(found.std_error)
    assert np.mean(values) == pytest.approx(1, abs=0.05)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.15)


def test_population_error_of_lin_covers_what_persons_are_drawn_from():
    """Effect 1 + x: HC2 speaks of the persons drawn, the wider error of the population (300 draws)."""
    rng = np.random.default_rng(12)
    own, wider, covered = [], [], 0
    for _ in range(300):
        x, treated = rng.normal(size=(60, 1)), rng.permutation(np.repeat([1.0, 0.0], 30))
        y = treated * (1 + x[:, 0]) + rng.normal(size=60) * 0.5
        found = lin(y, treated, x)
        covered += found.low <= 1 + x.mean() <= found.high
        own.append(found.value)
        wider.append(lin_population_std_error(y, treated, x))
    assert covered / 300 == pytest.approx(0.95, abs=0.04)  # 3 binomial standard errors
    assert np.mean(wider) == pytest.approx(np.std(own), rel=0.12)


def test_a_point_that_the_line_is_forced_through_counts_nothing():
    """A dummy for one row: its residual is 0 and its leverage 1; HC2 and CR2 equal those without the row."""
    rng = np.random.default_rng(13)
    treated, y = np.repeat([1.0, 0.0], 10), rng.normal(size=20)
    X = np.column_stack([np.ones(20), treated])
    alone = np.zeros((20, 1))
    alone[19] = 1
    with_dummy, without = fit(np.column_stack([X, alone]), y), fit(X[:19], y[:19])
    assert hc2(with_dummy)[1, 1] == pytest.approx(hc2(without)[1, 1])
    cluster = np.arange(20) // 2
    cluster[19] = 10
    ours, _ = cr2(with_dummy, cluster, np.array([0.0, 1.0, 0.0]))
    theirs, _ = cr2(without, cluster[:19], np.array([0.0, 1.0]))
    assert ours == pytest.approx(theirs)


def test_balance_by_hand():
    values, weights = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 1.0, 2.0])
    mean, variance = balance.weighted_moments(values, weights)
    assert mean[0] == 2.75
    assert variance[0] == pytest.approx((1.75**2 + 0.75**2 + 2 * 1.25**2) / (4 - 6 / 4))
    assert balance.effective_size(weights) == pytest.approx(16 / 6)


def test_omnibus_p_is_uniform_under_chance_and_small_for_other_groups():
    rng = np.random.default_rng(9)
    X = rng.normal(size=(80, 4))
    treated = np.repeat([1.0, 0.0], 40)
    p = [balance.omnibus_p_value(rng.permutation(treated), X) for _ in range(400)]
    assert np.mean(np.array(p) < 0.1) == pytest.approx(0.1, abs=0.05)  # 3 binomial standard errors
    assert balance.omnibus_p_value(treated, X + treated[:, None]) < 1e-6
    assert balance.omnibus_p_value(treated, np.ones((80, 1))) is None


@pytest.mark.parametrize(
    ("compute", "reason"),
    [
        (lambda: welch(np.array([1.0]), np.array([1.0, 2.0])), "too-few"),
        (lambda: welch(np.array([1.0, 1.0]), np.array([2.0, 2.0])), "no-variation"),
        (lambda: welch(np.full(3, 0.1), np.full(7, 0.1)), "no-variation"),  # rounding is no variation
        (lambda: risk_difference(0, 10, 0, 10), "no-variation"),
        (lambda: fit(np.ones((5, 2)), np.arange(5.0)), "collinear"),
        (lambda: fit(np.eye(2), np.arange(2.0)), "too-few"),
        (lambda: lin(np.arange(8.0), np.repeat([1.0, 0], [2, 6]), np.arange(8.0)[:, None]), "too-few"),
    ],
)
def test_refusals(compute, reason):
    with pytest.raises(NotEstimableError, match=reason):
        compute()


@pytest.mark.parametrize("decimals", [0, 2, 15])
def test_order_by_packed_numbers_is_the_stable_order(decimals):
    """Ties by position, negative numbers, both zeros, numbers that agree in their highest bits."""
    rng = np.random.default_rng(4)
    values = np.concatenate([rng.normal(size=5000).round(decimals), [0.0, -0.0, 1e-300, -1e300, np.inf, -np.inf]])
    values = np.concatenate([values, np.nextafter(values[:50], np.inf)])
    assert argsort_numbers(values).tolist() == np.argsort(values + 0.0, kind="stable").tolist()
    assert argsort_numbers(np.array([2.0])).tolist() == [0]
    assert argsort_numbers(np.empty(0)).tolist() == []


@pytest.mark.parametrize("shift", [0.0, 1e6])
def test_spreads_in_blocks_are_those_of_whole_columns(shift):
    """Ten thousand rows are three blocks; a constant column has no variance, also far from 0."""
    rng = np.random.default_rng(5)
    X = np.column_stack([rng.normal(size=(10_000, 2)) + shift, np.full(10_000, 7.3)])
    treated, weights = rng.random(10_000) < 0.3, rng.random(10_000) * (rng.random(10_000) < 0.5)
    raw, kept = spreads((X[:, 0], X[:, 1:]), treated, weights[treated], weights[~treated])
    ones = np.ones(10_000)
    for found, used in ((raw, ones), (kept, weights)):
        for mean, variance, group in (
            (found.mean_1, found.variance_1, treated),
            (found.mean_0, found.variance_0, ~treated),
        ):
            expected = weighted_moments(X[group], used[group])
            assert mean == pytest.approx(expected[0], rel=1e-12)
            assert variance[:2] == pytest.approx(expected[1][:2], rel=1e-9)
            assert variance[2] < 1e-25


def test_spreads_of_groups_that_stand_far_apart_keep_their_digits():
    """A group near 0 beside one at 10^12: what is taken away from each is its own centre, not the other's."""
    rng = np.random.default_rng(6)
    treated = np.arange(20_000) % 3 == 0
    X = np.where(treated, rng.normal(size=20_000), 1e12 + 1e6 * rng.normal(size=20_000))[:, None]
    X[17] += 1e8  # far from what evenly spread rows tell
    raw, _ = spreads((X,), treated, np.ones(treated.sum()), np.ones((~treated).sum()))
    for mean, variance, group in ((raw.mean_1, raw.variance_1, treated), (raw.mean_0, raw.variance_0, ~treated)):
        assert mean[0] == pytest.approx(X[group].mean(), rel=1e-12)
        assert variance[0] == pytest.approx(X[group].var(ddof=1), rel=1e-11)
