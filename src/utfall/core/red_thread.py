# SPDX-License-Identifier: Apache-2.0
"""Whether the logic model hangs together: from resource to activity, from activity to outcome, from outcome to goal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from utfall.core.initiative import LogicLevel, LogicRow

_HEIGHT = {
    LogicLevel.RESOURCE: 0,
    LogicLevel.ACTIVITY: 1,
    LogicLevel.SHORT_TERM_OUTCOME: 2,
    LogicLevel.LONG_TERM_GOAL: 3,
}


class Break(StrEnum):
    """Where the thread can be broken."""

    LEVEL_EMPTY = "level_empty"
    GOAL_UNREACHED = "goal_unreached"
    OUTCOME_WITHOUT_ACTIVITY = "outcome_without_activity"
    ACTIVITY_WITHOUT_RESOURCE = "activity_without_resource"
    LEADS_NOWHERE = "leads_nowhere"
    NO_INDICATOR = "no_indicator"
    NO_SOURCE = "no_source"
    BACKWARDS = "backwards"
    LOOP = "loop"


@dataclass(frozen=True, slots=True)
class Broken:
    """A break in the thread.

    Parameters
    ----------
    kind
        What is broken.
    rows
        Ids of the rows concerned, in the order of the model; two for a step (from, to), a whole circle for a loop,
        none for an empty level.
    level
        The level that is empty; None for all other breaks.
    """

    kind: Break
    rows: tuple[str, ...] = ()
    level: LogicLevel | None = None


def broken(rows: Sequence[LogicRow]) -> tuple[Broken, ...]:
    """Return every break in the thread of a logic model; none when it holds.

    A goal must be reached from an activity, an outcome from an activity, an activity from a resource; every row but
    a goal must lead on, and never down; an outcome needs an indicator and a data source, a goal an indicator, since
    what has none cannot be followed (R95, R119).
    """
    held = {row.id: row for row in rows}
    below = {row.id: [held[target] for target in row.leads_to if target in held] for row in rows}
    empty = [Broken(Break.LEVEL_EMPTY, level=level) for level in LogicLevel if not _at(rows, level)]
    circles = _loops(rows, below)
    looped = {(a, b) for circle in circles for a, b in zip(circle, (*circle[1:], circle[0]), strict=True)}
    down = [
        Broken(Break.BACKWARDS, (row.id, target.id))
        for row in rows
        for target in below[row.id]
        if _HEIGHT[target.level] < _HEIGHT[row.level] and (row.id, target.id) not in looped
    ]
    return (
        *empty,
        *_unreached(rows, below, LogicLevel.ACTIVITY, LogicLevel.LONG_TERM_GOAL, Break.GOAL_UNREACHED),
        *_unreached(rows, below, LogicLevel.ACTIVITY, LogicLevel.SHORT_TERM_OUTCOME, Break.OUTCOME_WITHOUT_ACTIVITY),
        *_unreached(rows, below, LogicLevel.RESOURCE, LogicLevel.ACTIVITY, Break.ACTIVITY_WITHOUT_RESOURCE),
        *(Broken(Break.LEADS_NOWHERE, (r.id,)) for r in rows if r.level is not _TOP and not below[r.id]),
        *(Broken(Break.NO_INDICATOR, (r.id,)) for r in rows if r.level in _MEASURED and not r.indicator),
        *(Broken(Break.NO_SOURCE, (r.id,)) for r in _at(rows, LogicLevel.SHORT_TERM_OUTCOME) if not r.data_source),
        *down,
        *(Broken(Break.LOOP, circle) for circle in circles),
    )


_TOP = LogicLevel.LONG_TERM_GOAL
_MEASURED = (LogicLevel.SHORT_TERM_OUTCOME, LogicLevel.LONG_TERM_GOAL)


def _at(rows: Iterable[LogicRow], level: LogicLevel) -> list[LogicRow]:
    return [row for row in rows if row.level is level]


def _unreached(
    rows: Sequence[LogicRow], below: dict[str, list[LogicRow]], start: LogicLevel, end: LogicLevel, kind: Break
) -> list[Broken]:
    """Return the rows at `end` that no row at `start` leads to, by any path."""
    reached: set[str] = set()
    queue = [row.id for row in _at(rows, start)]
    while queue:
        for target in below[queue.pop()]:
            if target.id not in reached:
                reached.add(target.id)
                queue.append(target.id)
    return [Broken(kind, (row.id,)) for row in _at(rows, end) if row.id not in reached]


def _loops(rows: Sequence[LogicRow], below: dict[str, list[LogicRow]]) -> list[tuple[str, ...]]:
    """Return the circles, one for each group of rows that lead to each other, from the first row of the model.

    The shortest circle through that row is given: a person can see it.
    """
    circles: list[tuple[str, ...]] = []
    told: set[str] = set()
    for row in rows:
        circle = () if row.id in told else _shortest_back(row.id, below)
        if circle:
            circles.append(circle)
            told |= set(circle)
    return circles


def _shortest_back(start: str, below: dict[str, list[LogicRow]]) -> tuple[str, ...]:
    paths: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while paths:
        longer: list[tuple[str, ...]] = []
        for path in paths:
            for target in below[path[-1]]:
                if target.id == start:
                    return path
                if target.id not in seen:
                    seen.add(target.id)
                    longer.append((*path, target.id))
        paths = longer
    return ()
