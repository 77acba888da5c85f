# SPDX-License-Identifier: Apache-2.0
"""Each person's own share of a restricted mean, so that any comparison of means can compare times with losses."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats
from utfall.effects.scales.survival import kaplan_meier, restricted_mean


def pseudo_times(time: Floats, event: Bools, horizon: float) -> Floats:
    """Return n times the restricted mean of all less n - 1 times that of all but the person, shape (n,).

    Without losses it is the shorter of time and horizon. Its mean is the restricted mean, but for terms of 1/n.

    Raises
    ------
    NotEstimableError
        As `restricted_mean`.

    Notes
    -----
    Andersen, Hansen and Klein (2004), Lifetime Data Analysis 10:335. Losses must have nothing to do with the event,
    nor with the covariates, among those whose times are given. O(n·k) with k different times of events.
    """
    n = len(time)
    whole = restricted_mean(time, event, horizon).value
    curve = kaplan_meier(time, event)
    inside = curve.time < horizon
    times, events, at_risk = curve.time[inside], curve.events[inside], curve.at_risk[inside]
    widths = np.diff(np.concatenate([times, [horizon]]))
    first = float(times[0]) if len(times) else horizon
    found = np.empty(n)
    for start in range(0, n, _BLOCK):
        own, had = time[start : start + _BLOCK, None], event[start : start + _BLOCK, None]
        left = at_risk - (own >= times)
        gone = events - (had & (own == times))
        steps = np.where(left > 0, 1 - gone / np.maximum(left, 1), 1.0)
        found[start : start + _BLOCK] = first + np.cumprod(steps, axis=1) @ widths
    return np.asarray(n * whole - (n - 1) * found)


_BLOCK = 256
