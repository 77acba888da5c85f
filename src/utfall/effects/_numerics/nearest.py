# SPDX-License-Identifier: Apache-2.0
"""Nearest neighbours on a score: who is compared with whom. O(n log n) time and O(n) memory.

Ties are broken by position: of two equally near candidates the one that stands first is taken. The caller
decides what standing first means (`matching` sorts persons by a stable hash, never by the file's order).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who is compared with whom.

    Parameters
    ----------
    treated, control
        Positions among the treated and among the controls, one entry per pair, shape (m,). Sorted by the
        treated; a treated person without a neighbour in reach has no entry.
    """

    treated: Ints
    control: Ints

    def __len__(self) -> int:
        return len(self.treated)


def as_pairs(treated: list[int] | Ints, control: list[int] | Ints) -> Pairs:
    """Return pairs sorted by treated person, then in the order found."""
    t, c = np.asarray(treated, dtype=np.int64), np.asarray(control, dtype=np.int64)
    order = np.argsort(t, kind="stable")
    return Pairs(t[order], c[order])


def nearest_without_replacement(
    treated: Floats, control: Floats, *, ratio: int = 1, caliper: float = math.inf
) -> Pairs:
    """Match each treated to the `ratio` nearest controls that are still free, largest score first.

    Parameters
    ----------
    treated, control
        Scores, shapes (n1,) and (n0,).
    ratio
        Controls per treated. All treated get their first before any gets a second.
    caliper
        Largest |difference| within a pair, in units of the score.

    Notes
    -----
    Rosenbaum and Rubin (1985), The American Statistician 39:33. Controls stand sorted; two disjoint-set
    forests lead to the nearest free one on either side, so that a used control is never visited twice.
    """
    by_score = np.argsort(control, kind="stable")
    scores = control[by_score].tolist()
    order = np.argsort(-treated, kind="stable")
    start = np.searchsorted(control[by_score], treated[order], side="left").tolist()
    values, n = treated[order].tolist(), len(scores)
    left, right = (
        list(range(n + 1)),
        list(range(n + 1)),
    )  # left[j + 1] leads to j, left[0] and right[n] to none
    rank = by_score.tolist()
    found_t: list[int] = []
    found_c: list[int] = []
    names = order.tolist()
    for _ in range(ratio):
        reached: list[int] = []
        for i, value in enumerate(values):
            j = _nearest_free(value, start[i], scores, left, right, rank, caliper)
            if j < 0:
                continue
            left[j + 1], right[j] = j, j + 1
            reached.append(i)
            found_t.append(names[i])
            found_c.append(rank[j])
        # Whoever found nobody in this round will find nobody in the next: free controls only get fewer.
        values, start, names = ([column[i] for i in reached] for column in (values, start, names))
    return as_pairs(found_t, found_c)


def _nearest_free(
    value: float,
    start: int,
    scores: list[float],
    left: list[int],
    right: list[int],
    rank: list[int],
    caliper: float,
) -> int:
    """Return the sorted position of the nearest free control, -1 when none is inside the caliper."""
    low = start
    while left[low] != low:
        left[low] = low = left[left[low]]
    high = start
    while right[high] != high:
        right[high] = high = right[right[high]]
    down = value - scores[low - 1] if low > 0 else math.inf
    up = scores[high] - value if high < len(scores) else math.inf
    if up < down or (up == down and up < math.inf and rank[high] < rank[low - 1]):
        return high if up <= caliper else -1
    return low - 1 if down <= caliper and down < math.inf else -1


def nearest_with_replacement(treated: Floats, control: Floats, *, ratio: int = 1, caliper: float = math.inf) -> Pairs:
    """Match each treated to the `ratio` nearest controls; a control may serve many treated.

    Parameters as in `nearest_without_replacement`.
    """
    by_score = np.argsort(control, kind="stable")
    sorted_scores = control[by_score]
    n = len(control)
    start = np.searchsorted(sorted_scores, treated, side="left")
    window = start[:, None] + np.arange(-ratio, ratio)[None, :]
    inside = (window >= 0) & (window < n)
    window = np.clip(window, 0, n - 1)
    distance = np.where(inside, np.abs(sorted_scores[window] - treated[:, None]), np.inf)
    chosen = np.lexsort((by_score[window], distance), axis=-1)[:, :ratio]
    near = np.take_along_axis(distance, chosen, axis=1)
    who = by_score[np.take_along_axis(window, chosen, axis=1)]
    keep = (near <= caliper) & np.isfinite(near)
    return as_pairs(np.nonzero(keep)[0], who[keep])


def nearest_other(scores: Floats) -> Ints:
    """Return for each person the position of the nearest other person on the score, shape (n,), n ≥ 2."""
    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    gaps = np.concatenate([[np.inf], np.diff(ordered), [np.inf]])
    step = np.where(gaps[:-1] <= gaps[1:], -1, 1)
    neighbour = np.empty(len(scores), dtype=np.int64)
    neighbour[order] = order[np.arange(len(scores)) + step]
    return neighbour
