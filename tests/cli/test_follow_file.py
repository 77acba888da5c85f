# SPDX-License-Identifier: Apache-2.0
"""`utfall follow FILE.toml`: the criteria that were locked hold, and what is done otherwise is told."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from utfall.cli.main import main

FILE = """schema = "utfall/initiative/1"

[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"

[[data]]
id = "matt"
file = "matt.csv"

[[data]]
id = "senare"
file = "finns_inte_an.csv"

[[outcomes]]
id = "poang"
label = { sv = "Mående", en = "Well-being" }
column = "poang"
unit = { sv = "poäng", en = "points" }

[[comparisons]]
id = "lottad"
data = "matt"
design = "rct"
treatment = "insats"
id_column = "id"

[[comparisons]]
id = "annan"
data = "senare"
design = "rct"
treatment = "x"

[[criteria]]
id = "upp"
kind = "success"
measure = "effect"
outcome = "poang"
at_least = 2

[[criteria]]
id = "stopp"
kind = "stop"
measure = "effect"
outcome = "poang"
at_most = -1

[follow_up]
time = "datum"
planned = 120
"""


def utfall(*words: str, cwd: Path, lang: str = "sv") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", lang)
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(cwd)
        code = main(list(words))
    return code, out.getvalue(), err.getvalue()


@pytest.fixture
def here(tmp_path: Path) -> Path:
    rng = np.random.default_rng(7)
    rows = [
        f"p{n},{n % 2},{20 + 6 * (n % 2) + rng.normal() * 3:.3f},2026-{n // 12 + 1:02d}-{n % 28 + 1:02d}"
        for n in range(96)
    ]
    (tmp_path / "matt.csv").write_text("\n".join(["id,insats,poang,datum", *rows]) + "\n", encoding="utf-8")
    (tmp_path / "satsning.toml").write_text(FILE, encoding="utf-8")
    return tmp_path


def lock(here: Path, date: str = "2025-12-01") -> None:
    code, _, err = utfall("plan", "lock", "satsning.toml", "--date", date, "--by", "Styrgruppen", cwd=here)
    assert code == 0, err


def told(*words: str, cwd: Path) -> dict[str, Any]:
    code, out, err = utfall("follow", *words, "--json", cwd=cwd)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    schema = json.loads(files("utfall.catalogue").joinpath("schemas/follow-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    return found


def test_the_locked_file_gives_the_looks_that_the_flags_would(here: Path) -> None:
    lock(here)
    by_file = told("satsning.toml", cwd=here)
    flags = ("--outcome", "poang", "--treatment", "insats", "--time", "datum", "--id", "id", "--planned", "120")
    by_flags = told("matt.csv", *flags, "--at-least", "2", "--at-most", "-1", cwd=here)
    assert by_file["looks"] == by_flags["looks"]
    assert [row["period"] for row in by_file["criteria"]] == [row["period"] for row in by_flags["criteria"]]
    assert [(row["id"], row["kind"], row["in_plan"]) for row in by_file["criteria"]] == [
        ("upp", "success", True),
        ("stopp", "stop", True),
    ]
    assert by_file["plan"] == {
        "status": "locked", "locked": "2025-12-01", "locked_after_first_measurement": False, "planned": 120,
        "deviations": [],
    }  # fmt: skip
    assert "plan" not in by_flags


@pytest.mark.parametrize(("lang", "words"), [
    ("sv", ("är de som låstes 2025-12-01", "Framgångskriteriet ”minst +2", "Stoppkriteriet ”högst −1")),
    ("en", ("are those locked on 2025-12-01", "The success criterion “at least +2", "The stop criterion “at most −1")),
])  # fmt: skip
def test_the_lines_say_where_the_criteria_come_from(here: Path, lang: str, words: tuple[str, ...]) -> None:
    lock(here)
    code, out, _ = utfall("follow", "satsning.toml", cwd=here, lang=lang)
    assert code == 0
    for word in words:
        assert word in out


def test_a_file_changed_after_the_lock_is_held_to_what_was_locked(here: Path) -> None:
    lock(here)
    path = here / "satsning.toml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace("at_least = 2", "at_least = 1").replace("planned = 120", "planned = 90")
    path.write_text(changed, encoding="utf-8")
    found = told("satsning.toml", cwd=here)
    assert found["plan"]["status"] == "changed"
    assert found["criteria"][0]["at_least"] == 2
    assert found["planned"] == 120
    assert len(found["plan"]["deviations"]) == 2
    (here / "satsning.toml.plan.json").unlink()
    loose = told("satsning.toml", cwd=here)
    assert loose["plan"]["status"] == "not-kept"
    assert (loose["criteria"][0]["at_least"], loose["planned"]) == (1, 90)
    assert any("Ingen kan då visa" in line for line in loose["text"])


def test_flags_beside_the_file_are_told_as_deviations(here: Path) -> None:
    lock(here)
    found = told("satsning.toml", "--at-least", "3", "--planned", "200", cwd=here)
    assert [(row["at_least"], row["in_plan"]) for row in found["criteria"] if row["at_least"]] == [
        (2, True),
        (3, False),
    ]
    text = "\n".join(found["text"])
    assert "enligt planen mäts 120 personer, men intervallen är gjorda för 200" in text
    assert "står inte i planen" in text
    same = told("satsning.toml", "--at-least", "2", "--planned", "120", cwd=here)
    assert len(same["criteria"]) == 2
    assert not any("Avvikelse" in line for line in same["text"])


def test_a_lock_after_the_first_measurements_is_warned_of(here: Path) -> None:
    lock(here, date="2026-03-01")
    found = told("satsning.toml", cwd=here)
    assert found["plan"]["locked_after_first_measurement"]
    assert any("efter att de första mätningarna" in line for line in found["text"])


def test_a_plan_that_is_not_locked_is_warned_of(here: Path) -> None:
    found = told("satsning.toml", cwd=here)
    assert (found["plan"]["status"], found["plan"]["locked"]) == ("unlocked", None)
    assert any("inte låst" in line for line in found["text"])


def test_the_threshold_of_the_file_is_never_lowered(here: Path) -> None:
    path = here / "satsning.toml"
    path.write_text(FILE + "\n[disclosure]\nthreshold = 20\n", encoding="utf-8")
    first = told("satsning.toml", "--min-cell", "1", cwd=here)["looks"][0]
    assert first["estimate_reason"] == "small-cell"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("satsning.toml", "--outcome", "poang"), "står i satsningsfilen"),
        (("satsning.toml", "--label", "Annat"), "står i satsningsfilen"),
        (("matt.csv", "--outcome", "poang"), "--treatment"),
        (("finns_inte.toml",), "finns_inte.toml"),
    ],
)
def test_a_call_that_says_too_much_or_too_little_is_refused(here: Path, words: tuple[str, ...], said: str) -> None:
    before = sorted(here.iterdir())
    code, out, err = utfall("follow", *words, "--out", "lage.html", cwd=here)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (FILE[FILE.index("[follow_up]") :], "", "[follow_up]"),
        ('time = "datum"', 'time = "dag"', "dag"),
        ('column = "poang"', 'column = "po"', "po"),
        ('treatment = "insats"', 'treatment = "grupp"', "grupp"),
    ],
)
def test_a_file_that_cannot_be_followed_says_what_to_mend(here: Path, old: str, new: str, said: str) -> None:
    (here / "satsning.toml").write_text(FILE.replace(old, new, 1), encoding="utf-8")
    code, out, err = utfall("follow", "satsning.toml", cwd=here)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_the_page_of_the_steering_group_is_written(here: Path) -> None:
    lock(here)
    code, _, err = utfall("follow", "satsning.toml", "--out", "lage.html", "--date", "2026-09-01", cwd=here)
    assert code == 0, err
    page = (here / "lage.html").read_text(encoding="utf-8")
    assert "Mående" in page
    assert "är de som låstes 2025-12-01" in page
