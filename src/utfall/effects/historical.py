# SPDX-License-Identifier: Apache-2.0
"""Historical cohort: participants beside those who came the same way before the initiative existed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from utfall.core.designs import HistoricalCohort
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Contrast, by_t
from utfall.effects._numerics.differences import adjusted_change
from utfall.effects._numerics.means import risk_difference, welch
from utfall.effects.assemble import assemble
from utfall.effects.balance import balance_before
from utfall.effects.carrying import carried, refused
from utfall.effects.panel.doubly_robust import att_doubly_robust
from utfall.effects.result import Balance, EffectResult
from utfall.effects.sample import Sample, complete, read_sample, refuse_repeated_ids


def estimate_historical(
    design: HistoricalCohort, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on the participants by an earlier cohort that had the same intake rule.

    Without covariates: difference in means (Welch) or between shares (Newcombe). With covariates, as
    `design.method` says: regression in the earlier cohort, its weights, or both.

    Raises
    ------
    InputError
        Unknown column, wrong kind of value, an id on several rows.
    DesignRefused
        Empty group, one person, outcomes without variation, weights asked for without covariates, groups that
        covariates tell apart without error.

    See docs/methods/historical.md for sources and assumptions.
    """
    if design.method != "regression" and not design.covariates:
        raise refused("no-covariates", file=columns.file)
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
    sample = complete(whole, with_covariates=bool(design.covariates))
    contrast = carried(lambda: _contrast(design, sample, outcome), file=columns.file, field=outcome.column)
    balance = balance_before(sample.covariates, sample.names, sample.treated)
    return EffectResult(
        estimate=assemble(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            kind=design.kind,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.LIMITED,
            checks=_checks(design, sample, balance),
            n=(sample.n_intervention, sample.n_comparison),
            in_ceiling=frozenset({"W-HISTORICAL"}),
        ),
        flow=sample.flow,
        balance=balance,
        diagnostics=(("difference_unadjusted", _raw(sample)),),
    )


def _raw(sample: Sample) -> float:
    return float(sample.y[sample.treated].mean() - sample.y[~sample.treated].mean())


def _contrast(design: HistoricalCohort, sample: Sample, outcome: Outcome) -> Contrast:
    treated, level = sample.treated.astype(np.float64), design.ci_level
    now, then = sample.y[sample.treated], sample.y[~sample.treated]
    if not sample.names:
        if outcome.kind == "binary":
            return risk_difference(int(now.sum()), len(now), int(then.sum()), len(then), level=level)
        return welch(now, then, level=level)
    if design.method == "regression":
        found = adjusted_change(sample.y, treated, sample.covariates, level=level)
        return replace(found, method="regression-adjusted-hc2")
    value, influence = att_doubly_robust(
        sample.y, treated, sample.covariates, outcome_model=design.method == "doubly_robust"
    )
    n, mean = len(sample.y), float(now.mean())
    return by_t(
        value,
        math.sqrt(float(influence @ influence)) / n,
        df=min(sample.n_intervention, sample.n_comparison) - 1,
        level=level,
        mean_1=mean,
        mean_0=mean - value,
        method="odds-weighted" if design.method == "weighting" else "doubly-robust",
    )


def _checks(design: HistoricalCohort, sample: Sample, balance: Balance | None) -> tuple[Check, ...]:
    kept = [checks.small_groups(sample.n_intervention, sample.n_comparison), *checks.missing(sample.flow)]
    kept.append(Check("W-HISTORICAL", Status.WARN))
    apart = [abs(row.smd_before) for row in balance.rows if row.smd_before is not None] if balance else []
    if balance is None or not apart:
        kept.append(Check("W-COMPOSITION", Status.WARN, None, None, (("covariates", 0),)))
    else:
        status, limit = checks.above(max(apart), 0.25, 0.75)
        kept.append(Check("W-COMPOSITION", status, max(apart), limit, (("covariates", len(design.covariates)),)))
    if sample.names:
        control, treated = sample.covariates[~sample.treated], sample.covariates[sample.treated]
        outside = ((treated < control.min(axis=0)) | (treated > control.max(axis=0))).any(axis=1)
        kept.append(checks.extrapolation(float(outside.mean())))
    return tuple(kept)
