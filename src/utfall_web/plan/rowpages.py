# SPDX-License-Identifier: Apache-2.0
"""Pages for a table of rows in an initiative: see them, add one, change one, move one, remove one.

A room says what its rows are (`RowKind`) and gets five addresses with their doors, forms, log lines and conflict pages
(`row_urls`). What is special about a room stands in its own views.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, reverse

from utfall.core.text import Text
from utfall_web.audit import writes as audited
from utfall_web.people.permissions import Action, Permission, Thing, granted
from utfall_web.people.requests import WorkRequest
from utfall_web.plan import reads
from utfall_web.plan.components import Component, Page
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.models import Initiative, PlacedRow
from utfall_web.plan.rowtable import Cell, Lines
from utfall_web.shared import history
from utfall_web.shared.forms import WorkForm, begin, issue_key
from utfall_web.shared.posting import submit
from utfall_web.shared.words import shown, text

SEE = Permission(Action.SEE, Thing.PLAN)
EDIT = Permission(Action.EDIT, Thing.PLAN)

Context = Callable[[Initiative], Mapping[str, Any]]


def nothing(_: Initiative) -> Mapping[str, Any]:
    """Return no more context."""
    return {}


def no_more(_: Initiative, __: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return no more values."""
    return {}


def no_more_of(_: Initiative, __: list[Any]) -> Mapping[str, Any]:
    """Return no more context."""
    return {}


def nothing_else(_: Any, __: Mapping[str, Any], ___: Any) -> None:
    """Write nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKind:
    """What a table of rows is.

    Parameters
    ----------
    app, name
        Namespace and stem of the addresses: `govern:risks`, `govern:risks_new`, …
    path
        The word in the address, in Swedish: "risker".
    title, one
        What the rows are called ("Risker"), and one of them, in the definite form ("risken").
    lead
        What the page is for, in a sentence or two.
    add
        What the button for a new row says.
    empty
        What is said when there are no rows.
    columns
        Heads of the table and what stands under each; the first heads the row.
    aside
        More context for the page, such as a figure or what is missing.
    beside
        The same, given the rows that are shown too.
    template
        Page that shows the rows; one that extends "plan/rows.html" may fill its block `aside`.
    options
        Keywords for the form, given the initiative (the choices of a field).
    prepare
        Turns the form's values into the row's before they are written.
    fresh
        Values that a new row gets besides, such as its key.
    also
        What is written with the row, in the same transaction: gets the row, the form's values and who.
    start
        Start values of a form that no attribute of the row gives.
    grows
        False when rows come and go by something else than this page: then they can only be changed and moved.
    inline
        Name of the form's field that each column shows, for rows that may be written where they stand; several, with
        spaces between, that go together; "" for a column that may not.
    under
        The page that these rows are reached from, when that is not the component itself.
    brings
        What belongs to the rows and is asked for once for all of them, such as their files.
    acts
        What more may be done with a row: end of the address's name ("files": `need:evidence_files`), and words.
    """

    app: str
    name: str
    path: str
    model: type[PlacedRow]
    form: type[WorkForm]
    component: Component
    title: Text
    one: Text
    lead: Text
    add: Text
    empty: Text
    columns: tuple[tuple[Text, Callable[[Any], Cell]], ...]
    aside: Context = nothing
    beside: Callable[[Initiative, list[Any]], Mapping[str, Any]] = no_more_of
    template: str = "plan/rows.html"
    sees: Permission = SEE
    edits: Permission = EDIT
    options: Context = nothing
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = field(default=dict)
    fresh: Callable[[Initiative, Mapping[str, Any]], Mapping[str, Any]] = no_more
    also: Callable[[Any, Mapping[str, Any], Any], None] = nothing_else
    start: Callable[[Any], Mapping[str, Any]] = nothing
    related: tuple[str, ...] = ()
    grows: bool = True
    inline: tuple[str, ...] = ()
    under: Page | None = None
    brings: tuple[str, ...] = ()
    acts: tuple[tuple[str, Text], ...] = ()

    @property
    def takes(self) -> str:
        """Name of a row's id in an address: 'risk_id'."""
        return f"{self.model._meta.model_name}_id"

    def rows(self, initiative: Initiative) -> QuerySet[Any]:
        """Return the rows of an initiative in their order."""
        found = self.model._default_manager.filter(initiative=initiative).select_related("initiative", *self.related)
        return found.order_by("position", "pk")

    def shown(self, initiative: Initiative) -> list[Any]:
        """Return the rows to be read, all with the one initiative that is open (`rows` makes one for each)."""
        rows: list[Any] = reads.rows(self.model, initiative, *self.related)
        if self.brings:
            prefetch_related_objects(rows, *self.brings)
        return rows

    def address(self, initiative: Initiative, verb: str = "", *ids: int) -> str:
        """Return the address of the rows, or of what is done with one."""
        return reverse(f"{self.app}:{self.name}{'_' + verb if verb else ''}", args=[initiative.pk, *ids])


