# SPDX-License-Identifier: Apache-2.0
"""What changed because of the initiative: one estimate per outcome and design, with its checks and grade."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from utfall.core.designs import Design, RandomisedTrial
from utfall.core.estimate import Check, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.effects.before_after import estimate_before_after
from utfall.effects.checks import grade
from utfall.effects.did import estimate_did
from utfall.effects.gender import GenderResult, SexDifference, SexGroup, analyse_gender
from utfall.effects.matching import estimate_matching
from utfall.effects.rct import estimate_rct
from utfall.effects.result import Balance, BalanceRow, EffectResult, Flow, GroupFlow
from utfall.effects.verdict import CriterionResult, CriterionStatus, Verdict, VerdictOutcome, decide

__all__ = [
    "Balance",
    "BalanceRow",
    "CriterionResult",
    "CriterionStatus",
    "EffectResult",
    "Flow",
    "GenderResult",
    "GroupFlow",
    "SexDifference",
    "SexGroup",
    "Verdict",
    "VerdictOutcome",
    "analyse_gender",
    "decide",
    "estimate",
    "estimate_before_after",
    "estimate_did",
    "estimate_matching",
    "estimate_rct",
    "unstated",
]


def estimate(design: Design, data: Any, outcome: Outcome, *, seed: int, estimate_id: str | None = None) -> EffectResult:
    """Estimate one outcome by one design.

    Parameters
    ----------
    design
        Who is compared with whom.
    data
        `Columns`, or any dataframe (polars, pandas, pyarrow, a DuckDB relation) or mapping of columns.
    seed
        Of every random part: sign flips, drawn assignments, placebos, cross-fitting.
    estimate_id
        Id of the estimate, "<comparison>/<outcome>"; made from the design's kind when not given.

    Raises
    ------
    InputError
        The data do not hold what the design names (exit code 2).
    DesignRefused
        The data cannot carry the design; the message says what could (exit code 3).
    """
    columns = data if isinstance(data, Columns) else Columns(data)
    if outcome.kind not in PLAIN_KINDS:
        from utfall.effects.scaled import ready, with_losses

        found = _estimate(design, *ready(design, columns, outcome), seed=seed, estimate_id=estimate_id)
        return with_losses(found, design, columns, outcome)
    return _estimate(design, columns, outcome, seed=seed, estimate_id=estimate_id)


def _estimate(
    design: Design, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None
) -> EffectResult:
    module, name, random = _ESTIMATORS[_estimator_of(design)]
    estimator = getattr(import_module(f"utfall.effects.{module}"), name)
    options: dict[str, Any] = {"seed": seed} if random else {}
    result: EffectResult = estimator(design, columns, outcome, estimate_id=estimate_id, **options)
    return result


def unstated(found: EffectResult) -> EffectResult:
    """Return a result whose design nobody has stated: warned of, and graded a step lower."""
    checks = (*found.estimate.checks, Check("W-DESIGN-UNSTATED", Status.WARN))
    lower = grade(EvidenceGrade.STRONG, checks)
    return replace(found, estimate=replace(found.estimate, checks=checks, grade=lower))


def _estimator_of(design: Design) -> str:
    """Return the kind of a design; a trial drawn by clusters or within strata has its own estimator."""
    if isinstance(design, RandomisedTrial) and (design.cluster or design.strata):
        return "drawn_trial"
    return design.kind


# Module, function and whether it takes a seed. Loaded when first asked for: most runs use one or two designs.
_ESTIMATORS: dict[str, tuple[str, str, bool]] = {
    "rct": ("rct", "estimate_rct", True),
    "drawn_trial": ("inference.cluster_trial", "estimate_drawn_trial", True),
    "wait_list": ("inference.wait_list", "estimate_wait_list", True),
    "stepped_wedge": ("inference.stepped_trial", "estimate_stepped_wedge", True),
    "matching": ("matching", "estimate_matching", False),
    "exact_matching": ("matching_more.exact", "estimate_exact_matching", False),
    "optimal_matching": ("matching_more.optimal", "estimate_optimal_matching", False),
    "weighting": ("weighting.estimate", "estimate_weighting", False),
    "standardisation": ("weighting.standardisation", "estimate_standardisation", False),
    "doubly_robust": ("doubly_robust", "estimate_doubly_robust", True),
    "did": ("did", "estimate_did", False),
    "staggered_did": ("panel.staggered", "estimate_staggered_did", False),
    "its": ("series.its", "estimate_its", False),
    "synthetic_control": ("series.synthetic_control", "estimate_synthetic_control", False),
    "synthetic_did": ("series.synthetic_did", "estimate_synthetic_did", True),
    "rdd": ("rdd", "estimate_rdd", False),
    "historical": ("historical", "estimate_historical", False),
    "benchmark": ("benchmark", "estimate_benchmark", False),
    "before_after": ("before_after", "estimate_before_after", True),
}
