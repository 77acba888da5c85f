# SPDX-License-Identifier: Apache-2.0
"""Files attached to something in an initiative: see them, add one, fetch one, remove one.

A room writes a model that is an `Attachment`, says whom it belongs to (`FileKind`) and gets three addresses with their
doors (`file_urls`). A file is judged by its bytes, kept under a name of ours and handed out as a download; adding,
fetching and removing one is logged.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, reverse

from utfall.core.text import Lang
from utfall.reports import numbers
from utfall_web.audit import writes as audited
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.components import Component
from utfall_web.plan.keys import initiative_door
from utfall_web.plan.models import Attachment, Initiative
from utfall_web.plan.rowtable import Link
from utfall_web.shared.addresses import address
from utfall_web.shared.forms import WorkForm, begin
from utfall_web.shared.posting import submit
from utfall_web.shared.uploads import ATTACHED, UploadField, hand_out, kept_name, shown_name
from utfall_web.shared.words import lang, text

EDIT = Permission(Action.EDIT, Thing.PLAN)
OUT = Permission(Action.EXPORT, Thing.PLAN)
MOST = 20


@dataclass(frozen=True, slots=True)
class Owner:
    """What files belong to: the fields that say so, what it is called, and the page it stands on."""

    fields: Mapping[str, Any]
    name: str
    page: str
    page_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """What is attached to what.

    Parameters
    ----------
    app, name
        Namespace and stem of the addresses: `need:evidence_files`, `need:evidence_files_get`, …
    path
        The owner's address below the initiative's, with its id: "underlag/<int:evidence_id>/".
    takes
        Name of the owner's id in the address.
    owner
        Returns the owner. Raises `Http404`.
    component
        Where in the initiative its pages stand; None when they stand beside the components.
    """

    app: str
    name: str
    path: str
    takes: str
    model: type[Attachment]
    owner: Callable[[Initiative, Any], Owner]
    component: Component | None = None

    @property
    def file_takes(self) -> str:
        """Name of a file's id in an address: 'evidencefile_id'."""
        return f"{self.model._meta.model_name}_id"

    def files(self, initiative: Initiative, owner: Owner) -> QuerySet[Any]:
        """Return the files of an owner, the first one first."""
        return self.model._default_manager.filter(initiative=initiative, **owner.fields).order_by("pk")

    def links(self, initiative: Initiative, owner_id: int | str, files: Iterable[Attachment]) -> tuple[Link, ...]:
        """Return links that fetch files."""
        route = f"{self.app}:{self.name}_get"
        return tuple(Link(address(route, initiative.pk, owner_id, file.pk), file.name) for file in files)


class FileForm(WorkForm):
    """A file to attach."""

    file = UploadField(
        kinds=ATTACHED,
        label=text("Fil", "File"),
        help_text=text(
            "PDF, Word, Excel, CSV eller bild (PNG, JPEG), högst 20 MB. Inga namn, personnummer eller annat som pekar "
            "ut enskilda.",
            "PDF, Word, Excel, CSV or picture (PNG, JPEG), at most 20 MB. No names, personal identity numbers or "
            "anything else that singles out individuals.",
        ),
    )


def file_urls(kind: FileKind) -> list[URLPattern]:
    """Return the addresses of files, each with its door."""
    base = f"satsningar/<int:initiative_id>/{kind.path}bilagor/"
    one = f"{base}<int:{kind.file_takes}>/"
    edit, fetch = partial(initiative_door, needs=EDIT), partial(initiative_door, needs=OUT)
    return [
        edit(base, _of_kind(attach, kind), name=kind.name),
        fetch(one, _of_kind(get, kind), name=f"{kind.name}_get"),
        edit(f"{one}ta-bort/", _of_kind(remove, kind), name=f"{kind.name}_remove"),
    ]


def _of_kind(view: Callable[..., HttpResponseBase], kind: FileKind) -> Callable[..., HttpResponseBase]:
    """Return a view of one kind of files under a name of its own, given the owner and the file."""

    def seen(request: HttpRequest, initiative: Initiative, **ids: Any) -> HttpResponseBase:
        owner = kind.owner(initiative, ids[kind.takes])
        if kind.file_takes not in ids:
            return view(request, kind, initiative, owner, ids[kind.takes])
        row = kind.files(initiative, owner).filter(pk=ids[kind.file_takes]).first()
        if row is None:
            raise Http404
        row.initiative = initiative
        return view(request, kind, initiative, owner, ids[kind.takes], row)

    seen.__name__ = f"{kind.name}_{view.__name__}"
    seen.__doc__ = view.__doc__
    return seen


