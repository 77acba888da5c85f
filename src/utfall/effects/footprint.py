# SPDX-License-Identifier: Apache-2.0
"""About how much memory an estimate takes, so that what cannot fit is refused before it is begun."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from utfall.core.designs import Design, RandomisedTrial

_CELL: Final = 8  # bytes of a number
_WORD: Final = 150  # bytes of an id or a cluster while it is read as text
# Copies of each number that an estimate holds at its peak, measured at 400,000 rows; regressions hold most.
_COPIES: dict[str, float] = {"matching": 5.5, "weighting": 6.0, "doubly_robust": 7.0, "rct": 6.0}
_OTHERWISE: Final = 10.0
_ADJUSTED: Final = 14.0
_NAMES = ("treatment", "time", "before", "running", "cohort", "start", "weights")
_LISTS = ("covariates", "exact", "strata")


def working_bytes(design: Design, rows: int) -> int:
    """Return about how many bytes an estimate by `design` on so many rows takes beside the table itself.

    The copies of each named column that the method makes, and the text of ids and clusters. Measured peaks lie between
    half of it and all of it.
    """
    stated = {field.name: getattr(design, field.name) for field in fields(design)}
    columns = 1 + sum(bool(stated.get(name)) for name in _NAMES)
    columns += sum(len(stated.get(name) or ()) for name in _LISTS)
    words = sum(bool(stated.get(name)) for name in ("id", "cluster"))
    copies = _COPIES.get(design.kind, _OTHERWISE)
    if isinstance(design, RandomisedTrial) and design.adjust and design.covariates:
        copies = _ADJUSTED
    elif isinstance(design, RandomisedTrial) and not design.covariates:
        words += 1  # the other columns of the table are read, one at a time, to see whether the lottery shows in them
    return int(rows * (_CELL * copies * columns + _WORD * words))


def column_bytes(rows: int) -> int:
    """Return the bytes of a column of numbers."""
    return _CELL * rows


def word_bytes(rows: int) -> int:
    """Return about how many bytes a column takes while it is read as text."""
    return _WORD * rows
