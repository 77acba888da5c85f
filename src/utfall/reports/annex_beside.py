# SPDX-License-Identifier: Apache-2.0
"""What the file asks beside the effects: sections of the annex and rows of result.json."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.analysis_report import analysis_table, reading_rows
from utfall.reports.attrition_report import flow_blocks, flow_json, flow_lines
from utfall.reports.document import Block, BulletList, Column, Heading, Paragraph, Table, inline, strong
from utfall.reports.phrases import beside as words
from utfall.reports.phrases.analyses import parts as part_words
from utfall.reports.phrases.analyses.words import notes_of, result_of
from utfall.reports.phrases.columns import covariate_label
from utfall.reports.specifications import specification_figures
from utfall.thread import Evaluation
from utfall.thread.analyses import Analysis
from utfall.thread.analyses.losses import Losses


def losses_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return how far people came and what the losses can do to the answers; nothing when it is not recorded."""
    found = evaluation.beside.losses
    if not found:
        return []
    blocks: list[Block] = [Heading(1, words.STAGES_TITLE.of(lang), "losses")]
    if found[0].assessed is not None:
        blocks.append(Paragraph.of(words.assessed_sentence(found[0].assessed, lang)))
    blocks += flow_blocks(found[0].flow, lang)
    for one in found[1:]:
        if one.flow != found[0].flow:
            label = one.analysis.outcome.label.of(lang)
            blocks += [Paragraph.of(strong(f"{label}:")), BulletList.of(*flow_lines(one.flow, lang))]
    return [*blocks, *_tables([one.analysis for one in found], evaluation, lang)]


def holding_blocks(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return other ways to count as figures, placebos, and what happens when units are left out."""
    # each way to count stands in the table of its figure
    short = [
        replace(one, readings=tuple(reading for reading in one.readings if reading.kind != "specification"))
        for one in evaluation.beside.holding
    ]
    return [*specification_figures(evaluation, lang), *_tables(short, evaluation, lang)]


def subgroups_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the declared subgroups with their motives, whether the effect differs, and the effect in each."""
    found, primary = evaluation.beside.subgroups, evaluation.initiative.primary
    if not found or primary is None:
        return []
    answer = evaluation.primary[0]
    motives = [
        inline(strong(f"{covariate_label(one.column, evaluation, answer, lang)}: "), one.why.of(lang))
        for one in primary.subgroups
    ]
    title = Text(sv="Skiljer sig effekten mellan grupper?", en="Does the effect differ between groups?").of(lang)
    return [
        Heading(1, title, "subgroups"),
        Paragraph.of(words.declared_sentence(evaluation, lang)),
        BulletList(tuple(motives)),
        *_tables(found, evaluation, lang),
    ]


def components_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return what is proposed for each component, and what that rests on."""
    found = evaluation.beside.components
    if found is None:
        return []
    title = Text(sv="Vilka delar gör arbetet?", en="Which parts do the work?").of(lang)
    blocks: list[Block] = [Heading(1, title, "components")]
    shown = words.labelled_analysis(found, evaluation, lang)
    if shown.of("proposal"):
        blocks.append(_decisions(shown, lang))
    return [*blocks, *_tables([found], evaluation, lang)]


def _decisions(analysis: Analysis, lang: Lang) -> Table:
    heads = (
        Text(sv="Komponent", en="Component"), Text(sv="Förslag", en="Proposal"),
        Text(sv="Sannolikt värd det", en="Probably worth it"), Text(sv="Gavs som tänkt", en="Delivered as meant"),
        Text(sv="Varför", en="Why"),
    )  # fmt: skip
    rows = []
    for one in analysis.of("proposal"):
        fidelity = one.detail("fidelity")
        rows.append(
            (
                one.name,
                part_words.DECISIONS[str(one.detail("decision"))].of(lang),
                result_of(one, analysis.outcome, lang),
                numbers.percent(fidelity, lang) if isinstance(fidelity, float) else "–",
                part_words.REASONS[str(one.detail("reason"))].of(lang),
            )
        )
    caption = Text(sv="Behåll, anpassa eller ta bort", en="Keep, adapt or drop").of(lang)
    return Table(caption, tuple(Column(head.of(lang)) for head in heads), tuple(rows))


def ratings_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the ratings, person by person or session by session."""
    found = evaluation.beside.ratings
    if not found:
        return []
    title = Text(sv="Skattningar före och efter", en="Ratings before and after").of(lang)
    blocks: list[Block] = [Heading(1, title, "ratings")]
    for plan, analysis in found:
        blocks += _one(analysis, evaluation, lang, plan.label.of(lang))
    return blocks


def _tables(found: list[Analysis] | tuple[Analysis, ...], evaluation: Evaluation, lang: Lang) -> list[Block]:
    several = len(found) > 1
    blocks: list[Block] = []
    for place, analysis in enumerate(found):
        label = analysis.outcome.label.of(lang) if several else ""
        blocks += _one(analysis, evaluation, lang, label, notes=place == len(found) - 1)
    return blocks


def _one(analysis: Analysis, evaluation: Evaluation, lang: Lang, label: str, *, notes: bool = True) -> list[Block]:
    shown = words.labelled_analysis(analysis, evaluation, lang)
    said = notes_of(analysis, lang) if notes else []
    return [analysis_table(shown, lang, of=label), *([BulletList.of(*said)] if said else [])]


def beside_json(evaluation: Evaluation, lang: Lang) -> dict[str, Any]:
    """Return what is asked beside the effects, as data; empty where nothing is asked."""
    found = evaluation.beside
    primary = evaluation.initiative.primary
    asked = () if primary is None else primary.subgroups
    told: dict[str, Any] = {
        "losses": [_losses(one, lang) for one in found.losses],
        "holding": [_rows(one, lang) for one in found.holding],
        "subgroups": [_rows(one, lang) for one in found.subgroups],
        "ratings": [
            {"id": plan.id, "label": plan.label.of(lang), **_rows(analysis, lang)} for plan, analysis in found.ratings
        ],
    }
    if asked:
        told["subgroups_declared"] = {
            "status": found.declared,
            "text": words.declared_sentence(evaluation, lang),
            "columns": [{"column": one.column, "why": one.why.of(lang)} for one in asked],
        }
    if found.components is not None:
        told["components"] = _rows(found.components, lang)
    return told


def _losses(found: Losses, lang: Lang) -> dict[str, Any]:
    before = found.assessed
    assessed: dict[str, Any] = {"assessed": None, "assessed_reason": "not-recorded-or-few"}
    if before is not None:
        counts = {"assessed": before.assessed, "eligible": before.eligible, "in_groups": before.in_groups}
        assessed = {"assessed": counts}
    return {**_rows(found.analysis, lang), "flow": flow_json(found.flow), **assessed}


def _rows(analysis: Analysis, lang: Lang) -> dict[str, Any]:
    return {
        "outcome": analysis.outcome.id,
        "readings": reading_rows(analysis, lang),
        "notes": notes_of(analysis, lang),
    }


__all__ = [
    "beside_json", "components_section", "holding_blocks", "losses_section", "ratings_section", "subgroups_section",
]  # fmt: skip
