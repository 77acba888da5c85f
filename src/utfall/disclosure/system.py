# SPDX-License-Identifier: Apache-2.0
"""Every count of a run as one system: which cells there are, and which equations tie them together.

A cell is known by its population and by the categories it is limited to, so the same margin in two tables is the
same cell. That alone links tables with different breakdowns, and areas to their municipality; areas that were joined
or divided are linked by a `Union`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from utfall.disclosure.suppression import Bools, Floats, Ints

Category = tuple[str, str]
Key = tuple[str, frozenset[Category]]


@dataclass(frozen=True, slots=True)
class Axis:
    """One breakdown of a table: its name and its categories, each once."""

    name: str
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise ValueError(f"the categories of {self.name} are one or more, each once")


@dataclass(frozen=True, slots=True, eq=False)
class CountTable:
    """Persons by any crossing of breakdowns; published with all its margins.

    Parameters
    ----------
    name
        Of the table, once per run.
    axes
        The breakdowns, in the order of the array's axes.
    counts
        Persons, integers, one cell per combination, totals not included.
    population
        Who is counted. Tables of the same population share their common margins; tables of other people need
        another name here.
    within
        Categories that the whole table is limited to, such as ("kommun", "1883") of a table over the areas of that
        municipality: its total is then the municipality's cell in other tables.

    Notes
    -----
    Categories are all there are: what is left over stands as a category of its own, as it can be worked out anyway.
    """

    name: str
    axes: tuple[Axis, ...]
    counts: Ints
    population: str = ""
    within: tuple[Category, ...] = ()

    def __post_init__(self) -> None:
        counts = np.asarray(self.counts)
        if counts.shape != tuple(len(axis.labels) for axis in self.axes) or counts.ndim == 0:
            raise ValueError(f"the counts of {self.name} do not have the shape of its breakdowns")
        if len({axis.name for axis in self.axes}) != len(self.axes):
            raise ValueError(f"two breakdowns of {self.name} have the same name")
        if not np.issubdtype(counts.dtype, np.integer) or np.any(counts < 0):
            raise ValueError(f"the counts of {self.name} are whole numbers, none negative")

    def whole(self) -> Ints:
        """Return the counts with all margins: one more place, the last, along every axis."""
        whole: Ints = with_margins(np.asarray(self.counts, dtype=np.int64))
        return whole

    def cell_keys(self) -> Iterator[Key]:
        """Return the key of every cell of `whole`, in its order."""
        choices = [[*((axis.name, label) for label in axis.labels), None] for axis in self.axes]
        for chosen in product(*choices):
            yield self.population, frozenset((*self.within, *(item for item in chosen if item is not None)))


@dataclass(frozen=True, slots=True)
class Union:
    """A category that consists of others: a new area of two old ones, an age band of narrower ones.

    The parts need not all be published: what is left of the whole is then a group that can be worked out, and it is
    protected like any other.
    """

    whole: Category
    parts: tuple[Category, ...]

    def __post_init__(self) -> None:
        if not self.parts or self.whole in self.parts or len(set(self.parts)) != len(self.parts):
            raise ValueError("a union has one or more different parts, none of them the whole")


@dataclass(frozen=True, eq=False)
class System:
    """All cells of a run.

    Parameters
    ----------
    values
        (cells,), counts or sums.
    equations
        (equations, cells), sparse (CSR); each row times `values` is zero.
    is_sum
        (cells,), the cell is the sum of others in some equation.
    secret
        (cells,), nobody publishes the cell, but it can be worked out unless others are hidden.
    places
        Where each key is.
    """

    values: Floats
    equations: Any
    is_sum: Bools
    secret: Bools
    places: Mapping[Key, int]

    @cached_property
    def size(self) -> int:
        """Number of cells."""
        return int(self.values.size)


def with_margins(counts: Any) -> Any:
    """Return an array with its sum as one more place, the last, along every axis."""
    whole = counts
    for axis in range(counts.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    return whole


def build(tables: Sequence[CountTable], unions: Sequence[Union] = ()) -> System:
    """Return the system of all tables of a run.

    Raises
    ------
    ValueError
        When two tables of one population give the same cell different values, or a union's parts are more than
        the whole.
    """
    return assemble([(table, table.whole()) for table in tables], unions)


def assemble(tables: Sequence[tuple[CountTable, Any]], unions: Sequence[Union] = ()) -> System:
    """Return the system of tables whose cells hold the values given beside them (with margins)."""
    places: dict[Key, int] = {}
    values: list[float] = []
    rows: list[tuple[list[int], int]] = []
    for table, whole in tables:
        index = np.empty(whole.size, dtype=np.int64)
        for place, (key, value) in enumerate(zip(table.cell_keys(), whole.ravel().tolist(), strict=True)):
            index[place] = _place(key, value, places, values, table.name)
        rows += _lines(index.reshape(whole.shape))
    published = len(values)
    for union in unions:
        rows += _union_rows(union, places, values)
    return _system(places, values, rows, published)


def _place(key: Key, value: float, places: dict[Key, int], values: list[float], name: str) -> int:
    place = places.setdefault(key, len(values))
    if place == len(values):
        values.append(value)
    elif abs(values[place] - value) > 1e-6 * max(1.0, abs(value)):
        shown = ", ".join(f"{axis}={label}" for axis, label in sorted(key[1])) or "the total"
        raise ValueError(f"{name} and an earlier table of the same population disagree about {shown}")
    return place


def _lines(index: Ints) -> list[tuple[list[int], int]]:
    """Return parts and sum of every line along every axis of a table with margins."""
    found = []
    for axis in range(index.ndim):
        for line in np.moveaxis(index, axis, -1).reshape(-1, index.shape[axis]):
            found.append((line[:-1].tolist(), int(line[-1])))
    return found


def _union_rows(union: Union, places: dict[Key, int], values: list[float]) -> list[tuple[list[int], int]]:
    """Return parts and whole of every cell that is limited to the union's whole, with what is left as a secret cell."""
    found = []
    for population, limits in [key for key in places if union.whole in key[1]]:
        others = limits - {union.whole}
        keys = [(population, others | {part}) for part in union.parts]
        parts = [places[key] for key in keys if key in places]
        whole = places[(population, limits)]
        if not parts:
            continue
        left = values[whole] - sum(values[part] for part in parts)
        if left < -1e-6:
            raise ValueError(f"the parts of {union.whole[1]} are more than the whole")
        if len(parts) < len(keys):
            rest = (population, others | {("\0rest", f"{union.whole}")})
            places[rest] = len(values)
            values.append(left)
            parts.append(places[rest])
        elif left > 1e-6:
            raise ValueError(f"the parts of {union.whole[1]} are fewer than the whole")
        found.append((parts, whole))
    return found


def _system(places: dict[Key, int], values: list[float], rows: list[tuple[list[int], int]], published: int) -> System:
    from scipy.sparse import csr_matrix

    unique = list({(tuple(parts), whole): None for parts, whole in rows})
    columns = [place for parts, whole in unique for place in (*parts, whole)]
    signs = [sign for parts, _ in unique for sign in (*[1.0] * len(parts), -1.0)]
    lengths = [len(parts) + 1 for parts, _ in unique]
    pointer = np.concatenate([[0], np.cumsum(lengths)]) if lengths else np.zeros(1, dtype=np.int64)
    is_sum = np.zeros(len(values), dtype=bool)
    is_sum[[whole for parts, whole in unique if len(parts) > 1]] = True
    secret = np.arange(len(values)) >= published
    matrix = csr_matrix((signs, columns, pointer), shape=(len(unique), len(values)))
    return System(np.array(values, dtype=float), matrix, is_sum, secret, places)
