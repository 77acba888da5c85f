# SPDX-License-Identifier: Apache-2.0
"""Cells that may be shown: counts through the choke point, then divided once, with interval and distribution."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from utfall.core.estimate import Interval
from utfall.disclosure import Rules
from utfall.needs.definitions import Indicator, NeedsPlan
from utfall.needs.raw import RawNeeds
from utfall.needs.refusals import wrong
from utfall.needs.safe import SafeRun, protect_run
from utfall.needs.statistics.limits import mean_limits, poisson_limits, share_limits
from utfall.needs.tables import Counted

FEWEST_FOR_QUANTILES = 20  # below this a quantile is one recognisable person
_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One group's value.

    Parameters
    ----------
    levels
        One per dimension of the table, None where it is summed over.
    persons, numerator, denominator
        Whole numbers in the stored unit; None when hidden.
    value
        Numerator over denominator in the indicator's unit (a share 0–1, events per `per`, a mean); None when hidden or
        nobody is there.
    interval
        Of `value`; None when it cannot be had.
    quantiles
        (per mille, value in the indicator's unit with three significant digits), () below 20 persons.
    tail
        Share in the tail, 0–1; None when hidden or not asked for.
    hidden
        True when something is not shown because few persons are behind it, or as cover.
    """

    levels: tuple[str | None, ...]
    persons: int | None
    numerator: int | None
    denominator: int | None
    value: float | None
    interval: Interval | None = None
    quantiles: tuple[tuple[int, float], ...] = ()
    tail: float | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class NeedsTable:
    """One indicator in one crossing and period; the last cell is the whole."""

    indicator: str
    by: tuple[str, ...]
    period: str
    cells: tuple[Cell, ...]
    missing: int | None

    @property
    def whole(self) -> Cell:
        """The cell of everybody."""
        return self.cells[-1]

    @property
    def groups(self) -> tuple[Cell, ...]:
        """The cells but the whole, () in a table of the whole alone."""
        return self.cells[:-1]


@dataclass(frozen=True, slots=True, eq=False)
class NeedsResult:
    """All tables of a run as they may be shown, and what was decided on the way.

    Parameters
    ----------
    too_fine
        Crossings that are not shown at all: more than a third of their groups are small.
    counted
        The sums behind; never shown. What is derived from it is shown only where the tables show the cell.
    """

    plan: NeedsPlan
    tables: tuple[NeedsTable, ...]
    periods: tuple[str, ...]
    rules: Rules
    level: float
    rows: int
    hidden: int
    shown: int
    too_fine: tuple[tuple[str, ...], ...]
    counted: Counted = field(repr=False)

    def table(self, indicator: str, by: tuple[str, ...], period: str) -> NeedsTable:
        """Return one table; KeyError when it was not asked for."""
        for table in self.tables:
            if (table.indicator, table.by, table.period) == (indicator, by, period):
                return table
        raise KeyError((indicator, by, period))


def needs_result(raw: RawNeeds, plan: NeedsPlan, *, rules: Rules, level: float = 0.95) -> NeedsResult:
    """Return every table of a run, small cells hidden so that they cannot be worked out.

    Parameters
    ----------
    raw
        From `engines.needs.run_needs`.
    rules
        Of small cells.
    level
        Of the intervals.
    """
    counted = Counted(raw, plan)
    _require_undivided(counted)
    safe = protect_run(counted, rules)
    tables = tuple(
        _table(safe, counted, it, crossing, period, level)
        for it in plan.indicators
        for crossing in safe.crossings
        for period in counted.periods
    )
    cells = [cell for table in tables for cell in table.cells]
    hidden = sum(cell.hidden for cell in cells)
    too_fine = tuple(crossing for crossing in plan.crossings if crossing not in safe.crossings)
    return NeedsResult(
        plan, tables, counted.periods, rules, level, raw.rows, hidden, len(cells) - hidden, too_fine, counted
    )


