# SPDX-License-Identifier: Apache-2.0
"""Many mixes of the same many columns, each sought among the columns near its target and proved against all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints, NotEstimableError
from utfall.effects.series.simplex import KKT_BOUND, active_set_weights, polished, simplex_least_squares

_PER_ROW = 2  # columns tried at first, for each row
_MANY = 20  # columns for each row, from which on it is quicker not to look at all of them
_ADDED = 12  # columns added at a time
_ROUNDS = 40
_ROUNDING = 1e-13
_PERFECT = 1e-9
_BLOCK = 250_000  # weights held at a time: they stay in the processor's cache


def mixed_weights(A: Floats, targets: Floats, left_out: Sequence[Ints]) -> Floats:
    """Return for each target b the weights of `simplex_least_squares` (A, b), without a ridge; shape (p, k).

    Parameters
    ----------
    A, targets
        Shapes (m, k) and (p, m).
    left_out
        For each target the columns that may have no weight.

    Raises
    ------
    NotEstimableError
        As `simplex_least_squares`.

    Notes
    -----
    At most m + 1 of the k columns have weight. The task is solved among the columns nearest to the target; those that
    would lower the sum of squares are added until there is none (column generation: Dantzig and Wolfe 1960). Where a
    target is met exactly several mixes may be equally good: it is then solved among all columns.
    """
    if A.shape[1] < _MANY * (len(A) + 1):
        return _one_at_a_time(A, targets, left_out)
    rows = max(_BLOCK // A.shape[1], 1)
    blocks = [slice(start, start + rows) for start in range(0, len(targets), rows)]
    return np.vstack([_block(A, targets[b], left_out[b]) for b in blocks])


def _one_at_a_time(A: Floats, targets: Floats, left_out: Sequence[Ints]) -> Floats:
    weights = np.zeros((len(targets), A.shape[1]))
    for row, target, columns in zip(weights, targets, left_out, strict=True):
        kept = np.setdiff1d(np.arange(A.shape[1]), columns)
        row[kept] = simplex_least_squares(A[:, kept], target)
    return weights


def _block(A: Floats, targets: Floats, left_out: Sequence[Ints]) -> Floats:
    may: Bools = np.ones((len(targets), A.shape[1]), dtype=np.bool_)
    for row, columns in zip(may, left_out, strict=True):
        row[columns] = False
    lengths = (A**2).sum(axis=0) - 2 * targets @ A + (targets**2).sum(axis=1)[:, None]
    size = np.sqrt(np.maximum(np.where(may, lengths, 0.0).max(axis=1), np.finfo(float).tiny))
    few = min(_PER_ROW * (len(A) + 1), int(may.sum(axis=1).min()))
    near = np.argpartition(np.where(may, lengths, np.inf), few - 1, axis=1)[:, :few]
    tried = [np.sort(row) for row in near]
    weights, going = np.zeros(may.shape), np.arange(len(targets))
    for _ in range(_ROUNDS):
        for j in going.tolist():
            weights[j] = 0.0
            weights[j, tried[j]] = active_set_weights((A[:, tried[j]] - targets[j, :, None]) / size[j])
        lower = _lower(A, targets[going], may[going], weights[going])
        better = lower > _ROUNDING * size[going, None] ** 2
        for row, j in enumerate(going.tolist()):
            columns = np.flatnonzero(better[row])
            best = columns[np.argsort(-lower[row, columns], kind="stable")[:_ADDED]]
            tried[j] = np.concatenate([tried[j], np.setdiff1d(best, tried[j])])
        going = going[better.any(axis=1)]
        if not len(going):
            break
    met = ((weights @ A.T - targets) ** 2).sum(axis=1) <= (_PERFECT * size) ** 2
    for j in range(len(targets)):
        if met[j] or j in going:
            kept = np.flatnonzero(may[j])
            weights[j] = 0.0
            weights[j, kept] = simplex_least_squares(A[:, kept], targets[j])
        else:
            kept = np.flatnonzero(weights[j])
            weights[j, kept] = polished((A[:, kept] - targets[j, :, None]) / size[j], weights[j, kept])
    wrong = _lower(A, targets, may, weights).max(axis=1) > KKT_BOUND * size**2
    if wrong.any():
        raise NotEstimableError("no-convergence")
    return weights


def _lower(A: Floats, targets: Floats, may: Bools, weights: Floats) -> Floats:
    """Return how much lower than the mean each column's gradient is, shape (p, k)."""
    gradient = (weights @ A.T - targets) @ A
    return np.where(may, (weights * gradient).sum(axis=1)[:, None] - gradient, -np.inf)
