# SPDX-License-Identifier: Apache-2.0
"""Spells as sorted arrays, and the rules of merging, overlaps and gaps on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utfall.flows.definition import FlowDefinition

Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
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
    """Steps in the order of person and time; `first` is the place of each person's first step, for every step."""

    person: Ints
    state: Ints
    start: Ints
    end: Ints
    open: Bools
    gap: Bools
    new: Bools  # the person's first step
    last: Bools  # the person's last step

    @property
    def n(self) -> int:
        """Number of steps."""
        return int(self.person.size)


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


def packs(spells: Spells, states: int) -> bool:
    """Tell whether a spell fits in one key."""
    return _packing(spells, states) is not None


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
    key = packing.pack(*columns)
    key.sort()
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
    key = packing.pack(eras.person, eras.start - low, *inner, eras.open)
    key.sort()
    person: Ints = packing.unpack(key, 0)
    start: Ints = packing.unpack(key, 1) + low
    places = (2, 3) if flow.ties == "longest" else (3, 2)
    end: Ints = start + packing.unpack(key, places[0])
    state: Ints = (states - packing.unpack(key, places[1])).astype(np.int16)
    open_ = packing.unpack(key, 4).astype(bool)
    del key
    new, last = _bounds(person)
    inside = ~new[1:]
    ties = int((inside & (start[1:] == start[:-1])).sum())
    overlaps = 0
    if (inside & (start[1:] < end[:-1])).any():
        overlaps = int((inside & (start[1:] < _running_max(end, new)[:-1])).sum())
    if overlaps or ties:
        follows = np.flatnonzero(inside)
        open_[follows] &= end[follows] <= start[follows + 1]
        end[follows] = np.minimum(end[follows], start[follows + 1])
    kept = (end > start) | (flow.min_days == 0)
    hidden = int(kept.size - kept.sum())
    if hidden:
        person, state, start, end, open_ = (column[kept] for column in (person, state, start, end, open_))
        new, last = _bounds(person)
    steps = Steps(person, state, start, end, open_, np.zeros(person.size, dtype=bool), new, last)
    return Settled(steps, int(long.size - long.sum()), ties, overlaps, hidden)


def _bounds(person: Ints) -> tuple[Bools, Bools]:
    new = np.ones(person.size, dtype=bool)
    new[1:] = person[1:] != person[:-1]
    last = np.ones(person.size, dtype=bool)
    last[:-1] = new[1:]
    return new, last


def with_gaps(flow: FlowDefinition, steps: Steps, censor: int, gap_state: int) -> Steps:
    """Return the steps with long stretches between them made steps in the gap state."""
    if flow.gap_days is None or not steps.n:
        return steps
    until = np.empty_like(steps.start)
    until[:-1] = steps.start[1:]
    until[steps.last] = censor
    gaps = np.flatnonzero(until - steps.end > flow.gap_days)
    size = steps.n + gaps.size
    put = np.zeros(size, dtype=bool)
    put[gaps + np.arange(1, gaps.size + 1)] = True
    own = ~put

    def laid(column: Any, between: Any) -> Any:
        found = np.empty(size, dtype=column.dtype)
        found[own] = column
        found[put] = between
        return found

    person: Ints = laid(steps.person, steps.person[gaps])
    new, last = _bounds(person)
    return Steps(
        person, laid(steps.state, gap_state), laid(steps.start, steps.end[gaps]), laid(steps.end, until[gaps]),
        laid(steps.open, steps.last[gaps]), put, new, last,
    )  # fmt: skip
