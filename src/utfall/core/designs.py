# SPDX-License-Identifier: Apache-2.0
"""Designs as frozen data: who is compared with whom, on what and when. Estimators live in `effects`.

Column names are those of the data file. `comparison` names the value in the treatment column that marks
the comparison group when the column holds two named groups; None when it holds 1/0, true/false or ja/nej.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomisedTrial:
    """Random allocation decided who took part.

    With covariates the estimate is adjusted by Lin's regression; without, it is the difference in means.
    `adjust` = False keeps the covariates for the balance table only.
    """

    treatment: str
    comparison: str | None = None
    covariates: tuple[str, ...] = ()
    adjust: bool = True
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "rct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Each participant is compared with persons as alike as possible before the start.

    Parameters
    ----------
    distance
        "propensity" (difference in the estimated propensity score) or "mahalanobis".
    ratio
        Comparison persons per participant, 1 or more.
    caliper
        Largest distance within a pair, in standard deviations of the propensity score (for "mahalanobis" too,
        where it bounds the propensity score); None for no bound.
    replace
        Whether a comparison person may be used more than once.
    adjust
        Whether the matched estimate is also adjusted for the covariates by regression.
    exact
        Columns on which a pair must agree exactly.
    """

    treatment: str
    covariates: tuple[str, ...]
    comparison: str | None = None
    distance: Literal["propensity", "mahalanobis"] = "propensity"
    ratio: int = 1
    caliper: float | None = 0.2
    replace: bool = False
    adjust: bool = False
    exact: tuple[str, ...] = ()
    id: str | None = None
    ci_level: float = 0.95

    kind: str = "matching"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInDifferences:
    """The change among participants minus the change in the comparison group over the same time.

    Data in long form: one row per unit and period with `time`; `post` is the first period after the start
    (a row counts as after when its period is `post` or later). With `id` the same units are followed and
    units without both periods are left out; without it, the periods are separate samples.
    Data in wide form: one row per unit, `before` names the column with the outcome before the start.
    """

    treatment: str
    comparison: str | None = None
    time: str | None = None
    post: str | None = None
    before: str | None = None
    id: str | None = None
    cluster: str | None = None
    covariates: tuple[str, ...] = ()
    ci_level: float = 0.95

    kind: str = "did"


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """The participants before and after, with no comparison. Describes a change; shows no effect.

    Paired in wide form (`before` names the column), or in long form with `time`, `post` and `id`.
    Without `id` in long form, the periods are separate samples (as for a series of years).
    """

    before: str | None = None
    time: str | None = None
    post: str | None = None
    id: str | None = None
    treatment: str | None = None
    comparison: str | None = None
    ci_level: float = 0.95

    kind: str = "before_after"


Design = RandomisedTrial | Matching | DifferenceInDifferences | BeforeAfter

DESIGN_KINDS: tuple[str, ...] = ("rct", "matching", "did", "before_after")


def columns_of(design: Design) -> tuple[str, ...]:
    """Return the names of every column that the design reads, besides the outcome, without repeats."""
    names: list[str] = []
    for field in ("treatment", "time", "before", "id", "cluster"):
        value = getattr(design, field, None)
        if value:
            names.append(value)
    for field in ("covariates", "exact"):
        names.extend(getattr(design, field, ()))
    return tuple(dict.fromkeys(names))
