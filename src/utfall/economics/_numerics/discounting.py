# SPDX-License-Identifier: Apache-2.0
"""Discount factors: constant rate or a schedule that chains, and where in the year a flow falls.

Source: HM Treasury, The Green Book, annex on discounting (a declining schedule chains: each year's rate is
applied to the factor of the year before, it does not restart).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
When = Literal["start", "mid", "end"]


def annual_rates(rate: float, schedule: Sequence[tuple[int | None, float]], years: int) -> Floats:
    """Return the discount rate of each year.

    Parameters
    ----------
    rate
        Constant rate, share per year, used when `schedule` is empty.
    schedule
        (last year, rate) in rising order; None as last year means "from here on".
    years
        Number of years T.

    Returns
    -------
    Array (T,) of shares per year; a schedule that ends early keeps its last rate.
    """
    if not schedule:
        return np.full(years, float(rate))
    rates = np.full(years, float(schedule[-1][1]))
    first = 0
    for last, value in schedule:
        end = years if last is None else min(last, years)
        rates[first:end] = value
        first = max(first, end)
    return rates


def discount_factors(rates: Floats, when: When) -> Floats:
    """Return what one krona in year 1 … T is worth at the start of year 1.

    Parameters
    ----------
    rates
        Array (T,) of rates per year (`annual_rates`), each above -1.
    when
        Where in the year the flow falls.

    Returns
    -------
    Array (T,), 1 at the start of year 1.
    """
    at_end: Floats = np.cumprod(1.0 / (1.0 + rates), dtype=np.float64)
    at_start: Floats = np.ones_like(at_end)
    at_start[1:] = at_end[:-1]
    if when == "start":
        return at_start
    if when == "end":
        return at_end
    return np.asarray(at_start / np.sqrt(1.0 + rates), dtype=np.float64)


def flow_times(years: int, when: When) -> Floats:
    """Return the time in years from the start of year 1 at which each year's flow falls, array (T,)."""
    offset = {"start": 0.0, "mid": 0.5, "end": 1.0}[when]
    return np.asarray(np.arange(years, dtype=np.float64) + offset)
