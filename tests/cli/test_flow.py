# SPDX-License-Identifier: Apache-2.0
"""`utfall flow`: figure 6 of the guide through the public command, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
FIGURE_6 = ROOT / "demos" / "flows" / "figure6.toml"
SPELLS = ROOT / "demos" / "flows" / "fig6_spells.csv"
STATES = ("--state", "dygn=HVB,SiS", "--state", "hem=Familjehem,Jourhem", "--outcome", "dygn", "--after", "dygn")


def utfall(*arguments: str | Path, lang: str = "sv") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "UTFALL_LANG": lang, "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "utfall", "flow", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def told(*arguments: str | Path) -> dict[str, Any]:
    done = utfall(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_figure_6(engine: str) -> None:
    """200 re-placements: 120 direct; 60 with nothing in between, 12 (20 %) with support; 20 by a home, 8 (40 %)."""
    found = told(FIGURE_6, "--engine", engine)
    assert (found["outcomes"], found["persons"]) == (200, 200)
    assert [(row["path"][1], row["outcomes"], row["share"]) for row in found["paths"]] == [
        ("institution", 120, 0.6), ("none", 60, 0.3), ("hem", 20, 0.1),
    ]  # fmt: skip
    supports = {node["path"][-1]: node["supports"][0] for node in found["tree"] if len(node["path"]) == 2}
    assert (supports["none"]["given"], supports["none"]["share"]) == (12, 0.2)
    assert (supports["hem"]["given"], supports["hem"]["share"]) == (8, 0.4)
    assert supports["institution"]["given"] == 0
    assert found["supports"][0]["given"] == 20
    assert found["quality"]["ties"] == 0


def test_arrests_after_release() -> None:
    """114 of 432 arrested within 52 weeks (Rossi, Berk and Lenihan 1980), and 52 weeks are not enough for a median."""
    found = told(FIGURE_6.with_name("aterfall.toml"))
    assert (found["outcomes"], found["persons"], found["quality"]["persons"]) == (114, 114, 432)
    moves = {(row["state"], row["next"]): row["steps"] for row in found["moves"]}
    assert (moves["fri", "gripen"], moves["fri", "ONGOING"]) == (114, 318)
    (curve,) = [row for row in found["time_in_state"] if row["state"] == "fri"]
    assert (curve["n"], curve["median"]) == (432, None)


def test_json_keeps_to_its_published_schema() -> None:
    text = files("utfall.catalogue").joinpath("schemas/flow-result-1.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    found = told(FIGURE_6, "--clusters", "3")
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    assert found["provenance"]["inputs"][0]["rows"] == 420
    assert len(found["provenance"]["inputs"][0]["sha256"]) == 64


def test_text_in_both_languages_says_who_was_given_support_and_every_rule() -> None:
    swedish, english = utfall(FIGURE_6), utfall(FIGURE_6, lang="en")
    assert "Ingen placering → HVB eller SiS: Öppenvård gavs i 12 av 60 (20" in swedish.stdout
    assert "Påhittade personer." in swedish.stdout
    assert "Mer än 14 dagar mellan två steg är ett eget steg" in swedish.stdout
    assert "No placement → HVB or SiS: Open care was given in 12 of 60 (20%)" in english.stdout
    assert "0 steps starting the same day" in english.stdout


def test_a_data_file_with_the_definition_in_the_call() -> None:
    found = told(
        SPELLS, *STATES, "--depth", "1", "--support", "Oppenvard", "--supports", SPELLS.with_name("fig6_interv.csv")
    )
    assert {row["path"][1]: row["outcomes"] for row in found["paths"]} == {"dygn": 120, "none": 60, "hem": 20}
    assert found["supports"][0]["given"] == 20


def test_another_threshold_merges_more() -> None:
    found = told(FIGURE_6, "--threshold", "25")
    assert [row["outcomes"] for row in found["paths"]] == [120, 80]


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (
            ("HVB,2015-01-10,2015-03-31", "HVB,2015-03-31,2015-01-10"),
            2,
            ["rad 2", "slutar innan de börjar", "backwards"],
        ),
        (("HVB,2015-01-10", "Hvb,2015-01-10"), 2, ["Hvb", "unknown"]),
        (("2015-01-10", "10 januari"), 2, ["rad 2", "start_d", "2026-01-31"]),
        (("P0187,HVB,2015-01-10", ",HVB,2015-01-10"), 2, ["rad 2", "person"]),
        (("P0187,HVB,2015-01-10", "P0187,HVB,"), 2, ["rad 2", "start"]),
        (("person_id", "vem"), 2, ["person"]),
        (("P0187,HVB", "19121212-1212,HVB"), 2, ["personnummer"]),
    ],
)
def test_bad_rows_are_refused_with_place_and_mend(
    tmp_path: Path, change: tuple[str, str], code: int, words: list[str]
) -> None:
    text = SPELLS.read_text(encoding="utf-8")
    if "19121212" in change[1]:
        lines = text.splitlines()
        text = "\n".join([lines[0], *(f"19121212-1212{line[5:]}" for line in lines[1:])])
    else:
        assert change[0] in text
        text = text.replace(change[0], change[1], 1)
    (tmp_path / "s.csv").write_text(text + "\n", encoding="utf-8")
    refused(utfall(tmp_path / "s.csv", *STATES), code, *words)


def test_an_outcome_nobody_has_and_an_empty_extract_are_refused(tmp_path: Path) -> None:
    refused(utfall(SPELLS, *STATES, "--after", "hem", "--on", "1990-01-01"), 3, "Ingen har det utfall")
    (tmp_path / "s.csv").write_text("person,state,start,end\n", encoding="utf-8")
    refused(utfall(tmp_path / "s.csv", *STATES), 2, "inga rader")
    refused(utfall(SPELLS, "--state", "Z", "--outcome", "Z", "--unknown", "drop"), 3, "ingen period")


def test_a_flow_file_says_every_fault_with_its_line(tmp_path: Path) -> None:
    text = FIGURE_6.read_text(encoding="utf-8").replace('after = ["institution"]', 'after = ["instution"]')
    (tmp_path / "f.toml").write_text(text.replace("depth = 1", "depth = 0"), encoding="utf-8")
    refused(utfall(tmp_path / "f.toml"), 2, "f.toml", "rad 8", "depth")
    (tmp_path / "f.toml").write_text(text, encoding="utf-8")
    refused(utfall(tmp_path / "f.toml"), 2, "f.toml", "instution", "institution")


def test_calls_that_cannot_be(tmp_path: Path) -> None:
    refused(utfall(SPELLS), 2, "--state")
    refused(utfall(SPELLS, *STATES, "--engine", "dask"), 2, "--engine")
    refused(utfall(SPELLS, *STATES, "--gap-days", "ofta"), 2, "--gap-days")
    refused(utfall(SPELLS, *STATES, "--support-window", "around"), 2, "--support-window")
    refused(utfall(tmp_path / "none.csv", *STATES), 2, "none.csv")


def test_times_with_a_zone_are_days_of_swedish_time(tmp_path: Path) -> None:
    """23:30 in London is the next day in Sweden: the second spell starts the day the first one ends."""
    rows = [
        f"P{n},{state},{start},{end}"
        for n in range(6)
        for state, start, end in (
            ("A", "2020-06-01T08:00:00", "2020-06-30T23:30:00+01:00"),
            ("A", "2020-07-01T00:10:00+02:00", "2020-08-01T00:00:00Z"),
        )
    ]
    (tmp_path / "s.csv").write_text("\n".join(["person,state,start,end", *rows]) + "\n", encoding="utf-8")
    found = told(
        tmp_path / "s.csv", "--state", "A", "--outcome", "A", "--after", "A", "--gap-days", "0", "--depth", "1"
    )
    assert [row["path"] for row in found["paths"]] == [["A", "A"]]


def test_a_register_in_parquet_is_read_by_the_engine_itself(tmp_path: Path) -> None:
    import datetime

    import polars as pl

    from utfall.io.flow_data import FlowSources, read_flow_data

    data = read_flow_data(FlowSources(spells=str(SPELLS)), today=datetime.date(2026, 1, 1))
    assert isinstance(data.spells, pl.DataFrame)
    (tmp_path / "spells").mkdir()
    data.spells.write_parquet(tmp_path / "spells" / "part.parquet")
    found = told(tmp_path / "spells", *STATES, "--depth", "1")
    assert {row["path"][1]: row["outcomes"] for row in found["paths"]} == {"dygn": 120, "none": 60, "hem": 20}
    assert found["provenance"]["inputs"] == []


def test_the_generated_demo_is_what_its_generator_makes_and_all_engines_agree(tmp_path: Path) -> None:
    import runpy

    made = runpy.run_path(str(ROOT / "tools" / "make_demo_placements.py"))
    made["main"].__globals__["FOLDER"] = tmp_path
    assert made["main"]() == 0
    for name in ("placeringar.csv", "insatser.csv", "personer.csv"):
        assert (tmp_path / name).read_bytes() == (FIGURE_6.parent / name).read_bytes()
    demo = FIGURE_6.with_name("placeringar.toml")
    found, truth = told(demo), told(demo, "--engine", "memory")
    assert found["provenance"].pop("engine") != truth["provenance"].pop("engine")
    assert found == truth
    assert found["illustration"] is True
    assert {row["attribute"] for row in found["groups"]} == {"sex", "age", "area"}


@pytest.mark.parametrize(
    ("windows", "words"),
    [
        ("A,2020-02-01,2020-01-01", ["o.csv", "rad 2", "slutar innan"]),
        ("A,,2020-01-01", ["o.csv", "rad 2", "start"]),
        ("A,i fjol,", ["o.csv", "rad 2", "2026-01-31"]),
        ("19121212-1212,2020-01-01,", ["personnummer"]),
    ],
)
def test_bad_windows_are_refused_with_place_and_mend(tmp_path: Path, windows: str, words: list[str]) -> None:
    (tmp_path / "s.csv").write_text("person,state,start,end\nA,X,2020-01-01,\n", encoding="utf-8")
    (tmp_path / "o.csv").write_text(f"person,from,to\n{windows}\n", encoding="utf-8")
    asked = ("--state", "X", "--outcome", "X", "--observation", tmp_path / "o.csv")
    refused(utfall(tmp_path / "s.csv", *asked), 2, *words)
