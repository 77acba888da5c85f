# SPDX-License-Identifier: Apache-2.0
"""Designs as frozen data: who is compared with whom, on what and when. Estimators live in `effects`.

Column names are those of the data file. `comparison` names the value in the treatment column that marks
the comparison group when the column holds two named groups; None when it holds 1/0, true/false or ja/nej.
"""

from __future__ import annotations

from typing import get_args

from utfall.core.designs.alike import DoublyRobust, ExactMatching, Matching, OptimalMatching, Standardisation, Weighting
from utfall.core.designs.over_time import (
    BeforeAfter,
    BenchmarkValue,
    DifferenceInDifferences,
    HistoricalCohort,
    InterruptedTimeSeries,
    RegressionDiscontinuity,
    StaggeredDiD,
    SyntheticControl,
    SyntheticDiD,
)
from utfall.core.designs.randomised import RandomisedTrial, SteppedWedge, WaitList

__all__ = [
    "COLUMNS_FIELDS",
    "COLUMN_FIELDS",
    "DESIGNS",
    "DESIGN_KINDS",
    "BeforeAfter",
    "BenchmarkValue",
    "Design",
    "DifferenceInDifferences",
    "DoublyRobust",
    "ExactMatching",
    "HistoricalCohort",
    "InterruptedTimeSeries",
    "Matching",
    "OptimalMatching",
    "RandomisedTrial",
    "RegressionDiscontinuity",
    "StaggeredDiD",
    "Standardisation",
    "SteppedWedge",
    "SyntheticControl",
    "SyntheticDiD",
    "WaitList",
    "Weighting",
    "columns_of",
    "one_row_per_person",
]

Design = (
    RandomisedTrial
    | Matching
    | DifferenceInDifferences
    | BeforeAfter
    | StaggeredDiD
    | InterruptedTimeSeries
    | SyntheticControl
    | SyntheticDiD
    | RegressionDiscontinuity
    | HistoricalCohort
    | BenchmarkValue
    | WaitList
    | SteppedWedge
    | Weighting
    | Standardisation
    | DoublyRobust
    | ExactMatching
    | OptimalMatching
)

_ALL: tuple[type[Design], ...] = get_args(Design)
DESIGNS: dict[str, type[Design]] = {str(design.__dataclass_fields__["kind"].default): design for design in _ALL}
DESIGN_KINDS: tuple[str, ...] = tuple(DESIGNS)

# Fields that hold the name of one column, and of several.
COLUMN_FIELDS = ("treatment", "time", "before", "id", "cluster", "cohort", "running", "start", "expected", "weights")
COLUMNS_FIELDS = ("covariates", "exact", "strata")


def columns_of(design: Design) -> tuple[str, ...]:
    """Return the names of every column that the design reads, besides the outcome, without repeats."""
    names: list[str] = []
    for field in COLUMN_FIELDS:
        value = getattr(design, field, None)
        if value:
            names.append(value)
    for field in COLUMNS_FIELDS:
        value = getattr(design, field, None) or ()
        names.extend([value] if isinstance(value, str) else value)
    return tuple(dict.fromkeys(names))


_PERSONS = frozenset({
    "rct", "matching", "exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust",
    "historical",
})  # fmt: skip


def one_row_per_person(design: Design) -> bool:
    """Tell whether the design compares persons who stand on one row each, in two groups."""
    if isinstance(design, DifferenceInDifferences):
        return design.before is not None
    return design.kind in _PERSONS
