# SPDX-License-Identifier: Apache-2.0
"""The project plan and the project lead's instruction."""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.core.workplan import Role, WorkPlan
from utfall.reports import numbers
from utfall.reports.document import Block, BulletList, Column, Document, Table
from utfall.reports.phrases.workplan import MISSING
from utfall.reports.plan_papers import parts
from utfall.reports.plan_papers.paper import comparison_section
from utfall.reports.plan_papers.parts import head, labelled, missing, say, told


def project_plan(initiative: Initiative, plan: WorkPlan, lang: Lang, *, date: str) -> Document:
    """Return the project plan; `date` is its ISO date."""
    blocks: list[Block] = [
        head(lang, "Satsningen", "The initiative", "initiative"),
        told(initiative.summary, lang),
        *parts.target_section(plan, initiative, lang),
        *parts.logic_section(initiative, lang),
        *parts.activity_section(plan, initiative, lang),
        *comparison_section(initiative, lang),
        *parts.criteria_section(initiative, lang),
        *parts.role_section(plan.roles, lang),
        head(lang, "Avstämningar", "Check-ins", "check-ins"),
        told(plan.check_ins, lang),
        *_stakeholders(plan, lang),
        *parts.message_section(plan, lang),
        *parts.risk_section(plan, lang),
        *parts.date_section(plan, lang),
    ]
    subtitle = say(lang, "Projektplan", "Project plan")
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)


def _stakeholders(plan: WorkPlan, lang: Lang) -> list[Block]:
    title = head(lang, "Intressenter", "Stakeholders", "stakeholders")
    if not plan.stakeholders:
        return [title, missing(lang)]
    none = MISSING.of(lang)
    rows = tuple(
        (one.who.of(lang), one.interest.of(lang) or none, one.collection.of(lang) or none) for one in plan.stakeholders
    )
    columns = (
        Column(say(lang, "Vem", "Who")),
        Column(say(lang, "Vad de kan berätta", "What they can tell")),
        Column(say(lang, "Hur det hämtas in", "How it is collected")),
    )
    return [title, Table(say(lang, "Vilkas bild vi behöver", "Whose view we need"), columns, rows)]


def lead_instruction(initiative: Initiative, plan: WorkPlan, lang: Lang, *, date: str) -> Document:
    """Return the project lead's instruction (R115): task, time, mandate, what to report and to whom."""
    leads = plan.holders(Role.PROJECT_LEAD)
    duties = (
        say(lang, "Förankra satsningen hos dem som berörs.", "Anchor the initiative with those concerned."),
        say(lang, "Planera arbetet och hålla planen aktuell.", "Plan the work and keep the plan up to date."),
        say(lang, "Leda projektgruppen i vardagen.", "Lead the team from day to day."),
        say(
            lang,
            "Följa aktiviteter, hur stor del av målgruppen som nås, och resultat.",
            "Follow activities, the share of the target group reached, and results.",
        ),
        say(
            lang,
            "Anteckna bortfall med orsak när det sker och meddela hinder i tid.",
            "Note drop-out with its cause when it happens and report obstacles in time.",
        ),
    )
    time = [numbers.percent(one.time_share, lang, decimals=0) for one in leads if one.time_share is not None]
    owners = ", ".join(one.who for one in plan.holders(Role.OWNER))
    blocks: list[Block] = [
        labelled(lang, "Projektledare", "Project lead", ", ".join(one.who for one in leads)),
        labelled(lang, "Del av heltid", "Share of full time", ", ".join(time)),
        labelled(lang, "Vice projektledare", "Deputy", ", ".join(one.who for one in plan.holders(Role.DEPUTY))),
        labelled(lang, "Rapporterar till", "Reports to", owners),
        head(lang, "Uppdraget", "The task", "task"),
        told(initiative.summary, lang),
        BulletList.of(*duties),
        head(lang, "Avstämningar", "Check-ins", "check-ins"),
        told(plan.check_ins, lang),
        *parts.activity_section(plan, initiative, lang),
        *parts.criteria_section(initiative, lang),
        head(lang, "Beslut som inte är projektledarens", "Decisions that are not the project lead's", "mandate"),
        BulletList.of(
            say(
                lang,
                "Ändrad inriktning, budget eller avbrott: styrgruppen.",
                "Change of direction, budget or stopping: the steering group.",
            ),
            say(
                lang,
                "Kriterier och jämförelse efter låsning: en ny version med skäl, beslutad av ägare och styrgrupp.",
                "Criteria and comparison after locking: a new version with a reason, decided by owner and steering group.",
            ),
        ),
    ]
    subtitle = say(lang, "Projektledarinstruktion", "Project lead's instruction")
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)
