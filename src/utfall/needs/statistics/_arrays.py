# SPDX-License-Identifier: Apache-2.0
"""Arrays that the statistics take: same length, finite, counts that are counts."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from utfall.needs.refusals import wrong

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]


def floats(values: ArrayLike, name: str) -> Floats:
    """Return finite numbers as a one-dimensional array; raises an InputError naming the first that is not."""
    found = np.atleast_1d(np.asarray(values, dtype=np.float64))
    bad = np.flatnonzero(~np.isfinite(found))
    if bad.size:
        at = int(bad[0]) + 1
        raise wrong(
            "number-not-finite",
            said=(f"Tal {at} i {name} saknas eller är oändligt.", f"Number {at} of {name} is missing or infinite."),
            mend=("Rätta talet eller ta bort raden.", "Mend the number or leave the row out."),
            field=name,
        )
    return found


def counts(values: ArrayLike, name: str) -> Ints:
    """Return whole numbers of 0 or more; raises an InputError naming the first that is not."""
    found = floats(values, name)
    bad = np.flatnonzero((found < 0) | (found != np.floor(found)))
    if bad.size:
        at = int(bad[0]) + 1
        raise wrong(
            "not-a-count",
            said=(f"Tal {at} i {name} är inte ett antal.", f"Number {at} of {name} is no count."),
            mend=("Ange hela tal från 0 och uppåt.", "Give whole numbers from 0 and up."),
            field=name,
        )
    return found.astype(np.int64)


def same_length(*named: tuple[str, NDArray[np.generic]]) -> int:
    """Return the length shared by all arrays; raises an InputError when they differ."""
    sizes = {name: int(array.shape[0]) for name, array in named}
    if len(set(sizes.values())) > 1:
        shown = ", ".join(f"{name} {size}" for name, size in sizes.items())
        raise wrong(
            "lengths-differ",
            said=(f"Listorna är olika långa: {shown}.", f"The lists differ in length: {shown}."),
            mend=("Ge lika många tal i varje.", "Give as many numbers in each."),
        )
    return next(iter(sizes.values()))


def positive(values: Floats, name: str) -> None:
    """Raise an InputError when a number is not above 0."""
    bad = np.flatnonzero(values <= 0)
    if bad.size:
        at = int(bad[0]) + 1
        raise wrong(
            "not-positive",
            said=(f"Tal {at} i {name} är inte större än 0.", f"Number {at} of {name} is not above 0."),
            mend=("Ange en befolkning eller en tid större än 0, eller ta bort raden.",
                  "Give a population or a time above 0, or leave the row out."),
            field=name,
        )  # fmt: skip


def require_level(level: float) -> float:
    """Return the confidence level; raises an InputError when it is not between 0 and 1."""
    if not 0 < level < 1:
        raise wrong(
            "level-outside",
            said=(f"Säkerheten {level} ligger inte mellan 0 och 1.", f"The level {level} is not between 0 and 1."),
            mend=("Ange till exempel 0,95.", "Give for example 0.95."),
            field="level",
        )
    return level
