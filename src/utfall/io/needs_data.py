# SPDX-License-Identifier: Apache-2.0
"""The rows of a needs analysis: a small file read and typed here, a Parquet extract left for the engine to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from utfall.core.errors import Fault, InputError, Place, personal_number, suggestion
from utfall.core.frame import Columns
from utfall.core.initiative import InputFile
from utfall.core.text import Text
from utfall.io.imported import person_years
from utfall.io.needs_file import NeedsFile
from utfall.io.tables import PARQUET_ENDINGS, ReadOptions, read_table, sha256_of
from utfall.needs.definitions import NeedsPlan

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class NeedsRows:
    """Where the rows are: a typed table (`frame`), or the path of Parquet or address of a table that the engine reads.

    Parameters
    ----------
    input
        Name, SHA-256 and rows; of a folder the SHA-256 is "" and the engine counts the rows.
    """

    frame: pl.DataFrame | None
    path: str
    input: InputFile


def read_rows(file: NeedsFile) -> NeedsRows:
    """Return the rows that a needs file names.

    Raises
    ------
    InputError
        When the file is missing or damaged, a column is missing, a cell is not a whole number where one is needed, or a
        column holds what looks like personal identity numbers.
    """
    where = file.data
    if file.address:
        table_name = file.address.partition("#")[2]
        return NeedsRows(None, file.address, InputFile(file=table_name, sha256="", rows=0))
    if file.imported:
        frame = person_years(where, file.years)
        told = InputFile(
            file=f"{where.name}/manifest.json", sha256=sha256_of(where / "manifest.json"), rows=frame.height
        )
        return NeedsRows(typed_rows(frame, file.plan, file=where.name), "", told)
    if where.is_dir():
        return NeedsRows(None, str(where), InputFile(file=where.name, sha256="", rows=0))
    if where.suffix.lower() in PARQUET_ENDINGS and where.is_file():
        return NeedsRows(None, str(where), InputFile(file=where.name, sha256=sha256_of(where), rows=0))
    table = read_table(where, options=ReadOptions(sheet=file.sheet))
    return NeedsRows(typed_rows(table.frame, file.plan, file=where.name), "", table.input)


def typed_rows(frame: pl.DataFrame, plan: NeedsPlan, *, file: str = "") -> pl.DataFrame:
    """Return the columns that the plan reads: whole numbers as int64, the rest as text, the person as a number.

    The ids of persons are replaced by the order in which they come: no engine sees them.
    """
    import polars as pl

    columns = Columns(frame, file=file)
    _require(columns, plan, file)
    scales = _scales(plan, file)
    whole = set(plan.whole_numbers)
    found: dict[str, pl.Series] = {}
    for name in plan.columns:
        if name in whole:
            found[name] = _whole(columns, name, scales.get(name, 1), file)
        else:
            words = columns.words(name)
            _require_no_personal(np.unique(words), name, file)
            found[name] = pl.Series(name, words.tolist()).replace("", None)
    if plan.person:
        found[plan.person] = _person(columns, plan.person, file)
    return pl.DataFrame(found)


def _require(columns: Columns, plan: NeedsPlan, file: str) -> None:
    wanted = [*plan.columns, *([plan.person] if plan.person else [])]
    faults = [
        Fault("column-unknown", Text(sv=f"Kolumnen ”{name}” finns inte.", en=f"There is no column '{name}'."),
              suggestion(name, columns.names), Place(file, name))
        for name in wanted if name not in columns.names
    ]  # fmt: skip
    if faults:
        raise InputError(*faults)


def _scales(plan: NeedsPlan, file: str) -> dict[str, int]:
    found: dict[str, int] = {}
    limited = {condition.column for condition in plan.conditions} | {d.column for d in plan.dimensions}
    for it in plan.indicators:
        if it.count and (found.setdefault(it.count, it.scale) != it.scale or (it.scale > 1 and it.count in limited)):
            said = Text(
                sv=f"Kolumnen {it.count} används med olika scale.",
                en=f"The column {it.count} is used with different scale.",
            )
            mend = Text(sv="Ge den samma scale överallt, eller kopiera kolumnen.",
                        en="Give it the same scale everywhere, or copy the column.")  # fmt: skip
            raise InputError(Fault("scale-differs", said, mend, Place(file, it.count)))
    return found


def _whole(columns: Columns, name: str, scale: int, file: str) -> pl.Series:
    import polars as pl

    values = columns.number(name) * scale
    near = np.round(values)
    parts = np.flatnonzero(~np.isnan(values) & (np.abs(values - near) > 1e-6 * np.maximum(1.0, np.abs(values))))
    if parts.size:
        said = Text(sv="Cellen är inte ett helt tal.", en="The cell is not a whole number.")
        mend = Text(
            sv="Rätta cellen, eller ange scale (100: kronor med ören) i indikatorn.",
            en="Mend the cell, or state scale (100: kronor with öre) in the indicator.",
        )
        raise InputError(Fault("values-not-whole", said, mend, Place(file, name, int(parts[0]) + columns.first_row)))
    return pl.Series(name, [None if np.isnan(v) else int(v) for v in near], dtype=pl.Int64)


def _person(columns: Columns, name: str, file: str) -> pl.Series:
    import polars as pl

    labels = columns.labels(name)
    _require_no_personal(labels.names, name, file)
    missing = np.flatnonzero(labels.codes < 0)
    if missing.size:
        said = Text(
            sv="Raden säger inte vilken person den gäller.", en="The row does not say which person it is about."
        )
        mend = Text(sv="Fyll i id:t, eller ta bort raden.", en="Fill in the id, or leave the row out.")
        raise InputError(Fault("person-missing", said, mend, Place(file, name, int(missing[0]) + columns.first_row)))
    return pl.Series(name, labels.codes, dtype=pl.Int64)


def _require_no_personal(words: Iterable[str], name: str, file: str) -> None:
    if any(personal_number(str(word)) for word in words):
        said = Text(sv="Kolumnen ser ut att hålla personnummer.", en="The column looks like personal identity numbers.")
        mend = Text(
            sv="Ersätt dem med löpnummer först: utfall import gör det med en nyckel som hålls för sig.",
            en="Replace them with serial numbers first: utfall import does so with a key that is kept apart.",
        )
        raise InputError(Fault("personal-number", said, mend, Place(file, name)))


def data_name(path: str | Path) -> str:
    """Return the name of a source in messages."""
    return Path(path).name
