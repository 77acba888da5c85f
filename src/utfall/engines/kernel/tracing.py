# SPDX-License-Identifier: Apache-2.0
"""The trace back from the outcome over sorted steps: outcomes, their paths, supports between the steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.ordering import Steps
from utfall.engines.kernel.reading import Dealt
from utfall.engines.kernel.words import Bools, Ints, order_of, run_starts
from utfall.flows.definition import FlowDefinition
from utfall.flows.trace import day_number


@dataclass(slots=True)
class Traced:
    """Outcomes: whose, when, the path as numbers ((n, depth + 1); 0 after a stop), days of each step.

    `low` and `high` ((n, depth)) are each step's support window, empty where there is no step.
    """

    person: Ints
    start: Ints
    path: Ints
    days: Ints
    low: Ints
    high: Ints


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
        return found
    person = steps.own[found]
    changes = person[1:] != person[:-1]
    kept = np.append(True, changes) if wanted.which == "first" else np.append(changes, True)
    return np.asarray(found[kept], dtype=np.int64)


def _among(steps: Steps, names: Sequence[str], states: Sequence[str]) -> Bools:
    """Return which steps are in one of the states."""
    table = np.array([name in states for name in names], dtype=bool)
    found: Bools = table.take(steps.state)
    return found


def in_outcome_state(flow: FlowDefinition, steps: Steps, names: Sequence[str]) -> Bools:
    """Return which steps, gaps left out, are in an outcome state."""
    return _among(steps, names, flow.outcome.states) & ~steps.gap


def _had_before(chosen: Bools, steps: Steps) -> Bools:
    """Return whether the person had a chosen step before."""
    so_far: Ints = np.cumsum(chosen) - chosen
    at_first: Ints = so_far[steps.begins][steps.own]
    found: Bools = so_far > at_first
    return found


def trace(flow: FlowDefinition, steps: Steps, states: int, index: Ints) -> Traced:
    """Return the steps back from each outcome; a state's number in a path is its place + 1, then START and OUTSIDE."""
    depth, n = flow.depth, index.size
    start_code, outside = states + 1, states + 2
    path = np.zeros((depth + 1, n), dtype=np.int32)
    days = np.zeros((depth + 1, n), dtype=np.int32)
    low, high = np.zeros((depth, n), dtype=np.int32), np.zeros((depth, n), dtype=np.int32)
    path[0] = steps.state[index] + 1
    days[0] = steps.end[index] - steps.start[index]
    firsts = steps.begins[steps.own[index]]
    alive = np.arange(n)
    for back in range(1, depth + 1):
        place = index[alive] - back
        there = place >= firsts[alive]
        path[back, alive[~there]] = start_code
        alive, place = alive[there], place[there]
        if flow.look_back is not None:
            inside = steps.end[place] > steps.start[index[alive]] - flow.look_back
            path[back, alive[~inside]] = outside
            alive, place = alive[inside], place[inside]
        path[back, alive] = steps.state[place] + 1
        days[back, alive] = steps.end[place] - steps.start[place]
        low[back - 1, alive], high[back - 1, alive] = _window(flow, steps, place)
    return Traced(steps.person[index], steps.start[index], path.T, days.T, low.T, high.T)


def _window(flow: FlowDefinition, steps: Steps, place: Ints) -> tuple[Ints, Ints]:
    younger = steps.start[place + 1]
    if flow.support_window.kind == "around":
        return younger - flow.support_window.days, younger + flow.support_window.days
    if flow.support_window.kind == "gap":
        return np.where(steps.gap[place], steps.start[place], steps.end[place]), younger
    return steps.start[place], younger


@dataclass(slots=True)
class Hits:
    """Supports in a window: which outcome, which slot (step back, then support), days into the window; the first only.

    In the order of outcomes.
    """

    outcome: Ints
    slot: Ints
    into: Ints


def hits(traced: Traced, given: Dealt, supports: int) -> Hits:
    """Return the first day of each support in each window of each outcome."""
    outcome, row = _pairs(traced, given)
    low, high = traced.low, traced.high
    earliest = np.where(low < high, low, np.iinfo(np.int32).max).min(axis=1)
    latest = np.where(low < high, high, np.iinfo(np.int32).min).max(axis=1)
    near = (given.start[row] < latest[outcome]) & (given.end[row] > earliest[outcome])
    outcome, row = outcome[near], row[near]
    since, until, support = given.start[row], given.end[row], given.code[row]
    parts = []
    for back in range(low.shape[1]):
        begin, end = low[outcome, back], high[outcome, back]
        during = np.flatnonzero((begin < end) & (since < end) & (until > begin))
        into = np.maximum(since[during], begin[during]) - begin[during]
        parts.append((outcome[during], back * supports + support[during], into))
    found = Hits(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    order = np.lexsort((found.into, found.slot, found.outcome))
    ordered = Hits(found.outcome[order], found.slot[order], found.into[order])
    first = run_starts(ordered.outcome.astype(np.int64) * (low.shape[1] * supports) + ordered.slot)
    return Hits(ordered.outcome[first], ordered.slot[first], ordered.into[first])


def _pairs(traced: Traced, given: Dealt) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return every pair of an outcome and a support of the same person."""
    order = order_of(given.person, int(given.person.max(initial=0)))
    person = given.person[order]
    begins = run_starts(traced.person)
    persons = traced.person[begins]
    first = np.searchsorted(person, persons, side="left")
    many = np.searchsorted(person, persons, side="right") - first
    each = np.diff(np.append(begins, traced.person.size))
    first, many = np.repeat(first, each), np.repeat(many, each)
    outcome = np.repeat(np.arange(traced.person.size), many)
    row = np.arange(outcome.size) + np.repeat(first - (np.cumsum(many) - many), many)
    return outcome, order[row]
