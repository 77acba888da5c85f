# SPDX-License-Identifier: Apache-2.0
"""An interval from a test: the values that it does not reject, found by doubling and halving."""

from __future__ import annotations

import math
from collections.abc import Callable

_DOUBLINGS = 14  # beyond 3·10^4 standard errors rounding would decide between equal assignments
_HALVINGS = 60


def outermost(rejects: Callable[[float], bool], value: float, *, side: int, step: float, null: float = 0.0) -> float:
    """Return the outermost value on one side (-1 or 1) of the estimate that the test does not reject.

    Parameters
    ----------
    value
        The estimate, which the test never rejects.
    step
        Where the search begins, above 0; about two standard errors.
    null
        Always looked at, so that the interval leaves it out exactly when the test rejects it.

    Returns
    -------
    float
        Infinite when nothing within 2^14 steps is rejected: too few assignments for the level.
    """
    inside = value
    if (null - inside) * side > 0:
        if rejects(null):
            return _between(rejects, inside, null, step)
        inside = null
    for _ in range(_DOUBLINGS):
        outside = inside + side * step
        if rejects(outside):
            return _between(rejects, inside, outside, step)
        step *= 2
        inside = outside
    return side * math.inf


def _between(rejects: Callable[[float], bool], inside: float, outside: float, step: float) -> float:
    for _ in range(_HALVINGS):
        if abs(outside - inside) <= 1e-9 * step:
            break
        middle = (inside + outside) / 2
        if rejects(middle):
            outside = middle
        else:
            inside = middle
    return inside
