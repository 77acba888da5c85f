# SPDX-License-Identifier: Apache-2.0
"""The record of an initiative's plan, from the plan kept beside its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from utfall.core.errors import InputError
from utfall.core.initiative import Initiative
from utfall.effects.planning.deviations import SECTIONS
from utfall.io._initiative import lock_faults as faults
from utfall.io.initiative_file import canonical_plan
from utfall.io.plan_lock import KeptPlan, plan_path, read_plan
from utfall.thread.plan_record import PlanRecord, plan_record


def record_of(initiative: Initiative, path: str | Path) -> PlanRecord | None:
    """Return what was planned and what was done otherwise; None when the plan was never locked.

    Raises
    ------
    InputError
        When the plan kept beside the file is no plan, or no longer what was kept.
    """
    if initiative.lock is None:
        return None
    beside = plan_path(path)
    kept = read_plan(beside) if beside.exists() else None
    done = json.loads(canonical_plan(initiative))
    if kept is not None and not _sound(kept):
        raise InputError(faults.not_a_plan(beside.name))
    return plan_record(
        initiative, done, kept=None if kept is None else kept.plan, kept_sha256="" if kept is None else kept.sha256,
        history=() if kept is None else kept.history,
    )  # fmt: skip


def locked_plan(initiative: Initiative, path: str | Path) -> dict[str, Any] | None:
    """Return the plan as it was locked: the file's own where it has kept it, else the one beside it; None when neither.

    Raises
    ------
    InputError
        As `record_of`.
    """
    lock = initiative.lock
    if lock is None:
        return None
    if lock.sha256 == initiative.plan_sha256:
        found: dict[str, Any] = json.loads(canonical_plan(initiative))
        return found
    beside = plan_path(path)
    kept = read_plan(beside) if beside.exists() else None
    if kept is None or kept.sha256 != lock.sha256 or not isinstance(kept.plan, dict):
        return None
    return kept.plan


def _sound(kept: KeptPlan) -> bool:
    """Tell whether the plan and its earlier versions have the shape that `utfall plan lock` gives them."""
    told = {"date", "by", "sha256", "reason", "plan"}
    versions = all(isinstance(one, dict) and told <= set(one) for one in kept.history)
    return versions and all(map(_plan, (kept.plan, *(one["plan"] for one in kept.history if one["plan"] is not None))))


def _plan(plan: Any) -> bool:
    if not isinstance(plan, dict):
        return False
    lists = [plan.get(section) for section in SECTIONS]
    items = [item for one in lists if isinstance(one, list) for item in one]
    known = all(one is None or isinstance(one, list | dict) for one in lists)
    return known and all(isinstance(item, dict) and "id" in item for item in items)
