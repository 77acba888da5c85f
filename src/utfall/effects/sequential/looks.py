# SPDX-License-Identifier: Apache-2.0
"""Looking every month: the sequence of intervals, and when a criterion set beforehand was met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints, NotEstimableError
from utfall.effects.sequential.mean_difference import AnytimeInterval, mean_difference_sequence
from utfall.effects.sequential.proportions import share_difference_sequence


@dataclass(frozen=True, slots=True)
class Boundary:
    """A criterion set before the start: met when the whole interval lies above (or below) a threshold.

    Parameters
    ----------
    threshold
        In the outcome's unit; 0 for "there is an effect".
    """

    name: str
    side: Literal["above", "below"]
    threshold: float


@dataclass(frozen=True, slots=True)
class Look:
    """One look at all data measured until then.

    Parameters
    ----------
    interval
        None while there are too few persons.
    low, high
        The tightest limits of all looks so far; they never widen.
    """

    period: str
    interval: AnytimeInterval | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """The look at which a criterion was first met."""

    name: str
    period: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All looks, and the criteria met in the order they were.

    Parameters
    ----------
    consistent
        False when limits from different looks exclude each other: the effect has changed over time, and the running
        limits must not be used.
    """

    looks: tuple[Look, ...]
    crossings: tuple[Crossing, ...]
    consistent: bool


def monthly_looks(
    y: Floats,
    treated: Bools,
    period: Ints,
    names: tuple[str, ...],
    *,
    kind: Literal["continuous", "binary", "count"],
    planned: int,
    boundaries: tuple[Boundary, ...] = (),
    level: float = 0.95,
) -> FollowUp:
    """Look at the end of each period at everybody measured until then.

    Parameters
    ----------
    y, treated
        Outcome (1/0 when binary, NaN where missing) and group, shape (n,).
    period, names
        When each outcome was measured, index of names in order of time, shape (n,).
    planned
        Persons in all by the plan; for shares it is not used.

    Returns
    -------
    FollowUp
        Valid for comparisons drawn by lot whose effect does not change with time of entry.
    """
    looks: list[Look] = []
    met: dict[str, str] = {}
    low, high = -math.inf, math.inf
    known = ~np.isnan(y)
    for code, name in enumerate(names):
        seen = known & (period <= code)
        found = _look(y[seen & treated], y[seen & ~treated], kind=kind, planned=planned, level=level)
        if found is not None:
            low, high = max(low, found.low), min(high, found.high)
        looks.append(Look(name, found, low, high))
        for boundary in boundaries:
            if boundary.name not in met and _is_met(boundary, found):
                met[boundary.name] = name
    return FollowUp(tuple(looks), tuple(Crossing(*pair) for pair in met.items()), low <= high)


def _look(
    a: Floats, b: Floats, *, kind: Literal["continuous", "binary", "count"], planned: int, level: float
) -> AnytimeInterval | None:
    try:
        if kind == "binary":
            return share_difference_sequence(int(a.sum()), len(a), int(b.sum()), len(b), level=level)
        return mean_difference_sequence(a, b, planned=planned, level=level)
    except NotEstimableError:
        return None


def _is_met(boundary: Boundary, found: AnytimeInterval | None) -> bool:
    if found is None:
        return False
    return found.low > boundary.threshold if boundary.side == "above" else found.high < boundary.threshold
