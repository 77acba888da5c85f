# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up read from a table: a look for every month that outcomes were measured in."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Criterion, Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Ints
from utfall.effects.refusals import refused
from utfall.effects.sample import read_sample
from utfall.effects.sequential.looks import Boundary, FollowUp, monthly_looks

_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


def boundaries_of(criteria: Sequence[Criterion], outcome: Outcome) -> tuple[Boundary, ...]:
    """Return the criteria about this outcome's effect as boundaries; others are left out."""
    found = []
    for criterion in criteria:
        if criterion.measure == "effect" and criterion.outcome == outcome.id:
            rising = criterion.at_least is not None
            found.append(Boundary(criterion.id, "above" if rising else "below", criterion.threshold))
    return tuple(found)


def follow_up(
    columns: Columns,
    outcome: Outcome,
    *,
    treatment: str,
    time: str,
    planned: int,
    comparison: str | None = None,
    criteria: Sequence[Criterion] = (),
    level: float = 0.95,
) -> FollowUp:
    """Look at the end of each month at all outcomes measured until then, with intervals that allow it.

    Parameters
    ----------
    time
        When each outcome was measured: dates (cut to months), months as 2026-08, or numbers.
    planned
        Persons that the plan foresees in all.
    criteria
        Success and stop criteria; those about this outcome's effect are followed.

    Raises
    ------
    InputError
        Unknown column; a time that is empty, or neither a date nor a number.
    DesignRefused
        An empty group, nothing measured.

    See docs/methods/confidence_sequence.md.
    """
    kind = outcome.kind
    if kind == "ordinal" or kind == "time":
        raise InputError(
            Fault(
                "kind-not-followed",
                Text(
                    sv="Betyg i ordning och tid till en händelse kan inte följas månad för månad.",
                    en="Ratings in order and times until an event cannot be followed month by month.",
                ),
                Text(
                    sv="Följ i stället andelen med händelsen (binary) eller betygens medelvärde (continuous).",
                    en="Follow the share with the event (binary) or the mean rating (continuous) instead.",
                ),
                Place(columns.file, outcome.column),
            )
        )
    sample = read_sample(columns, outcome, treatment=treatment, comparison=comparison)
    if np.isnan(sample.y).all():
        raise refused("no-complete", file=columns.file, field=outcome.column)
    measured = np.flatnonzero(~np.isnan(sample.y))
    period, names = _periods(columns, time, sample.rows[measured])
    return monthly_looks(
        sample.y[measured],
        sample.treated[measured],
        period,
        names,
        kind=kind,
        planned=planned,
        boundaries=boundaries_of(criteria, outcome),
        level=level,
    )


def _periods(columns: Columns, time: str, rows: Ints) -> tuple[Ints, tuple[str, ...]]:
    words = columns.words(time)[rows]
    wrong = words == ""
    if not columns.is_number(time):
        wrong = np.array([_DATE.fullmatch(str(word)) is None for word in words], dtype=bool)
    if wrong.any():
        row = int(rows[np.flatnonzero(wrong)[0]]) + columns.first_row
        raise InputError(
            Fault(
                "time-unknown",
                Text(sv="En mätning saknar tidpunkt.", en="A measurement has no time."),
                Text(
                    sv="Skriv tiden som datum (2026-08-31), månad (2026-08) eller tal på varje rad med utfall.",
                    en="Write the time as a date (2026-08-31), a month (2026-08) or a number on every row.",
                ),
                Place(columns.file, time, row),
            )
        )
    if columns.is_number(time):
        values, period = np.unique(columns.number(time)[rows], return_inverse=True)
        return period.astype(np.int64), tuple(f"{value:g}" for value in values)
    months, period = np.unique(np.array([str(word)[:7] for word in words]), return_inverse=True)
    return period.astype(np.int64), tuple(str(month) for month in months)
