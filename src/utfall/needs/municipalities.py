# SPDX-License-Identifier: Apache-2.0
"""A published key figure in one municipality and in similar ones, the same year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from utfall.core.text import NO_TEXT, Text
from utfall.needs.statistics import Standing, standing_among


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and its value, in the key figure's own unit."""

    code: str
    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarGroup:
    """What is compared: the own municipality and those that the source, or somebody, holds to be similar.

    Parameters
    ----------
    kpi, title
        The key figure's id and name, in the source's words.
    others
        With a value that year; `lacking` are names of those without.
    direction
        "increase" when a higher value is better.
    source, fetched
        Who published it, and the day its answer was fetched; "" when not known.
    """

    kpi: str
    title: str
    year: int
    own: Municipality
    others: tuple[Municipality, ...]
    direction: Literal["increase", "decrease"]
    lacking: tuple[str, ...] = ()
    chosen_by: Text = NO_TEXT
    source: str = ""
    fetched: str = ""


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """Where the own municipality stands; `rows` are all with a value, the best first, ties by code."""

    group: SimilarGroup
    standing: Standing
    rows: tuple[Municipality, ...]


def standing_in(group: SimilarGroup) -> GroupStanding:
    """Return where the own municipality stands among the others.

    Raises
    ------
    DesignRefused
        "comparison-too-few" when fewer than four others have a value.

    Notes
    -----
    Median and quartiles are the others', without the own value; each municipality counts once, whatever its size.
    """
    found = standing_among(group.own.value, [each.value for each in group.others], direction=group.direction)
    sign = -1 if group.direction == "increase" else 1
    rows = sorted((group.own, *group.others), key=lambda each: (sign * each.value, each.code))
    return GroupStanding(group, found, tuple(rows))
