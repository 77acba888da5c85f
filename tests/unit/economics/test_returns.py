# SPDX-License-Identifier: Apache-2.0
"""Internal rates and payback against closed forms."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest

from utfall.economics._numerics.returns import internal_rates, payback, payback_months

YEARS = np.arange(6, dtype=float)


def test_internal_rate_equals_numpy_financial() -> None:
    flow = np.array([-1000.0, 300.0, 420.0, 280.0, 150.0, 90.0])
    # Reference: numpy-financial 1.0.0, irr; tolerance is its own of about 1e-12.
    assert internal_rates(flow, YEARS) == pytest.approx((npf.irr(flow),), abs=1e-10)


def test_a_flow_with_two_sign_changes_has_both_its_rates() -> None:
    # (x - 1.1)(x - 1.3) = 0 with x = 1 + r: -1.43 + 2.4 x - x^2, scaled.
    assert internal_rates(np.array([-143.0, 240.0, -100.0][::-1]), YEARS[:3]) == pytest.approx((0.1, 0.3))


@pytest.mark.parametrize("flow", [[1.0, 2.0, 3.0], [-1.0, -2.0, 0.0], [0.0, 0.0, 0.0]])
def test_no_sign_change_means_no_internal_rate(flow: list[float]) -> None:
    assert internal_rates(np.array(flow), YEARS[:3]) == ()


def test_zero_rate_is_found_on_the_grid_or_between() -> None:
    assert internal_rates(np.array([-100.0, 50.0, 50.0]), YEARS[:3]) == pytest.approx((0.0,), abs=1e-12)


@pytest.mark.parametrize(
    ("costs", "gains", "months"),
    [
        ([75.0, 0.0], [100.0, 100.0], 9.0),
        ([150.0, 0.0], [100.0, 100.0], 18.0),
        ([100.0, 100.0, 0.0], [150.0, 150.0, 150.0], 16.0),
        ([200.0, 0.0], [100.0, 100.0], 24.0),
        ([201.0, 0.0], [100.0, 100.0], np.inf),
        ([0.0, 0.0], [10.0, 10.0], 0.0),
        ([0.0, 0.0], [-10.0, 30.0], 16.0),
        ([0.0, 0.0], [10.0, -30.0], np.inf),
        ([100.0, -150.0], [40.0, 0.0], 12.0),
    ],
)
def test_payback_is_interpolated_within_the_year(costs: list[float], gains: list[float], months: float) -> None:
    assert payback(np.array(costs), np.array(gains)) == pytest.approx(months)


def test_payback_of_many_draws_is_that_of_each() -> None:
    rng = np.random.default_rng(3)
    costs, gains = rng.uniform(0, 100, (4, 50)), rng.uniform(-20, 80, (4, 50))
    together = payback_months(list(costs), list(gains))
    each = [payback(costs[:, i], gains[:, i]) for i in range(50)]
    np.testing.assert_array_equal(together, each)


def test_a_long_flow_neither_overflows_nor_loses_its_rate() -> None:
    years = np.arange(301, dtype=float)
    flow = np.concatenate(([-1000.0], np.full(300, 35.0)))
    # A perpetuity of 35 on 1 000 earns 3.5 %; 300 years miss it by 1.035^-300 = 3e-5 of the value.
    assert internal_rates(flow, years) == pytest.approx((0.035,), abs=2e-6)
