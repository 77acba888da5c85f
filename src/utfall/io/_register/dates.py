# SPDX-License-Identifier: Apache-2.0
"""Days out of the cells of an extract, in the forms that the mapping declares and no other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_CLOCK = ("%H", "%I", "%T", "%R")


def days(cells: pl.Series, formats: Sequence[str], *, stated_in: str, counted_in: str) -> tuple[pl.Series, pl.Series]:
    """Return the day of each cell (null: none), and what is wrong with it ("" nothing, "unreadable", "ambiguous").

    Parameters
    ----------
    cells
        Text, dates or times.
    formats
        As of strptime. A cell that two of them read as different days is ambiguous.
    stated_in
        Time zone of clock times that do not say theirs.
    counted_in
        Time zone whose midnight the day changes at.
    """
    import polars as pl

    if cells.dtype == pl.Date:
        return cells.alias("day"), _nothing_wrong(cells)
    if isinstance(cells.dtype, pl.Datetime):
        own = cells if cells.dtype.time_zone else _placed(cells, stated_in)
        return own.dt.convert_time_zone(counted_in).dt.date().alias("day"), _nothing_wrong(cells)
    words = cells.cast(pl.String).str.strip_chars()
    words = words.set(words == "", None)
    found = pl.DataFrame([_read(words, form, stated_in, counted_in).alias(form) for form in dict.fromkeys(formats)])
    low, high = found.min_horizontal(), found.max_horizontal()
    wrong = pl.select(
        pl.when(words.is_null()).then(pl.lit("")).when(low.is_null()).then(pl.lit("unreadable"))
        .when(low != high).then(pl.lit("ambiguous")).otherwise(pl.lit(""))
    ).to_series()  # fmt: skip
    return low.alias("day"), wrong


def _read(words: pl.Series, form: str, stated_in: str, counted_in: str) -> pl.Series:
    import polars as pl

    if "%z" in form:
        plain = words.str.replace(r"[Zz]$", "+00:00")
        return plain.str.to_datetime(form, strict=False, time_zone="UTC").dt.convert_time_zone(counted_in).dt.date()
    if any(sign in form for sign in _CLOCK):
        read = words.str.to_datetime(form, strict=False)
        return _placed(read, stated_in).dt.convert_time_zone(counted_in).dt.date()
    return words.str.to_date(form, strict=False).cast(pl.Date)


def _placed(times: pl.Series, zone: str) -> pl.Series:
    """Return clock times in their zone; in the hour that comes twice in autumn the first is meant."""
    return times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")


def _nothing_wrong(cells: pl.Series) -> pl.Series:
    import polars as pl

    return pl.Series("wrong", [""] * len(cells), dtype=pl.String)
