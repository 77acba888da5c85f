# SPDX-License-Identifier: Apache-2.0
"""From one row per unit and period to a table of units by periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.periods import in_one_form
from utfall.effects.sample import outcome_values

_NEVER_WORDS = ("", "0", "0.0", "inf", "never", "aldrig")
NEVER = np.iinfo(np.int64).max  # start period of a unit that never starts


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """Which period each row is of.

    Parameters
    ----------
    codes
        Position of the row's period in `names`, -1 where the cell is empty, shape (rows,).
    names
        Periods in order, as the user wrote them.
    values
        The same as numbers when they are numbers; None for dates.
    """

    codes: Ints
    names: tuple[str, ...]
    values: Floats | None

    def position(self, word: str) -> int | None:
        """Return the position of the first period at or after `word`, len(names) when none; None if unreadable."""
        if self.values is not None:
            try:
                return int(np.searchsorted(self.values, float(word.strip().replace(",", "."))))
            except ValueError:
                return None
        if word in self.names:
            return self.names.index(word)
        return int(np.searchsorted(self.names, word)) if in_one_form([word, *self.names]) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """Units by periods.

    Parameters
    ----------
    y
        Outcome, NaN where there is no value, shape (units, periods).
    row
        Row of the table of each cell, -1 where there is none, shape (units, periods).
    periods
        Names of the periods in order.
    """

    y: Floats
    row: Ints
    periods: tuple[str, ...]
    no_key: int


def dense_codes(values: Ints) -> tuple[Ints, int]:
    """Return whole numbers as 0 … k - 1 in their order, and k. Linear in time when they lie close together."""
    if not len(values):
        return values, 0
    low, high = int(values.min()), int(values.max())
    if high - low > 8 * len(values) + 1024:
        found, codes = np.unique(values, return_inverse=True)
        return codes.astype(np.int64), len(found)
    shifted = values - low
    seen = np.zeros(high - low + 1, dtype=np.int64)
    seen[shifted] = 1
    positions = np.cumsum(seen) - 1
    return positions[shifted], int(positions[-1]) + 1


def unit_codes(columns: Columns, name: str) -> tuple[Ints, int]:
    """Return the unit of each row as 0 … k - 1, -1 where the id is empty, and k."""
    series = columns.require(name)
    if series.dtype.is_integer() and not series.has_nulls():
        return dense_codes(series.to_numpy().astype(np.int64, copy=False))
    labels = columns.labels(name)
    return labels.codes, len(labels.names)


def read_periods(columns: Columns, name: str) -> Periods:
    """Read numbers, ISO dates (2024, 2024-08, 2024-08-01), months (2024M08) or quarters (2024K3) as periods in order.

    Raises
    ------
    InputError
        When the column holds something else, so that its order cannot be known.
    """
    series = columns.require(name)
    if series.dtype.is_integer() and not series.has_nulls():
        raw = series.to_numpy().astype(np.int64, copy=False)
        codes, count = dense_codes(raw)
        values = np.empty(count)
        values[codes] = raw
        return Periods(codes=codes, names=tuple(f"{value:g}" for value in values), values=values)
    if columns.is_number(name):
        numbers = columns.number(name)
        known = ~np.isnan(numbers)
        values, inverse = np.unique(numbers[known], return_inverse=True)
        codes = np.full(len(numbers), -1, dtype=np.int64)
        codes[known] = inverse
        return Periods(codes=codes, names=tuple(f"{value:g}" for value in values), values=values)
    labels = columns.labels(name)
    if not in_one_form(labels.names):
        raise InputError(
            Fault(
                "time-order-unknown",
                Text(sv="Periodernas ordning går inte att se.", en="The order of the periods cannot be told."),
                Text(
                    sv="Skriv perioderna som tal (2024), datum (2024-08-01), månader (2024M08) eller kvartal (2024K3).",
                    en="Write periods as numbers (2024), dates (2024-08-01), months (2024M08) or quarters (2024Q3).",
                ),
                Place(columns.file, name),
            )
        )
    return Periods(codes=labels.codes, names=labels.names, values=None)


def read_wide(columns: Columns, outcome: Outcome, *, id_column: str, time: str) -> tuple[Wide, Periods]:
    """Read the outcome as units by periods.

    Raises
    ------
    InputError
        A column that is missing or holds what it should not; a unit twice in one period.
    """
    unit, n_units = unit_codes(columns, id_column)
    periods = read_periods(columns, time)
    y = outcome_values(columns, outcome)
    n_periods = len(periods.names)
    keyed = (unit >= 0) & (periods.codes >= 0)
    rows = None if keyed.all() else np.flatnonzero(keyed)
    key = unit * n_periods + periods.codes
    if rows is not None:
        key, y = key[rows], y[rows]
    row = np.full(n_units * n_periods, -1, dtype=np.int64)
    row[key] = np.arange(len(key)) if rows is None else rows
    if int((row >= 0).sum()) != len(key):
        _refuse_repeated(key, rows, columns, id_column)
    wide = np.full(n_units * n_periods, np.nan)
    wide[key] = y
    cells, table = wide.reshape(n_units, n_periods), row.reshape(n_units, n_periods)
    if rows is not None:  # a unit may have no period at all
        present = (table >= 0).any(axis=1)
        cells, table = cells[present], table[present]
    return Wide(y=cells, row=table, periods=periods.names, no_key=int((~keyed).sum())), periods


def _refuse_repeated(key: Ints, rows: Ints | None, columns: Columns, name: str) -> None:
    counts = np.bincount(key)
    at = np.flatnonzero(counts[key] > 1)[:5]
    shown = [int(row) + columns.first_row for row in (at if rows is None else rows[at])]
    raise InputError(
        Fault(
            "duplicate-ids",
            Text(
                sv=f"Samma enhet står flera gånger i samma period: rad {', '.join(map(str, shown))}.",
                en=f"The same unit stands more than once in a period: rows {', '.join(map(str, shown))}.",
            ),
            Text(
                sv="Ta bort dubbletterna, eller räkna ihop raderna till en per enhet och period.",
                en="Remove the duplicates, or bring the rows together to one per unit and period.",
            ),
            Place(columns.file, name, shown[0]),
        )
    )


def first_rows(wide: Wide) -> Ints:
    """Return a row of the table for each unit: that of its earliest period, shape (units,)."""
    at = (wide.row >= 0).argmax(axis=1)
    return np.asarray(wide.row[np.arange(len(at)), at])


def read_starts(columns: Columns, name: str, wide: Wide, periods: Periods, *, id_column: str) -> Ints:
    """Return the position of each unit's first treated period, `NEVER` for none, shape (units,).

    A start after the last period counts as never within these data.

    Raises
    ------
    InputError
        A start that is no period, or a unit whose rows disagree.
    """
    codes, starts = _start_codes(columns, name, periods)
    at = first_rows(wide)
    of_unit = codes[at]
    cells = np.where(wide.row >= 0, codes[wide.row], of_unit[:, None])
    mixed = (cells != of_unit[:, None]).any(axis=1)
    if mixed.any():
        row = int(at[np.flatnonzero(mixed)[0]]) + columns.first_row
        raise InputError(
            Fault(
                "cohort-varies",
                Text(
                    sv=f"{int(mixed.sum())} enheter har olika startperiod på olika rader.",
                    en=f"{int(mixed.sum())} units have different start periods on different rows.",
                ),
                Text(
                    sv="Ange enhetens första period med insats, lika på alla dess rader.",
                    en="Give the unit's first treated period, alike on all its rows.",
                ),
                Place(columns.file, name, row),
            )
        )
    return starts[of_unit]


def _start_codes(columns: Columns, name: str, periods: Periods) -> tuple[Ints, Ints]:
    """Return a code per row, and the position of the start that each code stands for."""
    series = columns.require(name)
    if series.dtype.is_integer() and not series.has_nulls():
        raw = series.to_numpy().astype(np.int64, copy=False)
        codes, count = dense_codes(raw)
        values = np.empty(count, dtype=np.int64)
        values[codes] = raw
        words = [str(int(value)) for value in values]
    else:
        labels = columns.labels(name)
        codes = np.where(labels.codes < 0, len(labels.names), labels.codes)
        words = [*labels.names, ""]
    return codes, np.array([_start(word, periods, columns, name) for word in words], dtype=np.int64)


def _start(word: str, periods: Periods, columns: Columns, name: str) -> int:
    if word.casefold() in _NEVER_WORDS:
        return int(NEVER)
    position = periods.position(word)
    if position is None:
        raise InputError(
            Fault(
                "cohort-unknown",
                Text(sv="En startperiod går inte att läsa som period.", en="A start cannot be read as a period."),
                Text(
                    sv="Skriv den som perioderna i tidskolumnen; 0 eller tomt för enheter som aldrig börjar.",
                    en="Write it as the periods in the time column; 0 or empty for units that never start.",
                ),
                Place(columns.file, name),
            )
        )
    return int(NEVER) if position >= len(periods.names) else position


def read_clusters(columns: Columns, name: str | None, rows: Ints) -> Ints | None:
    """Return the cluster of each unit numbered from 0, None when no column is named.

    Raises
    ------
    InputError
        A unit without a cluster.
    """
    if name is None:
        return None
    codes = unit_codes(columns, name)[0][rows]
    if (codes < 0).any():
        row = int(rows[np.flatnonzero(codes < 0)[0]]) + columns.first_row
        raise InputError(
            Fault(
                "cluster-missing",
                Text(sv="En rad saknar kluster.", en="A row has no cluster."),
                Text(sv="Fyll i kolumnen på varje rad.", en="Fill in the column on every row."),
                Place(columns.file, name, row),
            )
        )
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def covariate_cells(columns: Columns, names: tuple[str, ...], wide: Wide) -> tuple[Floats, tuple[str, ...]]:
    """Return covariates by unit and period, NaN where there is none, shape (units, periods, p), and their names."""
    table = columns.covariates(names)
    cells = table.matrix[np.maximum(wide.row, 0)]
    cells[wide.row < 0] = np.nan
    return cells, table.names


def observed(wide: Wide) -> Bools:
    """Return which cells hold a value, shape (units, periods)."""
    return ~np.isnan(wide.y)
