# SPDX-License-Identifier: Apache-2.0
"""`utfall appraise --out`: the economy alone as a document, with options, scale-up and what the portfolio claims."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from unit.reports.paper_text import words_of
from unit.thread.economy_sample import TEXT
from utfall.cli import appraise as command
from utfall.core.errors import InputError
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.io.initiative_file import parse_initiative
from utfall.reports.appraisal_document import appraisal_document
from utfall.reports.document import Document, Figure
from utfall.reports.render import render_document
from utfall.reports.result_json import dumps, economics
from utfall.reports.workbook import workbook
from utfall.thread import Evaluation
from utfall.thread.given import evaluate_economy
from utfall.thread.planned import scaled_to, work_out

PLANS = """
[scale_up]
persons = [20, 40]
fixed = 50_000
step_cost = 80_000
capacity = 10
retention = 0.5

[choice]
willingness = [0, 100_000, 200_000]

[[alternatives]]
id = "a"
label = { sv = "Som i dag", en = "As today" }
cost = { value = 10_000 }
effect = { value = 0.1 }

[[alternatives]]
id = "b"
label = { sv = "Coach", en = "Coach" }
cost = { value = 20_000 }
effect = { value = 0.2, low = 0.1, high = 0.3, distribution = "triangular" }
"""
GIVEN = ("arbete=0.2:0.1:0.3@0.3",)


@cache
def found(plans: str = PLANS, persons: float | None = None) -> Evaluation:
    return evaluate_economy(scaled_to(parse_initiative(TEXT + plans), persons), GIVEN, software="utfall 0")


def document(lang: Lang, plans: str = PLANS) -> Document:
    one = found(plans)
    assert isinstance(one.appraisal, Appraisal)
    return appraisal_document(one, one.appraisal, lang, date="2026-01-31")


def figure(name: str, lang: Lang = "sv") -> Figure:
    return next(one for one in document(lang).figures if one.id == name)


def cells(one: Figure) -> list[list[str]]:
    return [[cell.replace("\u00a0", " ") for cell in row] for row in one.data_table.rows]


@pytest.mark.parametrize("lang", LANGS)
def test_it_says_that_nothing_is_measured_and_draws_every_figure(lang: Lang) -> None:
    text = words_of(document(lang))
    assert {"sv": "effekterna är antaganden", "en": "the effects are assumptions"}[lang] in text
    names = {one.id for one in document(lang).figures}
    wanted = {"figure-acceptability", "figure-scale-up", "figure-waterfall-society", "figure-cash", "figure-do-nothing"}
    assert wanted <= names
    for form in ("pdf", "docx"):
        assert len(render_document(document(lang), form)) > 10_000


def test_the_acceptability_figure_holds_the_curves_of_the_choice() -> None:
    choice = work_out(found().initiative, None).choice
    assert choice is not None
    rows = cells(figure("figure-acceptability"))
    assert [row[1] for row in rows[:2]] == ["Som i dag", "Coach"]
    # At 0 kronor per unit the cheaper option is best in every draw.
    assert rows[0][2] == "100 %"
    assert choice.acceptability.probability[0].tolist() == [1.0, 0.0]
    # At 100 000 the extra 0.1 is worth what it costs on average: half of the draws.
    assert choice.acceptability.probability[1][1] == pytest.approx(0.5, abs=0.02)


def test_the_scale_up_figure_holds_curve_and_roll_out() -> None:
    one = found()
    assert isinstance(one.appraisal, Appraisal)
    plan = work_out(one.initiative, one.appraisal)
    rows = cells(figure("figure-scale-up"))
    phases = [row for row in rows if row[0].isdigit()]
    assert plan.scale_up is not None
    # 50 000 + 2 teams of 80 000; gain 20 persons x 4 000 x half kept in the first year.
    assert (phases[0][1], phases[0][2], phases[0][3]) == ("20", "210", "40")
    assert plan.scale_up.cost[0] == 210_000
    assert plan.scale_up.gain[0] == pytest.approx(40_000)
    assert [row[0] for row in rows].count("Kurva") == len(plan.scale_up_curve)
    assert plan.scale_up_curve[-1].persons == 60.0


def test_more_persons_by_the_plans_own_pattern() -> None:
    one = found(PLANS, 120.0)
    assert isinstance(one.appraisal, Appraisal)
    plan = one.initiative.plans.scale_up
    assert plan is not None
    assert plan.persons == (40.0, 80.0)
    with pytest.raises(InputError, match="scale-up-missing"):
        scaled_to(parse_initiative(TEXT), 10.0)


def test_without_plans_the_document_has_neither_figure() -> None:
    names = {one.id for one in document("sv", "").figures}
    assert not {"figure-acceptability", "figure-scale-up"} & names


def test_the_workbook_of_given_effects_takes_them_as_input() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(found(), "sv", date="2026-01-31")), data_only=True)
    rows = {row[8]: row[1] for row in book["Antaganden"].iter_rows(min_row=5, values_only=True)}
    assert rows["p_effect_arbete"] == 0.2


def test_other_effects_are_another_run() -> None:
    other = evaluate_economy(parse_initiative(TEXT + PLANS), ("arbete=0.1:0:0.2@0.3",), software="utfall 0")
    assert other.provenance.run_id != found().provenance.run_id


def test_the_command_writes_a_folder_per_initiative_and_tells_what_they_claim(tmp_path: Path) -> None:
    claim = '\n[claims]\npeople = "unga"\noutcomes = { arbete = 0.6 }\n'
    path = tmp_path / "prov.toml"
    path.write_text(TEXT + PLANS + claim, encoding="utf-8")
    out = tmp_path / "ut"
    call = [str(path), "--effect", GIVEN[0], "--out", str(out), "--format", "json,html,xlsx", "--date", "2026-01-31"]
    done = CliRunner().invoke(command.command(), call, catch_exceptions=False)
    assert done.exit_code == 0
    assert sorted(one.name for one in out.iterdir()) == ["ekonomi.html", "ekonomi.json", "kalkyl.xlsx"]
    assert json.loads((out / "ekonomi.json").read_text(encoding="utf-8"))["schema"] == "utfall/economics/1"


def test_each_assumption_moves_the_rate_that_is_needed_too() -> None:
    """Cost 100 000; potential 10 x 0.7 x 100 000 = 700 000 at one unit each, 0.8 and 1.2 times that at the ends."""
    (row,) = [row for row in found().sensitivity if row.break_even_swing]
    assert row.break_even_low == pytest.approx(100 / 560)
    assert row.break_even_high == pytest.approx(100 / 840)
    assert row.break_even_swing == pytest.approx(100 / 560 - 100 / 840)
    table = next(one for one in document("sv").tables if "verkningsgraden som krävs" in one.caption)
    assert [cell.replace("\u00a0", " ") for cell in table.rows[0][1:]] == ["17,9 %", "11,9 %"]
    one = found()
    told = json.loads(dumps(economics(one.appraisal, one.sensitivity, one.initiative, "sv")))
    rates = [(r["break_even_rate_low"], r["break_even_rate_high"]) for r in told["sensitivity"]]
    assert (row.break_even_low, row.break_even_high) in rates
