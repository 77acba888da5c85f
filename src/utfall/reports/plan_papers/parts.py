# SPDX-License-Identifier: Apache-2.0
"""Sections that several of the plan's documents share."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.initiative import Initiative
from utfall.core.text import Lang, Text
from utfall.core.workplan import Evidence, Need, RoleHolder, WorkPlan
from utfall.disclosure import DEFAULT_THRESHOLD
from utfall.reports import numbers
from utfall.reports.document import Block, Callout, Column, Document, Heading, Meta, Paragraph, Table, inline, strong
from utfall.reports.figures.logic import logic_figure
from utfall.reports.phrases.verdict import KIND_NAMES, criterion_name, threshold_text
from utfall.reports.phrases.workplan import AGREEMENT, LEVEL_WORDS, MISSING, ROLE_DUTIES, ROLE_NAMES


def say(lang: Lang, sv: str, en: str) -> str:
    """Return the text in the language of the document."""
    return sv if lang == "sv" else en


def head(lang: Lang, sv: str, en: str, anchor: str) -> Heading:
    """Return a heading of the first level."""
    return Heading(1, say(lang, sv, en), anchor)


def told(text: Text, lang: Lang) -> Paragraph:
    """Return the planners' words, or that they are missing."""
    return Paragraph.of(text.of(lang)) if text else missing(lang)


def missing(lang: Lang) -> Paragraph:
    """Return that something has not been written."""
    return Paragraph.of(MISSING.of(lang))


def labelled(lang: Lang, sv: str, en: str, value: str) -> Paragraph:
    """Return 'Label: value', or that the value is missing."""
    return Paragraph(inline(strong(say(lang, sv, en) + ": "), value or MISSING.of(lang)))


def document(
    initiative: Initiative, lang: Lang, *, subtitle: str, date: str, blocks: Sequence[Block], title: str = ""
) -> Document:
    """Return a document of the plan; the illustration says that it is one."""
    name = initiative.title.of(lang)
    first: list[Block] = []
    if initiative.illustration:
        words = say(
            lang,
            "Planen är påhittad för att visa hur verktyget används.",
            "The plan is made up to show how the tool is used.",
        )
        first = [Callout.of("warning", "Illustration", words)]
    return Document(
        title=title or name,
        subtitle=subtitle,
        lang=lang,
        meta=Meta(organisation=initiative.organisation.of(lang) or name, date=date),
        blocks=(*first, *blocks),
    )


def evidence_text(evidence: Evidence, lang: Lang) -> str:
    """Return the count behind a need; a count so small that somebody could be known is not shown."""
    if evidence.numerator is None:
        return "–"
    if evidence.small(DEFAULT_THRESHOLD):
        return say(lang, "visas inte, för få personer", "not shown, too few people")
    count = numbers.number(evidence.numerator, lang, decimals=0)
    if evidence.denominator is None or evidence.share is None:
        return count
    whole = numbers.number(evidence.denominator, lang, decimals=0)
    share = numbers.percent(evidence.share, lang, decimals=0)
    return say(lang, f"{count} av {whole} ({share})", f"{count} of {whole} ({share})")


def need_section(needs: Sequence[Need], lang: Lang) -> list[Block]:
    """Return the needs, what supports each, and whether practitioners see it too."""
    blocks: list[Block] = [head(lang, "Behovet", "The need", "need")]
    if not needs:
        return [*blocks, missing(lang)]
    for number, need in enumerate(needs, start=1):
        state = say(lang, "styrkt", "supported") if need.verified else say(lang, "inte styrkt", "not supported")
        blocks.append(Paragraph(inline(strong(need.problem.of(lang)), f" ({need.group.of(lang)}; {state}.)")))
        if need.evidence:
            blocks.append(_evidence_table(need, number, lang))
        view = AGREEMENT[need.agreement].of(lang)
        words = f": {need.practitioners.of(lang)}" if need.practitioners else "."
        blocks.append(Paragraph.of(view + words))
    return blocks


