# SPDX-License-Identifier: Apache-2.0
"""What persons who are compared with each other still differ by, as the change in effect that it may make."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects._numerics.nearest import Pairs


@dataclass(frozen=True, slots=True)
class Left:
    """How far off the effect may be, in the outcome's unit, and the standard error that chance alone gives it."""

    value: float
    chance: float


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
    taken as known.
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
    return Left(value, math.sqrt(float(((of_set - counts * value) ** 2).sum())))


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
