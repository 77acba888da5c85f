# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up as it may be shown: looks that tell of too few people are left out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Text
from utfall.effects.planning import Deviation
from utfall.effects.sample import read_sample, refuse_repeated_ids
from utfall.effects.sequential import AnytimeInterval, Boundary, Crossing, FollowUp, boundaries_of, follow_up


@dataclass(frozen=True, slots=True)
class ShownLook:
    """One look; `interval` is None when it may not be shown or cannot be computed yet.

    Parameters
    ----------
    low, high
        The tightest limits of all looks shown so far.
    reason
        Why there is no interval: "small-cell" (too few people in a group), "few-new" (too few new ones in a group since
        the last look shown: their outcomes could be worked out) or "too-few" (too few for an interval); '' when shown.
    """

    period: str
    interval: AnytimeInterval | None
    low: float
    high: float
    reason: str = ""


PlanStatus = Literal["locked", "changed", "not-kept", "unlocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedPlan:
    """Where criteria and planned number come from, and what was done otherwise.

    Parameters
    ----------
    status
        "locked": the file is as it was locked. "changed": it is not, and what was locked is used. "not-kept": it is
        not, and what was locked is not kept, so the file is used. "unlocked": it was never locked.
    date
        Of the lock, '' when there is none.
    late
        The lock is of a later month than the first measurement.
    changes
        What differs between what was locked and the file, of what is followed.
    planned
        Persons by the plan; the intervals may have been asked for another number.
    extra
        Ids of criteria that were asked for and do not stand in the plan.
    """

    status: PlanStatus
    date: str
    late: bool
    changes: tuple[Deviation, ...]
    planned: int
    extra: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """The looks in order of time, and the criteria with the look at which each was first met.

    Parameters
    ----------
    consistent
        False when looks exclude each other: the effect has changed over time.
    plan
        None when data are followed without an initiative file.
    """

    looks: tuple[ShownLook, ...]
    criteria: tuple[Criterion, ...]
    crossings: tuple[Crossing, ...]
    consistent: bool
    planned: int
    level: float
    plan: FollowedPlan | None = None

    @property
    def shown(self) -> tuple[ShownLook, ...]:
        """The looks with an interval."""
        return tuple(look for look in self.looks if look.interval is not None)

    @property
    def last(self) -> tuple[str, AnytimeInterval]:
        """Period and interval of the last look shown."""
        found = [(look.period, look.interval) for look in self.looks if look.interval is not None]
        return found[-1]


def follow(
    columns: Columns,
    outcome: Outcome,
    *,
    treatment: str,
    time: str,
    planned: int,
    comparison: str | None = None,
    id_column: str | None = None,
    criteria: Sequence[Criterion] = (),
    threshold: int = 5,
    level: float = 0.95,
) -> Followed:
    """Look at the end of each period, and show what tells of no individual.

    Parameters
    ----------
    id_column
        Each person may stand once; None when it is not checked.
    threshold
        Fewest people in a group, and fewest new ones since the last look shown (or none at all). It hangs on how many
        were measured and not on what was found, so the intervals stay valid.

    Raises
    ------
    InputError
        As `follow_up`; an id on several rows.
    DesignRefused
        As `follow_up`; no look can be shown yet.
    """
    if id_column:
        sample = read_sample(columns, outcome, treatment=treatment, comparison=comparison, id_column=id_column)
        refuse_repeated_ids(sample.ids, sample.rows, columns, id_column)
    found = follow_up(
        columns,
        outcome,
        treatment=treatment,
        time=time,
        planned=planned,
        comparison=comparison,
        criteria=criteria,
        level=level,
    )
    looks = _shown(found, threshold)
    if all(look.interval is None for look in looks):
        raise DesignRefused(_nothing_yet(columns.file, outcome.column, threshold))
    last = looks[-1]
    return Followed(
        looks=looks,
        criteria=tuple(criteria),
        crossings=_crossings(looks, boundaries_of(criteria, outcome)),
        consistent=last.low <= last.high,
        planned=planned,
        level=level,
    )


def _shown(found: FollowUp, threshold: int) -> tuple[ShownLook, ...]:
    looks: list[ShownLook] = []
    low, high, before = -math.inf, math.inf, (0, 0)
    for look in found.looks:
        interval = look.interval
        reason = "too-few" if interval is None else _hidden((interval.n_1, interval.n_0), before, threshold)
        if interval is not None and not reason:
            low, high = max(low, interval.low), min(high, interval.high)
            before = interval.n_1, interval.n_0
        looks.append(ShownLook(look.period, None if reason else interval, low, high, reason))
    return tuple(looks)


def _hidden(now: tuple[int, int], before: tuple[int, int], threshold: int) -> str:
    """Return why a look with these numbers of people may not be shown, '' when it may."""
    if min(now) < threshold:
        return "small-cell"
    new = (now[0] - before[0], now[1] - before[1])
    return "few-new" if any(0 < count < threshold for count in new) else ""


def _crossings(looks: Sequence[ShownLook], boundaries: Sequence[Boundary]) -> tuple[Crossing, ...]:
    """Return the shown look at which each boundary was first met, in order of time."""
    met: dict[str, str] = {}
    for look in looks:
        for boundary in boundaries:
            if look.interval is None or boundary.name in met:
                continue
            above = boundary.side == "above"
            if look.interval.low > boundary.threshold if above else look.interval.high < boundary.threshold:
                met[boundary.name] = look.period
    return tuple(Crossing(*pair) for pair in met.items())


def _nothing_yet(file: str, field: str, threshold: int) -> Fault:
    return Fault(
        "no-look",
        Text(
            sv=f"Ingen tidpunkt kan visas än: en grupp har färre än {threshold} mätta, eller alla har samma värde.",
            en=f"No time can be shown yet: a group has fewer than {threshold} measured, or all have the same value.",
        ),
        Text(
            sv="Vänta tills fler är mätta i båda grupperna.", en="Wait until more people are measured in both groups."
        ),
        Place(file, field),
    )
