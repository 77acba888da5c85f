# SPDX-License-Identifier: Apache-2.0
"""The choke point: all tables of counts of a run in, what may be shown of them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np

from utfall.disclosure.audit import attack
from utfall.disclosure.cover import Need, hide
from utfall.disclosure.rounding import rounded
from utfall.disclosure.rules import STANDARD, Rules
from utfall.disclosure.suppression import Bools, Ints
from utfall.disclosure.system import Axis, CountTable, Key, System, Union, build

EVENT = "\0event"
Row = tuple[tuple[str | None, ...], int | None]


@dataclass(frozen=True, slots=True, eq=False)
class SafeTable:
    """A table as it may be shown, with all its margins.

    Parameters
    ----------
    name, axes
        As the table that came in.
    hidden
        One more place, the last, along every axis for the total. True: not shown.
    values
        Same shape: the count (rounded when the rules say so), 0 where it is hidden.
    """

    name: str
    axes: tuple[Axis, ...]
    hidden: Bools
    values: Ints

    def cell(self, **labels: str) -> int | None:
        """Return one count, None when it is hidden; a breakdown that is not named is summed over.

        Raises
        ------
        KeyError
            When there is no such breakdown or category.
        """
        place = find_place(self.axes, labels)
        return None if self.hidden[place] else int(self.values[place])

    def rows(self) -> Iterator[Row]:
        """Return every cell: its categories, None for a total, and its count, None when hidden."""
        choices = [(*axis.labels, None) for axis in self.axes]
        cells = zip(self.hidden.ravel().tolist(), self.values.ravel().tolist(), strict=True)
        for labels, (hidden, value) in zip(product(*choices), cells, strict=True):
            yield labels, None if hidden else int(value)


def find_place(axes: Sequence[Axis], labels: Mapping[str, str]) -> tuple[int, ...]:
    """Return where a cell is in a table with margins; KeyError when a breakdown or category does not exist."""
    unknown = labels.keys() - {axis.name for axis in axes}
    if unknown:
        raise KeyError(min(unknown))
    found = []
    for axis in axes:
        label = labels.get(axis.name)
        if label is not None and label not in axis.labels:
            raise KeyError(label)
        found.append(len(axis.labels) if label is None else axis.labels.index(label))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Protected:
    """The tables of a run as they may be shown, and how many cells are hidden of how many."""

    tables: tuple[SafeTable, ...]
    rules: Rules
    cells: int
    small: int
    cover: int

    def table(self, name: str) -> SafeTable:
        """Return a table by its name; KeyError when there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What other outputs of the run tell of the cells of tables; a cell is known as `CountTable.cell_keys` has it.

    Parameters
    ----------
    exact
        Cells whose count stands elsewhere: hiding them would cover nothing.
    least
        Cells that are known to hold at least so many.
    sensitive
        Cells that must not be shown, though they are not small: with what stands elsewhere they would tell of few.
    """

    exact: frozenset[Key] = frozenset()
    least: Mapping[Key, int] = field(default_factory=dict)
    sensitive: frozenset[Key] = frozenset()


NOTHING_ELSEWHERE = Elsewhere()


def protect(
    tables: Sequence[CountTable],
    *,
    rules: Rules = STANDARD,
    unions: Sequence[Union] = (),
    elsewhere: Elsewhere = NOTHING_ELSEWHERE,
) -> Protected:
    """Return what may be shown of all tables of a run, taken together.

    Parameters
    ----------
    tables
        Every table of counts that leaves the run, whatever form it leaves in.
    unions
        Which categories consist of which others.
    elsewhere
        What other outputs of the same run tell of these cells.

    Raises
    ------
    ValueError
        When two tables of one population disagree about a common cell, or two have the same name.

    Notes
    -----
    Somebody who has every shown cell, knows the rules and that counts are whole numbers, none negative, can think at
    least `rules.width` + 1 values in a row possible of each hidden small count. Not covered: somebody who also knows
    who is in a cell (a person recognises themselves), and earlier runs over the same people with other tables.
    """
    if len({table.name for table in tables}) != len(tables):
        raise ValueError("two tables of the run have the same name")
    system = build(tables, unions)
    counts = np.round(system.values).astype(np.int64)
    asked = np.array([key in elsewhere.sensitive for key in system.places], dtype=bool)
    sensitive = rules.sensitive(counts) | asked
    hidden, shown = _decided(system, counts, sensitive, rules, elsewhere)
    visible = ~system.secret
    return Protected(
        tables=tuple(_safe(table, system, hidden, shown) for table in tables),
        rules=rules,
        cells=int(visible.sum()),
        small=int((sensitive & visible).sum()),
        cover=int((hidden & ~sensitive & visible).sum()),
    )


def _decided(system: System, counts: Ints, sensitive: Bools, rules: Rules, elsewhere: Elsewhere) -> tuple[Bools, Ints]:
    if rules.method == "round":
        return np.zeros(system.size, dtype=bool), rounded(system, rules.base)
    need = count_need(sensitive, rules)
    if elsewhere == NOTHING_ELSEWHERE:
        return hide(system, need), counts
    least = np.array([max(elsewhere.least.get(key, 0), rules.lowest) for key in system.places], dtype=float)
    fixed = np.array([key in elsewhere.exact for key in system.places], dtype=bool)
    asked = sensitive & ~fixed
    hidden = hide(system, replace(need, sensitive=asked, lowest=least, fixed=fixed))
    if np.any(attack(system, hidden, asked, lowest=least).width < rules.width):
        hidden = np.ones(system.size, dtype=bool)  # no cover is enough beside what stands elsewhere
    return hidden | sensitive, counts


def count_need(sensitive: Bools, rules: Rules) -> Need:
    """Return what the rules demand of a system of counts, given which cells are sensitive, (cells,)."""
    return Need(
        sensitive=sensitive,
        amount=np.full(sensitive.size, float(rules.width)),
        lowest=float(rules.lowest),
        keep_zeros=rules.zeros == "show",
    )


def share_table(
    name: str, axes: tuple[Axis, ...], *, numerator: Ints, denominator: Ints, population: str = ""
) -> CountTable:
    """Return a share as a table of counts: one more breakdown, EVENT, with and without.

    Those with, those without and all are then parts and sums of one table, so a share is hidden when either side of
    it is small, and cannot be had from the other.
    """
    with_it, everybody = np.asarray(numerator, dtype=np.int64), np.asarray(denominator, dtype=np.int64)
    if np.any(with_it > everybody):
        raise ValueError(f"the numerator of {name} is more than its denominator")
    counts = np.stack([with_it, everybody - with_it], axis=-1)
    return CountTable(name, (*axes, Axis(EVENT, ("with", "without"))), counts, population)


def share(table: SafeTable, **labels: str) -> float | None:
    """Return one share of a table made by `share_table`, None when it is hidden (or nobody is there)."""
    with_it, without, everybody = (
        table.cell(**labels, **{EVENT: "with"}),
        table.cell(**labels, **{EVENT: "without"}),
        table.cell(**labels),
    )
    if with_it is None or without is None or not everybody:
        return None
    return with_it / everybody


def _safe(table: CountTable, system: System, hidden: Bools, shown: Ints) -> SafeTable:
    index = np.array([system.places[key] for key in table.cell_keys()], dtype=np.int64)
    shape = tuple(len(axis.labels) + 1 for axis in table.axes)
    gone = hidden[index].reshape(shape)
    values: Any = np.where(gone, 0, shown[index].reshape(shape))
    return SafeTable(table.name, table.axes, gone, values)
