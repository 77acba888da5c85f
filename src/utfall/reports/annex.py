# SPDX-License-Identifier: Apache-2.0
"""The technical annex: everything a controller or an evaluator needs to check the decision paper."""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.economics import Appraisal
from utfall.reports import (
    annex_economy,
    annex_keyfigures,
    annex_pipeline,
    annex_tables,
    annex_units,
    charts,
    economy_sections,
    tables,
)
from utfall.reports.annex_beside import components_section, losses_section, ratings_section, subgroups_section
from utfall.reports.annex_robustness import robustness_section
from utfall.reports.document import Block, BulletList, Document, Heading, Meta, Paragraph, Table, inline, strong
from utfall.reports.ex_ante import revision_blocks
from utfall.reports.figures.logic import logic_figure
from utfall.reports.origin import provenance_block
from utfall.reports.paper import unfounded_callout
from utfall.reports.phrases import effects
from utfall.reports.phrases.logic_levels import LEVEL_NAMES
from utfall.reports.plan_section import plan_section
from utfall.thread import Evaluation


def technical_annex(evaluation: Evaluation, lang: Lang, *, date: str, paper: Document) -> Document:
    """Return the technical annex.

    Parameters
    ----------
    date
        ISO date of the document.
    paper
        The decision paper, whose figures' numbers the annex lists.
    """
    initiative = evaluation.initiative
    blocks: list[Block] = [
        *_reading(lang),
        *_logic_model(evaluation, lang),
        *plan_section(evaluation, lang),
        *_data(evaluation, lang),
        *_estimates(evaluation, lang),
        *_balance(evaluation, lang),
        *losses_section(evaluation, lang),
        *robustness_section(evaluation, lang),
        *subgroups_section(evaluation, lang),
        *components_section(evaluation, lang),
        *ratings_section(evaluation, lang),
        *economy_blocks(evaluation, lang),
        *_figure_data(paper, lang),
        provenance_block(evaluation, lang),
    ]
    return Document(
        title=initiative.title.of(lang),
        subtitle="Teknisk bilaga till beslutsunderlaget" if lang == "sv" else "Technical annex to the decision paper",
        lang=lang,
        meta=Meta(
            organisation=initiative.organisation.of(lang) or initiative.title.of(lang),
            date=date,
            run_id=evaluation.provenance.run_id,
        ),
        blocks=tuple(blocks),
    )


def _h(lang: Lang, sv: str, en: str, anchor: str) -> Heading:
    return Heading(1, sv if lang == "sv" else en, anchor)


def _reading(lang: Lang) -> list[Block]:
    if lang == "sv":
        text = (
            "Bilagan visar hur siffrorna i beslutsunderlaget har kommit till: vad som antogs, vilka data som användes, vad "
            "varje kontroll visade och hur kronorna räknades. Samma siffror finns i kalkylbladet med levande formler."
        )
    else:
        text = (
            "The annex shows how the numbers of the decision paper came about: what was assumed, which data were used, what "
            "each check showed and how the money was counted. The workbook has the same numbers with live formulas."
        )
    return [Paragraph.of(text)]


def _logic_model(evaluation: Evaluation, lang: Lang) -> list[Block]:
    rows = evaluation.initiative.logic_model
    if not rows:
        return []
    return [
        _h(lang, "Logikmodell", "Logic model", "logic-model"),
        logic_figure(rows, lang),
        annex_tables.logic_table(rows, {level: name.of(lang) for level, name in LEVEL_NAMES.items()}, lang),
    ]


def _data(evaluation: Evaluation, lang: Lang) -> list[Block]:
    found = annex_tables.flow_table(evaluation, lang)
    sources = [
        inline(
            strong(f"{source.label.of(lang) or source.file}: "), " ".join(filter(None, (source.source, source.licence)))
        )
        for source in evaluation.initiative.data
    ]
    blocks: list[Block] = [_h(lang, "Data och bortfall", "Data and missing values", "data")]
    if sources:
        blocks.append(BulletList(tuple(sources)))
    return [*blocks, *([found] if found is not None else [])]


