# SPDX-License-Identifier: Apache-2.0
"""What was planned and what was done: the locked plan, its versions with their reasons, and every deviation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from utfall.core.estimate import Unknown
from utfall.core.initiative import Initiative
from utfall.effects.planning import Deviation, deviations

Plan = Mapping[str, Any]
NOT_KEPT = Unknown("plan-not-kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVersion:
    """An earlier lock.

    Parameters
    ----------
    reason
        Why it was replaced.
    changes
        What the version after it changed; unknown ("plan-not-kept") when that plan was not kept.
    """

    date: str
    by: str
    sha256: str
    reason: str
    changes: tuple[Deviation, ...] | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """The lock of a plan, its earlier versions (oldest first), and what was done otherwise than in the last.

    Parameters
    ----------
    kept
        The plan as evaluated has the checksum of the lock.
    changes
        Unknown when the plan has changed and what was locked is not kept ("plan-not-kept"), or what is kept is not
        what was locked ("other-plan-kept").
    """

    date: str
    by: str
    sha256: str
    kept: bool
    changes: tuple[Deviation, ...] | Unknown
    versions: tuple[PlanVersion, ...]


def plan_record(
    initiative: Initiative, done: Plan, *, kept: Plan | None, kept_sha256: str, history: Sequence[Plan]
) -> PlanRecord | None:
    """Return the record of an initiative's plan; None when it was never locked.

    Parameters
    ----------
    done
        The canonical plan as evaluated, as parsed JSON.
    kept, kept_sha256, history
        The plan kept beside the file, its checksum, and its earlier versions (date, sha256, by, reason and plan, None
        when it was not kept). Without a kept plan the history is that of the file.
    """
    lock = initiative.lock
    if lock is None:
        return None
    locked = kept if kept is not None and kept_sha256 == lock.sha256 else None
    same = lock.sha256 == initiative.plan_sha256
    changes: tuple[Deviation, ...] | Unknown = ()
    if not same:
        other = Unknown("other-plan-kept") if kept is not None else NOT_KEPT
        changes = other if locked is None else deviations(locked, done)
    earlier: Sequence[Plan] = history if locked is not None else [
        {"date": one.date, "by": one.by, "sha256": one.sha256, "reason": one.reason, "plan": None}
        for one in initiative.lock_history
    ]  # fmt: skip
    return PlanRecord(
        date=lock.date, by=lock.by, sha256=lock.sha256, kept=same, changes=changes,
        versions=_versions(earlier, locked),
    )  # fmt: skip


def _versions(earlier: Sequence[Plan], last: Plan | None) -> tuple[PlanVersion, ...]:
    after = [*(one["plan"] for one in earlier), last][1:]
    return tuple(
        PlanVersion(
            date=str(one["date"]), by=str(one["by"]), sha256=str(one["sha256"]), reason=str(one["reason"]),
            changes=NOT_KEPT if one["plan"] is None or following is None else deviations(one["plan"], following),
        )
        for one, following in zip(earlier, after, strict=True)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Participants:
    """Participants by the plan, and in the data of the primary comparison.

    Parameters
    ----------
    found, measured
        Persons of the intervention group in the file, and those counted for the outcome that fewest have.
    """

    planned: int
    found: int
    measured: int
