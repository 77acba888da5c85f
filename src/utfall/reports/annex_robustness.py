# SPDX-License-Identifier: Apache-2.0
"""How sensitive the answer is: the annex' section and the rows of result.json."""

from __future__ import annotations

from typing import Any

from utfall.core.estimate import Unknown
from utfall.core.text import Lang
from utfall.reports.annex_beside import holding_blocks
from utfall.reports.document import Block, Column, Heading, Paragraph, Table
from utfall.reports.phrases import robustness as words
from utfall.thread import Evaluation


def robustness_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return what it takes to overturn the primary answers, one row per question; empty when nothing is compared."""
    table = robustness_table(evaluation, lang)
    if table is None:
        return []
    sv = lang == "sv"
    text = (
        "Tabellen visar vad som skulle krävas för att ändra det svar som beslutsunderlaget bygger på. Den bevisar inte att "
        "något omätt saknas; den visar hur starkt det måste vara."
        if sv
        else "The table shows what it would take to change the answer that the decision paper rests on. It does not prove "
        "that nothing is unmeasured; it shows how strong that would have to be."
    )
    title = "Hur känsligt svaret är" if sv else "How sensitive the answer is"
    return [Heading(1, title, "robustness"), Paragraph.of(text), table, *holding_blocks(evaluation, lang)]


def robustness_table(evaluation: Evaluation, lang: Lang) -> Table | None:
    """Return every question put to the primary answers with its number and what that means; None when there is none."""
    rows, sv = words.rows_of(evaluation), lang == "sv"
    if not rows:
        return None
    several = len({row.outcome.id for row in rows}) > 1
    return Table(
        caption="Vad som skulle krävas för att ändra svaret" if sv else "What it would take to change the answer",
        columns=(
            Column("Fråga" if sv else "Question"),
            Column("Resultat" if sv else "Result"),
            Column("Vad det betyder" if sv else "What it means"),
        ),
        rows=tuple(
            (_question(row, lang, several=several), words.result_text(row, lang), words.sentence(row, lang))
            for row in rows
        ),
    )


def _question(row: words.Row, lang: Lang, *, several: bool) -> str:
    name = words.KIND_NAMES[row.finding.kind].of(lang)
    return f"{row.outcome.label.of(lang)}: {name[0].lower()}{name[1:]}" if several else name


def robustness_json(evaluation: Evaluation, lang: Lang) -> list[dict[str, Any]]:
    """Return one row per question; a number that cannot be computed is null beside its reason."""
    return [_row(row, lang) for row in words.rows_of(evaluation)]


def _row(row: words.Row, lang: Lang) -> dict[str, Any]:
    found = row.finding
    value: dict[str, Any] = {"value": found.value}
    if isinstance(found.value, Unknown):
        value = {"value": None, "value_reason": found.value.reason}
    head: dict[str, Any] = {"outcome": found.outcome, "kind": found.kind, **value}
    if found.bounds is not None:
        head["bounds"] = list(found.bounds)
    if found.interval is not None:
        head |= {"ci": [found.interval.low, found.interval.high], "ci_level": found.interval.level}
    return head | {"details": dict(found.details), "text": words.sentence(row, lang)}
