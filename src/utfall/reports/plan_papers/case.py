# SPDX-License-Identifier: Apache-2.0
"""The case to a board (tjänsteutlåtande), in the order of the political process (R51)."""

from __future__ import annotations

from utfall.core.initiative import Initiative
from utfall.core.text import Lang
from utfall.core.workplan import Role, WorkPlan
from utfall.economics import Appraisal
from utfall.reports import numbers
from utfall.reports.document import Block, BulletList, Document
from utfall.reports.plan_papers import parts
from utfall.reports.plan_papers.paper import comparison_section, economy_section
from utfall.reports.plan_papers.parts import head, labelled, missing, say, told


def board_case(
    initiative: Initiative, plan: WorkPlan, appraisal: Appraisal | None, lang: Lang, *, date: str
) -> Document:
    """Return the case to a board; `date` is the ISO date of the document."""
    case = plan.case
    blocks: list[Block] = [
        labelled(lang, "Till", "To", case.to),
        labelled(lang, "Handläggare", "Officers", _officers(plan)),
        head(lang, "Förslag till beslut", "Proposed decision", "proposed-decision"),
        told(case.proposal, lang),
        head(lang, "Sammanfattning", "Summary", "summary"),
        told(initiative.summary, lang),
        head(lang, "Bakgrund", "Background", "background"),
        told(case.background, lang),
        head(lang, "Ärendets beredning", "Preparation of the case", "preparation"),
        _preparation(plan, lang),
        *parts.need_section(plan.needs, lang),
        *parts.target_section(plan, initiative, lang),
        *comparison_section(initiative, lang),
        *economy_section(appraisal, lang),
        *parts.criteria_section(initiative, lang),
        *parts.risk_section(plan, lang),
        head(lang, "Jämställdhetsanalys", "Gender analysis", "gender"),
        told(case.gender, lang),
        head(lang, "Förvaltningens synpunkter och förslag", "The administration's view", "view"),
        told(case.view, lang),
        head(lang, "Underskrifter", "Signatures", "signatures"),
        BulletList.of(*case.signatories) if case.signatories else missing(lang),
    ]
    subtitle = say(lang, "Tjänsteutlåtande", "Report to the board")
    return parts.document(initiative, lang, subtitle=subtitle, date=date, blocks=blocks)


def _officers(plan: WorkPlan) -> str:
    return ", ".join(holder.who for holder in plan.holders(Role.COORDINATOR, Role.PROJECT_LEAD))


def _preparation(plan: WorkPlan, lang: Lang) -> Block:
    if not plan.case.preparation:
        return missing(lang)
    return BulletList.of(*(f"{numbers.date(when)}: {who}" if when else who for who, when in plan.case.preparation))
