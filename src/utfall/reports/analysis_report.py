# SPDX-License-Identifier: Apache-2.0
"""An analysis beside the estimate: lines for a terminal, data (schema utfall/analysis/1), and a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.reports.document import Block, BulletList, Column, Document, Meta, Table
from utfall.reports.phrases.analyses import words
from utfall.thread.analyses import Analysis, Reading

SCHEMA = "utfall/analysis/1"
_MOST_SPECIFICATIONS = 12  # on a terminal; page and data have them all
TITLES: dict[str, Text] = {
    "attrition": Text(sv="Bortfall och deltagande", en="Losses and taking part"),
    "holding": Text(sv="Om svaret håller", en="Whether the answer holds"),
    "subgroups": Text(sv="Effekten grupp för grupp", en="The effect group by group"),
    "robustness": Text(sv="Hur väl svaret håller", en="How well the answer holds"),
    "components": Text(sv="Komponentanalys", en="Component analysis"),
    "ratings": Text(sv="Skattningar, person för person", en="Ratings, person by person"),
    "prior": Text(sv="Vad som var känt, vad data säger, och båda", en="What was known, what the data say, and both"),
}


def analysis_lines(analysis: Analysis, lang: Lang) -> list[str]:
    """Return a line per reading, then what must be said with them."""
    rows, told = [], 0
    for reading in analysis.readings:
        told += reading.kind == "specification"
        if reading.kind == "specification" and told == _MOST_SPECIFICATIONS + 1:
            rows.append("– …")
        if reading.kind != "specification" or told <= _MOST_SPECIFICATIONS:
            rows.append(words.line_of(reading, analysis.outcome, lang))
    notes = words.notes_of(analysis, lang)
    return [*rows, *(["", *notes] if notes else [])]


def analysis_json(analysis: Analysis, lang: Lang, **more: Any) -> dict[str, Any]:
    """Return the readings as data; a value that cannot be computed is null beside its reason."""
    return {
        "schema": SCHEMA,
        "analysis": analysis.command,
        "lang": lang,
        "outcome": analysis.outcome.id,
        "readings": reading_rows(analysis, lang),
        "notes": words.notes_of(analysis, lang),
        **more,
    }


def reading_rows(analysis: Analysis, lang: Lang) -> list[dict[str, Any]]:
    """Return one row per reading."""
    return [_row(reading, analysis, lang) for reading in analysis.readings]


def _row(reading: Reading, analysis: Analysis, lang: Lang) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": reading.kind, "name": reading.name, "unit": reading.unit}
    if isinstance(reading.value, Unknown):
        row |= {"value": None, "value_reason": reading.value.reason}
    else:
        row["value"] = reading.value
    if reading.low is not None and reading.high is not None:
        row |= {"ci": [reading.low, reading.high], "ci_level": reading.level}
    if reading.p_value is not None:
        row["p_value"] = reading.p_value
    return row | {"details": dict(reading.details), "text": words.line_of(reading, analysis.outcome, lang)}


def analysis_table(analysis: Analysis, lang: Lang, *, of: str = "") -> Table:
    """Return question, result and meaning of every reading; `of` is told in the caption."""
    heads = (
        Text(sv="Fråga", en="Question"),
        Text(sv="Resultat", en="Result"),
        Text(sv="Vad det betyder", en="What it means"),
    )
    rows = tuple(
        (
            words.name_of(reading, analysis.outcome, lang),
            words.result_of(reading, analysis.outcome, lang),
            words.meaning_of(reading, analysis.outcome, lang),
        )
        for reading in analysis.readings
    )
    title = TITLES[analysis.command].of(lang)
    return Table(f"{title}: {of}" if of else title, tuple(Column(head.of(lang)) for head in heads), rows)


def analysis_document(analysis: Analysis, lang: Lang, *, date: str, first: Sequence[Block] = ()) -> Document:
    """Return the page: what comes first (a figure), the table and what must be said with it."""
    notes = words.notes_of(analysis, lang)
    title = TITLES[analysis.command].of(lang)
    return Document(
        title=f"{title}: {analysis.outcome.label.of(lang)}",
        lang=lang,
        meta=Meta(organisation=title, date=date),
        blocks=(*first, analysis_table(analysis, lang), *([BulletList.of(*notes)] if notes else [])),
    )
