# SPDX-License-Identifier: Apache-2.0
"""Classes of a map: where one shade ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

MOST = 5


def class_breaks(values: Iterable[float], *, classes: int = MOST) -> tuple[float, ...]:
    """Return the ends of classes with about as many areas each, lowest and highest value among them.

    Parameters
    ----------
    values
        What is shown; hidden areas are left out by the caller.
    classes
        At most 5: more shades cannot be told apart on a map.

    Returns
    -------
    tuple
        One more than there are classes, rising. Fewer classes when values are few or alike; equal values are always
        in one class. A class holds its lower end and not its upper, but the last holds both.

    Raises
    ------
    ValueError
        When there is no finite value, or another number of classes than 1–5.

    Notes
    -----
    Quantiles of order statistics, as in Hyndman and Fan's definition 1, moved to the next different value.
    """
    if not 1 <= classes <= MOST:
        raise ValueError(f"a map has 1 to {MOST} classes")
    ordered = np.sort(np.array([value for value in values if np.isfinite(value)], dtype=float))
    if ordered.size == 0:
        raise ValueError("there is no value to make classes of")
    places = {int(np.ceil(ordered.size * k / classes)) for k in range(1, classes)}
    inner = sorted({float(ordered[place]) for place in places if place < ordered.size and ordered[place] > ordered[0]})
    return (float(ordered[0]), *inner, float(ordered[-1]))


def class_of(value: float, breaks: tuple[float, ...]) -> int:
    """Return which class a value is in, from 0."""
    return int(np.searchsorted(np.array(breaks[1:-1]), value, side="right"))
