# SPDX-License-Identifier: Apache-2.0
"""Nearest neighbours on all covariates at once, in Mahalanobis distance, with a bound on a score."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints
from utfall.effects._numerics.keys import argsort_numbers
from utfall.effects._numerics.nearest import Pairs, as_pairs

_GROUP = 64  # persons whose window of controls is looked at together
_THIN = 4  # every which control of a window tells how far the nearest may be
_LEAST_THINNED = 64  # controls that are left of a window when it is thinned
_PIECE = 65_536  # pairs whose distance is computed at a time
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


class _Everybody:
    """All controls in order of distance from one participant, by a tree. Of equally near ones any may come first."""

    def __init__(self, treated: Floats, control: Floats):
        from scipy.spatial import cKDTree  # imported here: only this way of matching needs it

        self.tree, self.points, self.n = cKDTree(control), treated, len(control)

    def look(self, who: Ints, k: int) -> tuple[Ints, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
        """Return the k nearest controls of each person in `who`, and that all of them exist."""
        _, near = self.tree.query(self.points[who], k=np.arange(1, min(k, self.n) + 1))
        return np.asarray(near, dtype=np.int64), np.ones(near.shape, dtype=np.bool_)


class _Window:
    """The same where a caliper bounds the score: only controls within it are looked at, many persons at a time.

    Persons next to each other on the score share their window of controls, so that their distances are one product of
    matrices. In ten dimensions a tree looks at most of the controls anyway. That product is made in single precision
    and only tells who cannot be among the nearest; whoever may be is measured in double precision.
    """

    def __init__(self, treated: Floats, control: Floats, score_t: Floats, score_c: Floats, caliper: float):
        self.by_score = argsort_numbers(score_c)
        self.control, self.scores = control[self.by_score], score_c[self.by_score]
        self.points, self.score_t, self.caliper, self.n = treated, score_t, caliper, len(control)
        middle = control.mean(axis=0)
        off_1, off_0 = treated - middle, self.control - middle
        self.sizes, self.squares = (off_1**2).sum(axis=1), (off_0**2).sum(axis=1)
        with np.errstate(over="ignore"):  # what is beyond single precision is taken to be possible
            self.rough_points = np.column_stack([off_1, np.ones(len(off_1))]).astype(np.float32)
            self.rough_control = np.column_stack([-2 * off_0, self.squares]).astype(np.float32)

    def look(self, who: Ints, k: int) -> tuple[Ints, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
        """Return the k nearest controls inside the caliper of each person in `who`, and which of them exist."""
        near = np.zeros((len(who), min(k, self.n)), dtype=np.int64)
        inside = np.zeros(near.shape, dtype=np.bool_)
        order = np.argsort(self.score_t[who], kind="stable")
        for start in range(0, len(who), _GROUP):
            rows = order[start : start + _GROUP]
            low, high = self._bounds(self.score_t[who[rows[0]]], self.score_t[who[rows[-1]]])
            if low == high:
                continue
            found, distance = self._nearest_of(who[rows], low, high, near.shape[1])
            near[rows, : found.shape[1]] = self.by_score[found]
            inside[rows, : found.shape[1]] = np.isfinite(distance)
        return near, inside

    def _bounds(self, lowest: float, highest: float) -> tuple[int, int]:
        """Return which sorted controls may lie inside the caliper; a little more, for rounding."""
        wide = self.caliper * (1 + 1e-9)
        edges = np.searchsorted(self.scores, [lowest - wide, highest + wide], side="left")
        return int(edges[0]), min(int(edges[1]) + 1, self.n)

    def _nearest_of(self, who: Ints, low: int, high: int, k: int) -> tuple[Ints, Floats]:
        """Return sorted positions and distances of the k nearest, by distance and then by position, (len(who), k)."""
        k = min(k, high - low)
        row, column = self._possible(who, low, high, k)
        counts = np.bincount(row, minlength=len(who))
        slot = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        candidates = np.full((len(who), max(int(counts.max()), k)), low, dtype=np.int64)
        distance = np.full(candidates.shape, np.inf)
        candidates[row, slot] = column
        for start in range(0, len(row), _PIECE):
            piece = slice(start, start + _PIECE)
            distance[row[piece], slot[piece]] = self._distances(who[row[piece]], column[piece])
        chosen = _smallest(distance, self.by_score[candidates], k)
        return np.take_along_axis(candidates, chosen, axis=1), np.take_along_axis(distance, chosen, axis=1)

    def _possible(self, who: Ints, low: int, high: int, k: int) -> tuple[Ints, Ints]:
        """Return which of `who` may have which sorted controls among its k nearest, by person, both shape (m,).

        Nobody is left out who is: of some controls of the window, here every fourth, the k-th nearest is no nearer than
        the k-th of all. With unit roundoff u, p coordinates x and c and any order of summing, the product |c|² − 2x·c
        is at most (p + 4) u (|x|² + 2|c|²) off (Higham 2002, section 3.1); twice that covers both sides, and four times
        as much every term of second order. What is not a number is taken to be possible.
        """
        with np.errstate(over="ignore", invalid="ignore"):
            rough = self.rough_points[who] @ self.rough_control[low:high].T
            thin = _THIN if high - low >= _THIN * max(_LEAST_THINNED, k) else 1
            some = rough[:, ::thin].copy()
            some[np.abs(self.scores[low:high:thin] - self.score_t[who][:, None]) > self.caliper] = np.inf
            some.partition(k - 1, axis=1)
            off = float(np.finfo(np.float32).eps) / 2 * (self.points.shape[1] + 4)
            bound = some[:, k - 1] + 8 * off * (self.sizes[who] + 2 * self.squares[low:high].max())
            possible = ~(rough > bound.astype(np.float32)[:, None])
        row, column = np.divmod(np.flatnonzero(possible), high - low)
        return row, low + column

    def _distances(self, who: Ints, control: Ints) -> Floats:
        """Return the squared distance of each person to a sorted control, infinite outside the caliper, shape (m,)."""
        distance = ((self.control[control] - self.points[who]) ** 2).sum(axis=1)
        distance[np.abs(self.scores[control] - self.score_t[who]) > self.caliper] = np.inf
        return np.asarray(distance)

    def nearest(self, i: int, free: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
        """Return the nearest free control of one person by looking at its whole window; -1 when there is none."""
        low, high = self._bounds(self.score_t[i], self.score_t[i])
        here = np.arange(low, high)
        here = here[free[self.by_score[low:high]] & (np.abs(self.scores[low:high] - self.score_t[i]) <= self.caliper)]
        if not len(here):
            return -1
        distance = ((self.control[here] - self.points[i]) ** 2).sum(axis=1)
        rows = self.by_score[here]
        return int(rows[np.lexsort((rows, distance))[0]])


def _finder(treated: Floats, control: Floats, score_t: Floats, score_c: Floats, caliper: float) -> _Everybody | _Window:
    if math.isfinite(caliper):
        return _Window(treated, control, score_t, score_c, caliper)
    return _Everybody(treated, control)


def _smallest(distance: Floats, position: Ints, k: int) -> Ints:
    """Return where in each row the k smallest are, by distance and then by position, shape (n, k).

    Parameters
    ----------
    distance, position
        Shapes (n, m), m ≥ k; a row's positions differ where its distances are finite.
    """
    last = np.partition(distance, k - 1, axis=1)[:, [k - 1]]
    among = np.where(distance < last, -1, np.where(distance == last, position, np.iinfo(np.int64).max))
    chosen = np.argpartition(among, k - 1, axis=1)[:, :k]
    found, where = np.take_along_axis(distance, chosen, axis=1), np.take_along_axis(position, chosen, axis=1)
    return np.take_along_axis(chosen, np.lexsort((where, found), axis=-1), axis=1)


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
    finder = _finder(treated, control, score_treated, score_control, caliper)
    near, inside = finder.look(np.arange(len(treated)), ratio)
    rows, columns = np.nonzero(inside)
    return as_pairs(rows, near[rows, columns])


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
    finder = _finder(treated, control, score_treated, score_control, caliper)
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
    finder: _Everybody | _Window,
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
        if isinstance(finder, _Window):
            return finder.nearest(i, free) if inside.all() else -1  # else all within the caliper have been seen
        k *= 4
        more, within = finder.look(np.array([i]), k)
        near, inside = more[0], within[0]
