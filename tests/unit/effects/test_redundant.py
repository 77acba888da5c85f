# SPDX-License-Identifier: Apache-2.0
"""Covariates that tell nothing of their own: found by name, whatever their units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.redundant import Redundant, redundant_columns

RNG = np.random.default_rng(5)
N = 400


def test_doubles_sums_and_constants_are_found_in_their_order() -> None:
    a, b = RNG.normal(size=N) * 1e6, RNG.normal(size=N) * 1e-6
    X = np.column_stack([a, np.full(N, 3.0), 2 * a + 1, b, b + a * 1e-12, np.zeros(N)])
    assert redundant_columns(X) == Redundant(constant=(1, 5), follows=(2, 4))
    assert redundant_columns(X).left_out_of(X).shape == (N, 2)


def test_all_the_indicators_of_a_category_follow_from_each_other() -> None:
    code = np.arange(N) % 3
    X = (code[:, None] == np.arange(3)).astype(float)
    assert redundant_columns(X) == Redundant(follows=(2,))


@pytest.mark.parametrize("noise", [1e-3, 1e-4])
def test_a_column_nearly_another_is_no_double(noise: float) -> None:
    a = RNG.normal(size=N)
    assert not redundant_columns(np.column_stack([a, a + noise * RNG.normal(size=N)]))


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(0, 4))
def test_as_many_are_left_as_the_matrix_has_rank(seed: int, own: int, copies: int) -> None:
    """NumPy's rank of the centred columns, by singular values; what units round off is no rank."""
    rng = np.random.default_rng(seed)
    base = rng.normal(size=(60, own))
    X = np.column_stack([base, base @ rng.normal(size=(own, copies))])[:, rng.permutation(own + copies)]
    X = X * 10.0 ** rng.integers(-3, 4, size=own + copies) + rng.normal(size=own + copies)
    left = redundant_columns(X).left_out_of(X)
    assert left.shape[1] == np.linalg.matrix_rank((X - X.mean(axis=0)) / X.std(axis=0), tol=1e-6) == own


@pytest.mark.parametrize("part", [1.0, 30.0])
def test_the_propensity_model_finds_the_same_in_passing(part: float) -> None:
    """Also where an indicator that only participants have runs off, and hides their rows."""
    treated = (np.arange(N) % 2).astype(float)
    only = treated * (RNG.uniform(size=N) < 0.3)
    x = RNG.normal(size=N) + 0.1 * treated * part
    X = np.column_stack([only, x, 5 * x, np.ones(N)])
    assert fit_logistic(treated, X[:, 1:]).redundant == redundant_columns(X[:, 1:]) == Redundant((2,), (1,))
    found = fit_logistic(treated, X)
    assert found.quasi_separated
    assert found.redundant == Redundant((3,), (2,))
