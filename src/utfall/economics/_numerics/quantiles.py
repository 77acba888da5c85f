# SPDX-License-Identifier: Apache-2.0
"""Exact quantiles of many draws, looked for in the tails alone."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

# Every 16th draw tells where a tail begins; six standard errors of that guess are added.
_EVERY, _MARGIN = 16, 6.0
_FEW = 4096


def tail_quantile(values: Singles, share: float) -> float:
    """Return the quantile `share` (below one half) of values (D,), linear between order statistics.

    The same number as `numpy.quantile`, found among the values below a threshold guessed from a subsample;
    when the guess is too low, among all of them.
    """
    position = (values.size - 1) * share
    rank = int(position)
    wanted = [rank, min(rank + 1, values.size - 1)]
    low, high = _ranked(values, share, wanted)
    return low + (high - low) * (position - rank)


def _ranked(values: Singles, share: float, wanted: list[int]) -> tuple[float, float]:
    chosen = values
    if values.size > _FEW:
        sample = values[::_EVERY]
        reach = share + _MARGIN * math.sqrt(share * (1.0 - share) / sample.size)
        place = math.ceil(min(reach, 1.0) * (sample.size - 1))
        below = values[values <= np.partition(sample, place)[place]]
        if below.size > wanted[1]:
            chosen = below
    ordered = np.partition(chosen, wanted)
    return float(ordered[wanted[0]]), float(ordered[wanted[1]])


def central_interval(values: Singles, level: float) -> tuple[float, float]:
    """Return the percentile interval that holds `level` of the values."""
    tail = (1.0 - level) / 2.0
    return tail_quantile(values, tail), -tail_quantile(-values, tail)
