# SPDX-License-Identifier: Apache-2.0
"""Price years, wages and discount factors."""

from __future__ import annotations

import numpy as np
import pytest

from unit.economics.build import KPI, cost
from utfall.core.errors import InputError
from utfall.economics._numerics.discounting import annual_rates, discount_factors, flow_times
from utfall.economics.prices import convert, employer_cost, price_factor, unit_price_factor

SERIES = KPI["kpi"]


def test_uprating_is_the_ratio_of_index_values() -> None:
    # KPI annual means 2018 and 2023, Statistics Sweden (1980 = 100).
    assert price_factor(SERIES, 2018, 2023) == 403.70 / 328.40
    assert convert(1000.0, SERIES, 2018, 2023) == pytest.approx(1229.2935, abs=1e-4)
    assert convert(convert(1000.0, SERIES, 2018, 2023), SERIES, 2023, 2018) == pytest.approx(1000.0)


def test_a_unit_cost_left_at_its_own_year_is_not_uprated() -> None:
    assert unit_price_factor(cost(5.0, year=2018, index="none"), 2023, {}) == 1.0


@pytest.mark.parametrize(
    ("year", "index", "code"),
    [
        (None, "kpi", "price-year-missing"),
        (2024, "kpi", "price-year-after-base"),
        (2010, "kpi", "index-year-missing"),
        (2018, "kpj", "index-unknown"),
    ],
)
def test_a_price_that_cannot_be_carried_to_the_base_year_is_refused(year: int | None, index: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        unit_price_factor(cost(5.0, year=year, index=index), 2023, KPI)
    (fault,) = caught.value.faults
    assert fault.code == code
    assert fault.place.field.startswith("unit_costs.unit")
    assert fault.mend.sv
    assert fault.mend.en


def test_an_index_that_ends_before_the_base_year_is_refused_with_its_span() -> None:
    with pytest.raises(InputError, match=r"2018–2023.*2025") as caught:
        unit_price_factor(cost(5.0, year=2020), 2025, KPI)
    assert [fault.code for fault in caught.value.faults] == ["index-year-missing"]


def test_both_missing_years_of_a_series_are_named() -> None:
    with pytest.raises(InputError) as caught:
        price_factor(SERIES, 1990, 2040)
    assert [fault.code for fault in caught.value.faults] == ["index-year-missing"] * 2


def test_wage_with_statutory_contribution() -> None:
    # Arbetsgivaravgift 31.42 %: 30 000 kr costs 39 426 kr.
    assert employer_cost(30_000.0, 0.3142) == pytest.approx(39_426.0)
    with pytest.raises(InputError, match="wage-negative"):
        employer_cost(-1.0, 0.3142)


def test_factors_of_each_timing_differ_by_half_years() -> None:
    rates = annual_rates(0.035, (), 4)
    start, mid, end = (discount_factors(rates, when) for when in ("start", "mid", "end"))
    np.testing.assert_allclose(end * 1.035, start, rtol=1e-14)
    np.testing.assert_allclose(mid * np.sqrt(1.035), start, rtol=1e-14)
    assert start[0] == 1.0
    np.testing.assert_array_equal(flow_times(3, "mid"), [0.5, 1.5, 2.5])


def test_a_schedule_that_ends_keeps_its_last_rate() -> None:
    np.testing.assert_array_equal(annual_rates(0.1, ((2, 0.04), (3, 0.03)), 5), [0.04, 0.04, 0.03, 0.03, 0.03])
