# SPDX-License-Identifier: Apache-2.0
"""Every count of a needs run through the choke point at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from utfall.disclosure import Axis, CountTable, Protected, Rules, SafeSums, SumTable, protect, protect_sums
from utfall.needs.definitions import Indicator
from utfall.needs.tables import Counted, Ints, Sums

_MOST_SMALL = 3  # a crossing with more than a third of its groups small is not shown


@dataclass(frozen=True, slots=True)
class Numbers:
    """What may be shown of one cell."""

    persons: int
    total: int
    over: int
    squares: int | None


@dataclass(frozen=True, slots=True, eq=False)
class SafeRun:
    """What may be shown of a run; asked for one cell at a time, a place beyond the last level being the total."""

    counted: Counted
    rules: Rules
    counts: Protected
    sums: dict[str, SafeSums]
    crossings: tuple[tuple[str, ...], ...]

    def persons(self, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...]) -> int | None:
        """Return the persons of a cell, None when hidden."""
        table = self.counts.table(_name(it.id, crossing, period))
        full = place + (2,) * (len(table.axes) - len(place))  # two: the margin of with and without
        return None if table.hidden[full] else int(table.values[full])

    def numbers(self, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...]) -> Numbers | None:
        """Return the numbers of a cell, None when any of them is hidden."""
        persons = self.persons(it, crossing, period, place)
        if persons is None or self._hidden(it, crossing, period, place):
            return None
        sums = self.counted.sums(it, crossing, period)
        total, over = _margin(sums.total, place), _margin(sums.over, place)
        if it.kind == "share" or self.rules.method == "round":
            total, over = self._shown(it, crossing, period, place, persons, total, over)
        squares = None if sums.squares is None else int(_margin_any(sums.squares, place))
        return Numbers(persons, total, over, squares)

    def tail(self, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...]) -> float | None:
        """Return the share in the tail of a mean's distribution, None when hidden or not asked for."""
        if it.tail is None or self.counted.raw.value_cells(it.id, crossing) is None:
            return None
        table = self.counts.table(_name(f"{it.id}#tail", crossing, period))
        inside, outside, everybody = (*place, 0), (*place, 1), (*place, 2)
        if table.hidden[inside] or table.hidden[outside] or table.hidden[everybody] or not table.values[everybody]:
            return None
        return float(table.values[inside] / table.values[everybody])

    def whole_values(self, it: Indicator, period: str) -> dict[str, Ints] | None:
        """Return the order statistics of everybody."""
        return self.counted.values(it, (), period)

    def _hidden(self, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...]) -> bool:
        name = _name(it.id, crossing, period)
        table = self.counts.table(name)
        if it.kind == "share":
            return bool(table.hidden[(*place, 0)] or table.hidden[(*place, 1)])
        if it.kind == "rate":
            return bool(self.counts.table(_name(f"{it.id}#events", crossing, period)).hidden[place])
        return name in self.sums and bool(self.sums[name].hidden[place])

    def _shown(
        self, it: Indicator, crossing: tuple[str, ...], period: str, place: tuple[int, ...], persons: int, total: int,
        over: int,
    ) -> tuple[int, int]:  # fmt: skip
        if it.kind == "share":
            return int(self.counts.table(_name(it.id, crossing, period)).values[(*place, 0)]), persons
        if it.kind == "rate":
            events = self.counts.table(_name(f"{it.id}#events", crossing, period))
            return int(events.values[place]), over if it.over else persons
        return total, over


