# SPDX-License-Identifier: Apache-2.0
"""`utfall follow`: the numbers, what is held back, the page, and what is refused."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

from utfall.cli.main import main
from utfall.effects.sequential import mean_difference_sequence, share_difference_sequence


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


def follow(*arguments: str, cwd: Path, lang: str = "sv") -> Done:
    words = ["follow", "matt.csv", *arguments]
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        patch.setenv("UTFALL_LANG", lang)
        patch.setattr(sys, "argv", ["utfall", *words])
        patch.chdir(cwd)
        code = main(words)
    return Done(code, out.getvalue(), err.getvalue())


POINTS = ("--outcome", "poang", "--treatment", "insats", "--time", "datum")
SHARE = ("--outcome", "arbete", "--treatment", "insats", "--time", "datum")


def told(*arguments: str, cwd: Path) -> dict[str, Any]:
    done = follow(*arguments, "--json", cwd=cwd)
    assert done.code == 0, done.err
    assert done.err == ""
    found: dict[str, Any] = json.loads(done.out)
    schema = json.loads(files("utfall.catalogue").joinpath("schemas/follow-1.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(found)
    return found


def people(effect: float = 6.0, months: int = 8, a_month: int = 12) -> list[tuple[str, int, int, float, str]]:
    """Return persons: id, group (every second), in work or not, points and date."""
    rng = np.random.default_rng(7)
    rows = []
    for n in range(months * a_month):
        group = n % 2
        work = int(rng.random() < 0.3 + 0.5 * group)
        rows.append(
            (
                f"p{n}",
                group,
                work,
                20 + effect * group + rng.normal() * 3,
                f"2026-{n // a_month + 1:02d}-{n % 28 + 1:02d}",
            )
        )
    return rows


def write(folder: Path, rows: list[tuple[str, int, int, float, str]]) -> None:
    lines = [f"{a},{b},{c},{d:.3f},{e}" for a, b, c, d, e in rows]
    (folder / "matt.csv").write_text("\n".join(["id,insats,arbete,poang,datum", *lines]) + "\n", encoding="utf-8")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    write(tmp_path, people())
    return tmp_path


def test_each_month_is_the_interval_of_all_measured_until_then(here: Path) -> None:
    found = told(*POINTS, "--planned", "96", cwd=here)
    rows = [(group, round(points, 3), date[:7]) for _, group, _, points, date in people()]
    assert [look["period"] for look in found["looks"]] == [f"2026-{m:02d}" for m in range(1, 9)]
    for look in found["looks"]:
        seen = [(g, y) for g, y, month in rows if month <= look["period"]]
        a, b = (np.array([y for g, y in seen if g == group]) for group in (1, 0))
        wanted = mean_difference_sequence(a, b, planned=96)
        assert look["estimate"] == pytest.approx(wanted.value, abs=1e-12)
        assert look["ci"] == pytest.approx([wanted.low, wanted.high], abs=1e-12)
        assert (look["n_intervention"], look["n_comparison"]) == (wanted.n_1, wanted.n_0)


def test_shares_are_followed_exactly(here: Path) -> None:
    last = told(*SHARE, cwd=here)["looks"][-1]
    events = [sum(w for _, g, w, _, _ in people() if g == group) for group in (1, 0)]
    wanted = share_difference_sequence(events[0], 48, events[1], 48)
    assert last["ci"] == pytest.approx([wanted.low, wanted.high], abs=1e-12)
    assert last["p_value"] == pytest.approx(wanted.p_value, abs=1e-12)


def test_a_criterion_is_met_the_first_month_the_whole_interval_lies_beyond_it(here: Path) -> None:
    found = told(*POINTS, "--planned", "96", "--at-least", "2", "--at-most", "0", cwd=here)
    least, most = found["criteria"]
    first = next(look["period"] for look in found["looks"] if look["ci"][0] > 2)
    assert (least["met"], least["period"]) == (True, first)
    assert (most["met"], most["period"], most["period_reason"]) == (False, None, "not-met")
    said = follow(*POINTS, "--planned", "96", "--at-least", "2", cwd=here).out
    assert f"Kriteriet ”minst +2” uppfylldes {first}" in said
    assert "Skillnaden är en effekt bara om lotten avgjorde" in said


def test_running_limits_never_widen(here: Path) -> None:
    runs = [look["ci_running"] for look in told(*POINTS, "--planned", "96", cwd=here)["looks"]]
    assert [low for low, _ in runs] == sorted(low for low, _ in runs)
    assert [high for _, high in runs] == sorted((high for _, high in runs), reverse=True)


def test_too_few_new_people_are_not_shown(tmp_path: Path) -> None:
    rows = people()
    write(tmp_path, [*rows[:24], *[r for r in rows[24:36] if r[1] == 0], *rows[25:28:2], *rows[36:]])
    looks = {look["period"]: look for look in told(*POINTS, cwd=tmp_path)["looks"]}
    assert looks["2026-03"]["estimate_reason"] == "few-new"
    assert looks["2026-03"]["n_intervention"] is None
    assert "2026-03: visas inte: för få nya i en grupp sedan förra" in follow(*POINTS, cwd=tmp_path).out


def test_an_effect_that_changes_is_told(tmp_path: Path) -> None:
    rows = people(effect=30, months=20, a_month=40)
    turned = [r if int(r[0][1:]) < 200 else (r[0], r[1], r[2], r[3] - 60 * r[1], r[4]) for r in rows]
    dated = [
        (a, b, c, d, f"{2026 + (int(a[1:]) // 40) // 12}-{(int(a[1:]) // 40) % 12 + 1:02d}-01")
        for a, b, c, d, _ in turned
    ]
    write(tmp_path, dated)
    found = told(*POINTS, "--planned", "800", cwd=tmp_path)
    assert found["consistent"] is False
    assert found["looks"][-1]["ci_running"] is None
    assert "utesluter varandra" in follow(*POINTS, cwd=tmp_path).out


@pytest.mark.parametrize(
    ("lang", "words"), [("sv", "Löpande uppföljning: Mående"), ("en", "Continuous follow-up: Mående")]
)
def test_the_page_has_answer_figure_and_table(here: Path, lang: str, words: str) -> None:
    done = follow(
        *POINTS,
        "--at-least",
        "2",
        "--label",
        "Mående",
        "--out",
        "lage.html",
        "--date",
        "2026-09-01",
        cwd=here,
        lang=lang,
    )
    assert done.code == 0, done.err
    page = (here / "lage.html").read_text(encoding="utf-8")
    assert words in page
    assert "2026-09-01" in page
    assert "--planned" not in page
    assert page.count("<svg") >= 1
    again = follow(*POINTS, "--out", "lage.html", cwd=here, lang=lang)
    assert again.code == 2
    assert (here / "lage.html").read_text(encoding="utf-8") == page


def test_names_of_the_lines_stand_in_a_key_where_they_cannot_collide(here: Path) -> None:
    follow(*POINTS, "--at-least", "0.1", "--at-most", "0.05", "--out", "lage.svg", cwd=here)
    drawn = (here / "lage.svg").read_text(encoding="utf-8")
    names = ("ingen skillnad", "minst +0,1: uppfyllt", "högst +0,05: inte uppfyllt")
    heights = [
        float(drawn[: drawn.index(name)].rpartition("translate(")[2].split(")")[0].split(",")[1]) for name in names
    ]
    assert [round(b - a) for a, b in pairwise(heights)] == [16, 16]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ("--outcome", "insats", "--treatment", "insats", "--time", "datum"),
            ("--outcome", "--treatment", "två olika"),
        ),
        (("--outcome", "poang", "--treatment", "insats", "--time", "manad"), ("manad",)),
        ((*SHARE, "--at-least", "10"), ("--at-least", "0.10")),
        ((*POINTS, "--at-least", "nan"), ("--at-least",)),
        ((*POINTS, "--out", "lage.pdf"), (".html", ".svg")),
        ((*POINTS, "--planned", "0"), ("--planned",)),
        (("--outcome", "poang", "--treatment", "insats", "--time", "id"), ("tidpunkt", "2026-08")),
        ((*POINTS, "--date", "i går"), ("--date",)),
    ],
)
def test_a_call_that_is_wrong_is_refused_in_words(
    here: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    done = follow(*arguments, cwd=here)
    assert done.code == 2, done.out
    assert done.out == ""
    for word in words:
        assert word in done.err
    assert sorted(path.name for path in here.iterdir()) == ["matt.csv"]


def test_a_person_on_two_rows_is_refused(here: Path) -> None:
    rows = people()
    write(here, [*rows, rows[0]])
    done = follow(*POINTS, "--id", "id", cwd=here)
    assert done.code == 2
    assert "id" in done.err


def test_nothing_to_show_yet_is_a_refusal(tmp_path: Path) -> None:
    write(tmp_path, people(months=1, a_month=8))
    done = follow(*POINTS, cwd=tmp_path)
    assert done.code == 3
    assert "färre än 5 mätta" in done.err
    assert "Vänta tills fler är mätta" in done.err


def test_one_group_only_is_a_refusal(tmp_path: Path) -> None:
    write(tmp_path, [row for row in people() if row[1] == 1])
    assert follow(*POINTS, cwd=tmp_path).code in {2, 3}
