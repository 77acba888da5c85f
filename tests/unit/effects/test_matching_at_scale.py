# SPDX-License-Identifier: Apache-2.0
"""Short cuts that only many rows take give the same numbers as the plain way."""

from __future__ import annotations

import numpy as np
import pytest

from utfall.effects._numerics import logistic
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.keys import argsort_numbers


@pytest.fixture
def small_part(monkeypatch):
    monkeypatch.setattr(logistic, "_PART", 200)


def test_starting_from_a_part_ends_at_the_same_maximum(monkeypatch):
    rng = np.random.default_rng(1)
    X = rng.normal(size=(4_000, 4)) * [1, 1e3, 1e-3, 1] + [0, 1e5, 0, 0]
    y = (rng.random(4_000) < 1 / (1 + np.exp(2 - X[:, 0]))).astype(float)
    plain = logistic.fit_logistic(y, X)
    monkeypatch.setattr(logistic, "_PART", 200)
    found = logistic.fit_logistic(y, X)
    assert found.linear == pytest.approx(plain.linear, abs=1e-7)
    assert logistic.std_errors(found, X) == pytest.approx(logistic.std_errors(plain, X), rel=1e-6)
    assert found.deviance == pytest.approx(plain.deviance, rel=1e-12)


def test_column_that_is_constant_in_the_part_only(small_part):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(4_000, 2))
    X[:, 1] = 0
    X[1::20, 1] = 1  # no row of the part (every 20th from the first) has it
    y = (rng.random(4_000) < 1 / (1 + np.exp(1 - X @ [1.0, 0.5]))).astype(float)
    found = logistic.fit_logistic(y, X)
    p = found.probability
    assert np.column_stack([np.ones(4_000), X]).T @ (y - p) == pytest.approx(0, abs=1e-5)
    assert logistic.std_errors(found, X)[1] > 0


def test_part_with_one_group_only_or_separated(small_part):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4_000, 1))
    y = np.zeros(4_000)
    y[1::40] = 1  # none in the part
    found = logistic.fit_logistic(y, x)
    assert (y - found.probability).sum() == pytest.approx(0, abs=1e-6)
    y[0] = 1  # one in the part, with the largest value there: separated in it
    x[0] = 9
    found = logistic.fit_logistic(y, x)
    assert x[:, 0] @ (y - found.probability) == pytest.approx(0, abs=1e-5)


def test_separation_of_many_is_still_proved(small_part):
    with pytest.raises(NotEstimableError, match="separation"):
        logistic.fit_logistic(np.repeat([1.0, 0.0], 2_000), np.arange(4_000.0)[:, None])


def test_order_with_ties_is_by_position():
    values = np.random.default_rng(4).integers(0, 50, 5_000) / 7
    assert argsort_numbers(values).tolist() == np.argsort(values, kind="stable").tolist()