def protect_run(counted: Counted, rules: Rules) -> SafeRun:
    """Return what may be shown of everything that was counted.

    Notes
    -----
    Indicators that count the same persons share their population, so that a count hidden in one table cannot be read
    in another. Sums (means of values that are never negative) also pass the dominance rule; a mean of values that can
    be negative is shown wherever its persons are.
    """
    plan = counted.plan
    crossings = tuple(crossing for crossing in plan.crossings if not _too_fine(counted, crossing, rules))
    tables: list[CountTable] = []
    sums: list[SumTable] = []
    for period in counted.periods:
        names = _populations(counted, period)
        for it in plan.indicators:
            for crossing in crossings:
                found = counted.sums(it, crossing, period)
                tables += _tables(counted, it, crossing, period, found, names[it.id])
                sums += _sum_table(counted, it, crossing, period, found, names[it.id])
    safe = protect(tables, rules=rules)
    shown_sums = {table.name: table for table in protect_sums(sums, safe, rules=rules)}
    return SafeRun(counted, rules, safe, shown_sums, crossings)


def _too_fine(counted: Counted, crossing: tuple[str, ...], rules: Rules) -> bool:
    """Return whether most groups of a crossing are small: it would hide itself and much else with it."""
    if not crossing:
        return False
    small = filled = 0
    for it in counted.plan.indicators:
        for period in counted.periods:
            persons = counted.sums(it, crossing, period).persons
            small += int(((persons > 0) & (persons < rules.threshold)).sum())
            filled += int((persons > 0).sum())
    return small * _MOST_SMALL > filled


def _name(indicator: str, crossing: tuple[str, ...], period: str) -> str:
    return "|".join((indicator, "×".join(crossing), period))


def _populations(counted: Counted, period: str) -> dict[str, str]:
    """Return who each indicator counts: those that count the same persons in every crossing have one name."""
    seen: list[tuple[str, Sequence[Ints]]] = []
    found = {}
    for it in counted.plan.indicators:
        persons = [counted.sums(it, crossing, period).persons for crossing in counted.plan.crossings]
        same = (name for name, other in seen if all(map(np.array_equal, persons, other)))
        found[it.id] = next(same, f"{it.id}@{period}")
        if found[it.id] == f"{it.id}@{period}":
            seen.append((found[it.id], persons))
    return found


def _tables(
    counted: Counted, it: Indicator, crossing: tuple[str, ...], period: str, sums: Sums, population: str
) -> list[CountTable]:
    name = _name(it.id, crossing, period)
    if it.kind == "share":
        return [_with_and_without(name, f"\0{it.id}", sums, sums.total, population)]
    found = [CountTable(name, sums.axes, sums.persons, population)]
    if it.kind == "rate":
        events = _name(f"{it.id}#events", crossing, period)
        found.append(CountTable(events, sums.axes, sums.total, f"{it.id}#events@{period}"))
    values = counted.values(it, crossing, period)
    if it.tail is not None and values is not None:
        tail = _name(f"{it.id}#tail", crossing, period)
        found.append(_with_and_without(tail, f"\0{it.id}#tail", sums, values["tail"], population))
    return found


def _with_and_without(name: str, axis: str, sums: Sums, inside: Ints, population: str) -> CountTable:
    counts = np.stack([inside, sums.persons - inside], axis=-1)
    return CountTable(name, (*sums.axes, Axis(axis, ("with", "without"))), counts, population)


def _sum_table(
    counted: Counted, it: Indicator, crossing: tuple[str, ...], period: str, sums: Sums, population: str
) -> list[SumTable]:
    values = counted.values(it, crossing, period)
    if it.kind != "mean" or values is None or counted.raw.lowest_of(it.count) < 0:
        return []
    largest = np.stack([values["largest"], values["top"] - values["largest"]], axis=-1).astype(float)
    name = _name(it.id, crossing, period)
    # Sums of one indicator are one population of their own: persons of another indicator are no kronor of this one.
    return [SumTable(name, sums.axes, sums.persons, sums.total.astype(float), largest, f"{population}#{it.id}")]


def _margin(counts: Ints, place: tuple[int, ...]) -> int:
    return int(_margin_any(counts, place))


def _margin_any(counts: np.ndarray, place: tuple[int, ...]) -> int:
    at = tuple(slice(None) if k == size else k for k, size in zip(place, counts.shape, strict=True))
    chosen = counts[at]
    return int(chosen.sum()) if isinstance(chosen, np.ndarray) else int(chosen)
