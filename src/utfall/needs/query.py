# SPDX-License-Identifier: Apache-2.0
"""The plan as queries in the portable subset: whole numbers are summed in the engine, nothing is divided there.

Two kinds of query. `base_query` sums everything over the full crossing of the dimensions in one pass: every breakdown
is a sum of its rows. `value_query` gives the distribution of one indicator in one breakdown, which sums do not.
Nothing is run here; `engines` runs them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from utfall.needs.definitions import UNKNOWN, Condition, Dimension, Indicator, NeedsPlan
from utfall.needs.statistics.spread import THOUSAND

HALF = 65_536  # squares are summed in halves of 16 bits, so that no sum overflows
TOP = 2  # how many of the largest values the dominance rule looks at


def dimension_name(name: str) -> str:
    """Return the column of a dimension's levels in a result."""
    return f"d_{name}"


PERIOD = "d_period_"  # no id ends in an underscore and is empty before it


def parts(it: Indicator) -> tuple[str, ...]:
    """Return the sums of an indicator: persons, numerator, denominator, rows missing; for a mean also squares."""
    names = ("persons", "sum", "over", "missing")
    return (*names, "high", "mixed", "low") if it.kind == "mean" and not it.over else names


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of columns of whole numbers before they are summed.

    Parameters
    ----------
    small
        No value is as far from nought as HALF: squares are one sum, not three.
    full
        No value is missing: there is no need to count those that are there.
    """

    small: frozenset[str] = frozenset()
    full: frozenset[str] = frozenset()


NOTHING = Known()


def base_query(table: Any, plan: NeedsPlan, known: Known = NOTHING) -> Any:
    """Return the sums of every indicator over the full crossing of the used dimensions and the period.

    What follows from other sums is left out, since each sum is paid for in every row: `completed` puts it in.

    Parameters
    ----------
    table
        An Ibis table with the plan's columns: whole numbers as int64, the rest as text.
    known
        What is known of the columns.
    """
    keys = {dimension_name(name): level(table, plan.dimension(name)) for name in plan.counted_by}
    if plan.period:
        keys[PERIOD] = _text(table[plan.period])
    encoded = {
        f"{it.id}__{part}": value
        for it in plan.indicators
        for part, value in _encoded(table, it, plan.form, known).items()
    }
    rows = table.select(**keys, **encoded)
    sums = {name: _total(rows[name]) for name in encoded}
    if not keys:
        return rows.aggregate(n=rows.count(), **sums)
    return rows.group_by(list(keys)).aggregate(n=rows.count(), **sums)


def completed(columns: Mapping[str, Sequence[Any]], plan: NeedsPlan) -> dict[str, Sequence[Any]]:
    """Return the columns of `base_query` with every part of every indicator."""
    found = dict(columns)
    for it in plan.indicators:
        name = f"{it.id}__{{}}".format
        grouped = plan.form == "groups" and bool(it.over)
        found.setdefault(name("persons"), columns[name("over")] if grouped else columns["n"])
        found.setdefault(name("over"), found[name("persons")])
        if name("missing") not in found and not grouped:
            rows = zip(columns["n"], found[name("persons")], strict=True)
            found[name("missing")] = [n - counted for n, counted in rows]
        for part in parts(it):
            found.setdefault(name(part), [0] * len(columns["n"]))  # nothing is missing, or that large
    return found


def _total(column: Any) -> Any:
    """Return how many rows have a mark (a truth that holds), or the sum of whole numbers."""
    if column.type().is_boolean():
        import ibis

        return ibis.ifelse(column, 1, None).count()
    return column.sum().fill_null(0)


def value_query(table: Any, plan: NeedsPlan, it: Indicator, crossing: tuple[str, ...]) -> Any:
    """Return order statistics, tail and largest values of a mean's indicator in each cell of a crossing.

    Notes
    -----
    Values are counted, then cumulated within the cell; a quantile is the smallest value reached. Compared in whole
    numbers, so that no engine rounds its way to another row.
    """
    import ibis

    keys = {dimension_name(name): level(table, plan.dimension(name)) for name in crossing}
    keys[PERIOD] = _text(table[plan.period]) if plan.period else ibis.literal(UNKNOWN)
    kept = table.filter(_counted(table, it))
    rows = kept.select(value=kept[it.count], **{name: _rebased(kept, plan, name) for name in keys})
    tally = rows.group_by([*keys, "value"]).aggregate(n=rows.count())
    window = ibis.window(group_by=list(keys), order_by=tally.value, preceding=None, following=0)
    back = ibis.window(group_by=list(keys), order_by=tally.value.desc(), preceding=None, following=0)
    whole = ibis.window(group_by=list(keys))
    ranked = tally.mutate(
        below=tally.n.sum().over(window), above=tally.n.sum().over(back) - tally.n, all=tally.n.sum().over(whole)
    )
    found: dict[str, Any] = {
        f"q{p}": ibis.ifelse(ranked.below * THOUSAND >= ranked["all"] * p, ranked.value, None).min()
        for p in it.permille
    }
    if it.tail is not None:
        inside = ranked.value >= it.tail.limit if it.tail.side == "high" else ranked.value <= it.tail.limit
        found["tail"] = ibis.ifelse(inside, ranked.n, 0).sum()
    taken = ibis.greatest(ibis.least(ranked.n, TOP - ranked.above), 0)
    found |= {"persons": ranked.n.sum(), "largest": ranked.value.max(), "top": (taken * ranked.value).sum()}
    return ranked.group_by(list(keys)).aggregate(**found)


def check_query(table: Any, plan: NeedsPlan) -> Any:
    """Return, in one row, the number of rows, and of every column of whole numbers lowest, highest and how many.

    With a column of persons also how many rows have one (`person`).
    """
    found = {"n": table.count()}
    if plan.person:
        found["person"] = table[plan.person].count()
    for column in plan.whole_numbers:
        values = table[column]
        found |= {f"{column}__min": values.min(), f"{column}__max": values.max(), f"{column}__there": values.count()}
    return table.aggregate(**found)


def repeated_query(table: Any, plan: NeedsPlan) -> Any:
    """Return, in one row, how many rows repeat a person (and period), or a group (and period)."""
    keys = [plan.person] if plan.form == "persons" else [dimension.column for dimension in plan.dimensions]
    keys += [plan.period] if plan.period else []
    tally = table.group_by(keys).aggregate(n=table.count())
    return tally.aggregate(repeated=(tally.n - 1).sum().fill_null(0))


def level(table: Any, dimension: Dimension) -> Any:
    """Return a dimension's level of each row as text, UNKNOWN when missing or outside every band."""
    import ibis

    column = table[dimension.column]
    if dimension.bands:
        return ibis.cases(*((_in_band(column, b.low, b.high), b.label) for b in dimension.bands), else_=UNKNOWN)
    text = _text(column)
    return text.cases(*dimension.recode, else_=text) if dimension.recode else text


