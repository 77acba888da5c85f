# SPDX-License-Identifier: Apache-2.0
"""CSV files: encoding and delimiter found out, every row held against the header, cells left as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io._tables.ambiguous import refuse_ambiguous
from utfall.io._tables.encoding import to_utf8
from utfall.io._tables.header import header_faults
from utfall.io._tables.records import CANDIDATES, Records, count_cells, detect_delimiter, sample_rows

if TYPE_CHECKING:
    import polars as pl

    from utfall.io.tables import ReadOptions

_FAULTS_SHOWN = 5
_SUSPECTS = (*CANDIDATES, ":", "\\", "~", "^")
_NAMES = {",": Text("komma", "comma"), ";": Text("semikolon", "semicolon"), "\t": Text("tabb", "tab")}


def read_csv(data: bytes, options: ReadOptions, file: str) -> pl.DataFrame:
    """Return a CSV file as a table of text, null where a cell is empty.

    Raises
    ------
    InputError
        When the bytes are no text, the delimiter is wrong, or header and rows do not fit together.
    """
    text = _unix_line_ends(to_utf8(data, options.encoding, file))
    _refuse_separator_line(text, file)
    delimiter = options.delimiter or detect_delimiter(text) or ";"
    rows = sample_rows(text, delimiter)
    header = [name.strip() for name in rows[0]] if rows else []
    if not any(header) or text.startswith((b"\n", b"\r")):
        raise InputError(_no_header(file))
    _refuse_one_column(header, delimiter, stated=options.delimiter is not None, file=file)
    records = count_cells(text, delimiter)
    faults = _ragged(records, len(header), file)
    if faults:
        raise InputError(*faults)
    frame = _finished(_parsed(text, delimiter, len(header), file), header, options, file)
    if options.decimal is None:
        refuse_ambiguous(frame, delimiter, file)
    return frame


def reading_bytes(head: bytes, size: int) -> int:
    """Return about how many bytes of memory reading a CSV takes: 5.5 times its own and 12 for each cell, as measured.

    Parameters
    ----------
    head
        The beginning of the file, from which the number of cells is guessed.
    size
        Bytes of the whole file.
    """
    ends = head.count(b"\n") + max(head.count(mark) for mark in (b",", b";", b"\t", b"|"))
    return int(size * (5.5 + 12 * ends / max(len(head), 1)))


def _unix_line_ends(text: bytes) -> bytes:
    """Return a text whose lines end in a newline also when they ended in a carriage return (old Macintosh exports)."""
    return text.replace(b"\r", b"\n") if b"\r" in text[:100_000] and b"\n" not in text[:100_000] else text


def _parsed(text: bytes, delimiter: str, width: int, file: str) -> pl.DataFrame:
    import polars as pl

    names = [f"column_{position}" for position in range(width)]
    try:
        return pl.read_csv(
            text, separator=delimiter, has_header=True, new_columns=names, infer_schema=False,
            truncate_ragged_lines=True, quote_char='"', raise_if_empty=False,
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        said = Text(sv="Filen går inte att dela i kolumner.", en="The file cannot be divided into columns.")
        mend = Text(
            sv="Kontrollera citattecknen i filen, eller spara om den från Excel.",
            en="Check the quotes in the file, or save it anew from Excel.",
        )
        raise InputError(Fault("csv-damaged", said, mend, Place(file=file))) from None


def _finished(frame: pl.DataFrame, header: list[str], options: ReadOptions, file: str) -> pl.DataFrame:
    import polars as pl

    used = [not frame.get_column(name).is_null().all() for name in frame.columns]
    faults = header_faults(header, file, used=used)
    if faults:
        raise InputError(*faults)
    kept = [position for position, name in enumerate(header) if name]
    frame = frame.select(frame.to_series(position).alias(header[position]) for position in kept)
    frame = drop_empty_end(frame)
    if options.decimal is not None:
        thousands = "." if options.decimal == "," else ","
        mark = "\\" + options.decimal
        grouped = rf"^\s*[-−]?\d{{1,3}}(\{thousands}\d{{3}})+({mark}\d+)?\s*$"
        frame = frame.with_columns(
            pl.when(pl.all().str.contains(grouped))
            .then(pl.all().str.replace_all(thousands, "", literal=True))
            .otherwise(pl.all())
        )
    return frame


def drop_empty_end(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table without the empty rows that exports leave at its end; rows within keep their numbers."""
    import polars as pl

    if frame.height == 0:
        return frame
    filled = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series().to_numpy()
    last = int(np.flatnonzero(filled)[-1]) + 1 if filled.any() else 0
    return frame.head(last)


