# SPDX-License-Identifier: Apache-2.0
"""The tables of the room: what their rows are and how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.text import Text
from utfall.reports import numbers
from utfall_web.govern import forms, models, reads
from utfall_web.plan.components import Component
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.singlepages import SingleKind
from utfall_web.shared.words import lang, text

_RESPONSIBLE = Text(sv="Ansvarig", en="Responsible")


def _risk_name(row: models.Risk) -> str:
    return row.what + (str(text("\nKan skada en person", "\nCould hurt a person")) if row.harm else "")


def _unmet(_: Initiative, risks: list[models.Risk]) -> Mapping[str, Any]:
    return {
        "harm_asked": any(risk.harm for risk in risks),
        "unassigned": sum(not risk.responsible for risk in risks),
        "count": len(risks),
    }


RISKS = RowKind(
    app="govern", name="risks", path="risker", model=models.Risk, form=forms.RiskForm, component=Component.DESIGN,
    title=Text(sv="Risker", en="Risks"),
    one=Text(sv="risken", en="the risk"),
    lead=Text(sv="Vad kan gå fel, för kvalitet och ekonomi och framför allt för någon människa? Talet är sannolikhet gånger konsekvens, 1 till 9.", en="What could go wrong, for quality and economy and above all for a person? The score is probability times impact, 1 to 9."),
    add=Text(sv="Lägg till en risk", en="Add a risk"),
    empty=Text(sv="Inga risker är beskrivna än.", en="No risks are described yet."),
    columns=(
        (Text(sv="Risk", en="Risk"), _risk_name),
        (Text(sv="Sannolikhet", en="Probability"), lambda row: str(row.get_probability_display())),
        (Text(sv="Konsekvens", en="Impact"), lambda row: str(row.get_impact_display())),
        (Text(sv="Tal", en="Score"), lambda row: str(reads.as_risk(row).priority)),
        (Text(sv="Åtgärd", en="Action"), lambda row: row.action),
        (_RESPONSIBLE, lambda row: row.responsible),
    ),
    beside=_unmet,
    template="govern/risks.html",
    inline=("what", "probability", "impact", "", "action", "responsible"),
)  # fmt: skip

STAKEHOLDERS = RowKind(
    app="govern", name="stakeholders", path="intressenter", model=models.Stakeholder, form=forms.StakeholderForm, component=Component.DESIGN,
    title=Text(sv="Intressenter", en="Stakeholders"),
    one=Text(sv="intressenten", en="the stakeholder"),
    lead=Text(sv="Vilka påverkas eller påverkar, och hur får vi veta hur de ser på saken?", en="Who is affected or has a say, and how do we learn what they think?"),
    add=Text(sv="Lägg till en intressent", en="Add a stakeholder"),
    empty=Text(sv="Inga intressenter är beskrivna än.", en="No stakeholders are described yet."),
    columns=(
        (Text(sv="Vem", en="Who"), lambda row: row.who),
        (Text(sv="Vad de kan berätta", en="What they can tell"), lambda row: row.interest),
        (Text(sv="Hur det hämtas in", en="How it is collected"), lambda row: row.collection),
    ),
    inline=("who", "interest", "collection"),
)  # fmt: skip

MESSAGES = RowKind(
    app="govern", name="messages", path="kommunikation", model=models.Message, form=forms.MessageForm, component=Component.DESIGN,
    title=Text(sv="Kommunikationsplan", en="Communication plan"),
    one=Text(sv="raden", en="the line"),
    lead=Text(sv="Vilka behöver veta vad, när och hur, i och utanför organisationen?", en="Who needs to know what, when and how, inside and outside the organisation?"),
    add=Text(sv="Lägg till en rad", en="Add a line"),
    empty=Text(sv="Kommunikationsplanen är tom.", en="The communication plan is empty."),
    columns=(
        (Text(sv="Till vem", en="To whom"), lambda row: row.to + str(text("\nutåt", "\nexternal") if row.external else "")),
        (Text(sv="Vad", en="What"), lambda row: row.what),
        (Text(sv="När", en="When"), lambda row: row.when),
        (Text(sv="Hur", en="How"), lambda row: row.how),
        (_RESPONSIBLE, lambda row: row.responsible),
    ),
    inline=("to", "what", "when", "how", "responsible"),
)  # fmt: skip

ROLE_HOLDERS = RowKind(
    app="govern", name="role_holders", path="rollinnehavare", model=models.RoleHolder, form=forms.RoleHolderForm, component=Component.ORGANISATION,
    title=Text(sv="Vem ansvarar för vad", en="Who answers for what"),
    one=Text(sv="raden", en="the line"),
    lead=Text(sv="Arbetsgrupp och styrgrupp. Alla behöver inte ett konto här; vem som får se och ändra i satsningen står under Roller.", en="Working group and steering group. Not all need an account here; who may see and change the initiative stands under Roles."),
    add=Text(sv="Lägg till", en="Add"),
    empty=Text(sv="Ingen är utsedd än.", en="Nobody is appointed yet."),
    columns=(
        (Text(sv="Roll", en="Role"), lambda row: str(row.get_role_display())),
        (Text(sv="Vem", en="Who"), lambda row: row.who),
        (Text(sv="Organisation", en="Organisation"), lambda row: row.organisation),
        (Text(sv="Del av heltid", en="Share of full time"), lambda row: "" if row.time_percent is None else numbers.percent(float(row.time_percent) / 100, lang(), decimals=0)),
    ),
    inline=("role", "who", "organisation", "time_percent"),
)  # fmt: skip

MILESTONES = RowKind(
    app="govern", name="milestones", path="tidplan", model=models.Milestone, form=forms.MilestoneForm, component=Component.DESIGN,
    title=Text(sv="Tidplan", en="Time plan"),
    one=Text(sv="datumet", en="the date"),
    lead=Text(sv="När börjar och slutar satsningen, när mäts det, och när beslutas det?", en="When does the initiative begin and end, when is it measured, and when is it decided?"),
    add=Text(sv="Lägg till ett datum", en="Add a date"),
    empty=Text(sv="Inga datum är satta än.", en="No dates are set yet."),
    columns=(
        (Text(sv="Vad", en="What"), lambda row: row.what),
        (Text(sv="När", en="When"), lambda row: row.start.isoformat() + (f" – {row.end.isoformat()}" if row.end else "")),
    ),
    inline=("what", "start end"),
)  # fmt: skip

TABLES = (RISKS, STAKEHOLDERS, MESSAGES, ROLE_HOLDERS, MILESTONES)

STEERING = SingleKind(
    app="govern",
    name="steering",
    path="styrning",
    model=models.Agreement,
    form=forms.AgreementForm,
    component=Component.ORGANISATION,
    title=Text(sv="Styrning och beslutsvägar", en="Steering and decision paths"),
    lead=Text(
        sv="Hur ni möts, hur beslut fattas och vad som händer om satsningen avbryts.",
        en="How you meet, how decisions are made and what happens if the initiative is stopped.",
    ),
    parts=(
        (Text(sv="Avstämningar", en="Check-ins"), lambda row: row.check_ins),
        (Text(sv="Beslutsvägar", en="Decision paths"), lambda row: row.decision_paths),
        (Text(sv="Om satsningen avbryts", en="If the initiative is stopped"), lambda row: row.stop_handling),
    ),
)