def row_urls(kind: RowKind) -> list[URLPattern]:
    """Return the addresses of a table of rows, each with its door."""
    history.called(kind.model, kind.form)
    base = f"satsningar/<int:initiative_id>/{kind.path}/"
    one = f"{base}<int:{kind.takes}>/"
    see, edit = partial(initiative_door, needs=kind.sees), partial(initiative_door, needs=kind.edits)
    growing = [
        edit(f"{base}ny/", partial_view(add, kind), name=f"{kind.name}_new"),
        edit(f"{one}ta-bort/", partial_view(remove, kind), name=f"{kind.name}_remove"),
    ]
    return [
        see(base, partial_view(show, kind), name=kind.name),
        edit(one, partial_view(change, kind), name=f"{kind.name}_change"),
        edit(f"{one}flytta/", partial_view(move, kind), name=f"{kind.name}_move"),
        *(growing if kind.grows else []),
    ]


def partial_view(view: Callable[..., HttpResponse], kind: RowKind) -> Callable[..., HttpResponse]:
    """Return a view of one kind of rows under a name of its own."""

    def of_kind(request: HttpRequest, **ids: Any) -> HttpResponse:
        row = {"row_id": ids.pop(kind.takes)} if kind.takes in ids else {}
        return view(request, kind, **ids, **row)

    of_kind.__name__ = f"{kind.name}_{view.__name__}"
    of_kind.__doc__ = view.__doc__
    return of_kind


def show(request: WorkRequest, kind: RowKind, initiative: Initiative) -> HttpResponse:
    """Show the rows."""
    rows = kind.shown(initiative)
    heads = [shown(head) for head, _ in kind.columns]
    edits = str(kind.edits)
    lines = Lines(
        routes=f"{kind.app}:{kind.name}",
        initiative_id=initiative.pk,
        heads=heads,
        fields=kind.inline or ("",) * len(heads),
        inline=bool(kind.inline),
        edits=edits in granted(request.roles),
        removes=kind.grows,
        acts=kind.acts,
    )
    context = {
        **_words(kind, initiative),
        "heads": heads,
        "lines": lines.html([(row, [cell(row) for _, cell in kind.columns]) for row in rows]),
        "new": kind.address(initiative, "new") if kind.grows else "",
        "edits": edits,
        "inline": bool(kind.inline),
        "form_key": issue_key(request.user.pk) if kind.inline else "",
        **kind.aside(initiative),
        **kind.beside(initiative, rows),
    }
    return render(request, kind.template, context)


def add(request: WorkRequest, kind: RowKind, initiative: Initiative) -> HttpResponse:
    """Add a row at the end."""
    form = begin(kind.form, request, **kind.options(initiative))

    def write(values: Mapping[str, Any]) -> str:
        add_row(kind, initiative, actor=request.user, values=values)
        return kind.address(initiative)

    return _posted(request, form, write, kind, initiative, heading=shown(kind.add))


def change(request: WorkRequest, kind: RowKind, initiative: Initiative, row_id: int) -> HttpResponse:
    """Change a row."""
    row = _row(kind, initiative, row_id)
    form = begin(kind.form, request, row=row, initial=kind.start(row), **kind.options(initiative))

    def write(values: Mapping[str, Any]) -> str:
        change_row(kind, row, actor=request.user, version=form.base_version, values=values)
        return kind.address(initiative)

    heading = str(text(f"Ändra {kind.one.sv}", f"Change {kind.one.en}"))
    return _posted(request, form, write, kind, initiative, heading=heading)