def _ragged(records: Records, width: int, file: str) -> list[Fault]:
    if records.open_quote:
        said = Text(
            sv="Ett citattecken öppnas på raden men stängs aldrig.",
            en="A quote opens in this row but never closes.",
        )
        mend = Text(
            sv="Ta bort citattecknet, eller skriv det dubbelt inom citattecken.",
            en="Remove the quote, or double it within quotes.",
        )
        return [Fault("quote-open", said, mend, Place(file, row=int(records.cells.size)))]
    wrong = np.flatnonzero((records.cells != width) & ~records.blank)
    faults = [_ragged_fault(int(row) + 1, int(records.cells[row]), width, file) for row in wrong[:_FAULTS_SHOWN]]
    more = len(wrong) - _FAULTS_SHOWN
    if more > 0:
        said = Text(sv=f"Ytterligare {more} rader har samma fel.", en=f"{more} more rows have the same fault.")
        faults.append(Fault("row-ragged", said, _RAGGED_MEND, Place(file)))
    return faults


_RAGGED_MEND = Text(
    sv="Text som innehåller avgränsaren ska stå inom citattecken (\"…\").",
    en="A text that holds the delimiter has to stand in quotes (\"…\").",
)  # fmt: skip


def _ragged_fault(row: int, cells: int, width: int, file: str) -> Fault:
    said = Text(
        sv=f"Raden har {cells} celler men rubrikraden har {width}.",
        en=f"The row has {cells} cells but the header has {width}.",
    )
    return Fault("row-ragged", said, _RAGGED_MEND, Place(file, row=row))


def _refuse_separator_line(text: bytes, file: str) -> None:
    if text[:4].lower() != b"sep=":
        return
    said = Text(
        sv="Första raden (sep=…) är en anvisning till Excel, inte rubriker.",
        en="The first row (sep=…) is an instruction to Excel, not column names.",
    )
    mend = Text(sv="Ta bort första raden.", en="Remove the first row.")
    raise InputError(Fault("separator-line", said, mend, Place(file, row=1)))


def _refuse_one_column(header: list[str], delimiter: str, *, stated: bool, file: str) -> None:
    if len(header) > 1:
        return
    inside = [mark for mark in _SUSPECTS if mark in header[0] and mark != delimiter]
    if not inside:
        return
    found = _NAMES.get(inside[0], Text.same(inside[0]))
    asked = _NAMES.get(delimiter, Text.same(delimiter))
    said = Text(
        sv=f"Bara en kolumn hittades, men rubrikraden innehåller {found.sv} (”{inside[0]}”).",
        en=f"Only one column was found, but the header holds a {found.en} ('{inside[0]}').",
    )
    mend = Text(
        sv=f"Ta bort delimiter ({asked.sv}) så känns avgränsaren av.",
        en=f"Remove delimiter ({asked.en}) and it is found out.",
    ) if stated else Text(
        sv="Spara filen med komma, semikolon eller tabb mellan kolumnerna.",
        en="Save the file with comma, semicolon or tab between the columns.",
    )  # fmt: skip
    raise InputError(Fault("delimiter-wrong", said, mend, Place(file, row=1)))


def _no_header(file: str) -> Fault:
    said = Text(sv="Filen har ingen rad med kolumnnamn.", en="The file has no row of column names.")
    mend = Text(sv="Lägg kolumnnamnen på första raden.", en="Put the column names in the first row.")
    return Fault("header-missing", said, mend, Place(file, row=1))
