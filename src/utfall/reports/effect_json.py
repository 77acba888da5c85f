# SPDX-License-Identifier: Apache-2.0
"""One effect as data: the rows that `result.json` has for it, alone."""

from __future__ import annotations

from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.effects import EffectResult
from utfall.effects.gender import GenderResult
from utfall.reports.analysis_report import analysis_json
from utfall.reports.phrases import effects
from utfall.reports.result_json import Json, difference_row, effect_row, gender_rows
from utfall.thread.analyses import Analysis


def effect_json(
    found: EffectResult,
    outcome: Outcome,
    lang: Lang,
    *,
    gender: GenderResult | None,
    seed: int,
    judged: bool = True,
    prior: Analysis | None = None,
) -> Json:
    """Return the estimate with checks, the gender analysis and what was known before when there is one."""
    row: Json = {"schema": "utfall/effect/1", **effect_row(found, outcome, lang), "seed": seed}
    further = effects.ratio_sentence(found, outcome, lang), effects.adjusted_sentence(found, outcome, lang)
    row["text"] = " ".join(filter(None, [effects.effect_text(found.estimate, outcome, lang, judged=judged), *further]))
    if gender is not None:
        row["gender"] = gender_rows(gender, outcome, lang, judged=judged)
        row["gender_difference"] = difference_row(gender, outcome, lang)
    if prior is not None:
        row["prior"] = analysis_json(prior, lang)
    return row
