# SPDX-License-Identifier: Apache-2.0
"""Small areas: their outlines in metres, and codes that change when areas are joined or divided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text

Ring = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """One area.

    Parameters
    ----------
    code
        As in the data, such as 1883A0010.
    name
        For people; the code when there is none.
    rings
        Closed outlines, (points, 2) each: east and north in metres (SWEREF 99 TM). Holes are rings too (even–odd).
    """

    code: str
    name: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AreaMap:
    """Areas of one division, each code once."""

    areas: tuple[Area, ...]
    file: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes in order."""
        return tuple(area.code for area in self.areas)


@dataclass(frozen=True, slots=True)
class AreaChange:
    """Areas that became others: from `date` (ISO) the old codes are not used and the new are.

    One new code: the old were joined. Several: divided or redrawn, and counts cannot be carried over.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    date: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Counts by the codes of a map: `values`, the changes used, and codes of the map without data."""

    values: dict[str, int]
    used: tuple[AreaChange, ...]
    lacking: tuple[str, ...]


def onto_map(
    counts: Mapping[str, int], codes: Sequence[str], changes: Iterable[AreaChange] = (), *, file: str = ""
) -> Moved:
    """Return counts by the codes of a map, old codes added up into the area that they became.

    Raises
    ------
    InputError
        When a code of the data is neither on the map nor part of a known joining, or was divided.
    """
    known, became = set(codes), {old: change for change in changes for old in change.old}
    values: dict[str, int] = {}
    used: dict[AreaChange, None] = {}
    faults = []
    for code, count in counts.items():
        change = became.get(code) if code not in known else None
        if code in known:
            target = code
        elif change is not None and len(change.new) == 1 and change.new[0] in known:
            target = change.new[0]
            used[change] = None
        else:
            faults.append(_unknown(code, change, codes, file))
            continue
        values[target] = values.get(target, 0) + count
    if faults:
        raise InputError(*faults[:10])
    return Moved(values, tuple(used), tuple(code for code in codes if code not in values))


def _unknown(code: str, change: AreaChange | None, codes: Sequence[str], file: str) -> Fault:
    place = Place(file=file, field=code[:40])
    if change is not None and len(change.new) > 1:
        return Fault(
            "area-divided",
            Text(
                sv=f"Området delades {change.date} i {', '.join(change.new)}.",
                en=f"The area was divided on {change.date} into {', '.join(change.new)}.",
            ),
            Text(
                sv="Ta fram uppgifterna på de nya områdena, eller använd en karta från tiden före.",
                en="Get the data for the new areas, or use a map from before.",
            ),
            place,
        )
    said = Text(sv="Områdeskoden finns inte på kartan.", en="The area code is not on the map.")
    near = suggestion(code, codes) if len(codes) else Text("", "")
    mend = Text(
        sv=f"{near.sv} Kontrollera att data och karta är av samma indelning och år.",
        en=f"{near.en} Check that data and map are of the same division and year.",
    )
    return Fault("area-unknown", said, mend, place)
