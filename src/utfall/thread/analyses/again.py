# SPDX-License-Identifier: Apache-2.0
"""The same design once more, on other rows, columns or choices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from utfall.core.designs import Design
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimate
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome, OutcomeKind
from utfall.core.text import Text
from utfall.effects import estimate
from utfall.effects._numerics.contrast import Contrast, NotEstimableError


def contrast_of(found: Estimate) -> Contrast:
    """Return an estimate as a contrast."""
    return Contrast(
        found.value, found.std_error, found.interval.low, found.interval.high, found.interval.level,
        float("nan") if found.p_value is None else found.p_value, found.df, found.mean_intervention,
        found.mean_comparison, found.method,
    )  # fmt: skip


def again(design: Design, columns: Columns, outcome: Outcome, seed: int) -> Contrast:
    """Estimate again; what is refused is not estimable, as the tables of estimates want it.

    An outcome that is itself among the covariates is taken out of them.
    """
    covariates: tuple[str, ...] = getattr(design, "covariates", ())
    if outcome.column in covariates:
        changed: Any = design
        design = replace(changed, covariates=tuple(name for name in covariates if name != outcome.column))
    try:
        return contrast_of(estimate(design, columns, outcome, seed=seed).estimate)
    except (InputError, DesignRefused) as fault:
        raise NotEstimableError(fault.faults[0].code) from fault


def outcome_in(columns: Columns, name: str) -> Outcome:
    """Return a column as an outcome that more is better of; its kind is found out.

    Raises
    ------
    InputError
        An unknown column, or one that holds neither numbers nor yes and no.
    """
    return Outcome(id=name, label=Text.same(name), column=name, kind=kind_in(columns, name))


def kind_in(columns: Columns, name: str) -> OutcomeKind:
    """Return "binary" for a column of yes and no or of 1 and 0, else "continuous". Raises as `outcome_in`."""
    if not columns.is_number(name):
        try:
            columns.binary(name)
        except InputError:
            columns.number(name)  # says which cells are no numbers
        return "binary"
    values = columns.number(name)
    known = np.unique(values[np.isfinite(values)])
    return "binary" if known.size == 2 and set(known.tolist()) == {0.0, 1.0} else "continuous"
