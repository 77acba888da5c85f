# SPDX-License-Identifier: Apache-2.0
"""Pages of the room that are no table of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from utfall import __version__
from utfall.core.initiative import LogicRow
from utfall.reports.document import Figure
from utfall.reports.figures.logic import logic_figure
from utfall_web.logic import forms, reads, writes
from utfall_web.logic.tables import ROWS
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.models import Initiative
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.tablelines import table_lines
from utfall_web.shared.words import lang, text


def drawn(rows: tuple[LogicRow, ...]) -> Figure:
    """Return the logic model as a figure; drawn once for the same rows, since drawing takes a second of work."""
    told = repr((__version__, lang(), rows))
    key = hashlib.sha256(told.encode()).hexdigest()
    kept: Figure | None = caches["pictures"].get(key)
    if kept is not None:
        return kept
    figure = logic_figure(rows, lang())
    caches["pictures"].set(key, figure)
    return figure


def picture(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Return the logic model drawn, as SVG."""
    rows = reads.logic_model(initiative)
    if not rows:
        raise Http404
    return HttpResponse(drawn(rows).svg, content_type="image/svg+xml")


def theory(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show the logic model as a picture, with the same in words and in a table."""
    figure = worked_out(initiative, "logic.theory", told)
    lines = SafeString(figure["lines"] if figure else "")  # made below: every word in it is escaped
    return render(request, "logic/theory.html", {"initiative": initiative, "figure": figure, "lines": lines})


def told(initiative: Initiative) -> dict[str, Any] | None:
    """Return the picture's size and words, and its table as HTML; None while there are no rows."""
    rows = reads.logic_model(initiative)
    if not rows:
        return None
    figure = drawn(rows)
    width, height = figure.size
    return {
        "alt": figure.alt,
        "note": figure.note,
        "width": f"{width:.0f}",
        "height": f"{height:.0f}",
        "caption": figure.data_table.caption,
        "lines": table_lines(figure.data_table),
    }


def comment(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Say something about the logic model."""
    form = begin(forms.CommentForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.comment(initiative, actor=request.user, **values)
            return ROWS.address(initiative) + "#comments"

        done = submit(request, form, write, said=text("Kommentaren är sparad.", "The comment has been saved."))
        if done:
            return done
    return render(request, "logic/comment.html", {"initiative": initiative, "form": form})
