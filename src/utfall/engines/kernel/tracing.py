# SPDX-License-Identifier: Apache-2.0
"""The trace back from the outcome over sorted steps: paths, supports between the steps, groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utfall.engines.kernel.counting import counted, distinct
from utfall.engines.kernel.ordering import Bools, Ints, Steps
from utfall.flows.definition import OUTSIDE, START, FlowDefinition
from utfall.flows.tables import GroupPath, Node, PathRow, Timing
from utfall.flows.trace import ATTRIBUTES, band_names, day_number


@dataclass(slots=True)
class Traced:
    """Outcomes: whose, when, the path as places in `names` ((n, depth + 1); the last place is none), days of each step.

    `low` and `high` ((n, depth)) are each step's support window, empty where there is no step.
    """

    person: Ints
    start: Ints
    path: Ints
    days: Ints
    low: Ints
    high: Ints
    names: list[str]


def outcomes(flow: FlowDefinition, steps: Steps, names: Sequence[str]) -> Ints:
    """Return the places of the steps that are the outcome."""
    wanted = flow.outcome
    chosen = _among(steps, names, wanted.states)
    if wanted.after:
        chosen &= _had_before(_among(steps, names, wanted.after), steps)
    if wanted.start_from is not None:
        chosen &= steps.start >= day_number(wanted.start_from)
    if wanted.start_to is not None:
        chosen &= steps.start < day_number(wanted.start_to)
    if wanted.on is not None:
        chosen &= (steps.start <= day_number(wanted.on)) & (steps.end > day_number(wanted.on))
    found = np.flatnonzero(chosen)
    if wanted.which == "every" or not found.size:
        return np.asarray(found, dtype=np.int64)
    person = steps.person[found]
    changes = person[1:] != person[:-1]
    kept = np.append(True, changes) if wanted.which == "first" else np.append(changes, True)
    return np.asarray(found[kept], dtype=np.int64)


def _among(steps: Steps, names: Sequence[str], states: Sequence[str]) -> Bools:
    """Return which steps are in one of the states."""
    table = np.array([name in states for name in names], dtype=bool)
    return np.asarray(table[steps.state], dtype=np.bool_)


def in_outcome_state(flow: FlowDefinition, steps: Steps, names: Sequence[str]) -> Bools:
    """Return which steps, gaps left out, are in an outcome state."""
    return _among(steps, names, flow.outcome.states) & ~steps.gap


def _had_before(chosen: Bools, steps: Steps) -> Bools:
    """Return whether the person had a chosen step before."""
    so_far: Ints = np.cumsum(chosen) - chosen
    at_first: Ints = so_far[np.flatnonzero(steps.new)][np.cumsum(steps.new) - 1]
    found: Bools = so_far > at_first
    return found


def trace(flow: FlowDefinition, steps: Steps, names: list[str], index: Ints) -> Traced:
    """Return the steps back from each outcome."""
    depth, n = flow.depth, index.size
    start_code, outside, none = len(names), len(names) + 1, len(names) + 2
    path = np.full((n, depth + 1), none, dtype=np.int64)
    days = np.zeros((n, depth + 1), dtype=np.int64)
    low, high = np.zeros((n, depth), dtype=np.int64), np.zeros((n, depth), dtype=np.int64)
    path[:, 0] = steps.state[index]
    days[:, 0] = steps.end[index] - steps.start[index]
    firsts = np.flatnonzero(steps.new)[np.cumsum(steps.new)[index] - 1] if n else index
    alive = np.arange(n)
    for back in range(1, depth + 1):
        place = index[alive] - back
        there = place >= firsts[alive]
        path[alive[~there], back] = start_code
        alive, place = alive[there], place[there]
        if flow.look_back is not None:
            inside = steps.end[place] > steps.start[index[alive]] - flow.look_back
            path[alive[~inside], back] = outside
            alive, place = alive[inside], place[inside]
        path[alive, back] = steps.state[place]
        days[alive, back] = steps.end[place] - steps.start[place]
        low[alive, back - 1], high[alive, back - 1] = _window(flow, steps, place)
    return Traced(steps.person[index], steps.start[index], path, days, low, high, [*names, START, OUTSIDE, ""])


def _window(flow: FlowDefinition, steps: Steps, place: Ints) -> tuple[Ints, Ints]:
    younger = steps.start[place + 1]
    if flow.support_window.kind == "around":
        return younger - flow.support_window.days, younger + flow.support_window.days
    if flow.support_window.kind == "gap":
        return np.where(steps.gap[place], steps.start[place], steps.end[place]), younger
    return steps.start[place], younger


@dataclass(slots=True)
class Given:
    """Supports in the order of person: whose, which, since when and until when."""

    person: Ints
    support: Ints
    since: Ints
    until: Ints


def first_days(traced: Traced, given: Given, supports: int) -> Ints:
    """Return (n, depth, supports): days into each window until each support was given, −1 where it was not."""
    n, depth = traced.low.shape
    found = np.full((n, depth, max(supports, 1)), np.iinfo(np.int64).max)
    begin = np.searchsorted(given.person, traced.person, side="left")
    many = np.searchsorted(given.person, traced.person, side="right") - begin
    outcome: Ints = np.repeat(np.arange(n, dtype=np.int64), many)
    row = np.arange(outcome.size) - np.repeat(np.cumsum(many) - many, many) + np.repeat(begin, many)
    since, until, support = given.since[row], given.until[row], given.support[row]
    for back in range(depth):
        low, high = traced.low[outcome, back], traced.high[outcome, back]
        during = np.flatnonzero((low < high) & (since < high) & (until > low))
        into = np.maximum(since[during], low[during]) - low[during]
        np.minimum.at(found[:, back], (outcome[during], support[during]), into)
    return np.where(found == np.iinfo(np.int64).max, -1, found)


@dataclass(slots=True)
class _Numbered:
    """Rows of small numbers, each different one once (`rows`), and which one each row is."""

    rows: Ints
    which: Ints


def _numbered(columns: Ints, base: int) -> _Numbered:
    code = np.zeros(columns.shape[0], dtype=np.int64)
    for column in columns.T:
        code = code * base + column
    if base ** columns.shape[1] <= max(4 * code.size, 1_000_000):
        there = np.bincount(code, minlength=1) > 0
        first = np.empty(there.size, dtype=np.int64)
        first[code] = np.arange(code.size)  # any row with the code will do
        return _Numbered(columns[first[there]], (np.cumsum(there) - 1)[code])
    _, first, which = np.unique(code, return_index=True, return_inverse=True)
    return _Numbered(columns[first], which)


def nodes(traced: Traced) -> tuple[Node, ...]:
    """Return every node of the backward tree."""
    names, none = traced.names, len(traced.names) - 1
    found = []
    for level in range(traced.path.shape[1]):
        there = traced.path[:, level] != none
        one = _numbered(traced.path[there, : level + 1], len(names))
        number = np.bincount(one.which, minlength=len(one.rows))
        persons = distinct(one.which, traced.person[there], len(one.rows))
        for row, many, people in zip(one.rows, number, persons, strict=True):
            found.append(Node(tuple(names[state] for state in row), int(many), int(people)))
    return tuple(sorted(found))


def paths(flow: FlowDefinition, traced: Traced, firsts: Ints) -> tuple[PathRow, ...]:
    """Return every whole path with its outcomes, persons, days and supports."""
    names = traced.names
    one = _numbered(traced.path, len(names))
    size = len(one.rows)
    number, persons = np.bincount(one.which, minlength=size), distinct(one.which, traced.person, size)
    days = [np.bincount(one.which, weights=column, minlength=size) for column in traced.days.T]
    given, people = [], []
    for back in range(flow.depth):
        for support in range(len(flow.supports)):
            had = firsts[:, back, support] >= 0
            given.append(np.bincount(one.which[had], minlength=size))
            people.append(distinct(one.which[had], traced.person[had], size))
    found = [
        PathRow(
            tuple(names[state] for state in one.rows[row]), int(number[row]), int(persons[row]),
            tuple(int(column[row]) for column in days), tuple(int(column[row]) for column in given),
            tuple(int(column[row]) for column in people),
        )
        for row in range(size)
    ]  # fmt: skip
    return tuple(sorted(found))


def timing(flow: FlowDefinition, firsts: Ints) -> tuple[Timing, ...]:
    """Return in how many outcomes each support came how many days into the window of each step."""
    found = []
    for back in range(flow.depth):
        for number, support in enumerate(flow.supports):
            column = firsts[:, back, number]
            days, many = counted(column[column >= 0])
            found += [Timing(back + 1, support.id, int(day), int(n)) for day, n in zip(days, many, strict=True)]
    return tuple(sorted(found))


def groups(flow: FlowDefinition, traced: Traced, persons: Any | None) -> tuple[GroupPath, ...]:
    """Return the step before the outcome by sex, age band and area; `persons` is an Arrow table of PERSON rows."""
    found = []
    for attribute, values, which in _attributes(flow, traced, persons):
        before = traced.path[:, 1]
        code = which * len(traced.names) + before
        size = len(values) * len(traced.names)
        number, people = np.bincount(code, minlength=size), distinct(code, traced.person, size)
        for place in np.flatnonzero(number):
            value, state = divmod(int(place), len(traced.names))
            found.append(
                GroupPath(attribute, values[value], traced.names[state], int(number[place]), int(people[place]))
            )
    return tuple(sorted(found))


def _attributes(flow: FlowDefinition, traced: Traced, persons: Any | None) -> list[tuple[str, list[str], Ints]]:
    nobody = np.zeros(traced.person.size, dtype=np.int64)
    if persons is None or not persons.num_rows:
        return [(attribute, [""], nobody) for attribute in ATTRIBUTES]
    ids = persons["person"].to_numpy()
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids[order], traced.person), ids.size - 1)
    known = ids[order][place] == traced.person
    row = order[place]
    found = []
    for attribute in ("sex", "area"):
        words = np.array([word or "" for word in persons[attribute].to_pylist()], dtype=object)
        values, which = np.unique(np.append(words.astype(str), ""), return_inverse=True)
        nowhere = int(np.searchsorted(values, ""))
        found.append((attribute, [str(value) for value in values], np.where(known, which[row], nowhere)))
    born = np.array([np.nan if year is None else year for year in persons["birth_year"].to_pylist()], dtype=float)
    found.insert(1, ("age", *_ages(flow, traced.start, np.where(known, born[row], np.nan))))
    return found


def _ages(flow: FlowDefinition, start: Ints, born: Any) -> tuple[list[str], Ints]:
    years = start.astype(np.int64).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    bands = band_names(flow)
    age = years - born
    which = np.searchsorted([low for low, _ in bands], np.nan_to_num(age, nan=-1.0), side="right")
    return ["", *(name for _, name in bands)], np.where(np.isnan(age), 0, which)
