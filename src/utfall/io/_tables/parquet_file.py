# SPDX-License-Identifier: Apache-2.0
"""Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

if TYPE_CHECKING:
    import polars as pl


def read_parquet(path: Path, file: str) -> pl.DataFrame:
    """Return a Parquet file as a table.

    Raises
    ------
    InputError
        When the file is damaged or something else.
    """
    import polars as pl

    try:
        return pl.read_parquet(path, glob=False)
    except (pl.exceptions.PolarsError, OSError):
        raise InputError(damaged(file, "Parquet")) from None


def reading_bytes(path: Path) -> int:
    """Return about how many bytes of memory a Parquet file takes when it is read; 0 when it cannot be told.

    By its own count of rows: 12 bytes for a number or a date, 160 for a text, as measured.
    """
    import polars as pl

    try:
        lazy = pl.scan_parquet(path, glob=False)
        kinds = lazy.collect_schema().dtypes()
        rows = int(lazy.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        return 0  # damaged: reading it says so
    return rows * sum(12 if kind.is_numeric() or kind.is_temporal() or kind == pl.Boolean else 160 for kind in kinds)


def damaged(file: str, kind: str) -> Fault:
    """Return the fault of a file that is not what its ending says, or is cut short."""
    return Fault(
        "file-damaged",
        Text(
            sv=f"Filen går inte att läsa som {kind}: den är skadad, låst med lösenord eller något annat.",
            en=f"The file cannot be read as {kind}: it is damaged, locked by a password or something else.",
        ),
        Text(sv="Spara om den och försök igen.", en="Save it anew and try again."),
        Place(file=file),
    )
