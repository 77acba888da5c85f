# SPDX-License-Identifier: Apache-2.0
"""Mixes sought near their target are the best of all columns, also where nearness leads astray."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects.series import nearby
from utfall.effects.series.nearby import mixed_weights
from utfall.effects.series.simplex import kkt_residual, simplex_least_squares
from utfall.effects.series.weights import placebo_controls, placebo_sets, synthetic_control

NOBODY = np.array([], dtype=np.int64)


@given(st.integers(0, 10**6), st.sampled_from([1e-3, 1.0, 1e5]))
def test_the_mix_is_that_of_all_columns(seed, unit):
    rng = np.random.default_rng(seed)
    m = int(rng.integers(2, 6))
    A = unit * rng.normal(size=(m, 20 * (m + 1) + 5))
    targets = unit * (2 + rng.normal(size=(4, m)))
    out = [NOBODY, np.array([0]), np.array([1, 7]), NOBODY]
    found = mixed_weights(A, targets, out)
    for weights, target, gone in zip(found, targets, out, strict=True):
        kept = np.setdiff1d(np.arange(A.shape[1]), gone)
        alone = simplex_least_squares(A[:, kept], target)
        assert np.all(weights[gone] == 0)
        assert A @ weights == pytest.approx(A[:, kept] @ alone, abs=1e-8 * unit)


def test_columns_far_away_are_found():
    """The target lies half-way between two far columns; fifty near ones on one side of it are no help."""
    rng = np.random.default_rng(1)
    near = np.vstack([rng.normal(size=200) * 0.1, 1 + rng.uniform(0, 0.1, 200)])
    A = np.column_stack([near, [-50.0, 0.1], [50.0, 0.1]])
    found = mixed_weights(A, np.zeros((1, 2)), [NOBODY])[0]
    assert np.flatnonzero(found).tolist() == [200, 201]
    assert found[200:] == pytest.approx([0.5, 0.5], abs=1e-12)


def test_a_target_that_is_met_exactly_is_answered_as_before():
    """Inside the hull many mixes are as good: the answer stays that of the active set among all columns."""
    rng = np.random.default_rng(2)
    A, target = rng.normal(size=(2, 200)), np.zeros(2)
    found = mixed_weights(A, target[None], [NOBODY])[0]
    assert found == pytest.approx(simplex_least_squares(A, target), abs=1e-12)


def test_the_conditions_are_asserted_on_all_columns(monkeypatch):
    """Were a round to stop with better columns outside, it is refused and never handed on."""
    rng = np.random.default_rng(3)
    A, targets = rng.normal(size=(3, 200)), 3 + rng.normal(size=(2, 3))
    monkeypatch.setattr(nearby, "polished", lambda columns, weights: np.full(len(weights), 1 / len(weights)))
    monkeypatch.setattr(nearby, "_ROUNDING", np.inf)
    with pytest.raises(NotEstimableError, match="no-convergence"):
        mixed_weights(A, targets, [NOBODY, NOBODY])


def test_placebos_of_many_donors_are_those_of_one_at_a_time():
    rng = np.random.default_rng(4)
    factors = rng.normal(size=(8, 2)).cumsum(axis=0)
    donors = rng.uniform(0, 1, (150, 2)) @ factors.T + 0.5 * rng.normal(size=(150, 8))
    for j, found in enumerate(placebo_controls(donors, 5)):
        alone = synthetic_control(donors[j], np.delete(donors, j, axis=0), 5)
        assert found.effect == pytest.approx(alone.effect, abs=1e-10)
        assert found.rmspe_pre == pytest.approx(alone.rmspe_pre, abs=1e-10)
        columns = np.delete(donors, j, axis=0)[:, :5].T - donors[j, :5, None]
        assert kkt_residual(columns / np.abs(columns).max(), found.weights) < 1e-8
    sets = placebo_sets(donors[:2], donors[2:], 5)
    assert len(sets) == 199
    assert all(len(one.weights) == 148 for one in sets)
