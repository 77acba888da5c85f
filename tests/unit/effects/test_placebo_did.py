# SPDX-License-Identifier: Apache-2.0
"""Many placebo groups at once give the figures of one at a time, also where short cuts cannot be taken."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.effects.series.placebo_did import period_weights, placebo_effects
from utfall.effects.series.ridged import ridged_weights
from utfall.effects.series.simplex import simplex_least_squares
from utfall.effects.series.weights import synthetic_did

NOBODY = np.array([], dtype=np.int64)


def units(count: int, *, n_pre: int = 6, n_post: int = 3, seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    factors = rng.normal(size=(n_pre + n_post, 2)).cumsum(axis=0)
    return 20 + rng.uniform(0, 1, (count, 2)) @ factors.T + 0.5 * rng.normal(size=(count, n_pre + n_post))


def one_at_a_time(donors: np.ndarray, n_pre: int, groups) -> np.ndarray:
    return np.array([synthetic_did(donors[g], np.delete(donors, g, axis=0), n_pre).effect for g in groups])


@pytest.mark.parametrize(("count", "size"), [(6, 1), (12, 1), (40, 1), (40, 3), (150, 1), (150, 5)])
def test_all_at_once_are_one_at_a_time(count, size):
    donors, rng = units(count), np.random.default_rng(2)
    groups = [rng.choice(count, size, replace=False) for _ in range(25)]
    assert placebo_effects(donors, 6, groups) == pytest.approx(one_at_a_time(donors, 6, groups), abs=1e-10)


def outlier(donors: np.ndarray) -> np.ndarray:
    donors[3] = 1e5 * np.cos(np.arange(donors.shape[1]))
    return donors


def twins(donors: np.ndarray) -> np.ndarray:
    donors[20:] = donors[:20]
    return donors


def standing_still(donors: np.ndarray) -> np.ndarray:
    donors[:, 2] = donors[:, 1]
    return donors


@pytest.mark.parametrize("odd", [outlier, twins, standing_still])
def test_odd_donors_and_periods_change_nothing(odd):
    """An outlier is most of a direction, twins share a row and equal periods a column: still the same effects."""
    donors = odd(units(40))
    groups = [np.array([j]) for j in range(40)]
    size = float(np.abs(donors).max())
    assert placebo_effects(donors, 6, groups) / size == pytest.approx(one_at_a_time(donors, 6, groups) / size, abs=1e-8)


def test_periods_without_an_outlier_are_those_of_its_others():
    """A donor that is nearly all of a direction leaves its others too little in the factor of all."""
    donors = outlier(units(40))
    found = period_weights(donors[:, :6], donors[:, 6], [np.array([3])], np.array([1e-12]))[0]
    others = np.delete(donors, 3, axis=0)
    others = others - others.mean(axis=0)
    assert found == pytest.approx(simplex_least_squares(others[:, :6], others[:, 6], ridge=39e-12), abs=1e-9)


@given(st.integers(0, 10**6), st.sampled_from([1e-6, 1e-2, 1.0, 100.0]), st.sampled_from([1e-4, 1.0, 1e5]))
def test_ridged_weights_are_those_of_the_active_set(seed, ridge, unit):
    rng = np.random.default_rng(seed)
    m, k = int(rng.integers(1, 9)), int(rng.integers(2, 40))
    A, targets = unit * rng.normal(size=(m, k)), unit * rng.normal(size=(3, m))
    ridges = ridge * unit**2 * np.array([1.0, 2.0, 5.0])
    out = [NOBODY, np.array([0]), np.array([k - 1])]
    found = ridged_weights(A, targets, ridges, out)
    for weights, target, own, gone in zip(found, targets, ridges, out, strict=True):
        kept = np.setdiff1d(np.arange(k), gone)
        alone = simplex_least_squares(A[:, kept], target, ridge=float(own))
        assert weights[gone] == pytest.approx(0.0, abs=0)
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1, abs=1e-12)
        fits = [float(((A[:, kept] @ w - target) ** 2).sum() + own * (w @ w)) / unit**2 for w in (weights[kept], alone)]
        assert fits[0] == pytest.approx(fits[1], rel=1e-9, abs=1e-12)


def test_ridged_weights_by_hand():
    """Two columns at 0 and 1, target 0, ridge 1: w² + (1 - w)² + w² is least at w = 1/3 for the column at 1."""
    found = ridged_weights(np.array([[0.0, 1.0]]), np.zeros((1, 1)), np.ones(1), [NOBODY])
    assert found[0] == pytest.approx([2 / 3, 1 / 3], abs=1e-12)


def test_without_a_ridge_the_active_set_answers():
    rng = np.random.default_rng(5)
    A, target = rng.normal(size=(9, 5)), rng.normal(size=9)
    found = ridged_weights(A, target[None], np.zeros(1), [NOBODY])[0]
    assert found == pytest.approx(simplex_least_squares(A, target), abs=1e-12)
