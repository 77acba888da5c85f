# SPDX-License-Identifier: Apache-2.0
"""How closely two things about areas go together, such as a socioeconomic index and a share eligible."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.core.estimate import Interval
from utfall.needs.refusals import refuse
from utfall.needs.statistics._arrays import Floats, floats, positive, require_level, same_length

_FEWEST = 5


@dataclass(frozen=True, slots=True)
class Association:
    """A correlation over areas.

    Parameters
    ----------
    value
        −1 to 1.
    interval
        By Fisher's transformation, from the effective number of areas.
    areas, effective
        Number of areas, and the number of equally large ones that would say as much (Kish).
    kind
        "pearson" (along a line) or "spearman" (in order).
    """

    value: float
    interval: Interval
    areas: int
    effective: float
    kind: str


def associations(
    first: ArrayLike, second: ArrayLike, weights: ArrayLike | None = None, *, level: float = 0.95
) -> tuple[Association, Association]:
    """Return Pearson's and Spearman's correlation over areas, weighted by population when weights are given.

    Parameters
    ----------
    first, second
        One value per area, (areas,).
    weights
        Population of each area, (areas,); None: all weigh alike.

    Raises
    ------
    DesignRefused
        "association-too-few" when the areas say as much as fewer than five; "association-flat" when one of the two
        does not vary.

    Notes
    -----
    Fisher (1915); standard error of Spearman's by Bonett and Wright (2000), Psychometrika 65:23; effective number by
    Kish (1965). Says something of areas, not of the persons in them.
    """
    one, other = floats(first, "first"), floats(second, "second")
    mass = np.ones(len(one)) if weights is None else floats(weights, "weights")
    same_length(("first", one), ("second", other), ("weights", mass))
    positive(mass, "weights")
    effective = float(mass.sum() ** 2 / (mass**2).sum())
    _require_areas(one, other, effective)
    require_level(level)
    linear = _weighted(one, other, mass)
    ordered = _weighted(_ranks(one, mass), _ranks(other, mass), mass)
    error = 1 / math.sqrt(effective - 3)
    wider = math.sqrt((1 + ordered**2 / 2) / (effective - 3))
    return (
        Association(linear, _fisher(linear, error, level), len(one), effective, "pearson"),
        Association(ordered, _fisher(ordered, wider, level), len(one), effective, "spearman"),
    )


def _require_areas(one: Floats, other: Floats, effective: float) -> None:
    if effective < _FEWEST:
        raise refuse(
            "association-too-few",
            said=(f"Områdena säger inte mer än {effective:.1f} lika stora områden skulle göra.".replace(".", ",", 1),
                  f"The areas say no more than {effective:.1f} areas of equal size would."),
            mend=(f"Det behövs minst {_FEWEST}; ta mindre områden eller fler kommuner.",
                  f"At least {_FEWEST} are needed; take smaller areas or more municipalities."),
            field="first",
        )  # fmt: skip
    for values, name in ((one, "first"), (other, "second")):
        if float(np.ptp(values)) <= 1e-12 * float(np.abs(values).max()):
            raise refuse(
                "association-flat",
                said=("Den ena variabeln är lika i alla områden.", "One of the variables is alike in all areas."),
                mend=("Välj en variabel som skiljer dem åt.", "Choose one that tells them apart."),
                field=name,
            )


def _weighted(one: Floats, other: Floats, mass: Floats) -> float:
    a, b = one - np.average(one, weights=mass), other - np.average(other, weights=mass)
    a, b = a / np.abs(a).max(), b / np.abs(b).max()
    value = float((mass * a) @ b / math.sqrt(float((mass * a) @ a) * float((mass * b) @ b)))
    return min(max(value, -1.0), 1.0)


def _ranks(values: Floats, mass: Floats) -> Floats:
    """Return weighted mid-ranks: the population below an area plus half of that level with it."""
    _, level = np.unique(values, return_inverse=True)
    tied = np.bincount(level, weights=mass)
    return np.asarray((np.cumsum(tied) - tied / 2)[level], dtype=np.float64)


def _fisher(value: float, error: float, level: float) -> Interval:
    from scipy import special

    if abs(value) >= 1:
        return Interval(value, value, level)
    half = float(special.ndtri(0.5 + level / 2)) * error
    middle = math.atanh(value)
    return Interval(math.tanh(middle - half), math.tanh(middle + half), level)
