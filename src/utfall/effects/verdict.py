# SPDX-License-Identifier: Apache-2.0
"""The verdict: criteria set before the start, held against what was found."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from utfall.core.estimate import Estimate, EvidenceGrade, Quantity, Unknown
from utfall.core.outcome import Criterion, Measure

# What a criterion asks for: its measure and, for an effect, the outcome.
MeasureKey = tuple[Measure, str | None]
Measured = Estimate | Quantity | Unknown


class VerdictOutcome(StrEnum):
    """What the criteria say together."""

    SUCCESS = "success"
    STOP = "stop"
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSABLE = "not_assessable"


class CriterionStatus(StrEnum):
    """How one criterion went. MISSED: surely on the other side of the threshold."""

    MET = "met"
    MISSED = "missed"
    INCONCLUSIVE = "inconclusive"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """One criterion with the numbers that decided it.

    Parameters
    ----------
    outcome
        What the criterion alone says: success or stop when it is met, else inconclusive or not assessable.
    value, low, high
        What was measured, with its interval; None when it is unknown or has no interval. An infinite payback
        is a finding: the money is not back within the horizon.
    reason
        Why it is not assessable: "not-measured", "other-comparison", "change-only", "evidence-insufficient",
        "no-interval", or the reason of the unknown quantity. "" otherwise.
    """

    criterion: Criterion
    status: CriterionStatus
    outcome: VerdictOutcome
    threshold: float
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the criteria say together.

    Parameters
    ----------
    reason
        "stop-met", "all-success-met", "success-missed" (a success criterion is surely not reached, but no
        stop criterion is met), "straddles" (an interval holds the threshold), "no-success-criterion",
        "no-criteria" or "not-assessable".
    """

    outcome: VerdictOutcome
    reason: str
    criteria: tuple[CriterionResult, ...]


def decide(criteria: Sequence[Criterion], measured: Mapping[MeasureKey, Measured]) -> Verdict:
    """Hold every criterion against what was measured.

    Stop when any stop criterion is met. Otherwise not assessable when any criterion is; success when all
    success criteria are met; else inconclusive. A stop criterion that is neither met nor missed does not
    hinder success: its own status tells of it.

    Parameters
    ----------
    criteria
        In the order of the plan.
    measured
        By measure and outcome id (None for the measures of the economy). A missing key is not measured.
    """
    results = tuple(
        assess(criterion, measured.get((criterion.measure, criterion.outcome), Unknown("not-measured")))
        for criterion in criteria
    )
    outcome, reason = _together(results)
    return Verdict(outcome=outcome, reason=reason, criteria=results)


def _together(results: tuple[CriterionResult, ...]) -> tuple[VerdictOutcome, str]:
    statuses = {kind: [r.status for r in results if r.criterion.kind == kind] for kind in ("success", "stop")}
    if CriterionStatus.MET in statuses["stop"]:
        return VerdictOutcome.STOP, "stop-met"
    if not results:
        return VerdictOutcome.NOT_ASSESSABLE, "no-criteria"
    if any(result.status is CriterionStatus.NOT_ASSESSABLE for result in results):
        return VerdictOutcome.NOT_ASSESSABLE, "not-assessable"
    success = statuses["success"]
    if not success:
        return VerdictOutcome.INCONCLUSIVE, "no-success-criterion"
    if all(status is CriterionStatus.MET for status in success):
        return VerdictOutcome.SUCCESS, "all-success-met"
    missed = CriterionStatus.MISSED in success
    return VerdictOutcome.INCONCLUSIVE, "success-missed" if missed else "straddles"


def assess(criterion: Criterion, measured: Measured) -> CriterionResult:
    """Hold one criterion against one quantity.

    By the interval rule it is met when the whole interval lies on the right side of the threshold (the
    threshold itself counts as reached), missed when the whole interval lies beyond it on the wrong side,
    and inconclusive in between. By the point rule the estimate alone decides. A probability is already a
    statement about the whole distribution, so the point decides it under either rule.
    """
    reason = _not_assessable(criterion, measured)
    if isinstance(measured, Unknown):
        return _result(criterion, CriterionStatus.NOT_ASSESSABLE, None, None, reason)
    interval = measured.interval
    shown = None if interval is None else (interval.low, interval.high)
    if reason:
        value = None if math.isnan(measured.value) else measured.value
        return _result(criterion, CriterionStatus.NOT_ASSESSABLE, value, shown, reason)
    if _by_point(criterion) or shown is None:
        low = high = measured.value
    else:
        low, high = shown
    return _result(criterion, _status(criterion, low, high), measured.value, shown, "")


def _by_point(criterion: Criterion) -> bool:
    return criterion.rule == "point" or criterion.measure == "probability_net_positive"


def _not_assessable(criterion: Criterion, measured: Measured) -> str:
    """Return why the quantity cannot be held against the criterion, '' when it can."""
    if isinstance(measured, Unknown):
        return measured.reason
    if math.isnan(measured.value):
        return "not-measured"
    if criterion.measure == "effect" and isinstance(measured, Estimate):
        if measured.grade is EvidenceGrade.CHANGE_ONLY:
            return "change-only"
        if measured.grade is EvidenceGrade.INSUFFICIENT:
            return "evidence-insufficient"
    interval = measured.interval
    if not _by_point(criterion) and (interval is None or math.isnan(interval.low) or math.isnan(interval.high)):
        return "no-interval"
    return ""


def _status(criterion: Criterion, low: float, high: float) -> CriterionStatus:
    if criterion.at_least is not None:
        met, missed = low >= criterion.at_least, high < criterion.at_least
    else:
        met, missed = high <= criterion.threshold, low > criterion.threshold
    if met:
        return CriterionStatus.MET
    return CriterionStatus.MISSED if missed else CriterionStatus.INCONCLUSIVE


def _result(
    criterion: Criterion,
    status: CriterionStatus,
    value: float | None,
    interval: tuple[float, float] | None,
    reason: str,
) -> CriterionResult:
    outcome = VerdictOutcome.INCONCLUSIVE
    if status is CriterionStatus.MET:
        outcome = VerdictOutcome(criterion.kind)
    elif status is CriterionStatus.NOT_ASSESSABLE:
        outcome = VerdictOutcome.NOT_ASSESSABLE
    return CriterionResult(
        criterion=criterion,
        status=status,
        outcome=outcome,
        threshold=criterion.threshold,
        value=value,
        low=None if interval is None else interval[0],
        high=None if interval is None else interval[1],
        reason=reason,
    )
