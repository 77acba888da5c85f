# SPDX-License-Identifier: Apache-2.0
"""`utfall needs` as a user meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from utfall.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demos" / "behov"


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the demo with changes into its own folder and gives its file."""

    def make(*changes: tuple[str, str], data: tuple[tuple[str, str], ...] = ()) -> Path:
        for name, swaps in (("behov.toml", changes), ("elever.csv", data)):
            text = (DEMO / name).read_text(encoding="utf-8")
            for old, new in swaps:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / "behov.toml"

    return make


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["needs", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_json_follows_its_schema_and_every_engine_gives_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(DEMO / "behov.toml"), "--json", "--lang", "en")
    assert code == 0
    found = json.loads(out)
    schema = files("utfall").joinpath("catalogue", "schemas", "needs-result-1.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator(json.loads(schema)).validate(found)
    code, plain, _ = run(capsys, str(DEMO / "behov.toml"), "--json", "--lang", "en", "--engine", "memory")
    assert code == 0
    other = json.loads(plain)
    assert other.pop("provenance") != found.pop("provenance")
    assert other == found


def test_small_counts_are_in_no_output(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, str(DEMO / "behov.toml"), "--json")
    found = json.loads(out)
    assert found["disclosure"]["cells_hidden"] > 0
    shares = {it["id"] for it in found["indicators"] if it["kind"] == "share"}
    for table in found["tables"]:
        for cell in table["cells"]:
            if table["indicator"] in shares and cell["numerator"] is not None:
                assert not 0 < cell["numerator"] < 5
                assert not 0 < cell["denominator"] - cell["numerator"] < 5
    hidden = {
        (table["indicator"], cell["levels"]["omrade"])
        for table in found["tables"] if table["by"] == ["omrade"] and table["period"] == "2024"
        for cell in table["cells"] if cell["value"] is None
    }  # fmt: skip
    assert hidden
    for row in found["areas"]:
        assert not {(row["indicator"], area["area"]) for area in row["areas"]} & hidden
    assert not {(row["indicator"], row["level"]) for row in found["standardised"]} & hidden


def test_the_joined_area_is_found_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, str(DEMO / "behov.toml"), "--json", "--lang", "sv")
    assert "1883A0010" not in {
        cell["levels"]["omrade"] for table in json.loads(out)["tables"] if table["by"] == ["omrade"]
        for cell in table["cells"]
    }  # fmt: skip
    code, text, _ = run(capsys, str(DEMO / "behov.toml"))
    assert code == 0
    assert "1883A0030" in text


