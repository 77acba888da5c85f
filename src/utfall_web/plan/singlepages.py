# SPDX-License-Identifier: Apache-2.0
"""Pages for what an initiative has one of: see it, write it. Beside `rowpages`, for tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, reverse

from utfall.core.text import Text
from utfall_web.audit import writes as audited
from utfall_web.people.permissions import Permission
from utfall_web.people.requests import WorkRequest
from utfall_web.plan import reads
from utfall_web.plan.components import Component, Page
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.models import Initiative, InitiativeRow
from utfall_web.plan.rowpages import EDIT, SEE, Context, nothing
from utfall_web.shared import history
from utfall_web.shared.forms import WorkForm, begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import shown, text


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleKind:
    """What an initiative has one of.

    Parameters
    ----------
    parts
        Heads of the page and what stands under each, given the row; "" is said to be not yet written.
    aside, template, under
        As of a `RowKind`; a template that extends "plan/single.html" may fill its block `aside`.
    """

    app: str
    name: str
    path: str
    model: type[InitiativeRow]
    form: type[WorkForm]
    component: Component
    title: Text
    lead: Text
    parts: tuple[tuple[Text, Callable[[Any], str]], ...]
    aside: Context = nothing
    under: Page | None = None
    template: str = "plan/single.html"
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    sees: Permission = SEE
    edits: Permission = EDIT

    def row(self, initiative: Initiative) -> Any | None:
        """Return the row; None when nothing has been written."""
        return reads.single(self.model, initiative)

    def address(self, initiative: Initiative, verb: str = "") -> str:
        """Return the address of the page, or of its form."""
        return reverse(f"{self.app}:{self.name}{'_' + verb if verb else ''}", args=[initiative.pk])


def single_urls(kind: SingleKind) -> list[URLPattern]:
    """Return the two addresses, each with its door."""
    history.called(kind.model, kind.form)
    base = f"satsningar/<int:initiative_id>/{kind.path}/"
    see, edit = partial(initiative_door, needs=kind.sees), partial(initiative_door, needs=kind.edits)

    def seen(request: HttpRequest, **ids: Any) -> HttpResponse:
        return show(request, kind, **ids)  # type: ignore[arg-type] # behind a door there is a user

    def written(request: HttpRequest, **ids: Any) -> HttpResponse:
        return change(request, kind, **ids)  # type: ignore[arg-type] # likewise

    return [see(base, seen, name=kind.name), edit(f"{base}andra/", written, name=f"{kind.name}_change")]


def show(request: WorkRequest, kind: SingleKind, initiative: Initiative) -> HttpResponse:
    """Show what is written."""
    row = kind.row(initiative)
    parts = [{"head": shown(head), "text": value(row) if row is not None else ""} for head, value in kind.parts]
    context = {**_words(kind, initiative), "row": row, "parts": parts, **kind.aside(initiative)}
    return render(request, kind.template, context)


def change(request: WorkRequest, kind: SingleKind, initiative: Initiative) -> HttpResponse:
    """Write it, the first time or anew."""
    row = kind.row(initiative)
    form = begin(kind.form, request, row=row)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            write_single(kind, initiative, row, actor=request.user, version=form.base_version, values=values)
            return kind.address(initiative)

        done = submit(request, form, write, said=text("Sparat.", "Saved."), back=kind.address(initiative))
        if done:
            return done
    return render(request, "plan/single_form.html", {**_words(kind, initiative), "form": form})


def write_single(
    kind: SingleKind,
    initiative: Initiative,
    row: Any | None,
    *,
    actor: Any,
    version: int = 1,
    values: Mapping[str, Any],
) -> InitiativeRow:
    """Write the row, new when there is none."""
    held = kind.prepare(values)
    if row is None:
        return audited.create(kind.model(initiative=initiative, **held), actor=actor)
    changed: InitiativeRow = audited.change(row, actor=actor, version=version, values=held)
    return changed


def _words(kind: SingleKind, initiative: Initiative) -> dict[str, Any]:
    return {
        "initiative": initiative,
        "component": kind.component,
        "title": shown(kind.title),
        "lead": shown(kind.lead),
        "page": kind.address(initiative),
        "under": kind.under,
        "change": kind.address(initiative, "change"),
        "edits": str(kind.edits),
    }
