# SPDX-License-Identifier: Apache-2.0
"""Rows of a flow read from files into canonical tables: persons as whole numbers, dates as days."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.io.tables import Table, read_table

if TYPE_CHECKING:
    import polars as pl

_FORMATS = (
    "%Y-%m-%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z",
)  # fmt: skip
_ZONE = "Europe/Stockholm"
_SHOWN = 5
_USUAL = {
    "person": ("person", "person_id", "id", "individ", "lopnr", "löpnr"),
    "state": ("state", "kind", "tillstand", "tillstånd", "placering", "typ", "insats"),
    "support": ("support", "kind", "state", "insats", "stod", "stöd"),
    "start": ("start_d", "start", "from", "from_d", "startdatum"),
    "end": ("end_d", "end", "to", "to_d", "slut", "slutdatum"),
    "from_day": ("from_d", "from", "start", "fran", "från"),
    "to_day": ("to_d", "to", "end", "till", "slut"),
    "sex": ("sex", "kon", "kön", "gender"),
    "birth_year": ("birth_year", "fodelsear", "födelseår"),
    "area": ("area", "omrade", "område", "deso"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowColumns:
    """What the columns are called; None: one of the usual names. An end is the first day after, unless told."""

    person: str | None = None
    state: str | None = None
    support: str | None = None
    start: str | None = None
    end: str | None = None
    sex: str | None = None
    birth_year: str | None = None
    area: str | None = None
    from_day: str | None = None
    to_day: str | None = None
    last_day_included: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSources:
    """Where the rows are: files, folders of Parquet, or tables of a PostgreSQL database (postgresql://…#schema.table).

    Parameters
    ----------
    mixed
        The spells hold the supports' rows too, as what `utfall import` writes: codes tell them apart.
    censor
        First day that the rows know nothing of; None: not said.
    files
        Name, SHA-256 and rows of files that are known beforehand.
    """

    spells: str
    supports: str | None = None
    persons: str | None = None
    observation: str | None = None
    columns: FlowColumns = FlowColumns()
    mixed: bool = False
    censor: datetime.date | None = None
    files: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FlowData:
    """Canonical tables of a flow, and the files that they came from.

    Parameters
    ----------
    spells, supports
        EPISODE rows; `row_id` is the row in the file (2 is the first under the header).
    persons
        PERSON rows; None when no file holds sex, year of birth or area.
    observation
        OBSERVATION rows; None when everybody could be seen all the time.
    files
        Name, SHA-256 and rows of each file.
    """

    spells: pl.DataFrame
    supports: pl.DataFrame | None
    persons: pl.DataFrame | None
    observation: pl.DataFrame | None
    files: tuple[tuple[str, str, int], ...]


def read_flow_data(sources: FlowSources, *, today: datetime.date) -> FlowData:
    """Return the rows of a flow.

    Raises
    ------
    InputError
        When a file or column is missing, a cell is no date, a row has no person or start, or the ids are personnummer.

    Notes
    -----
    Times are made days of Swedish time; a time that states its zone is moved to it first. Persons get whole numbers in
    the order of their ids; the ids themselves go no further.
    """
    tables = [read_table(sources.spells)]
    others = (sources.supports, sources.persons, sources.observation)
    tables += [read_table(path) for path in others if path is not None]
    columns = sources.columns
    spells = tables[0]
    supports = tables[1] if sources.supports is not None else None
    watched = tables[-1] if sources.observation is not None else None
    own = tables[-1 if watched is None else -2] if sources.persons is not None else None
    persons = own or (spells if _has_attributes(spells, columns) else None)
    ids = _numbered([table for table in (spells, supports, persons, watched) if table is not None], columns, today)
    return FlowData(
        spells=_episodes(spells, columns, "state", ids),
        supports=None if supports is None else _episodes(supports, columns, "support", ids),
        persons=None if persons is None else _persons(persons, columns, ids),
        observation=None if watched is None else _windows(watched, columns, ids),
        files=tuple((table.input.file, table.input.sha256, table.input.rows) for table in tables),
    )


def _column(table: Table, columns: FlowColumns, role: str, *, needed: bool = True) -> str | None:
    """Return what the column of a role is called in a table; None when it is not there and not needed."""
    stated: str | None = getattr(columns, role)
    names = table.frame.columns
    if stated is not None and stated in names:
        return stated
    by_fold = {name.strip().casefold(): name for name in names}
    if stated is None:
        found = next((by_fold[name] for name in _USUAL[role] if name in by_fold), None)
        if found is not None or not needed:
            return found
    elif not needed:
        return None
    word = stated or _USUAL[role][0]
    said = Text(sv=f"Kolumnen ”{word}” ({role}) finns inte.", en=f"There is no column '{word}' ({role}).")
    raise InputError(Fault("column-unknown", said, suggestion(word, names), Place(table.input.file, word)))


def _has_attributes(table: Table, columns: FlowColumns) -> bool:
    return any(_column(table, columns, role, needed=False) for role in ("sex", "birth_year", "area"))


def _words(table: Table, name: str) -> pl.Series:
    from utfall.core.frame import Columns

    return _series(Columns(table.frame, file=table.input.file).words(name))


def _series(words: Any) -> pl.Series:
    import polars as pl

    return pl.Series(words.tolist(), dtype=pl.String)


def _numbered(tables: list[Table], columns: FlowColumns, today: datetime.date) -> dict[str, int]:
    from utfall.io._register.ids import holds_personnummer

    found: set[str] = set()
    for table in tables:
        name = _column(table, columns, "person") or ""
        words = _words(table, name)
        empty = [row + 2 for row, word in enumerate(words) if not word]
        if empty:
            said = Text(sv="Raden saknar person.", en="The row has no person.")
            mend = Text(sv="Fyll i cellen, eller ta bort raden.", en="Fill in the cell, or remove the row.")
            raise InputError(
                *(Fault("id-missing", said, mend, Place(table.input.file, name, row)) for row in empty[:_SHOWN])
            )
        if holds_personnummer(words.unique().to_list(), today=today):
            raise InputError(_personnummer(table.input.file, name))
        found |= set(words.to_list())
    return {word: number for number, word in enumerate(sorted(found), start=1)}


def _personnummer(file: str, name: str) -> Fault:
    said = Text(sv="Kolumnen ser ut att hålla personnummer.", en="The column seems to hold personnummer.")
    mend = Text(
        sv="Läs in utdraget med en nyckel först, så att id:n blir pseudonymer.",
        en="Import the extract with a key first, so that ids become pseudonyms.",
    )
    return Fault("personnummer", said, mend, Place(file, name))


def _episodes(table: Table, columns: FlowColumns, role: str, ids: dict[str, int]) -> pl.DataFrame:
    import polars as pl

    person, state = (_column(table, columns, name) or "" for name in ("person", role))
    end_name = _column(table, columns, "end", needed=columns.end is not None)
    start = _days(table, _column(table, columns, "start") or "", needed=True)
    height = table.frame.height
    end = pl.Series([None] * height, dtype=pl.Date) if end_name is None else _days(table, end_name, needed=False)
    if columns.last_day_included:
        end = end.dt.offset_by("1d")
    return pl.DataFrame(
        {
            "person": _words(table, person).replace_strict(ids, return_dtype=pl.Int64),
            "kind": pl.Series([role] * height, dtype=pl.String),
            "state": _words(table, state),
            "start_d": start,
            "end_d": end,
            "row_id": pl.int_range(2, height + 2, eager=True),
        }
    )


def _days(table: Table, name: str, *, needed: bool) -> pl.Series:
    import polars as pl

    from utfall.io._register.dates import days

    cells = table.frame.get_column(name)
    typed = cells.dtype == pl.Date or isinstance(cells.dtype, pl.Datetime)
    read, wrong = days(cells if typed else _words(table, name), _FORMATS, stated_in=_ZONE, counted_in=_ZONE)
    bad = [row + 2 for row, word in enumerate(wrong) if word]
    if bad:
        said = Text(sv="Cellen är inget datum.", en="The cell is no date.")
        mend = Text(sv="Skriv som 2026-01-31.", en="Write it like 2026-01-31.")
        raise InputError(
            *(Fault("date-unreadable", said, mend, Place(table.input.file, name, row)) for row in bad[:_SHOWN])
        )
    if needed and read.null_count():
        rows = [row + 2 for row, day in enumerate(read) if day is None]
        said = Text(sv="Raden saknar start.", en="The row has no start.")
        mend = Text(sv="Fyll i startdatum.", en="Fill in the start.")
        raise InputError(
            *(Fault("start-missing", said, mend, Place(table.input.file, name, row)) for row in rows[:_SHOWN])
        )
    return read


def _windows(table: Table, columns: FlowColumns, ids: dict[str, int]) -> pl.DataFrame:
    """Return when each person could be seen; a window without end goes on until the censoring date."""
    import polars as pl

    person = _column(table, columns, "person") or ""
    start = _days(table, _column(table, columns, "from_day") or "", needed=True)
    end_name = _column(table, columns, "to_day", needed=False)
    end = (
        pl.Series([None] * table.frame.height, dtype=pl.Date)
        if end_name is None
        else _days(table, end_name, needed=False)
    )
    if columns.last_day_included:
        end = end.dt.offset_by("1d")
    wrong = [row + 2 for row, late in enumerate(start > end) if late]
    if wrong:
        said = Text(sv="Fönstret slutar innan det börjar.", en="The window ends before it starts.")
        mend = Text(sv="Rätta datumen.", en="Mend the dates.")
        raise InputError(
            *(Fault("end-before-start", said, mend, Place(table.input.file, person, row)) for row in wrong[:_SHOWN])
        )
    numbers = _words(table, person).replace_strict(ids, return_dtype=pl.Int64)
    return pl.DataFrame({"person": numbers, "from_d": start, "to_d": end})


def _persons(table: Table, columns: FlowColumns, ids: dict[str, int]) -> pl.DataFrame:
    """Return one row a person; a person with several rows keeps the first cell that says something."""
    import polars as pl

    from utfall.core.frame import Columns

    height = table.frame.height
    made: dict[str, Any] = {
        "person": _words(table, _column(table, columns, "person") or "").replace_strict(ids, return_dtype=pl.Int64)
    }
    for role in ("sex", "area"):
        name = _column(table, columns, role, needed=getattr(columns, role) is not None)
        words = pl.Series([""] * height, dtype=pl.String) if name is None else _words(table, name)
        made[role] = words.set(words == "", None)
    year = _column(table, columns, "birth_year", needed=columns.birth_year is not None)
    numbers = None if year is None else Columns(table.frame, file=table.input.file).number(year)
    born = pl.Series([None] * height, dtype=pl.Float64) if numbers is None else pl.Series(numbers).fill_nan(None)
    made["birth_year"] = born.cast(pl.Int32)
    first = [pl.col(name).drop_nulls().first() for name in ("sex", "birth_year", "area")]
    return pl.DataFrame(made).group_by("person", maintain_order=True).agg(first)
