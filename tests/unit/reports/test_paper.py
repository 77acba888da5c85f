# SPDX-License-Identifier: Apache-2.0
"""The decision paper: verdict first, the right sections, and no word that goes further than the evidence."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from unit.reports.paper_text import words_of
from unit.thread.test_unfounded import ECONOMY, on_a_change, on_a_raw_comparison
from unit.thread.thread_sample import (
    BEFORE_AFTER,
    DEMOS,
    DID,
    OUTCOME,
    RCT,
    comparison,
    demo,
    initiative,
    loaded,
    people,
    run,
    run_demo,
)
from utfall.core.designs import Design
from utfall.core.estimate import EvidenceGrade
from utfall.core.initiative import PlanLock
from utfall.core.outcome import Outcome
from utfall.core.text import LANGS, Lang, Text
from utfall.effects.verdict import VerdictOutcome
from utfall.reports.document import Callout, Document, Figure, Heading, KeyFigures, Table
from utfall.reports.paper import decision_paper
from utfall.reports.phrases.effects import GRADE_NAMES
from utfall.thread import Evaluation

# What says that the initiative caused something. Allowed only where the evidence carries it.
CAUSAL = {
    "sv": re.compile(r"en effekt av satsningen|satsningen (?:ledde|gav|minskade|ökade|gjorde att)|tack vare", re.I),
    "en": re.compile(r"an effect of the initiative|initiative (?:led|gave|raised|lowered|caused)|thanks to", re.I),
}  # fmt: skip
DENIAL = {
    "sv": re.compile(r"får inte läsas som en effekt av satsningen|Beloppen visar inte vad satsningen gav"),
    "en": re.compile(r"must not be read as an effect of the initiative|do not show what the initiative gave"),
}


def paper(found: Evaluation, lang: Lang) -> Document:
    return decision_paper(found, lang, date="2026-01-31")


def anchors(document: Document) -> list[str | None]:
    return [block.anchor for block in document.blocks if isinstance(block, Heading)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_the_verdict_comes_before_everything_but_the_illustration_warning(name: str, lang: Lang) -> None:
    found = demo(name)
    callouts = list(paper(found, lang).blocks[: 1 + found.initiative.illustration])
    assert all(isinstance(block, Callout) for block in callouts)
    last = callouts[-1]
    assert isinstance(last, Callout)
    assert last.kind == f"verdict_{found.verdict.outcome.value}"


@pytest.mark.parametrize("lang", LANGS)
def test_the_sections_come_in_the_order_of_the_questions(lang: Lang) -> None:
    wanted = ["question", "effect", "other", "gender", "economy", "payback", "sensitivity", "criteria", "caveats"]
    assert anchors(paper(demo("vagen_till_jobb"), lang)) == wanted
    assert (
        anchors(paper(demo("supported_work"), lang)) == wanted
    )  # without a sex column the section says what is missing


@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_says_in_words_what_it_shows(lang: Lang) -> None:
    for name in DEMOS:
        figures = [block for block in paper(demo(name), lang).blocks if isinstance(block, Figure)]
        assert len(figures) >= 4
        for figure in figures:
            assert len(figure.alt) > 40
            assert figure.data_table.rows


def test_the_published_numbers_stand_in_the_text() -> None:
    """Dehejia and Wahba (1999): 1,794 among 185 and 260; −8,498 against the survey."""
    text = words_of(paper(demo("supported_work"), "sv"))
    for shown in ("+1 794 dollar per år", "185 deltagare", "260 i jämförelsegruppen", "−8 498 dollar per år"):
        assert shown in text
    assert "+1,794 dollars per year" in words_of(paper(demo("supported_work"), "en"))


def test_the_raw_comparison_is_said_not_to_be_an_effect() -> None:
    text = words_of(paper(demo("supported_work"), "sv"))
    (line,) = (
        line
        for line in text.splitlines()
        if line.startswith("Rå jämförelse med befolkningsundersökning, som om lotten avgjort. ")
    )
    assert "får inte läsas som en effekt av satsningen" in line


@pytest.mark.parametrize("lang", LANGS)
def test_a_verdict_on_limited_evidence_says_so_in_the_box(lang: Lang) -> None:
    box = next(b for b in paper(demo("vagen_till_jobb"), lang).blocks if isinstance(b, Callout) and "verdict" in b.kind)
    text = words_of(replace(paper(demo("vagen_till_jobb"), lang), blocks=(box,)))
    assert ("begränsat underlag" if lang == "sv" else "limited evidence") in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("make", [on_a_change, on_a_raw_comparison, lambda: run(initiative(comparison(BEFORE_AFTER)))])
def test_without_evidence_nothing_is_called_an_effect(make: object, lang: Lang) -> None:
    assert callable(make)
    document = paper(make(), lang)
    text = DENIAL[lang].sub("", words_of(document))
    assert CAUSAL[lang].findall(text) == []
    figures = [block for block in document.blocks if isinstance(block, KeyFigures)]
    assert not any("netto" in card.label or "Net " in card.label for block in figures for card in block.cards)


@pytest.mark.parametrize("lang", LANGS)
def test_an_economy_on_a_change_warns_before_its_first_amount(lang: Lang) -> None:
    blocks = paper(on_a_change(), lang).blocks
    (place,) = (n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.anchor == "economy")
    following = blocks[place + 1]
    assert isinstance(following, Callout)
    assert following.kind == "warning"
    assert ("Effekten:" if lang == "sv" else "The effect:") not in words_of(paper(on_a_change(), lang))


@pytest.mark.parametrize("lang", LANGS)
def test_a_change_is_asked_about_as_a_change(lang: Lang) -> None:
    headings = [b.text for b in paper(run(initiative(comparison(BEFORE_AFTER))), lang).blocks if isinstance(b, Heading)]
    assert ("Vad ändrades?" if lang == "sv" else "What changed?") in headings
    assert ("Gjorde satsningen skillnad?" if lang == "sv" else "Did the initiative make a difference?") not in headings


@pytest.mark.parametrize("lang", LANGS)
def test_did_says_what_two_measurements_cannot_show(lang: Lang) -> None:
    text = words_of(paper(run(initiative(comparison(DID))), lang))
    assert ("två mättillfällen inte kan visa" if lang == "sv" else "two measurements cannot show") in text


def test_did_shows_the_two_changes_and_not_as_levels() -> None:
    """The made-up people gain about 3 with the initiative and 1 without, from about 10."""
    text = words_of(paper(run(initiative(comparison(DID))), "sv"))
    assert "Poäng: ändrades med +3,05 poäng bland 120 deltagare och med +0,83 poäng bland 120" in text


@pytest.mark.parametrize("lang", LANGS)
def test_without_economy_and_criteria_those_sections_are_gone_and_the_gender_analysis_is_missed(lang: Lang) -> None:
    document = paper(run(initiative(comparison(RCT), criteria=())), lang)
    assert anchors(document) == ["question", "effect", "gender"]
    missed = "Kolumnen ”sex” ser ut att hålla kön" if lang == "sv" else "The column 'sex' seems to hold the sex"
    assert missed in words_of(document)
    assert not [block for block in document.blocks if isinstance(block, Table)]
    assert ("Inga kriterier var bestämda" if lang == "sv" else "No criteria were set") in words_of(document)


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_can_be_followed_back(lang: Lang) -> None:
    found = demo("supported_work")
    document = paper(found, lang)
    text = words_of(document)
    assert document.meta.run_id == found.provenance.run_id
    for needed in (*(file.sha256 for file in found.provenance.inputs), found.provenance.software, "1978"):
        assert needed in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_plan_changed_after_its_lock_is_told(lang: Lang) -> None:
    kept = PlanLock(date="2024-01-15", sha256=loaded("supported_work").initiative.plan_sha256)
    for lock, said in (
        (kept, ("är oförändrade", "have not been changed")),
        (replace(kept, sha256="0" * 64), ("har ändrats efter låsningen", "has been changed after it was locked")),
    ):
        text = words_of(paper(run_demo("supported_work", lock=lock), lang))
        assert said[0 if lang == "sv" else 1] in text
        assert "2024-01-15" in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_no_hole_and_no_other_language_is_left(name: str, lang: Lang) -> None:
    text = words_of(paper(demo(name), lang))
    assert not re.search(r"\{\w*\}|\bnan\b|\binf\b|\bNone\b|\(\)|\.\.(?!\.)", text)
    other = r"\b(och|eller|inte|med|från)\b" if lang == "en" else r"\b(the|and|with|from|not)\b"
    # File names, hashes and the titles of sources may hold anything; sentences may not.
    assert not re.search(other, text), re.search(f".{{0,60}}{other}.{{0,60}}", text)


@pytest.mark.parametrize("lang", LANGS)
def test_money_that_never_comes_back_is_said_plainly(lang: Lang) -> None:
    said = "är pengarna inte tillbaka inom horisonten" if lang == "sv" else "the money is not back within the horizon"
    assert said in words_of(paper(demo("supported_work"), lang))
    assert said not in words_of(paper(demo("vagen_till_jobb"), lang))


@pytest.mark.parametrize("lang", LANGS)
def test_criteria_on_the_economy_alone_rest_on_the_same_evidence(lang: Lang) -> None:
    found = run_demo("vagen_till_jobb", criteria=ECONOMY)
    assert found.verdict.outcome is VerdictOutcome.SUCCESS
    said = "Utlåtandet vilar på begränsat underlag" if lang == "sv" else "The verdict rests on limited evidence"
    assert said in words_of(paper(found, lang))


MOOD = Outcome(id="mood", label=Text(sv="Trivsel", en="Mood"), column="after", unit=Text(sv="poäng", en="points"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("second", [BEFORE_AFTER, RCT])
def test_an_outcome_that_only_another_comparison_measures_is_told_with_how_sure_it_is(
    second: Design, lang: Lang
) -> None:
    plan = initiative(
        comparison(DID, outcomes=("score",)),
        comparison(second, id_="second", primary=False, outcomes=("mood",)),
        outcomes=(OUTCOME, MOOD),
    )
    document = paper(run(plan), lang)
    assert "further" in anchors(document)
    assert "other" not in anchors(document)
    text = words_of(document)
    assert "no part of the economy or the verdict" in text or "ingår inte i ekonomin eller utlåtandet" in text
    sure = (
        GRADE_NAMES[EvidenceGrade.STRONG].of(lang)
        if second is RCT
        else "inte en effekt"
        if lang == "sv"
        else "not an effect"
    )
    assert sure in text[text.index("Trivsel" if lang == "sv" else "Mood") :]


@pytest.mark.parametrize("lang", LANGS)
def test_a_refused_comparison_of_its_own_outcome_says_why(lang: Lang) -> None:
    same = Outcome(id="same", label=Text(sv="Lika", en="Alike"), column="same")
    plan = initiative(
        comparison(DID, outcomes=("score",)),
        comparison(RCT, id_="second", primary=False, outcomes=("same",)),
        outcomes=(OUTCOME, same),
    )
    text = words_of(paper(run(plan), lang))
    assert ("gick inte att räkna ut" if lang == "sv" else "could not be computed") in text


@pytest.mark.parametrize("lang", LANGS)
def test_a_figure_of_insufficient_evidence_shows_a_difference_and_no_effect(lang: Lang) -> None:
    found = on_a_raw_comparison()
    figure = next(b for b in paper(found, lang).blocks if isinstance(b, Figure) and b.id == "figure-effect")
    assert figure.title.startswith("Skillnad" if lang == "sv" else "Difference")
    assert ("ingen effekt" if lang == "sv" else "no effect") not in figure.svg


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_that_settles_nothing_is_not_introduced_as_sure(lang: Lang) -> None:
    rng = np.random.default_rng(3)
    unsure = people(gain=0.0).with_columns(after=pl.Series(rng.normal(10, 3, 240)))
    sure, how = (
        ("Hur säkert:", "Hur jämförelsen är gjord:") if lang == "sv" else ("How sure:", "How the comparison was")
    )
    text = words_of(paper(run(initiative(comparison(RCT)), unsure), lang))
    assert how in text
    assert sure not in text
    assert sure in words_of(paper(run(initiative(comparison(RCT))), lang))
