# SPDX-License-Identifier: Apache-2.0
"""Agreement between practitioners who each judged the same needs: Krippendorff's alpha."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from utfall.core.estimate import Interval
from utfall.needs.refusals import refuse, wrong
from utfall.needs.statistics._arrays import Floats, require_level

Scale = Literal["nominal", "ordinal", "interval"]
_FEWEST_FOR_INTERVAL = 10


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far practitioners agree.

    Parameters
    ----------
    alpha
        1 when all agree, 0 when as by chance, below 0 when they disagree more than that.
    interval
        By drawing the judged needs anew; None below ten needs: so few, drawn anew, agree less than they did, and
        the interval would mislead.
    needs, raters
        Needs judged by at least two, and persons who judged any.
    pairs_equal
        Share of pairs of judgements about the same need that are the same.
    """

    alpha: float
    interval: Interval | None
    needs: int
    raters: int
    pairs_equal: float
    scale: Scale


def krippendorff(
    ratings: ArrayLike, *, scale: Scale = "ordinal", level: float = 0.95, draws: int = 2000, seed: int = 0
) -> Agreement:
    """Return Krippendorff's alpha of several persons' judgements.

    Parameters
    ----------
    ratings
        (raters, needs); NaN where a person has not judged a need.
    scale
        What a distance between two judgements means.
    draws, seed
        Of the bootstrap over needs.

    Raises
    ------
    DesignRefused
        "agreement-too-few" when fewer than two needs were judged by two or more; "agreement-flat" when every
        judgement is the same, so that agreement cannot be told from habit.

    Notes
    -----
    Krippendorff (2011), Computing Krippendorff's alpha-reliability. Alpha below 0.667 is commonly taken as too low to
    lean on; that is a convention, not a law.
    """
    table = np.atleast_2d(np.asarray(ratings, dtype=np.float64))
    if np.any(np.isinf(table)):
        raise wrong(
            "rating-infinite",
            said=("En bedömning är oändlig.", "A rating is infinite."),
            mend=("Rätta den.", "Mend it."),
            field="ratings",
        )
    judged = np.sum(~np.isnan(table), axis=0) >= 2
    used = table[:, judged]
    _require_ratings(used)
    values = np.unique(used[~np.isnan(used)])
    tally = np.stack([(used == value).sum(axis=0) for value in values]).astype(float)  # (values, needs)
    alpha = _alpha(tally, values, scale)
    interval = _bootstrap(tally, values, scale, require_level(level), draws, seed)
    sizes = tally.sum(axis=0)
    equal = float((tally * (tally - 1)).sum() / (sizes * (sizes - 1)).sum())
    raters = int(np.sum(np.any(~np.isnan(used), axis=1)))
    return Agreement(alpha, interval, used.shape[1], raters, equal, scale)


def _require_ratings(used: Floats) -> None:
    if used.shape[1] < 2:
        raise refuse(
            "agreement-too-few",
            said=("Färre än två behov har bedömts av minst två personer.",
                  "Fewer than two needs have been judged by at least two persons."),
            mend=("Låt fler bedöma samma behov.", "Let more persons judge the same needs."),
            field="ratings",
        )  # fmt: skip
    if float(np.nanmin(used)) == float(np.nanmax(used)):
        raise refuse(
            "agreement-flat",
            said=("Alla bedömningar är lika.", "Every judgement is the same."),
            mend=("Samstämmighet syns först när behoven skiljer sig; bedöm fler.",
                  "Agreement shows only when needs differ; judge more of them."),
            field="ratings",
        )  # fmt: skip


def _alpha(tally: Floats, values: Floats, scale: Scale) -> float:
    sizes = tally.sum(axis=0)
    pairs = (tally / (sizes - 1)) @ tally.T - np.diag((tally / (sizes - 1)).sum(axis=1))
    totals = pairs.sum(axis=1)
    distance = _distances(totals, values, scale)
    expected = float(totals @ distance @ totals) / (float(totals.sum()) - 1)
    return 1 - float((pairs * distance).sum()) / expected if expected > 0 else 1.0


def _distances(totals: Floats, values: Floats, scale: Scale) -> Floats:
    size = len(values)
    if scale == "nominal":
        return 1 - np.eye(size)
    if scale == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2, dtype=np.float64)
    up_to = np.cumsum(totals)
    middle = up_to - totals / 2  # the sum between two values, ends counted half
    return np.asarray((middle[:, None] - middle[None, :]) ** 2, dtype=np.float64)


def _bootstrap(tally: Floats, values: Floats, scale: Scale, level: float, draws: int, seed: int) -> Interval | None:
    needs = tally.shape[1]
    if needs < _FEWEST_FOR_INTERVAL:
        return None
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, needs, size=(draws, needs))
    found = np.array([_alpha(tally[:, row], values, scale) for row in drawn])
    low, high = np.quantile(found, ((1 - level) / 2, (1 + level) / 2))
    return Interval(float(low), float(high), level)
