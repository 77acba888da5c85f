# SPDX-License-Identifier: Apache-2.0
"""How sensitive the primary answers are: to how many were tested, to what was not measured, and to who was lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import numpy as np

from utfall.core.designs import Design, Matching, RandomisedTrial
from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Estimand, Estimate, Interval, Status, Unknown
from utfall.core.frame import Columns
from utfall.core.outcome import PLAIN_KINDS, Outcome
from utfall.effects import EffectResult
from utfall.effects._numerics.contrast import Floats, NotEstimableError
from utfall.effects.attrition import AttritionAnalysis, analyse_attrition, attrition_of_sample
from utfall.effects.attrition.bounds import EffectBounds
from utfall.effects.robustness import (
    OmittedVariable,
    RobustnessRow,
    RosenbaumBounds,
    analyse_robustness,
    matched_outcomes,
    matched_with_lost,
    omitted_in_table,
    rosenbaum_mcnemar,
    rosenbaum_signed_rank,
)
from utfall.effects.robustness.analysis import DRAWN
from utfall.effects.sample import complete, read_sample

T = TypeVar("T")
Pairs = tuple[Floats, Floats]
Found = Sequence[tuple[EffectResult, Outcome]]
Kind = Literal[
    "holm", "benjamini_hochberg", "e_value", "rosenbaum", "omitted_variable", "lee_bounds", "worst_case",
    "attrition_weighted", "attrition_imputed",
]  # fmt: skip

# One row per person, means that are levels, and an assumption that nothing unmeasured differs.
_LIKE_PERSONS = frozenset(
    {"matching", "exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust"}
)
_LEVELS = _LIKE_PERSONS | {"historical"}
_UNLIKE = ("W-NAIVE-IMBALANCE", "W-UNNAMED")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question put to one primary estimate, and its answer.

    Parameters
    ----------
    value
        holm, benjamini_hochberg: the adjusted p value. e_value: risk ratio, of the estimate. rosenbaum: factor in the
        odds of taking part (100: that or more). omitted_variable: share of what is left of taking part and outcome,
        0–1. lee_bounds, worst_case: the end least favourable to the initiative, in the outcome's unit.
        attrition_weighted, attrition_imputed: the difference, in the outcome's unit.
    bounds
        What the difference is at least and at most; None for other kinds.
    interval
        Confidence interval of the difference; None for kinds without one.
    details
        Named numbers and words that the sentence needs.
    """

    outcome: str
    kind: Kind
    value: float | Unknown
    bounds: tuple[float, float] | None = None
    interval: Interval | None = None
    details: tuple[tuple[str, float | int | str], ...] = ()

    def detail(self, name: str) -> float | int | str | None:
        """Return the detail of this name, None when there is none."""
        return dict(self.details).get(name)


def robustness_of(
    design: Design, columns: Columns, found: Found, *, seed: int, losses: bool = True
) -> tuple[Finding, ...]:
    """Return what it takes to overturn the primary answers.

    Parameters
    ----------
    design, columns
        Of the primary comparison.
    found
        Its results, one per outcome.
    seed
        Of imputations.
    losses
        Whether to ask what the losses can do, where they are unequal; False where that is told elsewhere.

    Returns
    -------
    Findings, outcome by outcome. How many were tested counts for every outcome that has a p value, whatever its kind.
    The rest is asked where something is compared (a change has no effect to overturn), of means and shares: not of
    ratings in order and times until an event.
    """
    compared = [(result, outcome) for result, outcome in found if _is_compared(result, outcome)]
    paired = {outcome.id: _pairs(design, columns, outcome) for _, outcome in compared}
    spreads = {r.estimate.id: _spread(design, columns, outcome, paired[outcome.id]) for r, outcome in compared}
    known = {name: value for name, value in spreads.items() if value is not None}
    rows = analyse_robustness([(r.estimate, o) for r, o in found], standard_deviations=known)
    tests = sum(row.p_value is not None for row in rows)
    findings: list[Finding] = []
    for (result, outcome), row in zip(found, rows, strict=True):
        findings += _several(row, outcome, tests)
        if not _is_compared(result, outcome):
            continue
        findings += [
            _e_value(row, result.estimate, outcome),
            *_rosenbaum(design, result.estimate, outcome, paired[outcome.id]),
            *_omitted(design, columns, outcome),
            *(_attrition(design, columns, result, outcome, seed) if losses else ()),
        ]
    return tuple(findings)


