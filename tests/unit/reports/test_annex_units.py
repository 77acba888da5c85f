# SPDX-License-Identifier: Apache-2.0
"""The units within an actor, and who experiences each line, where a user meets them."""

from __future__ import annotations

import pytest

from unit.reports.paper_text import words_of
from unit.thread.economy_sample import TEXT, appraised
from unit.thread.thread_sample import demo
from utfall.core.text import LANGS, Lang
from utfall.reports import annex_units
from utfall.reports.annex import technical_annex
from utfall.reports.economics_json import economics_detail
from utfall.reports.numbers import NBSP
from utfall.reports.paper import decision_paper
from utfall.reports.summary import economy_lines

DIVIDED = TEXT.replace('actor = "kommun"', 'actor = "kommun/Arbetsmarknadsnämnden"').replace(
    "{ kommun = 0.5, region = 0.5 }",
    '{ "kommun/Socialnämnden" = 0.5, region = 0.5 }\nstakeholder = { sv = "Barnen", en = "The children" }',
)


def test_the_table_gives_each_unit_under_its_actor() -> None:
    # 10 people x 0.2 x 20 000 kronor x 5 years = 200 000, half of it the board's; the coach costs 100 000.
    _, appraisal = appraised(DIVIDED)
    table = annex_units.unit_table(appraisal, "sv")
    assert table is not None
    assert [row[:5] for row in table.rows] == [
        ("Kommunen", "Arbetsmarknadsnämnden", "100", "0", "−100"),
        ("Kommunen", "Socialnämnden", "0", "100", "100"),
    ]
    assert {column.unit for column in table.columns[2:]} == {"tkr"}
    english = annex_units.unit_table(appraisal, "en")
    assert english is not None
    assert [row[1] for row in english.rows] == ["Labour market board", "Social services board"]


def test_each_unit_stands_at_every_horizon_in_table_and_data() -> None:
    initiative, appraisal = appraised(DIVIDED)
    table = annex_units.unit_horizon_table(appraisal, "en")
    assert table is not None
    board = [row for row in table.rows if "Social services board" in row[0]]
    # 10 people x 0.2 x 10 000 kronor a year, five of six years.
    assert [(row[1], row[2], row[4]) for row in board] == [
        (f"1{NBSP}year", "20", "above 99%"),
        (f"5{NBSP}years", "100", "above 99%"),
        (f"6{NBSP}years", "100", "above 99%"),
    ]
    told = economics_detail(appraisal, initiative, "en")["units"][1]["horizons"]
    assert [(row["years"], row["net"]) for row in told] == [
        (1, pytest.approx(20_000.0)),
        (5, pytest.approx(100_000.0)),
        (6, pytest.approx(100_000.0)),
    ]
    assert annex_units.unit_horizon_table(appraised()[1], "sv") is None


def test_who_experiences_it_stands_beside_whose_money_it_is() -> None:
    initiative, _ = appraised(DIVIDED)
    table = annex_units.stakeholder_table(initiative, "en")
    assert table is not None
    assert table.rows == (("vard", "The children", "Municipality (Social services board), Region"),)


def test_nothing_named_gives_neither_table_nor_sentence() -> None:
    initiative, appraisal = appraised()
    assert annex_units.unit_table(appraisal, "sv") is None
    assert annex_units.stakeholder_table(initiative, "sv") is None
    assert annex_units.unit_lines(appraisal, "sv") == []
    told = economics_detail(appraisal, initiative, "sv")
    assert (told["units"], told["stakeholders"]) == ([], [])


def test_the_economy_alone_tells_the_units_in_text_and_data() -> None:
    initiative, appraisal = appraised(DIVIDED)
    line = next(line for line in economy_lines(appraisal, "sv") if "Socialnämnden" in line)
    assert f"netto 100{NBSP}tkr (från " in line
    told = economics_detail(appraisal, initiative, "en")
    assert [(row["unit"], row["label"], row["net"]) for row in told["units"]] == [
        ("Arbetsmarknadsnämnden", "Labour market board", pytest.approx(-100_000.0)),
        ("Socialnämnden", "Social services board", pytest.approx(100_000.0)),
    ]
    assert told["stakeholders"] == [{"line": "vard", "stakeholder": "The children"}]


@pytest.mark.parametrize("lang", LANGS)
def test_the_annex_of_the_illustration_shows_its_boards(lang: Lang) -> None:
    found = demo("vagen_till_jobb")
    annex = technical_annex(found, lang, date="2026-01-31", paper=decision_paper(found, lang, date="2026-01-31"))
    text = words_of(annex)
    for word in (
        ("Socialnämnden", "Primärvården", "Deltagarna och deras barn")
        if lang == "sv"
        else ("Social services board", "Primary care", "Participants and their children")
    ):
        assert word in text
