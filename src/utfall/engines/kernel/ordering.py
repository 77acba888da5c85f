# SPDX-License-Identifier: Apache-2.0
"""Spells as sorted arrays, and the rules of merging, overlaps and gaps on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.words import Bools, Ints, rising
from utfall.flows.definition import FlowDefinition

_KEY_BITS = 64
_HALF = 2**31


@dataclass(slots=True)
class Spells:
    """Spells of known states before the censoring date: person, state (place in the order of states), days, open."""

    person: Ints
    state: Ints
    start: Ints
    end: Ints
    open: Ints


@dataclass(slots=True)
class Steps:
    """Steps in the order of person and time.

    `begins` holds the place of each person's first step, `own` the number of each step's person among these.
    """

    person: Ints
    state: Ints
    start: Ints
    end: Ints
    open: Bools
    gap: Bools
    begins: Ints
    own: Ints

    @property
    def n(self) -> int:
        """Number of steps."""
        return int(self.person.size)

    @property
    def ends(self) -> Ints:
        """Place of each person's last step."""
        return np.append(self.begins[1:], self.n) - 1 if self.n else self.begins

    @property
    def lengths(self) -> Ints:
        """Number of each person's steps."""
        return np.diff(np.append(self.begins, self.n))


def _bits(largest: int) -> int:
    return max(int(largest).bit_length(), 1)


@dataclass(frozen=True, slots=True)
class _Packing:
    """How columns lie side by side in one key, the first one most significant: shift and mask of each."""

    shifts: tuple[int, ...]
    masks: tuple[int, ...]

    @classmethod
    def of(cls, largest: list[int]) -> _Packing | None:
        """Return the packing of columns of these largest values; None when they do not fit in 64 bits."""
        widths = [_bits(value) for value in largest]
        if sum(widths) > _KEY_BITS:
            return None
        shifts = tuple(sum(widths[place + 1 :]) for place in range(len(widths)))
        return cls(shifts, tuple((1 << width) - 1 for width in widths))

    def pack(self, *columns: Ints) -> NDArray[np.uint64]:
        """Return one key a row."""
        key = np.zeros(columns[0].size, dtype=np.uint64)
        for column, shift in zip(columns, self.shifts, strict=True):
            key |= column.astype(np.uint64) << np.uint64(shift)
        return key

    def unpack(self, key: NDArray[np.uint64], place: int) -> Ints:
        """Return one column of the keys, in 32 bits when they are enough: half the memory to go through."""
        part = key >> np.uint64(self.shifts[place])
        if place:
            part &= np.uint64(self.masks[place])
        return part.astype(np.int32 if self.masks[place] < _HALF else np.int64)


def fits(person: int, states: int, days: int) -> bool:
    """Tell whether spells fit in one key: persons up to a number, so many states, so many days from first to last."""
    return _Packing.of([person, states, days, days, 1]) is not None


def _packing(spells: Spells, states: int) -> _Packing | None:
    if not spells.person.size:
        return _Packing.of([1, 1, 1, 1, 1])
    low, high = int(spells.start.min()), int(spells.end.max())
    return _Packing.of([int(spells.person.max()), states, high - low, high - low, 1])


def merged(flow: FlowDefinition, spells: Spells, states: int) -> tuple[Spells, int]:
    """Return spells of one state that are near enough made one, and how many rows said what another says."""
    packing = _packing(spells, states)
    if packing is None:
        raise ValueError("a spell does not fit in one key")
    low = int(spells.start.min()) if spells.start.size else 0
    columns = (spells.person, spells.state, spells.start - low, spells.end - spells.start, 1 - spells.open)
    key = rising(packing.pack(*columns))
    once = np.ones(key.size, dtype=bool)
    once[1:] = (key[1:] >> np.uint64(1)) != (key[:-1] >> np.uint64(1))  # an open row comes first of its likes
    duplicates = int(key.size - once.sum())
    key = key[once]
    person, state = packing.unpack(key, 0), packing.unpack(key, 1)
    start = packing.unpack(key, 2) + low
    end = start + packing.unpack(key, 3)
    open_ = 1 - packing.unpack(key, 4)
    group = np.ones(key.size, dtype=bool)
    group[1:] = (person[1:] != person[:-1]) | (state[1:] != state[:-1])
    begins = group.copy()
    until = _running_max(end, group)
    begins[1:] |= start[1:] - until[:-1] > flow.merge_within
    places = np.flatnonzero(begins)
    if places.size == key.size:
        return Spells(person, state, start, end, open_), duplicates
    return Spells(
        person[places], state[places], start[places],
        np.maximum.reduceat(end, places), np.maximum.reduceat(open_, places),
    ), duplicates  # fmt: skip


