# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up by the plan: criteria and planned number from what was locked, and what was done otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from utfall.core.designs import RandomisedTrial
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Unknown
from utfall.core.frame import Columns
from utfall.core.initiative import Comparison, Initiative
from utfall.core.outcome import Criterion, Outcome
from utfall.core.questions import FollowUpPlan
from utfall.core.text import Text
from utfall.effects.planning import Deviation
from utfall.thread.follow import Followed, FollowedPlan, PlanStatus, follow
from utfall.thread.plan_record import PlanRecord

Plan = Mapping[str, Any]


def plan_of(initiative: Initiative) -> tuple[FollowUpPlan, Comparison, Outcome]:
    """Return how the initiative is followed, by which comparison, on which outcome.

    Raises
    ------
    InputError
        The file has no [follow_up].
    """
    plan = initiative.follow_up
    if plan is None:
        raise InputError(_no_follow_up())
    comparison = next(one for one in initiative.comparisons if one.id == plan.comparison)
    return plan, comparison, initiative.outcome(plan.outcome)


def follow_initiative(
    initiative: Initiative,
    columns: Columns,
    *,
    record: PlanRecord | None = None,
    locked: Plan | None = None,
    planned: int | None = None,
    extra: Sequence[Criterion] = (),
    threshold: int | None = None,
) -> Followed:
    """Look at the end of each month, against the criteria that were locked.

    Parameters
    ----------
    columns
        Data of the comparison that is followed.
    record, locked
        The record of the plan, and the plan as it was locked where it is kept: its criteria and its planned number then
        hold, whatever the file says now.
    planned, extra
        Asked for beside the plan: another number of persons, further criteria. Both are told as deviations.
    threshold
        Fewest people shown, when more than the file's.

    Raises
    ------
    InputError, DesignRefused
        As `follow`; the file has no [follow_up].
    """
    plan, comparison, outcome = plan_of(initiative)
    design = comparison.design
    if not isinstance(design, RandomisedTrial):
        raise TypeError("the file's reader lets only trials be followed")
    criteria = _criteria(initiative, outcome)
    if locked is not None and record is not None and not record.kept:
        criteria = _locked_criteria(locked, outcome, [one.id for one in criteria])
    by_plan = _planned(locked, plan)
    new = tuple(one for one in extra if not any(_same(one, other) for other in criteria))
    found = follow(
        columns, outcome, treatment=design.treatment, comparison=design.comparison, time=plan.time,
        planned=by_plan if planned is None else planned, id_column=design.id, criteria=(*criteria, *new),
        threshold=max(initiative.disclosure_threshold, threshold or 0), level=design.ci_level,
    )  # fmt: skip
    told = FollowedPlan(
        status=_status(record, locked),
        date="" if record is None else record.date,
        late=record is not None and _late(record.date, found.looks[0].period),
        changes=() if record is None else _about(record, comparison, outcome),
        planned=by_plan,
        extra=tuple(one.id for one in new),
    )
    return replace(found, plan=told)


def _criteria(initiative: Initiative, outcome: Outcome) -> list[Criterion]:
    return [one for one in initiative.criteria if one.measure == "effect" and one.outcome == outcome.id]


def _locked_criteria(locked: Plan, outcome: Outcome, order: Sequence[str]) -> list[Criterion]:
    """Return the criteria of a canonical plan, whose numbers stand as they were locked, in the order of the file."""
    found = [
        Criterion(
            id=str(one["id"]), kind=one["kind"], measure="effect", outcome=outcome.id, at_least=one.get("at_least"),
            at_most=one.get("at_most"), rule=one.get("rule", "interval"),
        )
        for one in locked.get("criteria") or ()
        if one.get("measure") == "effect" and one.get("outcome") == outcome.id
    ]  # fmt: skip
    return sorted(found, key=lambda one: order.index(one.id) if one.id in order else len(order))


def _planned(locked: Plan | None, plan: FollowUpPlan) -> int:
    kept = (locked or {}).get("follow_up")
    return int(kept["planned"]) if isinstance(kept, Mapping) and "planned" in kept else plan.planned


def _same(one: Criterion, other: Criterion) -> bool:
    return (one.at_least, one.at_most) == (other.at_least, other.at_most)


def _status(record: PlanRecord | None, locked: Plan | None) -> PlanStatus:
    if record is None:
        return "unlocked"
    if record.kept:
        return "locked"
    return "not-kept" if locked is None else "changed"


def _late(date: str, first: str) -> bool:
    """Tell whether the plan was locked in a later month than the first measurement came in."""
    month = date[:7]
    return len(first) == len(month) and first[:4].isdigit() and first[4:5] == "-" and month > first


def _about(record: PlanRecord, comparison: Comparison, outcome: Outcome) -> tuple[Deviation, ...]:
    """Return the deviations that concern what is followed."""
    if isinstance(record.changes, Unknown):
        return ()
    items = {"comparisons": comparison.id, "outcomes": outcome.id}
    return tuple(
        one for one in record.changes if one.section in ("criteria", "follow_up") or items.get(one.section) == one.item
    )


def _no_follow_up() -> Fault:
    return Fault(
        "follow-up-missing",
        Text(
            sv="Satsningsfilen säger inte hur skillnaden följs.",
            en="The initiative file does not say how the difference is followed.",
        ),
        Text(
            sv="Lägg till [follow_up] med time (kolumnen med mätdatum) och planned (antal personer), och lås planen.",
            en="Add [follow_up] with time (the column with the date) and planned (persons in all), and lock the plan.",
        ),
        Place(field="follow_up"),
    )
