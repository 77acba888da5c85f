# SPDX-License-Identifier: Apache-2.0
"""Time to an event when some have not had it yet: Kaplan–Meier and the mean time without event up to a horizon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError, by_t


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """Share without event at each time of an event.

    Parameters
    ----------
    time
        Times of events in order, shape (k,).
    survival
        Share without event just after, shape (k,).
    at_risk, events
        Persons followed until then, and events, shape (k,).
    """

    time: Floats
    survival: Floats
    at_risk: Ints
    events: Ints


def kaplan_meier(time: Floats, event: Bools) -> KaplanMeier:
    """Estimate the share without event over time.

    Parameters
    ----------
    time
        Time to the event or to the end of follow-up, at least 0, shape (n,).
    event
        Whether the event occurred then, shape (n,); otherwise the person was lost or followed no longer.

    Raises
    ------
    ValueError
        When a time is negative or missing.
    """
    if not np.all(time >= 0):
        raise ValueError("times are at least 0 and known")
    times = np.unique(time[event])
    ordered = np.sort(time)
    at_risk = len(time) - np.searchsorted(ordered, times, "left")
    events = np.bincount(np.searchsorted(times, time[event]), minlength=len(times))
    survival = np.asarray(np.cumprod(1 - events / at_risk), dtype=np.float64)
    return KaplanMeier(times, survival, at_risk.astype(np.int64), events.astype(np.int64))


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """Mean time without event up to the horizon, and its standard error, in the unit of time."""

    value: float
    std_error: float
    n: int
    events: int


def restricted_mean(time: Floats, event: Bools, horizon: float) -> RestrictedMean:
    """Area under the Kaplan–Meier curve up to the horizon.

    Raises
    ------
    NotEstimableError
        "horizon-beyond-follow-up" when the last person is lost before the horizon: nobody knows the curve there.
        "too-few" with fewer than two persons.

    Notes
    -----
    Variance by Greenwood's formula times n/(n - 1), so that without losses it is that of a mean; Royston and
    Parmar (2013), BMC Medical Research Methodology 13:152.
    """
    if len(time) < 2:
        raise NotEstimableError("too-few")
    longest = float(time.max())
    if longest < horizon and not event[time == longest].all():
        raise NotEstimableError("horizon-beyond-follow-up")
    curve = kaplan_meier(time, event)
    inside = curve.time < horizon
    edges = np.concatenate([[0.0], curve.time[inside], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[inside]])
    areas = heights * np.diff(edges)
    after = np.cumsum(areas[::-1])[::-1][1:]  # area to the right of each event
    at_risk, events = curve.at_risk[inside].astype(float), curve.events[inside].astype(float)
    left = at_risk - events
    terms = np.where(left > 0, after**2 * events / (at_risk * np.where(left > 0, left, 1.0)), 0.0)
    return RestrictedMean(
        float(areas.sum()), math.sqrt(float(terms.sum()) * len(time) / (len(time) - 1)), len(time), int(events.sum())
    )


def restricted_mean_difference(
    time: Floats, event: Bools, treated: Bools, *, horizon: float, level: float = 0.95
) -> Contrast:
    """Difference between groups in mean time without event up to the horizon.

    Parameters
    ----------
    time, event, treated
        Time to the event or to the end of follow-up, whether it occurred, and the group, shape (n,).
    horizon
        Set in the plan, in the unit of time (for example 24 months).

    Returns
    -------
    Contrast
        In the unit of time: months gained without the event. Student's t with Welch's degrees of freedom, which keeps
        the interval's coverage with ten persons in a group (docs/methods/rmst.md).

    Raises
    ------
    NotEstimableError
        As `restricted_mean`; "no-variation" when nobody has had the event before the horizon.
    """
    found = [restricted_mean(time[g], event[g], horizon) for g in (treated, ~treated)]
    squares = [one.std_error**2 for one in found]
    total = sum(squares)
    if not total > 0:
        raise NotEstimableError("no-variation")
    df = 1 / sum((square / total) ** 2 / (one.n - 1) for square, one in zip(squares, found, strict=True))
    return by_t(
        found[0].value - found[1].value,
        math.sqrt(total),
        df=df,
        level=level,
        mean_1=found[0].value,
        mean_0=found[1].value,
        method="restricted-mean-survival",
    )
