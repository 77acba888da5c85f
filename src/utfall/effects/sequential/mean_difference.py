# SPDX-License-Identifier: Apache-2.0
"""A confidence sequence for a difference in means: an interval that may be looked at every month."""

from __future__ import annotations

import math
from dataclasses import dataclass

from utfall.effects._numerics.contrast import Floats, NotEstimableError
from utfall.effects._numerics.means import welch

FEWEST = 5  # persons per group at a first look


@dataclass(frozen=True, slots=True)
class AnytimeInterval:
    """Estimate and interval at one look, right at all looks together.

    Parameters
    ----------
    low, high
        Covers the effect at every look with probability `level`.
    p_value
        Anytime-valid: however long one goes on looking, it falls to 5 % with no effect in at most 5 % of cases.
    """

    value: float
    low: float
    high: float
    p_value: float
    level: float
    n_1: int
    n_0: int


def mixture_parameter(planned: int, level: float = 0.95) -> float:
    """Return the ρ² that makes the sequence narrowest when `planned` persons have been measured."""
    if planned < 1:
        raise ValueError("the planned number of persons is at least 1")
    log = -2 * math.log(1 - level)
    return (log + math.log(log) + 1) / planned


def mean_difference_sequence(treated: Floats, control: Floats, *, planned: int, level: float = 0.95) -> AnytimeInterval:
    """Interval for the difference in means at this look, valid however often and whenever one looks.

    Parameters
    ----------
    treated, control
        Outcomes measured so far, shapes (n1,) and (n0,).
    planned
        Persons that the plan foresees in all, set before the start: the interval is narrowest there.

    Raises
    ------
    NotEstimableError
        "too-few" below five persons in a group, or so few of those planned that the interval has no end yet;
        "no-variation".

    Notes
    -----
    Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2024), Annals of Statistics 52:2613: the normal mixture boundary
    with the variance estimated, valid in the limit. Its critical value is taken from Student's t with Welch's degrees
    of freedom, so that the first looks at few persons keep the level too (docs/methods/confidence_sequence.md).
    """
    if min(len(treated), len(control)) < FEWEST:
        raise NotEstimableError("too-few")
    from scipy import special

    found = welch(treated, control, level=level)
    df = float(found.df or math.inf)
    x = (len(treated) + len(control)) * mixture_parameter(planned, level)
    critical = math.sqrt(2 * (x + 1) / x * math.log(math.sqrt(x + 1) / (1 - level)))
    half = -float(special.stdtrit(df, special.ndtr(-critical))) * found.std_error
    if not math.isfinite(half):
        raise NotEstimableError("too-few")
    return AnytimeInterval(
        found.value,
        found.value - half,
        found.value + half,
        _p_value(abs(found.value) / found.std_error, df, x),
        level,
        len(treated),
        len(control),
    )


def _p_value(t: float, df: float, x: float) -> float:
    """Return the level at which the sequence just touches 0."""
    from scipy import special

    z = float(special.ndtri(special.stdtr(df, -t)))  # the normal quantile with the same tail
    if not math.isfinite(z):
        return 0.0
    return min(1.0, math.sqrt(x + 1) * math.exp(-z * z * x / (2 * (x + 1))))
