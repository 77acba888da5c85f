# SPDX-License-Identifier: Apache-2.0
"""Wages with the employer's contribution, and everything that a unit cost may state of itself."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.thread.economy_sample import TEXT
from utfall.cli import costs
from utfall.core.errors import InputError
from utfall.core.lines import Line
from utfall.io.catalogue import employer_contribution_rows, parse_unit_costs
from utfall.io.initiative_file import parse_initiative
from utfall.reports.catalogue_text import cost_json, cost_lines, wage_lines, wage_rows
from utfall.reports.numbers import NBSP


def line(text: str, name: str = "coach") -> Line:
    return next(line for line in parse_initiative(text).lines if line.id == name)


def waged(stated: str, more: str = "") -> str:
    return TEXT.replace("unit_cost = 100_000", f"unit_cost = 30_000{more}\nemployer_contribution = {stated}")


@pytest.mark.parametrize(
    ("stated", "cost", "assumed"),
    [
        ("0.3142", 39_426.0, False),  # 30 000 x 1.3142
        ('"lagstadgad"', 39_426.0, False),
        ('"kommun"', 43_359.0, True),  # SKR's list, 2023: 44.53 per cent, derived and so marked
        ('"region"', 45_684.0, True),  # 52.28 per cent
        ("0", 30_000.0, False),
    ],
)
def test_a_wage_costs_the_employer_more(stated: str, cost: float, assumed: bool) -> None:
    price = line(waged(stated)).unit_cost.price
    assert price.value == pytest.approx(cost)
    assert price.assumption is assumed
    assert "lön 30000" in price.source


def test_low_and_high_follow_and_a_unit_cost_of_one_s_own_can_be_a_wage() -> None:
    price = line(waged("0.5", "\nlow = 20_000\nhigh = 40_000")).unit_cost.price
    assert (price.low, price.value, price.high) == (30_000.0, 45_000.0, 60_000.0)
    own = """
[[unit_costs]]
id = "handlaggare"
value = 30_000
price_year = 2023
actor = "kommun"
employer_contribution = "municipality"
overhead = "out"
overlap_group = "tid"
valid_from = "2023-01-01"
"""
    cost = line(TEXT.replace("unit_cost = 100_000\nprice_year = 2023", 'unit_cost = "handlaggare"') + own).unit_cost
    assert cost.price.value == pytest.approx(43_359.0)
    assert (cost.overhead, cost.overlap_group, cost.valid_from, cost.valid_to) == ("out", "tid", "2023-01-01", "")


def test_a_consequence_takes_the_group_of_its_unit_cost() -> None:
    own = (
        '\n[[unit_costs]]\nid = "plats"\nvalue = 9\nprice_year = 2023\nactor = "kommun"\noverlap_group = "placering"\n'
    )
    text = TEXT.replace("unit_cost = 20_000\nprice_year = 2023", 'unit_cost = "plats"') + own
    assert line(text, "vard").overlap_group == "placering"
    stated = text.replace("baseline = 10", 'baseline = 10\noverlap_group = "annat"')
    assert line(stated, "vard").overlap_group == "annat"


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 1.0))
def test_the_contribution_scales_the_price_and_nothing_else(share: float) -> None:
    bare, scaled = line(TEXT.replace("100_000", "30_000")), line(waged(repr(share)))
    assert scaled.unit_cost.price.value == pytest.approx(bare.unit_cost.price.value * (1 + share))
    assert (scaled.quantity, scaled.timing, scaled.postings) == (bare.quantity, bare.timing, bare.postings)


OF_2020 = waged('"kommun"').replace("price_year = 2023\n[[con", "price_year = 2020\n[[con")
LISTED = TEXT.replace(
    "unit_cost = 100_000\nprice_year = 2023", 'unit_cost = "fh_arv_0_12"\nemployer_contribution = 0.4'
)


@pytest.mark.parametrize(
    ("text", "code", "mend"),
    [
        (waged("1.4"), "contribution-outside", "0.3142"),
        (waged('"staten"'), "contribution-unknown", "lagstadgad"),
        (OF_2020, "contribution-unknown", "2019"),
        (
            LISTED,
            "contribution-of-id",
            "[[unit_costs]]",
        ),
    ],
)  # fmt: skip
def test_a_contribution_that_cannot_be_is_refused_at_its_line(text: str, code: str, mend: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_initiative(text, file="prov.toml")
    fault = next(fault for fault in caught.value.faults if fault.code == code)
    assert fault.place.row is not None
    assert mend in fault.mend.sv


def test_the_list_of_contributions_is_shown_with_its_marks() -> None:
    rows = wage_rows(30_000.0, employer_contribution_rows(), 2021, "sv")
    assert [(row["sector"], row["year"]) for row in rows] == [("all", None), ("municipality", 2021), ("region", 2021)]
    assert rows[1]["cost"] == pytest.approx(42_045.0)  # SKR 2021: 40.15 per cent
    lines = wage_lines(wage_rows(30_000.0, employer_contribution_rows(), 2023, "sv"), "sv")
    assert f"30{NBSP}000{NBSP}kr + 44,53{NBSP}% = 43{NBSP}359{NBSP}kr" in lines[2]
    assert "INTE VERIFIERAT" in lines[3]


def test_the_command_tells_what_a_wage_costs() -> None:
    done = CliRunner().invoke(
        costs.command(), ["--wage", "30000", "--price-year", "2021", "--json"], standalone_mode=False
    )
    assert [round(row["cost"]) for row in json.loads(done.stdout)] == [39_426, 42_045, 43_845]


ROW = (
    "id,name_sv,name_en,actor,unit,value_sek,price_year,source_title,source_address,verified,low_sek,high_sek,index,basis,"
    "variable_share,step,overhead,overlap_group,valid_from,valid_to\n"
    "a,A,A,kommun,styck,100,2023,S,S,no,80,130,kpi,marginal,0.4,5,in,plats,2023-01-01,2023-12-31\n"
)


def test_every_field_of_the_list_is_shown_in_text_and_data() -> None:
    (entry,) = parse_unit_costs(ROW, file="egen.csv").values()
    text = " ".join(cost_lines(entry, None, None, "sv"))
    for word in ("från 80 till 130", "marginalkostnad", "40", "steg 5", "gemensamma kostnader ingår", "grupp plats",
                 "2023-01-01–2023-12-31", "INTE VERIFIERAT"):  # fmt: skip
        assert word.replace(" ", NBSP) in text.replace(" ", NBSP)
    told = cost_json(entry, None, None, "en")
    names = ("low", "high", "basis", "variable_share", "step", "overhead", "valid_to")
    assert {name: told[name] for name in names} == {
        "low": 80.0, "high": 130.0, "basis": "marginal", "variable_share": 0.4, "step": 5.0, "overhead": "in",
        "valid_to": "2023-12-31",
    }  # fmt: skip
    (bare,) = parse_unit_costs(ROW.replace(",in,plats,2023-01-01,2023-12-31", ",,,,"), file="egen.csv").values()
    told = cost_json(bare, None, None, "en")
    assert (told["overhead"], told["overhead_reason"]) == (None, "not-stated")
