# SPDX-License-Identifier: Apache-2.0
"""The decision paper before the start (beslutsunderlag ex ante): need, idea, what it costs and may give, how it is tested."""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.core.workplan import WorkPlan
from utfall.economics import Appraisal
from utfall.reports import charts, tables
from utfall.reports.document import Block, Callout, Column, Document, Paragraph, Table
from utfall.reports.phrases import effects
from utfall.reports.plan_papers import parts
from utfall.reports.plan_papers.parts import head, say, told


def ex_ante_paper(
    initiative: Initiative, plan: WorkPlan, appraisal: Appraisal | None, lang: Lang, *, date: str
) -> Document:
    """Return the decision paper before the start.

    Parameters
    ----------
    appraisal
        The economy with the expected effects; None when it has not been worked out.
    date
        ISO date of the paper.
    """
    blocks: list[Block] = [
        head(lang, "Förslaget", "The proposal", "proposal"),
        told(initiative.summary, lang),
        *parts.need_section(plan.needs, lang),
        *parts.target_section(plan, initiative, lang),
        *parts.logic_section(initiative, lang),
        *comparison_section(initiative, lang),
        *economy_section(appraisal, lang),
        *parts.criteria_section(initiative, lang),
        *parts.risk_section(plan, lang),
        *parts.role_section(plan.roles, lang),
        *parts.date_section(plan, lang),
    ]
    subtitle = say(lang, "Beslutsunderlag före start", "Decision paper before the start")
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)


def comparison_section(initiative: Initiative, lang: Lang) -> list[Block]:
    """Return what the outcome will be held against, and how far the answer may go."""
    title = head(lang, "Hur vi får veta om det hjälper", "How we will know whether it helps", "comparison")
    if not initiative.comparisons:
        words = say(
            lang,
            "Ingen jämförelse är vald. Utan den kan en förändring inte kallas effekt.",
            "No comparison is chosen. Without one, a change cannot be called an effect.",
        )
        return [title, Callout.of("warning", say(lang, "Jämförelse saknas", "No comparison"), words)]
    rows = tuple(
        (
            one.label.of(lang),
            effects.DESIGN_NAMES[one.design.kind].of(lang),
            say(lang, "ja", "yes") if one.primary else say(lang, "nej", "no"),
            effects.DESIGN_REASONS[one.design.kind].of(lang),
        )
        for one in initiative.comparisons
    )
    columns = (
        Column(say(lang, "Jämförelse", "Comparison")),
        Column(say(lang, "Upplägg", "Design")),
        Column(say(lang, "Bär slutsatsen", "Carries the conclusion")),
        Column(say(lang, "Varför det går att lita på", "Why it can be trusted")),
    )
    table = Table(say(lang, "Planerade jämförelser", "Planned comparisons"), columns, rows)
    return [title, *([told(initiative.counterfactual, lang)] if initiative.counterfactual else []), table]


def economy_section(appraisal: Appraisal | None, lang: Lang) -> list[Block]:
    """Return the economy with the expected effects; they are assumptions, and said to be."""
    title = head(lang, "Vad det kostar och kan ge", "What it costs and may give", "economy")
    if appraisal is None:
        words = say(
            lang,
            "Kalkylen är inte gjord: kostnader eller väntade effekter saknas.",
            "The appraisal is not made: costs or expected effects are missing.",
        )
        return [title, Paragraph.of(words)]
    warning = Callout.of(
        "info",
        say(lang, "Effekterna är antaganden", "The effects are assumptions"),
        say(
            lang,
            "Ingen har mätt dem ännu. Kalkylen visar vad som följer om de stämmer, och hur osäkert det är.",
            "Nobody has measured them yet. The appraisal shows what follows if they hold, and how uncertain it is.",
        ),
    )
    return [
        title,
        warning,
        charts.actors_figure_of(appraisal, lang),
        tables.actor_table(appraisal, lang),
        charts.payback_figure_of(appraisal, lang),
    ]
