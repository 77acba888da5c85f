# SPDX-License-Identifier: Apache-2.0
"""What a file asks beside the effect: every fault with place and mend, and what of it is part of the plan."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from unit.thread.beside_sample import FILE, table, write
from utfall.core.errors import Fault, InputError
from utfall.core.text import LANGS, Lang
from utfall.effects.planning import deviations
from utfall.io.check import check_initiative
from utfall.io.initiative_file import canonical_plan, parse_initiative
from utfall.io.starter import starter_text
from utfall.reports.phrases.planning import deviation_line


def changed(old: str, new: str) -> str:
    assert old in FILE
    return FILE.replace(old, new, 1)


def faults_of(text: str) -> dict[str, Fault]:
    with pytest.raises(InputError) as caught:
        parse_initiative(text, file="satsning.toml")
    return {fault.code: fault for fault in caught.value.faults}


def test_the_sample_has_no_fault(tmp_path: Path) -> None:
    initiative, faults = check_initiative(write(tmp_path))
    assert faults == ()
    assert initiative is not None
    assert initiative.follow_up is not None
    assert (initiative.follow_up.comparison, initiative.follow_up.outcome) == ("lottad", "poang")


IN_FILE = [
    ("lowest = 0\n", "", "limits-wrong", "outcomes[1] (id poang)"),
    ("lowest = 0\n", "lowest = 200\n", "limits-wrong", "outcomes[1] (id poang)"),
    ('column = "klar"\n', 'column = "klar"\nlowest = 0\nhighest = 1\n', "limits-wrong", "klar"),
    ('reached = "nadd"', 'natt = "nadd"', "key-unknown", "participation.natt"),
    ('column = "stad"', 'column = "kon"', "subgroup-twice", "subgroups[2].column"),
    ('column = "stad"', 'column = "grupp"', "subgroup-twice", "subgroups[2].column"),
    ('why = { sv = "Stödet hemma skiljer sig.", en = "Support at home differs." }\n', "", "field-missing", "why"),
    ('[component_analysis]\n', '[component_analysis]\noutcome = "po"\n', "outcome-unknown", "component_analysis"),
    ('column = "mentor"', 'column = "coach"', "components-twice", "component_analysis.components"),
    ("worth = 1\n", "worth = -1\n", "out-of-range", "worth"),
    ("reliability = 0.85", "reliability = 1.85", "out-of-range", "reliability"),
    ("reliability = 0.85\n", "", "ratings-unclear", "ratings[1]"),
    ("reliability = 0.85\n", 'reliability = 0.85\nperson = "lopnr"\n', "ratings-unclear", "ratings[1]"),
    ("sd = 10\nreliability = 0.85\n", "", "ratings-unclear", "ratings[1]"),
    ('before = "fore"\nafter', 'before = "poang"\nafter', "ratings-same", "ratings[1]"),
    ('covariates = ["fore"]\ncovariates_before_start = true\n', "", "no-choices", "robustness.specification_curve"),
    ("specification_curve = true", 'specification_curve = "ja"', "type-wrong", "robustness.specification_curve"),
    ("planned = 320\n", "", "field-missing", "follow_up.planned"),
    ("planned = 320\n", "planned = 0\n", "out-of-range", "follow_up.planned"),
    ('[follow_up]\n', '[follow_up]\ncomparison = "annan"\n', "comparison-unknown", "follow_up.comparison"),
    ('covariates = ["fore"]\n', 'covariates = ["fore"]\ncluster = "skola"\n', "follow-up-by-lot", "follow_up"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "place"), IN_FILE, ids=[f"{row[2]}-{n}" for n, row in enumerate(IN_FILE)]
)
def test_a_fault_of_the_file_has_its_place_and_mend(old: str, new: str, code: str, place: str) -> None:
    found = faults_of(changed(old, new))
    assert code in found, sorted(found)
    assert place in str(found[code].place.field)
    for lang in LANGS:
        assert found[code].of(lang)
        assert found[code].mend.of(lang)


def test_empty_participation_and_designs_without_persons_are_told() -> None:
    start, end = FILE.index("eligible ="), FILE.index("[[comparisons.subgroups]]")
    assert "participation-empty" in faults_of(FILE[:start] + "\n" + FILE[end:])
    series = changed('design = "rct"', 'design = "its"\ntime = "datum"\npost = "2026-03"')
    text = series.replace('covariates = ["fore"]\ncovariates_before_start = true\nid_column = "lopnr"\n', "")
    found = faults_of(text.replace('leave_out = "skola"', 'placebo_groups = "skola"'))
    assert {"persons-only", "follow-up-by-lot"} <= set(found)


IN_DATA = [
    ("nadd", "kanske", "not-binary", "nadd"),
    ("traffar", "många", "not-a-number", "traffar"),
    ("trohet", 75.0, "not-a-share", "trohet"),
    ("coach", "delvis", "not-binary", "coach"),
    ("fore", "?", "not-a-number", "fore"),
    ("berattigad", "nej", "not-eligible-in-group", "berattigad"),
]


@pytest.mark.parametrize(("column", "value", "code", "place"), IN_DATA, ids=[row[0] for row in IN_DATA])
def test_a_fault_of_the_data_names_file_column_and_row(
    column: str, value: object, code: str, place: str, tmp_path: Path
) -> None:
    data = table()
    wrong = data[column].cast(pl.String).to_list()
    wrong[30] = str(value)
    _, faults = check_initiative(write(tmp_path, data=data.with_columns(pl.Series(column, wrong))))
    mine = [fault for fault in faults if fault.code == code and fault.place.field == place]
    assert mine, [(fault.code, fault.place) for fault in faults]
    assert (mine[0].place.file, mine[0].place.row) == ("folk.csv", 32)


@pytest.mark.parametrize("column", ["nadd", "orsak", "skola", "coach", "datum", "stad"])
def test_a_column_that_is_not_there_is_asked_for_by_name(column: str, tmp_path: Path) -> None:
    _, faults = check_initiative(write(tmp_path, data=table().drop(column)))
    assert {fault.place.field for fault in faults if fault.code == "column-unknown"} == {column}, faults


def test_a_column_of_too_many_groups_is_no_subgroup(tmp_path: Path) -> None:
    _, faults = check_initiative(write(tmp_path, changed('column = "stad"', 'column = "lopnr"')))
    assert [fault.code for fault in faults] == ["groups-two-to-twenty"]


def test_what_is_asked_is_part_of_the_plan_and_motives_and_labels_are_not() -> None:
    plan = parse_initiative(FILE).plan_sha256
    for old, new in (
        ('column = "stad"', 'column = "skola"'), ('reached = "nadd"\n', ""), ("highest = 100", "highest = 90"),
        ('leave_out = "skola"\n', ""), ("worth = 1\n", "worth = 2\n"), ("sd = 10", "sd = 11"),
        ("planned = 320", "planned = 300"),
    ):  # fmt: skip
        assert parse_initiative(changed(old, new)).plan_sha256 != plan
    for old, new in (
        ("Stödet hemma skiljer sig.", "Annat skäl."),
        ("Egen coach", "Coach"),
        ("Poäng före och efter", "Poäng"),
    ):
        assert parse_initiative(changed(old, new)).plan_sha256 == plan


def test_other_ways_to_count_are_part_of_the_plan_only_where_they_are_asked_for() -> None:
    asked, not_asked, silent = (
        canonical_plan(parse_initiative(text))
        for text in (
            FILE,
            changed("specification_curve = true", "specification_curve = false"),
            changed("specification_curve = true\n", ""),
        )
    )
    assert not_asked == silent != asked


def test_a_plan_that_asks_nothing_more_has_the_keys_it_always_had() -> None:
    start, end = FILE.index("[comparisons.participation]"), FILE.index("[[criteria]]")
    text = FILE[:start] + FILE[end : FILE.index("[component_analysis]")]
    plan = json.loads(canonical_plan(parse_initiative(text.replace("lowest = 0\nhighest = 100\n", ""))))
    assert set(plan) == {"outcomes", "comparisons", "criteria", "appraisal"}
    assert set(plan["comparisons"][0]) == {"id", "data", "design", "primary", "sex"}
    assert set(plan["outcomes"][1]) == {"id", "column", "kind", "unit"}


@pytest.mark.parametrize(
    ("old", "new", "section", "word"),
    [
        ("planned = 320", "planned = 300", "follow_up", "personer enligt planen"),
        ("worth = 1\n", "worth = 2\n", "component_analysis", "komponenter"),
        ("sd = 10", "sd = 11", "ratings", "standardavvikelse"),
        ('column = "stad"', 'column = "skola"', "comparisons", "undergrupper"),
        ("highest = 100", "highest = 90", "outcomes", "största möjliga värde"),
    ],
)
def test_what_was_asked_otherwise_than_planned_is_a_deviation(old: str, new: str, section: str, word: str) -> None:
    before, after = (json.loads(canonical_plan(parse_initiative(text))) for text in (FILE, changed(old, new)))
    (found,) = deviations(before, after)
    assert found.section == section
    assert word in deviation_line(found, "sv")
    assert deviations(before, before) == ()
    gone = {name: part for name, part in before.items() if name != "follow_up"}
    assert [one.change for one in deviations(before, gone)] == ["removed"]


@pytest.mark.parametrize("lang", LANGS)
def test_what_the_starter_suggests_can_be_used_as_it_stands(lang: Lang) -> None:
    text = starter_text(lang)
    start = text.index("# [comparisons.participation]")
    end = text.index("\n\n", start)
    used = text[:start] + "\n".join(line.removeprefix("# ") for line in text[start:end].split("\n")) + text[end:]
    primary = parse_initiative(used).primary
    assert primary is not None
    assert primary.participation is not None
    assert primary.participation.attended
    assert primary.subgroups[0].why
    assert primary.robustness is not None
    assert primary.robustness.leave_out
    assert parse_initiative(text).primary != primary
