# SPDX-License-Identifier: Apache-2.0
"""Priors from published effects: closed forms, limits and quadrature against drawing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.bayes import (
    beta_binomial,
    chance_of_at_least,
    normal_normal,
    prior_from_published,
    share_belief,
    share_difference,
)


def test_equal_weight_meets_half_way():
    found = normal_normal(4.0, 1.0, prior_mean=2.0, prior_sd=1.0)
    assert found.posterior.mean == pytest.approx(3.0)
    assert found.posterior.sd == pytest.approx(math.sqrt(0.5))
    assert found.weight_of_prior == pytest.approx(0.5)
    assert found.conflict_p == pytest.approx(2 * stats.norm.sf(2 / math.sqrt(2)))
    assert (found.prior.mean, found.data.mean) == (2.0, 4.0)
    assert chance_of_at_least(found.posterior, 3.0) == pytest.approx(0.5)


def test_a_vague_prior_leaves_the_data_and_a_sharp_one_leaves_the_prior():
    vague = normal_normal(4.0, 1.0, prior_mean=0.0, prior_sd=1e6)
    assert (vague.posterior.low, vague.posterior.high) == pytest.approx((4 - 1.959964, 4 + 1.959964), abs=1e-5)
    sharp = normal_normal(4.0, 1.0, prior_mean=0.0, prior_sd=1e-6)
    assert sharp.posterior.mean == pytest.approx(0.0, abs=1e-9)
    assert sharp.conflict_p < 1e-4
    with pytest.raises(ValueError, match="above 0"):
        normal_normal(1.0, 0.0, prior_mean=0, prior_sd=1)


def test_published_effects_by_hand():
    """Effects 1, 2, 3 with errors 0.5: Q = 8, tau² = (8 - 2)/(12 - 4) = 0.75; mean 2, variance 0.75 + 1/3."""
    mean, sd = prior_from_published(np.array([1.0, 2.0, 3.0]), np.full(3, 0.5))
    assert mean == pytest.approx(2)
    assert sd == pytest.approx(math.sqrt(0.75 + 1 / 3))
    _, wide = prior_from_published(np.array([1.0, 2.0, 3.0]), np.full(3, 0.5), discount=0.5)
    assert wide == pytest.approx(sd * math.sqrt(2))
    assert prior_from_published(np.array([1.5]), np.array([0.4])) == pytest.approx((1.5, 0.4))
    assert prior_from_published(np.array([1.0, 1.0]), np.array([0.4, 0.4]))[1] == pytest.approx(0.4 / math.sqrt(2))
    for values, errors, discount in (([], [], 1), ([1.0], [0.0], 1), ([1.0], [1.0], 0)):
        with pytest.raises(ValueError, match="at least one study"):
            prior_from_published(np.array(values), np.array(errors), discount=discount)


def test_beta_binomial_counts_persons():
    found = beta_binomial(6, 20, prior_events=30, prior_n=100, discount=0.5)
    assert (found.prior.a, found.prior.b) == (16, 36)
    assert (found.posterior.a, found.posterior.b) == (22, 50)
    assert found.posterior.mean == pytest.approx(22 / 72)
    assert (found.posterior.low, found.posterior.high) == pytest.approx(stats.beta(22, 50).interval(0.95), rel=1e-9)
    assert found.data.mean == pytest.approx(7 / 22)
    with pytest.raises(NotEstimableError):
        beta_binomial(0, 0, prior_events=1, prior_n=2)


def test_difference_of_shares_against_drawing():
    """Quadrature against 10^6 draws: Monte Carlo error 0.0005 of the probability, 0.0005 of the limits."""
    a, b = share_belief(8, 14), share_belief(5, 19)
    found = share_difference(a, b)
    rng = np.random.default_rng(1)
    drawn = rng.beta(8, 14, 1_000_000) - rng.beta(5, 19, 1_000_000)
    assert found.above_zero == pytest.approx((drawn > 0).mean(), abs=0.002)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, [0.025, 0.975])), abs=0.002)
    assert found.mean == pytest.approx(8 / 22 - 5 / 24)
    mirrored = share_difference(b, a)
    assert (mirrored.low, mirrored.high) == pytest.approx((-found.high, -found.low), abs=1e-4)