def _require_undivided(counted: Counted) -> None:
    for name, levels in counted.levels.items():
        old = sorted(set(levels) & set(counted.plan.dimension(name).divided))
        if old:
            raise wrong(
                "area-divided",
                said=(f"Koden {old[0]} har delats: antalen kan inte föras över till de nya.",
                      f"The code {old[0]} has been divided: counts cannot be carried over to the new ones."),
                mend=("Beställ utdraget med de nya koderna.", "Order the extract with the new codes."),
                field=counted.plan.dimension(name).column,
            )  # fmt: skip


def _table(
    safe: SafeRun, counted: Counted, it: Indicator, crossing: tuple[str, ...], period: str, level: float
) -> NeedsTable:
    sums = counted.sums(it, crossing, period)
    values = counted.values(it, crossing, period)
    cells = []
    for place, levels in _places(counted, crossing):
        cells.append(_cell(safe, it, crossing, period, place, levels, level, values))
    missing = int(sums.missing.sum())
    return NeedsTable(it.id, crossing, period, tuple(cells), None if safe.rules.is_small(missing) else missing)


def _places(counted: Counted, crossing: tuple[str, ...]) -> Iterator[tuple[tuple[int, ...], tuple[str | None, ...]]]:
    """Yield place (one more for the total) and levels of the cells that are shown: the inner ones, then the whole."""
    axes = counted.axes(crossing)
    if crossing:
        for place in np.ndindex(*(len(axis.labels) for axis in axes)):
            yield place, tuple(axis.labels[k] for axis, k in zip(axes, place, strict=True))
    yield tuple(len(axis.labels) for axis in axes), (None,) * len(crossing)


def _cell(
    safe: SafeRun, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...],
    levels: tuple[str | None, ...], level: float, values: dict[str, np.ndarray] | None,
) -> Cell:  # fmt: skip
    found = safe.numbers(it, crossing, period, place)
    if found is None:
        return Cell(levels, safe.persons(it, crossing, period, place), None, None, None, hidden=True)
    persons, total, over = found.persons, found.total, found.over
    if over == 0:
        return Cell(levels, persons, total, over, None)
    value = total * it.per / (over * it.scale)
    interval = _interval(it, persons, total, over, found.squares, level)
    if values is None:
        return Cell(levels, persons, total, over, value, interval)
    at = place if all(k < size for k, size in zip(place, values["persons"].shape, strict=True)) else None
    source = values if at is not None else (safe.whole_values(it, period) or values)
    at = at if at is not None else (0,)
    enough = persons >= FEWEST_FOR_QUANTILES
    quantiles = tuple((p, _published(int(source[f"q{p}"][at]), it.scale)) for p in it.permille) if enough else ()
    return Cell(levels, persons, total, over, value, interval, quantiles, safe.tail(it, crossing, period, place))


def _published(stored: int, scale: int) -> float:
    """Return an order statistic with three significant digits: it is the value of one person."""
    places = len(str(abs(stored))) - _DIGITS
    rounded = round(stored, -places) if places > 0 else stored
    return rounded / scale


def _interval(it: Indicator, persons: int, total: int, over: int, squares: int | None, level: float) -> Interval | None:
    if it.kind == "share":
        found = share_limits([total], [over], level=level)
        return Interval(float(found.low[0]), float(found.high[0]), level)
    if it.kind == "rate":
        found = poisson_limits([total], level=level)
        factor = it.per / (over * it.scale)
        return Interval(float(found.low[0]) * factor, float(found.high[0]) * factor, level)
    if squares is None or persons < 2:
        return None
    # n Σx² − (Σx)² in whole numbers of any size: nothing cancels before it is divided.
    deviation = math.sqrt((persons * squares - total * total) / (persons * (persons - 1))) / it.scale
    found = mean_limits([total / (persons * it.scale)], [deviation], [persons], level=level)
    return Interval(float(found.low[0]), float(found.high[0]), level)
