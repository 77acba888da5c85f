# SPDX-License-Identifier: Apache-2.0
"""A contrast: a difference with its standard error, its interval and its p value, which always agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


class NotEstimableError(Exception):
    """The arrays cannot carry the estimate. `reason` is a stable id that the methods turn into words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Contrast:
    """A difference between two means and how sure it is.

    Parameters
    ----------
    value, std_error, low, high
        In the unit of the outcome.
    p_value
        Two-sided, of no difference. Below 1 - level exactly when the interval leaves out 0.
    df
        Degrees of freedom of the t distribution; None for the normal distribution or a score interval.
    mean_1, mean_0
        The two means. For a paired comparison: after and before.
    method
        How the standard error was computed.
    """

    value: float
    std_error: float
    low: float
    high: float
    level: float
    p_value: float
    df: float | None
    mean_1: float
    mean_0: float
    method: str


def varies(values: Floats, scale: float | None = None) -> bool:
    """Return whether values differ by more than rounding of numbers of size `scale` (their own if None)."""
    size = float(np.abs(values).max()) if scale is None else scale
    return float(np.ptp(values)) > 1e-12 * size


def t_quantile(level: float, df: float | None) -> float:
    """Return the two-sided critical value of Student's t (of the normal when `df` is None)."""
    from scipy import special  # imported here: the import costs more than every estimate

    upper = 0.5 + level / 2
    return float(special.ndtri(upper) if df is None else special.stdtrit(df, upper))


def t_p_value(statistic: float, df: float | None) -> float:
    """Return the two-sided p value of a t (or, when `df` is None, normal) statistic."""
    from scipy import special

    tail = -abs(statistic)
    return float(2 * (special.ndtr(tail) if df is None else special.stdtr(df, tail)))


def by_t(
    value: float,
    std_error: float,
    *,
    df: float | None,
    level: float,
    mean_1: float,
    mean_0: float,
    method: str,
) -> Contrast:
    """Return a contrast with the interval value ± t · standard error.

    Raises
    ------
    NotEstimableError
        "no-variation" when the standard error is 0 or not finite: no interval can be given.
    """
    if not (math.isfinite(value) and math.isfinite(std_error)) or std_error <= 0:
        raise NotEstimableError("no-variation")
    half = t_quantile(level, df) * std_error
    return Contrast(
        value=value,
        std_error=std_error,
        low=value - half,
        high=value + half,
        level=level,
        p_value=t_p_value(value / std_error, df),
        df=None if df is None else float(df),
        mean_1=mean_1,
        mean_0=mean_0,
        method=method,
    )
