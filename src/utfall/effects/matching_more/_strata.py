# SPDX-License-Identifier: Apache-2.0
"""Strata of persons who are alike, and the effect within them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError
from utfall.effects._numerics.left import slopes_on
from utfall.effects.weighting._potential import Arm, Potential, difference, of_arms


def combined(codes: list[Ints]) -> Ints:
    """Return a number per combination of codes, 0 … number of combinations - 1, shape (n,)."""
    whole = np.zeros(len(codes[0]), dtype=np.int64)
    for column in codes:
        _, dense = np.unique(column, return_inverse=True)
        _, whole = np.unique(whole * (int(dense.max()) + 1) + dense.reshape(-1), return_inverse=True)
        whole = whole.reshape(-1).astype(np.int64)
    return whole


def intervals(values: Floats, bins: int | None) -> Ints:
    """Return which of `bins` intervals of equal width each value lies in (Sturges' rule when None), shape (n,).

    A column with no more different values than intervals is left as it is.
    """
    wanted = math.ceil(math.log2(len(values)) + 1) if bins is None else bins
    different, codes = np.unique(values, return_inverse=True)
    if len(different) <= wanted:
        return np.asarray(codes.reshape(-1), dtype=np.int64)
    edges = np.linspace(values.min(), values.max(), wanted + 1)
    return between(values, edges[1:-1])


def between(values: Floats, limits: Floats) -> Ints:
    """Return how many of the limits lie at or below each value, shape (n,)."""
    return np.searchsorted(np.sort(limits), values, side="right").astype(np.int64)


def subclasses(score: Floats, counts: Floats, number: int | None) -> Ints:
    """Return which subclass of the score each person is in, with the target evenly spread over them, shape (n,).

    Parameters
    ----------
    counts
        How much each person counts in the target, 0 or 1, shape (n,).
    number
        None: m^0.4 with m in the target, and at least 5.

    Notes
    -----
    Rosenbaum and Rubin (1984), JASA 79:516. The bias left inside subclasses falls with the square of their number,
    the error with the root of m only: a fixed number would give intervals that miss the truth when m is large.
    """
    if number is None:
        number = max(5, int(float(counts.sum()) ** 0.4))
    limits = np.quantile(score[counts > 0], np.arange(1, number) / number)
    return between(score, np.unique(limits))


def common_strata(stratum: Ints, treated: Bools) -> Bools:
    """Return who shares a stratum with somebody of the other group, shape (n,)."""
    size = int(stratum.max()) + 1
    n_1 = np.bincount(stratum[treated], minlength=size)
    n_0 = np.bincount(stratum[~treated], minlength=size)
    return np.asarray(((n_1 > 0) & (n_0 > 0))[stratum])


@dataclass(frozen=True, slots=True)
class Stratified:
    """Effect within strata: the contrast, the two means with plain influences, and everyone's weight, shape (n,)."""

    contrast: Contrast
    means: Potential
    weights: Floats
    strata: int


def stratified_effect(
    y: Floats, treated: Bools, stratum: Ints, *, everyone: bool, level: float, method: str
) -> Stratified:
    """Return the mean of the differences within strata, weighted by the participants (or by all) in each.

    Parameters
    ----------
    stratum
        Numbered from 0; every stratum has somebody of both groups.

    Notes
    -----
    Variance: Σ share² (s₁²/n₁ + s₀²/n₀) over strata (Neyman). Where a group has one person in a stratum, its
    variance is the one pooled over the strata with several; where no stratum has, the one of the whole group.
    The shares of the strata are held fixed: the interval is about the persons in the data.
    """
    dense = combined([stratum])
    size = int(dense.max()) + 1
    n_1 = np.bincount(dense[treated], minlength=size).astype(np.float64)
    n_0 = np.bincount(dense[~treated], minlength=size).astype(np.float64)
    shares = (n_1 + n_0) / len(y) if everyone else n_1 / n_1.sum()
    weights = np.empty(len(y))
    plain, wide = [], []
    for group, counts in ((treated, n_1), (~treated, n_0)):
        weights[group] = (shares / counts)[dense[group]] * group.sum()
        mean, residual, stretched = _within(y, group, dense, counts, shares)
        lift = np.where(group, (shares / counts)[dense] * len(y), 0.0)
        df = max(float(group.sum()) - size, 1.0)
        plain.append(Arm(mean, lift * residual, df + 1))
        wide.append(Arm(mean, lift * stretched, df + 1))
    contrast = difference(replace(of_arms(*wide), corrected=True), treated, level=level, method=method)
    return Stratified(contrast, of_arms(*plain), weights, size)


def left_inside(y: Floats, treated: Bools, stratum: Ints, covariates: Floats, weights: Floats) -> float:
    """Return how far off the effect may be because persons in a stratum still differ, in the outcome's unit.

    What the covariates mean for the outcome among the comparison persons of a stratum (least squares) times the
    weighted difference in covariates between the groups.
    """
    dense = combined([stratum])
    T, C = treated, ~treated
    apart = np.average(covariates[T], axis=0, weights=weights[T]) - np.average(
        covariates[C], axis=0, weights=weights[C]
    )
    columns = np.column_stack([covariates[C], y[C]])
    counts = np.bincount(dense[C], minlength=int(dense.max()) + 1)
    means = np.column_stack([np.bincount(dense[C], weights=column, minlength=len(counts)) for column in columns.T])
    inner = columns - (means / np.maximum(counts, 1)[:, None])[dense[C]]
    return float(slopes_on(inner[:, :-1], inner[:, -1], np.abs(covariates).max(axis=0)) @ apart)


def _within(y: Floats, group: Bools, stratum: Ints, counts: Floats, shares: Floats) -> tuple[float, Floats, Floats]:
    """Return a group's mean, its residuals, and the residuals stretched for the strata being small, shape (n,)."""
    means = np.bincount(stratum[group], weights=y[group], minlength=len(counts)) / counts
    residual = np.where(group, y - means[stratum], 0.0)
    several = counts > 1
    free = float((counts[several] - 1).sum())
    if free > 0:
        pooled = math.sqrt(float((residual**2).sum()) / free)
    elif group.sum() > 1:
        pooled = float(y[group].std(ddof=1))
    else:
        raise NotEstimableError("too-few")
    stretch = np.sqrt(np.where(several, counts / np.maximum(counts - 1, 1.0), 0.0))[stratum]
    alone = group & ~several[stratum]
    return float(shares @ means), residual, np.where(alone, pooled, residual * stretch)
