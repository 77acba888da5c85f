# SPDX-License-Identifier: Apache-2.0
"""Rows of an extract made into rows of a canonical table; those that cannot be are kept apart with their reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from utfall.io._register.dates import days
from utfall.io._register.ids import sex_and_birth_year

if TYPE_CHECKING:
    import polars as pl

    from utfall.io._register.models import FileSection, ImportSection

FIRST_ROW = 2  # of the data in a file with a header
_SEX = {
    "f": "f", "k": "f", "kvinna": "f", "flicka": "f", "female": "f", "woman": "f", "2": "f",
    "m": "m", "man": "m", "pojke": "m", "male": "m", "1": "m",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What became of one file.

    Kept: `row` (in the file), `id` (as in the source) and the table's own columns. Rejected: `row`, `field`, `reason`.
    """

    kept: pl.DataFrame
    rejected: pl.DataFrame


def episode_rows(frame: pl.DataFrame, file: FileSection, common: ImportSection, codes: Mapping[str, str]) -> Rows:
    """Return rows with kind, state, start_d and end_d (half-open; null: still going on at the censoring date)."""
    import polars as pl

    parts = _base(frame, file).with_columns(
        *_state(frame, file, codes), *_interval(frame, file, common), pl.lit(file.kind or "").alias("kind")
    )
    found = _sorted_out(
        parts,
        [
            (pl.col("id").is_null(), "person", "id-missing"),
            (pl.col("source_code").is_null(), "state", "state-missing"),
            (pl.col("state").is_null(), "state", "code-unknown"),
            *_interval_faults(start_needed=True),
            (pl.struct("id", "kind", "state", "start_d", "end_d").is_first_distinct().not_(), "", "duplicate"),
        ],
    )
    return Rows(found.kept.select("row", "id", "kind", "state", "start_d", "end_d"), found.rejected)


def interval_rows(frame: pl.DataFrame, file: FileSection, common: ImportSection) -> Rows:
    """Return rows with from_d and to_d, and attribute and value when the table has them."""
    import polars as pl

    parts = _base(frame, file).with_columns(*_interval(frame, file, common))
    faults = [(pl.col("id").is_null(), "person", "id-missing"), *_interval_faults(start_needed=True)]
    names = ["row", "id", "from_d", "to_d"]
    if file.table == "person_period":
        parts = parts.with_columns(pl.lit(file.attribute).alias("attribute"), _words(frame, file.value).alias("value"))
        names += ["attribute", "value"]
    found = _sorted_out(parts.rename({"start_d": "from_d", "end_d": "to_d"}), _renamed(faults))
    return Rows(found.kept.select(names), found.rejected)


def person_rows(frame: pl.DataFrame, file: FileSection, common: ImportSection, numbers: Mapping[str, str]) -> Rows:
    """Return rows with sex ("f", "m" or the source's own word), birth_year and area, one per person.

    `numbers` gives the twelve digits of the ids that are personnummer.
    """
    import polars as pl

    parts = _base(frame, file)
    sex = _words(frame, file.sex).str.to_lowercase().replace(_SEX)
    year = _words(frame, file.birth_year).str.slice(0, 4).cast(pl.Int32, strict=False)
    if file.from_id:
        told = [sex_and_birth_year(n) if (n := numbers.get(word or "")) else (None, None) for word in parts["id"]]
        sex = pl.Series([s for s, _ in told], dtype=pl.String)
        year = pl.Series([y for _, y in told], dtype=pl.Int32)
    parts = parts.with_columns(sex.alias("sex"), year.alias("birth_year"), _words(frame, file.area).alias("area"))
    wrong_year = (
        pl.Series([False] * frame.height)
        if file.birth_year is None
        else year.is_null() & _words(frame, file.birth_year).is_not_null()
    )
    found = _sorted_out(
        parts.with_columns(wrong_year.alias("wrong_year")),
        [
            (pl.col("id").is_null(), "person", "id-missing"),
            (pl.col("wrong_year"), "birth_year", "number-unreadable"),
            (pl.struct("id", "sex", "birth_year", "area").is_first_distinct().not_(), "", "duplicate"),
            (pl.col("id").is_first_distinct().not_(), "", "person-conflict"),
        ],
    )
    return Rows(found.kept.select("row", "id", "sex", "birth_year", "area"), found.rejected)


