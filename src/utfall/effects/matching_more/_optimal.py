# SPDX-License-Identifier: Apache-2.0
"""Pairs and sets with the least total distance, by linear assignment. For some thousands of persons."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.nearest import Pairs, as_pairs

MOST_CELLS = 16_000_000  # distances held in memory at once: 128 MB
_EVEN = 1e-6  # how much of a distance a detour may cost for the sake of distances that are alike


@dataclass(frozen=True, slots=True)
class Sets:
    """Matched sets: the set of each treated and each control, -1 for none; and the total distance within them."""

    treated: Ints
    control: Ints
    pairs: Pairs
    total: float


def refuse_too_large(n_treated: int, n_control: int, ratio: int = 1) -> None:
    """Raise NotEstimableError "too-large" when the table of distances would not fit."""
    if n_treated * ratio * n_control > MOST_CELLS:
        raise NotEstimableError("too-large")


def optimal_pairs(distance: Floats, *, ratio: int = 1) -> Pairs:
    """Return as many pairs as possible with the least total distance.

    Parameters
    ----------
    distance
        Shape (n1, n0); infinite where a pair is not allowed.
    ratio
        Controls per treated, at most.

    Notes
    -----
    Rosenbaum (1989), JASA 84:1024: an assignment problem, solved by shortest augmenting paths. Treated are
    repeated `ratio` times; a forbidden pair costs more than all allowed ones together.
    """
    from scipy.optimize import linear_sum_assignment

    cost = np.repeat(_even(distance), ratio, axis=0)
    allowed = np.isfinite(cost)
    if not allowed.any():
        return as_pairs([], [])
    dear = (float(cost[allowed].max()) + 1.0) * (len(cost) + 1)
    rows, columns = linear_sum_assignment(np.where(allowed, cost, dear))
    made = allowed[rows, columns]
    return as_pairs(rows[made] // ratio, columns[made])


def _even(distance: Floats) -> Floats:
    """Return the distances with a small convex part, so that one of several equally short solutions is the best.

    On one dimension two pairs that cross have the same total as two that do not: which of them comes out would
    hang on which group is called treated, and the error of the estimate with it. The more alike distances win.
    """
    allowed = np.isfinite(distance)
    largest = float(distance[allowed].max()) if allowed.any() else 0.0
    return distance if largest == 0 else distance * (1.0 + _EVEN * distance / largest)


def full_sets(distance: Floats) -> Sets:
    """Return sets of one treated with several controls, or the other way round, of least total distance.

    Everyone with an allowed partner is in a set.

    Parameters
    ----------
    distance
        Shape (n1, n0), 0 or more; infinite where a pair is not allowed.

    Notes
    -----
    Hansen (2004), JASA 99:609. Such sets are a cover of all persons by edges of least weight: everyone takes the
    nearest partner, except that a pair may share one edge where that is cheaper than two. Which pairs do is an
    assignment problem in the savings.
    """
    from scipy.optimize import linear_sum_assignment

    reach_1, reach_0 = (
        np.flatnonzero(np.isfinite(distance).any(axis=1)),
        np.flatnonzero(np.isfinite(distance).any(axis=0)),
    )
    if not len(reach_1):
        return Sets(np.full(distance.shape[0], -1), np.full(distance.shape[1], -1), as_pairs([], []), 0.0)
    d = _even(distance[np.ix_(reach_1, reach_0)])
    near_1, near_0 = d.argmin(axis=1), d.argmin(axis=0)
    saving = np.minimum(d - d.min(axis=1)[:, None] - d.min(axis=0)[None, :], 0.0)
    rows, columns = linear_sum_assignment(saving)
    shared = saving[rows, columns] < 0
    alone_1 = np.setdiff1d(np.arange(len(reach_1)), rows[shared])
    alone_0 = np.setdiff1d(np.arange(len(reach_0)), columns[shared])
    t = np.concatenate([rows[shared], alone_1, near_0[alone_0]])
    c = np.concatenate([columns[shared], near_1[alone_1], alone_0])
    edges = np.unique(np.column_stack([t, c]), axis=0)
    t, c = _without_needless(edges[:, 0], edges[:, 1], d)
    return _as_sets(reach_1[t], reach_0[c], distance)


def _without_needless(t: Ints, c: Ints, d: Floats) -> tuple[Ints, Ints]:
    """Leave out edges whose both ends another edge covers (they occur with ties): stars are left."""
    degree_1, degree_0 = np.bincount(t, minlength=d.shape[0]), np.bincount(c, minlength=d.shape[1])
    keep = np.ones(len(t), dtype=bool)
    for edge in np.lexsort((c, t, -d[t, c])).tolist():
        i, j = t[edge], c[edge]
        if degree_1[i] > 1 and degree_0[j] > 1:
            keep[edge] = False
            degree_1[i] -= 1
            degree_0[j] -= 1
    return t[keep], c[keep]


def _as_sets(t: Ints, c: Ints, distance: Floats) -> Sets:
    """Number the stars: each edge belongs to whichever of its ends has several."""
    n_1, n_0 = distance.shape
    degree_0 = np.bincount(c, minlength=n_0)
    centre = np.where(degree_0[c] > 1, n_1 + c, t)
    _, name = np.unique(centre, return_inverse=True)
    of_treated, of_control = np.full(n_1, -1), np.full(n_0, -1)
    of_treated[t], of_control[c] = name, name
    return Sets(of_treated, of_control, as_pairs(t, c), math.fsum(distance[t, c].tolist()))
