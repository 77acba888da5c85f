# SPDX-License-Identifier: Apache-2.0
"""One municipality among similar ones: its rank, and how far it is from the middle of the group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from utfall.needs.refusals import refuse
from utfall.needs.statistics._arrays import floats

Direction = Literal["increase", "decrease"]
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one value stands among others.

    Parameters
    ----------
    value
        The municipality's own.
    rank, of
        1 is the best in the indicator's direction; ties share the better rank. `of` counts all, itself included.
    median, lower, upper
        Median and quartiles of the others.
    difference
        Value minus median, in the indicator's unit.
    worse
        True when the value is beyond the worse quartile: a call to look closer (R66), no verdict.
    """

    value: float
    rank: int
    of: int
    median: float
    lower: float
    upper: float
    difference: float
    worse: bool


def standing_among(value: float, others: ArrayLike, *, direction: Direction) -> Standing:
    """Return where a value stands among similar municipalities'.

    Parameters
    ----------
    value
        The municipality's own value.
    others
        The others', (municipalities,).
    direction
        "increase" when a higher value is better.

    Raises
    ------
    DesignRefused
        "comparison-too-few" when fewer than four others have a value.

    Notes
    -----
    Quartiles by Hyndman and Fan's definition 7. The rank says nothing of how sure it is: small differences change it.
    """
    own, rest = float(floats([value], "value")[0]), floats(others, "others")
    if len(rest) < _FEWEST:
        raise refuse(
            "comparison-too-few",
            said=(f"{len(rest)} jämförbara kommuner har ett värde.",
                  f"{len(rest)} comparable municipalities have a value."),
            mend=(f"Ta med minst {_FEWEST}, eller jämför med riket.",
                  f"Include at least {_FEWEST}, or compare with the country."),
            field="others",
        )  # fmt: skip
    lower, median, upper = (float(q) for q in np.quantile(rest, (0.25, 0.5, 0.75)))
    better = int((rest > own).sum() if direction == "increase" else (rest < own).sum())
    worse = own < lower if direction == "increase" else own > upper
    return Standing(own, better + 1, len(rest) + 1, median, lower, upper, own - median, bool(worse))
