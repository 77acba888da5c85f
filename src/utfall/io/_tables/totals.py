# SPDX-License-Identifier: Apache-2.0
"""A row of totals at the end of a sheet is no person: it is refused before it is counted as one."""

from __future__ import annotations

import polars as pl

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text

_WORDS = frozenset(
    {"summa", "summor", "totalt", "total", "totalsumma", "medel", "medelvärde", "genomsnitt", "sum", "totals", "mean",
     "average", "grand total"}
)  # fmt: skip
_LAST = 3


def refuse_totals_row(frame: pl.DataFrame, name: str, *, first_row: int = 2) -> None:
    """Raise InputError when one of the last three rows is headed by a word such as Summa or Medel.

    A word that also stands further up in the same column is a category, and no heading.
    """
    for column in frame.columns:
        series = frame.get_column(column)
        if series.dtype != pl.String:
            continue
        folded = series.fill_null("").str.strip_chars().str.strip_chars_end(":").str.to_lowercase()
        start = max(frame.height - _LAST, 0)
        above = set(folded[:start].unique().to_list()) & _WORDS
        for place, word in enumerate(folded[start:].to_list(), start=start):
            if word in _WORDS and word not in above:
                raise InputError(_fault(name, column, place + first_row, str(series[place])))


def _fault(name: str, column: str, row: int, word: str) -> Fault:
    return Fault(
        "totals-row",
        Text(
            sv=f"Raden ser ut att vara en summering (”{word.strip()}”), inte en person.",
            en=f"The row seems to be a summary ('{word.strip()}'), not a person.",
        ),
        Text(
            sv="Ta bort summeringsrader: varje rad ska vara en person (eller en person och tidpunkt).",
            en="Remove rows of totals: every row should be a person (or a person and a time).",
        ),
        Place(name, column, row),
    )