def _is_compared(result: EffectResult, outcome: Outcome) -> bool:
    return result.estimate.estimand is not Estimand.CHANGE and outcome.kind in PLAIN_KINDS


def _known(compute: Callable[[], T]) -> T | Unknown:
    """Return what is computed, or why the data cannot carry it: the answer itself stands without it."""
    try:
        return compute()
    except (InputError, DesignRefused) as fault:
        return Unknown(fault.faults[0].code)
    except NotEstimableError as fault:
        return Unknown(fault.reason)


def _options(design: Any) -> dict[str, Any]:
    return {"treatment": design.treatment, "comparison": getattr(design, "comparison", None)}


def _pairs(design: Design, columns: Columns, outcome: Outcome) -> Pairs | Unknown:
    if not isinstance(design, Matching):
        return Unknown("not-matched")
    return _known(lambda: matched_outcomes(design, columns, outcome))


def _spread(design: Design, columns: Columns, outcome: Outcome, pairs: Pairs | Unknown) -> float | None:
    """Return the outcome's standard deviation in the comparison group as it is used: the matched, where matched."""
    if outcome.kind == "binary" or design.kind not in _LEVELS:
        return None
    if isinstance(pairs, Unknown):
        sample = _known(lambda: complete(read_sample(columns, outcome, **_options(design)), with_covariates=False))
        return None if isinstance(sample, Unknown) else float(np.std(sample.y[~sample.treated], ddof=1))
    return float(np.std(pairs[1], ddof=1))


def _several(row: RobustnessRow, outcome: Outcome, tests: int) -> list[Finding]:
    if row.p_holm is None or row.p_false_discovery is None or row.p_value is None or tests < 2:
        return []
    details = (("p_value", row.p_value), ("tests", tests))
    return [
        Finding(outcome=outcome.id, kind="holm", value=row.p_holm, details=details),
        Finding(outcome=outcome.id, kind="benjamini_hochberg", value=row.p_false_discovery, details=details),
    ]


def _e_value(row: RobustnessRow, estimate: Estimate, outcome: Outcome) -> Finding:
    value = row.e_value
    if estimate.design in DRAWN:
        doubted = any(check.id in _UNLIKE and check.status is Status.FAIL for check in estimate.checks)
        value = Unknown("lottery-doubted" if doubted else "drawn-by-lot")
    elif estimate.design not in _LEVELS:
        value = Unknown("not-for-design")
    if isinstance(value, Unknown):
        return Finding(outcome=outcome.id, kind="e_value", value=value)
    details = (("limit", value.limit), ("risk_ratio", value.risk_ratio))
    return Finding(outcome=outcome.id, kind="e_value", value=value.estimate, details=details)


def _rosenbaum(design: Design, estimate: Estimate, outcome: Outcome, pairs: Pairs | Unknown) -> list[Finding]:
    if not _one_to_one(design):
        return []
    alpha = (1 - estimate.interval.level) / 2
    bounds = pairs if isinstance(pairs, Unknown) else _known(lambda: _pair_bounds(pairs, outcome, alpha))
    if isinstance(bounds, Unknown):
        return [Finding(outcome=outcome.id, kind="rosenbaum", value=bounds)]
    tipping = Unknown("not-sure-at-one") if bounds.tipping_gamma is None else bounds.tipping_gamma
    details = (("pairs", estimate.n_intervention), ("test", bounds.test))
    return [Finding(outcome=outcome.id, kind="rosenbaum", value=tipping, details=details)]


def _one_to_one(design: Design) -> bool:
    return isinstance(design, Matching) and design.ratio == 1 and not design.replace


