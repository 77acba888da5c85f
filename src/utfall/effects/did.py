# SPDX-License-Identifier: Apache-2.0
"""Difference in differences, two periods: how much more the participants changed than the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from utfall.core.designs import DifferenceInDifferences
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.balance import standardised
from utfall.effects._numerics.contrast import Contrast, Floats
from utfall.effects._numerics.differences import (
    adjusted_change,
    clustered_difference,
    four_cells,
    four_cells_clustered,
)
from utfall.effects._numerics.means import welch
from utfall.effects.balance import balance_before
from utfall.effects.collinear import carried_with_covariates
from utfall.effects.compose import compose
from utfall.effects.result import EffectResult
from utfall.effects.sample import Sample
from utfall.effects.two_periods import TwoPeriods, read_two_periods


def estimate_did(
    design: DifferenceInDifferences, columns: Columns, outcome: Outcome, *, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect on the treated as the difference between two changes.

    The same units twice: first differences, Welch (with covariates: regression at the treated's means with
    HC2). Separate samples: the interaction of group and period with HC2. With `cluster`: CR2.

    Raises
    ------
    InputError
        Unknown column, unknown order of times, a unit in both groups, an id twice in one period.
    DesignRefused
        A group without values in a period, one participant, outcomes without variation.

    See docs/methods/did.md for sources and assumptions.
    """
    data = read_two_periods(design, columns, outcome)
    sample = data.sample
    contrast = carried_with_covariates(lambda: _contrast(data, design.ci_level), sample, field=outcome.column)
    found = (
        checks.small_groups(sample.n_intervention, sample.n_comparison),
        *checks.missing(sample.flow),
        *_panel_checks(data),
        *_cluster_checks(data),
        *((checks.extrapolation(_outside_range(sample)),) if sample.names else ()),
        Check("W-PARALLEL", Status.WARN),
    )
    composed = compose(
        contrast,
        estimate_id=estimate_id,
        outcome=outcome,
        design=design,
        estimand=Estimand.ATT,
        ceiling=EvidenceGrade.MODERATE,
        checks=found,
        n=(sample.n_intervention, sample.n_comparison),
    )
    means = _means(data)
    return EffectResult(
        estimate=replace(composed, level_intervention=float(dict(means)["mean_intervention_after"])),
        flow=sample.flow,
        balance=balance_before(sample.covariates, sample.names, sample.treated),
        diagnostics=means,
    )


def _contrast(data: TwoPeriods, level: float) -> Contrast:
    sample = data.sample
    group = sample.treated.astype(np.float64)
    if data.after is not None:
        after = data.after.astype(np.float64)
        if data.cluster is not None:
            return four_cells_clustered(sample.y, group, after, sample.covariates, data.cluster, level=level)
        return four_cells(sample.y, group, after, sample.covariates, level=level)
    change = sample.y - _before(data)
    if data.cluster is not None:
        found = clustered_difference(change, group, data.cluster, sample.covariates, level=level)
        return replace(found, method="first-difference-cr2")
    if sample.names:
        return adjusted_change(change, group, sample.covariates, level=level)
    found = welch(change[sample.treated], change[~sample.treated], level=level)
    return replace(found, method="first-difference-welch")


def _before(data: TwoPeriods) -> Floats:
    if data.before is None:
        raise ValueError("separate samples have no value before for each row")
    return data.before


def _panel_checks(data: TwoPeriods) -> tuple[Check, ...]:
    sample = data.sample
    if data.after is None:
        start, treated = _before(data), sample.treated
    else:
        start, treated = sample.y[~data.after], sample.treated[~data.after]
    groups = start[treated], start[~treated]
    difference = np.array([groups[0].mean() - groups[1].mean()])
    variance = np.array([(groups[0].var(ddof=1) + groups[1].var(ddof=1)) / 2])
    smd = float(standardised(difference, variance, variance)[0])
    base = checks.baseline(smd if np.isfinite(smd) else None)
    if data.after is None:
        return base, checks.incomplete(sample.flow)
    return base, Check("W-SEPARATE-SAMPLES", Status.INFO)


def _cluster_checks(data: TwoPeriods) -> tuple[Check, ...]:
    if data.cluster is None:
        return ()
    treated = data.sample.treated
    return (checks.clusters(len(np.unique(data.cluster[treated])), len(np.unique(data.cluster[~treated]))),)


def _outside_range(sample: Sample) -> float:
    treated, control = sample.covariates[sample.treated], sample.covariates[~sample.treated]
    outside = (treated < control.min(axis=0)) | (treated > control.max(axis=0))
    return float(outside.any(axis=1).mean())


def _means(data: TwoPeriods) -> tuple[tuple[str, float | int | str], ...]:
    """Return the four means that the estimate is made of."""
    sample, found = data.sample, []
    for name, group in (("comparison", ~sample.treated), ("intervention", sample.treated)):
        if data.after is None:
            pair = sample.y[group], _before(data)[group]
        else:
            pair = sample.y[group & data.after], sample.y[group & ~data.after]
        found += [
            (f"mean_{name}_after", float(pair[0].mean())),
            (f"mean_{name}_before", float(pair[1].mean())),
        ]
    return tuple(found)
