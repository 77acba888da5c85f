# SPDX-License-Identifier: Apache-2.0
"""Pages of the room: they translate between a request and `reads`, `writes` and `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from utfall_web.audit import reads as audit_reads
from utfall_web.people import reads as people
from utfall_web.people.permissions import Action, Permission, Role, Thing
from utfall_web.people.requests import WorkRequest
from utfall_web.plan import components, forms, reads, writes
from utfall_web.plan.components import Component
from utfall_web.plan.models import Initiative
from utfall_web.plan.threadmap import part_html
from utfall_web.shared.forms import WorkForm, begin
from utfall_web.shared.pages import page_of
from utfall_web.shared.posting import submit
from utfall_web.shared.words import text

CREATE = Permission(Action.CREATE, Thing.INITIATIVE)


def start(request: HttpRequest) -> HttpResponse:
    """Lead to the initiatives, or say what this is."""
    if request.user.is_authenticated:
        return redirect("plan:initiatives")
    return render(request, "plan/start.html")


def initiatives(request: WorkRequest) -> HttpResponse:
    """List the initiatives a person may see."""
    words = request.GET.get("q", "").strip()[:100]
    found = page_of(request, reads.visible_initiatives(request.user, words=words))
    return render(request, "plan/initiatives.html", {"page": found, "q": words})


def new_initiative(request: WorkRequest) -> HttpResponse:
    """Make an initiative."""
    organisations = people.organisations_where(request.user, CREATE)
    form = begin(forms.NewInitiativeForm, request, organisations=organisations)
    if request.method == "POST":
        done = submit(
            request,
            form,
            lambda values: reverse("plan:initiative", args=[writes.create_initiative(actor=request.user, **values).pk]),
            said=text("Satsningen är skapad.", "The initiative has been made."),
        )
        if done:
            return done
    return render(request, "plan/new_initiative.html", {"form": form})


def initiative_home(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show an initiative as the map of its thread."""
    states = reads.component_states(initiative)
    *parts, base = [part_html(component, states[component], initiative.pk) for component in Component]
    return render(request, "plan/initiative.html", {"initiative": initiative, "parts": parts, "base": base})


def change_initiative(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Change title and summary."""
    home = reverse("plan:initiative", args=[initiative.pk])
    form = begin(forms.InitiativeForm, request, row=initiative)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.change_initiative(initiative, actor=request.user, version=form.base_version, **values)
            return home

        done = submit(request, form, write, said=text("Ändringen är sparad.", "The change has been saved."))
        if done:
            return done
    return render(request, "plan/change_initiative.html", {"initiative": initiative, "form": form})


def component(request: WorkRequest, initiative: Initiative, component: Component) -> HttpResponse:
    """Show one component: its question, its state, its pages."""
    context = {
        "initiative": initiative,
        "component": component,
        "question": component.question,
        "state": reads.component_state(initiative, component),
        "groups": components.groups_of(component),
    }
    return render(request, "plan/component.html", context)


def change_state(request: WorkRequest, initiative: Initiative, component: Component) -> HttpResponse:
    """Say how far a component has come."""
    row = reads.component_state(initiative, component)
    form = begin(forms.StateForm, request, row=row)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.change_state(row, actor=request.user, version=form.base_version, **values)
            return reverse("plan:initiative", args=[initiative.pk])

        done = submit(request, form, write, said=text("Läget är sparat.", "The state has been saved."))
        if done:
            return done
    context = {"initiative": initiative, "component": component, "form": form}
    return render(request, "plan/change_state.html", context)


def roles(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """List the roles in an initiative."""
    context = {"initiative": initiative, "assignments": reads.assignments(initiative)}
    return render(request, "plan/roles.html", context)


def assign(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Give a person a role."""
    form = begin(forms.AssignForm, request, initiative=initiative)
    back = reverse("plan:roles", args=[initiative.pk])
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.assign(
                actor=request.user, initiative=initiative, user=values["user"], role=Role(str(values["role"]))
            )
            return back

        done = submit(request, form, write, said=text("Rollen är given.", "The role has been given."))
        if done:
            return done
    return render(request, "plan/assign.html", {"initiative": initiative, "form": form})


def unassign(request: WorkRequest, initiative: Initiative, assignment_id: int) -> HttpResponse:
    """Take a role away, after a question."""
    assignment = reads.assignments(initiative).filter(pk=assignment_id).first()
    if assignment is None:
        raise Http404
    form = begin(WorkForm, request)
    back = reverse("plan:roles", args=[initiative.pk])
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.unassign(assignment, actor=request.user)
            return back

        done = submit(request, form, write, said=text("Rollen är borttagen.", "The role has been removed."))
        if done:
            return done
    context = {"initiative": initiative, "assignment": assignment, "form": form, "back": back}
    return render(request, "plan/unassign.html", context)


def history(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show everything done in an initiative."""
    page = page_of(request, audit_reads.of_initiative(initiative.pk))
    names = people.names_of(audit_reads.people_in(page.object_list)) | audit_reads.rows_in(page.object_list)
    return render(request, "plan/history.html", {"initiative": initiative, "page": page, "names": names})
