# SPDX-License-Identifier: Apache-2.0
"""What an engine gives back: sums and order statistics per cell, in one order whatever the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.needs.definitions import LARGEST, NeedsPlan
from utfall.needs.query import PERIOD
from utfall.needs.refusals import refuse

Columns = Mapping[str, Sequence[int | str | None]]
Levels = tuple[str, ...]
Numbers = tuple[int | None, ...]
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class RawCells:
    """Rows of numbers, each under its levels.

    Parameters
    ----------
    keys, names
        Names of the level columns and of the numbers, each in alphabetical order.
    rows
        (levels, numbers) of each cell, sorted by levels: two engines that agree are equal.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[Levels, Numbers], ...]

    @classmethod
    def of(cls, columns: Columns) -> RawCells:
        """Return cells from columns; those whose name begins with d_ hold levels."""
        keys = tuple(sorted(name for name in columns if name.startswith("d_")))
        names = tuple(sorted(name for name in columns if not name.startswith("d_")))
        height = len(next(iter(columns.values())))
        levels = list(zip(*(columns[key] for key in keys), strict=True)) if keys else [()] * height
        numbers = zip(*(columns[name] for name in names), strict=True)
        return cls(keys, names, tuple(sorted(zip(levels, numbers, strict=True))))

    def number(self, name: str) -> list[int]:
        """Return one number of every cell, in the order of the rows; what is missing is 0."""
        at = self.names.index(name)
        return [int(numbers[at] or 0) for _, numbers in self.rows]

    def level(self, key: str) -> list[str]:
        """Return one level of every cell, in the order of the rows."""
        at = self.keys.index(key)
        return [levels[at] for levels, _ in self.rows]


@dataclass(frozen=True, slots=True)
class RawNeeds:
    """Everything that one run of a plan gave.

    Parameters
    ----------
    base
        Sums over the full crossing of dimensions and period.
    values
        ((indicator, crossing), cells): order statistics of means.
    rows
        Rows of the data.
    lowest
        (column, lowest value) of every column of whole numbers.
    """

    base: RawCells
    values: tuple[tuple[tuple[str, tuple[str, ...]], RawCells], ...]
    rows: int
    lowest: tuple[tuple[str, int | None], ...] = ()

    def lowest_of(self, column: str) -> int:
        """Return the lowest value of a column of whole numbers, 0 when it is empty."""
        return dict(self.lowest).get(column) or 0

    def value_cells(self, indicator: str, crossing: tuple[str, ...]) -> RawCells | None:
        """Return the order statistics of a mean in a crossing, None when there are none."""
        return dict(self.values).get((indicator, crossing))


def distribution_wanted(plan: NeedsPlan) -> list[tuple[str, tuple[str, ...]]]:
    """Return the means and crossings whose distribution is asked for: only rows of persons have one."""
    means = [it.id for it in plan.indicators if it.kind == "mean" and plan.form == "persons"]
    return [(name, crossing) for name in means for crossing in plan.crossings]


def lowest_of(bounds: Mapping[str, int | None], plan: NeedsPlan) -> tuple[tuple[str, int | None], ...]:
    """Return the lowest value of every column of whole numbers."""
    return tuple((column, bounds[f"{column}__min"]) for column in plan.whole_numbers)


def require_sound(bounds: Mapping[str, int | None], repeated: int, plan: NeedsPlan, file: str) -> None:
    """Raise when the data cannot be counted: no rows, values out of bounds, persons or groups counted twice.

    Parameters
    ----------
    bounds
        n, person (rows with a person, when the plan names their column), and <column>__min and <column>__max of every
        column of whole numbers.
    """
    if not bounds["n"]:
        raise InputError(
            Fault(
                "extract-empty",
                Text(sv="Utdraget har inga rader.", en="The extract has no rows."),
                Text(sv="Kontrollera urvalet och att exporten lyckades.", en="Check the selection and the export."),
                Place(file=file),
            )
        )
    faults = [*_bound_faults(bounds, plan, file)]
    without = int(bounds["n"]) - int(bounds["person"] or 0) if "person" in bounds else 0
    if without:
        faults.append(_nobody(without, plan, file))
    elif repeated:
        faults.append(_repeated(repeated, plan, file))
    if faults:
        raise InputError(*faults)
    empty = [
        it for it in plan.indicators for column in (it.count, it.over) if column and bounds[f"{column}__max"] is None
    ]
    if empty:
        raise refuse(
            "indicator-empty",
            said=(
                f"Kolumnen {empty[0].count} är tom på alla rader.",
                f"The column {empty[0].count} is empty throughout.",
            ),
            mend=("Ta bort indikatorn eller läs in kolumnen.", "Leave the indicator out or read the column in."),
            field=empty[0].id,
        )


def _nobody(rows: int, plan: NeedsPlan, file: str) -> Fault:
    said = Text(
        sv=f"{rows} rader säger inte vilken person de gäller.",
        en=f"{rows} rows do not say which person they are about.",
    )
    mend = Text(sv="Fyll i id:t, eller ta bort raderna.", en="Fill in the id, or leave the rows out.")
    return Fault("person-missing", said, mend, Place(file, plan.person))


def _bound_faults(bounds: Mapping[str, int | None], plan: NeedsPlan, file: str) -> list[Fault]:
    counted = {it.count for it in plan.indicators if it.kind != "mean"} | {it.over for it in plan.indicators}
    faults = []
    for column in plan.whole_numbers:
        low, high = bounds[f"{column}__min"], bounds[f"{column}__max"]
        if low is not None and low < 0 and column in counted:
            faults.append(
                Fault(
                    "count-negative",
                    Text(sv="Ett antal är negativt.", en="A count is negative."),
                    Text(sv="Rätta raderna, eller töm cellerna.", en="Mend the rows, or empty the cells."),
                    Place(file=file, field=column),
                )
            )
        if max(abs(low or 0), abs(high or 0)) > LARGEST:
            faults.append(
                Fault(
                    "number-too-large",
                    Text(sv=f"Ett värde är större än {LARGEST}.", en=f"A value is larger than {LARGEST}."),
                    Text(sv="Rätta det, eller räkna i en större enhet.", en="Mend it, or count in a larger unit."),
                    Place(file=file, field=column),
                )
            )
    return faults


def _repeated(repeated: int, plan: NeedsPlan, file: str) -> Fault:
    keys = [plan.person] if plan.form == "persons" else [dimension.column for dimension in plan.dimensions]
    shown = ", ".join([*keys, *([plan.period] if plan.period else [])][:_MOST_SHOWN])
    return Fault(
        "rows-repeated",
        Text(
            sv=f"{repeated} rader upprepar en annan rads {shown}: samma person eller grupp skulle räknas två gånger.",
            en=f"{repeated} rows repeat another row's {shown}: the same person or group would be counted twice.",
        ),
        Text(
            sv="Ha en rad per person (eller grupp) och period, eller ange vilken kolumn som är perioden.",
            en="Have one row per person (or group) and period, or state which column is the period.",
        ),
        Place(file=file, field=shown),
    )


def periods_of(cells: RawCells) -> tuple[str, ...]:
    """Return the periods in order; ("",) when there is none."""
    return tuple(sorted(set(cells.level(PERIOD)))) if PERIOD in cells.keys else ("",)
