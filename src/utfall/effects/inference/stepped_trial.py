# SPDX-License-Identifier: Apache-2.0
"""Stepped wedge read from a table."""

from __future__ import annotations

import math

import numpy as np

from utfall.core.designs import SteppedWedge
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Estimand, EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Ints, by_t, t_quantile
from utfall.effects.compose import compose
from utfall.effects.inference.reading import carried_by_clusters, codes_of
from utfall.effects.inference.stepped_wedge import SteppedWedgeTest, stepped_wedge_test
from utfall.effects.refusals import refused
from utfall.effects.result import EffectResult, Flow, GroupFlow
from utfall.effects.sample import outcome_values


def estimate_stepped_wedge(
    design: SteppedWedge, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect within periods of a stepped wedge trial, tested by handing out the starting times anew.

    Raises
    ------
    InputError
        Unknown column, an empty cluster or time, a cluster with two starting times.
    DesignRefused
        No period with clusters on both sides, fewer than three clusters, outcomes without variation.

    See docs/methods/cluster_trial.md for sources and assumptions.
    """
    y = outcome_values(columns, outcome)
    known = ~np.isnan(y)
    rows = np.flatnonzero(known)
    if not len(rows):
        raise refused("no-complete", file=columns.file, field=outcome.column)
    cluster = _codes(columns, design.cluster, rows)
    period, begins = _times(columns, design, rows)
    start = _one_start(columns, design, cluster, begins)
    test = carried_by_clusters(
        lambda: stepped_wedge_test(y[rows], cluster, period, start, seed=seed, level=design.ci_level),
        file=columns.file,
        field=design.cluster,
    )
    contrast = carried_by_clusters(lambda: _contrast(test), file=columns.file, field=design.cluster)
    treated = period >= start[cluster]
    ever = int((start < int(period.max()) + 1).sum())
    found = (
        checks.small_groups(int(treated.sum()), int((~treated).sum())),
        checks.clusters(ever, len(start)),
    )
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.ITT,
            ceiling=EvidenceGrade.STRONG,
            checks=found,
            n=(int(treated.sum()), int((~treated).sum())),
        ),
        flow=_flow(columns.height, treated),
        diagnostics=_diagnostics(test),
    )


def _diagnostics(test: SteppedWedgeTest) -> tuple[tuple[str, float | int | str], ...]:
    found: dict[str, float | int | str] = {
        "cells": test.cells,
        "clusters": test.clusters,
        "periods": test.periods,
        "randomisation_count": test.count,
        "randomisation_exact": int(test.exact),
        "randomisation_total": test.total,
    }
    if math.isfinite(test.std_error):
        found |= {"cr2_df": test.df, "cr2_std_error": test.std_error}
    return tuple(sorted(found.items()))


def _codes(columns: Columns, name: str, rows: Ints) -> Ints:
    codes = codes_of(columns, (name,), rows)
    if codes is None:
        raise ValueError("a name gives codes")
    return codes


def _times(columns: Columns, design: SteppedWedge, rows: Ints) -> tuple[Ints, Ints]:
    """Return each row's period and the period in which its cluster starts, both from 0."""
    _codes(columns, design.time, rows)  # refuses an empty time
    begins_words = columns.words(design.start)[rows]
    never = begins_words == ""
    if columns.is_number(design.time) and columns.is_number(design.start):
        times, begins = columns.number(design.time)[rows], columns.number(design.start)[rows]
        periods, period = np.unique(times, return_inverse=True)
        at = np.searchsorted(periods, np.where(never, np.inf, begins))
    else:
        words = columns.words(design.time)[rows]
        names, period = np.unique(words, return_inverse=True)
        at = np.searchsorted(names, begins_words)
        periods = np.arange(len(names), dtype=np.float64)
    return period.astype(np.int64), np.where(never, len(periods), at).astype(np.int64)


def _one_start(columns: Columns, design: SteppedWedge, cluster: Ints, begins: Ints) -> Ints:
    start = np.zeros(int(cluster.max()) + 1, dtype=np.int64)
    start[cluster] = begins
    if np.any(start[cluster] != begins):
        raise InputError(
            Fault(
                "start-varies",
                Text(sv="Ett kluster har två olika startperioder.", en="A cluster has two different starts."),
                Text(
                    sv="Skriv klustrets första period med insatsen, lika på alla dess rader.",
                    en="Write the cluster's first period with the initiative, alike on all its rows.",
                ),
                Place(columns.file, design.start),
            )
        )
    return start


def _contrast(test: SteppedWedgeTest) -> Contrast:
    """Return the randomisation interval; with too few orders for the level, the t interval of CR2."""
    if not (math.isfinite(test.low) and math.isfinite(test.high)):
        return by_t(
            test.value,
            test.std_error,
            df=test.df,
            level=test.level,
            mean_1=test.mean_1,
            mean_0=test.mean_0,
            method="within-period-cr2",
        )
    std_error = test.std_error
    if not math.isfinite(std_error):
        std_error = (test.high - test.low) / (2 * t_quantile(test.level, None))
    return Contrast(
        value=test.value,
        std_error=std_error,
        low=test.low,
        high=test.high,
        level=test.level,
        p_value=test.p_value,
        df=None,
        mean_1=test.mean_1,
        mean_0=test.mean_0,
        method="within-period-randomisation-exact" if test.exact else "within-period-randomisation-drawn",
    )


def _flow(rows: int, treated: Bools) -> Flow:
    n_1, n_0 = int(treated.sum()), int((~treated).sum())
    lost = rows - n_1 - n_0
    return Flow(
        rows=rows,
        missing_group=0,
        intervention=GroupFlow(rows=n_1, used=n_1),
        comparison=GroupFlow(rows=n_0 + lost, missing_outcome=lost, used=n_0),
    )
