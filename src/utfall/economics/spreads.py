# SPDX-License-Identifier: Apache-2.0
"""Totals of many draws turned to means, intervals and probabilities."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from utfall.core.estimate import Interval, Unknown
from utfall.economics._numerics.linear import Floats
from utfall.economics._numerics.quantiles import central_interval
from utfall.economics.results import PaybackSpread, Spread, Uncertainty

Singles = NDArray[np.float32]
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class Draws:
    """Totals of every draw, single precision, the draws along the last axis.

    Parameters
    ----------
    net
        Array (rows, D) of net present values, rows as in `names`.
    payback
        Array (purses, D) in months, infinite for never.
    ratios
        Array (3, D): benefit–cost ratio, realisation rate, its break-even; not a number where undefined.
    sums
        Arrays (rows, 2): sum and sum of squares of `net` around its central value, double precision.
    curve, side
        Array (rows + 2, K) for the first K draws: net present values, rows as in `curve`; then potential (not
        a number when there is none) and realised value.
    """

    names: tuple[tuple[str, int], ...]
    paid: tuple[str, ...]
    net: Singles
    payback: Singles
    ratios: Singles
    sums: Floats
    centre: Floats
    curve: tuple[tuple[str, int], ...]
    side: Singles


def summarise(totals: Draws, *, seed: int, level: float) -> Uncertainty:
    """Return means, intervals and probabilities of the draws' totals."""
    n = totals.net.shape[1]
    net = {}
    for row, name in enumerate(totals.names):
        mean, sd = _moments(totals.sums[row], float(totals.centre[row]), n)
        above = float(np.count_nonzero(totals.net[row] > 0.0)) / n
        net[name] = Spread(mean, sd, float(sd / np.sqrt(n)), _interval(totals.net[row], level), above)
    payback = {purse: _payback(totals.payback[row], level) for row, purse in enumerate(totals.paid)}
    for row, name in enumerate(totals.curve):
        net[name] = _with_probability(totals.side[row], level)
    bcr, rate, break_even = (_ratio(row, level) for row in totals.ratios)
    potential, realised = (_ratio(row, level) for row in totals.side[-2:])
    return Uncertainty(n, seed, net, payback, bcr, rate, break_even, potential, realised)


def _moments(sums: Floats, centre: float, n: int) -> tuple[float, float]:
    shift = float(sums[0]) / n
    variance = max(float(sums[1]) / n - shift**2, 0.0) * (n / (n - 1) if n > 1 else 1.0)
    return centre + shift, float(np.sqrt(variance))


def _interval(values: Singles, level: float) -> Interval:
    return Interval(*central_interval(values, level), level)


def _with_probability(values: Singles, level: float) -> Spread:
    return replace(_spread(values, level), probability_positive=float(np.mean(values > 0.0)))


def _ratio(values: Singles, level: float) -> Spread | Unknown:
    if np.isnan(values).any():
        return Unknown("undefined-in-some-draws")
    return _spread(values, level)


def _spread(values: Singles, level: float) -> Spread:
    n, centre = values.size, float(values[0])
    sums = np.zeros(2)
    # In pieces, so that the double-precision copies stay small.
    for first in range(0, n, _PIECE):
        away = values[first : first + _PIECE].astype(np.float64) - centre
        sums += away.sum(), np.square(away, out=away).sum()
    mean, sd = _moments(sums, centre, n)
    return Spread(mean, sd, float(sd / np.sqrt(n)), _interval(values, level))


def _payback(months: Singles, level: float) -> PaybackSpread:
    wanted = ((1.0 - level) / 2.0, 0.5, (1.0 + level) / 2.0)
    low, median, high = np.quantile(months, wanted, method="inverted_cdf")
    never = float(np.count_nonzero(np.isinf(months))) / months.size
    return PaybackSpread(Interval(float(low), float(high), level), float(median), never)
