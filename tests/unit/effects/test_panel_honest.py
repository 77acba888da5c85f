# SPDX-License-Identifier: Apache-2.0
"""Bounds on parallel trends, against what can be solved by hand."""

from __future__ import annotations

import numpy as np
import pytest

from utfall.effects._numerics.contrast import NotEstimableError, t_quantile
from utfall.effects.panel.honest import relative_magnitude, smoothness

BEFORE, AFTER = np.array([0.3, -0.1]), np.array([1.0, 1.5])
COVARIANCE = np.diag([0.04, 0.01, 0.09, 0.16])


@pytest.mark.parametrize("m", [0.0, 0.5, 1.0, 2.0])
def test_relative_magnitude_by_hand(m):
    """The largest step before is 0.4 (from 0.3 to -0.1): the first effect may be off by m times that."""
    found = relative_magnitude(BEFORE, AFTER, COVARIANCE, m)
    assert (found.low, found.high) == pytest.approx((1 - 0.4 * m, 1 + 0.4 * m), abs=1e-9)
    later = relative_magnitude(BEFORE, AFTER, COVARIANCE, m, weights=np.array([0.0, 1.0]))
    assert (later.low, later.high) == pytest.approx((1.5 - 0.8 * m, 1.5 + 0.8 * m), abs=1e-9)


def test_confidence_by_hand():
    """Each coefficient within z standard errors, z for three at once: the step before may be that much larger."""
    z = t_quantile(1 - 0.05 / 3, None)
    found = relative_magnitude(BEFORE, AFTER, COVARIANCE, 1.0)
    step = 0.4 + z * (0.2 + 0.1)
    assert found.confidence_low == pytest.approx(1 - step - z * 0.3, abs=1e-8)
    assert found.confidence_high == pytest.approx(1 + step + z * 0.3, abs=1e-8)


def test_smoothness_continues_a_straight_line():
    """A parting of -0.2 a period before the start is one of 0.2 after it."""
    found = smoothness(np.array([-0.4, -0.2]), AFTER, COVARIANCE, 0.0)
    assert (found.low, found.high) == pytest.approx((0.8, 0.8), abs=1e-9)
    bent = smoothness(np.array([-0.4, -0.2]), AFTER, COVARIANCE, 0.1)
    assert (bent.low, bent.high) == pytest.approx((0.7, 0.9), abs=1e-9)


def test_a_path_that_no_restriction_allows_has_no_exact_bounds():
    found = smoothness(BEFORE, AFTER, COVARIANCE, 0.0)
    assert found.low is None
    assert found.high is None
    assert found.confidence_low < found.confidence_high


def test_one_period_before_is_refused():
    with pytest.raises(NotEstimableError, match="one-pre-period"):
        relative_magnitude(np.empty(0), AFTER, COVARIANCE[2:, 2:], 1.0)
    with pytest.raises(NotEstimableError, match="one-pre-period"):
        smoothness(np.empty(0), AFTER, COVARIANCE[2:, 2:], 1.0)


def test_the_effect_is_covered_when_the_trend_goes_on():
    """Draws with a straight parting of 0.2 a period: the bounds hold the true effect, the plain interval does not."""
    rng = np.random.default_rng(2)
    covariance = np.diag([0.01, 0.01, 0.01])
    covered = plain = 0
    for _ in range(200):
        draw = np.array([-0.4, -0.2, 1.0 + 0.2]) + 0.1 * rng.standard_normal(3)
        found = smoothness(draw[:2], draw[2:], covariance, 0.0)
        assert found.confidence_low is not None
        assert found.confidence_high is not None
        covered += found.confidence_low <= 1.0 <= found.confidence_high
        plain += abs(draw[2] - 1.0) < 1.96 * 0.1
    assert covered >= 190
    assert plain < 140
