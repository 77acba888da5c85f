# SPDX-License-Identifier: Apache-2.0
"""Sums and means, such as kronor: hidden when few persons are behind them, or one or two are most of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from utfall.disclosure.cover import Need, hide
from utfall.disclosure.protect import Protected, SafeTable, find_place
from utfall.disclosure.rules import STANDARD, Rules
from utfall.disclosure.suppression import Bools, Floats, Ints
from utfall.disclosure.system import Axis, CountTable, Union, assemble, with_margins


@dataclass(frozen=True, slots=True, eq=False)
class SumTable:
    """A sum by any crossing of breakdowns, published with all its margins.

    Parameters
    ----------
    name, axes, population
        As of a `CountTable`.
    persons
        How many contribute to each cell, totals not included.
    sums
        Same shape, none negative, in any unit.
    largest
        Same shape and one more axis: the largest contributions of each cell, as many as the dominance rule looks at
        or more, 0 where there are fewer persons.
    """

    name: str
    axes: tuple[Axis, ...]
    persons: Ints
    sums: Floats
    largest: Floats
    population: str = ""

    def __post_init__(self) -> None:
        shape = np.shape(self.persons)
        if np.shape(self.sums) != shape or np.shape(self.largest)[:-1] != shape:
            raise ValueError(f"persons, sums and largest contributions of {self.name} do not have the same shape")
        if np.any(np.asarray(self.sums) < 0) or np.any(np.asarray(self.largest) < 0):
            raise ValueError(f"the sums of {self.name} have negative parts; publish what is paid and received apart")
        if np.any(np.sum(self.largest, axis=-1) > np.asarray(self.sums) * (1 + 1e-9) + 1e-9):
            raise ValueError(f"the largest contributions of {self.name} are more than the sum")


@dataclass(frozen=True, slots=True, eq=False)
class SafeSums:
    """A table of sums as it may be shown; arrays have one more place, the last, along every axis for the total."""

    name: str
    axes: tuple[Axis, ...]
    hidden: Bools
    values: Floats
    persons: SafeTable

    def cell(self, **labels: str) -> float | None:
        """Return one sum, None when it is hidden; a breakdown that is not named is summed over."""
        place = find_place(self.axes, labels)
        return None if self.hidden[place] else float(self.values[place])

    def mean(self, **labels: str) -> float | None:
        """Return sum per person, None when either is hidden (or nobody is there)."""
        total, persons = self.cell(**labels), self.persons.cell(**labels)
        return None if total is None or not persons else total / persons


def protect_sums(
    tables: Sequence[SumTable], counts: Protected, *, rules: Rules = STANDARD, unions: Iterable[Union] = ()
) -> tuple[SafeSums, ...]:
    """Return what may be shown of all sums of a run.

    Parameters
    ----------
    counts
        The persons behind the sums, as `protect` returned them: a table of the same name and breakdowns for each.

    Notes
    -----
    A sum is sensitive when its persons are small, or when its `rules.largest` largest contributions are more than
    `rules.share` of it (the n–k rule; Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4). What
    can be thought possible of a hidden one is at least `rules.margin` of it wide.
    """
    whole = [_whole(table, rules) for table in tables]
    shapes = [CountTable(t.name, t.axes, np.asarray(t.persons, dtype=np.int64), t.population) for t in tables]
    system = assemble([(shape, sums) for shape, (sums, _) in zip(shapes, whole, strict=True)], tuple(unions))
    sensitive = np.zeros(system.size, dtype=bool)
    index = [_index(shape, system.places) for shape in shapes]
    for places, (_, dominated) in zip(index, whole, strict=True):
        sensitive[places[dominated.ravel()]] = True
    positive = system.values[system.values > 0]
    floor = float(np.median(positive)) if positive.size else 1.0
    amount = rules.margin * np.maximum(system.values, floor)
    need = Need(sensitive=sensitive, amount=amount, whole_numbers=False)
    gone = hide(system, need) if sensitive.any() else sensitive
    return tuple(
        _safe(table, gone[places].reshape(sums.shape), sums, counts)
        for table, places, (sums, _) in zip(tables, index, whole, strict=True)
    )


def _index(shape: CountTable, places: Any) -> Ints:
    return np.array([places[key] for key in shape.cell_keys()], dtype=np.int64)


def _whole(table: SumTable, rules: Rules) -> tuple[Floats, Bools]:
    """Return the sums with margins, and which of them are sensitive."""
    sums: Floats = with_margins(np.asarray(table.sums, dtype=float))
    persons: Ints = with_margins(np.asarray(table.persons, dtype=np.int64))
    largest = np.asarray(table.largest, dtype=float)
    if largest.shape[-1] < rules.largest:
        raise ValueError(f"the dominance rule needs the {rules.largest} largest contributions of every cell")
    for axis in range(largest.ndim - 1):
        together = np.moveaxis(largest, axis, -2)
        pooled = np.sort(together.reshape(*together.shape[:-2], -1), axis=-1)[..., -largest.shape[-1] :]
        largest = np.concatenate([largest, np.expand_dims(pooled, axis)], axis=axis)
    top = np.sort(largest, axis=-1)[..., -rules.largest :].sum(axis=-1)
    dominated: Bools = (sums > 0) & (top > rules.share * sums)
    return sums, dominated | rules.sensitive(persons)


def _safe(table: SumTable, hidden: Bools, sums: Floats, counts: Protected) -> SafeSums:
    persons = counts.table(table.name)
    if persons.axes != table.axes:
        raise ValueError(f"the persons and the sums of {table.name} have different breakdowns")
    return SafeSums(table.name, table.axes, hidden, np.where(hidden, 0.0, sums), persons)
