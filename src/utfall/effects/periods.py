# SPDX-License-Identifier: Apache-2.0
"""Before and after: which rows are which, and one row per unit with both."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Floats, Ints

# Ways of writing whose order is that of the letters: ISO dates, and months and quarters as statistics offices write.
_FORMS = tuple(map(re.compile, (r"\d{4}-\d{2}(-\d{2})?", r"\d{4}M\d{2}", r"\d{4}K[1-4]", r"\d{4}Q[1-4]")))


def in_one_form(words: Iterable[str]) -> bool:
    """Tell whether all words are written in one of the ways whose order can be told."""
    given = [str(word) for word in words]
    return any(all(form.fullmatch(word) for word in given) for form in _FORMS)


def after_start(columns: Columns, time: str, post: str) -> tuple[Bools, Bools]:
    """Return which rows are at `post` or later, and which have no time, both shape (rows,).

    Times are numbers, ISO dates, months (2024M08), quarters (2024K3, 2024Q3), or two words of which `post` is the
    later.

    Raises
    ------
    InputError
        When the order of the times cannot be known.
    """
    words = columns.words(time)
    missing = words == ""
    if columns.is_number(time):
        start = _number(post)
        if start is not None:
            values = columns.number(time)
            return np.nan_to_num(values, nan=-np.inf) >= start, np.isnan(values)
    names = np.unique(words[~missing])
    if len(names) == 2 and post in names:
        return words == post, missing
    if in_one_form([post, *names]):
        return (words >= post) & ~missing, missing
    raise InputError(
        Fault(
            "time-order-unknown",
            Text(
                sv=f"Det går inte att se vilka tidpunkter som är före och efter ”{post}”.",
                en=f"It cannot be told which times are before and after '{post}'.",
            ),
            Text(
                sv="Skriv tidpunkterna som tal (2024), som datum (2024-08-01), som månader (2024M08), som kvartal "
                "(2024K3) eller som två ord.",
                en="Write the times as numbers (2024), as dates (2024-08-01), as months (2024M08), as quarters "
                "(2024Q3) or as two words.",
            ),
            Place(columns.file, time),
        )
    )


def _number(word: str) -> float | None:
    try:
        return float(str(word).strip().replace(",", "."))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row per unit.

    Parameters
    ----------
    before, after
        Mean outcome in each period, NaN where every value is missing, shape (units,).
    has_before, has_after
        Whether the unit has any row in the period.
    first_row
        A row of the table per unit, in the period before where there is one: covariates are read there.
    """

    before: Floats
    after: Floats
    has_before: Bools
    has_after: Bools
    first_row: Ints


def to_panel(ids: np.ndarray[tuple[int], np.dtype[np.str_]], after: Bools, y: Floats, rows: Ints) -> Panel:
    """Gather rows (n,) of units to one row per unit; several rows of a period are averaged.

    Units are in the order of their ids.
    """
    units, unit = np.unique(ids, return_inverse=True)
    known = ~np.isnan(y)

    def mean(side: Bools) -> tuple[Floats, Bools]:
        use = side & known
        count = np.bincount(unit[use], minlength=len(units))
        total = np.bincount(unit[use], weights=y[use], minlength=len(units))
        value = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        return value, np.bincount(unit[side], minlength=len(units)) > 0

    order = np.lexsort((rows, after))  # rows before the start first
    _, first = np.unique(unit[order], return_index=True)
    (before_mean, has_before), (after_mean, has_after) = mean(~after), mean(after)
    return Panel(
        before=before_mean,
        after=after_mean,
        has_before=has_before,
        has_after=has_after,
        first_row=order[first],
    )