def _pair_bounds(pairs: Pairs, outcome: Outcome, alpha: float) -> RosenbaumBounds:
    y_1, y_0 = pairs
    if outcome.kind == "binary":
        return rosenbaum_mcnemar(int((y_1 > y_0).sum()), int((y_1 < y_0).sum()), gammas=(1.0,), alpha=alpha)
    return rosenbaum_signed_rank(y_1 - y_0, gammas=(1.0,), alpha=alpha)


def _omitted(design: Design, columns: Columns, outcome: Outcome) -> list[Finding]:
    covariates: tuple[str, ...] = getattr(design, "covariates", ())
    if design.kind not in _LIKE_PERSONS or not covariates:
        return []
    level: float = getattr(design, "ci_level", 0.95)
    found = _known(lambda: omitted_in_table(columns, outcome, covariates=covariates, level=level, **_options(design)))
    if isinstance(found, Unknown):
        return [Finding(outcome=outcome.id, kind="omitted_variable", value=found)]
    return [_omitted_finding(found, outcome, level)]


def _omitted_finding(found: OmittedVariable, outcome: Outcome, level: float) -> Finding:
    """Return the finding, beside the covariate whose like would move the answer most."""
    once = [bound for bound in found.bounds if bound.times == 1.0]
    head: dict[str, Any] = {"outcome": outcome.id, "kind": "omitted_variable", "value": found.robustness_value}
    details: tuple[tuple[str, float | int | str], ...] = (
        ("interval_reaches_zero_at", found.robustness_value_interval),
        ("estimate", found.value),
    )
    if not once:
        return Finding(**head, details=details)
    strongest = max(once, key=lambda bound: abs(found.value - bound.adjusted))
    return Finding(
        **head,
        interval=Interval(strongest.low, strongest.high, level),
        details=(*details, ("covariate", strongest.covariate), ("adjusted", strongest.adjusted)),
    )


def _attrition(design: Design, columns: Columns, result: EffectResult, outcome: Outcome, seed: int) -> list[Finding]:
    lost = [c for c in result.estimate.checks if c.id == "W-MISSING-DIFF" and c.status is not Status.PASS]
    if not lost or not isinstance(design, RandomisedTrial | Matching):
        return []
    found = _known(lambda: attrition_in(design, columns, outcome, seed=seed))
    kinds: tuple[tuple[Kind, str], ...] = (
        ("lee_bounds", "lee"),
        ("worst_case", "worst_case"),
        ("attrition_weighted", "weighted"),
        ("attrition_imputed", "imputed"),
    )
    if isinstance(found, Unknown):
        return [Finding(outcome=outcome.id, kind=kind, value=found) for kind, _ in kinds]
    return [_attrition_finding(kind, getattr(found, name), outcome) for kind, name in kinds]


def attrition_in(design: Design, columns: Columns, outcome: Outcome, *, seed: int) -> AttritionAnalysis | Unknown:
    """Return what those lost can do to the answer of a trial or of persons matched one to one, else why it is unknown.

    The outcome's own limits are those of the worst and best case.

    Raises
    ------
    InputError, DesignRefused
        As `analyse_attrition`.
    """
    low, high = outcome.lowest, outcome.highest
    if isinstance(design, RandomisedTrial):
        return analyse_attrition(design, columns, outcome, seed=seed, lowest=low, highest=high)
    if not isinstance(design, Matching):
        return Unknown("only-lot-or-pairs")
    if not _one_to_one(design):
        return Unknown("not-one-to-one")
    sample = matched_with_lost(design, columns, outcome)
    return attrition_of_sample(sample, outcome, seed=seed, level=design.ci_level, lowest=low, highest=high)


def _attrition_finding(kind: Kind, found: Any, outcome: Outcome) -> Finding:
    if isinstance(found, Unknown):
        return Finding(outcome=outcome.id, kind=kind, value=found)
    if isinstance(found, EffectBounds):
        return Finding(
            outcome=outcome.id,
            kind=kind,
            value=found.lower if outcome.sign > 0 else found.upper,
            bounds=(found.lower, found.upper),
            interval=Interval(found.ci_low, found.ci_high, found.level),
        )
    contrast = found.contrast
    return Finding(
        outcome=outcome.id,
        kind=kind,
        value=contrast.value,
        interval=Interval(contrast.low, contrast.high, contrast.level),
    )
