# SPDX-License-Identifier: Apache-2.0
"""A table of a PostgreSQL database as Arrow: a copy of the wanted columns, batch by batch, never whole in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from utfall.core.errors import Fault, InputError, Place, personal_number, suggestion
from utfall.core.text import Text
from utfall.engines.base import EngineFailed, require_extra
from utfall.engines.sources import PostgresTable

_BLOCK = 4 << 20  # bytes of a batch
_ZONE = "Europe/Stockholm"  # where a moment is made a day, as for files
_WHOLE = ("int2", "int4", "int8")
_MOMENTS = ("timestamptz",)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its name, its type in the database, and whether it holds ids that must become numbers."""

    name: str
    kind: str
    numbered: bool


def read_postgres(source: PostgresTable) -> Any:
    """Return every row of the table; raises as `postgres_batches`."""
    pa = require_extra("pyarrow", "flows")
    return pa.concat_tables(list(postgres_batches(source)))


def postgres_batches(source: PostgresTable) -> Iterator[Any]:
    """Return the rows as Arrow tables of one schema, at least one (perhaps without rows).

    Whole numbers, dates, times without zone, fractions and truth values keep their type; a moment with a zone becomes
    Swedish time; everything else is text. What is no value in the database is none here, an empty text is a text.

    Raises
    ------
    InputError
        When the database has no such table or column, or an id looks like a personal identity number.
    EngineFailed
        When the database does not answer or breaks off. The address is never repeated: it may hold a password.
    """
    psycopg = require_extra("psycopg", "web")
    pa = require_extra("pyarrow", "flows")
    try:
        with psycopg.connect(source.dsn, connect_timeout=10, options="-c TimeZone=UTC") as connection:
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            columns = _columns(connection, source)
            yield from _copied(connection, source, columns)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        raise InputError(_fault("table-unknown", source, "finns inte", "does not exist")) from None
    except psycopg.errors.InsufficientPrivilege:
        raise InputError(_fault("table-closed", source, "får inte läsas", "may not be read")) from None
    except pa.ArrowInvalid:
        raise InputError(_fault("cell-type", source, "har ett datum eller tal som inte går att läsa",
                                "has a date or number that cannot be read")) from None  # fmt: skip
    except psycopg.Error:
        raise EngineFailed(_fault("database-silent", source, "svarar inte", "does not answer")) from None


def _columns(connection: Any, source: PostgresTable) -> list[_Column]:
    from psycopg import sql

    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(sql.Identifier(source.schema, source.table))
    described = connection.execute(query).description or ()
    kinds = {column.name: _kind(connection, column.type_code) for column in described}
    there = tuple(name for name in source.optional if name in kinds)
    wanted = (*source.columns, *there) or tuple(kinds)
    missing = [name for name in wanted if name not in kinds]
    if missing:
        said = [Text(sv=f"Kolumnen {name} saknas.", en=f"The column {name} is missing.") for name in missing]
        places = [Place(file=source.name, field=name) for name in missing]
        raise InputError(
            *(
                Fault("column-unknown", text, suggestion(name, list(kinds)), place)
                for name, text, place in zip(missing, said, places, strict=True)
            )
        )
    return [
        _Column(name, kinds[name], name in source.persons and kinds[name] not in _WHOLE)
        for name in dict.fromkeys(wanted)
    ]


def _kind(connection: Any, code: int) -> str:
    found = connection.adapters.types.get(code)
    return "" if found is None else str(found.name)


def _copied(connection: Any, source: PostgresTable, columns: Sequence[_Column]) -> Iterator[Any]:
    from psycopg import sql
    from pyarrow import csv

    read = sql.SQL(", ").join(_selected(column) for column in columns)
    table = sql.Identifier(source.schema, source.table)
    query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT (FORMAT csv, HEADER true)").format(
        read, table, _order(source, columns)
    )
    types = {column.name: _arrow_kind(column) for column in columns}
    given = 0
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        batches = csv.open_csv(
            io.BufferedReader(_Blocks(iter(copy)), _BLOCK),
            read_options=csv.ReadOptions(block_size=_BLOCK),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False, null_values=[""],
                true_values=["t"], false_values=["f"],
            ),
        )  # fmt: skip
        yield _finished(batches.schema.empty_table(), source, columns, given)
        for batch in batches:
            yield _finished(batch, source, columns, given)
            given += batch.num_rows


