# SPDX-License-Identifier: Apache-2.0
"""The plan's work as a value, its locks, and what has changed since."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from utfall import __version__
from utfall.core import workplan
from utfall.core.errors import UtfallError
from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative as Plan
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.effects.planning import deviations
from utfall.io.initiative_file import canonical_plan
from utfall.reports.phrases.planning import deviation_line
from utfall.thread.evaluation import Evaluation
from utfall.thread.given import appraise_given, evaluate_economy, rests_on_expectation
from utfall_web.compare import reads as compare
from utfall_web.decide.models import Case, Lock
from utfall_web.govern import reads as govern
from utfall_web.measure import reads as measure
from utfall_web.need import reads as need
from utfall_web.plan.models import Initiative
from utfall_web.shared.words import lang

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def work_plan(initiative: Initiative) -> workplan.WorkPlan:
    """Return all that is agreed before the start."""
    steering = govern.agreement(initiative)
    return workplan.WorkPlan(
        needs=need.needs(initiative),
        target_group=need.target_group(initiative),
        roles=govern.role_holders(initiative),
        activities=measure.activities(initiative),
        risks=govern.risks(initiative),
        stakeholders=govern.stakeholders(initiative),
        messages=govern.messages(initiative),
        milestones=govern.milestones(initiative),
        stop_handling=Text.same(steering.stop_handling if steering else ""),
        check_ins=Text.same(steering.check_ins if steering else ""),
        handling=compare.handling(initiative),
        case=case_frame(initiative),
    )


def case_frame(initiative: Initiative) -> workplan.CaseFrame:
    """Return what a case to a board needs besides the plan."""
    row = Case.objects.filter(initiative=initiative).first()
    if row is None:
        return workplan.CaseFrame()
    return workplan.CaseFrame(
        to=row.to,
        proposal=Text.same(row.proposal),
        background=Text.same(row.background),
        preparation=tuple(_heard(line) for line in row.preparation.splitlines() if line.strip()),
        gender=Text.same(row.gender),
        view=Text.same(row.view),
        signatories=tuple(line.strip() for line in row.signatories.splitlines() if line.strip()),
    )


def _heard(line: str) -> tuple[str, str]:
    found = _DAY.search(line)
    return (_DAY.sub("", line).strip(" ,;:–-"), found.group(0) if found else "")


def locks(initiative: Initiative) -> list[Lock]:
    """Return the locked versions, the first one first; their plans and files are fetched when asked for."""
    found = Lock.objects.filter(initiative=initiative).select_related("locked_by").order_by("number")
    return list(found.defer("plan", "file"))


def last_lock(initiative: Initiative) -> Lock | None:
    """Return the last locked version, without who locked it."""
    return Lock.objects.filter(initiative=initiative).order_by("number").last()


def changed_since(lock: Lock, plan: Plan) -> list[str]:
    """Return what has changed in the plan since it was locked, in sentences."""
    if lock.plan is None:
        return []
    return [deviation_line(one, lang()) for one in deviations(lock.plan, json.loads(canonical_plan(plan)))]


def economy(plan: Plan) -> tuple[Evaluation | None, UtfallError | None]:
    """Return the appraisal with the expected effects, or why there is none; neither when no effect is expected yet."""
    before = replace(plan, ex_ante=True)  # nothing is measured here: the page shows what is expected
    if not rests_on_expectation(before):
        return None, None
    try:
        found = evaluate_economy(before, (), software=f"utfall {__version__}")
        return (found, None) if _exportable(found.appraisal) else (None, None)
    except UtfallError as error:
        return None, error


def expected_money(plan: Plan) -> tuple[tuple[Plan, Appraisal] | None, UtfallError | None]:
    """Return the plan as appraised and its appraisal, the same as `economy` has, without what else it works out."""
    before = replace(plan, ex_ante=True)
    if not rests_on_expectation(before):
        return None, None
    try:
        appraised, found = appraise_given(before, ())
        return ((appraised, found), None) if isinstance(found, Appraisal) and _exportable(found) else (None, None)
    except UtfallError as error:
        return None, error


def _exportable(found: Appraisal | Unknown) -> bool:
    """Tell whether there is an appraisal. Raises when it has a red check."""
    if not isinstance(found, Appraisal):
        return False
    found.require_exportable()
    return True
