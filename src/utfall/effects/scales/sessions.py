# SPDX-License-Identifier: Apache-2.0
"""Ratings before and after each session: many per person, so that persons, not sessions, are the sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.paired import paired_t
from utfall.effects._numerics.regression import cr2, fit


@dataclass(frozen=True, slots=True)
class SessionRow:
    """Mean ratings at the k-th session of those who came to it."""

    session: int
    persons: int
    mean_before: float
    mean_after: float


@dataclass(frozen=True, slots=True)
class SessionRatings:
    """Changes within sessions and over the whole course. A description of change, no effect.

    Parameters
    ----------
    within
        Mean change from before to after a session, each person weighing alike; interval between persons.
    course
        Mean change from the first rating to the last, of persons with at least two sessions; None with fewer than two.
    trend
        How much the rating before a session moves from one session to the next, within persons; CR2 by person.
        None when it cannot be computed. Those who stay longer weigh more.
    """

    within: Contrast
    course: Contrast | None
    trend: Contrast | None
    rows: tuple[SessionRow, ...]
    sessions: int
    persons: int


def session_ratings(
    before: Floats, after: Floats, person: Ints, session: Ints, *, level: float = 0.95
) -> SessionRatings:
    """Gather ratings made before and after each session.

    Parameters
    ----------
    before, after
        Ratings of each attended session, NaN where missing, shape (sessions,).
    person, session
        Code of the person, and the session's number for that person, shape (sessions,).

    Raises
    ------
    NotEstimableError
        "too-few" below two persons with both ratings at some session; "no-variation".
    """
    both = ~np.isnan(before) & ~np.isnan(after)
    before, after, session = before[both], after[both], session[both]
    _, person = np.unique(person[both], return_inverse=True)
    if len(person) == 0 or person.max() < 1:
        raise NotEstimableError("too-few")
    size = np.bincount(person)
    means = [np.bincount(person, weights=values) / size for values in (before, after)]
    within = paired_t(means[0], means[1], level=level)
    rows = tuple(
        SessionRow(
            int(k), int((session == k).sum()), float(before[session == k].mean()), float(after[session == k].mean())
        )
        for k in np.unique(session)
    )
    return SessionRatings(
        within,
        _course(before, after, person, session, level),
        _trend(before, person, session, level),
        rows,
        len(person),
        len(size),
    )


def _course(before: Floats, after: Floats, person: Ints, session: Ints, level: float) -> Contrast | None:
    order = np.lexsort((session, person))
    first = np.flatnonzero(np.diff(person[order], prepend=-1))
    last = np.append(first[1:], len(order)) - 1
    several = last > first
    try:
        return paired_t(before[order][first[several]], after[order][last[several]], level=level)
    except NotEstimableError:
        return None


def _trend(before: Floats, person: Ints, session: Ints, level: float) -> Contrast | None:
    """Return the slope on the session's number within persons."""
    size = np.bincount(person)
    x = session - (np.bincount(person, weights=session) / size)[person]
    y = before - (np.bincount(person, weights=before) / size)[person]
    moving = size[person] > 1
    if not moving.any():
        return None
    code = np.unique(person[moving], return_inverse=True)[1].astype(np.int64)
    try:
        fitted = fit(x[moving][:, None], y[moving])
        error, df = cr2(fitted, code, np.ones(1))
        slope = float(fitted.coefficients[0])
        mean = float(before.mean())
        return by_t(slope, error, df=df, level=level, mean_1=mean + slope, mean_0=mean, method="within-person-cr2")
    except NotEstimableError:
        return None
