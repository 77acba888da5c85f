# SPDX-License-Identifier: Apache-2.0
"""Counts over traced outcomes: paths, nodes, when supports came, groups. Parts are added to each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.reading import NEVER, People, people_of
from utfall.engines.kernel.spool import Records
from utfall.engines.kernel.tally import Tally, numbered
from utfall.engines.kernel.tracing import Hits, Traced
from utfall.engines.kernel.words import Ints, Layout, counted, first_of_person, order_of
from utfall.flows.definition import OUTSIDE, START, FlowDefinition
from utfall.flows.tables import GroupPath, Node, PathRow, Timing
from utfall.flows.trace import ATTRIBUTES, band_names


class Paths:
    """Whole paths and the nodes of the backward tree, of all parts."""

    def __init__(self, flow: FlowDefinition, names: list[str]) -> None:
        self._names = ["", *names, START, OUTSIDE]
        self._length = flow.depth + 1
        self._slots = flow.depth * len(flow.supports)
        self._layout = Layout.of(len(self._names) - 1)
        words = self._layout.words(self._length)
        self._whole = Tally(2 + self._length + 2 * self._slots, words)
        self._nodes = Tally(2, words)

    def add(self, traced: Traced, found: Hits) -> None:
        """Count the outcomes of a part."""
        keys, which = numbered(self._layout.packed(traced.path))
        size = len(keys)
        number = np.bincount(which, minlength=size)
        first = first_of_person(traced.person, which)
        sums = [number, np.bincount(which[first], minlength=size)]
        sums += [_summed(which, days, size) for days in traced.days.T]
        slot = which[found.outcome] * self._slots + found.slot
        sums += list(_table(slot, size, self._slots))
        once = first_of_person(traced.person[found.outcome], slot)
        sums += list(_table(slot[once], size, self._slots))
        self._whole.add(keys, *sums)
        self._add_nodes(traced, keys, which, number)

    def _add_nodes(self, traced: Traced, keys: NDArray[np.int64], which: Ints, number: Ints) -> None:
        rows = np.column_stack([self._layout.number(keys, place) for place in range(self._length)])
        for level in range(self._length):
            there = rows[:, level] > 0
            rows_of_level = rows[there]
            rows_of_level[:, level + 1 :] = 0
            nodes, of_path = numbered(self._layout.packed(rows_of_level))
            place = np.full(len(rows), -1)
            place[there] = of_path
            outcomes = _summed(of_path, number[there], len(nodes))
            node = place[which]
            first = first_of_person(traced.person, node) & (node >= 0)
            self._nodes.add(nodes, outcomes, np.bincount(node[first], minlength=len(nodes)))

    def _named(self, words: Ints) -> tuple[str, ...]:
        row = self._layout.row(words)[: self._length]
        return tuple([self._names[number] for number in row] + [""] * (self._length - len(row)))

    def rows(self) -> tuple[PathRow, ...]:
        """Return every whole path with its outcomes, persons, days and supports."""
        keys, sums = self._whole.rows()
        cut = 2 + self._length
        return tuple(
            sorted(
                PathRow(self._named(key), row[0], row[1], tuple(row[2:cut]),
                        tuple(row[cut : cut + self._slots]), tuple(row[cut + self._slots :]))
                for key, row in zip(keys, sums.tolist(), strict=True)
            )
        )  # fmt: skip

    def nodes(self) -> tuple[Node, ...]:
        """Return every node of the backward tree."""
        keys, sums = self._nodes.rows()
        named = ((self._layout.row(key), row) for key, row in zip(keys, sums.tolist(), strict=True))
        return tuple(sorted(Node(tuple(self._names[number] for number in path), *row) for path, row in named))


def _summed(which: Ints, values: Ints, size: int) -> NDArray[np.int64]:
    """Return the sum of whole numbers by which row they belong to, as whole numbers throughout."""
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, which, values)
    return found


def _table(slot: Ints, size: int, slots: int) -> NDArray[np.int64]:
    """Return how often each slot (slots, size)."""
    return np.bincount(slot, minlength=size * slots).reshape(size, slots).T


class Times:
    """In how many outcomes each support came how many days into the window of each step, of all parts."""

    def __init__(self, flow: FlowDefinition, days: int) -> None:
        self._supports = [support.id for support in flow.supports]
        self._width = max(days, 2 * flow.support_window.days) + 1
        self._tally = Tally(1)

    def add(self, found: Hits) -> None:
        """Count the supports of a part."""
        self._tally.add(*counted(found.slot.astype(np.int64) * self._width + found.into))

    def rows(self) -> tuple[Timing, ...]:
        """Return the counts by step, support and day."""
        keys, sums = self._tally.rows()
        found = []
        for key, number in zip(keys[:, 0].tolist(), sums[:, 0].tolist(), strict=True):
            slot, day = divmod(key, self._width)
            back, support = divmod(slot, len(self._supports))
            found.append(Timing(back + 1, self._supports[support], day, number))
        return tuple(sorted(found))


class Groups:
    """The step before the outcome by sex, age band and area, of all parts.

    Parameters
    ----------
    people
        Names of the values; None when nothing is known of anyone.
    """

    def __init__(self, flow: FlowDefinition, names: list[str], people: People | None) -> None:
        self._names = ["", *names, START, OUTSIDE]
        bands = band_names(flow)
        self._lows = [low for low, _ in bands]
        known = people or People()
        self._values = {"sex": list(known.sex), "age": ["", *(name for _, name in bands)], "area": list(known.area)}
        self._tallies = {attribute: Tally(2) for attribute in ATTRIBUTES}

    def add(self, traced: Traced, people: Records) -> None:
        """Count the outcomes of a part; `people` are the part's persons."""
        before = traced.path[:, 1].astype(np.int64)
        for attribute, value in zip(ATTRIBUTES, self._known(traced, people), strict=True):
            keys, which = numbered((value * len(self._names) + before)[:, np.newaxis])
            first = first_of_person(traced.person, which)
            number = np.bincount(which, minlength=len(keys))
            self._tallies[attribute].add(keys, number, np.bincount(which[first], minlength=len(keys)))

    def _known(self, traced: Traced, people: Records) -> tuple[Ints, Ints, Ints]:
        """Return the number of each outcome's sex, age band and area; 0 when it is not known."""
        nothing = np.zeros(traced.person.size, dtype=np.int64)
        if not len(people):
            return nothing, nothing, nothing
        person, sex, born, area = people_of(people)
        order = order_of(person, int(person.max()))
        ordered = person[order]
        place = np.minimum(np.searchsorted(ordered, traced.person), ordered.size - 1)
        known = ordered[place] == traced.person
        row = order[place]
        year = traced.start.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        band = np.searchsorted(self._lows, year - born[row], side="right")
        aged = np.where(known & (born[row] != NEVER), band, 0)
        return np.where(known, sex[row], 0), aged, np.where(known, area[row], 0)

    def rows(self) -> tuple[GroupPath, ...]:
        """Return the counts by attribute, value and step before the outcome."""
        found = []
        for attribute, tally in self._tallies.items():
            keys, sums = tally.rows()
            for key, row in zip(keys[:, 0].tolist(), sums.tolist(), strict=True):
                value, before = divmod(key, len(self._names))
                found.append(GroupPath(attribute, self._values[attribute][value], self._names[before], *row))
        return tuple(sorted(found))
