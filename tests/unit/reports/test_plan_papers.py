# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable

import pytest

from unit.reports.workplan_sample import PLAN
from utfall.core.initiative import Initiative
from utfall.core.outcome import Criterion
from utfall.core.text import Lang, Text
from utfall.core.workplan import Evidence, Risk, WorkPlan
from utfall.reports.document import Document, Heading, Table
from utfall.reports.html import render_html
from utfall.reports.phrases.workplan import MISSING
from utfall.reports.plan_papers import (
    board_case,
    consent_form,
    ex_ante_paper,
    information_letter,
    lead_instruction,
    project_plan,
)

INITIATIVE = Initiative(
    id="vag",
    title=Text(sv="Vägen", en="The way"),
    summary=Text(sv="Coacher stöder unga vuxna.", en="Coaches support young adults."),
    target_group=Text(sv="Unga", en="Young people"),
    criteria=(Criterion(id="c", kind="success", measure="npv_society", at_least=1_000_000.0),),
)
PAPERS: dict[str, Callable[[Initiative, WorkPlan, Lang], Document]] = {
    "paper": lambda i, p, lang: ex_ante_paper(i, p, None, lang, date="2026-11-27"),
    "case": lambda i, p, lang: board_case(i, p, None, lang, date="2026-11-27"),
    "project": lambda i, p, lang: project_plan(i, p, lang, date="2026-11-27"),
    "lead": lambda i, p, lang: lead_instruction(i, p, lang, date="2026-11-27"),
    "letter": lambda i, p, lang: information_letter(i, p, lang, date="2026-11-27"),
    "consent": lambda i, p, lang: consent_form(i, p, lang, date="2026-11-27"),
}


def tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_empty_plan_gives_every_document_with_its_gaps_said(name: str, lang: Lang) -> None:
    page = render_html(PAPERS[name](INITIATIVE, WorkPlan(), lang))
    assert MISSING.of(lang) in page
    full = render_html(PAPERS[name](INITIATIVE, PLAN, lang))
    assert full.count(MISSING.of(lang)) < page.count(MISSING.of(lang))


def test_a_count_of_few_people_is_not_shown_and_a_large_one_is() -> None:
    rows = tables(PAPERS["paper"](INITIATIVE, PLAN, "sv"))["Vad som styrker behov 1"].rows
    assert [row[2] for row in rows] == ["120 av 400 (30\u00a0%)", "visas inte, för få personer", "–"]


def test_almost_everybody_is_as_telling_as_almost_nobody() -> None:
    nearly_all = Evidence(kind="quantitative", text=Text.same("t"), source="s", numerator=398, denominator=400)
    all_of_them = Evidence(kind="quantitative", text=Text.same("t"), source="s", numerator=400, denominator=400)
    assert nearly_all.small(5)
    assert not all_of_them.small(5)
    with pytest.raises(ValueError, match="more have the need"):
        Evidence(kind="quantitative", text=Text.same("t"), source="s", numerator=5, denominator=4)


def test_risks_stand_by_their_score_and_harm_is_marked() -> None:
    rows = tables(PAPERS["project"](INITIATIVE, PLAN, "en"))["Risks by score"].rows
    assert [(row[0], row[3]) for row in rows] == [
        ("Few take part", "6"),
        ("Participants lose another contact (could hurt a person)", "3"),
    ]
    scores = {
        Risk(text=Text.same("r"), probability=p, impact=i).priority for p in ("low", "high") for i in ("low", "high")
    }
    assert scores == {1, 3, 9}


def test_the_case_follows_the_order_of_the_political_process() -> None:
    case = PAPERS["case"](INITIATIVE, PLAN, "sv")
    heads = [block.text for block in case.blocks if isinstance(block, Heading)]
    asked = [
        "Förslag till beslut", "Sammanfattning", "Bakgrund", "Ärendets beredning", "Jämställdhetsanalys",
        "Förvaltningens synpunkter och förslag", "Underskrifter",
    ]  # fmt: skip
    assert [head for head in heads if head in asked] == asked


def test_without_a_comparison_the_paper_warns_that_no_effect_can_be_named() -> None:
    assert "kan en förändring inte kallas effekt" in render_html(PAPERS["paper"](INITIATIVE, PLAN, "sv"))


def test_what_a_planner_wrote_is_never_read_as_markup() -> None:
    nasty = Initiative(
        id="x",
        title=Text.same("<script>alert(1)</script>"),
        summary=Text.same("=cmd|'/C calc'!A0"),
        target_group=Text.same("&"),
    )
    assert "<script>alert" not in render_html(PAPERS["project"](nasty, PLAN, "sv"))
