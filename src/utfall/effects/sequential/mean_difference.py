# SPDX-License-Identifier: Apache-2.0
"""A confidence sequence for a difference in means: an interval that may be looked at every month."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError
from utfall.effects._numerics.means import welch

FEWEST = 5  # persons per group at a first look
_HALVINGS = 60


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
    with the variance estimated, valid in the limit. Two things make the first looks at few persons keep the level too
    (docs/methods/confidence_sequence.md): the critical value is taken from Student's t with Welch's degrees of freedom,
    and where groups of unequal size have skewed outcomes the limit on the side that skewness overshoots is moved
    outwards by the first term of the t value's Edgeworth expansion (Hall 1992, The Bootstrap and Edgeworth Expansion,
    §2.6). Nothing is moved inwards.
    """
    if min(len(treated), len(control)) < FEWEST:
        raise NotEstimableError("too-few")

    found = welch(treated, control, level=level)
    shape = _Shape(
        df=float(found.df or math.inf),
        x=(len(treated) + len(control)) * mixture_parameter(planned, level),
        skew=_skewness(treated, control),
    )
    critical = math.sqrt(2 * (shape.x + 1) / shape.x * math.log(math.sqrt(shape.x + 1) / (1 - level)))
    below, above = (shape.standard_errors(critical, side) * found.std_error for side in (-1, 1))
    if not math.isfinite(below + above):
        raise NotEstimableError("too-few")
    return AnytimeInterval(
        found.value,
        found.value - below,
        found.value + above,
        shape.p_value(found.value / found.std_error),
        level,
        len(treated),
        len(control),
    )


def _skewness(treated: Floats, control: Floats) -> float:
    """Return the skewness of the difference in means, were both groups' outcomes spread alike about their means."""
    n_1, n_0 = len(treated), len(control)
    rest = np.concatenate([treated - treated.mean(), control - control.mean()]) / np.ptp(
        np.concatenate([treated, control])
    )
    free = n_1 + n_0 - 2
    variance, third = float(rest @ rest) / free, float((rest**3).sum()) / free
    return float(third * (1 / n_1**2 - 1 / n_0**2) / math.pow(variance * (1 / n_1 + 1 / n_0), 1.5))


@dataclass(frozen=True, slots=True)
class _Shape:
    """How far from the estimate the limits are: `x` is the number measured times ρ²."""

    df: float
    x: float
    skew: float

    def standard_errors(self, z: float, side: int) -> float:
        """Return the distance, in standard errors, of the limit below (side -1) or above (1) for a normal quantile."""
        from scipy import special

        return -float(special.stdtrit(self.df, special.ndtr(-z))) + max(side * self.skew, 0.0) * (2 * z * z + 1) / 6

    def p_value(self, t: float) -> float:
        """Return the level at which the sequence just touches 0."""
        from scipy import special

        side = 1 if t < 0 else -1  # 0 is above a fall, and below a rise
        # The normal quantile with the tail of t; less where skewness moves the limit.
        z = -float(special.ndtri(special.stdtr(self.df, -abs(t))))
        if not math.isfinite(z):
            return 0.0
        if side * self.skew > 0:
            z = self._quantile(abs(t), side, z)
        return min(1.0, math.sqrt(self.x + 1) * math.exp(-z * z * self.x / (2 * (self.x + 1))))

    def _quantile(self, t: float, side: int, largest: float) -> float:
        """Return the normal quantile, 0 to `largest`, whose limit is t standard errors away; 0 where none is."""
        small, large = 0.0, largest
        for _ in range(_HALVINGS):
            z = (small + large) / 2
            if self.standard_errors(z, side) < t:
                small = z
            else:
                large = z
        return small
