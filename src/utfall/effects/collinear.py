# SPDX-License-Identifier: Apache-2.0
"""Covariates that say the same as others or nothing: named, in a warning where the method works all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from utfall.core.estimate import Check, Status
from utfall.effects._numerics.contrast import NotEstimableError
from utfall.effects._numerics.redundant import Redundant, redundant_columns
from utfall.effects.refusals import refused
from utfall.effects.sample import Sample

T = TypeVar("T")


def collinear_checks(names: tuple[str, ...], found: Redundant) -> tuple[Check, ...]:
    """W-COLLINEAR: each covariate says something of its own. W-CONSTANT, when some are alike for all.

    Both warn, with the names of the columns. They change no number, and so never lower the grade.
    """
    told = [_told("W-COLLINEAR", names, found.follows)]
    if found.constant:
        told.append(_told("W-CONSTANT", names, found.constant))
    return tuple(told)


def _told(id_: str, names: tuple[str, ...], which: tuple[int, ...]) -> Check:
    if not which:
        return Check(id_, Status.PASS, 0.0, 0.0)
    return Check(id_, Status.WARN, float(len(which)), 0.0, (("covariates", ", ".join(names[j] for j in which)),))


def carried_with_covariates(compute: Callable[[], T], sample: Sample, *, field: str) -> T:
    """Return what `compute` returns, or refuse in words; for collinear covariates their names are the place.

    Raises
    ------
    DesignRefused
        With the reason that the numerics gave.
    """
    try:
        return compute()
    except NotEstimableError as fault:
        named = redundant_names(sample) if fault.reason == "collinear" else ""
        raise refused(fault.reason, file=sample.file, field=named or field) from fault


def refuse_all_constant(sample: Sample, covariates: tuple[str, ...]) -> None:
    """Raise DesignRefused when no covariate varies: an adjustment for nothing would look like one."""
    if not any(column.min() < column.max() for column in sample.covariates.T):
        raise refused("all-constant", file=sample.file, field=", ".join(covariates))


def redundant_names(sample: Sample) -> str:
    """Return the covariates that are redundant among all or, when none is, in one of the groups; '' when none is."""
    known = ~np.isnan(sample.covariates).any(axis=1)
    for rows in (known, known & sample.treated, known & ~sample.treated):
        found = redundant_columns(sample.covariates[rows]) if rows.any() else Redundant()
        if found:
            return ", ".join(sample.names[j] for j in sorted({*found.constant, *found.follows}))
    return ""
