# SPDX-License-Identifier: Apache-2.0
"""Difference in differences, two periods: how much more the participants changed than the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import DifferenceInDifferences
from utfall.core.errors import Fault, InputError, Place
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects import checks
from utfall.effects._numerics.balance import standardised
from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints
from utfall.effects._numerics.differences import (
    adjusted_change,
    clustered_difference,
    four_cells,
    four_cells_clustered,
)
from utfall.effects._numerics.means import welch
from utfall.effects.balance import balance_before
from utfall.effects.compose import compose
from utfall.effects.periods import Panel, after_start, to_panel
from utfall.effects.refusals import carried, refused
from utfall.effects.result import EffectResult, GroupFlow
from utfall.effects.sample import Sample, outcome_values, read_sample, refuse_repeated_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class _Data:
    """What both forms come down to: a sample, and for each row its value before or its period.

    `sample.y` is the value after. In a panel (`before` set) a row is a unit; in separate samples (`after`
    set) a row is a row of the table and `sample.y` its outcome.
    """

    sample: Sample
    before: Floats | None = None
    after: Bools | None = None
    cluster: Ints | None = None


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
    data = _read(design, columns, outcome)
    sample = data.sample
    contrast = carried(lambda: _contrast(data, design.ci_level), file=columns.file, field=outcome.column)
    found = (
        checks.small_groups(sample.n_intervention, sample.n_comparison),
        *checks.missing(sample.flow),
        *_panel_checks(data),
        *_cluster_checks(data),
        *((checks.extrapolation(_outside_range(sample)),) if sample.names else ()),
        Check("W-PARALLEL", Status.WARN),
    )
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.ATT,
            ceiling=EvidenceGrade.MODERATE,
            checks=found,
            n=(sample.n_intervention, sample.n_comparison),
        ),
        flow=sample.flow,
        balance=balance_before(sample.covariates, sample.names, sample.treated),
        diagnostics=_means(data),
    )


def _read(design: DifferenceInDifferences, columns: Columns, outcome: Outcome) -> _Data:
    whole = read_sample(
        columns,
        outcome,
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        id_column=design.id,
    )
    cluster = _clusters(columns, design.cluster, whole.rows)
    if design.before is not None:
        if design.id:
            refuse_repeated_ids(whole.ids, whole.rows, columns, design.id)
        before = outcome_values(columns, outcome, design.before)[whole.rows]
        return _complete(whole, before, np.ones(len(before), dtype=bool), cluster)
    if design.time is None or design.post is None:
        raise refused("no-before", file=columns.file)
    after, no_time = after_start(columns, design.time, design.post)
    after, timed = after[whole.rows], ~no_time[whole.rows]
    whole, after = whole.take(timed), after[timed]
    cluster = None if cluster is None else cluster[timed]
    if design.id is None:
        return _separate(whole, after, cluster)
    _refuse_inconsistent(whole, columns, design)
    return _panel(whole, after, cluster)


def _clusters(columns: Columns, name: str | None, rows: Ints) -> Ints | None:
    if name is None:
        return None
    codes = columns.labels(name).codes[rows]
    if (codes < 0).any():
        row = int(rows[np.flatnonzero(codes < 0)[0]]) + columns.first_row
        raise InputError(
            Fault(
                "cluster-missing",
                Text(sv="En rad saknar kluster.", en="A row has no cluster."),
                Text(sv="Fyll i kolumnen på varje rad.", en="Fill in the column on every row."),
                Place(columns.file, name, row),
            )
        )
    return codes


def _refuse_inconsistent(whole: Sample, columns: Columns, design: DifferenceInDifferences) -> None:
    """Raise InputError for an id twice at one time, or a unit that stands in both groups."""
    times = columns.words(design.time or "")[whole.rows]
    both = np.where(whole.ids == "", "", np.char.add(np.char.add(whole.ids, "\x1f"), times))
    refuse_repeated_ids(both, whole.rows, columns, design.id or "")
    units, unit = np.unique(whole.ids, return_inverse=True)
    ones = np.bincount(unit, weights=whole.treated, minlength=len(units))
    mixed = (ones > 0) & (ones < np.bincount(unit, minlength=len(units))) & (units != "")
    if mixed.any():
        row = int(whole.rows[np.flatnonzero(mixed[unit])[0]]) + columns.first_row
        raise InputError(
            Fault(
                "group-varies",
                Text(
                    sv=f"{int(mixed.sum())} enheter står i båda grupperna.",
                    en=f"{int(mixed.sum())} units stand in both groups.",
                ),
                Text(
                    sv="Låt kolumnen säga vilken grupp enheten hör till, lika på alla dess rader.",
                    en="Let the column say which group the unit belongs to, alike on all its rows.",
                ),
                Place(columns.file, design.treatment, row),
            )
        )


def _panel(whole: Sample, after: Bools, cluster: Ints | None) -> _Data:
    """Return one row per unit that has an id."""
    named = whole.ids != ""
    whole, after = whole.take(named), after[named]
    cluster = None if cluster is None else cluster[named]
    panel: Panel = to_panel(whole.ids, after, whole.y, whole.rows)
    units = whole.take(panel.first_row)
    rows = {True: int(units.treated.sum()), False: int((~units.treated).sum())}
    flow = replace(
        units.flow,
        intervention=GroupFlow(rows=rows[True]),
        comparison=GroupFlow(rows=rows[False]),
    )
    units = replace(units, y=panel.after, flow=flow)
    cluster = None if cluster is None else cluster[panel.first_row]
    return _complete(units, panel.before, panel.has_before & panel.has_after, cluster)


def _complete(units: Sample, before: Floats, both: Bools, cluster: Ints | None) -> _Data:
    """Keep units with a value in both periods and all covariates; count the others."""
    known = ~np.isnan(units.y) & ~np.isnan(before)
    covariates = ~np.isnan(units.covariates).any(axis=1)
    keep = both & known & covariates
    kept = _counted(units, missing=both & ~known, lacking=both & known & ~covariates, incomplete=~both, used=keep)
    return _usable(
        _Data(
            sample=kept.take(keep),
            before=before[keep],
            cluster=None if cluster is None else _renumber(cluster[keep]),
        )
    )


def _separate(whole: Sample, after: Bools, cluster: Ints | None) -> _Data:
    """Keep rows with an outcome and all covariates."""
    known = ~np.isnan(whole.y)
    covariates = ~np.isnan(whole.covariates).any(axis=1)
    keep = known & covariates
    none = np.zeros(len(keep), dtype=bool)
    kept = _counted(whole, missing=~known, lacking=known & ~covariates, incomplete=none, used=keep)
    return _usable(
        _Data(
            sample=kept.take(keep),
            after=after[keep],
            cluster=None if cluster is None else _renumber(cluster[keep]),
        )
    )


def _counted(units: Sample, *, missing: Bools, lacking: Bools, incomplete: Bools, used: Bools) -> Sample:
    def group(member: Bools) -> GroupFlow:
        return GroupFlow(
            rows=int(member.sum()),
            missing_outcome=int((member & missing).sum()),
            missing_covariates=int((member & lacking).sum()),
            incomplete=int((member & incomplete).sum()),
            used=int((member & used).sum()),
        )

    flow = replace(units.flow, intervention=group(units.treated), comparison=group(~units.treated))
    return replace(units, flow=flow)


def _renumber(codes: Ints) -> Ints:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _usable(data: _Data) -> _Data:
    """Refuse a group without values in a period, one unit, or nothing that varies."""
    sample = data.sample
    place = {"file": sample.file, "field": sample.field}
    periods = [np.ones(len(sample.y), dtype=bool)] if data.after is None else [data.after, ~data.after]
    sizes = [int((group & period).sum()) for group in (sample.treated, ~sample.treated) for period in periods]
    if min(sizes) == 0:
        raise refused("one-period", **place)
    if min(sizes) == 1:
        raise refused("one-participant", **place)
    values = sample.y if data.before is None else np.concatenate([sample.y, data.before])
    if float(np.ptp(values)) == 0:
        raise refused("all-equal", **place)
    return data


def _contrast(data: _Data, level: float) -> Contrast:
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


def _before(data: _Data) -> Floats:
    if data.before is None:
        raise ValueError("separate samples have no value before for each row")
    return data.before


def _panel_checks(data: _Data) -> tuple[Check, ...]:
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


def _cluster_checks(data: _Data) -> tuple[Check, ...]:
    if data.cluster is None:
        return ()
    treated = data.sample.treated
    return (checks.clusters(len(np.unique(data.cluster[treated])), len(np.unique(data.cluster[~treated]))),)


def _outside_range(sample: Sample) -> float:
    treated, control = sample.covariates[sample.treated], sample.covariates[~sample.treated]
    outside = (treated < control.min(axis=0)) | (treated > control.max(axis=0))
    return float(outside.any(axis=1).mean())


def _means(data: _Data) -> tuple[tuple[str, float | int | str], ...]:
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
