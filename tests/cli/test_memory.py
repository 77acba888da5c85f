# SPDX-License-Identifier: Apache-2.0
"""What would take more memory than may be used is refused by every command that analyses a table, in words."""

from __future__ import annotations

import contextlib
import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from unit.thread.beside_sample import FILE, table
from utfall.cli.main import main
from utfall.core.designs import RandomisedTrial
from utfall.core.initiative import Initiative
from utfall.io.check import load
from utfall.thread.footprint import TableSize, analysis_demand, evaluation_demand


def called(folder: Path, *words: str, lang: str = "sv") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", lang)
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(folder)
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prov.toml").write_text(FILE, encoding="utf-8")
    table().write_csv(tmp_path / "folk.csv")
    return tmp_path


@pytest.fixture
def initiative(folder: Path) -> Initiative:
    return load(folder / "prov.toml").initiative


def with_covariates(initiative: Initiative, count: int) -> Initiative:
    names = tuple(f"x{j}" for j in range(count))
    changed = tuple(
        replace(c, design=replace(c.design, covariates=names))
        for c in initiative.comparisons
        if isinstance(c.design, RandomisedTrial)
    )
    return replace(initiative, comparisons=changed)


def million(initiative: Initiative, rows: int = 10**7) -> dict[str, TableSize]:
    return {source.id: TableSize(rows, rows * 150, source.file) for source in initiative.data}


def test_an_evaluation_beyond_the_memory_is_refused_before_anything_is_begun(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading 320 rows fits in 240 kB; the analysis within each sex does not."""
    monkeypatch.setenv("UTFALL_MEMORY", "240KB")
    monkeypatch.setattr("utfall.thread.evaluate", _never)
    code, out, err = called(folder, "evaluate", "prov.toml", "--out", "ut")
    assert (code, out) == (3, "")
    assert "folk.csv: Jämställdhetsanalysen på 320 rader skulle ta omkring 0,2 MB minne" in err
    assert "men högst 0,2 MB får användas. Inget har påbörjats." in err
    assert "UTFALL_MEMORY=16GB" in err
    assert not (folder / "ut").exists()
    code, _, err = called(folder, "evaluate", "prov.toml", "--json", lang="en")
    assert code == 3
    assert "may be used. Nothing was begun." in err
    monkeypatch.undo()
    monkeypatch.setenv("UTFALL_MEMORY", "1GB")
    assert load(folder / "prov.toml").initiative.id == "studiestod"


def _never(*_: object, **__: object) -> None:
    raise AssertionError("nothing is to be begun")


@pytest.mark.parametrize(
    "words",
    [
        "robustness folk.csv --outcome poang --treatment grupp --comparison ordinarie --covariates fore "
        "--leave-out skola",
        "attrition folk.csv --outcome poang --treatment grupp --comparison ordinarie --covariates fore",
        "components folk.csv --outcome poang --components coach,mentor --pairs",
        "follow folk.csv --outcome poang --treatment grupp --comparison ordinarie --time datum --planned 320",
        "ratings folk.csv --before fore --after poang --sd 10 --reliability 0.85",
    ],
)
def test_analyses_of_one_file_are_refused_likewise(folder: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """The table is told to have ten million rows; the file itself is read within the memory there is."""
    monkeypatch.setenv("UTFALL_MEMORY", "300MB")
    monkeypatch.setattr("utfall.core.frame.Columns.height", property(lambda _: 10**7))
    code, out, err = called(folder, *words.split())
    assert (code, out) == (3, "")
    assert "på 10000000 rader skulle ta omkring" in err
    assert "Inget har påbörjats" in err


def test_ten_million_rows_with_ten_gigabytes_are_refused_for_what_is_heaviest(initiative: Initiative) -> None:
    wide = with_covariates(initiative, 8)
    found = evaluation_demand(wide, million(wide))
    assert found is not None
    assert found.step == "losses"
    assert found.size > 20e9
    assert found.held == 1.5e9
    bare = replace(wide, comparisons=tuple(replace(c, participation=None) for c in wide.comparisons))
    lighter = evaluation_demand(bare, million(bare))
    assert lighter is not None
    assert lighter.size < found.size
    only = evaluation_demand(wide, million(wide), effects_only=True)
    assert only is not None
    assert only.step == "effect"
    assert only.size < lighter.size


def test_demands_grow_with_rows_outcomes_and_columns(initiative: Initiative) -> None:
    one, two = (evaluation_demand(initiative, million(initiative, rows)) for rows in (10**6, 2 * 10**6))
    assert one is not None
    assert two is not None
    assert two.size == 2 * one.size
    fewer = evaluation_demand(replace(initiative, outcomes=initiative.outcomes[:1]), million(initiative, 10**6))
    assert fewer is not None
    assert one.size - fewer.size == 8 * 10**6
    wide = RandomisedTrial(treatment="t", covariates=("a", "b"))
    table_1, table_2 = TableSize(1_000, 9_000), TableSize(1_000, 90_000_000)
    assert analysis_demand(wide, table_1, losses=True).size > analysis_demand(wide, table_1).size
    assert analysis_demand(wide, table_2, left_out=True).step == "left_out"
    assert analysis_demand(wide, table_2, subgroups=True).size > analysis_demand(wide, table_1, subgroups=True).size


def test_following_an_initiative_file_is_refused_likewise(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten million rows, as far as the guard is told: 530 bytes each (words and numbers) beside 1 GB of table."""
    monkeypatch.setenv("UTFALL_MEMORY", "1GB")
    assert called(folder, "follow", "prov.toml", "--json")[0] == 0
    monkeypatch.setattr("utfall.io.check._size", lambda _: TableSize(10**7, 10**9, "folk.csv"))
    code, out, err = called(folder, "follow", "prov.toml")
    assert (code, out) == (3, "")
    assert "folk.csv: Den löpande uppföljningen på 10000000 rader skulle ta omkring 6,3 GB minne" in err


def test_nothing_to_analyse_asks_for_nothing(initiative: Initiative) -> None:
    assert evaluation_demand(initiative, {}) is None
