# SPDX-License-Identifier: Apache-2.0
"""Returns of a cash flow: present value, internal rate of return, payback."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MONTHS = 12.0
# Rates (share per year) between which internal rates are looked for, evenly spaced in log(1 + rate).
_LOWEST_RATE, _HIGHEST_RATE, _GRID = -0.99, 100.0, 2001


def present_value(flow: Floats, factors: Floats) -> Floats:
    """Return the present value of yearly flows (…, T) with factors (T,) or (…, T): array (…)."""
    return np.asarray(np.sum(flow * factors, axis=-1), dtype=np.float64)


def value_at_rate(flow: Floats, times: Floats, rate: float) -> float:
    """Return the present value at one constant rate of `flow` (n,) falling at `times` (n,) in years."""
    return float(np.sum(flow * (1.0 + rate) ** -times))


def internal_rates(flow: Floats, times: Floats) -> tuple[float, ...]:
    """Return every internal rate of return of a cash flow, in rising order.

    Parameters
    ----------
    flow
        Array (n,): what is paid (-) and received (+), in kronor.
    times
        Array (n,): years from the start at which each falls.

    Returns
    -------
    Rates per year at which the present value is zero. Empty when there is none, several when the flow
    changes sign more than once: then no single rate of return exists.
    """
    flow, times = flow[flow != 0.0], times[flow != 0.0]
    if flow.size == 0 or np.all(flow > 0.0) or np.all(flow < 0.0):
        return ()
    growth = np.linspace(np.log1p(_LOWEST_RATE), np.log1p(_HIGHEST_RATE), _GRID)
    # Scaled by the largest discount factor so that the extremes of the grid do not overflow.
    exponent = -np.outer(growth, times - times.min())
    values = np.sum(flow * np.exp(exponent - exponent.max(axis=1, keepdims=True)), axis=1)
    return _roots(flow, times, growth, values)


def _roots(flow: Floats, times: Floats, growth: Floats, values: Floats) -> tuple[float, ...]:
    from scipy.optimize import brentq

    # A root that falls on a grid point (0 %, say, for flows that sum to zero) is a sign change around it.
    scale = np.sum(np.abs(flow))
    signs = np.where(np.abs(values) < 1e-15 * scale, 0.0, np.sign(values))
    found: list[float] = [float(np.expm1(growth[i])) for i in np.flatnonzero(signs == 0.0)]
    for i in np.flatnonzero(signs[:-1] * signs[1:] < 0):
        root = brentq(
            lambda g: float(np.sum(flow * np.exp(-g * (times - times.min())))),
            growth[i],
            growth[i + 1],
            xtol=1e-14,
            rtol=1e-14,
        )
        found.append(float(np.expm1(root)))
    return tuple(sorted(found))


def payback_months(costs: Sequence[Floats | None], gains: Sequence[Floats]) -> Floats:
    """Return the month from which the accumulated net stays at zero or above through the horizon.

    Parameters
    ----------
    costs
        T arrays (D,): programme cost of each year (positive), falling at the start of its year; None for a
        year without cost.
    gains
        T arrays (D,): everything else of each year (negative when something is lost), spread evenly over it.

    Returns
    -------
    Array (D,) in months from the start, interpolated within the year; infinite when the accumulated net is
    below zero at the end of the horizon ("never within the horizon"); 0 when it never is below zero.

    Notes
    -----
    With all cost in year 1 and the same gain each year this is 12 x cost / yearly gain.
    """
    net = np.zeros_like(gains[0])
    months = np.zeros_like(net)
    below = np.zeros(net.shape, dtype=np.bool_)
    for year, (cost, gain) in enumerate(zip(costs, gains, strict=True)):
        start = net
        if cost is not None:
            start = net - cost
            # Only a negative cost can lift a purse above zero at a turn of the year.
            months[below & (start >= 0.0)] = MONTHS * year
            below = start < 0.0
        net = start + gain
        # Each draw crosses in few of the years: the division is done for those alone.
        above = net >= 0.0
        crossed = np.flatnonzero(below & above)
        months[crossed] = MONTHS * (year - start[crossed] / gain[crossed])
        below = ~above
    months[below] = np.inf
    return months


def payback(costs: Floats, gains: Floats) -> float:
    """Return `payback_months` of one cash flow, arrays (T,)."""
    return float(payback_months(list(costs[:, None]), list(gains[:, None]))[0])