def _estimates(evaluation: Evaluation, lang: Lang) -> list[Block]:
    table = annex_tables.estimate_table(evaluation, lang)
    if table is None:
        return []
    ratios = annex_tables.ratio_table(evaluation, lang)
    blocks: list[Block] = [_h(lang, "Uppskattningar", "Estimates", "estimates"), table, *_given(ratios)]
    reasons = dict.fromkeys(a.result.estimate.design for a in evaluation.answers if a.result is not None)
    blocks.append(
        BulletList(
            tuple(
                inline(
                    strong(effects.DESIGN_NAMES[kind].of(lang).capitalize() + ". "),
                    effects.DESIGN_REASONS[kind].of(lang),
                )
                for kind in reasons
            )
        )
    )
    checks = annex_tables.check_table(evaluation, lang)
    if checks is not None:
        blocks += [_h(lang, "Kontroller av uppskattningarna", "Checks on the estimates", "checks"), checks]
    return blocks


def _balance(evaluation: Evaluation, lang: Lang) -> list[Block]:
    figures = charts.balance_figures(evaluation, lang)
    if not figures:
        return []
    text = (
        "Figurerna visar hur mycket grupperna skilde sig åt före start, i standardavvikelser. Efter matchning bör ingen "
        "skillnad vara större än 0,1."
        if lang == "sv"
        else "The figures show how much the groups differed before the start, in standard deviations. After matching no "
        "difference should be larger than 0.1."
    )
    return [_h(lang, "Hur lika grupperna var", "How alike the groups were", "balance"), Paragraph.of(text), *figures]


def _figure_data(paper: Document, lang: Lang) -> list[Block]:
    if not paper.figures:
        return []
    title = _h(
        lang, "Siffrorna i beslutsunderlagets figurer", "The numbers in the decision paper's figures", "figure-data"
    )
    return [title, *(figure.data_table for figure in paper.figures)]


def economy_blocks(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the economy step by step, with its figures, plans and checks; nothing when there is none."""
    appraisal = evaluation.appraisal
    if not isinstance(appraisal, Appraisal):
        return []
    initiative = evaluation.initiative
    return [
        _h(lang, "Ekonomins förutsättningar", "What the economy rests on", "settings"),
        *unfounded_callout(evaluation, lang),
        annex_tables.settings_table(appraisal, initiative, lang),
        annex_keyfigures.key_figure_table(appraisal, lang),
        annex_keyfigures.optional_table(appraisal, initiative, lang),
        *revision_blocks(evaluation, lang),
        _h(lang, "Rader och enhetskostnader", "Lines and unit costs", "lines"),
        annex_tables.line_table(initiative, lang),
        annex_pipeline.trace_table(initiative, appraisal, lang),
        annex_economy.value_map_table(appraisal, initiative, lang),
        _h(lang, "Kassaflöde per aktör och år", "Cash flow per actor and year", "flow"),
        annex_tables.yearly_table(appraisal, lang),
        tables.actor_table(appraisal, lang),
        annex_keyfigures.horizon_table(appraisal, lang),
        *_given(annex_keyfigures.payback_table(appraisal, lang)),
        *_units(appraisal, initiative, lang),
        *economy_sections.whose_money(evaluation, appraisal, lang),
        *economy_sections.becomes_money(appraisal, lang),
        _h(lang, "Antaganden och känslighet", "Assumptions and sensitivity", "sensitivity"),
        *(
            [annex_tables.sensitivity_table(evaluation.sensitivity, initiative, appraisal, lang)]
            if evaluation.sensitivity
            else []
        ),
        *economy_sections.what_it_hangs_on(evaluation, appraisal, lang),
        *economy_sections.options_and_cases(evaluation, appraisal, lang),
        _h(lang, "Kontroller av ekonomin", "Checks on the economy", "economic-checks"),
        annex_tables.economic_check_table(appraisal, lang),
    ]


def _units(appraisal: Appraisal, initiative: Initiative, lang: Lang) -> list[Block]:
    """Return the actors divided into their units, and who experiences what; nothing when neither is named."""
    return _given(
        annex_units.unit_table(appraisal, lang),
        annex_units.unit_horizon_table(appraisal, lang),
        annex_units.stakeholder_table(initiative, lang),
    )


def _given(*found: Table | None) -> list[Block]:
    return [table for table in found if table is not None]
