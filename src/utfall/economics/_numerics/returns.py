# SPDX-License-Identifier: Apache-2.0
"""Returns of a cash flow: present value, internal rate of return, payback."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MONTHS = 12.0
# Internal rates are looked for where log(1 + rate) lies within this, in steps of a hundredth: so wide that a
# second rate beyond any practical meaning still tells that the first one is not the only one.
_WIDEST_GROWTH, _GRID = 30.0, 6001
# Flows and values below this share of the largest are rounding.
_ROUNDING = 1e-14


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
    flow, times = nonzero(flow, times)
    if flow.size == 0 or np.all(flow > 0.0) or np.all(flow < 0.0):
        return ()
    growth = np.linspace(-_WIDEST_GROWTH, _WIDEST_GROWTH, _GRID)
    values = _scaled_value(flow, times, growth)
    signs = np.where(np.abs(values) < _ROUNDING * np.sum(np.abs(flow)), 0.0, np.sign(values))
    # A root that falls on a grid point: 0 %, say, for flows that sum to zero.
    found = [float(np.expm1(growth[i])) for i in np.flatnonzero(signs == 0.0)]
    found += [_root(flow, times, growth[i : i + 2]) for i in np.flatnonzero(signs[:-1] * signs[1:] < 0)]
    return tuple(sorted(found))


def nonzero(flow: Floats, times: Floats) -> tuple[Floats, Floats]:
    """Return the flows, with their times, that are more than the rounding of the largest."""
    kept = np.abs(flow) > _ROUNDING * np.max(np.abs(flow), initial=0.0)
    return flow[kept], times[kept]


def _scaled_value(flow: Floats, times: Floats, growth: Floats) -> Floats:
    """Present value at each rate, divided by its largest discount factor so that nothing overflows."""
    exponent = -np.outer(growth, times)
    scaled = np.exp(exponent - exponent.max(axis=1, keepdims=True))
    return np.asarray(np.sum(flow * scaled, axis=1), dtype=np.float64)


def _root(flow: Floats, times: Floats, between: Floats) -> float:
    from scipy.optimize import brentq

    def value(growth: float) -> float:
        return float(_scaled_value(flow, times, np.array([growth]))[0])

    return float(np.expm1(brentq(value, between[0], between[1], xtol=1e-14, rtol=1e-14)))


def payback_months(costs: Sequence[Floats | None], gains: Sequence[Floats], *, rounding: float = 0.0) -> Floats:
    """Return the month from which the accumulated net stays at zero or above through the horizon.

    Parameters
    ----------
    costs
        T arrays (D,): programme cost of each year (positive), falling at the start of its year; None for a
        year without cost.
    gains
        T arrays (D,): everything else of each year (negative when something is lost), spread evenly over it.
    rounding
        Kronor below zero that still count as zero.

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
            months[below & (start >= -rounding)] = MONTHS * year
            below = start < -rounding
        net = start + gain
        # Each draw crosses in few of the years: the division is done for those alone.
        above = net >= -rounding
        crossed = np.flatnonzero(below & above)
        months[crossed] = MONTHS * (year - start[crossed] / gain[crossed])
        below = ~above
    months[below] = np.inf
    return months


def payback(costs: Floats, gains: Floats) -> float:
    """Return `payback_months` of one cash flow, arrays (T,), where rounding counts as zero."""
    rounding = _ROUNDING * float(np.abs(costs).sum() + np.abs(gains).sum())
    return float(payback_months(list(costs[:, None]), list(gains[:, None]), rounding=rounding)[0])
