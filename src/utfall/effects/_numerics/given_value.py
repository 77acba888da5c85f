# SPDX-License-Identifier: Apache-2.0
"""A mean, a share or a rate beside a value that is given without error, with exact intervals."""

from __future__ import annotations

import math

from utfall.effects._numerics.contrast import Contrast, Floats, NotEstimableError, by_t, varies


def clopper_pearson(events: int, n: int, *, level: float) -> tuple[float, float]:
    """Return the exact limits of a share, `events` of `n` (Clopper and Pearson 1934, Biometrika 26:404)."""
    from scipy import special

    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(special.betaincinv(events, n - events + 1, tail))
    high = 1.0 if events == n else float(special.betaincinv(events + 1, n - events, 1 - tail))
    return low, high


def garwood(events: int, *, level: float) -> tuple[float, float]:
    """Return the exact limits of the mean of a Poisson count (Garwood 1936, Biometrika 28:437)."""
    from scipy import special

    tail = (1 - level) / 2
    low = 0.0 if events == 0 else float(special.gammaincinv(events, tail))
    return low, float(special.gammaincinv(events + 1, 1 - tail))


def share_against(events: int, n: int, expected: float, *, level: float) -> Contrast:
    """Return a share less the one expected; interval and p value by the two exact binomial tails.

    Raises
    ------
    NotEstimableError
        "no-reference" when the expected share is not between 0 and 1.
    """
    from scipy import special

    if not 0 < expected < 1:
        raise NotEstimableError("no-reference")
    low, high = clopper_pearson(events, n, level=level)
    share = events / n
    tails = special.bdtr(events, n, expected), 1.0 if events == 0 else special.bdtrc(events - 1, n, expected)
    return Contrast(
        value=share - expected,
        std_error=math.sqrt(share * (1 - share) / n),
        low=low - expected,
        high=high - expected,
        level=level,
        p_value=min(1.0, 2 * float(min(tails))),
        df=None,
        mean_1=share,
        mean_0=expected,
        method="exact-binomial",
    )


def count_against(events: int, n: int, expected: float, *, level: float) -> Contrast:
    """Return a mean count less the one expected per person; interval and p value by the exact Poisson tails.

    Parameters
    ----------
    events, n
        Sum of the counts, and persons.
    expected
        Per person, above 0.
    """
    from scipy import special

    if not expected > 0:
        raise NotEstimableError("no-reference")
    low, high = garwood(events, level=level)
    total = expected * n
    tails = special.pdtr(events, total), 1.0 if events == 0 else special.pdtrc(events - 1, total)
    return Contrast(
        value=events / n - expected,
        std_error=math.sqrt(events) / n,
        low=low / n - expected,
        high=high / n - expected,
        level=level,
        p_value=min(1.0, 2 * float(min(tails))),
        df=None,
        mean_1=events / n,
        mean_0=expected,
        method="exact-poisson",
    )


def mean_against(y: Floats, expected: Floats, *, level: float) -> Contrast:
    """Return the mean of y less the one expected, shapes (n,), by Student's one-sample t.

    Raises
    ------
    NotEstimableError
        "too-few" with one person, "no-variation" when all differ alike.
    """
    left = y - expected
    if len(left) < 2:
        raise NotEstimableError("too-few")
    if not varies(left, float(max(abs(y).max(), abs(expected).max()))):
        raise NotEstimableError("no-variation")
    return by_t(
        float(left.mean()),
        math.sqrt(float(left.var(ddof=1)) / len(left)),
        df=len(left) - 1,
        level=level,
        mean_1=float(y.mean()),
        mean_0=float(expected.mean()),
        method="one-sample-t",
    )
