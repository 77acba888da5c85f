# SPDX-License-Identifier: Apache-2.0
"""Where a table comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text


@dataclass(frozen=True, slots=True)
class Parquet:
    """Parquet files, or a folder of them; `hive` reads columns out of folder names (year=2024/area=0180/…)."""

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
    """A table of a PostgreSQL database; `dsn` as libpq reads it."""

    dsn: str
    table: str
    schema: str = "public"


Source = Parquet | Csv | InMemory | PostgresTable


def source_of(given: Any) -> Source:
    """Return the source that a path or a table stands for; a folder is Hive-partitioned Parquet.

    Raises
    ------
    InputError
        When a path leads nowhere or to a kind of file that no engine reads.
    """
    if isinstance(given, Parquet | Csv | InMemory | PostgresTable):
        return given
    if not isinstance(given, str | Path):
        return InMemory(given)
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
