# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.reports import numbers as n

SP = "\u00a0"
M = "\u2212"


def plain(text: str) -> str:
    """Non-breaking spaces as ordinary ones, to keep the expected values readable."""
    return text.replace(SP, " ")


@pytest.mark.parametrize(
    ("value", "options", "sv", "en"),
    [
        (1234.5, {"decimals": 1}, "1 234,5", "1,234.5"),
        (-1234567, {"decimals": 0}, f"{M}1 234 567", f"{M}1,234,567"),
        (0.045, {"decimals": 2}, "0,05", "0.05"),  # halves away from zero, in decimal and not in binary
        (2.675, {"decimals": 2}, "2,68", "2.68"),
        (-0.001, {"decimals": 2}, "0,00", "0.00"),  # no minus before a zero
        (1794.3, {}, "1 794", "1,794"),
        (0.012345, {}, "0,0123", "0.0123"),
        (12.0, {"signed": True}, "+12,0", "+12.0"),
        (1794, {"decimals": -2}, "1 800", "1,800"),
        (0.00000012, {}, "1,20 · 10⁻⁷", "1.20 × 10⁻⁷"),
        (-3.5e18, {}, f"{M}3,50 · 10¹⁸", f"{M}3.50 × 10¹⁸"),
        (0, {}, "0,00", "0.00"),
    ],
)
def test_number(value: float, options: dict[str, int], sv: str, en: str) -> None:
    assert plain(n.number(value, "sv", **options)) == sv
    assert plain(n.number(value, "en", **options)) == en


def test_spaces_in_numbers_do_not_break() -> None:
    assert n.number(1234567, "sv") == f"1{SP}234{SP}567"
    assert " " not in n.money(-1234567, "sv") + n.money(-1234567, "en") + n.months(14, "sv") + n.p_value(0.2, "sv")


@pytest.mark.parametrize(
    ("value", "options", "sv", "en"),
    [
        (1794, {}, "1 794 kr", "SEK 1,794"),
        (9_999, {}, "9 999 kr", "SEK 9,999"),
        (124_600, {}, "125 tkr", "SEK 125 thousand"),
        (999_499, {}, "999 tkr", "SEK 999 thousand"),
        (999_500, {}, "1,00 mnkr", "SEK 1.00 million"),
        (1_234_000, {"signed": True}, "+1,2 mnkr", "SEK +1.2 million"),
        (-12_340_000, {}, f"{M}12,3 mnkr", f"SEK {M}12.3 million"),
        (123_400_000, {}, "123 mnkr", "SEK 123 million"),
        (2_500_000_000, {}, "2,5 mdkr", "SEK 2.5 billion"),
        (1794, {"currency": "USD"}, "1 794 USD", "USD 1,794"),
        (1_200_000, {"currency": "EUR"}, "1,2 miljoner EUR", "EUR 1.2 million"),
        (450, {"scale": "thousand"}, "0,5 tkr", "SEK 0.5 thousand"),
        (1794.5, {"decimals": 2}, "1 794,50 kr", "SEK 1,794.50"),
    ],
)
def test_money(value: float, options: dict[str, str], sv: str, en: str) -> None:
    assert plain(n.money(value, "sv", **options)) == sv
    assert plain(n.money(value, "en", **options)) == en


def test_amounts_of_one_interval_share_a_scale() -> None:
    assert plain(n.money_interval(-300_000, 2_600_000, "sv")) == f"från {M}0,30 till 2,6 mnkr"
    assert plain(n.money_interval(-12_000, 45_000, "en")) == f"from SEK {M}12 to 45 thousand"
    assert n.shared_scale(-20_000, 2_290_000) == "thousand"
    assert n.shared_scale(900, -5_000) == "one"
    assert n.shared_scale(2e8) == "million"
    assert n.money_unit("thousand", "sv") == "tkr"
    assert n.money_unit("million", "en", currency="USD") == "million USD"


def test_shares_and_points() -> None:
    assert plain(n.percent(0.125, "sv")) == "13 %"
    assert plain(n.percent(0.125, "sv", decimals=1)) == "12,5 %"
    assert n.percent(0.125, "en", decimals=1) == "12.5%"
    assert plain(n.percent(0.285, "sv", decimals=1)) == "28,5 %"
    assert plain(n.percentage_points(0.111, "sv")) == "+11 procentenheter"
    assert plain(n.percentage_points(0.01, "sv", decimals=0)) == "+1 procentenhet"
    assert plain(n.percentage_points(-0.01, "en", decimals=0)) == f"{M}1 percentage point"
    assert plain(n.percentage_points(0.011, "sv", decimals=1)) == "+1,1 procentenheter"
    assert plain(n.percentage_points(-0.0234, "en")) == f"{M}2.3 percentage points"
    assert plain(n.points_interval(0.023, 0.198, "sv")) == "från 2,3 till 19,8 procentenheter"
    assert plain(n.percent_interval(0.03, 0.12, "sv")) == "från 3,0 till 12,0 %"


def test_times_and_dates() -> None:
    assert plain(n.months(13.2, "sv")) == "14 månader"
    assert plain(n.months(1, "sv")) == "1 månad"
    assert plain(n.months(14.0000000001, "en")) == "14 months"
    assert plain(n.years(2.5, "sv")) == "2,5 år"
    assert plain(n.years(1, "en")) == "1 year"
    assert plain(n.years(10, "en")) == "10 years"
    assert n.date("2026-01-31") == "2026-01-31"
    with pytest.raises(ValueError, match="month"):
        n.date("2026-13-01")


def test_an_estimate_gets_the_digits_its_interval_allows() -> None:
    # NSW trial, experimental estimate 1,794 with 95 % interval 551 to 3,038: whole units stay, decimals go.
    shown = n.estimate(1794.3424, 550.57, 3038.11, "sv", signed=True)
    assert [plain(part) for part in (shown.value, shown.low, shown.high)] == ["+1 794", "551", "3 038"]
    shown = n.estimate(0.11143, 0.0213, 0.2016, "en")
    assert (shown.value, shown.low, shown.high) == ("0.111", "0.021", "0.202")
    assert n.decimals_for(1243.8, whole=False) == -2
    assert n.decimals_for(0) == 2
    assert plain(n.interval(551.2, 3038.1, "sv", unit="kr")) == "från 551 till 3 038 kr"


def test_p_values_are_never_zero_or_one() -> None:
    assert plain(n.p_value(0.0342, "sv")) == "p = 0,034"
    assert plain(n.p_value(0.0, "sv")) == "p < 0,001"
    assert plain(n.p_value(1.0, "en")) == "p > 0.999"
    with pytest.raises(ValueError, match="between 0 and 1"):
        n.p_value(1.2, "sv")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_cannot_be_computed_has_no_text(value: float) -> None:
    for form in (n.number, n.money, n.percent, n.percentage_points, n.months, n.years, n.p_value):
        with pytest.raises(ValueError, match="finite"):
            form(value, "sv")


@settings(max_examples=60, deadline=None)
@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_a_text_reads_back_to_the_rounded_value(value: float, decimals: int) -> None:
    sv = n.number(value, "sv", decimals=decimals).replace(SP, "").replace(M, "-").replace(",", ".")
    en = n.number(value, "en", decimals=decimals).replace(",", "").replace(M, "-")
    assert sv == en
    # Half of the last digit, and a float's own precision at 1e12 (2^-13).
    assert float(sv) == pytest.approx(value, abs=0.5 * 10.0**-decimals + 2e-4)
