# SPDX-License-Identifier: Apache-2.0
"""Two groups in two periods: both forms of the data brought to one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.core.designs import DifferenceInDifferences
from utfall.core.errors import Fault, InputError, Place
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.core.text import Text
from utfall.effects._numerics.contrast import Bools, Floats, Ints
from utfall.effects.periods import after_start, to_panel
from utfall.effects.refusals import refused
from utfall.effects.result import GroupFlow
from utfall.effects.sample import Sample, outcome_values, read_sample, refuse_repeated_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPeriods:
    """What both forms come down to: a sample, and for each row its value before or its period.

    `sample.y` is the value after. In a panel (`before` set) a row is a unit; in separate samples (`after`
    set) a row is a row of the table and `sample.y` its outcome.
    """

    sample: Sample
    before: Floats | None = None
    after: Bools | None = None
    cluster: Ints | None = None


def read_two_periods(design: DifferenceInDifferences, columns: Columns, outcome: Outcome) -> TwoPeriods:
    """Read either form of the data, keep what can be used, and refuse what cannot be compared.

    Raises
    ------
    InputError, DesignRefused
        As `estimate_did`.
    """
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


def _panel(whole: Sample, after: Bools, cluster: Ints | None) -> TwoPeriods:
    """Return one row per unit that has an id."""
    named = whole.ids != ""
    whole, after = whole.take(named), after[named]
    cluster = None if cluster is None else cluster[named]
    panel = to_panel(whole.ids, after, whole.y, whole.rows)
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


def _complete(units: Sample, before: Floats, both: Bools, cluster: Ints | None) -> TwoPeriods:
    """Keep units with a value in both periods and all covariates; count the others."""
    known = ~np.isnan(units.y) & ~np.isnan(before)
    covariates = ~np.isnan(units.covariates).any(axis=1)
    keep = both & known & covariates
    kept = _counted(units, missing=both & ~known, lacking=both & known & ~covariates, incomplete=~both, used=keep)
    return _usable(
        TwoPeriods(
            sample=kept.take(keep),
            before=before[keep],
            cluster=None if cluster is None else _renumber(cluster[keep]),
        )
    )


def _separate(whole: Sample, after: Bools, cluster: Ints | None) -> TwoPeriods:
    """Keep rows with an outcome and all covariates."""
    known = ~np.isnan(whole.y)
    covariates = ~np.isnan(whole.covariates).any(axis=1)
    keep = known & covariates
    none = np.zeros(len(keep), dtype=bool)
    kept = _counted(whole, missing=~known, lacking=known & ~covariates, incomplete=none, used=keep)
    return _usable(
        TwoPeriods(
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


def _usable(data: TwoPeriods) -> TwoPeriods:
    """Refuse a group without values in a period, one unit, or nothing that varies."""
    sample = data.sample
    place = {"file": sample.file, "field": sample.field}
    periods = [np.ones(len(sample.y), dtype=bool)] if data.after is None else [data.after, ~data.after]
    sizes = [int((group & period).sum()) for group in (sample.treated, ~sample.treated) for period in periods]
    if min(sizes) == 0:
        raise refused("one-period", **place)
    if min(sizes) == 1:
        raise refused("one-unit", **place)
    values = sample.y if data.before is None else np.concatenate([sample.y, data.before])
    if float(np.ptp(values)) == 0:
        raise refused("all-equal", **place)
    return data
