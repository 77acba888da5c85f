# SPDX-License-Identifier: Apache-2.0
"""Outcomes that are no plain numbers: which designs can carry them, and how they are made ready for those."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from utfall.core.designs import Design, RandomisedTrial
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Contrast, Floats
from utfall.effects.covariate_timing import lowered
from utfall.effects.refusals import carried
from utfall.effects.result import EffectResult
from utfall.effects.scales.ordinal import probability_of_superiority
from utfall.effects.scales.pseudo import pseudo_times
from utfall.effects.scales.survival import restricted_mean_difference

# Designs that compare persons by means of one value each.
_OF_PERSONS = ("rct", "matching", "exact_matching", "optimal_matching", "weighting", "standardisation",
               "doubly_robust", "historical")  # fmt: skip


def ready(design: Design, columns: Columns, outcome: Outcome) -> tuple[Columns, Outcome]:
    """Return table and outcome as the design's estimator takes them.

    A plain trial compares ratings and times as they are. In other designs of persons a time until an event is
    replaced by each person's pseudo-time, within the groups (in a lottery of clusters or strata: among all, so that
    nothing but the lottery tells the groups apart).

    Raises
    ------
    InputError
        A design that cannot carry the kind; a time without event column and horizon, or below 0.
    DesignRefused
        The horizon lies beyond the follow-up of a group.
    """
    plain = isinstance(design, RandomisedTrial) and not (design.cluster or design.strata)
    adjusted = isinstance(design, RandomisedTrial) and bool(design.covariates) and design.adjust
    if outcome.kind == "ordinal" and (not plain or adjusted):
        raise InputError(_ordinal_fault(columns, outcome, adjusted=plain))
    if outcome.kind == "ordinal":
        return columns, outcome
    if design.kind not in _OF_PERSONS:
        raise InputError(_time_fault(columns, outcome))
    event, time = read_times(columns, outcome)
    if plain and not adjusted:
        return columns, outcome
    groups = np.zeros(columns.height, dtype=np.int64)
    if plain or not isinstance(design, RandomisedTrial):
        treatment: str = design.treatment  # type: ignore[union-attr,assignment]  # every design of persons has one
        groups = columns.two_groups(treatment, getattr(design, "comparison", None))[0].astype(np.int64)
    values = np.full(columns.height, np.nan)
    for group in np.unique(groups):
        known = (groups == group) & ~np.isnan(time)
        values[known] = carried(
            lambda known=known: pseudo_times(time[known], event[known], float(outcome.horizon or 0)),  # type: ignore[misc]
            file=columns.file,
            field=outcome.column,
        )
    return columns.replaced(outcome.column, values), replace(outcome, kind="continuous")


def read_times(columns: Columns, outcome: Outcome) -> tuple[Bools, Floats]:
    """Return whether the event came, and times with NaN where either is missing, shape (rows,)."""
    if outcome.event is None or outcome.horizon is None or not outcome.horizon > 0:
        raise InputError(
            Fault(
                "time-needs-event",
                Text(
                    sv="Tid till en händelse behöver en kolumn som säger om händelsen kom, och en tidsgräns över 0.",
                    en="Time until an event needs a column that tells whether it came, and a horizon above 0.",
                ),
                Text(
                    sv="Ange event (1: händelsen kom, 0: följd utan händelse) och horizon, till exempel 12 månader.",
                    en="State event (1: it came, 0: followed without it) and horizon, for example 12 months.",
                ),
                Place(columns.file, outcome.column),
            )
        )
    time, event = columns.number(outcome.column), columns.binary(outcome.event)
    if np.any(time < 0):
        row = int(np.flatnonzero(time < 0)[0]) + columns.first_row
        raise InputError(
            Fault(
                "time-negative",
                Text(sv="Tiden till händelsen är mindre än 0.", en="The time until the event is below 0."),
                Text(sv="Rätta cellen: tiden räknas från start.", en="Mend the cell: time is counted from the start."),
                Place(columns.file, outcome.column, row),
            )
        )
    return event == 1, np.where(np.isnan(event), np.nan, time)


def contrast_of(
    columns: Columns, outcome: Outcome, y: Floats, treated: Bools, rows: np.ndarray, level: float
) -> Contrast:
    """Return the comparison of ratings or times in a plain trial."""
    if outcome.kind == "time":
        event = read_times(columns, outcome)[0][rows]
        return restricted_mean_difference(y, event, treated, horizon=float(outcome.horizon or 0), level=level)
    found = probability_of_superiority(y[treated], y[~treated], level=level)
    return Contrast(
        value=found.value - 0.5,
        std_error=found.std_error,
        low=found.low - 0.5,
        high=found.high - 0.5,
        level=level,
        p_value=found.p_value,
        df=found.df,
        mean_1=found.value,
        mean_0=0.5,
        method="superiority",
    )


def with_losses(found: EffectResult, design: Design, columns: Columns, outcome: Outcome) -> EffectResult:
    """Return the result with W-FOLLOWED: who was lost before event and horizon; a warning lowers the grade a step.

    `columns` and `outcome` are those that were read, before `ready` changed them.
    """
    if outcome.kind != "time":
        return found
    event, time = read_times(columns, outcome)
    treatment: str = design.treatment  # type: ignore[union-attr,assignment]  # every design of persons has one
    treated, unknown = columns.two_groups(treatment, getattr(design, "comparison", None))
    known = ~np.isnan(time) & ~unknown
    lost = (~event & (time < float(outcome.horizon or 0))).astype(np.float64)
    shares = float(lost[known & treated].mean()), float(lost[known & ~treated].mean())
    together, apart = float(lost[known].mean()), abs(shares[0] - shares[1])
    status = Status.WARN if apart > 0.10 or together > 0.20 else Status.PASS
    check = Check("W-FOLLOWED", status, together, 0.20, (("intervention", shares[0]), ("comparison", shares[1])))
    estimate = found.estimate
    return replace(
        found, estimate=replace(estimate, checks=(*estimate.checks, check), grade=lowered(estimate, check.status))
    )


def _ordinal_fault(columns: Columns, outcome: Outcome, *, adjusted: bool) -> Fault:
    if adjusted:
        return Fault(
            "ordinal-not-adjusted",
            Text(
                sv="Betyg i ordning jämförs par för par och kan inte justeras för kovariater.",
                en="Ratings in order are compared pair by pair and cannot be adjusted for covariates.",
            ),
            Text(
                sv="Ange adjust = false (--no-adjust): kovariaterna används då bara för att jämföra grupperna.",
                en="State adjust = false (--no-adjust): the covariates then only serve to compare the groups.",
            ),
            Place(columns.file, outcome.column),
        )
    return Fault(
        "ordinal-not-of-design",
        Text(
            sv="Betyg i ordning (ordinal) kan bara jämföras i en lottad jämförelse av personer (rct).",
            en="Ratings in order (ordinal) can only be compared in a trial of persons (rct).",
        ),
        Text(
            sv='Ange kind = "continuous" om betygens medelvärde säger något, eller gör betyget till ja/nej (binary).',
            en='State kind = "continuous" if the mean rating has a meaning, or make the rating a yes or no (binary).',
        ),
        Place(columns.file, outcome.column),
    )


def _time_fault(columns: Columns, outcome: Outcome) -> Fault:
    return Fault(
        "time-not-of-design",
        Text(
            sv="Tid till en händelse kan bara jämföras mellan personer: " + ", ".join(_OF_PERSONS) + ".",
            en="Time until an event can only be compared between persons: " + ", ".join(_OF_PERSONS) + ".",
        ),
        Text(
            sv="Välj en av dem, eller räkna händelser per period (count).",
            en="Choose one of them, or count events per period (count).",
        ),
        Place(columns.file, outcome.column),
    )
