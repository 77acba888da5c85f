# SPDX-License-Identifier: Apache-2.0
"""Which cells by sex must be hidden, beside totals that are shown anyway."""

from __future__ import annotations

import numpy as np

from utfall.disclosure import hidden_cells
from utfall.effects._numerics.contrast import Bools, Floats, Ints


def hidden_by_sex(counts: Ints, *, binary: bool, threshold: int) -> Bools:
    """Return which (sex, group) may not be shown, shape (sexes + 1, 2).

    `counts` are persons by sex (the last row: unknown), group, and with or without the event, shape
    (sexes + 1, 2, 2); when not `binary` everybody stands in the first place of the last axis.

    The totals over the sexes are shown by the main estimate whatever is decided here. When hiding the
    parts cannot protect a small cell, nothing is shown by sex.
    """
    parts = counts if binary else counts[:, :, :1]
    cells, equations = _with_sums(parts)
    found = hidden_cells(cells.ravel(), equations, threshold=threshold).reshape(cells.shape)
    inner = found[:-1, :-1].any(axis=-1)
    totals_needed = found[-1].any()
    return np.ones_like(inner) if totals_needed and inner.any() else np.asarray(inner)


def _with_sums(parts: Ints) -> tuple[Ints, Floats]:
    """Return a cube of counts with its sums along every axis longer than one, and what ties them together."""
    cells = parts
    for axis in range(3):
        if parts.shape[axis] > 1:
            cells = np.concatenate([cells, cells.sum(axis=axis, keepdims=True)], axis=axis)
    index = np.arange(cells.size).reshape(cells.shape)
    equations = []
    for axis in range(3):
        if parts.shape[axis] == 1:
            continue
        for line in np.moveaxis(index, axis, -1).reshape(-1, cells.shape[axis]):
            equation = np.zeros(cells.size)
            equation[line[:-1]], equation[line[-1]] = 1.0, -1.0
            equations.append(equation)
    return cells, np.array(equations)
