# SPDX-License-Identifier: Apache-2.0
"""Synthetic difference in differences of many placebo groups at once, to the same weights as one at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.series.ridged import ridged_weights
from utfall.effects.series.simplex import simplex_least_squares
from utfall.effects.series.weights import NEXT_TO_NOTHING, unit_ridge

_BLOCK = 2_000_000  # weights held at a time: bounds the memory
_ROUNDING = 1e-12
_LEAST_LEFT = 1e-3  # how much of a direction must be left without a group for the factor of all to be mended


def placebo_effects(donors: Floats, n_pre: int, groups: Sequence[Ints]) -> Floats:
    """Return the effect of each group of donors taken for treated, by `synthetic_did` from the others; shape (groups,).

    Parameters
    ----------
    donors
        Shape (donors, periods).
    groups
        Positions of donors, each once in a group.

    Raises
    ------
    NotEstimableError
        As `simplex_least_squares`.
    """
    before, after = donors[:, :n_pre], donors[:, n_pre:].mean(axis=1)
    changes = np.diff(before, axis=1)
    noises = np.array([_without(changes, group).std(ddof=1) for group in groups])
    periods = period_weights(before, after, groups, (NEXT_TO_NOTHING * noises) ** 2)
    size = max(_BLOCK // len(donors), 1)
    found = np.empty(len(groups))
    for start in range(0, len(groups), size):
        part = slice(start, start + size)
        found[part] = _effects(donors, n_pre, groups[part], noises[part], periods[part])
    return found


def _effects(donors: Floats, n_pre: int, groups: Sequence[Ints], noises: Floats, periods: Floats) -> Floats:
    before, after = donors[:, :n_pre], donors[:, n_pre:].mean(axis=1)
    own = np.array([before[group].mean(axis=0) for group in groups])
    sizes = np.array([len(group) for group in groups])
    ridges = unit_ridge(noises, sizes, donors.shape[1] - n_pre, n_pre)
    level = before - before.mean(axis=1, keepdims=True)
    units = ridged_weights(level.T, own - own.mean(axis=1, keepdims=True), ridges, groups)
    later = np.array([after[group].mean() for group in groups])
    others = units @ after - ((units @ before) * periods).sum(axis=1)
    return np.asarray(later - (own * periods).sum(axis=1) - others)


def period_weights(before: Floats, after: Floats, groups: Sequence[Ints], ridges: Floats) -> Floats:
    """Return for each group the weights of the periods among the other donors, shape (groups, periods before).

    Parameters
    ----------
    before, after
        Shapes (donors, periods before) and (donors,).
    groups
        All of one size.
    ridges
        Per donor, shape (groups,).

    Notes
    -----
    One QR factorisation of all donors, Q R; without a group the cross product is R'(I - P'P) R, with P the group's rows
    of Q and one for the mean that moves. The rows of its factor stand for the donors left. Where a group holds nearly
    all there is of a direction, its others are factored on their own. Most groups give weight to the periods that all
    donors together do: that is tried first.
    """
    table = np.column_stack([before, after])
    table = table - table.mean(axis=0)
    others = len(table) - len(groups[0])
    if len(table) <= 2 * table.shape[1]:
        rows = (_centred(table, group) for group in groups)
        return np.array([_periods(part, ridge * others) for part, ridge in zip(rows, ridges, strict=True)])
    Q, R = np.linalg.qr(table)
    lost = Q[np.array(groups)]
    lost = np.concatenate([lost, lost.sum(axis=1, keepdims=True) / np.sqrt(others)], axis=1)
    kept = np.eye(len(R)) - lost.transpose(0, 2, 1) @ lost
    few = np.linalg.eigvalsh(kept)[:, 0] < _LEAST_LEFT
    usual = np.flatnonzero(_periods(R, float(ridges.mean()) * len(table)) > 0)
    found, good = _on_support(R.T @ kept @ R, ridges * others, usual)
    for j in np.flatnonzero(few | ~good).tolist():
        rows_left = _centred(table, groups[j]) if few[j] else np.linalg.cholesky(kept[j]).T @ R
        found[j] = _periods(rows_left, float(ridges[j]) * others)
    return found


def _on_support(crosses: Floats, ridges: Floats, support: Ints) -> tuple[Floats, Bools]:
    """Return the best weights that sum to 1 on `support`, and which of them are the best of all.

    Parameters
    ----------
    crosses
        Cross products of columns and target (last), shape (p, k + 1, k + 1).
    """
    k, size = crosses.shape[1] - 1, len(support)
    curves = crosses[:, :k, :k] + ridges[:, None, None] * np.eye(k)
    system = np.zeros((len(crosses), size + 1, size + 1))
    system[:, :size, :size] = curves[:, support[:, None], support]
    system[:, size, :size] = system[:, :size, size] = 1.0
    right = np.concatenate([crosses[:, support, k], np.ones((len(crosses), 1))], axis=1)
    weights = np.zeros((len(crosses), k))
    try:
        weights[:, support] = np.linalg.solve(system, right[:, :, None])[:, :size, 0]
    except np.linalg.LinAlgError:
        return weights, np.zeros(len(crosses), dtype=np.bool_)
    gradient = (curves @ weights[:, :, None])[:, :, 0] - crosses[:, :k, k]
    mean = (weights * gradient).sum(axis=1, keepdims=True)
    room = _ROUNDING * np.abs(curves).max(axis=(1, 2))[:, None]
    off = np.where(weights == 0, mean - gradient, np.abs(gradient - mean))
    return weights, np.asarray(((weights >= 0) & (off <= room)).all(axis=1))


def _periods(rows: Floats, ridge: float) -> Floats:
    return simplex_least_squares(rows[:, :-1], rows[:, -1], ridge=ridge)


def _without(values: Floats, group: Ints) -> Floats:
    return np.asarray(np.delete(values, group, axis=0))


def _centred(table: Floats, group: Ints) -> Floats:
    others = _without(table, group)
    return np.asarray(others - others.mean(axis=0))
