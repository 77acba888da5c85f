# SPDX-License-Identifier: Apache-2.0
"""A trial that names no covariates is held against the other columns of its table.

Nobody can see from an outcome and a group column whether a lottery made the groups. When most other columns
tell the groups strongly apart, no lottery did; when a single one does, it may be another outcome, so that is
only told.
"""

from __future__ import annotations

import numpy as np

from utfall.core.designs import RandomisedTrial
from utfall.core.estimate import Check, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Bools, Floats

_MOST_COLUMNS = 40
_FEWEST_FOR_FAILURE = 5
_FAILING_SHARE = 0.6
_APART = 0.5  # standard deviations
_BEYOND_CHANCE = 4.0  # standard errors


def unnamed_imbalance(design: RandomisedTrial, columns: Columns, outcome: Outcome) -> Check:
    """W-UNNAMED: whether columns that the call does not name tell the groups apart as no lottery could.

    A column does when the groups' means differ by more than half a standard deviation and four standard errors.
    Fails when at least 60 % of five or more number columns do; warns when any does.
    """
    treated, missing = columns.two_groups(design.treatment, design.comparison)
    named = {design.treatment, outcome.column, outcome.event, design.id}
    others = [name for name in columns.names if name not in named][:_MOST_COLUMNS]
    looked, apart = 0, []
    for name in others:
        if not columns.is_number(name):
            continue
        size, errors = _difference(columns.number(name), treated & ~missing, ~treated & ~missing)
        if size is None:
            continue
        looked += 1
        if abs(size) > _APART and errors > _BEYOND_CHANCE:
            apart.append((abs(size), name))
    if not apart:
        return Check(
            "W-UNNAMED", Status.PASS if looked else Status.INFO, float(len(apart)), None, (("looked", looked),)
        )
    wild = looked >= _FEWEST_FOR_FAILURE and len(apart) >= _FAILING_SHARE * looked
    size, name = max(apart)
    details = (("looked", looked), ("apart", len(apart)), ("covariate", name), ("size", f"{size:.1f}"))
    return Check("W-UNNAMED", Status.FAIL if wild else Status.WARN, float(len(apart)), 0.0, details)


def _difference(values: Floats, first: Bools, second: Bools) -> tuple[float | None, float]:
    """Return the standardised difference and how many standard errors it is; None for a column without spread."""
    known = np.isfinite(values)
    a, b = values[first & known], values[second & known]
    if len(a) < 2 or len(b) < 2:
        return None, 0.0
    variances = a.var(ddof=1), b.var(ddof=1)
    pooled = float(np.sqrt((variances[0] + variances[1]) / 2))
    if pooled == 0.0:
        return None, 0.0
    gap = float(a.mean() - b.mean())
    return gap / pooled, abs(gap) / float(np.sqrt(variances[0] / len(a) + variances[1] / len(b)))
