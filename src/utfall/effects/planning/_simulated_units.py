# SPDX-License-Identifier: Apache-2.0
"""Drawn data for designs that are simulated with the estimator itself: persons with covariates, units over periods."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from utfall.core.designs import (
    Design,
    DoublyRobust,
    ExactMatching,
    OptimalMatching,
    StaggeredDiD,
    Standardisation,
    SyntheticControl,
    SyntheticDiD,
    Weighting,
)
from utfall.core.errors import DesignRefused, InputError
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects.planning.power_plan import PowerPlan, stated

_PERSONS: dict[str, type[Any]] = {
    "weighting": Weighting,
    "standardisation": Standardisation,
    "doubly_robust": DoublyRobust,
    "exact_matching": ExactMatching,
    "optimal_matching": OptimalMatching,
}
_FIFTHS = (-0.8416, -0.2533, 0.2533, 0.8416)  # of a standard normal covariate


def persons_p(plan: PowerPlan, y: Floats, treated: Floats, covariates: Floats) -> float:
    """Return the p value that a design for persons gives drawn data.

    Parameters
    ----------
    y, treated, covariates
        Shapes (n,), (n,) and (n, p).

    Raises
    ------
    NotEstimableError
        When the design refuses the data.
    """
    if plan.design == "exact_matching":  # people agree in groups, not in decimals
        covariates = np.digitize(covariates, _FIFTHS).astype(np.float64)
    names = tuple(f"x{j}" for j in range(covariates.shape[1]))
    table = {"t": treated.astype(np.int64), "y": y, **{name: covariates[:, j] for j, name in enumerate(names)}}
    return _p(plan, _PERSONS[plan.design](treatment="t", covariates=names), table)


def units_p(plan: PowerPlan, n_1: int, n_0: int, effect: float, rng: np.random.Generator) -> float:
    """Return the p value of units followed over periods: a common trend, lasting differences, and noise.

    The first `n_1` units start after `measures_before` periods; with staggered starts half of them a period later.

    Raises
    ------
    NotEstimableError
        When the design refuses the data.
    """
    before, after, units = plan.measures_before, plan.measures_after, n_1 + n_0
    periods = before + after
    rho = max(plan.correlation or 0.0, 0.0)
    lasting, noise = rng.standard_normal((units, 1)), rng.standard_normal((units, periods))
    y = stated(plan.sd) * (math.sqrt(rho) * lasting + math.sqrt(1 - rho) * noise + 0.1 * np.arange(periods))
    start = np.full(units, before, dtype=np.int64)
    if plan.design == "staggered_did" and after > 1:
        start[n_1 // 2 : n_1] += 1
    treated = np.arange(units) < n_1
    y += effect * (treated[:, None] & (np.arange(periods) >= start[:, None]))
    return _p(plan, _unit_design(plan, before), _long(y, treated.astype(np.int64), start))


def _unit_design(plan: PowerPlan, before: int) -> Design:
    if plan.design == "staggered_did":
        return StaggeredDiD(id="id", time="p", cohort="c", base="universal")
    if plan.design == "synthetic_control":
        return SyntheticControl(id="id", time="p", treatment="t", post=str(before + 1))
    return SyntheticDiD(id="id", time="p", treatment="t", post=str(before + 1), placebos=50)


def _long(y: Floats, treated: Ints, start: Ints) -> dict[str, Any]:
    units, periods = y.shape
    unit = np.repeat(np.arange(units), periods)
    return {
        "id": unit,
        "p": np.tile(np.arange(1, periods + 1), units),
        "t": treated[unit],
        "c": np.where(treated[unit] == 1, start[unit] + 1, 0),
        "y": y.reshape(-1),
    }


def _p(plan: PowerPlan, design: Design, table: dict[str, Any]) -> float:
    from utfall.effects import estimate

    outcome = Outcome(id="y", label=Text.same("y"), column="y", kind=plan.kind)
    try:
        found = estimate(design, Columns(table), outcome, seed=plan.seed).estimate
    except (InputError, DesignRefused) as fault:
        raise NotEstimableError(fault.faults[0].code) from fault
    if found.p_value is not None:
        return found.p_value
    return 0.0 if found.interval.low > 0 or found.interval.high < 0 else 1.0
