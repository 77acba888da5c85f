# SPDX-License-Identifier: Apache-2.0
"""Tables of the whole economy say what the appraisal found."""

from __future__ import annotations

import dataclasses

import pytest

from unit.thread.thread_sample import demo
from utfall.core.initiative import Initiative
from utfall.economics import Appraisal
from utfall.io.initiative_file import parse_initiative
from utfall.reports import annex_economy as tables
from utfall.reports.document import Table
from utfall.reports.economics_json import economics_detail, planned_json
from utfall.reports.economy_sections import options_and_cases
from utfall.reports.numbers import NBSP
from utfall.thread.given import appraise_given
from utfall.thread.planned import work_out

TEXT = """schema = "utfall/initiative/1"
[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
participants = 10
ex_ante = true
[[outcomes]]
id = "arbete"
column = "arbete"
kind = "binary"
[appraisal]
price_year = 2023
discount_rate = 0.0
horizon_years = 5
draws = 1000
[[costs]]
id = "coach"
actor = "kommun"
unit_cost = 100_000
price_year = 2023
[[consequences]]
id = "vard"
kind = "avoided_service"
outcome = "arbete"
units_per_improvement = 1
unit_cost = 20_000
price_year = 2023
postings = { kommun = 0.5, region = 0.5 }
years = 5
baseline = 10
[[alternatives]]
id = "nu"
cost = { value = 100.0 }
effect = { value = 1.0 }
[[alternatives]]
id = "ny"
cost = { value = 300.0 }
effect = { value = 2.0 }
[[alternatives]]
id = "dyr"
cost = { value = 400.0 }
effect = { value = 1.5 }
[choice]
willingness = [100, 500]
"""


@pytest.fixture(scope="module")
def found() -> tuple[Initiative, Appraisal]:
    initiative, appraisal = appraise_given(parse_initiative(TEXT), ["arbete=0.2:0.1:0.3@0.3"])
    assert isinstance(appraisal, Appraisal)
    return initiative, appraisal


def test_perspectives_stand_side_by_side(found: tuple[Initiative, Appraisal]) -> None:
    table = tables.perspective_table(found[1], "sv")
    # 10 x 0.2 x 20 000 x 5 = 200 000: half of it the municipality's, all of it public and society's.
    assert table.rows[2] == ("Netto", f"0{NBSP}kr", f"100{NBSP}tkr", f"100{NBSP}tkr")
    detail = economics_detail(found[1], found[0], "sv")
    assert [row["net"] for row in detail["perspectives"]] == pytest.approx([0.0, 100_000.0, 100_000.0])
    assert detail["discount_rates"][0] == {"rate": 0.0, "npv": pytest.approx(100_000.0)}
    assert detail["do_nothing"][0]["yearly_cost"][0] == pytest.approx(100_000.0)
    assert detail["evpi"] >= max(row["evppi"] for row in detail["measure_next"]) - 1e-6


def test_the_choice_has_ratios_dominance_and_acceptability(found: tuple[Initiative, Appraisal]) -> None:
    planned = work_out(*found)
    table = tables.choice_table(planned, found[0], "en")
    assert table is not None
    assert [row[0] for row in table.rows] == ["nu", "ny", "dyr"]
    assert [row[3] for row in table.rows] == ["–", f"SEK{NBSP}200", "–"]
    assert "dominated" in table.rows[2][4]
    told = planned_json(planned)["choice"]["acceptability"]
    assert [row["best"] for row in told] == ["nu", "ny"]  # 200 kronor per unit lies between 100 and 500
    assert told[0]["probability"]["nu"] == 1.0


def test_options_stand_in_the_annex_only_where_they_are_planned(found: tuple[Initiative, Appraisal]) -> None:
    initiative, appraisal = found
    plain = demo("supported_work")
    blocks = options_and_cases(dataclasses.replace(plain, initiative=initiative), appraisal, "en")
    assert [block.caption for block in blocks if isinstance(block, Table)] == ["The options held against each other"]
    assert isinstance(plain.appraisal, Appraisal)
    assert options_and_cases(plain, plain.appraisal, "en") == []


def test_every_table_has_both_languages(found: tuple[Initiative, Appraisal]) -> None:
    initiative, appraisal = found
    for sv, en in (
        (tables.scenario_table(appraisal, "sv"), tables.scenario_table(appraisal, "en")),
        (tables.value_map_table(appraisal, initiative, "sv"), tables.value_map_table(appraisal, initiative, "en")),
    ):
        assert sv.caption != en.caption
        assert len(sv.rows) == len(en.rows) > 0
    assert tables.type_case_table(work_out(*found), "sv") is None
