# SPDX-License-Identifier: Apache-2.0
"""Tornado, switching values, grids and scenarios on cases with known answers."""

from __future__ import annotations

import numpy as np
import pytest

from unit.economics.build import KPI, WORK, H, M, between, estimate, line, settings
from utfall.core.errors import InputError
from utfall.economics.compile import compile_model
from utfall.economics.model import SOCIETY, Model
from utfall.economics.sensitivity import (
    discount_rate_sensitivity,
    one_way,
    scenario,
    scenarios,
    switching_value,
    two_way,
)


def model(se: float = 0.05, df: float | None = None) -> Model:
    lines = [
        line("programme", "programme_cost", between("outlay", 90.0, 100.0, 120.0, "triangular", assumption=True)),
        line("gain", "avoided_service", between("price", 800.0, 1000.0, 1300.0, "gamma"), outcome="work"),
        line("time", "time", 5.0, (H, 1.0)),
    ]
    return compile_model(
        lines,
        {"work": estimate(0.3, se, df=df)},
        [WORK],
        settings(discount_rate=0.0, timing="start"),
        population=1,
        index=KPI,
    )


def test_an_interval_that_was_given_to_end_at_nought_ends_there() -> None:
    se = 0.3 / 1.959963984540054  # 0.3 - 1.96 se is 10^-17 in floating point, not 0
    row = next(row for row in one_way(model(se)) if row.name == "effect:work")
    assert (row.low, row.high) == (0.0, pytest.approx(0.6))


def test_one_way_moves_one_parameter_at_a_time_largest_swing_first() -> None:
    rows = one_way(model())
    assert [row.name for row in rows] == ["effect:work", "price", "outlay"]
    effect, price, outlay = rows
    # Net = effect x price - outlay + 5; 0.3 +/- 1.96 x 0.05.
    assert effect.net_low == pytest.approx(1000 * (0.3 - 0.0979982) - 95, abs=1e-3)
    assert (price.net_low, price.net_high) == pytest.approx((145.0, 295.0))
    assert (outlay.net_low, outlay.net_high) == pytest.approx((215.0, 185.0))
    assert (outlay.assumption, price.assumption) == (True, False)
    # Break-even = (100 - 5) / (0.8 x 1000).
    assert outlay.break_even_low == pytest.approx(85.0 / 800.0)
    assert price.break_even_high == pytest.approx(95.0 / 1040.0)


def test_switching_values_are_where_the_net_is_zero() -> None:
    rows = {row.name: row.switching for row in one_way(model())}
    assert rows["effect:work"] == pytest.approx(0.095)
    assert rows["price"] == pytest.approx(95.0 / 0.3)
    assert rows["outlay"] == pytest.approx(305.0)
    assert scenario(model(), {"outlay": 305.0}) == pytest.approx(0.0, abs=1e-9)


def test_no_switching_value_when_the_sign_never_turns() -> None:
    assert switching_value(model(), "price", purse=H) is None


def test_a_switching_value_where_the_net_bends() -> None:
    fading = line("gain", "avoided_service", 100.0, years=3, dropoff=between("fade", 0.1, 0.2, 0.3, "beta"))
    lines = [line("programme", "programme_cost", 219.0), fading]
    at_start = settings(discount_rate=0.0, timing="start")
    bent = compile_model(lines, {}, [], at_start, population=None, index=KPI)
    # 1 + k + k^2 = 2.19 with k = 0.7: a drop-off of 30 %.
    assert switching_value(bent, "fade") == pytest.approx(0.3)


def test_a_share_above_one_or_a_price_below_zero_is_no_switching_value() -> None:
    # 1 + k + k^2 >= 1 > 0.9 for k in 0-1: the net turns only where more than all of the gain fades.
    fading = line("gain", "avoided_service", 100.0, years=3, dropoff=between("fade", 0.1, 0.2, 0.3, "beta"))
    dear = line("programme", "programme_cost", between("outlay", 80.0, 90.0, 100.0, "triangular"))
    at_start = settings(discount_rate=0.0, timing="start")
    found = {
        r.name: r.switching
        for r in one_way(compile_model([dear, fading], {}, [], at_start, population=None, index=KPI))
    }
    assert found["fade"] is None
    assert found["outlay"] == pytest.approx(244.0)
    # The net is price + 300: zero only at a price of -300.
    gain = line("gain", "avoided_service", between("price", 50.0, 100.0, 150.0, "gamma"))
    sure = line("more", "avoided_service", 300.0)
    always = compile_model([gain, sure], {}, [], at_start, population=None, index=KPI)
    assert switching_value(always, "price") is None


def test_effect_range_uses_its_degrees_of_freedom() -> None:
    row = next(r for r in one_way(model(df=10.0)) if r.name == "effect:work")
    # 2.228139 is the 97.5 % quantile of t with 10 degrees of freedom.
    assert row.high == pytest.approx(0.3 + 2.228139 * 0.05, abs=1e-7)


def test_nothing_uncertain_gives_an_empty_tornado() -> None:
    certain = compile_model([line("programme", "programme_cost", 10.0)], {}, [], settings(), population=None, index=KPI)
    assert one_way(certain) == ()


def test_two_way_grid_and_its_contour() -> None:
    xs, ys = [0.1, 0.2, 0.4], [100.0, 500.0, 1000.0]
    grid = two_way(model(), "effect:work", "price", xs, ys)
    np.testing.assert_allclose(grid.net, np.outer(ys, xs) - 95.0)
    # On the contour effect x price = 95; the net is linear in the price, so interpolation is exact.
    assert [y for _, y in grid.contour] == pytest.approx([950.0, 475.0, 237.5])


def test_scenarios_bracket_the_expected() -> None:
    found = scenarios(model())
    assert found["pessimistic"] < found["expected"] < found["optimistic"]
    assert found["expected"] == pytest.approx(205.0)
    assert found["pessimistic"] == pytest.approx(800 * (0.3 - 0.0979982) - 115, abs=1e-3)
    assert scenarios(model(), purse=M)["expected"] == pytest.approx(200.0)


def test_discount_rates() -> None:
    lines = [line("gain", "avoided_service", 100.0, first_year=2)]
    later = compile_model(lines, {}, [], settings(timing="start"), population=None, index=KPI)
    found = discount_rate_sensitivity(later)
    assert found == pytest.approx({0.0: 100.0, 0.02: 100 / 1.02, 0.05: 100 / 1.05})


def test_unknown_parameter_is_named_with_its_nearest() -> None:
    with pytest.raises(InputError, match="outlay"):
        two_way(model(), "outlai", "price", [1.0], [1.0], purse=SOCIETY)
