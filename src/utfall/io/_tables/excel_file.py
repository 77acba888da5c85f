# SPDX-License-Identifier: Apache-2.0
"""Excel files: one sheet, its first row as header, formulas by their stored value."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.io._tables.header import header_faults
from utfall.io._tables.merged import refuse_merged
from utfall.io._tables.parquet_file import damaged

if TYPE_CHECKING:
    import polars as pl

    from utfall.io.tables import ReadOptions

_FAULTS_SHOWN = 5
Rows = list[tuple[Any, ...]]


def read_excel(path: Path, options: ReadOptions, file: str) -> pl.DataFrame:
    """Return a sheet of an Excel file as a table.

    Raises
    ------
    InputError
        When the file is damaged, the sheet is missing or empty, the header has faults, or a formula has no
        stored value.
    """
    _refuse_bomb(path, options.largest, file)
    with _workbook(path, file, stored=True) as book:
        sheet = _sheet_name(book, options.sheet, file)
        rows = _rows(book[sheet])
        refuse_merged(path, book[sheet], rows, file)
        others = [str(other.title) for other in book.worksheets if other.title != sheet]
    if not rows or (len(rows) == 1 and others):
        raise InputError(_empty(sheet, others, file))
    header, body = [_name(cell) for cell in rows[0]], rows[1:]
    width = max(len(header), max((len(row) for row in body), default=0))
    header += [""] * (width - len(header))
    columns = [[row[k] if k < len(row) else None for row in body] for k in range(width)]
    if any(cell is None for column in columns for cell in column):
        _refuse_unstored(path, sheet, rows, file)
    faults = header_faults(header, file, used=[any(c is not None for c in column) for column in columns])
    if faults:
        raise InputError(*faults)
    return _frame(header, columns)


@contextmanager
def _workbook(path: Path, file: str, *, stored: bool) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts of the file that no cell depends on
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=stored, keep_links=False)
        except Exception:  # noqa: BLE001 - the package raises whatever its parts meet in a damaged file
            raise InputError(damaged(file, "Excel")) from None
        try:
            yield book
        finally:
            book.close()


def _refuse_bomb(path: Path, largest: int, file: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError):
        raise InputError(damaged(file, "Excel")) from None
    if size > largest:
        said = Text(
            sv=f"Filen blir {size / 1e6:.0f} MB uppackad; högst {largest / 1e6:.0f} MB läses.",
            en=f"The file is {size / 1e6:.0f} MB unpacked; at most {largest / 1e6:.0f} MB is read.",
        )
        mend = Text(sv="Spara bladet som CSV.", en="Save the sheet as CSV.")
        raise InputError(Fault("file-too-large", said, mend, Place(file=file)))


def _sheet_name(book: Any, wanted: str | None, file: str) -> str:
    names = [sheet.title for sheet in book.worksheets]
    if wanted is None:
        if names:
            return str(names[0])
        raise InputError(damaged(file, "Excel"))
    if wanted in names:
        return wanted
    said = Text(sv=f"Bladet ”{wanted[:60]}” finns inte.", en=f"There is no sheet '{wanted[:60]}'.")
    raise InputError(Fault("sheet-unknown", said, suggestion(wanted, names), Place(file, "sheet")))


def _rows(sheet: Any) -> Rows:
    """Return the rows of a sheet, without the empty ones at its end."""
    sheet.reset_dimensions()
    try:
        rows = [tuple(_cell(value) for value in row) for row in sheet.iter_rows(values_only=True)]
    except Exception:  # noqa: BLE001 - as above: the rows are parsed here, not when the file is opened
        raise InputError(damaged(str(sheet.title), "Excel")) from None
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else value


def _name(cell: Any) -> str:
    return "" if cell is None else str(cell).strip()


def _frame(header: list[str], columns: list[list[Any]]) -> pl.DataFrame:
    import polars as pl

    return pl.DataFrame([_series(name, column) for name, column in zip(header, columns, strict=True) if name])


def _series(name: str, column: list[Any]) -> pl.Series:
    import polars as pl

    kinds = {type(value) for value in column if value is not None}
    if kinds <= {int, float}:
        return pl.Series(name, [None if v is None else float(v) for v in column], dtype=pl.Float64)
    if kinds == {bool}:
        return pl.Series(name, column, dtype=pl.Boolean)
    return pl.Series(name, [None if v is None else _as_text(v) for v in column], dtype=pl.String)


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _refuse_unstored(path: Path, sheet: str, rows: Rows, file: str) -> None:
    """Raise when an empty cell is a formula whose value was never stored (files made by a program)."""
    faults: list[Fault] = []
    with _workbook(path, file, stored=False) as book:
        for number, (row, raw) in enumerate(zip_longest(rows, _rows(book[sheet]), fillvalue=()), start=1):
            for column, cell in enumerate(raw, start=1):
                value = row[column - 1] if column <= len(row) else None
                if value is None and isinstance(cell, str) and cell.startswith("="):
                    faults.append(_unstored(number, column, file))
    if faults:
        raise InputError(*faults[:_FAULTS_SHOWN])


def _unstored(row: int, column: int, file: str) -> Fault:
    return Fault(
        "formula-unstored",
        Text(sv="Cellen är en formel utan uträknat värde.", en="The cell is a formula without a computed value."),
        Text(
            sv="Öppna filen i Excel eller LibreOffice, spara den och försök igen.",
            en="Open the file in Excel or LibreOffice, save it and try again.",
        ),
        Place(file, row=row, column=column),
    )


def _empty(sheet: str, others: list[str], file: str) -> Fault:
    names = ", ".join(others[:_FAULTS_SHOWN]) + (" …" if len(others) > _FAULTS_SHOWN else "")
    elsewhere = Text(
        sv=f"Filen har också bladen {names}. Lägg det som har data först, eller ange det med sheet (--sheet, eller i "
        "satsningsfilen).",
        en=f"The file also has the sheets {names}. Put the one with data first, or name it with sheet (--sheet, or "
        "in the initiative file).",
    )
    exported = Text(sv="Kontrollera att exporten lyckades.", en="Check that the export succeeded.")
    return Fault(
        "sheet-empty",
        Text(sv=f"Bladet ”{sheet}” har inga rader med data.", en=f"The sheet '{sheet}' has no rows of data."),
        elsewhere if others else exported,
        Place(file, "sheet"),
    )
