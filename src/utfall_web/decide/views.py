# SPDX-License-Identifier: Apache-2.0
"""Lock, appraisal, documents, and the initiative file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from utfall.core.initiative import Initiative as Plan
from utfall.core.text import Lang, Text
from utfall.core.workplan import WorkPlan
from utfall.economics import Appraisal
from utfall.reports.document import Document
from utfall.reports.plan_papers import (
    board_case,
    consent_form,
    ex_ante_paper,
    information_letter,
    lead_instruction,
    project_plan,
)
from utfall.reports.render import render_document
from utfall_web.audit import writes as audited
from utfall_web.decide import exchange, forms, pages, reads, writes
from utfall_web.people import reads as people
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.components import Component
from utfall_web.plan.models import Initiative
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import lang, text

CREATE = Permission(Action.CREATE, Thing.INITIATIVE)
LOCK = Permission(Action.LOCK, Thing.PLAN)
Paper = Callable[[Plan, WorkPlan, Appraisal | None, Lang, str], Document]

PAPERS: dict[str, tuple[Text, Paper]] = {
    "beslutsunderlag": (
        Text(sv="Beslutsunderlag före start", en="Decision paper before the start"),
        lambda plan, work, money, language, day: ex_ante_paper(plan, work, money, language, date=day),
    ),
    "tjansteutlatande": (
        Text(sv="Tjänsteutlåtande", en="Report to the board"),
        lambda plan, work, money, language, day: board_case(plan, work, money, language, date=day),
    ),
    "projektplan": (
        Text(sv="Projektplan", en="Project plan"),
        lambda plan, work, _, language, day: project_plan(plan, work, language, date=day),
    ),
    "projektledarinstruktion": (
        Text(sv="Projektledarinstruktion", en="Project lead's instruction"),
        lambda plan, work, _, language, day: lead_instruction(plan, work, language, date=day),
    ),
    "informationsbrev": (
        Text(sv="Informationsbrev till deltagare", en="Letter to participants"),
        lambda plan, work, _, language, day: information_letter(plan, work, language, date=day),
    ),
    "samtycke": (
        Text(sv="Samtyckesblankett", en="Consent form"),
        lambda plan, work, _, language, day: consent_form(plan, work, language, date=day),
    ),
}
FORMS = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def locked(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show the locked versions and what has changed since the last one."""
    context = {
        "initiative": initiative,
        "component": Component.DESIGN,
        "locks": reads.locks(initiative),
        "may_lock": str(LOCK),
        **worked_out(initiative, "decide.locked", pages.since_locked),
    }
    return render(request, "decide/locked.html", context)


def lock(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Lock the plan."""
    form = begin(forms.LockForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.lock(initiative, actor=request.user, **values)
            return reverse("decide:locked", args=[initiative.pk])

        done = submit(request, form, write, said=text("Planen är låst.", "The plan is locked."))
        if done:
            return done
    again = bool(reads.locks(initiative))
    context = {"initiative": initiative, "component": Component.DESIGN, "form": form, "again": again}
    return render(request, "decide/lock.html", context)


def appraisal(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show the appraisal before the start."""
    context = {
        "initiative": initiative,
        "component": Component.DESIGN,
        **worked_out(initiative, "decide.appraisal", pages.appraisal),
    }
    return render(request, "decide/appraisal.html", context)


def documents(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """List the documents of the planning phase."""
    papers = [{"name": name, "title": title} for name, (title, _) in PAPERS.items()]
    context = {
        "initiative": initiative,
        "component": Component.DESIGN,
        "papers": papers,
        "forms": list(FORMS),
        "faults": worked_out(initiative, "decide.faults", pages.faults),
        "file_name": f"{initiative.key}.toml",
    }
    return render(request, "decide/documents.html", context)


def document(request: WorkRequest, initiative: Initiative, paper: str, form: str) -> HttpResponse:
    """Return one document."""
    if paper not in PAPERS or form not in FORMS:
        raise Http404
    plan, error = exchange.try_plan(initiative)
    if plan is None:
        context = {"initiative": initiative, "component": Component.DESIGN, "faults": pages.faults_of(error)}
        return render(request, "decide/not_yet.html", context, status=409)
    found, _ = reads.expected_money(plan)
    money = found[1] if found is not None else None
    day = timezone.localdate().isoformat()
    made = PAPERS[paper][1](plan, reads.work_plan(initiative), money, lang(), day)
    answer = HttpResponse(render_document(made, form), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{paper}-{initiative.key}.{form}"'
    audited.looked(initiative, actor=request.user, reason=f"{paper}.{form}")
    return answer


def file(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Return the initiative file."""
    answer = HttpResponse(
        worked_out(initiative, "decide.file", exchange.as_toml), content_type="application/toml; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{initiative.key}.toml"'
    return answer


def take_in(request: WorkRequest) -> HttpResponse:
    """Make an initiative of an initiative file."""
    form = begin(forms.ImportForm, request, organisations=people.organisations_where(request.user, CREATE))
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            made = writes.take_in(values["organisation"], values["file"], actor=request.user)
            return reverse("plan:initiative", args=[made.pk])

        done = submit(request, form, write, said=text("Satsningen är inläst.", "The initiative has been read in."))
        if done:
            return done
    return render(request, "decide/take_in.html", {"form": form})
