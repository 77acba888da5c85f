# SPDX-License-Identifier: Apache-2.0
"""Entropy balancing: the most even weights under which a group's means equal given ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.balance import effective_size
from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError
from utfall.effects.weighting._potential import Arm, Potential, of_arms, weighted_mean

_MAX_ITERATIONS = 200
_KKT = 1e-8  # largest difference left between a weighted mean and its target, in standard deviations
_EDGE = 60.0  # log weights this far apart: the target lies at the edge of what the group can reach


@dataclass(frozen=True, slots=True)
class Balanced:
    """Weights of one group, shape (m,), that sum to 1, and the largest difference left (in standard deviations)."""

    weights: Floats
    residual: float
    iterations: int


def entropy_weights(features: Floats, target: Floats) -> Balanced:
    """Return weights of largest entropy under which the means of `features` (m, k) equal `target` (k,).

    Parameters
    ----------
    features
        On a scale where 1 is about one standard deviation.

    Raises
    ------
    NotEstimableError
        "no-common-support" when no weights reach the target: it lies outside what the group spans.

    Notes
    -----
    Hainmueller (2012), Political Analysis 20:25. Newton's method with halving on the dual, log Σ exp(λ'(x - t)),
    which is convex: its gradient is the difference left, so that the conditions of an optimum are seen directly.
    """
    shifted = features - target
    multiplier = np.zeros(shifted.shape[1])
    value, weights = _dual(shifted, multiplier)
    for iteration in range(1, _MAX_ITERATIONS + 1):
        gradient = weights @ shifted
        if np.abs(gradient).max(initial=0.0) <= _KKT:
            return Balanced(weights, float(np.abs(gradient).max(initial=0.0)), iteration)
        centred = shifted - gradient
        hessian = (centred * weights[:, None]).T @ centred
        step = np.linalg.lstsq(hessian, gradient, rcond=1e-12)[0]
        fall = float(gradient @ step)
        size = 1.0
        while size > 1e-10:
            trial, new = _dual(shifted, multiplier - size * step)
            if trial <= value - 1e-4 * size * fall + 1e-15:
                break
            size /= 2
        multiplier = multiplier - size * step
        value, weights = trial, new
        if np.ptp(shifted @ multiplier) > _EDGE * 4 or size <= 1e-10 or value < -_EDGE:
            break
    raise NotEstimableError("no-common-support")


def _dual(shifted: Floats, multiplier: Floats) -> tuple[float, Floats]:
    """Return the dual function (relative to equal weights) and the weights at a multiplier."""
    linear = shifted @ multiplier
    top = float(linear.max())
    raw = np.exp(linear - top)
    total = float(raw.sum())
    return top + float(np.log(total / len(raw))), raw / total


def with_squares(covariates: Floats) -> Floats:
    """Return the covariates followed by the squares of those with more than two values, shape (n, p + q)."""
    many = [j for j, column in enumerate(covariates.T) if np.any((column != column.min()) & (column != column.max()))]
    return np.column_stack([covariates, covariates[:, many] ** 2]) if many else covariates


def balanced_means(y: Floats, treated: Bools, features: Floats, *, everyone: bool) -> tuple[Potential, Floats, float]:
    """Return the two mean outcomes when groups are balanced, the weights, and the largest difference left.

    Parameters
    ----------
    features
        Standardised, shape (n, k).
    everyone
        Both groups are brought to the means of all (ATE); otherwise the comparison group to those of the treated.

    Notes
    -----
    The influence functions are those of weights that solve balancing equations: residuals of a weighted
    regression on the features, plus what the regression says of the persons that the target is made of.
    """
    n = len(y)
    target = np.ones(n) if everyone else treated.astype(np.float64)
    wanted = target @ features / target.sum()
    weights = np.zeros(n)
    arms, left = [], 0.0
    for group in (treated, ~treated):
        if not everyone and group is treated:
            weights[group] = 1.0
            paid = 0
            mean, influence = weighted_mean(y, weights)
        else:
            found = entropy_weights(features[group], wanted)
            paid = features.shape[1]
            left = max(left, found.residual)
            weights[group] = found.weights * group.sum()
            mean, influence = _influence(y, np.where(group, weights, 0.0), features - wanted, target)
        arms.append(Arm(mean, influence, effective_size(weights[group]), paid))
    return of_arms(*arms), weights, left


def _influence(y: Floats, own: Floats, shifted: Floats, target: Floats) -> tuple[float, Floats]:
    """Return one group's weighted mean and everyone's influence on it, shape (n,)."""
    mean, _ = weighted_mean(y, own)
    spread = (shifted * own[:, None]).T @ shifted
    slopes = np.linalg.lstsq(spread, (own * (y - mean)) @ shifted, rcond=1e-10)[0]
    fitted = shifted @ slopes
    n = len(y)
    return mean, own * (y - mean - fitted) * (n / own.sum()) + target * fitted * (n / target.sum())
