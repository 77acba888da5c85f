# SPDX-License-Identifier: Apache-2.0
"""The attacker: what somebody with every output can work out about a hidden cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from utfall.disclosure.suppression import Bools, Floats, Ints
from utfall.disclosure.system import System

_SOLVER = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Attack:
    """Lowest and highest value possible of each cell asked for, (cells asked,) each; infinite when unbounded."""

    cells: Ints
    low: Floats
    high: Floats

    @property
    def width(self) -> Floats:
        """How far apart the ends are."""
        return self.high - self.low


def attack(
    system: System,
    hidden: Bools,
    cells: Bools,
    *,
    lowest: float | Floats = 0.0,
    whole_numbers: bool = True,
    exact: bool = False,
) -> Attack:
    """Return what the shown cells and the equations leave possible of some hidden cells.

    Parameters
    ----------
    hidden
        (cells,), what is not shown.
    cells
        (cells,), the hidden cells asked about.
    lowest
        Value that a hidden cell is known to have at least; one number, or (cells,).
    whole_numbers
        The ends are drawn in to whole numbers.
    exact
        The ends are found among whole numbers by branch and bound; matters in tables of three or more dimensions
        only, where the plain ends can lie outside what whole numbers can reach.

    Notes
    -----
    Only the connected part of the hidden cells that a cell lies in is solved.
    """
    asked = np.flatnonzero(cells & hidden)
    low, high = np.empty(asked.size), np.empty(asked.size)
    shown = np.where(hidden, 0.0, system.values)
    right = -(system.equations @ shown)
    least = np.broadcast_to(np.asarray(lowest, dtype=float), (system.size,))
    part = components(system, hidden)
    for label in np.unique(part[asked]):
        inside = np.flatnonzero(part == label)
        matrix = system.equations[:, inside]
        rows = np.flatnonzero(np.diff(matrix.indptr))
        for place in np.flatnonzero(part[asked] == label):
            aim = (inside == asked[place]).astype(float)
            low[place] = _end(aim, matrix[rows], right[rows], least[inside], exact)
            high[place] = -_end(-aim, matrix[rows], right[rows], least[inside], exact)
    if whole_numbers:
        low, high = np.ceil(low - _SOLVER), np.floor(high + _SOLVER)
    return Attack(asked, low, high)


def components(system: System, hidden: Bools) -> Ints:
    """Return the number of the connected part that each hidden cell lies in, (cells,); −1 for a shown cell."""
    from scipy.sparse.csgraph import connected_components

    found = np.full(system.size, -1, dtype=np.int64)
    unknown = np.flatnonzero(hidden)
    among = abs(system.equations[:, unknown])
    _, labels = connected_components(among.T @ among, directed=False)
    found[unknown] = labels
    return found


def _end(aim: Floats, matrix: Any, right: Floats, lowest: Floats, exact: bool) -> float:
    """Return the lowest value of `aim`, minus infinity when there is none."""
    from scipy.optimize import Bounds, LinearConstraint, linprog, milp

    if exact:
        found = milp(
            aim, constraints=LinearConstraint(matrix, right, right), bounds=Bounds(lowest, np.inf), integrality=1
        )
    else:
        found = linprog(aim, A_eq=matrix, b_eq=right, bounds=[(least, None) for least in lowest], method="highs")
    return -np.inf if found.fun is None else float(found.fun)
