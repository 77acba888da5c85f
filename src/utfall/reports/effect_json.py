# SPDX-License-Identifier: Apache-2.0
"""One effect as data: the rows that `result.json` has for it, alone."""

from __future__ import annotations

from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.effects import EffectResult
from utfall.effects.gender import GenderResult
from utfall.reports.phrases import effects
from utfall.reports.result_json import Json, difference_row, effect_row, gender_rows


def effect_json(
    found: EffectResult, outcome: Outcome, lang: Lang, *, gender: GenderResult | None, seed: int, judged: bool = True
) -> Json:
    """Return the estimate with checks, and the gender analysis when there is one."""
    row: Json = {"schema": "utfall/effect/1", **effect_row(found, outcome, lang), "seed": seed}
    row["text"] = effects.effect_text(found.estimate, outcome, lang, judged=judged)
    if gender is not None:
        row["gender"] = gender_rows(gender, outcome, lang, judged=judged)
        row["gender_difference"] = difference_row(gender, outcome, lang)
    return row
