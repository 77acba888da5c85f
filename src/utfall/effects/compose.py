# SPDX-License-Identifier: Apache-2.0
"""Puts a contrast, its checks and its design together to the estimate that other rooms read."""

from __future__ import annotations

from utfall.core.designs import Design
from utfall.core.estimate import Check, Estimand, Estimate, EvidenceGrade, Interval
from utfall.core.outcome import Outcome
from utfall.effects._numerics.contrast import Contrast
from utfall.effects.checks import grade


def compose(
    contrast: Contrast,
    *,
    estimate_id: str | None,
    outcome: Outcome,
    design: Design,
    estimand: Estimand,
    ceiling: EvidenceGrade,
    checks: tuple[Check, ...],
    n: tuple[int, int],
    method: str | None = None,
) -> Estimate:
    """Return the estimate; its grade follows from the ceiling and the checks.

    Parameters
    ----------
    n
        Persons in the intervention and the comparison group.
    method
        Named instead of the contrast's own name of its computation.
    """
    return Estimate(
        id=estimate_id or f"{design.kind}/{outcome.id}",
        outcome=outcome.id,
        design=design.kind,
        estimand=estimand,
        value=contrast.value,
        std_error=contrast.std_error,
        interval=Interval(contrast.low, contrast.high, contrast.level),
        p_value=contrast.p_value,
        df=contrast.df,
        unit=outcome.unit.sv or outcome.unit.en,
        n_intervention=n[0],
        n_comparison=n[1],
        mean_intervention=contrast.mean_1,
        mean_comparison=contrast.mean_0,
        grade=grade(ceiling, checks),
        method=method or contrast.method,
        checks=checks,
    )
