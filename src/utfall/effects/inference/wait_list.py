# SPDX-License-Identifier: Apache-2.0
"""Wait-list trials: those who start at once against those who wait, for as long as they wait."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from utfall.core.designs import RandomisedTrial, WaitList
from utfall.core.estimate import EvidenceGrade
from utfall.core.frame import Columns
from utfall.core.outcome import Outcome
from utfall.effects.inference.cluster_trial import estimate_drawn_trial
from utfall.effects.periods import after_start
from utfall.effects.refusals import refused
from utfall.effects.result import EffectResult


def estimate_wait_list(
    design: WaitList, columns: Columns, outcome: Outcome, *, seed: int, estimate_id: str | None = None
) -> EffectResult:
    """Estimate the effect of starting now rather than waiting, from rows measured while the others waited.

    Rows at `comparison_starts` or later are left out, and of the rest all but each person's last; the diagnostics
    `rows_after_comparison_starts` and `rows_earlier` count them. What is left is a randomised trial.

    Raises
    ------
    InputError
        As `estimate_drawn_trial`; an unknown order of times.
    DesignRefused
        As `estimate_drawn_trial`; nothing measured before the waiting group started.

    See docs/methods/cluster_trial.md.
    """
    after, untimed = after_start(columns, design.time, design.comparison_starts)
    waiting = ~after & ~untimed
    if not waiting.any():
        raise refused("one-period", file=columns.file, field=design.time)
    last = _last_rows(columns, design, np.flatnonzero(waiting))
    keep = np.zeros(columns.height, dtype=bool)
    keep[last] = True
    trial = RandomisedTrial(
        treatment=design.treatment,
        comparison=design.comparison,
        covariates=design.covariates,
        adjust=design.adjust,
        cluster=design.cluster,
        strata=design.strata,
        id=design.id,
        ci_level=design.ci_level,
        kind=design.kind,
    )
    found = estimate_drawn_trial(trial, columns.select(keep), outcome, seed=seed, estimate_id=estimate_id)
    estimate = found.estimate
    if estimate.grade is EvidenceGrade.STRONG and not design.id:
        estimate = replace(estimate, grade=EvidenceGrade.MODERATE)  # persons cannot be told apart over time
    rows: dict[str, float | int | str] = {
        "rows_after_comparison_starts": int(after.sum()),
        "rows_earlier": int(waiting.sum()) - int(keep.sum()),
        "rows_without_time": int(untimed.sum()),
    }
    return replace(found, estimate=estimate, diagnostics=tuple(sorted((dict(found.diagnostics) | rows).items())))


def _last_rows(columns: Columns, design: WaitList, rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[int]:
    """Return each person's last row among `rows`; all rows when there are no ids."""
    if not design.id:
        return [int(row) for row in rows]
    ids = columns.words(design.id)[rows]
    if columns.is_number(design.time):
        order = np.argsort(columns.number(design.time)[rows], kind="stable")
    else:
        order = np.argsort(columns.words(design.time)[rows], kind="stable")
    last: dict[str, int] = {}
    nameless: list[int] = []
    for position in order:
        if ids[position] == "":
            nameless.append(int(rows[position]))
        else:
            last[str(ids[position])] = int(rows[position])
    return [*last.values(), *nameless]
