# SPDX-License-Identifier: Apache-2.0
"""Least squares with weights that are at least 0 and sum to 1, solved exactly and checked."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError

KKT_BOUND = 1e-8


def simplex_least_squares(A: Floats, b: Floats, *, ridge: float = 0.0) -> Floats:
    """Return the weights w that minimise |A w - b|² + ridge · |w|² with w ≥ 0 and a sum of 1, shape (k,).

    Parameters
    ----------
    A, b
        Shapes (m, k) and (m,).

    Raises
    ------
    NotEstimableError
        "no-convergence" when the optimality conditions do not hold to 1e-8 of the size of the problem.

    Notes
    -----
    Because the weights sum to 1, A w - b is a point of the convex hull of the columns A_j - b, and the task is to
    find its point nearest to the origin. Adding a row that asks the sum to be 1 to non-negative least squares gives
    the same weights up to their scale (an active-set method: Lawson and Hanson 1974). Equal donors share weight in
    an arbitrary way; the fit is the same.
    """
    k = A.shape[1]
    columns = A - b[:, None]
    if ridge > 0:
        columns = np.vstack([columns, np.sqrt(ridge) * np.eye(k)])
    size = float(np.sqrt((columns**2).sum(axis=0)).max())
    if size == 0:
        return np.full(k, 1 / k)
    weights = polished(columns / size, active_set_weights(columns / size))
    if kkt_residual(columns / size, weights) > KKT_BOUND:
        raise NotEstimableError("no-convergence")
    return weights


def active_set_weights(columns: Floats) -> Floats:
    """Return the weights w on the simplex that minimise |columns w|², shape (k,), as the active set leaves them.

    Columns of length 1 at most; `simplex_least_squares` takes the rounding away and asserts the optimum.
    """
    from scipy.optimize import nnls

    target = np.zeros(len(columns) + 1)
    target[-1] = 1.0
    raw = nnls(np.vstack([columns, np.ones(columns.shape[1])]), target, maxiter=50 * columns.shape[1])[0]
    return np.asarray(raw / raw.sum())


def frank_wolfe(A: Floats, b: Floats, *, ridge: float, least_gain: float, most_steps: int = 10_000) -> Floats:
    """Return the same weights as the reference implementation of synthetic difference in differences leaves them.

    It walks towards one corner of the simplex at a time (Frank and Wolfe 1956) with an exact step, 100 steps from
    equal weights; weights below a quarter of the largest are then set to 0 and the walk goes on from there. It stops
    when a step lowers the mean square by `least_gain` or less, often some way from the optimum: that is why published
    figures differ from the exact ones in the fourth digit. `ridge` is on the scale of the sum of squares.
    """
    gram, pull = A.T @ A + ridge * np.eye(A.shape[1]), A.T @ b
    start = np.full(A.shape[1], 1 / A.shape[1])
    weights = _walk(gram, pull, start, least_gain * len(A), 100)
    sparse = np.where(weights <= weights.max() / 4, 0.0, weights)
    return _walk(gram, pull, sparse / sparse.sum(), least_gain * len(A), most_steps)


def _walk(gram: Floats, pull: Floats, weights: Floats, least_gain: float, most_steps: int) -> Floats:
    """Return the weights where the walk stops; `square` is w'Gw and `pulled` w'pull of the weights on the way."""
    corners, own, pulls = gram - pull, gram.diagonal().tolist(), pull.tolist()
    weights, slope = weights.copy(), gram @ weights - pull
    pulled = float(weights @ pull)
    square = float(weights @ slope) + pulled
    move = np.empty_like(slope)
    for step_number in range(most_steps):
        corner = int(slope.argmin())
        there = float(slope[corner]) + pulls[corner]
        along = there - pulls[corner] - square + pulled
        curve = own[corner] - 2 * there + square
        if along >= 0 or curve <= 0:
            break
        step = min(1.0, -along / curve)
        weights *= 1 - step
        weights[corner] += step
        slope *= 1 - step
        slope += np.multiply(corners[corner], step, out=move)
        square += step * (2 * (there - square) + step * curve)
        pulled += step * (pulls[corner] - pulled)
        if step_number and -step * (2 * along + step * curve) <= least_gain:
            break
    return weights


def kkt_residual(columns: Floats, weights: Floats) -> float:
    """Return how far weights are from the optimum of min |columns w|² on the simplex; 0 at the optimum.

    No other weight may lower the sum of squares: each gradient is at least the weighted mean of all, and those with
    weight are equal to it.
    """
    gradient = columns.T @ (columns @ weights)
    mean = float(weights @ gradient)
    lower = float(np.maximum(mean - gradient, 0).max())
    uneven = float((weights * np.abs(gradient - mean)).max())
    return max(lower, uneven, abs(float(weights.sum()) - 1), -float(weights.min()))


def polished(columns: Floats, weights: Floats) -> Floats:
    """Solve once more for the weights in use, which takes away the rounding of the active-set steps."""
    used = np.flatnonzero(weights > 0)
    part = columns[:, used]
    system = np.ones((len(used) + 1, len(used) + 1))
    system[:-1, :-1] = part.T @ part
    system[-1, -1] = 0.0
    right = np.zeros(len(used) + 1)
    right[-1] = 1.0
    solved = np.linalg.lstsq(system, right, rcond=None)[0][:-1]
    better = np.zeros_like(weights)
    better[used] = solved
    if solved.min() < 0 or kkt_residual(columns, better) > kkt_residual(columns, weights):
        return weights
    return better
