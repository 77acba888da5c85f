# SPDX-License-Identifier: Apache-2.0
"""Practitioners' picture beside the statistics, and what is already given to whom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from utfall.core.errors import Fault, UtfallError
from utfall.needs.cells import NeedsResult
from utfall.needs.definitions import UNKNOWN
from utfall.needs.questions import Existing, Practice, SharedView
from utfall.needs.refusals import refuse
from utfall.needs.statistics import Agreement, krippendorff


class Pictures(StrEnum):
    """How two pictures of a need stand to each other."""

    ALIKE = "alike"
    PRACTICE_HIGHER = "practice_higher"
    STATISTICS_HIGHER = "statistics_higher"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class NeedPicture:
    """One need in two pictures.

    Parameters
    ----------
    median, raters
        Practitioners' median judgement 1–5, and how many judged.
    value
        The indicator's value; None when hidden.
    practice_place, statistics_place
        Place among the needs, 1 the largest need; ties share the mean place.
    pictures
        Alike when the places differ by no more than a third of the number of needs.
    shared
        The shared view (samsyn) once there is one; until then the difference stands.
    """

    need: str
    median: float
    raters: int
    value: float | None
    practice_place: float
    statistics_place: float | None
    pictures: Pictures
    shared: SharedView | None


@dataclass(frozen=True, slots=True)
class PracticeAnswer:
    """Practitioners' and the statistics' picture of the same needs."""

    asked: Practice
    period: str
    needs: tuple[NeedPicture, ...]
    agreement: Agreement | None
    not_agreed: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class StockRow:
    """What one group already gets."""

    group: str
    interventions: tuple[Existing, ...]
    places: int | None  # None when any of them does not say


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """Existing interventions per group; `without` are groups that get none."""

    operations: tuple[str, ...]
    rows: tuple[StockRow, ...]
    without: tuple[str, ...]
    unmatched: tuple[str, ...]  # groups that the interventions name and the data do not have


def practice_answer(found: NeedsResult, asked: Practice, period: str) -> PracticeAnswer:
    """Return both pictures of every need that somebody judged.

    Raises
    ------
    DesignRefused
        "practice-unmatched" when no judged need is a level of the dimension.
    """
    cells = {str(cell.levels[0]): cell for cell in found.table(asked.indicator, (asked.of,), period).groups}
    needs = sorted({rating.need for rating in asked.ratings} & set(cells))
    if not needs:
        raise refuse(
            "practice-unmatched",
            said=("Ingen bedömning gäller en grupp i data.", "No judgement is about a group in the data."),
            mend=(f"Skriv behoven som i {asked.of}: {', '.join(sorted(cells)[:10])}.",
                  f"Write the needs as in {asked.of}: {', '.join(sorted(cells)[:10])}."),
            field="practice",
        )  # fmt: skip
    judged = {need: [r.value for r in asked.ratings if r.need == need] for need in needs}
    decrease = found.plan.indicator(asked.indicator).direction == "decrease"
    value = {need: cells[need].value for need in needs if cells[need].value is not None}
    practice = _places({need: float(median(values)) for need, values in judged.items()})
    statistics = _places({need: (v if decrease else -v) for need, v in value.items() if v is not None})
    shared = {view.need: view for view in asked.shared}
    pictures = tuple(
        NeedPicture(
            need, float(median(judged[need])), len(judged[need]), value.get(need), practice[need],
            statistics.get(need), _pictures(practice[need], statistics.get(need), len(needs)), shared.get(need),
        )
        for need in needs
    )  # fmt: skip
    agreement, reason = _agreement(asked, needs)
    return PracticeAnswer(asked, period, pictures, agreement, reason)


def _agreement(asked: Practice, needs: Sequence[str]) -> tuple[Agreement | None, tuple[Fault, ...]]:
    raters = sorted({rating.rater for rating in asked.ratings})
    given = {(rating.rater, rating.need): float(rating.value) for rating in asked.ratings}
    table = [[given.get((rater, need), math.nan) for need in needs] for rater in raters]
    try:
        return krippendorff(table), ()
    except UtfallError as error:
        return None, error.faults


def _places(sizes: dict[str, float]) -> dict[str, float]:
    """Return the place of each, 1 the largest, ties the mean of their places."""
    return {
        name: 1
        + sum(other > size for other in sizes.values())
        + (sum(other == size for other in sizes.values()) - 1) / 2
        for name, size in sizes.items()
    }


def _pictures(practice: float, statistics: float | None, needs: int) -> Pictures:
    if statistics is None or needs < 2:
        return Pictures.NOT_COMPARED
    if abs(practice - statistics) <= needs / 3:
        return Pictures.ALIKE
    return Pictures.PRACTICE_HIGHER if practice < statistics else Pictures.STATISTICS_HIGHER


def stock_answer(found: NeedsResult, groups: str, existing: Sequence[Existing]) -> StockAnswer:
    """Return what every level of a dimension already gets (R59)."""
    levels = [level for level in found.counted.levels.get(groups, ()) if level != UNKNOWN]
    named = dict.fromkeys(group for each in existing for group in each.groups)
    rows = []
    for level in levels or list(named):
        given = tuple(each for each in existing if level in each.groups)
        told = [each.places for each in given if each.places is not None]
        rows.append(StockRow(level, given, sum(told) if given and len(told) == len(given) else None))
    operations = tuple(dict.fromkeys(each.operation for each in existing))
    unmatched = tuple(name for name in named if levels and name not in levels)
    return StockAnswer(operations, tuple(rows), tuple(row.group for row in rows if not row.interventions), unmatched)
