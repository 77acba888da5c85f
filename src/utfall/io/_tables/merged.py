# SPDX-License-Identifier: Apache-2.0
"""Merged cells of an Excel sheet: only the first of them holds a value, so the others would be read as missing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

_RANGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_CHUNK, _OVERLAP = 1 << 20, 200  # bytes read at a time, and kept so that no range is cut in two
_FAULTS_SHOWN = 5


def refuse_merged(path: Path, sheet: Any, rows: list[tuple[Any, ...]], file: str) -> None:
    """Raise InputError when cells of the table are merged: names the first ranges.

    Parameters
    ----------
    sheet
        Sheet of the workbook as it is read row by row, which tells nothing of merged cells: its part of the file does.
    rows
        The table as read, header included; what is merged beside or below it is left alone.
    """
    part = getattr(sheet, "_worksheet_path", "")
    height, width = len(rows), max((len(row) for row in rows), default=0)
    faults = []
    for (first_column, first_row), (last_column, last_row) in _ranges(path, part):
        if first_row > height or first_column > width:
            continue
        name = f"{_letters(first_column)}{first_row}:{_letters(last_column)}{last_row}"
        faults.append(_fault(name, first_row, first_column, file))
    if faults:
        raise InputError(*faults[:_FAULTS_SHOWN])


def _ranges(path: Path, part: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield (column, row) of the first and the last cell of every merged range, once each."""
    seen: set[tuple[bytes, ...]] = set()
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return
        with archive.open(part) as text:
            kept = b""
            while chunk := text.read(_CHUNK):
                kept += chunk
                for found in _RANGE.finditer(kept):
                    if found.groups() not in seen:
                        seen.add(found.groups())
                        left, top, right, bottom = found.groups()
                        yield (_number(left), int(top)), (_number(right), int(bottom))
                kept = kept[-_OVERLAP:]


def _number(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _letters(number: int) -> str:
    """Return the letters of a column from its number."""
    letters = ""
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _fault(name: str, row: int, column: int, file: str) -> Fault:
    return Fault(
        "merged-cells",
        Text(
            sv=f"Cellerna {name} är sammanfogade: bara den första har ett värde, de andra vore tomma.",
            en=f"The cells {name} are merged: only the first holds a value, the others would be empty.",
        ),
        Text(
            sv="Ta bort sammanfogningen i Excel och skriv värdet i varje cell.",
            en="Unmerge them in Excel and write the value in every cell.",
        ),
        Place(file, row=row, column=column),
    )
