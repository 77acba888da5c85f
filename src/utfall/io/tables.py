# SPDX-License-Identifier: Apache-2.0
"""Data files read into tables: CSV as it is written in Sweden, Excel and Parquet, with where they came from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from utfall.core.errors import Fault, InputError, Place
from utfall.core.initiative import InputFile
from utfall.core.text import Text
from utfall.io._tables.opening import require_file
from utfall.io._tables.whole import load_whole
from utfall.io.memory import refuse_reading, refuse_starting

if TYPE_CHECKING:
    import polars as pl

CSV_ENDINGS = (".csv", ".txt", ".tsv")
EXCEL_ENDINGS = (".xlsx", ".xlsm")
PARQUET_ENDINGS = (".parquet", ".pq")
DEFAULT_LARGEST = 2_000_000_000
_HEAD = 65_536  # bytes from which the number of cells of a CSV is guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file is written; None: found out from the file.

    Parameters
    ----------
    delimiter
        What separates the cells of a CSV row: comma, semicolon, tab or |.
    decimal
        The decimal mark. Only needed when numbers have separators between thousands: stated, "." or "," as the
        other mark is taken as a separator of thousands.
    encoding
        "utf-8", "windows-1252" or "utf-16".
    sheet
        Sheet of an Excel file; None: the first one.
    largest
        Bytes that a file may have.
    """

    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    largest: int = DEFAULT_LARGEST


DEFAULTS = ReadOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data table and the file that it came from.

    Parameters
    ----------
    frame
        Cells of a CSV are text, as written (codes keep their leading zeros); `core.frame.Columns` reads
        numbers out of them. Cells of Excel and Parquet have the type of their column.
    input
        Name, SHA-256 of the bytes, and number of rows.
    """

    frame: pl.DataFrame
    input: InputFile


def read_table(path: str | Path, *, options: ReadOptions = DEFAULTS, name: str | None = None) -> Table:
    """Return the table of a file, by its ending: .csv .txt .tsv, .xlsx .xlsm, .parquet.

    Parameters
    ----------
    name
        Name of the file in messages and provenance; the file's own name when None.

    Raises
    ------
    InputError
        When the file is missing, too large (for the memory that is free, too), of another kind or damaged, or when
        its rows do not fit its header: with file, row and mend.
    """
    where = Path(path)
    shown = name or where.name
    require_file(where, endings=(*CSV_ENDINGS, *EXCEL_ENDINGS, *PARQUET_ENDINGS), largest=options.largest)
    ending = where.suffix.lower()
    refuse_starting(shown)
    load_whole("polars")
    if options.sheet is not None and ending not in EXCEL_ENDINGS:
        raise InputError(_no_sheets(options.sheet, shown))
    if ending in CSV_ENDINGS:
        from utfall.io._tables.csv_file import read_csv, reading_bytes

        refuse_reading(reading_bytes(_head(where), where.stat().st_size), shown)
        data = where.read_bytes()
        frame, digest = read_csv(data, options, shown), hashlib.sha256(data).hexdigest()
    elif ending in EXCEL_ENDINGS:
        from utfall.io._tables.excel_file import read_excel

        frame, digest = read_excel(where, options, shown), sha256_of(where)
    elif ending in PARQUET_ENDINGS:
        from utfall.io._tables import parquet_file
        from utfall.io._tables.parquet_file import read_parquet

        refuse_reading(parquet_file.reading_bytes(where), shown)
        frame, digest = read_parquet(where, shown), sha256_of(where)
    else:
        raise InputError(_unsupported(ending, shown))
    if frame.height == 0:
        raise InputError(_no_rows(shown))
    from utfall.io._tables.totals import refuse_totals_row

    refuse_totals_row(frame, shown)
    return Table(frame=frame, input=InputFile(file=shown, sha256=digest, rows=frame.height))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_sheets(sheet: str, name: str) -> Fault:
    return Fault(
        "sheet-of-no-workbook",
        Text(
            sv=f"Bladet ”{sheet[:60]}” är angivet, men bara Excelfiler har blad.",
            en=f"The sheet '{sheet[:60]}' is stated, but only Excel files have sheets.",
        ),
        Text(sv="Ta bort sheet, eller ange Excelfilen.", en="Remove sheet, or name the Excel file."),
        Place(name, "sheet"),
    )


_OTHERS = {
    ".xls": "Excel 97–2003", ".sav": "SPSS", ".por": "SPSS", ".dta": "Stata", ".sas7bdat": "SAS", ".rds": "R",
    ".rda": "R", ".ods": "OpenDocument", ".json": "JSON", ".pdf": "PDF", ".docx": "Word", ".xlsb": "Excel",
}  # fmt: skip


def _unsupported(ending: str, name: str) -> Fault:
    kind = _OTHERS.get(ending)
    shown = Text.same(f"{kind} ({ending})" if kind else ending[:20])
    if not ending:
        shown = Text(sv="utan ändelse", en="without an ending")
    said = Text(sv=f"Filer av slaget {shown.sv} läses inte.", en=f"Files of the kind {shown.en} are not read.")
    mend = Text(
        sv="Spara filen som CSV, Excel (.xlsx) eller Parquet, och ange den i stället.",
        en="Save the file as CSV, Excel (.xlsx) or Parquet, and name that one instead.",
    )
    return Fault("format-unsupported", said, mend, Place(file=name))


def _no_rows(name: str) -> Fault:
    return Fault(
        "table-empty",
        Text(sv="Filen har rubriker men inga rader.", en="The file has a header but no rows."),
        Text(sv="Kontrollera att exporten lyckades.", en="Check that the export succeeded."),
        Place(file=name),
    )
