# SPDX-License-Identifier: Apache-2.0
"""Randomisation tests against Fisher's count, brute force and what must be refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.inference import choose_rung, infer, randomisation_test, stratified_t

# Darwin's maize, differences crossed - selfed in eighths of an inch (boot::darwin; Fisher 1935, §17).
DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=float)


def pairs(differences):
    n = len(differences)
    y = np.concatenate([differences, np.zeros(n)])
    return y, np.arange(2 * n) < n, np.tile(np.arange(n), 2)


def test_darwin_as_fifteen_strata_of_two():
    """Fisher (1935), The Design of Experiments, §21: 863 of 32,768 one-sided, 1,726 two-sided, p = 5.267 %."""
    y, treated, strata = pairs(DARWIN)
    found = randomisation_test(y, treated, seed=1, strata=strata)
    assert (found.count, found.total, found.exact) == (1726, 32768, True)
    assert found.p_value == pytest.approx(0.05267, abs=5e-6)
    assert found.value == pytest.approx(20.9333, abs=5e-5)
    assert found.low < 0 < found.high
    t = stratified_t(y, treated, strata=strata)
    assert t.value / t.std_error == pytest.approx(2.14799, abs=5e-6)
    assert t.p_value == pytest.approx(0.0497, abs=5e-5)


def brute_force(y, treated, effect):
    """Welch's |t| of every assignment, with the constant effect taken out."""
    free = y - effect * treated
    n, k = len(y), int(treated.sum())
    values = []
    for chosen in itertools.combinations(range(n), k):
        mask = np.zeros(n, dtype=bool)
        mask[list(chosen)] = True
        a, b = free[mask], free[~mask]
        values.append(abs(a.mean() - b.mean()) / np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b)))
    a, b = free[treated], free[~treated]
    observed = abs(a.mean() - b.mean()) / np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return int((np.array(values) >= observed * (1 - 1e-9)).sum()), len(values)


def test_studentised_count_and_interval_against_brute_force():
    rng = np.random.default_rng(8)
    y, treated = rng.normal(size=9), np.arange(9) < 4
    y[treated] += 1.2
    found = randomisation_test(y, treated, seed=1)
    assert (found.count, found.total) == brute_force(y, treated, 0.0)
    assert found.statistic == "studentised"
    for limit, side in ((found.low, -1), (found.high, 1)):
        inside, total = brute_force(y, treated, limit - side * 1e-6)
        outside, _ = brute_force(y, treated, limit + side * 1e-6)
        assert inside > 0.05 * total >= outside


