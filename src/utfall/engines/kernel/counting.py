# SPDX-License-Identifier: Apache-2.0
"""Counts over sorted steps: transitions, durations, whole sequences, returns."""

from __future__ import annotations

from collections import Counter

import numpy as np

from utfall.engines.kernel.ordering import Bools, Ints, Steps
from utfall.flows.definition import END, ONGOING
from utfall.flows.tables import Duration, Return, Transition, Variant

_FEW_CODES = 256  # more than this and it is cheaper to sort
_ROOM = 62  # bits of a code that can still be told apart from a negative number


def distinct(codes: Ints, person: Ints, size: int) -> Ints:
    """Return how many different persons have each code (0 … size − 1); rows of one person lie together."""
    found = np.zeros(size, dtype=np.int64)
    if not codes.size:
        return found
    if size > _FEW_CODES:
        width = int(person.max()) + 1
        pairs = codes.astype(np.int64) * width + person
        pairs.sort()
        once = np.append(True, pairs[1:] != pairs[:-1])
        return np.bincount(pairs[once] // width, minlength=size)
    begins = np.flatnonzero(np.append(True, person[1:] != person[:-1]))
    for low in range(0, size, 64):  # a bit a code: which codes each person has
        place = codes - low
        bits = np.where((place >= 0) & (place < 64), np.uint64(1) << (place & 63).astype(np.uint64), np.uint64(0))
        had = np.bitwise_or.reduceat(bits, begins)
        for bit in range(min(64, size - low)):
            found[low + bit] = np.count_nonzero(had & (np.uint64(1) << np.uint64(bit)))
    return found


def next_states(steps: Steps, names: list[str]) -> tuple[Ints, list[str]]:
    """Return the state after each step, as a place in the names that come with it (END and ONGOING last)."""
    after = np.empty_like(steps.state)
    after[:-1] = steps.state[1:]
    after[steps.last] = np.where(steps.open[steps.last], len(names) + 1, len(names))
    return after, [*names, END, ONGOING]


def transitions(
    steps: Steps, after: Ints, names: list[str], nexts: list[str], lasted: tuple[Duration, ...]
) -> tuple[Transition, ...]:
    """Return the moves between states: steps, persons, days in the first; steps and days out of the durations."""
    persons = distinct(steps.state.astype(np.int32) * len(nexts) + after, steps.person, len(names) * len(nexts))
    number: Counter[tuple[str, str]] = Counter()
    days: Counter[tuple[str, str]] = Counter()
    for row in lasted:
        number[row.state, row.next] += row.steps
        days[row.state, row.next] += row.steps * row.days
    place = {name: n for n, name in enumerate(names)}
    then = {name: n for n, name in enumerate(nexts)}
    found = [
        Transition(state, after_, many, int(persons[place[state] * len(nexts) + then[after_]]), days[state, after_])
        for (state, after_), many in number.items()
    ]
    return tuple(sorted(found))


def durations(steps: Steps, after: Ints, names: list[str], nexts: list[str]) -> tuple[Duration, ...]:
    """Return how many steps lasted how many days, by what came next."""
    days = steps.end - steps.start
    width = int(days.max(initial=0)) + 1
    codes, number = counted((steps.state.astype(np.int64) * len(nexts) + after) * width + days)
    moves, lasted = np.divmod(codes, width)
    return tuple(
        sorted(
            Duration(names[move // len(nexts)], nexts[move % len(nexts)], int(day), int(n))
            for move, day, n in zip(moves, lasted, number, strict=True)
        )
    )


def counted(codes: Ints) -> tuple[Ints, Ints]:
    """Return each code (0 or more) that is there, rising, and how often."""
    if int(codes.max(initial=0)) < max(4 * codes.size, 1_000_000):
        number = np.bincount(codes, minlength=1)
        there = np.flatnonzero(number)
        return there, number[there]
    found, number = np.unique(codes, return_counts=True)
    return found, number


def returns(steps: Steps, back: Bools, censor: int, names: list[str]) -> tuple[Return, ...]:
    """Return the days from leaving an outcome state to the next placement and to an outcome state.

    `back` tells which steps are in an outcome state (gaps are not).
    """
    n = steps.n
    placed = _next_place(~steps.gap, steps)
    again = _next_place(back, steps)
    left = np.flatnonzero(back & ~steps.open)
    rows: list[Return] = []
    for kind, place in (("next", placed[left]), ("return", again[left])):
        there = place < n
        day = np.where(there, steps.start[np.minimum(place, n - 1)], censor) - steps.end[left]
        event = np.where(there, steps.state[np.minimum(place, n - 1)] if kind == "next" else 0, len(names))
        width = int(day.max(initial=0)) + 1
        codes, number = counted(event.astype(np.int64) * width + day)
        for code, many in zip(codes, number, strict=True):
            what = int(code // width)
            name = "" if what == len(names) else names[what] if kind == "next" else "return"
            rows.append(Return(kind, name, int(code % width), int(many)))
    return tuple(sorted(rows))


def _next_place(chosen: Bools, steps: Steps) -> Ints:
    """Return for each step the place of the same person's next chosen step, n when there is none."""
    n = steps.n
    places = np.where(chosen, np.arange(n), n)
    following = np.minimum.accumulate(places[::-1])[::-1]
    found = np.full(n, n)
    found[:-1] = following[1:]
    ends = np.flatnonzero(steps.last)
    own = ends[np.cumsum(steps.new) - 1]  # the place of the same person's last step
    return np.where(found <= own, found, n)


def variants(steps: Steps, names: list[str], most: int) -> tuple[tuple[Variant, ...], int]:
    """Return the most common whole sequences, and how many different ones there are.

    A sequence is one number, as many steps at a time as one has room for; what does not fit is numbered anew.
    """
    begins = np.flatnonzero(steps.new)
    if not begins.size:
        return (), 0
    lengths = np.diff(np.append(begins, steps.n))
    base = len(names) + 1
    room = max(int((_ROOM - np.log2(begins.size + 1)) / np.log2(base)), 1)
    codes = np.zeros(begins.size, dtype=np.int64)
    for place in range(0, int(lengths.max()), room):
        alive = np.flatnonzero(lengths > place)
        if place:
            codes[alive] = np.unique(codes[alive], return_inverse=True)[1] + 1
        for step in range(place, place + room):
            alive = alive[lengths[alive] > step]
            codes[alive] = codes[alive] * base + steps.state[begins[alive] + step] + 1
    if lengths.max() > room:  # numbered anew, a code may be another's of another length
        codes = np.unique(codes, return_inverse=True)[1] * (int(lengths.max()) + 1) + lengths
    _, person, number = np.unique(codes, return_index=True, return_counts=True)
    least = np.sort(number)[-min(most, number.size)]
    rows = []
    for group in np.flatnonzero(number >= least):
        states = steps.state[begins[person[group]] : begins[person[group]] + lengths[person[group]]]
        rows.append(Variant(">".join([names[state] for state in states]), int(number[group])))
    rows.sort(key=lambda row: (-row.persons, row.sequence))
    return tuple(sorted(rows[:most])), int(number.size)
