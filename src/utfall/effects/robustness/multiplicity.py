# SPDX-License-Identifier: Apache-2.0
"""Several tests at once: p values that count how many were made."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Floats


def holm(p_values: Floats) -> Floats:
    """Return p values adjusted so that the risk of any false finding is kept, shape (m,).

    Notes
    -----
    Holm (1979), Scandinavian Journal of Statistics 6:65. Valid however the tests depend on each other.

    Raises
    ------
    ValueError
        When a p value is not between 0 and 1.
    """
    order, m = _ordered(p_values), len(p_values)
    stepped = np.maximum.accumulate(p_values[order] * np.arange(m, 0, -1))
    return _back(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Return p values adjusted so that the expected share of false findings is kept, shape (m,).

    Notes
    -----
    Benjamini and Hochberg (1995), JRSS B 57:289. For independent or positively dependent tests.

    Raises
    ------
    ValueError
        When a p value is not between 0 and 1.
    """
    order, m = _ordered(p_values), len(p_values)
    raised = p_values[order] * m / np.arange(1, m + 1)
    stepped = np.minimum.accumulate(raised[::-1])[::-1]
    return _back(np.minimum(stepped, 1.0), order)


def _ordered(p_values: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    if not np.all((p_values >= 0) & (p_values <= 1)):
        raise ValueError("p values lie between 0 and 1")
    return np.argsort(p_values, kind="stable")


def _back(values: Floats, order: np.ndarray[tuple[int, ...], np.dtype[np.intp]]) -> Floats:
    found = np.empty_like(values)
    found[order] = values
    return found
