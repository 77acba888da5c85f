# SPDX-License-Identifier: Apache-2.0
"""A flow analysis as a document: the ways, the support between them, the time, the groups, where people are lost, the rules."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.text import Lang
from utfall.flows.results import FlowResult
from utfall.reports.document import (
    Block,
    BulletList,
    Callout,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Provenance,
    Table,
)
from utfall.reports.flow_figures import flow_figures
from utfall.reports.phrases import flow as words

Files = Sequence[tuple[str, str, int]]
_MOST = 30


def flow_document(
    found: FlowResult, lang: Lang, *, date: str, software: str, files: Files = (), illustration: bool = False
) -> Document:
    """Return the document of a flow analysis.

    Parameters
    ----------
    date
        ISO date of the document.
    software
        Name and version, for the provenance.
    files
        Name, SHA-256 and rows of each file read.
    illustration
        The persons are invented; it is said at the top.
    """
    flow = found.definition
    names = ", ".join(file for file, _, _ in files) or (found.engine or "–")
    figures = flow_figures(found, lang, source=names)
    times: list[Block] = [*figures[1:]]
    blocks: list[Block] = [
        *_warning(found, lang, illustration),
        _key_figures(found, lang),
        Heading(1, _say(lang, "Vägarna till utfallet", "The ways to the outcome"), "ways"),
        Paragraph.of(words.head(found, lang)),
        figures[0],
        *_support(found, lang),
        Heading(1, _say(lang, "Tid", "Time"), "time"),
        *(times or [Paragraph.of(_say(lang, "För få för att visa tider.", "Too few to show times."))]),
        *_lost(found, lang),
        *_groups(found, lang),
        Heading(1, _say(lang, "Så är det räknat", "How it is counted"), "rules"),
        BulletList.of(*words.rules(found, lang), words.quality(found, lang)),
        _origin(found, lang, date, software, files),
    ]
    return Document(
        title=flow.title.of(lang),
        subtitle=_say(lang, "Flödesanalys", "Flow analysis"),
        lang=lang,
        meta=Meta(organisation=flow.title.of(lang), date=date),
        blocks=tuple(blocks),
    )


def _say(lang: Lang, sv: str, en: str) -> str:
    return sv if lang == "sv" else en


def _warning(found: FlowResult, lang: Lang, illustration: bool) -> list[Block]:
    blocks: list[Block] = []
    if illustration:
        text = _say(
            lang, "Personerna är påhittade för att visa metoden.", "The persons are invented to show the method."
        )
        blocks.append(Callout.of("warning", "Illustration", text))
    if found.definition.note.of(lang):
        blocks.append(Paragraph.of(found.definition.note.of(lang)))
    return blocks


def _key_figures(found: FlowResult, lang: Lang) -> KeyFigures:
    first = found.paths[0]
    return KeyFigures(
        (
            KeyFigure(_say(lang, "Utfall", "Outcomes"), words.whole(found.outcomes, lang)),
            KeyFigure(_say(lang, "Personer", "Persons"), words.whole(found.persons, lang)),
            KeyFigure(
                _say(lang, "Vanligaste vägen", "Most common way"),
                words.share(first.share, lang),
                words.path_words(found.definition, first.path, lang),
            ),
        )
    )


def _support(found: FlowResult, lang: Lang) -> list[Block]:
    flow = found.definition
    rows = []
    for node in found.tree:
        for row in node.supports:
            name = next((item.label.of(lang) for item in flow.supports if item.id == row.support), row.support)
            given = ".." if row.given is None else words.whole(row.given, lang)
            part = ".." if row.share is None else words.share(row.share, lang)
            rows.append((words.path_words(flow, node.path, lang), name, words.whole(row.outcomes, lang), given, part))
    if not rows:
        return []
    columns = (
        Column(_say(lang, "Väg härifrån till utfallet", "Way from here to the outcome")),
        Column(_say(lang, "Stöd", "Support")),
        Column(_say(lang, "Antal", "Number"), "right"),
        Column(_say(lang, "Fick", "Given"), "right"),
        Column(_say(lang, "Andel", "Share"), "right"),
    )
    caption = _say(lang, "Stöd i vägens första steg", "Support in the first step of the way")
    note = _say(
        lang, "..: visas inte (få personer, eller täckning för dem).", "..: not shown (few persons, or cover for them)."
    )
    return [
        Heading(1, _say(lang, "Stöd mellan stegen", "Support between the steps"), "support"),
        Table(caption, columns, tuple(rows[:_MOST]), note=note),
        *([BulletList.of(*(words.timing_sentence(flow, row, lang) for row in found.timing))] if found.timing else []),
    ]


def _lost(found: FlowResult, lang: Lang) -> list[Block]:
    rows = [words.lost_sentence(found.definition, row, lang) for row in found.lost]
    if not rows:
        return []
    return [Heading(1, _say(lang, "Där människor tappas bort", "Where people are lost"), "lost"), BulletList.of(*rows)]


def _groups(found: FlowResult, lang: Lang) -> list[Block]:
    rows = []
    for row in found.groups:
        value = row.value or words.UNKNOWN_VALUE.of(lang)
        of = ".." if row.of is None else words.whole(row.of, lang)
        part = ".." if row.share is None else words.share(row.share, lang)
        before = words.state_name(found.definition, row.before, lang)
        rows.append((words.ATTRIBUTES[row.attribute].of(lang), value, before, of, part))
    if not rows:
        return []
    columns = (
        Column(_say(lang, "Indelning", "Breakdown")),
        Column(_say(lang, "Grupp", "Group")),
        Column(_say(lang, "Steget före", "The step before")),
        Column(_say(lang, "Utfall", "Outcomes"), "right"),
        Column(_say(lang, "Andel", "Share"), "right"),
    )
    caption = _say(lang, "Steget före utfallet, per grupp", "The step before the outcome, by group")
    return [Heading(1, _say(lang, "Grupper", "Groups"), "groups"), Table(caption, columns, tuple(rows))]


def _origin(found: FlowResult, lang: Lang, date: str, software: str, files: Files) -> Provenance:
    items = [
        (_say(lang, "Program", "Software"), software),
        (_say(lang, "Motor", "Engine"), found.engine or "–"),
        (_say(lang, "Datum", "Date"), date),
        (_say(lang, "Minsta antal som visas", "Smallest number shown"), words.whole(found.rules.threshold, lang)),
        *((file, f"SHA-256 {digest}") for file, digest, _ in files),
    ]
    return Provenance(_say(lang, "Ursprung", "Provenance"), tuple(items))
