# SPDX-License-Identifier: Apache-2.0
"""The economy alone as a document: who pays and who gains first, then every step, plan and check."""

from __future__ import annotations

from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.reports import charts
from utfall.reports.annex import economy_blocks
from utfall.reports.document import (
    Block,
    BulletList,
    Callout,
    Document,
    Heading,
    KeyFigures,
    Meta,
    Paragraph,
)
from utfall.reports.origin import provenance_block
from utfall.reports.paper import economy_cards, illustration_callout
from utfall.reports.phrases import economy, purses
from utfall.thread import Evaluation


def appraisal_document(evaluation: Evaluation, appraisal: Appraisal, lang: Lang, *, date: str) -> Document:
    """Return the document of an appraisal: its effects measured, or given before the start when there are no answers.

    Parameters
    ----------
    date
        ISO date of the document.
    """
    initiative = evaluation.initiative
    return Document(
        title=initiative.title.of(lang),
        subtitle=_say(lang, "Kalkylen", "The appraisal"),
        lang=lang,
        meta=Meta(
            organisation=initiative.organisation.of(lang) or initiative.title.of(lang),
            date=date,
            run_id=evaluation.provenance.run_id,
        ),
        blocks=(
            *illustration_callout(evaluation, lang),
            *_basis(evaluation, appraisal, lang),
            *_summary(evaluation, appraisal, lang),
            *economy_blocks(evaluation, lang),
            provenance_block(evaluation, lang),
        ),
    )


def _say(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _basis(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    """Return that the effects are assumptions, when nothing has been measured."""
    if evaluation.answers:
        return []
    title = _say(lang, "Före start: effekterna är antaganden", "Before the start: the effects are assumptions")
    return [Callout.of("info", title, economy.given_sentence(appraisal, lang))]


def _summary(evaluation: Evaluation, appraisal: Appraisal, lang: Lang) -> list[Block]:
    given = not evaluation.answers
    founded = not evaluation.unfounded
    pocket = purses.wrong_pocket_sentence(appraisal, lang)
    blocks: list[Block] = [
        *([KeyFigures(tuple(economy_cards(appraisal, lang)))] if founded else []),
        Heading(1, _say(lang, "Vem betalar och vem vinner?", "Who pays and who gains?"), "economy"),
        Paragraph.of(purses.society_sentence(appraisal, lang, chance=founded)),
        BulletList.of(*purses.actors_sentences(appraisal, lang)),
        *([Paragraph.of(pocket)] if pocket else []),
        charts.actors_figure_of(appraisal, lang),
        Heading(1, _say(lang, "När är pengarna tillbaka?", "When is the money back?"), "payback"),
        *([Paragraph.of(economy.realisation_sentence(appraisal, lang, given=given))] if founded else []),
        charts.payback_figure_of(appraisal, lang),
    ]
    if evaluation.sensitivity:
        title = _say(lang, "Vad hänger resultatet på?", "What does the result depend on?")
        words = economy.sensitivity_sentence(evaluation.sensitivity, evaluation.initiative, appraisal, lang)
        figure = charts.tornado_figure_of(evaluation, appraisal, lang)
        blocks += [Heading(1, title, "depends-on"), Paragraph.of(words), figure]
    return blocks