def attach(
    request: WorkRequest, kind: FileKind, initiative: Initiative, owner: Owner, owner_id: int | str
) -> HttpResponseBase:
    """List the files and attach one more."""
    here = reverse(f"{kind.app}:{kind.name}", args=[initiative.pk, owner_id])
    form = begin(FileForm, request)

    def write(values: Mapping[str, Any]) -> str:
        add_file(kind, initiative, owner, actor=request.user, file=values["file"])
        return here

    if request.method == "POST":
        done = submit(request, form, write, said=text("Filen är bifogad.", "The file is attached."))
        if done:
            return done
    rows = [
        {"row": row, "link": link, "size": size(row.size, lang())}
        for row in kind.files(initiative, owner)
        for link in kind.links(initiative, owner_id, [row])
    ]
    remove_route = f"{kind.app}:{kind.name}_remove"
    context = {**_words(kind, initiative, owner), "form": form, "files": rows, "remove": remove_route}
    return render(request, "plan/attachments.html", context | {"owner_id": owner_id})


def get(
    request: WorkRequest, kind: FileKind, initiative: Initiative, owner: Owner, owner_id: int | str, row: Attachment
) -> HttpResponseBase:
    """Hand a file out as a download, and log it."""
    try:
        file = row.file.open("rb")
    except FileNotFoundError:
        gone = text(
            "Filen finns inte kvar på servern. Säg till den som driver den.",
            "The file is no longer on the server. Tell whoever runs it.",
        )
        messages.error(request, gone)
        return HttpResponseRedirect(owner.page)
    audited.handed_out(row, actor=request.user, reason=row.name)
    return hand_out(file, name=row.name)


def remove(
    request: WorkRequest, kind: FileKind, initiative: Initiative, owner: Owner, owner_id: int | str, row: Attachment
) -> HttpResponseBase:
    """Remove a file, after a question."""
    back = reverse(f"{kind.app}:{kind.name}", args=[initiative.pk, owner_id])
    form = begin(WorkForm, request, row=row)

    def write(_: Mapping[str, Any]) -> str:
        audited.remove(row, actor=request.user, version=form.base_version or row.version)
        return back

    if request.method == "POST":
        done = submit(request, form, write, said=text("Filen är borttagen.", "The file has been removed."))
        if done:
            return done
    context = {**_words(kind, initiative, owner), "form": form, "row": row, "back": back}
    return render(request, "plan/remove_attachment.html", context)


def add_file(kind: FileKind, initiative: Initiative, owner: Owner, *, actor: Any, file: File[bytes]) -> Attachment:
    """Attach a file that has been checked. Raises `ValidationError` when there are as many as there may be."""
    with transaction.atomic():
        Initiative.objects.select_for_update().get(pk=initiative.pk)  # two at once: the second sees the first
        if kind.files(initiative, owner).count() >= MOST:
            raise ValidationError(
                text(
                    f"Högst {MOST} filer kan bifogas här. Ta bort en eller slå ihop dem.",
                    f"At most {MOST} files may be attached here. Remove one or put them together.",
                )
            )
        name = file.name or ""
        told = {"name": shown_name(name), "size": file.size, "sha256": _sha256(file)}
        kept = default_storage.save(kept_name(name), file)
        try:
            return audited.create(kind.model(initiative=initiative, file=kept, **told, **owner.fields), actor=actor)
        except BaseException:
            default_storage.delete(kept)
            raise


def _sha256(file: File[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def size(count: int, language: Lang) -> str:
    """Return the size of a file as people read it: 12 kB, 3,4 MB."""
    if count < 1_000_000:
        return f"{numbers.number(max(1, round(count / 1000)), language, decimals=0)} kB"
    return f"{numbers.number(count / 1_000_000, language, decimals=1)} MB"


def _words(kind: FileKind, initiative: Initiative, owner: Owner) -> dict[str, Any]:
    return {"initiative": initiative, "kind": kind, "component": kind.component, "owner": owner}
