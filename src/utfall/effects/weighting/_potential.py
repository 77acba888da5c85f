# SPDX-License-Identifier: Apache-2.0
"""Two mean outcomes with everyone's influence on them: differences, ratios and their errors follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, by_t
from utfall.effects._numerics.ratios import Ratio, log_ratio


@dataclass(frozen=True, slots=True)
class Potential:
    """The mean outcome if all of the target group took part, and if nobody did.

    Parameters
    ----------
    influence_1, influence_0
        Influence of each person on either mean, shape (n,): estimate - truth is their mean, but for smaller
        terms. That weights and models were estimated is in them.
    size_1, size_0
        As how many equally weighted persons either group counts (Kish).
    lost_1, lost_0
        Coefficients that were fitted with either group's persons, besides the mean.
    corrected
        The influences are already stretched for the persons being few.
    """

    mean_1: float
    mean_0: float
    influence_1: Floats
    influence_0: Floats
    size_1: float
    size_0: float
    lost_1: float = 0.0
    lost_0: float = 0.0
    corrected: bool = False

    @property
    def influence(self) -> Floats:
        """Influence of each person on the difference, shape (n,)."""
        return self.influence_1 - self.influence_0


@dataclass(frozen=True, slots=True)
class Arm:
    """One group's part of a `Potential`: mean, influences of shape (n,), effective size, coefficients fitted."""

    mean: float
    influence: Floats
    size: float
    lost: float = 0.0


def of_arms(first: Arm, second: Arm) -> Potential:
    """Return the two mean outcomes from those with and without the initiative."""
    arms = first, second
    means, influences = [arm.mean for arm in arms], [arm.influence for arm in arms]
    sizes, lost = [arm.size for arm in arms], [arm.lost for arm in arms]
    return Potential(means[0], means[1], influences[0], influences[1], sizes[0], sizes[1], lost[0], lost[1])


def difference(found: Potential, treated: Bools, *, level: float, method: str) -> Contrast:
    """Return the difference between the two means.

    Parameters
    ----------
    treated
        Shape (n,).

    Raises
    ------
    NotEstimableError
        "too-few" when a group has too few persons; "no-overlap" when it counts as too few because nearly all weight
        falls on one or two of many; "no-variation".

    Notes
    -----
    Standard error from the squared influences. Each group's part is stretched by m/(m - 1 - k), with m its
    effective size and k the coefficients it paid for, and Student's t has Satterthwaite's degrees of freedom:
    with equal weights and no coefficients this is Welch's test.
    """
    error, df = _error(found.influence, found, treated)
    return by_t(
        found.mean_1 - found.mean_0,
        error,
        df=df,
        level=level,
        mean_1=found.mean_1,
        mean_0=found.mean_0,
        method=method,
    )


def ratio(found: Potential, treated: Bools, *, level: float) -> Ratio | None:
    """Return the ratio of the two means with an interval on the log scale; None when a mean is 0 or negative."""
    if found.mean_1 <= 0 or found.mean_0 <= 0:
        return None
    influence = found.influence_1 / found.mean_1 - found.influence_0 / found.mean_0
    if not influence.any():
        return None
    return log_ratio(found.mean_1, found.mean_0, *_error(influence, found, treated), level=level)


def _error(influence: Floats, found: Potential, treated: Bools) -> tuple[float, float]:
    """Return standard error and degrees of freedom."""
    sizes = found.size_1, found.size_0
    free = found.size_1 - 1 - found.lost_1, found.size_0 - 1 - found.lost_0
    if min(free) <= 1e-9:
        few = min(int(treated.sum()), int((~treated).sum())) <= 1 + max(found.lost_1, found.lost_0)
        raise NotEstimableError("too-few" if few else "no-overlap")
    n, squares = len(influence), influence**2
    stretch = [1.0 if found.corrected else m / f for m, f in zip(sizes, free, strict=True)]
    groups = zip((treated, ~treated), stretch, strict=True)
    parts = [float(squares[group].sum()) / n**2 * factor for group, factor in groups]
    total = sum(parts)
    if total <= 0 or not math.isfinite(total):
        raise NotEstimableError("no-variation")
    shares = [part / total for part in parts]
    df = 1 / sum(share**2 / f for share, f in zip(shares, free, strict=True))
    return math.sqrt(total), df


def weighted_mean(y: Floats, weights: Floats) -> tuple[float, Floats]:
    """Return the weighted mean and everyone's influence on it when the weights are known, shape (n,)."""
    total = float(weights.sum())
    if total <= 0:
        raise NotEstimableError("no-variation")
    mean = float(weights @ y) / total
    return mean, weights * (y - mean) * (len(y) / total)


def log_scores(Z: Floats, treated: Floats, probability: Floats) -> Floats:
    """Return everyone's influence on the coefficients of a logistic regression, shape (n, k)."""
    information = (Z * (probability * (1 - probability))[:, None]).T @ Z / len(Z)
    scores = Z * (treated - probability)[:, None]
    return np.asarray(scores @ np.linalg.pinv(information, rcond=1e-12))


def standard_columns(covariates: Floats) -> Floats:
    """Return 1 and the covariates in standard deviations from their means (0 for a constant), shape (n, p + 1)."""
    centre, scale = covariates.mean(axis=0), covariates.std(axis=0)
    live = scale > 1e-12 * (np.abs(centre) + 1)
    scaled = np.where(live, (covariates - centre) / np.where(live, scale, 1.0), 0.0)
    return np.column_stack([np.ones(len(covariates)), scaled])
