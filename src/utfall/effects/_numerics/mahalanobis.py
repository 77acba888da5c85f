# SPDX-License-Identifier: Apache-2.0
"""Nearest neighbours on all covariates at once, in Mahalanobis distance, with a bound on a score."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints
from utfall.effects._numerics.nearest import Pairs, as_pairs

_FIRST_LOOK = 16  # neighbours fetched at first; doubled for whoever finds none of them free


def whiten(treated: Floats, control: Floats) -> tuple[Floats, Floats]:
    """Return both groups in coordinates where Euclidean distance is Mahalanobis distance.

    The covariance is pooled within the groups; a direction without variation does not count.
    """
    n_1, n_0 = len(treated), len(control)
    inner = (n_1 - 1) * np.atleast_2d(np.cov(treated.T)) + (n_0 - 1) * np.atleast_2d(np.cov(control.T))
    values, vectors = np.linalg.eigh(inner / (n_1 + n_0 - 2))
    live = values > 1e-12 * max(float(values.max()), 1e-300)
    to_white = vectors[:, live] / np.sqrt(values[live])
    return treated @ to_white, control @ to_white


class _Finder:
    """Controls of one treated person in order of distance, inside the caliper on the score."""

    def __init__(self, treated: Floats, control: Floats, score_t: Floats, score_c: Floats, caliper: float):
        from scipy.spatial import cKDTree  # imported here: only this way of matching needs it

        self.tree = cKDTree(control)
        self.points, self.n = treated, len(control)
        self.score_t, self.score_c, self.caliper = score_t, score_c, caliper

    def look(self, who: Ints, k: int) -> tuple[Ints, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
        """Return the k nearest controls of each person in `who`, and which lie inside the caliper."""
        _, near = self.tree.query(self.points[who], k=np.arange(1, min(k, self.n) + 1))
        inside = np.abs(self.score_c[near] - self.score_t[who][:, None]) <= self.caliper
        return np.asarray(near, dtype=np.int64), inside


def mahalanobis_with_replacement(
    treated: Floats,
    control: Floats,
    *,
    score_treated: Floats,
    score_control: Floats,
    ratio: int = 1,
    caliper: float = math.inf,
) -> Pairs:
    """Match each treated to the `ratio` nearest controls whose score is within the caliper.

    Parameters
    ----------
    treated, control
        Whitened covariates (see `whiten`), shapes (n1, p) and (n0, p).
    score_treated, score_control
        What the caliper bounds, shapes (n1,) and (n0,).
    caliper
        Largest |difference in score| within a pair.
    """
    finder = _Finder(treated, control, score_treated, score_control, caliper)
    waiting, k = np.arange(len(treated)), max(_FIRST_LOOK, ratio)
    found_t: list[Ints] = []
    found_c: list[Ints] = []
    while len(waiting):
        near, inside = finder.look(waiting, k)
        complete = (inside.sum(axis=1) >= ratio) | (k >= finder.n)
        keep = inside & (np.cumsum(inside, axis=1) <= ratio) & complete[:, None]
        rows, columns = np.nonzero(keep)
        found_t.append(waiting[rows])
        found_c.append(near[rows, columns])
        waiting, k = waiting[~complete], 4 * k
    return as_pairs(np.concatenate(found_t), np.concatenate(found_c))


def mahalanobis_without_replacement(
    treated: Floats,
    control: Floats,
    *,
    score_treated: Floats,
    score_control: Floats,
    ratio: int = 1,
    caliper: float = math.inf,
) -> Pairs:
    """Match each treated to the `ratio` nearest free controls, largest score first (greedy).

    Parameters as in `mahalanobis_with_replacement`.
    """
    finder = _Finder(treated, control, score_treated, score_control, caliper)
    order = np.argsort(-score_treated, kind="stable")
    near, inside = finder.look(np.arange(len(treated)), _FIRST_LOOK)
    free = np.ones(len(control), dtype=bool)
    found_t: list[int] = []
    found_c: list[int] = []
    for _ in range(ratio):
        reached: list[int] = []
        for i in order.tolist():
            j = _first_free(finder, i, near[i], inside[i], free)
            if j >= 0:
                free[j] = False
                reached.append(i)
                found_t.append(i)
                found_c.append(j)
        order = np.asarray(reached, dtype=np.int64)
    return as_pairs(found_t, found_c)


def _first_free(
    finder: _Finder,
    i: int,
    near: Ints,
    inside: np.ndarray[tuple[int], np.dtype[np.bool_]],
    free: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> int:
    """Return the nearest free control of person i inside the caliper, -1 when there is none."""
    k = len(near)
    while True:
        usable = near[inside & free[near]]
        if len(usable):
            return int(usable[0])
        if k >= finder.n:
            return -1
        if math.isfinite(finder.caliper) and k > 64 * _FIRST_LOOK:
            return _scan(finder, i, free)
        k *= 4
        more, within = finder.look(np.array([i]), k)
        near, inside = more[0], within[0]


def _scan(finder: _Finder, i: int, free: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """Return the nearest free control inside the caliper by looking at all of them: the rare hard case."""
    rows = np.flatnonzero(free & (np.abs(finder.score_c - finder.score_t[i]) <= finder.caliper))
    if not len(rows):
        return -1
    data = np.asarray(finder.tree.data)[rows]
    return int(rows[np.argmin(((data - finder.points[i]) ** 2).sum(axis=1))])
