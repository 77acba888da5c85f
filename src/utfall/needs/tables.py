# SPDX-License-Identifier: Apache-2.0
"""From sums to tables: every crossing as arrays, rolled up from the one pass that counted everything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from utfall.disclosure import Axis
from utfall.needs.definitions import UNKNOWN, Dimension, Indicator, NeedsPlan
from utfall.needs.query import HALF, PERIOD, dimension_name, parts
from utfall.needs.raw import RawCells, RawNeeds, periods_of

Ints = NDArray[np.int64]
WHOLE = Axis("\0whole", ("\0whole",))  # the only axis of a table without dimensions


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """One indicator's sums in one crossing and period.

    Parameters
    ----------
    axes
        Dimensions with their levels; `WHOLE` when there is none.
    persons, total, over, missing
        Persons counted, sum of the numerator, of the denominator, and persons without a value; one place per level
        along each axis.
    squares
        Sum of squared values of a mean, as whole numbers of any size; None otherwise.
    """

    axes: tuple[Axis, ...]
    persons: Ints
    total: Ints
    over: Ints
    missing: Ints
    squares: NDArray[np.object_] | None = None


class Counted:
    """What was counted, ready to be summed to any crossing of the dimensions of the pass."""

    def __init__(self, raw: RawNeeds, plan: NeedsPlan) -> None:
        self.raw, self.plan = raw, plan
        self.periods = periods_of(raw.base)
        self._period = np.array([self.periods.index(p) for p in _periods(raw.base)], dtype=np.int64)
        self.levels = {name: _levels(raw.base, plan.dimension(name)) for name in plan.counted_by}
        self._place = {name: _places(raw.base, name, self.levels[name]) for name in plan.counted_by}
        self._numbers: dict[str, Ints] = {}
        self._sums: dict[tuple[str, tuple[str, ...], str], Sums] = {}

    def axes(self, crossing: tuple[str, ...]) -> tuple[Axis, ...]:
        """Return the axes of a crossing."""
        return tuple(Axis(name, self.levels[name]) for name in crossing) or (WHOLE,)

    def sums(self, it: Indicator, crossing: tuple[str, ...], period: str) -> Sums:
        """Return an indicator's sums in a crossing and period."""
        key = (it.id, crossing, period)
        if key not in self._sums:
            self._sums[key] = self._summed(it, crossing, period)
        return self._sums[key]

    def _summed(self, it: Indicator, crossing: tuple[str, ...], period: str) -> Sums:
        found = {part: self._rolled(f"{it.id}__{part}", crossing, period) for part in parts(it)}
        squares = None
        if "high" in found:
            high, mixed, low = (found[part].astype(object) for part in ("high", "mixed", "low"))
            squares = high * HALF**2 + mixed * 2 * HALF + low
        return Sums(self.axes(crossing), found["persons"], found["sum"], found["over"], found["missing"], squares)

    def rows(self, period: str) -> int:
        """Return how many rows of data a period has."""
        return int(self._rolled("n", (), period).sum())

    def values(self, it: Indicator, crossing: tuple[str, ...], period: str) -> dict[str, Ints] | None:
        """Return the order statistics of a mean, an array for each; None when it has no distribution."""
        cells = self.raw.value_cells(it.id, crossing)
        if cells is None:
            return None
        shape = tuple(len(axis.labels) for axis in self.axes(crossing))
        found = {name: np.zeros(shape, dtype=np.int64) for name in cells.names}
        when = cells.keys.index(PERIOD)
        at = [cells.keys.index(dimension_name(name)) for name in crossing]
        for levels, numbers in cells.rows:
            if levels[when] != period:
                continue
            place = tuple(self.levels[name].index(levels[k]) for name, k in zip(crossing, at, strict=True)) or (0,)
            for name, number in zip(cells.names, numbers, strict=True):
                found[name][place] = number or 0
        return found

    def _rolled(self, name: str, crossing: tuple[str, ...], period: str) -> Ints:
        if name not in self._numbers:
            self._numbers[name] = np.array(self.raw.base.number(name), dtype=np.int64)
        keep = self._period == self.periods.index(period)
        shape = tuple(len(axis.labels) for axis in self.axes(crossing))
        found = np.zeros(shape, dtype=np.int64)
        places = tuple(self._place[each][keep] for each in crossing) or (np.zeros(int(keep.sum()), dtype=np.int64),)
        np.add.at(found, places, self._numbers[name][keep])
        return found


def _periods(cells: RawCells) -> list[str]:
    return cells.level(PERIOD) if PERIOD in cells.keys else [UNKNOWN] * len(cells.rows)


def _levels(cells: RawCells, dimension: Dimension) -> tuple[str, ...]:
    """Return the levels that occur, in order: bands as stated, others by name, unknown last."""
    found = set(cells.level(dimension_name(dimension.id)))
    stated = [band.label for band in dimension.bands] or [level for level, _ in dimension.labels]
    ordered = [level for level in stated if level in found]
    ordered += sorted(found - set(ordered) - {UNKNOWN})
    return (*ordered, *([UNKNOWN] if UNKNOWN in found else []))


def _places(cells: RawCells, name: str, levels: tuple[str, ...]) -> Ints:
    place = {level: at for at, level in enumerate(levels)}
    return np.array([place[level] for level in cells.level(dimension_name(name))], dtype=np.int64)
