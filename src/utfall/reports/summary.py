# SPDX-License-Identifier: Apache-2.0
"""The result in a few lines, for a terminal."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.reports.annex_units import unit_lines
from utfall.reports.ex_ante import revision_sentence
from utfall.reports.phrases import economy, effects, purses
from utfall.reports.phrases import gender as gender_words
from utfall.reports.phrases import plan_record as plan_words
from utfall.reports.phrases import verdict as verdict_words
from utfall.thread import Evaluation


def summary_lines(evaluation: Evaluation, lang: Lang) -> list[str]:
    """Return title, verdict, each primary effect and the economy, one line each."""
    lines = [evaluation.initiative.title.of(lang)]
    if evaluation.initiative.illustration:
        lines.append(
            "Illustration: siffrorna är påhittade." if lang == "sv" else "Illustration: the numbers are made up."
        )
    lines.append(verdict_words.verdict_text(evaluation, lang))
    for answer in evaluation.primary:
        if answer.result is not None:
            found = answer.result.estimate
            grade = effects.GRADE_NAMES[found.grade].of(lang)
            lines.append(f"{effects.effect_text(found, answer.outcome, lang)} ({grade})")
    if evaluation.no_gender:
        lines.append(gender_words.missing(evaluation.no_gender, evaluation.sex_column, lang))
    if plan_words.has_deviations(evaluation.plan) and evaluation.plan is not None:
        lines += filter(
            None, (plan_words.lead(evaluation.plan, lang), *plan_words.sentences(evaluation.plan, lang, most=3))
        )
    lines += filter(None, (plan_words.participants_sentence(evaluation.participants, lang),))
    if isinstance(evaluation.appraisal, Appraisal):
        if evaluation.unfounded:
            lines.append(economy.UNFOUNDED[evaluation.unfounded].of(lang))
        lines.append(purses.society_sentence(evaluation.appraisal, lang, chance=not evaluation.unfounded))
        revised = revision_sentence(evaluation.revisions, evaluation.initiative, lang)
        lines += [revised] if revised else []
    return lines


def economy_lines(appraisal: Appraisal, lang: Lang, *, given: bool = False) -> list[str]:
    """Return the economy in sentences: society, each actor, potential and what to know.

    `given` says that the effects were stated in the call, not measured.
    """
    lines = [purses.society_sentence(appraisal, lang), *purses.earlier_sentences(appraisal, lang)]
    lines += purses.actors_sentences(appraisal, lang)
    lines += unit_lines(appraisal, lang)
    pocket = purses.wrong_pocket_sentence(appraisal, lang)
    if pocket:
        lines.append(pocket)
    lines.append(economy.realisation_sentence(appraisal, lang, given=given))
    back = economy.payback_text(appraisal.society.payback, lang)
    lines.append(f"Pengarna tillbaka för samhället: {back}." if lang == "sv" else f"Money back for society: {back}.")
    if given:
        lines.insert(0, economy.given_sentence(appraisal, lang))
    lines += [economy.check_text(c, lang) for c in appraisal.checks if c.status in (Status.WARN, Status.FAIL)]
    return lines