def _selected(column: _Column) -> Any:
    from psycopg import sql

    name = sql.Identifier(column.name)
    if column.kind in _MOMENTS:
        return sql.SQL("NULLIF({}, 'infinity') AT TIME ZONE {} AS {}").format(name, sql.Literal(_ZONE), name)
    if column.kind in ("date", "timestamp"):
        return sql.SQL("NULLIF({}, 'infinity') AS {}").format(name, name)  # an end that never comes is none
    return name


def _order(source: PostgresTable, columns: Sequence[_Column]) -> Any:
    """Return the order of rows that are to be numbered: by everything in them, so that it is the same each time."""
    from psycopg import sql

    if not _adds_row(source, columns):
        return sql.SQL("")
    return sql.SQL(" ORDER BY ") + sql.SQL(", ").join(sql.Literal(place + 1) for place in range(len(columns)))


def _adds_row(source: PostgresTable, columns: Sequence[_Column]) -> bool:
    return bool(source.row) and all(column.name != source.row for column in columns)


def _arrow_kind(column: _Column) -> Any:
    import pyarrow as pa

    whole, moment = dict.fromkeys(_WHOLE, pa.int64()), dict.fromkeys(("timestamp", *_MOMENTS), pa.timestamp("us"))
    fraction = dict.fromkeys(("float4", "float8"), pa.float64())
    return (whole | moment | fraction | {"date": pa.date32(), "bool": pa.bool_()}).get(column.kind, pa.string())


def _finished(batch: Any, source: PostgresTable, columns: Sequence[_Column], given: int) -> Any:
    """Return a batch as a table with ids made numbers, and its rows numbered from `given` + 1."""
    import pyarrow as pa

    made = {column.name: batch.column(column.name) for column in columns}
    for column in columns:
        if column.name in source.persons:
            _refuse_personal(made[column.name], column, source)
        if column.numbered:
            made[column.name] = _numbered(made[column.name], source.numbers)
    if _adds_row(source, columns):
        made[source.row] = pa.array(range(given + 1, given + 1 + batch.num_rows), pa.int64())
    return pa.table(made)


def _refuse_personal(cells: Any, column: _Column, source: PostgresTable) -> None:
    if any(personal_number(str(word)) for word in cells.unique().to_pylist() if word is not None):
        said = Text(sv="Kolumnen ser ut att hålla personnummer.", en="The column looks like personal identity numbers.")
        mend = Text(
            sv="Läs en vy där de är ersatta av löpnummer: utfall import gör det med en nyckel som hålls för sig.",
            en="Read a view where serial numbers replace them: utfall import does so with a key that is kept apart.",
        )
        raise InputError(Fault("personal-number", said, mend, Place(source.name, column.name)))


def _numbered(cells: Any, numbers: dict[str, int]) -> Any:
    import pyarrow as pa

    coded = cells.dictionary_encode()
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    words = [numbers.setdefault(word, len(numbers) + 1) for word in coded.dictionary.to_pylist()]
    return pa.array(words, pa.int64()).take(coded.indices)


class _Blocks(io.RawIOBase):
    """The blocks of a copy as a file that is read once."""

    def __init__(self, blocks: Iterator[Any]) -> None:
        self._blocks = blocks
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._left = bytes(block)
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _fault(code: str, source: PostgresTable, sv: str, en: str) -> Fault:
    said = Text(sv=f"Tabellen {source.name} {sv}.", en=f"The table {source.name} {en}.")
    if code == "database-silent":
        said = Text(
            sv=f"Databasen med {source.name} svarar inte.", en=f"The database of {source.name} does not answer."
        )
    mend = Text(sv="Kontrollera adress, rättigheter och namn.", en="Check address, rights and name.")
    return Fault(code, said, mend, Place(field=source.name))
