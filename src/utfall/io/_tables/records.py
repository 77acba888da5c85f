# SPDX-License-Identifier: Apache-2.0
"""How a delimited text is divided: where each record ends and how many cells it has, fast on large files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

CANDIDATES = (";", ",", "\t", "|")
_CHUNK = 1 << 24
_SAMPLE_BYTES = 200_000
_SAMPLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Records:
    """Cells of each record (records,), whether each is blank (records,), and whether a quote stays open."""

    cells: NDArray[np.int64]
    blank: NDArray[np.bool_]
    open_quote: bool


def sample_rows(data: bytes, delimiter: str) -> list[list[str]]:
    """Return the first rows of a UTF-8 text, divided by a delimiter; blank rows left out."""
    size = max(_SAMPLE_BYTES, 2 * data.find(b"\n"))  # a wide header may be longer than any sample
    text = data[:size].decode("utf-8", errors="ignore")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [row for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return []
    # the last row may have been cut by the sample
    return rows[:-1] if len(data) > size and len(rows) > 1 else rows


def detect_delimiter(data: bytes) -> str | None:
    """Return the mark that divides the header and most rows alike; None when none divides the header."""
    best: tuple[float, int] = (0.0, 1)
    found = None
    for candidate in CANDIDATES:
        rows = sample_rows(data, candidate)
        width = len(rows[0]) if rows else 1
        if width < 2:
            continue
        alike = sum(len(row) == width for row in rows) / len(rows)
        if (alike, width) > best:
            best, found = (alike, width), candidate
    return found


def count_cells(data: bytes, delimiter: str) -> Records:
    """Return how a UTF-8 text divides into records. A quote character opens or closes a quoted part.

    One pass over the bytes in chunks: a separator counts where the number of quotes before it is even.
    """
    ends: list[NDArray[np.int64]] = []
    marks: list[NDArray[np.int64]] = []
    inside = False
    for start in range(0, len(data), _CHUNK):
        part = np.frombuffer(data, dtype=np.uint8, count=min(_CHUNK, len(data) - start), offset=start)
        newline, mark = part == ord("\n"), part == ord(delimiter)
        quote = part == ord('"')
        if inside or quote.any():
            within = (np.cumsum(quote, dtype=np.int64) + inside) % 2 == 1
            newline &= ~within
            mark &= ~within
            inside = bool(within[-1])
        ends.append(np.flatnonzero(newline) + start)
        marks.append(np.flatnonzero(mark) + start)
    end = np.concatenate(ends) if ends else np.empty(0, dtype=np.int64)
    if len(data) and (not end.size or end[-1] != len(data) - 1):
        end = np.append(end, len(data))
    before = np.searchsorted(np.concatenate(marks) if marks else np.empty(0), end)
    cells = np.diff(before, prepend=0) + 1
    length = np.diff(end, prepend=-1) - 1
    return Records(cells.astype(np.int64), _blank(data, end, length, cells), inside)


def _blank(
    data: bytes, end: NDArray[np.int64], length: NDArray[np.int64], cells: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which records hold no letter: nothing, or what is left of a Windows line end."""
    blank: NDArray[np.bool_] = np.asarray((length == 0) & (cells == 1))
    for record in np.flatnonzero((length == 1) & (cells == 1)):
        blank[record] = data[end[record] - 1 : end[record]] == b"\r"
    return blank
