# SPDX-License-Identifier: Apache-2.0
"""What all ways of making two groups alike share: the sample, the checks and the finished result."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import DoublyRobust, ExactMatching, OptimalMatching, Standardisation, Weighting
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Floats
from utfall.effects._numerics.keys import stable_order
from utfall.effects._numerics.logistic import Logistic
from utfall.effects.assemble import assemble
from utfall.effects.balance import balance_matched
from utfall.effects.collinear import refuse_all_constant
from utfall.effects.ratio import NAMES
from utfall.effects.ratio import ratio_diagnostics as told_ratio
from utfall.effects.result import Balance, EffectResult, Flow
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids
from utfall.effects.sparse import sparse_check
from utfall.effects.weighting._potential import Potential, ratio
from utfall.effects.weighting._refusals import refused

AlikeDesign = Weighting | Standardisation | DoublyRobust | ExactMatching | OptimalMatching
Diagnostics = tuple[tuple[str, float | int | str], ...]


def read(design: AlikeDesign, columns: Columns, outcome: Outcome) -> Sample:
    """Return complete cases in an order that no file's order can change.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value (an infinite one too), or an id on several rows.
    DesignRefused
        No covariates or none that varies, an empty group, or a group with fewer than two complete persons.
    """
    if not design.covariates:
        raise refused("no-covariates", file=columns.file)
    for name in design.covariates:
        if columns.require(name).dtype.is_numeric():
            columns.number(name)  # refuses an infinite value, which would else pass for a category
    whole = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    if design.id:
        refuse_repeated_ids(whole.ids, whole.rows, columns, design.id)
    sample = complete(whole, with_covariates=True)
    refuse_all_constant(sample, design.covariates)
    by_key = stable_order(sample.ids, _ranks(sample.covariates))
    # Persons alike in all covariates stand in order of their outcomes: no scale of the outcome changes that.
    ties = np.lexsort((sample.y, sample.treated, _positions(sample.covariates, sample.ids, by_key)))
    return sample.take(ties)


def _ranks(covariates: Floats) -> Floats:
    """Return each value's place among its column's values, shape (n, p): no change of unit or zero alters it."""
    columns = [np.unique(column, return_inverse=True)[1] for column in covariates.T]
    return np.column_stack(columns).astype(np.float64)


def _positions(covariates: Floats, ids: np.ndarray[tuple[int], np.dtype[np.str_]], order: np.ndarray) -> np.ndarray:
    """Return the rank of each row in an order, the same for rows that agree in id and covariates."""
    X, names = covariates[order], ids[order]
    new = np.concatenate([[False], (X[1:] != X[:-1]).any(axis=1) | (names[1:] != names[:-1])])
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.cumsum(new)
    return rank


def keep(sample: Sample, stays: Bools) -> Sample:
    """Return the sample with only those who stay; the others are counted as unmatched.

    Raises
    ------
    DesignRefused
        When fewer than two persons stay in a group.
    """
    kept = sample.take(stays)
    if min(kept.n_intervention, kept.n_comparison) < 2:
        raise refused("none-left", file=sample.file, field=sample.field)
    flow = sample.flow
    groups = [
        replace(group, unmatched=group.unmatched + group.used - n, used=n)
        for group, n in ((flow.intervention, kept.n_intervention), (flow.comparison, kept.n_comparison))
    ]
    return replace(kept, flow=replace(flow, intervention=groups[0], comparison=groups[1]))


def outside_range(score: Floats, treated: Bools, counts: Floats) -> float:
    """Return the share of the target (each person counts `counts`) whose score the other group does not reach."""
    outside = np.zeros(len(score), dtype=bool)
    for group in (treated, ~treated):
        other = score[~group]
        outside |= group & ((score < other.min()) | (score > other.max()))
    return float(counts[outside].sum() / counts.sum())


def overlap_check(share_outside: float, score: Logistic, *, everyone: bool) -> Check:
    """W-OVERLAP, or W-OVERLAP-ALL when the effect is that on all: persons whom the other group does not reach."""
    found = checks.overlap(share_outside, separated=score.quasi_separated)
    return replace(found, id="W-OVERLAP-ALL") if everyone else found


def weights_check(weights: Floats, treated: Bools) -> Check:
    """W-WEIGHTS: the heaviest person of a group weighs at most 10 times the mean (fails above 50 times)."""
    groups = [weights[group & (weights > 0)] for group in (treated, ~treated)]
    heaviest = max(float(group.max() / group.mean()) for group in groups)
    shares = [float(group.max() / group.sum()) for group in groups]
    status, limit = checks.above(heaviest, 10, 50)
    return Check("W-WEIGHTS", status, heaviest, limit, (("share", max(shares)),))


def ess_check(balance: Balance) -> Check:
    """W-ESS of the group that counts as the fewest equally weighted persons."""
    both = (balance.ess_comparison, balance.n_comparison), (balance.ess_intervention, balance.n_intervention)
    value, n = min(both)
    status, limit = checks.below(value, 30, 10)
    return Check("W-ESS", status, value, limit, (("n_comparison", n),))


def weighted_balance(sample: Sample, weights: Floats, score: Floats | None) -> Balance:
    """Return the balance before and after weighting, the score first when there is one."""
    values, names = sample.covariates, sample.names
    if score is not None:
        values, names = np.column_stack([score, values]), ("distance", *names)
    T = sample.treated
    return balance_matched((values,), names, T, weights[T], weights[~T])


def ratio_diagnostics(found: Potential, sample: Sample, outcome: Outcome, level: float) -> Diagnostics:
    """Return the risk ratio of a binary outcome, or the rate ratio of a count, with its interval."""
    if outcome.kind not in NAMES:
        return ()
    return told_ratio(ratio(found, sample.treated, level=level), outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Everything that a method found, before it becomes a result.

    Parameters
    ----------
    sample, whole
        Those that the estimate rests on, and those with and without a counterpart.
    influence
        Of those in `sample`.
    """

    sample: Sample
    whole: Sample
    contrast: Contrast
    estimand: Estimand
    balance: Balance | None
    checks: tuple[Check, ...]
    diagnostics: Diagnostics
    influence: Floats | None


