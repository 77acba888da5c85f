# SPDX-License-Identifier: Apache-2.0
"""Counts over sorted steps: transitions, durations, returns. Each part's counts are added to those of the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.ordering import Steps
from utfall.engines.kernel.tally import Tally
from utfall.engines.kernel.words import Bools, Ints, counted, rising, run_starts
from utfall.flows.definition import END, ONGOING
from utfall.flows.tables import Duration, Return, Transition

_FEW_CODES = 256  # more than this and it is cheaper to sort


def persons_with(codes: Ints, begins: Ints, own: Ints, size: int) -> NDArray[np.int64]:
    """Return how many persons have each code (0 … size − 1).

    Parameters
    ----------
    begins, own
        Where each person's rows begin, and the number of each row's person.
    """
    found = np.zeros(size, dtype=np.int64)
    if not codes.size:
        return found
    if size > _FEW_CODES:
        pairs = rising(own.astype(np.int64) * size + codes)
        return np.bincount(pairs[run_starts(pairs)] % size, minlength=size)
    for low in range(0, size, 64):  # a bit a code: which codes each person has
        bits = np.zeros(size, dtype=np.uint64)
        here = min(64, size - low)
        bits[low : low + here] = np.uint64(1) << np.arange(here, dtype=np.uint64)
        had = rising(np.bitwise_or.reduceat(bits.take(codes), begins))
        starts = run_starts(had)
        number = np.diff(np.append(starts, had.size))
        each = np.unpackbits(had[starts].astype("<u8").view(np.uint8).reshape(-1, 8), axis=1, bitorder="little")
        found[low : low + here] = (number @ each.astype(np.int64))[:here]
    return found


def next_states(steps: Steps, states: int) -> Ints:
    """Return the state after each step: `states` when the person left, one more when the step goes on."""
    after = np.empty_like(steps.state)
    after[:-1] = steps.state[1:]
    after[steps.ends] = states + steps.open[steps.ends]
    return after


class Moves:
    """Moves between states of all parts: steps by how long they lasted, and persons.

    Parameters
    ----------
    names
        Ids of the states.
    days
        No step lasts longer.
    """

    def __init__(self, names: list[str], days: int) -> None:
        self._names = names
        self._nexts = [*names, END, ONGOING]
        self._width = days + 1
        self._lasted = Tally(1)
        self._persons = np.zeros(len(names) * len(self._nexts), dtype=np.int64)

    def add(self, steps: Steps) -> None:
        """Count the moves of a part."""
        move = steps.state.astype(np.int32) * len(self._nexts) + next_states(steps, len(self._names))
        self._persons += persons_with(move, steps.begins, steps.own, self._persons.size)
        self._lasted.add(*counted(move.astype(np.int64) * self._width + (steps.end - steps.start)))

    def _named(self, move: int) -> tuple[str, str]:
        return self._names[move // len(self._nexts)], self._nexts[move % len(self._nexts)]

    def durations(self) -> tuple[Duration, ...]:
        """Return how many steps lasted how many days, by what came next."""
        keys, sums = self._lasted.rows()
        moves, days = np.divmod(keys[:, 0], self._width)
        rows = zip(moves.tolist(), days.tolist(), sums[:, 0].tolist(), strict=True)
        return tuple(sorted(Duration(*self._named(move), day, number) for move, day, number in rows))

    def transitions(self) -> tuple[Transition, ...]:
        """Return the moves between states: steps, persons, days in the first."""
        keys, sums = self._lasted.rows()
        moves, days = np.divmod(keys[:, 0], self._width)
        number, lasted = Counter[int](), Counter[int]()
        for move, day, many in zip(moves.tolist(), days.tolist(), sums[:, 0].tolist(), strict=True):
            number[move] += many
            lasted[move] += many * day
        persons = self._persons.tolist()
        found = (Transition(*self._named(move), number[move], persons[move], lasted[move]) for move in number)
        return tuple(sorted(found))


class Returns:
    """Days from leaving an outcome state to the next placement and to an outcome state, of all parts."""

    def __init__(self, names: list[str], days: int) -> None:
        self._names = names
        self._width = days + 1
        self._waits = Tally(1)

    def add(self, steps: Steps, back: Bools, censor: int) -> None:
        """Count the returns of a part; `back` tells which steps are in an outcome state (gaps are not)."""
        none = len(self._names)
        all_back = np.flatnonzero(back)
        closed = ~steps.open[all_back]
        left = all_back[closed]
        following = left + 1
        following = following + steps.gap[np.minimum(following, steps.n - 1)]  # after a gap comes a placement
        again = np.append(all_back[1:], steps.n)[closed]
        for kind, place in ((0, following), (1, again)):
            there = np.minimum(place, steps.n - 1)
            found = (place < steps.n) & (steps.own[there] == steps.own[left])
            day = np.where(found, steps.start[there], censor) - steps.end[left]
            event = np.where(found, 0 if kind else steps.state[there], none).astype(np.int64)
            self._waits.add(*counted((kind * (none + 1) + event) * self._width + day))

    def rows(self) -> tuple[Return, ...]:
        """Return the days waited, by kind and what came."""
        keys, sums = self._waits.rows()
        found = []
        for key, number in zip(keys[:, 0].tolist(), sums[:, 0].tolist(), strict=True):
            kind_and_event, day = divmod(key, self._width)
            kind, event = divmod(kind_and_event, len(self._names) + 1)
            came = "" if event == len(self._names) else "return" if kind else self._names[event]
            found.append(Return("return" if kind else "next", came, day, number))
        return tuple(sorted(found))
