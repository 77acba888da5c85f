# SPDX-License-Identifier: Apache-2.0
"""A count or a share by area, as it may be shown on a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from utfall.core.errors import DesignRefused, Fault
from utfall.core.text import Text
from utfall.disclosure import STANDARD, Axis, CountTable, Protected, Rules, protect, share, share_table
from utfall.needs.classes import class_breaks

_AREA = "area"
_POINTS = 100.0


@dataclass(frozen=True, slots=True)
class AreaValues:
    """Values by code: persons, or percent when there was something to divide by; None where it is hidden.

    Parameters
    ----------
    whole
        Of all areas together; None where hidden.
    breaks
        Ends of the map's classes.
    small, cover
        How many cells are hidden as small, and how many as cover for them.
    """

    values: dict[str, float | None]
    whole: float | None
    breaks: tuple[float, ...]
    small: int
    cover: int


def area_values(
    counts: Mapping[str, int], of: Mapping[str, int] | None = None, *, rules: Rules = STANDARD, classes: int = 5
) -> AreaValues:
    """Return counts, or shares of `of`, by area.

    Parameters
    ----------
    counts
        Persons by area code.
    of
        All persons by area code: the same codes. None: the counts are shown.

    Raises
    ------
    ValueError
        When the codes differ, or a count is more than what it is of.
    DesignRefused
        When every area has too few persons to be shown.
    """
    codes = tuple(counts)
    if of is not None and set(of) != set(codes):
        raise ValueError("counts and what they are of have different areas")
    axes = (Axis(_AREA, codes),)
    number = np.array([counts[code] for code in codes], dtype=np.int64)
    if of is None:
        safe = protect([CountTable(_AREA, axes, number)], rules=rules)
        values = {code: _cell(safe, code) for code in codes}
        whole = _cell(safe, None)
    else:
        everybody = np.array([of[code] for code in codes], dtype=np.int64)
        safe = protect([share_table(_AREA, axes, numerator=number, denominator=everybody)], rules=rules)
        values = {code: _percent(safe, code) for code in codes}
        whole = _percent(safe, None)
    shown = [value for value in values.values() if value is not None]
    if not shown:
        raise DesignRefused(_nothing(rules.threshold))
    return AreaValues(values, whole, class_breaks(shown, classes=classes), safe.small, safe.cover)


def _cell(safe: Protected, code: str | None) -> float | None:
    found = safe.tables[0].cell(**({} if code is None else {_AREA: code}))
    return None if found is None else float(found)


def _percent(safe: Protected, code: str | None) -> float | None:
    found = share(safe.tables[0], **({} if code is None else {_AREA: code}))
    return None if found is None else _POINTS * found


def _nothing(threshold: int) -> Fault:
    return Fault(
        "map-nothing-to-show",
        Text(
            sv=f"Inget område har så många personer ({threshold}) att det får visas.",
            en=f"No area has so many persons ({threshold}) that it may be shown.",
        ),
        Text(
            sv="Använd större områden (RegSO, kommun) eller flera år.",
            en="Use larger areas (RegSO, municipality) or more years.",
        ),
    )
