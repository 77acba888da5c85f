# SPDX-License-Identifier: Apache-2.0
"""Controlled rounding: every count becomes a multiple of the base beside it, and the rounded tables still add up."""

from __future__ import annotations

import hashlib

import numpy as np

from utfall.disclosure.suppression import Floats, Ints
from utfall.disclosure.system import System

_NODES = 20_000


def rounded(system: System, base: int) -> Ints:
    """Return the counts of a system rounded to multiples of `base`, (cells,).

    A count that is a multiple already stays. Any other goes to the multiple below or above, above as often as its
    distance to the one below demands (so that rounding is right on average); which of them is drawn from the cell
    itself and its count, so the same cell is rounded alike in every run where the totals allow it. Where the totals do
    not, the fewest possible are turned the other way.

    Raises
    ------
    ValueError
        When the tables cannot be made to add up with every count next to its true value (possible only in tables of
        three or more dimensions, and rare).

    Notes
    -----
    Zero-restricted controlled rounding: L. H. Cox, A constructive procedure for unbiased controlled rounding, JASA 82,
    1987, 520–524. Somebody with the rounded tables can think every value within base − 1 of a cell's true one possible.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    counts = np.round(system.values)
    below = np.floor(counts / base)
    left = counts - base * below
    up = (_draws(system) < left / base).astype(float)
    target = np.where(left == 0, 0.0, up)
    # a turned cell costs the more the further its true value then is
    cost = np.where(target == 1, -1.0, 1.0) * (1.0 + np.where(target == 1, left, base - left) / base)
    right = -(system.equations @ below)
    found = milp(
        cost,
        constraints=LinearConstraint(system.equations, right, right),
        bounds=Bounds(0, np.where(left == 0, 0.0, 1.0)),
        integrality=1,
        options={"node_limit": _NODES},
    )
    if found.x is None:
        raise ValueError("the tables cannot be rounded so that they still add up; suppress instead")
    return np.asarray(base * (below + np.round(found.x)), dtype=np.int64)


def _draws(system: System) -> Floats:
    """Return a number in [0, 1) per cell, drawn from its key and count."""
    found = np.empty(system.size)
    for (population, limits), place in system.places.items():
        words = [population, *(f"{axis}\x1f{label}" for axis, label in sorted(limits)), str(int(system.values[place]))]
        digest = hashlib.sha256("\x1e".join(words).encode()).digest()
        found[place] = int.from_bytes(digest[:6], "big") / 2**48
    return found
