# SPDX-License-Identifier: Apache-2.0
"""Where a table comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text


@dataclass(frozen=True, slots=True)
class Parquet:
    """Parquet files, or a folder of them; `hive` reads columns (text) out of folder names (year=2024/area=0180/…)."""

    paths: tuple[str, ...]
    hive: bool = False


@dataclass(frozen=True, slots=True)
class Csv:
    """UTF-8 CSV files with a header. Every cell is read as text: types are declared, never guessed."""

    paths: tuple[str, ...]
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class InMemory:
    """A table in this process: polars, pandas, Arrow or anything else that gives Arrow."""

    data: Any


@dataclass(frozen=True, slots=True)
class PostgresTable:
    """A table or view of a PostgreSQL database.

    Parameters
    ----------
    dsn
        As libpq reads it. A password is best left to ~/.pgpass or PGPASSWORD.
    columns, optional
        The only columns that are read, and those that are read when they are there; () of both reads all.
    persons
        Columns of persons' ids. Whole numbers are kept; words become whole numbers by `numbers`, and what looks like
        a personal identity number is refused.
    numbers
        Numbers given so far, by id: share it between tables of the same persons.
    row
        A column to number the rows in, in the order of all columns; "" adds none.
    """

    dsn: str
    table: str
    schema: str = "public"
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    numbers: dict[str, int] = field(default_factory=dict)
    row: str = ""

    @property
    def name(self) -> str:
        """Schema and table: what may be shown. The address may hold a password."""
        return f"{self.schema}.{self.table}"


_POSTGRES = ("postgresql://", "postgres://")
Source = Parquet | Csv | InMemory | PostgresTable


def source_of(given: Any) -> Source:
    """Return the source that a path, an address or a table stands for; a folder is Hive-partitioned Parquet.

    Raises
    ------
    InputError
        When a path leads nowhere or to a kind of file that no engine reads, or an address names no table.
    """
    if isinstance(given, Parquet | Csv | InMemory | PostgresTable):
        return given
    if not isinstance(given, str | Path):
        return InMemory(given)
    if is_postgres(str(given)):
        return postgres_table(str(given))
    path = Path(given)
    if not path.exists():
        said = Text(sv="Filen finns inte.", en="The file does not exist.")
        mend = Text(sv="Kontrollera sökvägen.", en="Check the path.")
        raise InputError(Fault("file-missing", said, mend, Place(file=str(given))))
    if path.is_dir():
        return Parquet((str(path),), hive=True)
    if path.suffix.lower() in (".parquet", ".pq"):
        return Parquet((str(path),))
    if path.suffix.lower() == ".csv":
        return Csv((str(path),))
    said = Text(sv="Det här slaget av fil läser ingen motor.", en="No engine reads this kind of file.")
    mend = Text(sv="Ge Parquet eller CSV.", en="Give Parquet or CSV.")
    raise InputError(Fault("format-unsupported", said, mend, Place(file=path.name)))


def is_postgres(given: str) -> bool:
    """Tell whether a text is the address of a PostgreSQL database."""
    return given.startswith(_POSTGRES)


def postgres_table(address: str) -> PostgresTable:
    """Return the table of an address: postgresql://host/database#schema.table, or #table in the schema public.

    Raises
    ------
    InputError
        When the address names no table. It is not repeated: it may hold a password.
    """
    dsn, _, named = address.partition("#")
    schema, _, table = named.rpartition(".")
    if not table:
        said = Text(sv="Adressen säger inte vilken tabell.", en="The address does not say which table.")
        mend = Text(
            sv="Skriv postgresql://värd/databas#schema.tabell.", en="Write postgresql://host/database#schema.table."
        )
        raise InputError(Fault("table-unnamed", said, mend, Place(field="postgresql://")))
    return PostgresTable(dsn, table, schema or "public")
