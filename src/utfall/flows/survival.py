# SPDX-License-Identifier: Apache-2.0
"""Time until something happens, when some still wait: Kaplan–Meier, and Aalen–Johansen where several things compete.

Works on counts of whole days, as they come from an engine: no row of a person is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

HORIZONS = (30, 90, 180, 365, 730, 1095)
CENSORED = ""


@dataclass(frozen=True, slots=True)
class Times:
    """Waiting times: rows of days, what happened ("" nothing yet: censored) and how many."""

    rows: tuple[tuple[int, str, int], ...]

    @property
    def n(self) -> int:
        """How many waited."""
        return sum(n for _, _, n in self.rows)

    @property
    def events(self) -> tuple[str, ...]:
        """What happened, each once, sorted."""
        return tuple(sorted({event for _, event, _ in self.rows} - {CENSORED}))


@dataclass(frozen=True, slots=True)
class Point:
    """At a day: how many still wait just after it, events so far, and the probability of the event by then."""

    days: int
    at_risk: int
    events: int
    probability: float


@dataclass(frozen=True, slots=True)
class Incidence:
    """The probability over time that one thing has happened (before any of the others)."""

    event: str
    points: tuple[Point, ...]


def cumulative_incidence(times: Times, horizons: Sequence[int] = HORIZONS) -> tuple[Incidence, ...]:
    """Return the probability of each event by each horizon, other events competing (Aalen–Johansen).

    Parameters
    ----------
    times
        Waiting times; those censored on a day are still waiting on it.
    horizons
        Days, rising.

    Returns
    -------
    tuple
        One `Incidence` an event, probabilities 0–1. Their sum is 1 − the probability of still waiting. With one kind of
        event it is 1 − Kaplan–Meier. Points beyond the last day seen are left out: nobody knows the curve there.

    Notes
    -----
    Assumes that those censored would have gone on like those still waiting. Aalen and Johansen (1978) *Scandinavian
    Journal of Statistics* 5:141; Kaplan and Meier (1958) *JASA* 53:457.
    """
    if not times.rows:
        return ()
    days = np.array(sorted({day for day, _, _ in times.rows}))
    place = {int(day): number for number, day in enumerate(days)}
    happened = {event: np.zeros(len(days), dtype=np.int64) for event in (*times.events, CENSORED)}
    for day, event, n in times.rows:
        happened[event][place[day]] += n
    leaving = np.sum(list(happened.values()), axis=0)
    at_risk = times.n - np.concatenate([[0], np.cumsum(leaving)[:-1]])
    moved = leaving - happened[CENSORED]
    waiting = np.cumprod(1.0 - moved / at_risk)  # probability of still waiting after each day
    before = np.concatenate([[1.0], waiting[:-1]])
    known = [horizon for horizon in horizons if horizon <= days[-1]]
    left = times.n - np.cumsum(leaving)
    found = []
    for event in times.events:
        reached = np.cumsum(before * happened[event] / at_risk)
        so_far = np.cumsum(happened[event])
        points = []
        for horizon in known:
            last = int(np.searchsorted(days, horizon, side="right")) - 1
            seen = last >= 0
            points.append(
                Point(horizon, int(left[last]) if seen else times.n, int(so_far[last]) if seen else 0,
                      float(reached[last]) if seen else 0.0)
            )  # fmt: skip
        found.append(Incidence(event, tuple(points)))
    return tuple(found)


def merged(times: Times, event: str = "event") -> Times:
    """Return the times with every event made one, for Kaplan–Meier."""
    return Times(tuple((day, event if what else CENSORED, n) for day, what, n in times.rows))


def median_days(times: Times) -> int | None:
    """Return the first day by which half have had any event (Kaplan–Meier); None when that was not seen."""
    days = sorted({day for day, _, _ in times.rows})
    found = cumulative_incidence(merged(times), days)
    if not found:
        return None
    return next((point.days for point in found[0].points if point.probability >= 0.5), None)


def order_statistic(counts: Iterable[tuple[int, int]], share: float) -> int:
    """Return the value below or at which at least `share` of the counted lie; `counts` are (value, n)."""
    rows = sorted(counts)
    total = sum(n for _, n in rows)
    so_far = 0
    for value, n in rows:
        so_far += n
        if so_far >= share * total:
            return value
    raise ValueError("no value among none")
