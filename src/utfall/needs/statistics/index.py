# SPDX-License-Identifier: Apache-2.0
"""A composite index 0–10 of several variables, such as the socioeconomic index of four (R69)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import refuse, wrong
from utfall.needs.statistics._arrays import Floats, floats

TOP = 10.0
SCALINGS = ("minmax", "rank")


@dataclass(frozen=True, slots=True, eq=False)
class IndexScores:
    """Index and its parts.

    Parameters
    ----------
    scores
        0 (lowest) to 10 (highest), (areas,).
    parts
        Each variable on 0–10, turned so that more is higher, (areas, variables). `scores` is their weighted mean.
    weights
        (variables,), summing to 1.
    scaling
        "minmax" or "rank".
    """

    scores: Floats
    parts: Floats
    weights: Floats
    scaling: str


def composite_index(
    values: ArrayLike, higher: ArrayLike, weights: ArrayLike | None = None, *, scaling: str = "minmax"
) -> IndexScores:
    """Return an index 0–10 of areas.

    Parameters
    ----------
    values
        (areas, variables), no gaps.
    higher
        For each variable, True when a higher value makes the index higher, (variables,).
    weights
        (variables,); None: equal.
    scaling
        "minmax": linear from the lowest area (0) to the highest (10), sensitive to one extreme area. "rank": by order,
        mid-ranks, from 0 to 10.

    Raises
    ------
    DesignRefused
        "index-too-few" below three areas; "index-flat" when a variable is alike everywhere.

    Notes
    -----
    The guide that the index of four variables comes from states their equal weight and the range 0–10 but not how each
    is put on the scale (SKL 2017, p. 16): the scaling is our choice, stated in the result. An index is relative: it
    compares the areas that were put in, and shifts when others are.
    """
    table = np.atleast_2d(np.asarray(values, dtype=np.float64))
    floats(table.ravel(), "values")
    up = np.asarray(higher, dtype=bool)
    mass = np.ones(table.shape[1]) if weights is None else floats(weights, "weights")
    _require_index(table, up, mass, scaling)
    parts = np.column_stack([_scaled(table[:, at], scaling) for at in range(table.shape[1])])
    parts = np.where(up, parts, TOP - parts)
    share = mass / mass.sum()
    return IndexScores(parts @ share, parts, share, scaling)


def _require_index(table: Floats, up: np.ndarray, mass: Floats, scaling: str) -> None:
    if scaling not in SCALINGS or len(up) != table.shape[1] or len(mass) != table.shape[1] or np.any(mass <= 0):
        raise wrong(
            "index-form",
            said=("Indexets variabler, riktningar och vikter stämmer inte överens.",
                  "The index's variables, directions and weights do not agree."),
            mend=("Ge varje variabel en riktning och en vikt över 0; skalning minmax eller rank.",
                  "Give each variable a direction and a weight above 0; scaling minmax or rank."),
            field="weights",
        )  # fmt: skip
    if table.shape[0] < 3:
        raise refuse(
            "index-too-few",
            said=("Ett index jämför minst tre områden.", "An index compares at least three areas."),
            mend=("Ta med fler områden.", "Include more areas."),
            field="values",
        )
    flat = np.flatnonzero(np.ptp(table, axis=0) <= 1e-12 * np.abs(table).max(axis=0))
    if flat.size:
        at = int(flat[0]) + 1
        raise refuse(
            "index-flat",
            said=(f"Variabel {at} är lika i alla områden.", f"Variable {at} is alike in all areas."),
            mend=("Ta bort den ur indexet.", "Leave it out of the index."),
            field="values",
        )


def _scaled(column: Floats, scaling: str) -> Floats:
    if scaling == "minmax":
        return np.asarray(TOP * (column - column.min()) / np.ptp(column), dtype=np.float64)
    _, level, tied = np.unique(column, return_inverse=True, return_counts=True)
    rank = (np.cumsum(tied) - (tied + 1) / 2)[level]  # mid-rank from 0
    return np.asarray(TOP * rank / (len(column) - 1), dtype=np.float64)
