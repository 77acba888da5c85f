# SPDX-License-Identifier: Apache-2.0
"""Dominance, acceptability and value of information against brute force and closed forms."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from unit.economics.build import KPI, WORK, between, estimate, line, settings
from utfall.core.errors import InputError
from utfall.economics._numerics.dominance import partial_information, perfect_information
from utfall.economics._numerics.markov import cohort_trace, transition_matrix
from utfall.economics.comparing.cost_effectiveness import acceptability, icer_table, quadrant, value_of_information
from utfall.economics.compile import compile_model


@hypothesis(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=7, unique=True))
def test_the_frontier_is_what_some_willingness_to_pay_chooses(options: list[tuple[int, int]]) -> None:
    cost = np.array([float(c) for c, _ in options])
    effect = np.array([float(e) for _, e in options])
    rows = icer_table([str(i) for i in range(len(options))], cost, effect)
    kept = [row for row in rows if row.status == "ND"]
    ratios = [row.icer for row in kept[1:]]
    assert all(ratio is not None and ratio > 0 for ratio in ratios)
    assert ratios == sorted(ratios)
    names = {row.name for row in kept}
    for willingness in np.geomspace(1e-3, 1e3, 41):
        benefit = willingness * effect - cost
        best = {str(i) for i in np.flatnonzero(benefit >= benefit.max() - 1e-12 * (1 + abs(benefit.max())))}
        assert best & names


def test_a_dominated_option_never_shows_a_ratio() -> None:
    rows = icer_table(["a", "b", "c"], np.array([1.0, 2.0, 3.0]), np.array([1.0, 0.5, 2.0]))
    assert [(row.name, row.status, row.icer) for row in rows] == [
        ("a", "ND", None),
        ("b", "D", None),
        ("c", "ND", 2.0),
    ]


def test_options_that_do_not_match_are_refused() -> None:
    with pytest.raises(InputError, match="options-do-not-match"):
        icer_table(["a", "a"], np.array([1.0, 2.0]), np.array([1.0, 2.0]))


@pytest.mark.parametrize(
    ("cost", "effect", "word"),
    [
        (1, 1, "north_east"),
        (-1, 1, "south_east"),
        (1, -1, "north_west"),
        (-1, -1, "south_west"),
        (0, 0, "origin"),
    ],
)
def test_quadrant_words(cost: float, effect: float, word: str) -> None:
    assert quadrant(cost, effect) == word


def test_probabilities_sum_to_one_and_information_is_never_worth_less_than_nothing() -> None:
    rng = np.random.default_rng(5)
    found = acceptability(rng.gamma(4, 100, (500, 3)), rng.normal(1, 1, (500, 3)), np.arange(0, 1000, 100.0))
    np.testing.assert_allclose(found.probability.sum(axis=1), 1.0)
    assert found.evpi.min() >= 0.0


def test_partial_information_of_a_normal_decision_has_its_closed_form() -> None:
    # Net benefit = theta + noise against 0, theta ~ N(0, 1): EVPPI(theta) = E[max(0, theta)] = 1/sqrt(2 pi).
    rng = np.random.default_rng(8)
    theta, noise = rng.standard_normal(200_000), rng.standard_normal(200_000)
    benefit = np.column_stack((np.zeros(200_000), theta + noise))
    expected = 1 / np.sqrt(2 * np.pi)
    assert partial_information(benefit, theta) == pytest.approx(expected, rel=0.01)
    assert perfect_information(benefit) == pytest.approx(expected * np.sqrt(2), rel=0.01)
    assert partial_information(benefit, rng.standard_normal(200_000)) == pytest.approx(0.0, abs=0.01)


def test_what_to_measure_next() -> None:
    lines = [
        line("programme", "programme_cost", between("outlay", 5_900.0, 6_000.0, 6_100.0)),
        line("gain", "avoided_service", between("price", 900.0, 1000.0, 1100.0), outcome="work"),
    ]
    found = {"work": estimate(0.31, 0.1)}
    model = compile_model(lines, found, [WORK], settings(), population=20, index=KPI)
    whole, parts = value_of_information(model, seed=1)
    assert parts[0].name == "effect:work"
    assert 0.0 < parts[0].value <= whole
    assert {row.name for row in parts} == {"effect:work", "outlay", "price"}


def test_cohort_keeps_its_size_and_absorbs() -> None:
    matrix = transition_matrix(np.array([[8.0, 2.0], [0.0, 0.0]]))
    trace = cohort_trace(np.array([1.0, 0.0]), np.broadcast_to(matrix, (3, 2, 2)))
    np.testing.assert_allclose(trace[:, 0], [0.8, 0.64, 0.512])
    for year, state in itertools.product(range(3), range(2)):
        assert 0.0 <= trace[year, state] <= 1.0
    np.testing.assert_allclose(trace.sum(axis=1), 1.0)


def test_a_choice_that_no_draw_would_change_is_worth_nothing_to_know() -> None:
    sure = np.random.default_rng(1).uniform(4e6, 6e6, 8192)
    assert perfect_information(np.column_stack((np.zeros(8192), sure))) == 0.0  # not a rounding error below nought
