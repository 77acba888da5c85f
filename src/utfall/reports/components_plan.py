# SPDX-License-Identifier: Apache-2.0
"""Which combinations of components a trial runs, and what it cannot tell apart."""

from __future__ import annotations

from typing import Any

from utfall.core.text import Lang, Text
from utfall.effects.components import Alias, FactorialDesign


def plan_lines(design: FactorialDesign, lang: Lang) -> list[str]:
    """Return every combination on a line, then what is mixed with what."""
    on, off = Text(sv="ja", en="yes").of(lang), Text(sv="nej", en="no").of(lang)
    rows = [
        f"{place}. " + ", ".join(f"{name} {on if yes else off}" for name, yes in zip(design.names, run, strict=True))
        for place, run in enumerate(design.runs.tolist(), start=1)
    ]
    mixed = [_mixed(alias, lang) for alias in design.aliases if alias.mixed_with]
    head = Text(
        sv=f"{len(rows)} kombinationer. Lotta lika många personer till varje.",
        en=f"{len(rows)} combinations. Draw as many people to each.",
    ).of(lang)
    nothing = Text(
        sv="Varje komponent och varje par går att skilja från de andra.",
        en="Every component and every pair can be told from the others.",
    ).of(lang)
    return [head, *rows, "", *(mixed or [nothing])]


def _mixed(alias: Alias, lang: Lang) -> str:
    one = " × ".join(alias.effect)
    others = ", ".join(" × ".join(names) for names, _ in alias.mixed_with)
    return Text(sv=f"{one} går inte att skilja från {others}.", en=f"{one} cannot be told from {others}.").of(lang)


def plan_json(design: FactorialDesign, lang: Lang) -> dict[str, Any]:
    """Return the design as data, schema utfall/factorial/1."""
    return {
        "schema": "utfall/factorial/1",
        "components": list(design.names),
        "runs": [dict(zip(design.names, run, strict=True)) for run in design.runs.tolist()],
        "resolution": design.resolution,
        "aliases": [
            {
                "effect": list(alias.effect),
                "mixed_with": [{"effect": list(names), "sign": sign} for names, sign in alias.mixed_with],
            }
            for alias in design.aliases
        ],
        "text": plan_lines(design, lang),
    }
