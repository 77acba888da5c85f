# SPDX-License-Identifier: Apache-2.0
"""The ratio of two means, with an interval on the log scale: of shares a risk ratio, of counts a rate ratio."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, t_p_value, t_quantile


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of two means (of shares: a risk ratio; of counts: a rate ratio) with its interval.

    Parameters
    ----------
    value, low, high
        Without unit, above 0.
    p_value
        Two-sided, of a ratio of 1.
    """

    value: float
    low: float
    high: float
    p_value: float


def log_ratio(mean_1: float, mean_0: float, std_error: float, df: float, *, level: float) -> Ratio | None:
    """Return mean_1 / mean_0 with the interval exp(log ratio ± t · standard error of the log ratio).

    None when a mean is 0 or negative, or nothing varies: there is then no ratio, or no interval of it.
    """
    if mean_1 <= 0 or mean_0 <= 0 or not std_error > 0 or not math.isfinite(std_error):
        return None
    log = math.log(mean_1 / mean_0)
    half = t_quantile(level, df) * std_error
    return Ratio(math.exp(log), math.exp(log - half), math.exp(log + half), t_p_value(log / std_error, df))


def ratio_of_means(treated: Floats, control: Floats, *, level: float = 0.95) -> Ratio | None:
    """Return the ratio of two independent groups' means, None when it has none.

    Parameters
    ----------
    treated, control
        Outcomes, shapes (n1,) and (n0,), at least two of each.

    Notes
    -----
    Delta method on the log scale, s²/(n·mean²) of each group, Welch's degrees of freedom. No distribution is assumed:
    it is Poisson regression on the group with robust (HC) errors, with n - 1 in place of n within each group.
    """
    means = float(treated.mean()), float(control.mean())
    if min(means) <= 0:
        return None
    groups = (treated, means[0]), (control, means[1])
    parts = [float(y.var(ddof=1)) / (len(y) * mean**2) for y, mean in groups]
    total = sum(parts)
    if total <= 0:
        return None
    df = total**2 / sum(part**2 / (len(y) - 1) for part, (y, _) in zip(parts, groups, strict=True))
    return log_ratio(means[0], means[1], math.sqrt(total), df, level=level)


def ratio_of_line(base: float, effect: float, covariance: Floats, df: float, *, level: float = 0.95) -> Ratio | None:
    """Return (base + effect) / base of a regression of which these are the first two coefficients.

    Parameters
    ----------
    covariance
        Of the two coefficients, shape (2, 2), robust to unequal variances and clusters as the case may be.
    """
    mean_1 = base + effect
    if base <= 0 or mean_1 <= 0:
        return None
    slope = np.array([1 / mean_1 - 1 / base, 1 / mean_1])
    return log_ratio(mean_1, base, math.sqrt(max(float(slope @ covariance @ slope), 0.0)), df, level=level)
