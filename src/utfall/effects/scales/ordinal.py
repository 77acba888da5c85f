# SPDX-License-Identifier: Apache-2.0
"""Ratings in order without distances: how often a participant stands higher than a comparison person."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError, t_p_value, t_quantile


@dataclass(frozen=True, slots=True)
class Superiority:
    """Probability that a random participant stands higher than a random comparison person; ties count half.

    Parameters
    ----------
    value
        0–1; 0.5 when neither group stands higher.
    low, high
        Brunner and Munzel's interval on the log odds scale, which keeps it between 0 and 1.
    p_value
        Two-sided, of 0.5; the level at which the interval touches it.
    """

    value: float
    std_error: float
    low: float
    high: float
    p_value: float
    df: float
    level: float
    n_1: int
    n_0: int


def probability_of_superiority(treated: Floats, control: Floats, *, level: float = 0.95) -> Superiority:
    """Compare two groups by rank (Mann–Whitney) with an interval that allows unequal spread.

    Parameters
    ----------
    treated, control
        Ratings, shapes (n1,) and (n0,); only their order is used.

    Raises
    ------
    NotEstimableError
        "too-few" below two in a group; "no-variation" when the groups do not overlap or all ratings are equal: no
        interval can then be given.

    Notes
    -----
    Brunner and Munzel (2000), Biometrical Journal 42:17; the interval by the delta method for the log odds (Newcombe
    2006, Statistics in Medicine 25:559, reviews such intervals).
    """
    n_1, n_0 = len(treated), len(control)
    if min(n_1, n_0) < 2:
        raise NotEstimableError("too-few")
    place_1 = _share_below(treated, control)
    place_0 = _share_below(control, treated)
    value = float(place_1.mean())
    v_1, v_0 = float(place_1.var(ddof=1)) / n_1, float(place_0.var(ddof=1)) / n_0
    total = v_1 + v_0
    if total <= 0 or not 0 < value < 1:
        raise NotEstimableError("no-variation")
    df = total**2 / (v_1**2 / (n_1 - 1) + v_0**2 / (n_0 - 1))
    error = math.sqrt(total)
    odds, odds_error = math.log(value / (1 - value)), error / (value * (1 - value))
    half = t_quantile(level, df) * odds_error
    low, high = (1 / (1 + math.exp(-edge)) for edge in (odds - half, odds + half))
    return Superiority(value, error, low, high, t_p_value(odds / odds_error, df), df, level, n_1, n_0)


def _share_below(values: Floats, others: Floats) -> Floats:
    """Return for each value the share of the others below it, ties by half."""
    ordered = np.sort(others)
    left, right = np.searchsorted(ordered, values, "left"), np.searchsorted(ordered, values, "right")
    return np.asarray((left + right) / (2 * len(others)), dtype=np.float64)
