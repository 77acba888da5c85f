# SPDX-License-Identifier: Apache-2.0
"""What changed because of the initiative: one estimate per outcome and design, with its checks and grade."""

from __future__ import annotations

from typing import Any

from utfall.core.designs import BeforeAfter, Design, DifferenceInDifferences, Matching, RandomisedTrial
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects.before_after import estimate_before_after
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
        Of the only random part: sign flips of a before–after comparison with more than 20 pairs.
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
    match design:
        case RandomisedTrial():
            return estimate_rct(design, columns, outcome, estimate_id=estimate_id)
        case Matching():
            return estimate_matching(design, columns, outcome, estimate_id=estimate_id)
        case DifferenceInDifferences():
            return estimate_did(design, columns, outcome, estimate_id=estimate_id)
        case BeforeAfter():
            return estimate_before_after(design, columns, outcome, seed=seed, estimate_id=estimate_id)
