# SPDX-License-Identifier: Apache-2.0
"""What was done otherwise than planned is told: in the paper, the annex, the summary and result.json."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from utfall.cli.main import main

DEMO = Path(__file__).resolve().parents[2] / "demos" / "vagen_till_jobb"


def utfall(*words: str, cwd: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", "sv")
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(cwd)
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name in ("initiative.toml", "initiative.toml.plan.json", "personer.csv"):
        (tmp_path / name).write_bytes((DEMO / name).read_bytes())
    return tmp_path


def change(here: Path, old: str, new: str) -> None:
    path = here / "initiative.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def result(here: Path) -> dict[str, Any]:
    code, out, err = utfall("evaluate", "initiative.toml", "--json", cwd=here)
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


def test_a_plan_that_was_kept_has_no_deviations(here: Path) -> None:
    plan = result(here)["plan"]
    assert (plan["kept"], plan["deviations"], plan["versions"]) == (True, [], [])
    assert plan["text"] == ["Inget avviker från planen som låstes 2024-01-15."]


def test_a_changed_criterion_stands_in_paper_annex_summary_and_data(here: Path) -> None:
    change(here, "horizon_years = 5", "horizon_years = 6")
    found = result(here)["plan"]
    assert found["kept"] is False
    (only,) = found["deviations"]
    assert (only["section"], only["field"], only["change"]) == ("appraisal", "horizon_years", "changed")
    code, out, err = utfall("evaluate", "initiative.toml", "--out", "ut", "--format", "html", cwd=here)
    assert code == 0, err
    assert "1 sak avviker från planen som låstes 2024-01-15" in out
    for name in ("beslutsunderlag.html", "teknisk-bilaga.html"):
        page = (here / "ut" / name).read_text(encoding="utf-8")
        assert "Avvikelser från planen" in page
        assert only["text"] in page


def test_a_new_version_is_told_with_its_reason_and_what_it_changed(here: Path) -> None:
    change(here, "at_most = -0.02", "at_most = -0.05")
    code, _, err = utfall(
        "plan", "lock", "initiative.toml", "--by", "Styrgruppen", "--new-version", "--reason", "Skola B drog sig ur",
        "--date", "2024-03-01", cwd=here,
    )  # fmt: skip
    assert code == 0, err
    found = result(here)["plan"]
    assert (found["kept"], found["deviations"], found["date"]) == (True, [], "2024-03-01")
    (version,) = found["versions"]
    assert (version["date"], version["reason"]) == ("2024-01-15", "Skola B drog sig ur")
    assert [(one["section"], one["field"]) for one in version["changes"]] == [("criteria", "at_most")]
    assert "Planen som låstes 2024-01-15 av Styrgruppen ersattes: Skola B drog sig ur." in found["text"]


def test_what_was_locked_but_not_kept_is_told_as_unknown(here: Path) -> None:
    change(here, "at_most = -0.02", "at_most = -0.05")
    (here / "initiative.toml.plan.json").unlink()
    found = result(here)["plan"]
    assert (found["kept"], found["deviations"], found["deviations_reason"]) == (False, None, "plan-not-kept")
    assert "inte sparad bredvid satsningsfilen" in " ".join(found["text"])


def test_a_kept_plan_that_was_tampered_with_is_refused(here: Path) -> None:
    beside = here / "initiative.toml.plan.json"
    beside.write_text(beside.read_text(encoding="utf-8").replace('"fore-efter"', '"efterat"'), encoding="utf-8")
    for command in ("check", "evaluate"):
        code, _, err = utfall(command, "initiative.toml", cwd=here)
        assert code == 2
        assert "initiative.toml.plan.json" in err
    assert not (here / "out").exists()


def test_a_number_of_participants_that_the_data_do_not_hold_is_said(here: Path) -> None:
    assert result(here)["participants"]["planned"] == result(here)["participants"]["found"] == 160
    change(here, "participants = 160", "participants = 240")
    code, out, err = utfall("evaluate", "initiative.toml", "--out", "ut", "--format", "html", cwd=here)
    assert code == 0, err
    said = "Planen och kalkylen räknar med 240 deltagare, men data har 160 i insatsgruppen"
    assert said in out
    assert said in (here / "ut" / "beslutsunderlag.html").read_text(encoding="utf-8")