def _evidence_table(need: Need, number: int, lang: Lang) -> Table:
    kinds = {"quantitative": say(lang, "siffror", "numbers"), "qualitative": say(lang, "röster", "voices")}
    return Table(
        say(lang, f"Vad som styrker behov {number}", f"What supports need {number}"),
        (
            Column(say(lang, "Underlag", "Evidence")),
            Column(say(lang, "Slag", "Kind")),
            Column(say(lang, "Antal", "Count")),
            Column(say(lang, "För vilka", "For whom")),
            Column(say(lang, "Källa", "Source")),
        ),
        tuple(
            (
                one.text.of(lang),
                kinds[one.kind],
                evidence_text(one, lang),
                one.breakdown.of(lang) or "–",
                one.source or MISSING.of(lang),
            )
            for one in need.evidence
        ),
    )


def target_section(plan: WorkPlan, initiative: Initiative, lang: Lang) -> list[Block]:
    """Return whom the initiative is for, what bounds the group and how many they are."""
    blocks: list[Block] = [head(lang, "Målgruppen", "The target group", "target-group")]
    group = plan.target_group
    blocks.append(told(group.description if group is not None else initiative.target_group, lang))
    if group is None:
        return blocks
    blocks += [Paragraph(inline(strong(f"{kind.of(lang)}: "), trait.of(lang))) for kind, trait in group.traits]
    expected = "" if group.expected is None else numbers.number(group.expected, lang, decimals=0)
    whole = "" if group.whole is None else numbers.number(group.whole, lang, decimals=0)
    return [
        *blocks,
        labelled(lang, "Väntat antal deltagare", "Expected participants", expected),
        labelled(lang, "Hela gruppen", "The whole group", whole),
    ]


def logic_section(initiative: Initiative, lang: Lang) -> list[Block]:
    """Return the logic model as a picture, with its table folded in."""
    title = head(lang, "Hur det är tänkt att leda till målen", "How it is meant to lead to the goals", "logic-model")
    if not initiative.logic_model:
        return [title, missing(lang)]
    return [title, logic_figure(initiative.logic_model, lang)]


def criteria_section(initiative: Initiative, lang: Lang) -> list[Block]:
    """Return what counts as success and when to stop, and whether it is locked."""
    title = head(
        lang, "När är det lyckat, och när ska vi sluta?", "When is it a success, and when to stop?", "criteria"
    )
    if not initiative.criteria:
        return [title, missing(lang)]
    table = Table(
        say(lang, "Kriterier som bestäms före start", "Criteria set before the start"),
        (
            Column(say(lang, "Kriterium", "Criterion")),
            Column(say(lang, "Slag", "Kind")),
            Column(say(lang, "Gräns", "Threshold")),
        ),
        tuple(
            (
                criterion_name(criterion, initiative, lang),
                KIND_NAMES[criterion.kind].of(lang),
                threshold_text(criterion, initiative, lang),
            )
            for criterion in initiative.criteria
        ),
    )
    lock = initiative.lock
    words = (
        say(lang, f"Kriterierna låstes {lock.date}.", f"The criteria were locked on {lock.date}.")
        if lock is not None
        else say(lang, "Kriterierna är inte låsta.", "The criteria are not locked.")
    )
    return [title, table, Paragraph.of(words)]


def role_section(roles: Sequence[RoleHolder], lang: Lang) -> list[Block]:
    """Return who answers for what."""
    title = head(lang, "Vem ansvarar för vad", "Who answers for what", "roles")
    if not roles:
        return [title, missing(lang)]
    rows = tuple(
        (
            ROLE_NAMES[holder.role].of(lang),
            holder.who,
            holder.organisation or "–",
            "–" if holder.time_share is None else numbers.percent(holder.time_share, lang, decimals=0),
            ROLE_DUTIES[holder.role].of(lang),
        )
        for holder in roles
    )
    columns = (
        Column(say(lang, "Roll", "Role")),
        Column(say(lang, "Vem", "Who")),
        Column(say(lang, "Organisation", "Organisation")),
        Column(say(lang, "Tid", "Time"), "right"),
        Column(say(lang, "Uppgift", "Task")),
    )
    return [title, Table(say(lang, "Roller och ansvar", "Roles and responsibilities"), columns, rows)]


