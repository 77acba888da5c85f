# SPDX-License-Identifier: Apache-2.0
"""The tables and single pages of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404

from utfall.core.text import Text
from utfall.reports import numbers
from utfall.reports.plan_papers.parts import evidence_text
from utfall_web.need import forms, models, reads
from utfall_web.plan.attachments import FileKind, Owner
from utfall_web.plan.components import Component
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.singlepages import SingleKind
from utfall_web.shared.words import lang, shown, text


def _supported(initiative: Initiative) -> Mapping[str, Any]:
    needs = reads.needs(initiative)
    return {
        "bare": [need.problem.sv for need in needs if not need.verified],
        "differs": [need.problem.sv for need in needs if need.agreement == "differs"],
        "one_sided": [need.problem.sv for need in needs if need.evidence and len({e.kind for e in need.evidence}) == 1],
    }


NEEDS = RowKind(
    app="need", name="needs", path="behov-och-underlag", model=models.Need, form=forms.NeedForm, component=Component.NEED,
    title=Text(sv="Behov", en="Needs"),
    one=Text(sv="behovet", en="the need"),
    lead=Text(sv="Vilket problem är det, bland vilka, och ser verksamheten samma sak som siffrorna?", en="What is the problem, among whom, and do practitioners see what the numbers say?"),
    add=Text(sv="Lägg till ett behov", en="Add a need"),
    empty=Text(sv="Inget behov är beskrivet än. Börja här: en satsning utan styrkt behov är en lösning som letar efter ett problem.", en="No need is described yet. Begin here: an initiative without a supported need is a solution looking for a problem."),
    columns=(
        (Text(sv="Problem", en="Problem"), lambda row: row.problem),
        (Text(sv="Bland vilka", en="Among whom"), lambda row: row.group),
        (Text(sv="Verksamhetens bild", en="Practitioners' picture"), lambda row: f"{row.get_agreement_display()}\n{row.practitioners}".strip()),
        (Text(sv="Förankrat hos", en="Accepted by"), lambda row: row.anchored),
    ),
    aside=_supported,
    template="need/needs.html",
)  # fmt: skip


def _evidence(initiative: Initiative, evidence_id: int) -> Owner:
    row = get_object_or_404(models.Evidence, initiative=initiative, pk=evidence_id)
    return Owner({"evidence": row}, row.what, EVIDENCE.address(initiative), shown(EVIDENCE.title))


EVIDENCE_FILES = FileKind(
    app="need", name="evidence_files", path="underlag/<int:evidence_id>/", takes="evidence_id",
    model=models.EvidenceFile, owner=_evidence, component=Component.NEED,
)  # fmt: skip

EVIDENCE = RowKind(
    app="need", name="evidence", path="underlag", model=models.Evidence, form=forms.EvidenceForm, component=Component.NEED,
    title=Text(sv="Underlag för behoven", en="Evidence for the needs"),
    one=Text(sv="underlaget", en="the evidence"),
    lead=Text(sv="Förena alltid siffror med röster. Skriv källan, så att andra kan kontrollera.", en="Always join numbers with voices. Write the source, so that others can check."),
    add=Text(sv="Lägg till underlag", en="Add evidence"),
    empty=Text(sv="Inget underlag finns än.", en="There is no evidence yet."),
    columns=(
        (Text(sv="Underlag", en="Evidence"), lambda row: row.what),
        (Text(sv="Behov", en="Need"), lambda row: row.need.problem),
        (Text(sv="Antal", en="Count"), lambda row: evidence_text(reads.as_evidence(row), lang())),
        (Text(sv="För vilka", en="For whom"), lambda row: row.breakdown),
        (Text(sv="Källa", en="Source"), lambda row: row.source),
        (
            Text(sv="Bilagor", en="Attachments"),
            lambda row: EVIDENCE_FILES.links(row.initiative, row.pk, sorted(row.files.all(), key=lambda file: file.pk)),
        ),
    ),
    options=lambda initiative: {"initiative": initiative},
    related=("need",),
    brings=("files",),
    acts=(("files", Text(sv="Bilagor", en="Attachments")),),
)  # fmt: skip

TRAITS = RowKind(
    app="need", name="traits", path="avgransning", model=models.Trait, form=forms.TraitForm, component=Component.CHOICE,
    title=Text(sv="Målgruppens avgränsning", en="Bounds of the target group"),
    one=Text(sv="avgränsningen", en="the bound"),
    lead=Text(sv="Gå från bred till smal grupp: ålder, område, svårighet, risk. Flera avgränsningar gäller samtidigt.", en="Go from a broad to a narrow group: age, area, difficulty, risk. Several bounds hold at once."),
    add=Text(sv="Lägg till en avgränsning", en="Add a bound"),
    empty=Text(sv="Målgruppen är inte avgränsad än.", en="The target group is not bounded yet."),
    columns=(
        (Text(sv="Hur", en="How"), lambda row: row.what),
        (Text(sv="Vad som avgränsar", en="What bounds it"), lambda row: str(row.get_kind_display())),
    ),
)  # fmt: skip

TARGET = SingleKind(
    app="need", name="target", path="malgrupp", model=models.Target, form=forms.TargetForm, component=Component.CHOICE,
    title=Text(sv="Målgrupp", en="Target group"),
    lead=Text(sv="Vilka är satsningen till för, och hur många är de?", en="Whom is the initiative for, and how many are they?"),
    parts=(
        (Text(sv="Målgruppen", en="The target group"), lambda row: row.description),
        (Text(sv="Väntas delta", en="Expected to take part"), lambda row: _people(row.expected)),
        (Text(sv="I hela gruppen", en="In the whole group"), lambda row: _people(row.whole)),
    ),
    template="need/target.html",
)  # fmt: skip


def _people(count: int | None) -> str:
    if count is None:
        return ""
    return numbers.number(count, lang(), decimals=0) + str(text(" personer", " persons"))


def _ruled(initiative: Initiative) -> Mapping[str, Any]:
    found, in_the_way = reads.is_investment(initiative)
    names = {
        "better": text("bättre för målgruppen", "better for the target group"),
        "cheaper": text("lägre kostnad för samhället", "lower cost to society"),
        "bounded": text("början, slut och budget", "beginning, end and budget"),
        "new": text("något ordinarie verksamhet inte kan ensam", "something ordinary operation cannot do alone"),
    }
    return {"ruling": found.value, "in_the_way": [names[name] for name in in_the_way]}


GATE = SingleKind(
    app="need", name="gate", path="social-investering", model=models.Gate, form=forms.GateForm, component=Component.CHOICE,
    title=Text(sv="Är det en social investering?", en="Is it a social investment?"),
    lead=Text(sv="En social investering väntas ge bättre utfall för målgruppen och lägre kostnader för samhället över tid. Båda ska prövas.", en="A social investment is expected to give better outcomes for the target group and lower costs to society over time. Both are to be tested."),
    parts=(
        (Text(sv="Bättre för målgruppen", en="Better for the target group"), lambda row: f"{row.get_better_display()}. {row.better_how}"),
        (Text(sv="Lägre kostnad för samhället", en="Lower cost to society"), lambda row: f"{row.get_cheaper_display()}. {row.cheaper_how}"),
        (Text(sv="Början, slut och budget", en="Beginning, end and budget"), lambda row: str(row.get_bounded_display())),
        (Text(sv="Inte ordinarie verksamhet", en="Not ordinary operation"), lambda row: f"{row.get_new_display()}. {row.new_how}"),
    ),
    aside=_ruled,
    template="need/gate.html",
)  # fmt: skip

TABLES = (NEEDS, EVIDENCE, TRAITS)
SINGLES = (TARGET, GATE)
