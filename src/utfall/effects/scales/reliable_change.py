# SPDX-License-Identifier: Apache-2.0
"""Ratings person by person: whether the change is larger than the instrument's own error, and matters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, t_quantile
from utfall.effects._numerics.means import risk_difference, wilson

Direction = Literal["increase", "decrease"]


class ChangeClass(IntEnum):
    """How one person's rating changed; RECOVERED has both changed reliably and crossed the cut-off."""

    WORSE = -1
    UNCHANGED = 0
    IMPROVED = 1
    RECOVERED = 2


@dataclass(frozen=True, slots=True)
class Instrument:
    """What must be known of an instrument in the population at hand.

    Parameters
    ----------
    standard_deviation
        Of the ratings before the start.
    reliability
        Test–retest or internal consistency, above 0 and below 1.
    better
        Whether a higher or a lower rating is better.
    cutoff
        Rating that tells the troubled from others; None when there is none.
    """

    standard_deviation: float
    reliability: float
    better: Direction
    cutoff: float | None = None

    def __post_init__(self) -> None:
        """Refuse a standard deviation that is not above 0 and a reliability outside 0–1."""
        if not self.standard_deviation > 0:
            raise ValueError("the standard deviation is above 0")
        if not 0 < self.reliability < 1:
            raise ValueError("the reliability lies between 0 and 1")

    @property
    def error_of_difference(self) -> float:
        """Standard error of a person's change: SD · sqrt(2(1 - reliability))."""
        return self.standard_deviation * math.sqrt(2 * (1 - self.reliability))

    def smallest_reliable_change(self, level: float = 0.95) -> float:
        """Return the change that the instrument's error alone exceeds in 1 - level of persons."""
        return t_quantile(level, None) * self.error_of_difference


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """Persons by how their rating changed.

    Parameters
    ----------
    index
        Reliable change index of each person, positive for the better; NaN where a rating is missing.
    classes
        Of each person with both ratings, in their order (`ChangeClass`).
    improved, low, high
        Share improved (recovered included) with Wilson's interval.
    """

    index: Floats
    classes: Ints
    n: int
    n_worse: int
    n_unchanged: int
    n_improved: int
    n_recovered: int
    n_missing: int
    improved: float
    low: float
    high: float


def cutoff_between(mean_troubled: float, sd_troubled: float, mean_others: float, sd_others: float) -> float:
    """Return the rating at which a person is as likely to be of either population (criterion c).

    Notes
    -----
    Jacobson and Truax (1991), Journal of Consulting and Clinical Psychology 59:12.
    """
    return (sd_others * mean_troubled + sd_troubled * mean_others) / (sd_troubled + sd_others)


def reliable_change(before: Floats, after: Floats, instrument: Instrument, *, level: float = 0.95) -> ReliableChange:
    """Sort persons by whether their change exceeds the instrument's error and crosses its cut-off.

    Parameters
    ----------
    before, after
        Ratings, NaN where missing, shape (n,).

    Raises
    ------
    ValueError
        When nobody has both ratings.

    Notes
    -----
    Jacobson and Truax (1991). Describes persons' change; it shows no effect of the initiative.
    """
    sign = 1.0 if instrument.better == "increase" else -1.0
    index = sign * (after - before) / instrument.error_of_difference
    known = ~np.isnan(index)
    if not known.any():
        raise ValueError("nobody has been rated both before and after")
    z = t_quantile(level, None)
    change = index[known]
    classes = np.where(change >= z, ChangeClass.IMPROVED, np.where(change <= -z, ChangeClass.WORSE, 0)).astype(np.int64)
    if instrument.cutoff is not None:
        crossed = _crossed(before[known], after[known], instrument.cutoff, sign)
        classes[(classes == ChangeClass.IMPROVED) & crossed] = ChangeClass.RECOVERED
    counts = {kind: int((classes == kind).sum()) for kind in ChangeClass}
    better, n = counts[ChangeClass.IMPROVED] + counts[ChangeClass.RECOVERED], int(known.sum())
    low, high = wilson(better, n, z)
    return ReliableChange(
        index, classes, n, counts[ChangeClass.WORSE], counts[ChangeClass.UNCHANGED], counts[ChangeClass.IMPROVED],
        counts[ChangeClass.RECOVERED], int((~known).sum()), better / n, low, high,
    )  # fmt: skip


def _crossed(before: Floats, after: Floats, cutoff: float, sign: float) -> Bools:
    """Return who stood on the wrong side of the cut-off before and on the right side after."""
    return np.asarray((sign * (before - cutoff) < 0) & (sign * (after - cutoff) >= 0))


def compare_improved(group_1: ReliableChange, group_0: ReliableChange, *, level: float = 0.95) -> Contrast:
    """Difference between two groups in the share that improved reliably, with Newcombe's interval."""
    events = [g.n_improved + g.n_recovered for g in (group_1, group_0)]
    return risk_difference(events[0], group_1.n, events[1], group_0.n, level=level)
