# SPDX-License-Identifier: Apache-2.0
"""One effect in a few lines, for a terminal."""

from __future__ import annotations

from utfall.core.estimate import Status
from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.effects import EffectResult
from utfall.effects.assemble import AGGREGATE_DESIGNS
from utfall.effects.gender import GenderResult
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import effects
from utfall.reports.phrases import gender as gender_words
from utfall.reports.phrases.levels import among_areas

_MARKS = {Status.PASS: "✓", Status.WARN: "!", Status.FAIL: "✗", Status.INFO: "·"}


def effect_lines(
    found: EffectResult,
    outcome: Outcome,
    lang: Lang,
    *,
    gender: GenderResult | None,
    judged: bool = True,
    sex_column: str = "",
) -> list[str]:
    """Return levels, difference, meaning, grade with its reason, and every check with its mark."""
    estimate = found.estimate
    lines = [
        effects.levels_sentence(estimate, outcome, lang),
        effects.difference_sentence(estimate, outcome, lang),
        *filter(None, [effects.ratio_sentence(found, outcome, lang), effects.adjusted_sentence(found, outcome, lang)]),
        effects.meaning_sentence(estimate, outcome, lang, judged=judged),
        f"{effects.GRADE_NAMES[estimate.grade].of(lang).capitalize()}. {effects.design_reason(estimate, lang)}",
        "",
    ]
    for check in estimate.checks:
        status = check_words.STATUS_NAMES[check.status].of(lang)
        lines.append(f"{_MARKS[check.status]} {check.id} ({status}): {check_words.check_text(check, lang)}")
    if gender is not None:
        return [*lines, "", gender_words.sentence(gender, outcome, lang)]
    areas = estimate.design in AGGREGATE_DESIGNS or among_areas(estimate)
    reason = "aggregate" if areas else "no-sex-column"
    return [*lines, "", gender_words.missing(reason, sex_column, lang, option="--sex")]
