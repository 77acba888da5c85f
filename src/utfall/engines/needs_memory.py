# SPDX-License-Identifier: Apache-2.0
"""A needs plan run in plain Python, row by row: slow, readable, and what is right.

Every engine must give the same cells as this, to the last row (tests/engines).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.needs.definitions import UNKNOWN, Condition, Dimension, Indicator, NeedsPlan
from utfall.needs.query import HALF, PERIOD, TOP, dimension_name, parts
from utfall.needs.raw import RawCells, RawNeeds, distribution_wanted, lowest_of, require_sound
from utfall.needs.statistics.spread import THOUSAND

Value = int | str | None
Row = Mapping[str, Value]


def run_needs_in_memory(rows: Sequence[Row], plan: NeedsPlan, *, file: str = "") -> RawNeeds:
    """Return the sums and order statistics of a plan over rows (a mapping of column to value, None when missing).

    Raises as `run_needs`.
    """
    _require_columns(rows, plan, file)
    bounds = _bounds(rows, plan)
    require_sound(bounds, _repeated(rows, plan), plan, file)
    values = tuple(
        ((name, crossing), _distribution(rows, plan, plan.indicator(name), crossing))
        for name, crossing in distribution_wanted(plan)
    )
    return RawNeeds(_sums(rows, plan), values, len(rows), lowest_of(bounds, plan))


def _sums(rows: Iterable[Row], plan: NeedsPlan) -> RawCells:
    used = plan.counted_by
    cells: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    names = ["n", *(f"{it.id}__{part}" for it in plan.indicators for part in parts(it))]
    for row in rows:
        key = tuple(_level(row, plan.dimension(name)) for name in used)
        key += (_text(row[plan.period]),) if plan.period else ()
        cell = cells[key]
        cell["n"] += 1
        for it in plan.indicators:
            for part, number in _encoded(row, it, plan.form).items():
                cell[f"{it.id}__{part}"] += number
    if not used and not plan.period:
        cells.setdefault((), Counter())
    keys = [dimension_name(name) for name in used] + ([PERIOD] if plan.period else [])
    return _columns(keys, cells, names)


def _columns(keys: list[str], cells: Mapping[tuple[str, ...], Mapping[str, int]], names: list[str]) -> RawCells:
    found: dict[str, list[int | str | None]] = {key: [cell[at] for cell in cells] for at, key in enumerate(keys)}
    found |= {name: [cell.get(name, 0) for cell in cells.values()] for name in names}
    return RawCells.of(found)


def _distribution(rows: Iterable[Row], plan: NeedsPlan, it: Indicator, crossing: tuple[str, ...]) -> RawCells:
    cells: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row in rows:
        value = row[it.count]
        if _counted(row, it) and isinstance(value, int):
            period = _text(row[plan.period]) if plan.period else UNKNOWN
            cells[(*(_level(row, plan.dimension(name)) for name in crossing), period)].append(value)
    keys = [*map(dimension_name, crossing), PERIOD]
    described = {key: _described(sorted(values), it) for key, values in cells.items()}
    names = [f"q{p}" for p in it.permille] + ([] if it.tail is None else ["tail"]) + ["persons", "largest", "top"]
    return _columns(keys, described, names)


def _described(ordered: list[int], it: Indicator) -> dict[str, int]:
    found = {f"q{p}": ordered[-(-p * len(ordered) // THOUSAND) - 1] for p in it.permille}
    if it.tail is not None:
        limit = it.tail.limit
        found["tail"] = sum(value >= limit if it.tail.side == "high" else value <= limit for value in ordered)
    return found | {"persons": len(ordered), "largest": ordered[-1], "top": sum(ordered[-TOP:])}


def _level(row: Row, dimension: Dimension) -> str:
    value = row[dimension.column]
    if not dimension.bands:
        text = _text(value)
        return dict(dimension.recode).get(text, text)
    for band in dimension.bands:
        if (
            isinstance(value, int)
            and (band.low is None or value >= band.low)
            and (band.high is None or value <= band.high)
        ):
            return band.label
    return UNKNOWN


def _text(value: Value) -> str:
    return UNKNOWN if value is None else str(value)


def _holds(row: Row, condition: Condition | None) -> bool:
    if condition is None:
        return True
    value, against = row[condition.column], condition.value
    if value is None:
        return False
    if condition.op in ("=", "!="):
        return (value == against) == (condition.op == "=")
    if condition.op == "in":
        return isinstance(against, tuple) and value in against
    if not isinstance(value, int) or not isinstance(against, int):
        return False
    return {"<": value < against, "<=": value <= against, ">": value > against, ">=": value >= against}[condition.op]


def _counted(row: Row, it: Indicator) -> bool:
    needed = [it.meets.column if it.meets is not None else it.count, *([it.over] if it.over else [])]
    return _holds(row, it.among) and all(row[column] is not None for column in needed)


def _encoded(row: Row, it: Indicator, form: str) -> dict[str, int]:
    counted = _counted(row, it)
    number = int(_holds(row, it.meets)) if it.meets is not None else int(row[it.count] or 0)
    over = int(row[it.over] or 0) if it.over else 1
    found = {
        "persons": (over if form == "groups" else 1) * counted,
        "sum": number * counted,
        "over": over * counted,
        "missing": int(_holds(row, it.among) and not counted),
    }
    if "high" in parts(it):
        high, low = divmod(abs(number) * counted, HALF)
        found |= {"high": high * high, "mixed": high * low, "low": low * low}
    return found


def _bounds(rows: Sequence[Row], plan: NeedsPlan) -> dict[str, int | None]:
    found: dict[str, int | None] = {"n": len(rows)}
    if plan.person:
        found["person"] = sum(row[plan.person] is not None for row in rows)
    for column in plan.whole_numbers:
        numbers = [int(value) for row in rows if (value := row[column]) is not None]
        found |= {f"{column}__min": min(numbers, default=None), f"{column}__max": max(numbers, default=None)}
    return found


def _repeated(rows: Sequence[Row], plan: NeedsPlan) -> int:
    if not plan.person and plan.form == "persons":
        return 0
    keys = [plan.person] if plan.form == "persons" else [dimension.column for dimension in plan.dimensions]
    keys += [plan.period] if plan.period else []
    return len(rows) - len({tuple(row[key] for key in keys) for row in rows})


def _require_columns(rows: Sequence[Row], plan: NeedsPlan, file: str) -> None:
    known = list(rows[0]) if rows else [*plan.columns, plan.person]
    wanted = [*plan.columns, *([plan.person] if plan.person else [])]
    faults = [
        Fault(
            "column-unknown",
            Text(sv=f"Kolumnen {column} saknas.", en=f"The column {column} is missing."),
            suggestion(column, known),
            Place(file=file, field=column),
        )
        for column in wanted
        if column not in known
    ]
    if faults:
        raise InputError(*faults)