def _base(frame: pl.DataFrame, file: FileSection) -> pl.DataFrame:
    import polars as pl

    rows = pl.int_range(FIRST_ROW, FIRST_ROW + frame.height, dtype=pl.Int64, eager=True).alias("row")
    return pl.DataFrame([rows, _words(frame, file.person).alias("id")])


def _words(frame: pl.DataFrame, column: str | None) -> pl.Series:
    """Return a column as text, null only where it is empty; whole numbers without decimals."""
    import polars as pl

    if column is None:
        return pl.Series("words", [None] * frame.height, dtype=pl.String)
    cells = frame.get_column(column)
    if cells.dtype.is_float():
        whole = (cells == cells.floor()).all()
        cells = cells.cast(pl.Int64) if whole else cells
    words = cells.cast(pl.String).str.strip_chars()
    return pl.select(pl.when(words != "").then(words)).to_series()


def _state(frame: pl.DataFrame, file: FileSection, codes: Mapping[str, str]) -> list[pl.Series]:
    import polars as pl

    if file.state is None:
        source = pl.Series("source_code", [file.state_value] * frame.height, dtype=pl.String)
        return [source, source.alias("state")]
    source = _words(frame, file.state).alias("source_code")
    if not codes:
        return [source, source.alias("state")]
    return [source, source.replace_strict(dict(codes), default=None, return_dtype=pl.String).alias("state")]


def _interval(frame: pl.DataFrame, file: FileSection, common: ImportSection) -> list[pl.Series]:
    """Return start, end and censoring of each row, and what is wrong with the cells."""
    import polars as pl

    formats = file.date_formats or common.date_formats
    found = []
    for name, column in (("start", file.start), ("end", file.end)):
        cells = frame.get_column(column) if column else pl.Series([None] * frame.height, dtype=pl.String)
        day, wrong = days(cells, formats, stated_in=file.time_zone or common.time_zone, counted_in=common.time_zone)
        found += [day.alias(f"{name}_day"), wrong.alias(f"{name}_wrong")]
    start, _, end, _ = found
    censor = datetime.date.fromisoformat(common.censor_date)
    beyond = censor + datetime.timedelta(days=1)
    until = end.dt.offset_by("1d") if common.end_included else end
    until = pl.select(pl.when(until <= beyond).then(until)).to_series()  # an end that is only planned: still going on
    return [*found, start.alias("start_d"), until.alias("end_d"), (start > censor).fill_null(value=False).alias("late")]


def _interval_faults(*, start_needed: bool) -> list[tuple[pl.Expr, str, str]]:
    import polars as pl

    faults = []
    for name in ("start", "end"):
        for wrong in ("unreadable", "ambiguous"):
            faults.append((pl.col(f"{name}_wrong") == wrong, name, f"date-{wrong}"))
    if start_needed:
        faults.append((pl.col("start_d").is_null(), "start", "start-missing"))
    return [
        *faults,
        (pl.col("end_day") < pl.col("start_day"), "end", "end-before-start"),
        (pl.col("end_d") <= pl.col("start_d"), "end", "no-day"),
        (pl.col("late"), "start", "after-censoring"),
    ]


def _renamed(faults: list[tuple[pl.Expr, str, str]]) -> list[tuple[pl.Expr, str, str]]:
    """Return the faults of an interval whose ends are called from_d and to_d."""
    import polars as pl

    own = {"start-missing": pl.col("from_d").is_null(), "no-day": pl.col("to_d") <= pl.col("from_d")}
    return [(own.get(reason, when), field, reason) for when, field, reason in faults]


def _sorted_out(parts: pl.DataFrame, faults: list[tuple[pl.Expr, str, str]]) -> Rows:
    """Return the rows without a fault, and the others with the first of theirs."""
    import polars as pl

    number = pl.lit(-1)
    for place in range(len(faults) - 1, -1, -1):
        number = pl.when(faults[place][0].fill_null(value=False)).then(place).otherwise(number)
    marked = parts.with_columns(number.cast(pl.Int32).alias("fault"))
    bad = marked.filter(pl.col("fault") >= 0)
    rejected = bad.select(
        "row",
        pl.col("fault").replace_strict(dict(enumerate(f for _, f, _ in faults)), return_dtype=pl.String).alias("field"),
        pl.col("fault").replace_strict(dict(enumerate(r for *_, r in faults)), return_dtype=pl.String).alias("reason"),
    )
    return Rows(marked.filter(pl.col("fault") < 0), rejected)
