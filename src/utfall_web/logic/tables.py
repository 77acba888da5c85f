# SPDX-License-Identifier: Apache-2.0
"""The tables of the room."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from utfall.core.text import Text
from utfall.reports.phrases.red_thread import break_mend, break_text
from utfall_web.logic import forms, models, reads, writes
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.plan.components import Component, Page, page
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.rules import key_from
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.words import lang

COMMENT = Permission(Action.COMMENT, Thing.PLAN)
_OWN = ("level", "what", "what_en", "indicator", "data_source", "assumption")


def _thread(initiative: Initiative, table: list[models.Row]) -> Mapping[str, Any]:
    return {
        "breaks": SafeString(worked_out(initiative, "logic.breaks", _breaks)),  # made below: every word is escaped
        "rows": table,
        "comments": reads.newest_comments(initiative),
        "comment_permission": str(COMMENT),
    }


def _breaks(initiative: Initiative) -> str:
    """Return the lines of a list that says where the thread is broken, and the mend; "" when it holds."""
    rows, found = reads.breaks(initiative)
    said = [(escape(break_text(one, rows, lang())), escape(break_mend(one, lang()))) for one in found]
    return "".join([f'<li>{what} <span class="quiet">{mend}</span></li>' for what, mend in said])


ROWS = RowKind(
    app="logic", name="rows", path="logikmodell", model=models.Row, form=forms.RowForm, component=Component.DESIGN,
    title=Text(sv="Logikmodell", en="Logic model"),
    one=Text(sv="raden", en="the row"),
    lead=Text(sv="Från vad ni lägger in till vad som ska bli annorlunda. Varje rad leder till nästa: resurs, aktivitet, resultat, mål.", en="From what you put in to what shall be different. Each row leads to the next: resource, activity, outcome, goal."),
    add=Text(sv="Lägg till en rad", en="Add a row"),
    empty=Text(sv="Logikmodellen är tom. Börja med det långsiktiga målet och gå bakåt: vad krävs för att nå dit?", en="The logic model is empty. Begin with the long-term goal and go backwards: what does it take to get there?"),
    columns=(
        (Text(sv="Vad", en="What"), lambda row: row.what),
        (Text(sv="Nivå", en="Level"), lambda row: str(row.get_level_display())),
        (Text(sv="Indikator", en="Indicator"), lambda row: row.indicator),
        (Text(sv="Datakälla", en="Data source"), lambda row: row.data_source),
        (Text(sv="Antagande eller hot", en="Assumption or threat"), lambda row: row.assumption),
    ),
    beside=_thread,
    template="logic/rows.html",
    inline=("what", "level", "indicator", "data_source", "assumption"),
    options=lambda initiative: {"initiative": initiative},
    prepare=lambda values: {name: value for name, value in values.items() if name in _OWN},
    fresh=lambda initiative, values: {"key": key_from(str(values["what"])[:40], reads.keys(initiative))},
    also=lambda row, values, actor: writes.lead_to(row, values["leads_to"], actor=actor) if "leads_to" in values else None,
    start=lambda row: {"leads_to": reads.led_to(row)},
)  # fmt: skip

STEPS = RowKind(
    app="logic", name="steps", path="logikmodell/steg", model=models.Step, form=forms.StepForm, component=Component.DESIGN,
    title=Text(sv="Varför stegen håller", en="Why the steps hold"),
    one=Text(sv="steget", en="the step"),
    lead=Text(sv="För varje steg: varför skulle det ena leda till det andra? Det är satsningens förändringsteori.", en="For each step: why should the one lead to the other? That is the initiative's theory of change."),
    add=Text(sv="Lägg till ett steg", en="Add a step"),
    empty=Text(sv="Inga steg finns än. Säg i logikmodellen vad varje rad leder till.", en="There are no steps yet. Say in the logic model what each row leads to."),
    columns=(
        (Text(sv="Steg", en="Step"), lambda row: f"{row.source.what} → {row.target.what}"),
        (Text(sv="Varför", en="Why"), lambda row: row.rationale),
    ),
    related=("source", "target"),
    grows=False,
    under=page("logic:rows"),
)  # fmt: skip

_PARTNERS = Page(Component.DESIGN, Text(sv="Nyckelaktörer", en="Boundary partners"), "logic:partners")

PARTNERS = RowKind(
    app="logic", name="partners", path="nyckelaktorer", model=models.BoundaryPartner, form=forms.PartnerForm, component=Component.DESIGN,
    title=Text(sv="Nyckelaktörer", en="Boundary partners"),
    one=Text(sv="nyckelaktören", en="the boundary partner"),
    lead=Text(sv="Vilka måste göra annorlunda för att målen ska nås? Följ dem med tecken på framsteg.", en="Who has to act differently for the goals to be reached? Follow them with progress markers."),
    add=Text(sv="Lägg till en nyckelaktör", en="Add a boundary partner"),
    empty=Text(sv="Inga nyckelaktörer är beskrivna än.", en="No boundary partners are described yet."),
    columns=(
        (Text(sv="Vem", en="Who"), lambda row: row.who),
        (Text(sv="När det fungerar som bäst", en="When it works at its best"), lambda row: row.challenge),
    ),
    template="logic/partners.html",
    under=page("logic:rows"),
)  # fmt: skip

MARKERS = RowKind(
    app="logic", name="markers", path="tecken", model=models.Marker, form=forms.MarkerForm, component=Component.DESIGN,
    title=Text(sv="Tecken på framsteg", en="Progress markers"),
    one=Text(sv="tecknet", en="the marker"),
    lead=Text(sv="Vad väntar vi oss att se, vad vore bra att se, och vad vore drömläget?", en="What do we expect to see, like to see and love to see?"),
    add=Text(sv="Lägg till ett tecken", en="Add a marker"),
    empty=Text(sv="Inga tecken är beskrivna än.", en="No markers are described yet."),
    columns=(
        (Text(sv="Tecken", en="Sign"), lambda row: row.sign),
        (Text(sv="Nyckelaktör", en="Boundary partner"), lambda row: row.partner.who),
        (Text(sv="Grad", en="Degree"), lambda row: str(row.get_degree_display())),
        (Text(sv="Sett den", en="Seen on"), lambda row: row.seen_on.isoformat() if row.seen_on else ""),
    ),
    options=lambda initiative: {"initiative": initiative},
    related=("partner",),
    under=_PARTNERS,
)  # fmt: skip

JOURNAL = RowKind(
    app="logic", name="journal", path="dagbok", model=models.JournalEntry, form=forms.JournalForm, component=Component.DESIGN,
    title=Text(sv="Dagbok", en="Journal"),
    one=Text(sv="anteckningen", en="the entry"),
    lead=Text(sv="Vad ni ser hos nyckelaktörerna, med datum.", en="What you see in the boundary partners, with dates."),
    add=Text(sv="Skriv en anteckning", en="Write an entry"),
    empty=Text(sv="Dagboken är tom.", en="The journal is empty."),
    columns=(
        (Text(sv="Datum", en="Date"), lambda row: row.day.isoformat()),
        (Text(sv="Nyckelaktör", en="Boundary partner"), lambda row: row.partner.who),
        (Text(sv="Vad ni såg", en="What you saw"), lambda row: row.seen),
    ),
    options=lambda initiative: {"initiative": initiative},
    related=("partner",),
    under=_PARTNERS,
)  # fmt: skip

TABLES = (ROWS, STEPS, PARTNERS, MARKERS, JOURNAL)
