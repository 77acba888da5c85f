# SPDX-License-Identifier: Apache-2.0
"""Pages of the room that are no table of rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from utfall_web.govern import forms, reads, writes
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.models import Initiative
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import text


def agreement(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show what is agreed about the steering."""
    return render(request, "govern/agreement.html", {"initiative": initiative, "row": reads.agreement(initiative)})


def change_agreement(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Write what is agreed about the steering."""
    row = reads.agreement(initiative)
    form = begin(forms.AgreementForm, request, row=row)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            writes.agree(initiative, row, actor=request.user, version=form.base_version, **values)
            return reverse("govern:agreement", args=[initiative.pk])

        done = submit(request, form, write, said=text("Överenskommelsen är sparad.", "The agreement has been saved."))
        if done:
            return done
    return render(request, "govern/change_agreement.html", {"initiative": initiative, "form": form})
