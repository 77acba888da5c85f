# SPDX-License-Identifier: Apache-2.0
"""The log of an organisation, on a page and as a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from utfall_web.audit import reads as audit_reads
from utfall_web.audit import writes as audit
from utfall_web.audit.models import AuditEvent
from utfall_web.people import reads
from utfall_web.people.models import Organisation
from utfall_web.people.requests import WorkRequest
from utfall_web.shared.pages import page_of

HEAD = ("number", "at", "actor", "verb", "kind", "object", "initiative", "before", "after", "reason", "sha256")


def log(request: WorkRequest, organisation: Organisation) -> HttpResponse:
    """Show the log, newest first."""
    page = page_of(request, audit_reads.of_organisation(organisation.pk))
    names = reads.names_of(audit_reads.people_in(page.object_list)) | audit_reads.rows_in(page.object_list)
    return render(request, "people/log.html", {"organisation": organisation, "page": page, "names": names})


def export(request: WorkRequest, organisation: Organisation) -> StreamingHttpResponse:
    """Hand the whole log out as CSV. That it was taken out is itself logged."""
    with transaction.atomic():
        audit.record(
            actor=request.user,
            verb="export",
            kind="audit.auditevent",
            organisation_id=organisation.pk,
        )
    events = audit_reads.of_organisation(organisation.pk).order_by("number")
    response = StreamingHttpResponse(_lines(events.iterator(2000)), content_type="text/csv; charset=utf-8")
    stamp = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="logg-{organisation.pk}-{stamp}.csv"'
    return response


def _lines(events: Iterator[AuditEvent]) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _line(HEAD)
    for event in events:
        yield _line(
            (
                event.number,
                event.at.isoformat(),
                event.actor_id,
                event.verb,
                event.kind,
                event.object_id,
                event.initiative_id,
                json.dumps(event.before, cls=DjangoJSONEncoder, ensure_ascii=False),
                json.dumps(event.after, cls=DjangoJSONEncoder, ensure_ascii=False),
                _harmless(event.reason),
                event.digest,
            )
        )


def _harmless(words: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t", "\r"} else words


def _line(cells: tuple[object, ...]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().encode()
