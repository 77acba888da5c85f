# SPDX-License-Identifier: Apache-2.0
"""The guide to the comparison, and how many are needed."""

from __future__ import annotations

import base64
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from utfall.core.errors import UtfallError
from utfall.effects.planning import PowerPlan, rank_alternatives, solve_power
from utfall.reports.figures.power import power_figure
from utfall.reports.phrases.planning import guide_lines, power_lines
from utfall.reports.phrases.planning_guide import QUESTIONS
from utfall_web.compare import forms
from utfall_web.people.requests import WorkRequest
from utfall_web.plan.models import Initiative
from utfall_web.shared.words import lang

_SIZES = (20, 50, 100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2000)


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
    start = {"kind": "binary", "baseline": "0,3", "effect": "0,1", "n": 200, "dropout": "0"}
    form = forms.PowerForm(request.GET or None, initial=start)
    context: dict[str, Any] = {"initiative": initiative, "form": form}
    if request.GET and form.is_valid():
        try:
            context |= _computed(form.cleaned_data)
        except UtfallError as error:
            for fault in error.faults:
                form.add_error(None, f"{fault.text.of(lang())} {fault.mend.of(lang())}".strip())
    return render(request, "compare/power.html", context)


def _computed(values: dict[str, Any]) -> dict[str, Any]:
    plan = PowerPlan(
        design="rct",
        kind=values["kind"],
        baseline=None if values["baseline"] is None else float(values["baseline"]),
        sd=None if values["sd"] is None else float(values["sd"]),
        dropout=float(values["dropout"] or 0),
    )
    effect, n = float(values["effect"]), int(values["n"])
    answer = solve_power(plan, n=n, effect=effect, power=None)
    needed = solve_power(plan, n=None, effect=effect, power=0.8)
    curve = [(size, solve_power(plan, n=size, effect=effect, power=None).power) for size in _SIZES]
    figure = power_figure(curve, chosen=(n, answer.power), lang=lang())
    return {
        "lines": power_lines(answer, plan, lang()),
        "needed": power_lines(needed, plan, lang()),
        "figure": figure,
        "picture": base64.b64encode(figure.svg.encode()).decode(),
    }