def test_documents_are_written_whole(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "report"
    code, said, _ = run(
        capsys, str(DEMO / "behov.toml"), "--out", str(out), "--format", "json,html", "--date", "2026-11-27"
    )
    assert code == 0
    assert sorted(path.name for path in out.iterdir()) == ["behovsanalys.html", "needs.json"]
    page = (out / "behovsanalys.html").read_text(encoding="utf-8")
    assert "Behov bland barn och unga" in page
    assert "visas inte" in page
    assert "Skrev 2 filer" in said


def test_funnels_and_maps_stand_in_the_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "report"
    outlines = str(DEMO / "omraden.geojson")
    code, _, _ = run(capsys, str(DEMO / "behov.toml"), "--out", str(out), "--format", "html", "--map", outlines)
    assert code == 0
    page = (out / "behovsanalys.html").read_text(encoding="utf-8")
    assert [name for name in ("funnel-1", "funnel-3", "map-1", "map-5") if f'id="{name}"' not in page] == []


def test_an_area_that_is_not_on_the_map_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = (DEMO / "omraden.geojson").read_text(encoding="utf-8").replace("1883B0040", "1883B9990")
    (tmp_path / "karta.geojson").write_text(text, encoding="utf-8")
    out = tmp_path / "report"
    code, _, wrong = run(capsys, str(DEMO / "behov.toml"), "--out", str(out), "--map", str(tmp_path / "karta.geojson"))
    assert code == 2
    assert "1883B0040" in wrong
    assert not out.exists()


BAD = [
    ((('column = "kon"', 'column = "kn"'),), (), 2, "kn"),
    ((('file = "elever.csv"', 'file = "finns_inte.csv"'),), (), 2, "finns_inte.csv"),
    ((('["kon"], ["alder"]', '["koon"], ["alder"]'),), (), 2, "koon"),
    ((("high = 12", "high = 14"),), (), 2, "band"),
    ((('unit_cost = "skl_samverkansmote"', 'unit_cost = "skl_samverkan"'),), (), 2, "skl_samverkan"),
    ((("price_year = 2023\n", ""),), (), 2, "prisår"),
    ((('person = "lopnr"', 'person = "kon"'),), (), 2, "upprepar"),
    ((('indicator = "bistand", higher', 'indicator = "bidrag", higher'),), (), 2, "bidrag"),
    ((), (("lopnr;ar;", "lopnr;ar;"), ("\n1;2020;", "\n19990101-1234;2020;")), 2, "personnummer"),
    ((("scale = 100\n", ""),), (), 2, "helt tal"),
]


@pytest.mark.parametrize(("changes", "data", "expected", "word"), BAD, ids=[row[3] for row in BAD])
def test_bad_input_is_told_with_place_and_mend(
    study: Callable[..., Path], capsys: pytest.CaptureFixture[str], changes: tuple[tuple[str, str], ...],
    data: tuple[tuple[str, str], ...], expected: int, word: str, tmp_path: Path,
) -> None:  # fmt: skip
    out = tmp_path / "report"
    code, said, wrong = run(capsys, str(study(*changes, data=data)), "--out", str(out), "--lang", "sv")
    assert code == expected
    assert word in wrong
    assert "Traceback" not in wrong
    assert "19990101" not in wrong
    assert said == ""
    assert not out.exists()


def test_an_extract_without_rows_is_told(study: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    file = study()
    head = (DEMO / "elever.csv").read_text(encoding="utf-8").splitlines()[0]
    (file.parent / "elever.csv").write_text(head + "\n", encoding="utf-8")
    code, _, wrong = run(capsys, str(file))
    assert code == 2
    assert "inga rader" in wrong


def test_groups_over_time_are_panels_with_the_numbers_of_the_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every breakdown of one dimension has its panels in the document; what the tables hide is a gap there."""
    code, _, _ = run(capsys, str(DEMO / "behov.toml"), "--out", str(tmp_path / "ut"), "--format", "json,html,figures")
    assert code == 0
    found = json.loads((tmp_path / "ut" / "needs.json").read_text(encoding="utf-8"))
    page = (tmp_path / "ut" / "behovsanalys.html").read_text(encoding="utf-8")
    title = "Barn i hushåll med ekonomiskt bistånd efter område, procent"
    drawn_in = (tmp_path / "ut" / "figurer").glob("panels-*.txt")
    panels = next(path for path in drawn_in if title in path.read_text("utf-8"))
    assert title in page
    assert f'id="{panels.stem}"' in page
    for ending in (".svg", ".png", ".csv"):
        assert panels.with_suffix(ending).stat().st_size > 100
    head, *rows = (line.split(";") for line in panels.with_suffix(".csv").read_text("utf-8-sig").splitlines())
    tables = {t["period"]: t for t in found["tables"] if (t["indicator"], t["by"]) == ("bistand", ["omrade"])}
    assert head[1:] == sorted(tables)
    hidden = 0
    for name, *drawn in rows:
        for period, words in zip(head[1:], drawn, strict=True):
            cells = {cell["levels"]["omrade"] or "Alla": cell["value"] for cell in tables[period]["cells"]}
            shown = cells.get(name)
            hidden += shown is None
            assert words == (".." if shown is None else f"{round(100 * shown + 1e-9, 1):.1f}".replace(".", ","))
    assert hidden


def test_a_run_on_duckdb_that_was_killed_is_taken_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What had come back before the end lies in the folder of --work; the next run asks for the rest alone."""
    from utfall.engines.embedded import EmbeddedEngine

    asked: list[object] = []
    whole = EmbeddedEngine.to_arrow

    def counted(self: EmbeddedEngine, expression: object, **how: int) -> object:
        asked.append(expression)
        if len(asked) == 4 and not done:
            raise KeyboardInterrupt
        return whole(self, expression, **how)

    done: list[int] = []
    monkeypatch.setattr(EmbeddedEngine, "to_arrow", counted)
    call = (str(DEMO / "behov.toml"), "--json", "--work", str(tmp_path / "parts"))
    assert run(capsys, *call)[:2] == (130, "")
    assert len(list((tmp_path / "parts").rglob("*.parquet"))) == 3
    done.append(len(asked))
    code, out, err = run(capsys, *call)
    again = len(asked) - done[0]
    assert (code, "3 delar är redan räknade" in err) == (0, True)
    assert not list((tmp_path / "parts").rglob("*.parquet"))
    before = len(asked)
    assert run(capsys, str(DEMO / "behov.toml"), "--json")[1] == out
    assert len(asked) - before == again + 3
