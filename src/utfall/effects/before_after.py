# SPDX-License-Identifier: Apache-2.0
"""Before and after without a comparison: describes a change and cannot tell what caused it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.core.designs import BeforeAfter
from utfall.core.estimate import Check, Estimand, EvidenceGrade, Status
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects import checks
from utfall.effects._numerics.contrast import Bools, Contrast, Floats
from utfall.effects._numerics.means import welch
from utfall.effects._numerics.paired import paired_by_sign_flip
from utfall.effects.compose import compose
from utfall.effects.periods import after_start, to_panel
from utfall.effects.refusals import carried, refused
from utfall.effects.result import EffectResult, Flow, GroupFlow
from utfall.effects.sample import outcome_values, refuse_repeated_ids

Diagnostics = tuple[tuple[str, float | int | str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """Values before and after, of the same persons (paired) or of separate samples."""

    before: Floats
    after: Floats
    paired: bool
    flow: Flow
    autocorrelation: float | None = None


def estimate_before_after(
    design: BeforeAfter, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Describe the change among the participants. Never graded as an effect.

    Paired: mean change; exact sign-flip randomisation test up to 20 pairs, else the paired t interval with
    a Monte Carlo sign-flip test beside it. Separate samples: Welch.

    Parameters
    ----------
    seed
        Of the Monte Carlo sign flips (above 20 pairs).

    Raises
    ------
    InputError
        Unknown column, unknown order of times, an id twice in one period.
    DesignRefused
        No value before, fewer than two persons with both values, no variation.

    See docs/methods/before_after.md for sources and assumptions.
    """
    series = _usable(_read(design, columns, outcome), columns, outcome)
    contrast, diagnostics = carried(
        lambda: _contrast(series, seed=seed, level=design.ci_level), file=columns.file, field=outcome.column
    )
    n = len(series.after), len(series.before)
    found = (
        Check("W-BEFOREAFTER-RTM", Status.WARN),
        checks.small_groups(*n),
        *checks.missing(series.flow),
        *((checks.incomplete(series.flow),) if series.paired else (Check("W-SEPARATE-SAMPLES", Status.INFO),)),
        *(() if series.paired else (checks.autocorrelation(series.autocorrelation),)),
    )
    return EffectResult(
        estimate=compose(
            contrast,
            estimate_id=estimate_id,
            outcome=outcome,
            design=design,
            estimand=Estimand.CHANGE,
            ceiling=EvidenceGrade.CHANGE_ONLY,
            checks=found,
            n=n,
        ),
        flow=series.flow,
        diagnostics=diagnostics,
    )


def _read(design: BeforeAfter, columns: Columns, outcome: Outcome) -> _Series:
    participants, missing_group = ~columns.blank(), 0  # an empty line is nobody lost
    blank = columns.height - int(participants.sum())
    if design.treatment is not None:
        participants, unknown = columns.two_groups(design.treatment, design.comparison)
        participants, missing_group = participants & ~unknown, int(unknown.sum()) - blank
        if not participants.any():
            raise refused("empty-group", file=columns.file, field=design.treatment)
    y = outcome_values(columns, outcome)
    ids = columns.words(design.id) if design.id else np.full(columns.height, "", dtype=np.str_)
    rows = np.flatnonzero(participants)
    flow = Flow(
        rows=columns.height - blank,
        missing_group=missing_group,
        intervention=GroupFlow(rows=0),
        comparison=GroupFlow(rows=0),
    )
    if design.before is not None:
        if design.id:
            refuse_repeated_ids(ids[rows], rows, columns, design.id)
        before = outcome_values(columns, outcome, design.before)[rows]
        return _paired(before, y[rows], np.ones(len(rows), dtype=bool), flow)
    if design.time is None or design.post is None:
        raise refused("no-before", file=columns.file)
    after, no_time = after_start(columns, design.time, design.post)
    if design.id is None:
        keep = participants & ~no_time
        return _separate(y[keep], after[keep], columns.words(design.time)[keep], flow)
    rows = np.flatnonzero(participants & ~no_time & (ids != ""))
    times = np.char.add(np.char.add(ids[rows], "\x1f"), columns.words(design.time)[rows])
    refuse_repeated_ids(times, rows, columns, design.id)
    panel = to_panel(ids[rows], after[rows], y[rows], rows)
    return _paired(panel.before, panel.after, panel.has_before & panel.has_after, flow)


def _paired(before: Floats, after: Floats, both: Bools, flow: Flow) -> _Series:
    known = both & ~np.isnan(before) & ~np.isnan(after)
    group = GroupFlow(
        rows=len(before),
        missing_outcome=int((both & ~known).sum()),
        incomplete=int((~both).sum()),
        used=int(known.sum()),
    )
    return _Series(before=before[known], after=after[known], paired=True, flow=_with(flow, group))


def _separate(y: Floats, after: Bools, times: np.ndarray[tuple[int], np.dtype[np.str_]], flow: Flow) -> _Series:
    known = ~np.isnan(y)
    group = GroupFlow(rows=len(y), missing_outcome=int((~known).sum()), used=int(known.sum()))
    parts = y[known & ~after], y[known & after]
    once = len(np.unique(times)) == len(times)
    return _Series(
        before=parts[0],
        after=parts[1],
        paired=False,
        flow=_with(flow, group),
        autocorrelation=_autocorrelation(parts) if once else None,
    )


def _with(flow: Flow, group: GroupFlow) -> Flow:
    return Flow(rows=flow.rows, missing_group=flow.missing_group, intervention=group, comparison=GroupFlow(rows=0))


def _autocorrelation(parts: tuple[Floats, Floats]) -> float | None:
    """Return the lag-one autocorrelation within the two periods; rows stand in the order of time."""
    if min(len(part) for part in parts) < 3:
        return None
    centred = [part - part.mean() for part in parts]
    squares = sum(float(part @ part) for part in centred)
    return sum(float(part[1:] @ part[:-1]) for part in centred) / squares if squares > 0 else None


def _usable(series: _Series, columns: Columns, outcome: Outcome) -> _Series:
    smallest = min(len(series.before), len(series.after))
    if smallest == 0:
        raise refused("no-before", file=columns.file, field=outcome.column)
    if smallest == 1:
        raise refused("one-participant", file=columns.file, field=outcome.column)
    if float(np.ptp(np.concatenate([series.before, series.after]))) == 0:
        raise refused("all-equal", file=columns.file, field=outcome.column)
    return series


def _contrast(series: _Series, *, seed: int, level: float) -> tuple[Contrast, Diagnostics]:
    if not series.paired:
        return welch(series.after, series.before, level=level), ()
    contrast, test = paired_by_sign_flip(series.before, series.after, seed=seed, level=level)
    return contrast, (
        ("sign_flip_count", test.count),
        ("sign_flip_exact", int(test.exact)),
        ("sign_flip_p", test.p_value),
        ("sign_flip_total", test.total),
    )