def finish(design: AlikeDesign, outcome: Outcome, made: Made, estimate_id: str | None) -> EffectResult:
    """Return the result: graded moderate at best, since what was not measured cannot be balanced."""
    sample, flow = made.sample, made.sample.flow
    n_1, n_0 = flow.intervention.used, flow.comparison.used
    found = (
        checks.small_groups(n_1, n_0),
        *checks.missing(flow),
        *made.checks,
        *sparse_check(sample.y, sample.treated, outcome),
        Check("W-UNMEASURED", Status.INFO),
    )
    whole = made.whole
    raw = float(whole.y[whole.treated].mean() - whole.y[~whole.treated].mean())
    told = (("difference_unadjusted", raw), *made.diagnostics)
    return EffectResult(
        estimate=assemble(
            made.contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=made.estimand,
            ceiling=EvidenceGrade.MODERATE,
            checks=found,
            n=(n_1, n_0),
        ),
        flow=flow,
        balance=made.balance,
        diagnostics=tuple(sorted(told)),
        influence=None if made.influence is None else in_table_order(made.influence, sample),
    )


def in_table_order(influence: Floats, sample: Sample) -> Floats:
    """Return the influence per row of the table, NaN for rows that were not used."""
    spread = np.full(sample.flow.rows, np.nan)
    spread[sample.rows] = influence
    return spread


def trimmed_flow(flow: Flow) -> tuple[Check, ...]:
    """W-DROPPED when somebody was left out for want of a counterpart."""
    lost, used = flow.intervention.unmatched, flow.intervention.used
    return (checks.dropped(lost, lost + used),) if lost or flow.comparison.unmatched else ()
