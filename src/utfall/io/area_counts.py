# SPDX-License-Identifier: Apache-2.0
"""A data file with one row per area: how many, and of how many."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.text import Text
from utfall.io.tables import read_table

_MOST_FAULTS = 10


@dataclass(frozen=True, slots=True)
class AreaCounts:
    """Persons by area code; `of` None when nothing to divide by was named."""

    counts: dict[str, int]
    of: dict[str, int] | None
    file: str
    sha256: str


def read_area_counts(path: str | Path, *, code: str, count: str, of: str | None = None) -> AreaCounts:
    """Return the counts of a file.

    Parameters
    ----------
    code, count, of
        Columns with area code, persons counted, and all persons.

    Raises
    ------
    InputError
        When a column is missing, a code is empty or there twice, or a cell is no whole number of persons or more than
        what it is of.
    """
    table = read_table(path)
    columns = Columns(table.frame, file=table.input.file)
    codes = [str(word).strip() for word in columns.words(code)]
    numbers = [columns.number(name) for name in (count, of) if name is not None]
    faults: list[Fault] = []
    seen: set[str] = set()
    for row, word in enumerate(codes):
        place = Place(table.input.file, code, row + 2)
        if not word or word in seen:
            faults.append(_code_fault(empty=not word, place=place))
        seen.add(word)
    for name, values in zip((count, of), numbers, strict=False):
        wrong = ~(np.isfinite(values) & (values >= 0) & (values == np.floor(values)))
        faults += [_count_fault(Place(table.input.file, name or "", int(row) + 2)) for row in np.flatnonzero(wrong)]
    if len(numbers) == 2:
        more = np.flatnonzero(numbers[0] > numbers[1])
        faults += [_more_fault(Place(table.input.file, count, int(row) + 2)) for row in more]
    if faults:
        raise InputError(*faults[:_MOST_FAULTS])
    found = [dict(zip(codes, values.astype(int).tolist(), strict=True)) for values in numbers]
    return AreaCounts(found[0], found[1] if len(found) == 2 else None, table.input.file, table.input.sha256)


def _code_fault(*, empty: bool, place: Place) -> Fault:
    said = Text(sv="Områdeskoden saknas.", en="The area code is missing.") if empty else Text(
        sv="Området finns redan på en rad ovanför.", en="The area is in a row above already."
    )  # fmt: skip
    mend = Text(sv="Ha en rad per område.", en="Have one row per area.")
    return Fault("area-code-missing" if empty else "area-twice", said, mend, place)


def _count_fault(place: Place) -> Fault:
    return Fault(
        "count-not-whole",
        Text(sv="Cellen är inget helt antal personer.", en="The cell is no whole number of persons."),
        Text(
            sv="Ange antal, inte andelar; 0 där ingen finns.", en="State numbers, not shares; 0 where there is nobody."
        ),
        place,
    )


def _more_fault(place: Place) -> Fault:
    return Fault(
        "count-more-than-all",
        Text(sv="Antalet är större än alla i området.", en="The number is larger than all in the area."),
        Text(sv="Kontrollera vilken kolumn som är vilken.", en="Check which column is which."),
        place,
    )
