# SPDX-License-Identifier: Apache-2.0
"""The guide to the comparison, and how many are needed."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from utfall.core.errors import UtfallError
from utfall.effects.planning import rank_alternatives, solve_power
from utfall.reports.figures.power import power_figure
from utfall.reports.numbers import number, percent
from utfall.reports.phrases.planning import guide_lines, power_lines
from utfall.reports.phrases.planning_guide import QUESTIONS
from utfall_web.compare import forms, sizes
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.models import Initiative
from utfall_web.shared.words import lang


def guide(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Ask the guide's questions and rank the alternatives."""
    form = forms.GuideForm(request.GET or None, initial=dict.fromkeys(QUESTIONS, "unknown"))
    lines: list[str] = []
    if request.GET and form.is_valid():
        answers = {name: value or "unknown" for name, value in form.cleaned_data.items()}
        lines = guide_lines(rank_alternatives(answers), lang())
    return render(request, "compare/guide.html", {"initiative": initiative, "form": form, "lines": lines})


def power(request: WorkRequest, initiative: Initiative) -> HttpResponse:
    """Show how likely the effect is to be found with so many persons, and the curve over their number."""
    form = forms.PowerForm(request.GET if "n" in request.GET else sizes.start(initiative))
    context: dict[str, Any] = {"initiative": initiative, "form": form}
    if form.is_valid():
        try:
            context |= _computed(form.cleaned_data)
        except UtfallError as error:
            for fault in error.faults:
                form.add_error(None, f"{fault.text.of(lang())} {fault.mend.of(lang())}".strip())
    return render(request, "compare/power.html", context)


def _computed(values: dict[str, Any]) -> dict[str, Any]:
    if values["design"] == "before_after":
        return {"refused": forms.REFUSED}
    plan, effect, n = sizes.plan_of(values), float(values["effect"]), int(values["n"])
    answer = solve_power(plan, n=n, effect=effect, power=None)
    needed = solve_power(plan, n=None, effect=effect, power=0.8)
    figure = power_figure(sizes.curve(plan, effect), chosen=(n, answer.power), lang=lang())
    return {
        "chance": percent(answer.power, lang(), decimals=0),
        "n": number(n, lang(), decimals=0),
        "enough": number(needed.n, lang(), decimals=0),
        "assumed": forms.ASSUMED[values["design"]],
        "lines": power_lines(answer, plan, lang()),
        "figure": figure,
        "picture": base64.b64encode(figure.svg.encode()).decode(),
    }
