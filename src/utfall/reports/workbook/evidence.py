# SPDX-License-Identifier: Apache-2.0
"""What the data say: estimates with their checks, results by sex, and the criteria with their verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.estimate import Estimate
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.effects.gender import GenderResult, SexDifference, SexGroup
from utfall.reports.phrases import checks, gender, measures
from utfall.reports.phrases import effects as effect_words
from utfall.reports.phrases import verdict as verdict_words
from utfall.reports.workbook.formulas import Expr
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.sheets import FIRST_ROW, LINE_HEIGHT, Book, Sheet
from utfall.thread import Answer, Evaluation

HIDDEN = "·"
NONE = "–"
_RULES = {
    "interval": Text(sv="hela intervallet", en="the whole interval"),
    "point": Text(sv="uppskattningen", en="the estimate"),
}


def unit_of(outcome: Outcome, book: Book) -> str:
    """Return the unit that an outcome's numbers have in cells: a binary outcome is a share."""
    return book.say("andel (0–1)", "share (0–1)") if outcome.kind == "binary" else book.of(outcome.unit)


_EFFECT_HEADS: tuple[tuple[str, str, float], ...] = (
    ("Utfall", "Outcome", 36),
    ("Jämförelse", "Comparison", 36),
    ("Bär utlåtandet", "Carries the verdict", 11),
    ("Design", "Design", 26),
    ("Enhet", "Unit", 16),
    ("Uppskattning", "Estimate", 14),
    ("Medelfel", "Standard error", 13),
    ("Från", "From", 13),
    ("Till", "To", 13),
    ("Konfidensnivå", "Confidence level", 15),
    ("p-värde", "p value", 10),
    ("Deltagare, n", "Participants, n", 11),
    ("Jämförelse, n", "Comparison, n", 11),
    ("Deltagare, medel", "Participants, mean", 14),
    ("Jämförelse, medel", "Comparison, mean", 14),
    ("Underlag", "Evidence", 32),
    ("Avser", "About", 34),
    ("Vad det betyder", "What it means", 80),
)


@dataclass(frozen=True, slots=True)
class EffectCells:
    """Estimate and the two means of an outcome, from the comparison that carries the economy."""

    estimate: Expr
    intervention: Expr
    comparison: Expr


def write_effects(book: Book, evaluation: Evaluation) -> tuple[dict[str, EffectCells], int]:
    """Write every estimate and every check on it; return the primary cells by outcome and the next free row."""
    sheet, say = book.sheets["effects"], book.say
    sheet.table([say(sv, en) for sv, en, _ in _EFFECT_HEADS], [width for *_, width in _EFFECT_HEADS])
    found: dict[str, EffectCells] = {}
    primary = evaluation.initiative.primary
    for place, answer in enumerate(evaluation.answers):
        cells = _effect_row(book, sheet, FIRST_ROW + place, answer, answer.comparison == primary)
        if cells is not None and answer.comparison == primary:
            found[answer.outcome.id] = cells
    at = FIRST_ROW + len(evaluation.answers) + 1
    return found, _effect_checks(book, sheet, at, evaluation)


def _effect_row(book: Book, sheet: Sheet, at: int, answer: Answer, carries: bool) -> EffectCells | None:
    outcome = answer.outcome
    sheet.text(at, 0, book.of(outcome.label))
    sheet.text(at, 1, book.of(answer.comparison.label))
    sheet.text(at, 2, book.say("ja", "yes") if carries else book.say("nej", "no"))
    sheet.text(at, 3, book.of(effect_words.DESIGN_NAMES[answer.comparison.design.kind]))
    sheet.text(at, 4, unit_of(outcome, book))
    if answer.result is None:
        sheet.text(at, 5, " ".join(fault.of(book.lang) for fault in answer.refusal))
        return None
    found = answer.result.estimate
    estimate = sheet.number(at, 5, found.value, "factor")
    interval = found.interval
    for place, value in enumerate((found.std_error, interval.low, interval.high)):
        sheet.number(at, 6 + place, value, "factor")
    sheet.number(at, 9, interval.level, "share")
    sheet.known(at, 10, found.p_value, "factor")
    sheet.number(at, 11, found.n_intervention, "whole")
    sheet.number(at, 12, found.n_comparison, "whole")
    intervention = sheet.number(at, 13, found.mean_intervention, "factor")
    comparison = sheet.number(at, 14, found.mean_comparison, "factor")
    sheet.text(at, 15, book.of(effect_words.GRADE_NAMES[found.grade]))
    sheet.text(at, 16, book.of(effect_words.ESTIMAND_NAMES[found.estimand]))
    sheet.wrapped(at, 17, effect_words.meaning_sentence(found, outcome, book.lang), 80)
    return EffectCells(estimate, intervention, comparison)