def risk_section(plan: WorkPlan, lang: Lang) -> list[Block]:
    """Return the risks by priority, harm to a person marked, and how the initiative is wound up."""
    title = head(lang, "Risker", "Risks", "risks")
    stop = labelled(lang, "Om satsningen avbryts", "If the initiative is stopped", plan.stop_handling.of(lang))
    if not plan.risks:
        return [title, missing(lang), stop]
    rows = tuple(
        (
            risk.text.of(lang) + (say(lang, " (kan skada en person)", " (could hurt a person)") if risk.harm else ""),
            LEVEL_WORDS[risk.probability].of(lang),
            LEVEL_WORDS[risk.impact].of(lang),
            str(risk.priority),
            risk.action.of(lang) or MISSING.of(lang),
            risk.responsible or MISSING.of(lang),
        )
        for risk in sorted(plan.risks, key=lambda risk: -risk.priority)
    )
    columns = (
        Column(say(lang, "Risk", "Risk")),
        Column(say(lang, "Sannolikhet", "Probability")),
        Column(say(lang, "Konsekvens", "Impact")),
        Column(say(lang, "Tal", "Score"), "right"),
        Column(say(lang, "Åtgärd", "Action")),
        Column(say(lang, "Ansvarig", "Responsible")),
    )
    note = say(
        lang,
        "Talet är sannolikhet gånger konsekvens: låg 1, medel 2, hög 3.",
        "The score is probability times impact: low 1, medium 2, high 3.",
    )
    return [title, Table(say(lang, "Risker efter tal", "Risks by score"), columns, rows, note=note), stop]


def message_section(plan: WorkPlan, lang: Lang) -> list[Block]:
    """Return the communication plan."""
    title = head(lang, "Kommunikation", "Communication", "communication")
    if not plan.messages:
        return [title, missing(lang)]
    rows = tuple(
        (
            one.to.of(lang),
            say(lang, "utåt", "external") if one.external else say(lang, "inåt", "internal"),
            one.what.of(lang),
            one.when.of(lang) or MISSING.of(lang),
            one.how.of(lang) or MISSING.of(lang),
            one.responsible or MISSING.of(lang),
        )
        for one in plan.messages
    )
    columns = (
        Column(say(lang, "Till vem", "To whom")),
        Column(say(lang, "Riktning", "Direction")),
        Column(say(lang, "Vad", "What")),
        Column(say(lang, "När", "When")),
        Column(say(lang, "Hur", "How")),
        Column(say(lang, "Ansvarig", "Responsible")),
    )
    return [title, Table(say(lang, "Kommunikationsplan", "Communication plan"), columns, rows)]


def activity_section(plan: WorkPlan, initiative: Initiative, lang: Lang) -> list[Block]:
    """Return the activities and what counts as having done each."""
    title = head(lang, "Aktiviteter", "Activities", "activities")
    if not plan.activities:
        return [title, missing(lang)]
    rows = tuple(
        (
            one.text.of(lang),
            one.done_when.of(lang) or MISSING.of(lang),
            one.done_by or MISSING.of(lang),
            " · ".join(filter(None, (one.reported_by, one.how_often.of(lang)))) or MISSING.of(lang),
            one.deviations_to or MISSING.of(lang),
            one.process_measure.of(lang) or MISSING.of(lang),
        )
        for one in plan.activities
    )
    columns = (
        Column(say(lang, "Aktivitet", "Activity")),
        Column(say(lang, "Räknas som gjord när", "Counts as done when")),
        Column(say(lang, "Görs av", "Done by")),
        Column(say(lang, "Rapporteras", "Reported")),
        Column(say(lang, "Avvikelser till", "Deviations to")),
        Column(say(lang, "Processmått", "Process measure")),
    )
    return [title, Table(say(lang, "Aktiviteter och deras mått", "Activities and their measures"), columns, rows)]


def date_section(plan: WorkPlan, lang: Lang) -> list[Block]:
    """Return the project's dates in order."""
    title = head(lang, "Tidplan", "Time plan", "dates")
    if not plan.milestones:
        return [title, missing(lang)]
    rows = tuple(
        (f"{one.start} – {one.end}" if one.end else one.start, one.text.of(lang))
        for one in sorted(plan.milestones, key=lambda one: (one.start, one.end))
    )
    columns = (Column(say(lang, "När", "When")), Column(say(lang, "Vad", "What")))
    return [title, Table(say(lang, "Datum och perioder", "Dates and periods"), columns, rows)]
