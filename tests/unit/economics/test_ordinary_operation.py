# SPDX-License-Identifier: Apache-2.0
"""A year of ordinary operation, for the curve of cost and gain over the number of persons."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.economics.planning.scale_up import ScaleUp, ordinary_years, roll_out, yearly_cost

PLAN = ScaleUp(
    persons=(60.0, 120.0), fixed=600_000.0, step_cost=800_000.0, capacity=20.0, training=50_000.0, turnover=0.1
)
GAIN = np.array([10_000.0, 20_000.0])


def test_the_curve_stands_upright_at_each_step() -> None:
    found = ordinary_years(PLAN, GAIN, 60.0)
    at_twenty = [(year.persons, year.cost) for year in found if year.persons == 20.0]
    # One team: 600 000 + 800 000 + 5 000 of repeated training; two teams: 805 000 more.
    assert at_twenty == [(20.0, 1_405_000.0), (20.0, 2_210_000.0)]
    assert found[-1].persons == 60.0
    # 60 persons, 30 000 each over the years of their gain, 80 % of it kept.
    assert found[-1].gain == pytest.approx(60 * 30_000 * 0.8)


def test_without_capacity_the_cost_has_no_steps() -> None:
    plan = ScaleUp(persons=(50.0,), fixed=100.0, step_cost=99.0, variable=2.0, released=3.0)
    found = ordinary_years(plan, GAIN, 100.0)
    assert [year.cost for year in found] == [100.0 + 2.0 * year.persons for year in found]
    assert found[-1].gain == pytest.approx(100 * (30_000 * 0.8 + 3.0))


@given(
    persons=st.floats(1.0, 5_000.0),
    capacity=st.none() | st.floats(1.0, 200.0),
    turnover=st.floats(0.0, 1.0),
)
def test_a_curves_cost_is_that_of_the_second_of_two_equal_years(
    persons: float, capacity: float | None, turnover: float
) -> None:
    plan = ScaleUp(
        persons=(persons, persons), fixed=7.0, step_cost=11.0, capacity=capacity, variable=0.5, training=3.0,
        premises=100.0, turnover=turnover,
    )  # fmt: skip
    last = ordinary_years(plan, GAIN, persons)[-1]
    whole = ScaleUp(**{name: getattr(plan, name) for name in plan.__slots__} | {"persons": (last.persons,) * 2})
    assert last.cost == pytest.approx(yearly_cost(whole)[1])


@given(most=st.floats(1.0, 10_000.0), capacity=st.none() | st.floats(1.0, 500.0))
def test_the_curve_runs_by_rising_number_and_covers_what_is_asked(most: float, capacity: float | None) -> None:
    plan = ScaleUp(persons=(1.0,), capacity=capacity, step_cost=5.0, fixed=1.0)
    found = ordinary_years(plan, GAIN, most)
    assert all(a.persons <= b.persons for a, b in pairwise(found))
    assert found[0].persons < found[-1].persons
    assert found[-1].persons >= most * (1 - 1e-12)


def test_a_declining_rate_discounts_the_roll_out() -> None:
    flat = roll_out(PLAN, GAIN, rate=0.03)
    declining = roll_out(PLAN, GAIN, rate=0.03, schedule=((1, 0.03), (None, 0.0)))
    assert declining.net_present_value != pytest.approx(flat.net_present_value)
    # After year 1 nothing more is discounted than the first year's 3 %; flows fall in mid-year.
    factors = np.array([1.03**-0.5, 1.03**-1.0, 1.03**-1.0])
    assert declining.net_present_value == pytest.approx(float(declining.net @ factors))
