# SPDX-License-Identifier: Apache-2.0
"""Results of evaluations: the list, taking one in, and one with its verdict, effects, kronor, checks and provenance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from utfall.reports import result_tables as tables
from utfall_web.evaluate import forms, reads, writes
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.components import Component
from utfall_web.plan.models import Initiative
from utfall_web.shared.forms import begin
from utfall_web.shared.posting import submit
from utfall_web.shared.words import lang, text

SEE = Permission(Action.SEE, Thing.EVALUATION)
RUN = Permission(Action.RUN, Thing.EVALUATION)


def results(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """List the results."""
    context = {"initiative": initiative, "component": Component.EVALUATION, "results": reads.results(initiative)}
    return render(request, "evaluate/results.html", context | {"may_run": str(RUN)})


def take_in(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Take a result file in."""
    form = begin(forms.ResultForm, request)
    if request.method == "POST":

        def write(values: Mapping[str, Any]) -> str:
            sent = values["file"]
            made = writes.take_in(initiative, sent.read(), name=sent.name, actor=request.user)
            return reverse("evaluate:result", args=[initiative.pk, made.pk])

        done = submit(request, form, write, said=text("Resultatet är inläst.", "The result has been read in."))
        if done:
            return done
    context = {"initiative": initiative, "component": Component.EVALUATION, "form": form}
    return render(request, "evaluate/take_in.html", context)


def result(request: WorkRequest, initiative: Initiative, result_id: int) -> HttpResponse:
    """Show one result, as its own file tells it."""
    asked = reads.result(initiative, result_id)
    if asked is None:
        raise Http404
    row = reads.in_language(asked, lang())
    found, names = reads.content(row, lang()), tables.Names(reads.plan_of(row), lang())
    shown = (
        tables.effect_table(found, names),
        tables.actor_table(found, lang()),
        tables.gender_table(found, names),
    )
    context = {
        "initiative": initiative,
        "component": Component.EVALUATION,
        "row": row,
        "title": tables.title(found, lang()),
        "meaning": tables.meaning(found, lang()),
        "trust": tables.trust(found, names),
        "criteria": tables.criteria(found, names),
        "warning": found.get("economics_warning", ""),
        "effect_texts": [effect["text"] for effect in found["effects"]],
        "warned": tables.check_table(found, names),
        "checks": tables.checks_sentence(found, lang()),
        "deviations": tables.deviations(found),
        "tables": [table for table in shown if table is not None],
        "provenance": tables.provenance_table(found, lang()),
        "illustration": found["initiative"]["illustration"],
        "words": found["lang"],
        "other_language": found["lang"] != lang(),
    }
    return render(request, "evaluate/result.html", context)