def _rebased(kept: Any, plan: NeedsPlan, name: str) -> Any:
    import ibis

    if name == PERIOD:
        return _text(kept[plan.period]) if plan.period else ibis.literal(UNKNOWN)
    return level(kept, plan.dimension(name.removeprefix("d_")))


def _in_band(column: Any, low: int | None, high: int | None) -> Any:
    if low is None:
        return column <= high if high is not None else column.notnull()
    return column >= low if high is None else column.between(low, high)


def _text(column: Any) -> Any:
    text = column if column.type().is_string() else column.cast("string")
    return text.fill_null(UNKNOWN)


def holds(table: Any, condition: Condition | None) -> Any:
    """Return whether each row meets a condition; a missing value may give NULL, which counts as no."""
    import ibis

    if condition is None:
        return ibis.literal(True)
    column, value = table[condition.column], condition.value
    if condition.op == "in":
        return column.isin(list(value) if isinstance(value, tuple) else [value])
    if condition.op in ("=", "!="):
        return column == value if condition.op == "=" else column != value
    if condition.op in ("<", "<="):
        return column < value if condition.op == "<" else column <= value
    return column > value if condition.op == ">" else column >= value


def _counted(table: Any, it: Indicator) -> Any:
    """Return whether a row is counted: among those looked at, and with every value that is needed."""
    needed = [table[it.meets.column]] if it.meets is not None else [table[it.count]]
    needed += [table[it.over]] if it.over else []
    return reduce(lambda one, other: one & other, [holds(table, it.among), *(column.notnull() for column in needed)])


def _encoded(table: Any, it: Indicator, form: str, known: Known) -> dict[str, Any]:
    """Return what an indicator sums: truths, which are counted, and whole numbers, empty where they do not count."""
    import ibis

    counted = _counted(table, it)
    needed = {it.meets.column if it.meets is not None else it.count, *([it.over] if it.over else [])}
    every = it.among is None and needed <= known.full
    found: dict[str, Any] = {}
    if it.over:
        found["over"] = ibis.ifelse(counted, table[it.over], None)
    if not every and not (form == "groups" and it.over):
        found["persons"] = counted
    if not every and (it.among is not None or "persons" not in found):
        found["missing"] = holds(table, it.among) & ~counted
    if it.meets is not None:
        found["sum"] = counted & holds(table, it.meets)
    else:
        found["sum"] = ibis.ifelse(counted, table[it.count], None)
    if "high" in parts(it):
        size = ibis.ifelse(counted, table[it.count], None).abs()
        if it.count in known.small:
            return found | {"low": size * size}
        high, low = size // HALF, size % HALF
        found |= {"high": high * high, "mixed": high * low, "low": low * low}
    return found