def _effect_checks(book: Book, sheet: Sheet, at: int, evaluation: Evaluation) -> int:
    say = book.say
    sheet.text(at, 0, say("Kontroller av uppskattningarna", "Checks on the estimates"), "section")
    words = [say("Utfall", "Outcome"), say("Jämförelse", "Comparison"), say("Läge", "Status"), say("Kontroll", "Check")]
    sheet.heads(at + 1, [*words, say("Id", "Id"), say("Vad den visar", "What it shows")])
    at += 2
    for answer in evaluation.answers:
        for check in answer.result.estimate.checks if answer.result is not None else ():
            sheet.text(at, 0, book.of(answer.outcome.label))
            sheet.text(at, 1, book.of(answer.comparison.label))
            sheet.text(at, 2, book.of(checks.STATUS_NAMES[check.status]))
            sheet.text(at, 3, checks.check_name(check, book.lang))
            sheet.text(at, 4, check.id)
            sheet.text(at, 5, checks.check_text(check, book.lang))
            at += 1
    return at + 1


def write_improvements(
    book: Book, at: int, appraisal: Appraisal, evaluation: Evaluation, given: Given, cells: Mapping[str, EffectCells]
) -> tuple[dict[str, Expr], dict[str, Expr]]:
    """Write the effect counted in the wanted direction, and the largest possible; return both by outcome."""
    sheet, say = book.sheets["effects"], book.say
    sheet.text(at, 0, say("Effekten i ekonomin", "The effect in the economy"), "section")
    sheet.heads(
        at + 1,
        [
            say("Utfall", "Outcome"),
            say("Önskad riktning", "Wanted direction"),
            say("Tecken", "Sign"),
            say("Effekt som räknas", "Effect counted"),
            say("Förbättring", "Improvement"),
            say("Måltillstånd", "Target state"),
            say("Jämförelse", "Comparison"),
            say("Möjlig förbättring", "Possible improvement"),
        ],
    )
    sheet.raw.set_row(at + 1, 2 * LINE_HEIGHT)
    improved, possible = {}, {}
    for place, effect in enumerate(appraisal.model.effects.values()):
        row, outcome = at + 2 + place, evaluation.initiative.outcome(effect.outcome)
        sheet.text(row, 0, book.of(outcome.label))
        sheet.text(row, 1, say("öka", "increase") if effect.sign > 0 else say("minska", "decrease"))
        sign = sheet.number(row, 2, float(effect.sign), "whole")
        counted = sheet.formula(row, 3, given.parameters[effect.name], "factor")
        improved[effect.outcome] = sheet.formula(row, 4, sign * counted, "factor")
        if outcome.target_state is None:
            sheet.text(row, 5, say("inte angivet", "not stated"))
            continue
        target = sheet.number(row, 5, outcome.target_state, "factor", "input")
        validate(book, sheet, row, 5, "any")
        if effect.outcome in cells:
            today = sheet.formula(row, 6, cells[effect.outcome].comparison, "factor")
        else:
            today = sheet.number(
                row, 6, outcome.target_state - effect.sign * (effect.potential or 0.0), "factor", "input"
            )
        possible[effect.outcome] = sheet.formula(row, 7, sign * (target - today), "factor")
    return improved, possible


_SEX_HEADS: tuple[tuple[str, str, float], ...] = (
    ("Utfall", "Outcome", 36),
    ("Kön", "Sex", 14),
    ("Enhet", "Unit", 16),
    ("Deltagare, n", "Participants, n", 12),
    ("Deltagare, medel", "Participants, mean", 15),
    ("Jämförelse, n", "Comparison, n", 12),
    ("Jämförelse, medel", "Comparison, mean", 15),
    ("Uppskattning", "Estimate", 14),
    ("Från", "From", 13),
    ("Till", "To", 13),
    ("Kommentar", "Comment", 80),
)