def _running_max(values: Ints, new: Bools) -> Ints:
    """Return the largest value so far within each run that starts where `new` is true."""
    if not values.size:
        return values
    low = int(values.min())
    span = int(values.max()) - low + 1
    lifted = (values - low) + np.cumsum(new, dtype=np.int64) * span
    return np.asarray(np.maximum.accumulate(lifted) - np.cumsum(new) * span + low)


@dataclass(frozen=True, slots=True)
class Settled:
    """Steps without gaps, and what the rules did."""

    steps: Steps
    short: int
    ties: int
    overlaps: int
    hidden: int


def settled(flow: FlowDefinition, spells: Spells, states: int) -> tuple[Settled, int]:
    """Return the steps in order, and how many rows said what another says.

    Where nobody's spells overlap, none is short and none are to be merged, the first sorting is all there is to do.
    """
    if flow.era_gap is None:
        found = truncated(flow, spells, states)
        if not (found.overlaps or found.ties or found.short):
            return found, 0
    eras, duplicates = merged(flow, spells, states)
    return truncated(flow, eras, states), duplicates


def truncated(flow: FlowDefinition, eras: Spells, states: int) -> Settled:
    """Return the steps in order, each ended by the start of the next."""
    long = eras.end - eras.start >= flow.min_days
    if not long.all():
        eras = Spells(eras.person[long], eras.state[long], eras.start[long], eras.end[long], eras.open[long])
    low = int(eras.start.min()) if eras.start.size else 0
    down, days = states - eras.state, eras.end - eras.start
    inner = (days, down) if flow.ties == "longest" else (down, days)
    packing = _packing(eras, states)
    if packing is None:
        raise ValueError("a spell does not fit in one key")
    shape = [packing.masks[0], packing.masks[2], int(inner[0].max(initial=1)), int(inner[1].max(initial=1)), 1]
    packing = _Packing.of(shape)
    if packing is None:
        raise ValueError("a spell does not fit in one key")
    key = rising(packing.pack(eras.person, eras.start - low, *inner, eras.open))
    person: Ints = packing.unpack(key, 0)
    start: Ints = packing.unpack(key, 1) + low
    places = (2, 3) if flow.ties == "longest" else (3, 2)
    end: Ints = start + packing.unpack(key, places[0])
    state: Ints = (states - packing.unpack(key, places[1])).astype(np.int16)
    open_ = packing.unpack(key, 4).astype(bool)
    del key
    inside = person[1:] == person[:-1]
    ties = int(np.count_nonzero(inside & (start[1:] == start[:-1])))
    overlaps = 0
    if (inside & (start[1:] < end[:-1])).any():
        overlaps = int((inside & (start[1:] < _running_max(end, np.append(True, ~inside))[:-1])).sum())
    if overlaps or ties:
        follows = np.flatnonzero(inside)
        open_[follows] &= end[follows] <= start[follows + 1]
        end[follows] = np.minimum(end[follows], start[follows + 1])
    kept = (end > start) | (flow.min_days == 0)
    hidden = int(kept.size - np.count_nonzero(kept))
    if hidden:
        person, state, start, end, open_ = (column[kept] for column in (person, state, start, end, open_))
    steps = Steps(person, state, start, end, open_, np.zeros(person.size, dtype=bool), *_persons(person))
    return Settled(steps, int(long.size - np.count_nonzero(long)), ties, overlaps, hidden)


def _persons(person: Ints) -> tuple[Ints, Ints]:
    """Return where each person's rows begin, and the number of each row's person."""
    if not person.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    new = np.append(True, person[1:] != person[:-1])
    own = np.cumsum(new, dtype=np.int32)
    own -= 1
    return np.flatnonzero(new), own


def with_gaps(flow: FlowDefinition, steps: Steps, censor: int, gap_state: int) -> Steps:
    """Return the steps with long stretches between them made steps in the gap state."""
    if flow.gap_days is None or not steps.n:
        return steps
    until = np.empty_like(steps.start)
    until[:-1] = steps.start[1:]
    until[steps.ends] = censor
    between = until - steps.end > flow.gap_days
    gaps = np.flatnonzero(between)
    place = np.arange(steps.n) + np.cumsum(between) - between  # where each step lies when the gaps have been put in
    put = place[gaps] + 1

    def laid(column: Any, in_gaps: Any) -> Any:
        found = np.empty(steps.n + gaps.size, dtype=column.dtype)
        found[place] = column
        found[put] = in_gaps
        return found

    is_gap = np.zeros(steps.n + gaps.size, dtype=bool)
    is_gap[put] = True
    last = np.zeros(steps.n, dtype=bool)
    last[steps.ends] = True
    return Steps(
        laid(steps.person, steps.person[gaps]), laid(steps.state, gap_state), laid(steps.start, steps.end[gaps]),
        laid(steps.end, until[gaps]), laid(steps.open, last[gaps]), is_gap,
        place[steps.begins], laid(steps.own, steps.own[gaps]),
    )  # fmt: skip
