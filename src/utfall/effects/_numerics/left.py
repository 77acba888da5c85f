# SPDX-License-Identifier: Apache-2.0
"""What persons who are compared with each other still differ by, as the change in effect that it may make."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects._numerics.nearest import Pairs

_BLOCK = 65_536  # persons whose parts of the score are held at once


@dataclass(frozen=True, slots=True)
class Left:
    """How far off the effect may be, in the outcome's unit, and the standard error that chance alone gives it.

    Parameters
    ----------
    deviation
        How far each set is from the mean of all, as its part of the value, shape (sets,).
    """

    value: float
    chance: float
    deviation: Floats


def slopes_on(covariates: Floats, y: Floats, size: Floats) -> Floats:
    """Return least squares slopes of centred y on centred covariates, 0 for a column that hardly varies, shape (p,).

    Columns that follow from the others share the slope (least norm): nothing is refused. `size`, shape (p,): largest
    absolute value before centring; what varies by less than the rounding of such numbers does not vary.
    """
    scale = np.sqrt((covariates**2).mean(axis=0))
    live = scale > 1e-9 * (size + 1)
    slopes = np.zeros(covariates.shape[1])
    slopes[live] = np.linalg.lstsq(covariates[:, live] / scale[live], y, rcond=1e-10)[0] / scale[live]
    return slopes


def left_in_sets(y: Floats, treated: Bools, weights: Floats, sets: Ints, covariates: Floats) -> Left:
    """Return what the covariate differences left within matched sets may move the effect by.

    What the covariates mean for the outcome among the matched comparison persons (weighted least squares) times
    the weighted difference in covariates between the groups.

    Parameters
    ----------
    y, treated, weights, sets
        Outcome, group, weight above 0 and matched set numbered from 0 of every row, shape (n,). A person who is in
        several sets has a row in each.
    covariates
        Shape (n, p).

    Notes
    -----
    The correction of Abadie and Imbens (2011), JBES 29:1, here as a measure. `chance`: sets differ by chance too, to
    either side; that is in the effect's own standard error already, a difference to one side is not. The slopes are
    taken as known, and so is the propensity score: see `chance_beside_score`.
    """
    other = ~treated
    share = np.where(treated, weights / weights[treated].sum(), -weights / weights[other].sum())
    centre = -(share[other] @ covariates[other])
    around = covariates - centre
    root = np.sqrt(weights[other])
    apart = around[other] * root[:, None], (y[other] + share[other] @ y[other]) * root
    slopes = slopes_on(*apart, np.abs(covariates).max(axis=0))
    size = int(sets.max()) + 1
    of_set = np.bincount(sets, weights=share * (around @ slopes), minlength=size)
    counts = np.bincount(sets[treated], weights=share[treated], minlength=size)
    value = float(of_set.sum())
    deviation = of_set - counts * value
    return Left(value, math.sqrt(float(deviation @ deviation)), deviation)


def chance_beside_score(left: Left, sets: Ints, treated: Bools, probability: Floats, covariates: Floats) -> float:
    """Return the standard error that chance gives to what is left, the score having been estimated on the sample.

    An estimated score is what makes the groups' covariates agree over the whole sample, by chance too: its score
    equations add up to 0. So only the part of the sets' deviations that these do not explain is chance.

    Parameters
    ----------
    sets
        Matched set of every person of the sample, -1 for none, each person in one at most, shape (n,).
    treated, probability, covariates
        Group, estimated score and covariates of the whole sample, shapes (n,), (n,) and (n, p).

    Notes
    -----
    Abadie and Imbens (2016), Econometrica 84:781: the variance falls by c'I⁻¹c, c being the covariance with the score
    equations and I their own; both are taken from the sample, summed within sets.
    """
    size, p = len(left.deviation), covariates.shape[1] + 1
    centre = covariates.mean(axis=0)
    sums, products = np.zeros((size, p)), np.zeros((p, p))
    for start in range(0, len(sets), _BLOCK):
        part = slice(start, start + _BLOCK)
        of_person = np.column_stack([np.ones(len(sets[part])), covariates[part] - centre])
        of_person *= (treated[part] - probability[part])[:, None]
        inside = sets[part] >= 0
        outside = of_person[~inside]
        products += outside.T @ outside
        for k in range(p):
            sums[:, k] += np.bincount(sets[part][inside], weights=of_person[inside, k], minlength=size)
    products += sums.T @ sums
    scale = np.sqrt(np.diag(products))
    scale[scale == 0] = 1.0
    with_score = left.deviation @ sums / scale
    explained = with_score @ np.linalg.pinv(products / np.outer(scale, scale), rcond=1e-10, hermitian=True) @ with_score
    return math.sqrt(max(left.chance**2 - float(explained), 0.0))


def left_in_pairs(y: tuple[Floats, Floats], covariates: tuple[Floats, Floats], pairs: Pairs) -> Left:
    """Return `left_in_sets` of pairs, from outcomes (n1,), (n0,) and covariates (n1, p), (n0, p) of both groups."""
    who, cluster = np.unique(pairs.treated, return_inverse=True)
    count = np.bincount(cluster)
    return left_in_sets(
        np.concatenate([y[0][who], y[1][pairs.control]]),
        np.arange(len(who) + len(pairs)) < len(who),
        np.concatenate([np.ones(len(who)), 1.0 / count[cluster]]),
        np.concatenate([np.arange(len(who)), cluster]).astype(np.int64),
        np.concatenate([covariates[0][who], covariates[1][pairs.control]]),
    )
