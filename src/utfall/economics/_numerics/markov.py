# SPDX-License-Identifier: Apache-2.0
"""A cohort that moves between states, one step per cycle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def transition_matrix(counts: Floats) -> Floats:
    """Return transition probabilities from counts (S, S); a state never left is absorbing."""
    total = counts.sum(axis=1, keepdims=True)
    stay = np.eye(counts.shape[0])
    return np.where(total > 0.0, counts / np.where(total > 0.0, total, 1.0), stay)


def cohort_trace(start: Floats, transitions: Floats) -> Floats:
    """Return the share of the cohort in each state at the end of each cycle.

    Parameters
    ----------
    start
        Array (S,): shares before the first cycle.
    transitions
        Array (T, S, S): probabilities from row to column in each cycle.

    Returns
    -------
    Array (T, S).
    """
    state, rows = start, []
    for step in transitions:
        state = state @ step
        rows.append(state)
    return np.array(rows)
