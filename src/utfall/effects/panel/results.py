# SPDX-License-Identifier: Apache-2.0
"""What a staggered design tells besides its one number."""

from __future__ import annotations

from dataclasses import dataclass, field

from utfall.core.estimate import Interval
from utfall.effects._numerics.contrast import Floats
from utfall.effects.panel.honest import HonestBounds
from utfall.effects.result import EffectResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEffect:
    """The effect on one start group in one period (before the start: how its trend differed).

    `group` and `period` are periods as the user wrote them; the counts are units.
    """

    group: str
    period: str
    value: float
    std_error: float
    interval: Interval
    n_intervention: int
    n_comparison: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PathPoint:
    """A point of an event study, or of effects by start group or period.

    `at` is the distance from the start in periods, the start group or the period. `band` holds for all points of an
    event study at once; None elsewhere.
    """

    at: str
    value: float
    std_error: float
    interval: Interval
    band: Interval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaggeredAnalysis:
    """Everything that a staggered design shows.

    Parameters
    ----------
    result
        The one number that the design asks for.
    cells, event_study, groups, calendar
        Effects by start group and period, by distance from the start, by start group and by period.
    averages
        Name ("simple", "dynamic", "group", "calendar"), value and standard error of each way to average.
    bounds
        How the effect at the start would read if trends had not been quite parallel; empty when the event study has
        fewer than two points before the start.
    influence
        Of the result, one value per unit, in the order of the units' ids.
    """

    result: EffectResult
    cells: tuple[CellEffect, ...]
    event_study: tuple[PathPoint, ...]
    groups: tuple[PathPoint, ...]
    calendar: tuple[PathPoint, ...]
    averages: tuple[tuple[str, float, float], ...]
    bounds: tuple[HonestBounds, ...]
    influence: Floats = field(compare=False, repr=False)
