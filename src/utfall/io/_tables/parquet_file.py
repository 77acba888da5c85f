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
