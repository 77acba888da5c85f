# SPDX-License-Identifier: Apache-2.0
"""Two mean outcomes with everyone's influence on them: differences, ratios and their errors follow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, by_t, t_p_value, t_quantile


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
    """

    mean_1: float
    mean_0: float
    influence_1: Floats
    influence_0: Floats
    size_1: float
    size_0: float

    @property
    def influence(self) -> Floats:
        """Influence of each person on the difference, shape (n,)."""
        return self.influence_1 - self.influence_0


@dataclass(frozen=True, slots=True)
class Ratio:
    """The ratio of two means (of shares: a risk ratio; of counts: a rate ratio) with its interval."""

    value: float
    low: float
    high: float
    p_value: float


def difference(found: Potential, treated: Bools, *, level: float, method: str) -> Contrast:
    """Return the difference between the two means.

    Parameters
    ----------
    treated
        Shape (n,).

    Raises
    ------
    NotEstimableError
        "too-few" when a group counts as fewer than two persons; "no-variation".

    Notes
    -----
    Standard error from the squared influences. Each group's part is stretched by m/(m - 1), m its effective
    size, and Student's t has Satterthwaite's degrees of freedom: with equal weights this is Welch's test.
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
    log = math.log(found.mean_1 / found.mean_0)
    error, df = _error(found.influence_1 / found.mean_1 - found.influence_0 / found.mean_0, found, treated)
    if error <= 0:
        return None
    half = t_quantile(level, df) * error
    return Ratio(math.exp(log), math.exp(log - half), math.exp(log + half), t_p_value(log / error, df))


def _error(influence: Floats, found: Potential, treated: Bools) -> tuple[float, float]:
    """Return standard error and degrees of freedom."""
    sizes = found.size_1, found.size_0
    if min(sizes) <= 1 + 1e-9:
        raise NotEstimableError("too-few")
    n, squares = len(influence), influence**2
    parts = [float(squares[group].sum()) / n**2 * m / (m - 1) for group, m in zip((treated, ~treated), sizes, strict=True)]
    total = sum(parts)
    if total <= 0 or not math.isfinite(total):
        raise NotEstimableError("no-variation")
    shares = [part / total for part in parts]
    df = 1 / sum(share**2 / (m - 1) for share, m in zip(shares, sizes, strict=True))
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