def test_strata_against_brute_force():
    rng = np.random.default_rng(9)
    strata = np.repeat([0, 1], [6, 5])
    treated = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0], dtype=bool)
    y = rng.normal(size=11) + 5 * strata + treated

    def statistic(mask):
        value = variance = 0.0
        for s in (0, 1):
            a, b = y[mask & (strata == s)], y[~mask & (strata == s)]
            w = (strata == s).mean()
            value += w * (a.mean() - b.mean())
            variance += w**2 * (a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        return abs(value) / np.sqrt(variance)

    values = []
    for one in itertools.combinations(range(6), 3):
        for two in itertools.combinations(range(6, 11), 2):
            mask = np.zeros(11, dtype=bool)
            mask[[*one, *two]] = True
            values.append(statistic(mask))
    found = randomisation_test(y, treated, seed=1, strata=strata)
    assert found.total == len(values) == 200
    assert found.count == int((np.array(values) >= statistic(treated) * (1 - 1e-9)).sum())


def test_clusters_are_drawn_as_wholes():
    rng = np.random.default_rng(10)
    cluster = np.repeat(np.arange(8), 5)
    treated = cluster < 4
    y = rng.normal(size=40) + treated
    means = y.reshape(8, 5).mean(axis=1)
    by_person = randomisation_test(y, treated, seed=1, cluster=cluster)
    by_mean = randomisation_test(means, np.arange(8) < 4, seed=1)
    assert (by_person.count, by_person.total) == (by_mean.count, 70)
    assert (by_person.low, by_person.high) == pytest.approx((by_mean.low, by_mean.high), rel=1e-6)


def test_draws_agree_with_welch_in_a_large_sample_and_repeat_with_their_seed():
    rng = np.random.default_rng(11)
    y, treated = rng.normal(size=150), np.arange(150) < 60
    y[treated] += 0.3
    found, same, other = (randomisation_test(y, treated, seed=seed, draws=20_000) for seed in (1, 1, 2))
    t = welch(y[treated], y[~treated])
    assert found == same
    assert found != other
    assert not found.exact
    assert found.total == 20_001
    assert found.p_value == pytest.approx(t.p_value, abs=0.01)  # 5 Monte Carlo errors at p = 0.07
    assert (found.low, found.high) == pytest.approx((t.low, t.high), abs=0.03)


def test_drawn_assignments_agree_with_all_assignments():
    rng = np.random.default_rng(12)
    y, treated = rng.normal(size=12), np.arange(12) < 6
    from utfall.effects.inference.assignments import enumerate_assignments, random_assignments
    from utfall.effects.inference.units import comparable_strata, shares_of, to_units

    strata = comparable_strata(to_units(y, treated))
    every = enumerate_assignments(strata, shares_of(strata), between=False)
    drawn = random_assignments(strata, shares_of(strata), 40_000, np.random.default_rng(1), between=False)
    for name in ("d0", "d1", "v0", "v1", "v2"):
        all_values, some = getattr(every, name), getattr(drawn, name)
        assert some.mean() == pytest.approx(all_values.mean(), abs=5 * all_values.std() / 200 + 1e-12)
        assert np.isin(np.round(some, 9), np.round(all_values, 9)).all()


def test_one_comparison_unit_among_many_costs_little():
    """30,000 ways to leave one out of 30,000: counted by way of the one that is left out."""
    y, treated = np.arange(30_000.0), np.arange(30_000) != 7
    found = randomisation_test(y, treated, seed=1)
    assert (found.total, found.exact, found.statistic) == (30_000, True, "difference")
    assert found.count == 16  # units 0 to 7 and their mirror images are as far out
    mirrored = randomisation_test(y, ~treated, seed=1)
    assert (mirrored.count, mirrored.value) == (16, pytest.approx(-found.value))


def test_a_register_is_no_number_with_a_million_digits():
    rng = np.random.default_rng(13)
    y, treated = rng.normal(size=200_000), rng.random(200_000) < 0.5
    found, test = infer(y, treated, seed=1, strata=rng.integers(0, 50, 200_000))
    assert test is None
    assert found.method == "stratified-t"
    assert found.std_error == pytest.approx(2 / np.sqrt(200_000), rel=0.01)


def test_ladder():
    assert choose_rung(19, 7) == "t"  # p can be 1/19 at best
    assert choose_rung(20, 20) == "exact"
    assert choose_rung(100_000, 500) == "exact"
    assert choose_rung(100_001, 199) == "draws"
    assert choose_rung(100_001, 200) == "t"


def test_ladder_falls_back_to_t_when_no_outcome_could_be_significant():
    y = np.array([1.0, 2.0, 3.5, 0.0, 0.5, 1.5])
    found, test = infer(y, np.arange(6) < 3, seed=1)
    # The assignment and its mirror image are always as extreme: p is 2/20 at best.
    assert test is not None
    assert (test.total, test.low, test.high) == (20, -np.inf, np.inf)
    assert found.method == "stratified-t"
    assert found.p_value == pytest.approx(welch(y[:3], y[3:]).p_value, rel=1e-9)
    found, test = infer(y[:5], np.arange(5) < 3, seed=1)
    assert test is None
    assert found.method == "stratified-t"


@pytest.mark.parametrize(
    ("y", "treated", "cluster", "strata", "reason"),
    [
        ([1, 1, 1, 1], [1, 1, 0, 0], None, None, "no-variation"),
        ([1, 2, 3, 4], [1, 1, 0, 0], None, [0, 0, 1, 1], "empty-group"),
        ([1, 2, 3, 4], [1, 0, 0, 0], [0, 0, 1, 1], None, "cluster-in-both-groups"),
        ([1, 2, 3, 4], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0], "cluster-in-two-strata"),
    ],
)
def test_refuses(y, treated, cluster, strata, reason):
    codes = [None if code is None else np.array(code) for code in (cluster, strata)]
    with pytest.raises(NotEstimableError) as caught:
        randomisation_test(np.array(y, float), np.array(treated, bool), seed=1, cluster=codes[0], strata=codes[1])
    assert caught.value.reason == reason


def test_two_units_refuse():
    with pytest.raises(NotEstimableError) as caught:
        infer(np.array([1.0, 2.0, 3.0, 5.0]), np.array([1, 1, 0, 0], bool), seed=1, cluster=np.array([0, 0, 1, 1]))
    assert caught.value.reason == "one-cluster"


def test_drawn_lotteries_within_strata_turn_round_with_the_groups_names():
    """Two strata, one with arms of one size: the same lotteries are drawn whatever the arms are called."""
    rng = np.random.default_rng(41)
    strata = np.repeat([0, 1], 40)
    treated = np.concatenate([np.arange(40) < 20, np.arange(40) < 15])
    y = rng.normal(size=80) + treated
    one, other = (randomisation_test(y, group, strata=strata, seed=1, draws=2_000) for group in (treated, ~treated))
    assert not one.exact
    assert other.count == one.count
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low), rel=1e-9)