def write_gender(book: Book, evaluation: Evaluation) -> None:
    """Write results by sex as the gender analysis shows them: what it hides is not in the file."""
    sheet, say = book.sheets["gender"], book.say
    sheet.table([say(sv, en) for sv, en, _ in _SEX_HEADS], [width for *_, width in _SEX_HEADS], frozen=2)
    at = FIRST_ROW
    for result in evaluation.gender:
        outcome = evaluation.initiative.outcome(result.outcome)
        for group in result.groups:
            _sex_row(book, sheet, at, group, outcome, result)
            at += 1
        sheet.text(at, 0, book.of(outcome.label))
        sheet.text(at, 1, say("Skillnad", "Difference"))
        if isinstance(result.difference, SexDifference):
            difference = result.difference
            for place, value in enumerate((difference.value, difference.interval.low, difference.interval.high)):
                sheet.number(at, 7 + place, value, "factor")
        sheet.text(at, 2, unit_of(outcome, book))
        sheet.wrapped(at, 10, gender.sentence(result, outcome, book.lang), 80)
        at += 1
    if not evaluation.gender:
        sheet.text(at, 0, say("Ingen kolumn med kön är angiven.", "No column with sex is named."))
    elif any(result.hidden for result in evaluation.gender):
        threshold = evaluation.initiative.disclosure_threshold
        sheet.text(at + 1, 0, say(
            f"{HIDDEN} döljs: färre än {threshold} personer, eller något som annars går att räkna ut.",
            f"{HIDDEN} hidden: fewer than {threshold} people, or what could otherwise be worked out.",
        ))  # fmt: skip


def _sex_row(book: Book, sheet: Sheet, at: int, group: SexGroup, outcome: Outcome, result: GenderResult) -> None:
    one_group = result.design == "before_after"
    sheet.text(at, 0, book.of(outcome.label))
    sheet.text(at, 1, group.sex)
    sheet.text(at, 2, unit_of(outcome, book))
    shown = (group.n_intervention, group.mean_intervention, group.n_comparison, group.mean_comparison)
    for place, value in enumerate(shown):
        if value is None:
            sheet.text(at, 3 + place, NONE if one_group and place > 1 else HIDDEN)
        else:
            sheet.number(at, 3 + place, value, "factor" if place % 2 else "whole")
    if not isinstance(group.effect, Estimate):
        sheet.text(at, 7, HIDDEN)
        return
    interval = group.effect.interval
    for place, number in enumerate((group.effect.value, interval.low, interval.high)):
        sheet.number(at, 7 + place, number, "factor")
    sheet.text(at, 10, measures.confidence(interval, book.lang))


def write_verdict(book: Book, evaluation: Evaluation) -> None:
    """Write the verdict and every criterion with the numbers that decided it."""
    sheet, say, verdict = book.sheets["verdict"], book.say, evaluation.verdict
    heads = (
        ("Kriterium", "Criterion", 60), ("Slag", "Kind", 12), ("Mått", "Measure", 34), ("Utfall", "Outcome", 30),
        ("Regel", "Rule", 28), ("Gräns", "Threshold", 16), ("Resultat", "Result", 16), ("Från", "From", 16),
        ("Till", "To", 16), ("Utlåtande", "Verdict", 20), ("I ord", "In words", 80),
    )  # fmt: skip
    sheet.table([say(sv, en) for sv, en, _ in heads], [width for *_, width in heads])
    for place, result in enumerate(verdict.criteria):
        at, criterion = FIRST_ROW + place, result.criterion
        words = [
            verdict_words.criterion_name(criterion, evaluation.initiative, book.lang),
            book.of(verdict_words.KIND_NAMES[criterion.kind]),
            book.of(verdict_words.MEASURE_NAMES[criterion.measure]),
            "" if criterion.outcome is None else book.of(evaluation.initiative.outcome(criterion.outcome).label),
            book.of(_RULES[criterion.rule]),
        ]
        for col, word in enumerate(words):
            sheet.text(at, col, word)
        bound = say("minst", "at least") if criterion.at_least is not None else say("högst", "at most")
        sheet.text(at, 4, f"{words[4]}, {bound}")
        for col, value in enumerate((result.threshold, result.value, result.low, result.high)):
            sheet.known(at, 5 + col, value, "number")
        sheet.text(at, 9, verdict_words.status_name(result, book.lang))
        sheet.wrapped(at, 10, verdict_words.criterion_sentence(result, evaluation.initiative, book.lang), 80)
    at = FIRST_ROW + len(verdict.criteria) + 1
    sheet.text(at, 0, book.of(verdict_words.TITLES[verdict.outcome]), "section")
    sheet.text(at + 1, 0, verdict_words.meaning(verdict, book.lang))
    sheet.text(at + 2, 0, verdict_words.lock_sentence(evaluation.provenance, book.lang))
