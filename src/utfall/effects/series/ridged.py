# SPDX-License-Identifier: Apache-2.0
"""Many least squares with weights on the simplex and a ridge at once: the same columns, a target each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.series.simplex import KKT_BOUND, simplex_least_squares

_STEPS = 60
_HALVINGS = 30
_BLOCK = 250_000  # weights held at a time: they stay in the processor's cache


def ridged_weights(A: Floats, targets: Floats, ridges: Floats, left_out: Sequence[Ints]) -> Floats:
    """Return for each target b the weights w that minimise |A w - b|² + ridge · |w|² on the simplex, shape (p, k).

    Parameters
    ----------
    A, targets, ridges
        Shapes (m, k), (p, m) and (p,).
    left_out
        For each target the columns that may have no weight.

    Raises
    ------
    NotEstimableError
        As `simplex_least_squares`.

    Notes
    -----
    The optimum is w = max(0, A'u + v) with A w + ridge · u = b and a sum of 1: m + 1 unknowns u, v instead of k. They
    minimise ½|max(0, A'u + v)|² + ½ ridge · |u|² - b'u - v, which is convex and made of quadratic pieces, by Newton
    steps that are halved until they go down (Qi and Sun 1993, Mathematical Programming 58:353; finite for such pieces).
    What does not meet the optimality conditions of `simplex_least_squares` is solved again by that.
    """
    rows = max(_BLOCK // A.shape[1], 1)
    blocks = [slice(start, start + rows) for start in range(0, len(targets), rows)]
    return np.vstack([_block(A, targets[b], ridges[b], left_out[b]) for b in blocks])


def _block(A: Floats, targets: Floats, ridges: Floats, left_out: Sequence[Ints]) -> Floats:
    may: Bools = np.ones((len(targets), A.shape[1]), dtype=np.bool_)
    for row, columns in zip(may, left_out, strict=True):
        row[columns] = False
    lengths = (A**2).sum(axis=0) - 2 * targets @ A + (targets**2).sum(axis=1)[:, None] + ridges[:, None]
    size = np.sqrt(np.where(may, lengths, 0.0).max(axis=1))
    weights = np.zeros(may.shape)
    usable = np.flatnonzero((ridges > 1e-10 * size**2) & (size > 0))
    if len(usable):
        weights[usable] = _newton(A, targets[usable], ridges[usable], may[usable])
    for j in np.flatnonzero(_residuals(A, targets, ridges, may, weights) > KKT_BOUND * size**2):
        kept = np.flatnonzero(may[j])
        weights[j] = 0.0
        weights[j, kept] = simplex_least_squares(A[:, kept], targets[j], ridge=float(ridges[j]))
    return weights


def _newton(A: Floats, targets: Floats, ridges: Floats, may: Bools) -> Floats:
    """Return the weights that the steps end at, summing to 1; shape (p, k)."""
    unit = float(np.abs(A).max())
    tall = np.vstack([A / unit, np.ones(A.shape[1])])
    pull = np.column_stack([targets / unit, np.ones(len(targets))])
    damp = np.column_stack([np.repeat(ridges[:, None] / unit**2, len(A), axis=1), np.zeros(len(targets))])
    even = may / may.sum(axis=1, keepdims=True)
    at = (pull - even @ tall.T) / np.where(damp > 0, damp, 1.0)
    at[:, -1] = 1.0 / may.sum(axis=1)
    lean = np.where(may, at @ tall, -1.0)
    going = np.arange(len(targets))
    for _ in range(_STEPS):
        lean_now, at_now, damp_now, pull_now = lean[going], at[going], damp[going], pull[going]
        slope = np.maximum(lean_now, 0.0) @ tall.T + damp_now * at_now - pull_now
        step = _steps(tall, lean_now > 0, damp_now, slope)
        along = np.where(may[going], step @ tall, 0.0)
        share = _shares(lean_now, along, at_now, step, damp_now, pull_now, slope)
        at[going] = at_now + share[:, None] * step
        moved = lean_now + share[:, None] * along
        settled = ((moved > 0) == (lean_now > 0)).all(axis=1) & (share == 1.0)
        lean[going] = moved
        going = going[~settled]
        if not len(going):
            break
    weights = np.maximum(lean, 0.0)
    return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), np.finfo(float).tiny))


def _steps(tall: Floats, used: Bools, damp: Floats, slope: Floats) -> Floats:
    """Return the Newton steps, shape (p, m + 1)."""
    curves = np.empty((len(used), len(tall), len(tall)))
    for curve, columns in zip(curves, used, strict=True):
        part = tall[:, columns]
        curve[:] = part @ part.T
    places = np.arange(len(tall))
    curves[:, places, places] += damp
    curves[:, -1, -1] += 1e-12 * (1.0 + curves[:, -1, -1])
    return np.asarray(-np.linalg.solve(curves, slope[:, :, None])[:, :, 0])


def _shares(lean: Floats, along: Floats, at: Floats, step: Floats, damp: Floats, pull: Floats, slope: Floats) -> Floats:
    """Return how much of each step to take: 1, ½, ¼ … the first that goes down as it should; shape (p,)."""

    def height(share: Floats, rows: Ints) -> Floats:
        weights = np.maximum(lean[rows] + share[:, None] * along[rows], 0.0)
        here = at[rows] + share[:, None] * step[rows]
        return np.asarray(
            0.5 * np.einsum("jk,jk->j", weights, weights) + (here * (0.5 * damp[rows] * here - pull[rows])).sum(axis=1)
        )

    every = np.arange(len(lean))
    share = np.ones(len(lean))
    start, fall = height(np.zeros(len(lean)), every), (slope * step).sum(axis=1)
    short = every
    for _ in range(_HALVINGS):
        allowed = start[short] + 1e-4 * share[short] * fall[short] + 1e-14 * np.abs(start[short])
        short = short[height(share[short], short) > allowed]
        if not len(short):
            break
        share[short] /= 2
    return share


def _residuals(A: Floats, targets: Floats, ridges: Floats, may: Bools, weights: Floats) -> Floats:
    """Return `kkt_residual` of each, not divided by the size of its problem, shape (p,)."""
    gaps = weights @ A.T - targets
    gradient = gaps @ A - (gaps * targets).sum(axis=1)[:, None] + ridges[:, None] * weights
    mean = (weights * gradient).sum(axis=1)[:, None]
    lower = np.where(may, mean - gradient, 0.0).max(axis=1)
    uneven = (weights * np.abs(gradient - mean)).max(axis=1)
    off = np.where(np.abs(weights.sum(axis=1) - 1) > KKT_BOUND, np.inf, 0.0)
    return np.asarray(np.maximum(np.maximum(lower, uneven), off))