def move(request: WorkRequest, kind: RowKind, initiative: Initiative, row_id: int) -> HttpResponse:
    """Move a row one step up or down; works as a plain form."""
    row = _row(kind, initiative, row_id)
    if request.method == "POST":
        move_row(kind, initiative, row, up=request.POST.get("direction") == "up", actor=request.user)
    return HttpResponseRedirect(kind.address(initiative))


def remove(request: WorkRequest, kind: RowKind, initiative: Initiative, row_id: int) -> HttpResponse:
    """Remove a row, after a question."""
    row = _row(kind, initiative, row_id)
    form = begin(WorkForm, request, row=row)

    def write(_: Mapping[str, Any]) -> str:
        audited.remove(row, actor=request.user, version=form.base_version or row.version)
        return kind.address(initiative)

    if request.method == "POST":
        done = submit(request, form, write, said=text("Raden är borttagen.", "The row has been removed."))
        if done:
            return done
    context = {
        **_words(kind, initiative),
        "form": form,
        "back": kind.address(initiative),
        "what": str(kind.columns[0][1](row)),
        "one": shown(kind.one),
    }
    return render(request, "plan/remove_row.html", context)


def add_row(kind: RowKind, initiative: Initiative, *, actor: Any, values: Mapping[str, Any]) -> PlacedRow:
    """Write a row after the others."""
    with transaction.atomic():
        Initiative.objects.select_for_update().get(pk=initiative.pk)  # two at once: the second sees the first's key
        last = kind.rows(initiative).aggregate(last=Max("position"))["last"]
        held = {**kind.prepare(values), **kind.fresh(initiative, values)}
        row = audited.create(kind.model(initiative=initiative, position=(last or 0) + 1, **held), actor=actor)
        kind.also(row, values, actor)
        return row


def change_row(kind: RowKind, row: PlacedRow, *, actor: Any, version: int, values: Mapping[str, Any]) -> PlacedRow:
    """Write new values into a row as it stood at `version`. Raises `Stale` when somebody else has changed it."""
    with transaction.atomic():
        changed = audited.change(row, actor=actor, version=version, values=kind.prepare(values))
        kind.also(changed, values, actor)
        return changed


def move_row(kind: RowKind, initiative: Initiative, row: PlacedRow, *, up: bool, actor: Any) -> None:
    """Let a row change places with its neighbour; at the end of the table nothing happens."""
    with transaction.atomic():
        rows: Sequence[Any] = list(kind.rows(initiative).select_for_update(of=("self",)))
        place = next(n for n, other in enumerate(rows) if other.pk == row.pk)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(rows):
            return
        order = list(rows)
        order[place], order[other] = order[other], order[place]
        for position, moved in enumerate(order, start=1):
            audited.change(moved, actor=actor, version=moved.version, position=position)


def _row(kind: RowKind, initiative: Initiative, row_id: int) -> Any:
    found = kind.rows(initiative).filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found


def _words(kind: RowKind, initiative: Initiative) -> dict[str, Any]:
    return {
        "initiative": initiative,
        "kind": kind,
        "component": kind.component,
        "title": shown(kind.title),
        "lead": shown(kind.lead),
        "add": shown(kind.add),
        "empty": shown(kind.empty),
        "list": kind.address(initiative),
        "under": kind.under,
    }


def _posted(
    request: WorkRequest,
    form: WorkForm,
    write: Callable[[Mapping[str, Any]], str],
    kind: RowKind,
    initiative: Initiative,
    *,
    heading: str,
) -> HttpResponse:
    if request.method == "POST":
        back = kind.address(initiative)
        done = submit(request, form, write, said=text("Raden är sparad.", "The row has been saved."), back=back)
        if done:
            return done
    context = {**_words(kind, initiative), "form": form, "heading": heading}
    return render(request, "plan/row_form.html", context)
