# SPDX-License-Identifier: Apache-2.0
"""Scales against published examples, scipy and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.means import welch, wilson
from utfall.effects._numerics.paired import paired_t
from utfall.effects.scales import (
    ChangeClass,
    Instrument,
    compare_improved,
    cutoff_between,
    kaplan_meier,
    probability_of_superiority,
    reliable_change,
    restricted_mean,
    restricted_mean_difference,
    session_ratings,
)

NAN = math.nan


def test_reliable_change_of_jacobson_and_truax():
    """Jacobson and Truax (1991): SD 7.5, r = .80, 32.5 to 47.5: S_diff 4.74, RC 3.16; c of 40 and 60: 50."""
    instrument = Instrument(7.5, 0.80, "increase", cutoff_between(40, 7.5, 60, 7.5))
    assert instrument.error_of_difference == pytest.approx(4.74, abs=0.005)
    assert instrument.cutoff == 50
    found = reliable_change(np.array([32.5]), np.array([47.5]), instrument)
    assert found.index[0] == pytest.approx(3.16, abs=0.005)
    assert found.classes[0] == ChangeClass.IMPROVED  # has not crossed 50


def test_reliable_change_sorts_persons():
    instrument = Instrument(10, 0.875, "decrease", 50)  # error of a difference 5, reliable from 9.8
    before = np.array([60.0, 60, 60, 45, 60, NAN])
    after = np.array([45.0, 50.1, 55, 56, 72, 50])
    found = reliable_change(before, after, instrument)
    assert found.classes.tolist() == [2, 1, 0, -1, -1]
    assert (found.n, found.n_missing, found.n_worse, found.n_unchanged) == (5, 1, 2, 1)
    assert (found.n_improved, found.n_recovered, found.improved) == (1, 1, 0.4)
    assert (found.low, found.high) == pytest.approx(wilson(2, 5, stats.norm.ppf(0.975)))
    assert instrument.smallest_reliable_change() == pytest.approx(1.959964 * 5, abs=1e-5)


def test_reliable_change_between_groups_and_refusals():
    instrument = Instrument(10, 0.875, "increase")
    up = reliable_change(np.zeros(10), np.array([20.0] * 7 + [0] * 3), instrument)
    flat = reliable_change(np.zeros(10), np.array([20.0] * 2 + [0] * 8), instrument)
    found = compare_improved(up, flat)
    assert found.value == pytest.approx(0.5)
    with pytest.raises(ValueError, match="both before and after"):
        reliable_change(np.array([NAN]), np.array([1.0]), instrument)
    for sd, r in ((0, 0.8), (5, 1.0)):
        with pytest.raises(ValueError, match=r"is above 0|between 0 and 1"):
            Instrument(sd, r, "increase")


def test_false_alarm_of_reliable_change_is_the_level():
    """True score the same, measured twice with reliability 0.8: 5 % change 'reliably' (400,000: SE 0.03 points)."""
    rng = np.random.default_rng(1)
    true = rng.normal(0, math.sqrt(0.8), 400_000)
    ratings = [true + rng.normal(0, math.sqrt(0.2), 400_000) for _ in range(2)]
    found = reliable_change(ratings[0], ratings[1], Instrument(1, 0.8, "increase"))
    assert (found.n_worse + found.n_improved) / found.n == pytest.approx(0.05, abs=0.002)


def test_sessions_weigh_persons_alike():
    person = np.array([0] * 6 + [1] * 2 + [2] * 3)
    session = np.array([1, 2, 3, 4, 5, 6, 1, 2, 1, 2, 3])
    before = np.array([1.0, 2, 2, 3, 3, 4, 5, 6, 2, 2, 3])
    after = before + np.where(person == 0, 2.0, np.where(person == 1, 1.0, 0.0))
    found = session_ratings(before, after, person, session)
    means = [np.array([v[person == p].mean() for p in range(3)]) for v in (before, after)]
    assert found.within == paired_t(*means)
    assert found.within.value == pytest.approx(1.0)
    assert found.course.value == pytest.approx(np.mean([6 - 1, 7 - 5, 3 - 2]))
    assert found.rows[0].persons == 3
    assert found.rows[5].persons == 1
    assert (found.sessions, found.persons) == (11, 3)


def test_session_trend_is_the_within_person_slope():
    rng = np.random.default_rng(2)
    person, session = np.repeat(np.arange(12), 5), np.tile(np.arange(1, 6), 12)
    before = 10 * person + 0.7 * session + rng.normal(size=60)
    found = session_ratings(before, before + rng.normal(1, 0.5, 60), person, session)
    X = np.column_stack([session, person[:, None] == np.arange(12)])
    slope = np.linalg.lstsq(X, before, rcond=None)[0][0]
    assert found.trend.value == pytest.approx(slope, rel=1e-10)
    # Balanced: CR2 of the slope is the spread of the persons' own slopes.
    own = [np.polyfit(session[:5], before[person == p], 1)[0] for p in range(12)]
    assert found.trend.std_error == pytest.approx(np.std(own, ddof=1) / math.sqrt(12), rel=1e-9)
    assert found.trend.df == pytest.approx(11, rel=1e-9)


def test_one_person_is_no_sample():
    with pytest.raises(NotEstimableError):
        session_ratings(np.arange(4.0), np.arange(4.0) + 1, np.zeros(4, int), np.arange(4))
    single = session_ratings(np.array([1.0, 2, 4]), np.array([2.0, 4, 4]), np.arange(3), np.ones(3, int))
    assert (single.course, single.trend) == (None, None)


def test_superiority_against_scipy():
    rng = np.random.default_rng(3)
    a, b = rng.integers(1, 6, 30).astype(float), rng.integers(0, 5, 25).astype(float)
    found = probability_of_superiority(a, b)
    u = stats.mannwhitneyu(a, b).statistic
    assert found.value == pytest.approx(u / (30 * 25), rel=1e-12)
    theirs = stats.brunnermunzel(b, a, distribution="t")
    assert (found.value - 0.5) / found.std_error == pytest.approx(theirs.statistic, rel=1e-10)
    mirrored = probability_of_superiority(b, a)
    assert (mirrored.low, mirrored.high) == pytest.approx((1 - found.high, 1 - found.low), rel=1e-10)
    assert (found.p_value < 0.05) == (found.low > 0.5 or found.high < 0.5)
    # Only the order matters.
    assert probability_of_superiority(np.exp(a), np.exp(b)) == found


def test_superiority_refuses_groups_that_do_not_overlap():
    with pytest.raises(NotEstimableError):
        probability_of_superiority(np.array([3.0, 4.0]), np.array([1.0, 2.0]))
    with pytest.raises(NotEstimableError):
        probability_of_superiority(np.ones(5), np.ones(5))


def test_kaplan_meier_by_hand():
    """Times 1, 2, 2+, 3, 5+, 6: survival 5/6, 5/6·4/5, then 2/3·2/3, then 0."""
    time, event = np.array([1.0, 2, 2, 3, 5, 6]), np.array([1, 1, 0, 1, 0, 1], bool)
    found = kaplan_meier(time, event)
    assert found.time.tolist() == [1, 2, 3, 6]
    assert found.at_risk.tolist() == [6, 5, 3, 1]
    assert found.survival == pytest.approx([5 / 6, 2 / 3, 4 / 9, 0])
    area = restricted_mean(time, event, 4)
    assert area.value == pytest.approx(1 + 5 / 6 + 2 / 3 + 4 / 9)
    # Greenwood by hand: areas to the right of each event, squared, times d/(Y(Y - d)).
    right = [5 / 6 + 2 / 3 + 4 / 9, 2 / 3 + 4 / 9, 4 / 9]
    terms = [1 / (6 * 5), 1 / (5 * 4), 1 / (3 * 2)]
    assert area.std_error**2 == pytest.approx(6 / 5 * sum(r * r * t for r, t in zip(right, terms, strict=True)))


def test_restricted_mean_without_loss_is_a_plain_mean():
    rng = np.random.default_rng(4)
    time = rng.exponential(10, 80)
    found = restricted_mean(time, np.ones(80, bool), 12.0)
    cut = np.minimum(time, 12)
    assert found.value == pytest.approx(cut.mean(), rel=1e-12)
    assert found.std_error == pytest.approx(cut.std(ddof=1) / math.sqrt(80), rel=1e-10)


def test_restricted_mean_of_exponential_times_with_loss():
    """The closed form (1 - exp(-λτ))/λ; 40,000 persons, a third lost at random times."""
    rng = np.random.default_rng(5)
    time, lost = rng.exponential(10, 40_000), rng.exponential(20, 40_000)
    seen = np.minimum(np.minimum(time, lost), 30)
    found = restricted_mean(seen, (time <= lost) & (time < 30), 24.0)
    assert found.value == pytest.approx(10 * (1 - math.exp(-2.4)), abs=4 * found.std_error)
    assert found.std_error < 0.06


def test_restricted_mean_difference_and_its_refusal():
    rng = np.random.default_rng(6)
    treated = np.arange(400) < 200
    time = rng.exponential(np.where(treated, 15, 10))
    seen, event = np.minimum(time, 24), time < 24
    found = restricted_mean_difference(seen, event, treated, horizon=24)
    truth = 15 * (1 - math.exp(-24 / 15)) - 10 * (1 - math.exp(-2.4))
    assert found.value == pytest.approx(truth, abs=4 * found.std_error)
    cut = np.minimum(time, 20)
    whole, welched = restricted_mean_difference(time, time > 0, treated, horizon=20), welch(cut[treated], cut[~treated])
    assert (whole.value, whole.low, whole.high) == pytest.approx((welched.value, welched.low, welched.high), rel=1e-9)
    swapped = restricted_mean_difference(seen, event, ~treated, horizon=24)
    assert swapped.value == pytest.approx(-found.value)
    with pytest.raises(NotEstimableError) as caught:
        restricted_mean_difference(seen, event, treated, horizon=25)
    assert caught.value.reason == "horizon-beyond-follow-up"
    with pytest.raises(ValueError, match="at least 0"):
        kaplan_meier(np.array([-1.0]), np.array([True]))
