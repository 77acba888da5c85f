# SPDX-License-Identifier: Apache-2.0
"""Two independent groups: Welch's difference in means, and the difference between two shares."""

from __future__ import annotations

import math

from utfall.effects._numerics.contrast import (
    Contrast,
    Floats,
    NotEstimableError,
    by_t,
    t_p_value,
    t_quantile,
    varies,
)


def pooled_std_error(treated: Floats, control: Floats) -> float:
    """Return the standard error of a difference in means when both groups share one variance.

    Only for comparison with older publications; the estimates use `welch`.
    """
    n_1, n_0 = len(treated), len(control)
    squares = ((treated - treated.mean()) ** 2).sum() + ((control - control.mean()) ** 2).sum()
    return float(math.sqrt(squares / (n_1 + n_0 - 2) * (1 / n_1 + 1 / n_0)))


def welch(treated: Floats, control: Floats, *, level: float = 0.95) -> Contrast:
    """Difference in means with unequal variances and Welch–Satterthwaite degrees of freedom.

    Parameters
    ----------
    treated, control
        Outcomes, shapes (n1,) and (n0,), at least two of each.

    Raises
    ------
    NotEstimableError
        "too-few" below two in a group; "no-variation" when neither group varies.

    Notes
    -----
    Welch (1947), Biometrika 34:28. The standard error equals HC2 of the regression on a dummy.
    """
    n_1, n_0 = len(treated), len(control)
    if min(n_1, n_0) < 2:
        raise NotEstimableError("too-few")
    v_1, v_0 = float(treated.var(ddof=1)) / n_1, float(control.var(ddof=1)) / n_0
    total = v_1 + v_0
    mean_1, mean_0 = float(treated.mean()), float(control.mean())
    if total <= 0 or not (varies(treated) or varies(control)):
        raise NotEstimableError("no-variation")
    # Shares of the variance, not the variances: their squares would underflow in very small units.
    share_1, share_0 = v_1 / total, v_0 / total
    df = 1 / (share_1**2 / (n_1 - 1) + share_0**2 / (n_0 - 1))
    return by_t(
        mean_1 - mean_0,
        math.sqrt(total),
        df=df,
        level=level,
        mean_1=mean_1,
        mean_0=mean_0,
        method="welch",
    )


def wilson(events: float, n: float, z: float) -> tuple[float, float]:
    """Return Wilson's score limits of a share, `events` of `n`, for the normal quantile `z`."""
    share = events / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    low, high = (middle - half) / scale, (middle + half) / scale
    # The limits are exact at the borders; rounding would leave 1e-18 instead.
    return (0.0 if events <= 0 else max(low, 0.0)), (1.0 if events >= n else min(high, 1.0))


def _newcombe_limits(a: float, n_1: int, c: float, n_0: int, z: float) -> tuple[float, float]:
    p_1, p_0 = a / n_1, c / n_0
    (l_1, u_1), (l_0, u_0) = wilson(a, n_1, z), wilson(c, n_0, z)
    low = p_1 - p_0 - math.hypot(p_1 - l_1, u_0 - p_0)
    high = p_1 - p_0 + math.hypot(u_1 - p_1, p_0 - l_0)
    return low, high


def risk_difference(events_1: int, n_1: int, events_0: int, n_0: int, *, level: float = 0.95) -> Contrast:
    """Difference between two independent shares with Newcombe's hybrid score interval.

    The standard error is the usual one of a difference between shares (0 when both shares are 0 or 1);
    the p value is the level at which the interval just touches 0, so that the two never disagree.

    Raises
    ------
    NotEstimableError
        "too-few" below two in a group; "no-variation" when all in both groups have the same value.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17:873, method 10.
    """
    if min(n_1, n_0) < 2:
        raise NotEstimableError("too-few")
    if events_1 + events_0 in (0, n_1 + n_0):
        raise NotEstimableError("no-variation")
    p_1, p_0 = events_1 / n_1, events_0 / n_0
    low, high = _newcombe_limits(events_1, n_1, events_0, n_0, t_quantile(level, None))
    return Contrast(
        value=p_1 - p_0,
        std_error=math.sqrt(p_1 * (1 - p_1) / n_1 + p_0 * (1 - p_0) / n_0),
        low=low,
        high=high,
        level=level,
        p_value=_newcombe_p(events_1, n_1, events_0, n_0),
        df=None,
        mean_1=p_1,
        mean_0=p_0,
        method="newcombe",
    )


def _newcombe_p(events_1: int, n_1: int, events_0: int, n_0: int) -> float:
    """Return the two-sided p value that inverts Newcombe's interval, by bisection on the normal quantile."""
    difference = events_1 / n_1 - events_0 / n_0
    if difference == 0:
        return 1.0
    inside, outside = 0.0, 40.0  # 40 standard errors: p below the smallest double
    for _ in range(80):
        z = (inside + outside) / 2
        low, high = _newcombe_limits(events_1, n_1, events_0, n_0, z)
        if low > 0 or high < 0:
            inside = z
        else:
            outside = z
    return t_p_value(inside, None)
