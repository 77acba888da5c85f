# SPDX-License-Identifier: Apache-2.0
"""Primary and complementary suppression of counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

DEFAULT_THRESHOLD = 5
_TINY = 1e-9
_SOLVER = 1e-6  # how exactly the linear programme is solved


def table_totals(rows: int, columns: int) -> Floats:
    """Return what ties the cells of a table with totals together.

    Parameters
    ----------
    rows, columns
        Size of the inner table, totals not counted.

    Returns
    -------
    array, (equations, (rows + 1) * (columns + 1))
        Each equation times the flattened table with its totals is zero.
    """
    shape = (rows + 1, columns + 1)
    equations = []
    for row in range(rows + 1):
        equation = np.zeros(shape)
        equation[row, :columns] = 1.0
        equation[row, columns] = -1.0
        equations.append(equation.ravel())
    for column in range(columns + 1):
        equation = np.zeros(shape)
        equation[:rows, column] = 1.0
        equation[rows, column] = -1.0
        equations.append(equation.ravel())
    return np.array(equations)


def determined(hidden: Bools, equations: Floats) -> Bools:
    """Return which hidden cells somebody who knows all the others can work out.

    Parameters
    ----------
    hidden
        Cells that are not shown, (cells,).
    equations
        What ties the cells together, (equations, cells), each summing to zero.

    Returns
    -------
    array, (cells,) bool
        True for a hidden cell whose value the shown cells determine.
    """
    found = np.zeros(hidden.shape, dtype=bool)
    unknown = np.flatnonzero(hidden)
    if unknown.size == 0:
        return found
    # A cell is determined when nothing in the null space of the unknown part can change it.
    _, singular, right = np.linalg.svd(equations[:, unknown], full_matrices=True)
    rank = int((singular > _TINY).sum())
    null_space = right[rank:]
    found[unknown] = np.all(np.abs(null_space) < _TINY, axis=0)
    return found


def hidden_cells(counts: Ints, equations: Floats, *, threshold: int = DEFAULT_THRESHOLD) -> Bools:
    """Return which cells must be hidden so that no small count can be worked out.

    Parameters
    ----------
    counts
        Persons in each cell, totals included, (cells,).
    equations
        What ties the cells together, (equations, cells), each summing to zero.
    threshold
        Smallest count that may be shown; 0 is always shown unless it is needed as cover.

    Raises
    ------
    ValueError
        When the equations do not hold for the counts: the cover would be worthless.
    """
    if np.any(np.abs(equations @ counts) > _TINY):
        raise ValueError("the totals do not agree with the cells")
    small = (counts > 0) & (counts < threshold)
    hidden = small.copy()
    while True:
        bare = determined(hidden, equations)
        if not bare.any():
            bare = _pinned(small, hidden, counts, equations)
        if not bare.any() or hidden.all():
            return hidden
        hidden[_cover(bare, counts, hidden, equations)] = True


def _pinned(small: Bools, hidden: Bools, counts: Ints, equations: Floats) -> Bools:
    """Return the small cells that somebody who also knows that no count is negative can work out."""
    pinned = np.zeros(hidden.shape, dtype=bool)
    if not small.any():
        return pinned
    from scipy.optimize import linprog

    unknown = np.flatnonzero(hidden)
    shown = np.where(hidden, 0, counts)
    for cell in np.flatnonzero(small):
        aim = (unknown == cell).astype(float)
        tied = {"A_eq": equations[:, unknown], "b_eq": -(equations @ shown), "bounds": (0, None)}
        lowest, highest = linprog(aim, **tied), linprog(-aim, **tied)
        unbounded = highest.fun is None
        pinned[cell] = not unbounded and -highest.fun - lowest.fun < 1.0 - _SOLVER
    return pinned


def _cover(bare: Bools, counts: Ints, hidden: Bools, equations: Floats) -> int:
    """Return the cheapest shown cell that shares an equation with a bare one.

    Parts before sums, and empty cells last: a cell known to be 0 or more covers nothing when it is 0.
    """
    touching = np.any(equations[:, bare] != 0, axis=1)
    together = np.any(equations[touching] != 0, axis=0) & ~hidden
    candidates = np.flatnonzero(together if together.any() else ~hidden)
    is_sum = np.any(equations[:, candidates] < 0, axis=0)
    order = np.lexsort((candidates, counts[candidates], counts[candidates] == 0, is_sum))
    return int(candidates[order[0]])


def hidden_in_table(counts: Ints, *, threshold: int = DEFAULT_THRESHOLD) -> Bools:
    """Return which cells of a table published with its totals must be hidden.

    Parameters
    ----------
    counts
        Persons, (rows, columns), totals not included.

    Returns
    -------
    array, (rows + 1, columns + 1) bool
        The last row and column are the totals.
    """
    rows, columns = counts.shape
    whole = np.zeros((rows + 1, columns + 1), dtype=np.int64)
    whole[:rows, :columns] = counts
    whole[:rows, columns] = counts.sum(axis=1)
    whole[rows] = whole[:rows].sum(axis=0)
    hidden = hidden_cells(whole.ravel(), table_totals(rows, columns), threshold=threshold)
    return hidden.reshape(whole.shape)
