# SPDX-License-Identifier: Apache-2.0
"""What an analysis says: one reading per question, in one shape that text, page and data are made of."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Unknown
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Contrast, NotEstimableError

T = TypeVar("T")
Unit = Literal["difference", "bounds", "level", "share", "chance", "points", "number", "p", "count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One question and its answer.

    Parameters
    ----------
    kind
        Which question; `reports.phrases.analyses` has its words.
    name
        What of several it is about: a subgroup, a component, a covariate; "" when there is one.
    value, low, high
        In `unit`; the value is unknown with a reason where it cannot be computed. Of bounds it is the middle.
    p_value
        None where there is none.
    details
        Named numbers and words that the sentence needs. A count that may not be shown is left out.
    """

    kind: str
    name: str = ""
    value: float | Unknown
    low: float | None = None
    high: float | None = None
    level: float = 0.95
    p_value: float | None = None
    unit: Unit = "difference"
    details: tuple[tuple[str, float | int | str], ...] = ()

    def detail(self, name: str) -> float | int | str | None:
        """Return the detail of this name, None when there is none."""
        return dict(self.details).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """The readings of one command, in order.

    Parameters
    ----------
    command
        Id of the analysis ("attrition", "robustness", …).
    notes
        Ids of what must be said with it.
    """

    command: str
    outcome: Outcome
    readings: tuple[Reading, ...]
    notes: tuple[str, ...] = ()

    def of(self, kind: str) -> tuple[Reading, ...]:
        """Return the readings of a kind."""
        return tuple(reading for reading in self.readings if reading.kind == kind)


def known(compute: Callable[[], T]) -> T | Unknown:
    """Return what is computed, or why the data cannot carry it: the other readings stand without it."""
    try:
        return compute()
    except (InputError, DesignRefused) as fault:
        return Unknown(fault.faults[0].code)
    except NotEstimableError as fault:
        return Unknown(fault.reason)


def of_contrast(kind: str, found: Contrast | Unknown, **more: Any) -> Reading:
    """Return the reading of a contrast."""
    if isinstance(found, Unknown):
        return Reading(kind=kind, value=found, **more)
    p = found.p_value if math.isfinite(found.p_value) else None
    return Reading(kind=kind, value=found.value, low=found.low, high=found.high, level=found.level, p_value=p, **more)
