# SPDX-License-Identifier: Apache-2.0
"""The guide's points, and what people say about one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from utfall.io.guide import guide
from utfall_web.audit import writes as audited
from utfall_web.guide import forms, reads
from utfall_web.guide.models import PointAnswer
from utfall_web.guide.pointlist import point_list
from utfall_web.guide.rules import Standing
from utfall_web.people.permissions import granted
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import EDIT
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import text


def points(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show the points with how each stands."""
    parts = reads.points(initiative)
    states = [state for _, found in parts for state in found]
    done = sum(state.standing is not Standing.MISSING for state in states)
    made = point_list(parts, initiative_id=initiative.pk, edits=str(EDIT) in granted(request.roles))
    context = {"initiative": initiative, "list": made, "done": done, "count": len(states), "source": guide().source}
    return render(request, "guide/points.html", context)


def answer(request: WorkRequest, initiative: Initiative, point: str) -> HttpResponse:
    """Say who sees to a point, what shows that it is done, or why it is left."""
    known = next((one for one in guide().points if one.id == point), None)
    if known is None:
        raise Http404
    row = PointAnswer.objects.select_related("initiative").filter(initiative=initiative, point=point).first()
    form = begin(forms.PointForm, request, row=row)
    back = reverse("guide:points", args=[initiative.pk])
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            if row is None:
                audited.create(PointAnswer(initiative=initiative, point=point, **values), actor=request.user)
            else:
                audited.change(row, actor=request.user, version=form.base_version, values=values)
            return back

        done = submit(request, form, write, said=text("Sparat.", "Saved."), back=back)
        if done:
            return done
    context = {"initiative": initiative, "form": form, "point": known, "back": back}
    return render(request, "guide/answer.html", context)
