# SPDX-License-Identifier: Apache-2.0
"""Column names held against what a table needs: each has one, and no two are alike."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.errors import Fault, Place
from utfall.core.text import Text


def header_faults(names: Sequence[str], file: str, *, used: Sequence[bool]) -> list[Fault]:
    """Return every fault of a header.

    Parameters
    ----------
    used
        Whether the column below each name has any value: an unnamed column without values is no fault.
    """
    faults = [_empty(position, file) for position, name in enumerate(names, start=1) if not name and used[position - 1]]
    seen: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        if name and name in seen:
            faults.append(_duplicate(name, seen[name], position, file))
        seen.setdefault(name, position)
    named = [name for name in names if name]
    if named and all(_is_number(name) for name in named):
        faults.append(_missing(file))
    return faults


def _is_number(name: str) -> bool:
    try:
        float(name.replace(",", "."))
    except ValueError:
        return False
    return True


def _empty(position: int, file: str) -> Fault:
    return Fault(
        "header-empty",
        Text(sv=f"Kolumn {position} har värden men ingen rubrik.", en=f"Column {position} has values but no name."),
        Text(sv="Ge kolumnen ett namn på första raden.", en="Give the column a name in the first row."),
        Place(file, row=1, column=position),
    )


def _duplicate(name: str, first: int, position: int, file: str) -> Fault:
    shown = name if len(name) <= 60 else name[:60] + "…"
    return Fault(
        "header-duplicate",
        Text(
            sv=f"Kolumnerna {first} och {position} heter båda ”{shown}”.",
            en=f"Columns {first} and {position} are both named '{shown}'.",
        ),
        Text(sv="Ge kolumnerna olika namn.", en="Name the columns apart."),
        Place(file, row=1, column=position),
    )


def _missing(file: str) -> Fault:
    return Fault(
        "header-missing",
        Text(
            sv="Första raden har bara tal: det ser ut att vara data, inte rubriker.",
            en="The first row has only numbers: it looks like data, not like column names.",
        ),
        Text(sv="Lägg till en rad med kolumnnamn överst.", en="Add a row of column names at the top."),
        Place(file, row=1),
    )
