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
from utfall.effects._numerics.keys import argsort_numbers


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
    by_score = argsort_numbers(control)
    ordered = control[by_score]
    order = np.argsort(-treated, kind="stable")
    starts = np.searchsorted(ordered, treated[order], side="left")
    first = _nearest_of_all(treated[order], starts, ordered, by_score, caliper)
    start, values, names, n = starts.tolist(), treated[order].tolist(), order.tolist(), len(control)
    # left[j + 1] leads to j, left[0] and right[n] to none. Views of arrays: a list would box a million numbers.
    forest = _Forest(ordered.data, np.arange(n + 1).data, np.arange(n + 1).data, by_score.data)
    found_t: list[int] = []
    found_j: list[int] = []
    left, right = forest.left, forest.right
    for _ in range(ratio):
        reached: list[int] = []
        for i, j in enumerate(first):
            if j >= 0 and right[j] != j:  # the nearest of all is taken
                j = _nearest_free(values[i], start[i], forest, caliper)
            if j < 0:
                continue
            left[j + 1], right[j] = j, j + 1
            reached.append(i)
            found_t.append(names[i])
            found_j.append(j)
        # Whoever found nobody in this round will find nobody in the next: free controls only get fewer.
        values, start, names, first = ([column[i] for i in reached] for column in (values, start, names, first))
    return as_pairs(found_t, by_score[np.asarray(found_j, dtype=np.int64)])


@dataclass(frozen=True, slots=True)
class _Forest:
    """Sorted scores, two disjoint-set forests over them, and each one's position before sorting."""

    scores: memoryview
    left: memoryview
    right: memoryview
    rank: memoryview


def _nearest_of_all(treated: Floats, start: Ints, ordered: Floats, rank: Ints, caliper: float) -> list[int]:
    """Return the sorted position of each one's nearest control, taken or not; -1 when none is inside the caliper."""
    n = len(ordered)
    if n == 0:
        return [-1] * len(treated)
    low, high = np.maximum(start - 1, 0), np.minimum(start, n - 1)
    down = np.where(start > 0, treated - ordered[low], np.inf)
    up = np.where(start < n, ordered[high] - treated, np.inf)
    above = (up < down) | ((up == down) & (rank[high] < rank[low]))
    found: list[int] = np.where(np.minimum(up, down) <= caliper, np.where(above, high, low), -1).tolist()
    return found


def _nearest_free(value: float, start: int, forest: _Forest, caliper: float) -> int:
    """Return the sorted position of the nearest free control, -1 when none is inside the caliper."""
    scores, left, right, rank = forest.scores, forest.left, forest.right, forest.rank
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
    by_score = argsort_numbers(control)
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
    order = argsort_numbers(scores)
    ordered = scores[order]
    gaps = np.concatenate([[np.inf], np.diff(ordered), [np.inf]])
    step = np.where(gaps[:-1] <= gaps[1:], -1, 1)
    neighbour = np.empty(len(scores), dtype=np.int64)
    neighbour[order] = order[np.arange(len(scores)) + step]
    return neighbour
