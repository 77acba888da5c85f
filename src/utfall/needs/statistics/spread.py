# SPDX-License-Identifier: Apache-2.0
"""The distribution beside the mean: order statistics and the share in the tail, exact in whole numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import refuse, wrong
from utfall.needs.statistics._arrays import Ints, counts, same_length

THOUSAND = 1000


def quantiles(values: ArrayLike, persons: ArrayLike, permille: tuple[int, ...]) -> tuple[int, ...]:
    """Return order statistics: for each p the smallest value that at least p ‰ of the persons do not exceed.

    Parameters
    ----------
    values
        Distinct whole values, (values,), in any order.
    persons
        How many have each, (values,).
    permille
        Such as (100, 500, 900) for the tenths and the median; 1–1000.

    Raises
    ------
    DesignRefused
        "nobody" when there is no person.

    Notes
    -----
    Hyndman and Fan (1996), American Statistician 50:361, definition 1: always a value that somebody has, so that every
    engine gives the same one. Compared in whole numbers: no rounding decides it.
    """
    numbers, people = _whole(values), counts(persons, "persons")
    same_length(("values", numbers), ("persons", people))
    total = int(people.sum())
    if total == 0:
        raise refuse(
            "nobody",
            said=("Det finns ingen att beskriva.", "There is nobody to describe."),
            mend=("Välj en grupp med personer.", "Choose a group with persons."),
            field="persons",
        )
    if any(not 1 <= p <= THOUSAND for p in permille):
        raise wrong(
            "quantile-outside",
            said=("En kvantil ligger utanför 1–1000 promille.", "A quantile lies outside 1–1000 per mille."),
            mend=("Ange till exempel 100, 500 och 900.", "Give for example 100, 500 and 900."),
            field="permille",
        )
    order = np.argsort(numbers, kind="stable")
    below = np.cumsum(people[order])
    return tuple(int(numbers[order][int(np.argmax(below * THOUSAND >= p * total))]) for p in permille)


def tail_count(values: ArrayLike, persons: ArrayLike, *, limit: int, side: str = "high") -> int:
    """Return how many persons have a value of at least (`side` "high") or at most ("low") `limit`."""
    numbers, people = _whole(values), counts(persons, "persons")
    same_length(("values", numbers), ("persons", people))
    inside = numbers >= limit if side == "high" else numbers <= limit
    return int(people[inside].sum())


def _whole(values: ArrayLike) -> Ints:
    found = np.atleast_1d(np.asarray(values))
    if found.dtype.kind not in "iu":
        raise wrong(
            "values-not-whole",
            said=("Värdena är inte hela tal.", "The values are not whole numbers."),
            mend=("Räkna i en mindre enhet: ören, dagar, tiondelar.", "Count in a smaller unit: öre, days, tenths."),
            field="values",
        )
    return found.astype(np.int64)
