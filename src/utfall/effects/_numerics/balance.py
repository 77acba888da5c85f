# SPDX-License-Identifier: Apache-2.0
"""How alike two groups are before and after weighting."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints

_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Spread:
    """Weighted means and variances of each column in two groups, shapes (p,)."""

    mean_1: Floats
    mean_0: Floats
    variance_1: Floats
    variance_0: Floats


def weighted_moments(values: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return mean and unbiased variance of each column of `values` (n, p) under `weights` (n,)."""
    used = weights > 0
    if not used.all():
        values, weights = values[used], weights[used]
    total = weights.sum()
    mean = weights @ values / total
    free = total - (weights**2).sum() / total
    squares = weights @ (values - mean) ** 2
    return np.asarray(mean), np.asarray(squares / free if free > 0 else np.zeros_like(squares))


def spread(treated: Floats, control: Floats, weights_1: Floats, weights_0: Floats) -> Spread:
    """Return means and variances of both groups under their weights."""
    mean_1, variance_1 = weighted_moments(treated, weights_1)
    mean_0, variance_0 = weighted_moments(control, weights_0)
    return Spread(mean_1, mean_0, variance_1, variance_0)


def spreads(parts: tuple[Floats, ...], treated: Bools, weight_1: Floats, weight_0: Floats) -> tuple[Spread, Spread]:
    """Return means and variances of both groups, unweighted and under their weights.

    Parameters
    ----------
    parts
        Columns side by side, each of shape (n,) or (n, p). They are passed over once in blocks, never copied whole.
    weight_1, weight_0
        Of the treated and of the others, in their order, shapes (n1,) and (n0,).

    Notes
    -----
    Moments are taken about a centre of each group near its mean and moved to it: of n values, a centre that is the
    mean of m costs log10(n / m) of the sixteen digits at most (Cauchy and Schwarz).
    """
    weights = np.zeros((4, len(treated)))
    weights[0], weights[1] = treated, ~treated
    weights[2][treated], weights[3][~treated] = weight_1, weight_0
    centre_1, centre_0 = (_near_mean(parts, np.flatnonzero(rows)) for rows in (treated, ~treated))
    first, second = np.zeros((4, len(centre_1))), np.zeros((4, len(centre_1)))
    for start in range(0, len(treated), _BLOCK):
        block = slice(start, start + _BLOCK)
        here, apart = weights[:, block], _columns(parts, block)
        centre = np.repeat(centre_0, here.shape[1], axis=1)
        centre[:, treated[block]] = centre_1
        apart -= centre
        first += here @ apart.T
        apart *= apart
        second += here @ apart.T
    total, squared = weights.sum(axis=1)[:, None], np.array([[row @ row] for row in weights])
    mean = first / total + np.hstack([centre_1, centre_0, centre_1, centre_0]).T
    free = total - squared / total
    variance = np.maximum(second - first**2 / total, 0.0) / np.where(free > 0, free, np.inf)
    return Spread(mean[0], mean[1], variance[0], variance[1]), Spread(mean[2], mean[3], variance[2], variance[3])


def _columns(parts: tuple[Floats, ...], rows: slice | Ints) -> Floats:
    """Return some rows of columns side by side, copied, one row of the result to a column, shape (p, m)."""
    several = [np.atleast_2d(part[rows].T) for part in parts]
    values = np.empty((sum(len(columns) for columns in several), several[0].shape[1]))
    start = 0
    for columns in several:
        values[start : start + len(columns)] = columns
        start += len(columns)
    return values


def _near_mean(parts: tuple[Floats, ...], rows: Ints) -> Floats:
    """Return the mean of each column over evenly spread rows, shape (p, 1); exact for what is alike for all."""
    values = _columns(parts, rows[:: max(1, len(rows) // _BLOCK)])
    return np.asarray(values[:, :1] + (values - values[:, :1]).mean(axis=1, keepdims=True))


def standardised(difference: Floats, variance: Floats, fallback: Floats) -> Floats:
    """Return differences in means over a standard deviation.

    Parameters
    ----------
    variance
        Whose root is the denominator, shape (p,).
    fallback
        Used where `variance` is 0; where both are 0, the difference is given as 0 when there is none, else
        as infinite.
    """
    used = np.where(variance > 0, variance, fallback)
    root = np.sqrt(np.where(used > 0, used, 1.0))
    return np.where(used > 0, difference / root, np.where(difference == 0, 0.0, np.copysign(np.inf, difference)))


def effective_size(weights: Floats) -> float:
    """Return (Σw)² / Σw²: as many equally weighted persons would be as informative (Kish 1965)."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0


def omnibus_p_value(treated: Floats, covariates: Floats) -> float | None:
    """Return the p value of "allocation has nothing to do with any covariate" (F test), None if untestable.

    Parameters
    ----------
    treated
        1 or 0, shape (n,).
    covariates
        Shape (n, p); columns that follow from others count once.

    Notes
    -----
    The F test of the regression of treatment on the covariates equals Hotelling's T² test.
    """
    from scipy import special

    centred = covariates - covariates.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))
    centred = centred[:, scale > 0] / scale[scale > 0]
    target = treated - treated.mean()
    if centred.shape[1] == 0:
        return None
    U, s, _ = np.linalg.svd(centred, full_matrices=False)
    U = U[:, s > 1e-9 * s.max()]
    p, rest = U.shape[1], len(treated) - U.shape[1] - 1
    if rest < 1:
        return None
    r_squared = min(float(((U.T @ target) ** 2).sum() / (target @ target)), 1.0)
    if r_squared >= 1.0:
        return 0.0
    return float(special.fdtrc(p, rest, r_squared / p / ((1 - r_squared) / rest)))
