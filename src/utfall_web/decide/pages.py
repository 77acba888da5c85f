# SPDX-License-Identifier: Apache-2.0
"""What the pages of the room say of a plan: plain values that follow from its rows alone (`plan.worked_out`)."""

from __future__ import annotations

import base64
from typing import Any

from django.template.loader import render_to_string

from utfall.core.errors import UtfallError
from utfall.core.initiative import Initiative as Plan
from utfall.economics import Appraisal
from utfall.economics.sensitivity import one_way
from utfall.reports import charts, tables
from utfall.reports.summary import economy_lines
from utfall_web.decide import exchange, reads
from utfall_web.plan.models import Initiative
from utfall_web.shared.words import lang


def faults_of(error: UtfallError | None) -> list[str]:
    """Return faults as sentences with their mend."""
    return [f"{fault.text.of(lang())} {fault.mend.of(lang())}".strip() for fault in error.faults] if error else []


def faults(initiative: Initiative) -> list[str]:
    """Return why the library cannot read the plan yet; nothing when it can."""
    return faults_of(exchange.try_plan(initiative)[1])


def since_locked(initiative: Initiative) -> dict[str, Any]:
    """Return what has changed since the last lock, whether nothing has, and faults of the plan."""
    plan, error = exchange.try_plan(initiative)
    last = reads.last_lock(initiative) if plan is not None else None
    if plan is None or last is None:
        return {"changes": [], "same": False, "faults": faults_of(error)}
    return {"changes": reads.changed_since(last, plan), "same": plan.plan_sha256 == last.sha256, "faults": []}


def appraisal(initiative: Initiative) -> dict[str, Any]:
    """Return the appraisal before the start as the middle of its page, "" when there is none, and why there is none."""
    plan, error = exchange.try_plan(initiative)
    found, refused = reads.expected_money(plan) if plan is not None else (None, None)
    return {"said": _middle(*found) if found is not None else "", "faults": faults_of(error) + faults_of(refused)}


def _middle(plan: Plan, money: Appraisal) -> str:
    figures = (
        charts.actors_figure_of(money, lang()),
        charts.payback_figure_of(money, lang()),
        charts.tornado_of(plan, money, one_way(money.model), lang()),
    )
    assumed, *lines = economy_lines(money, lang(), given=True)
    context = {
        "assumed": assumed,
        "lines": lines,
        "table": tables.actor_table(money, lang()),
        "figures": [{"of": figure, "picture": base64.b64encode(figure.svg.encode()).decode()} for figure in figures],
    }
    return render_to_string("decide/_appraisal.html", context)
