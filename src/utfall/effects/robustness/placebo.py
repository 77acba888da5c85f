# SPDX-License-Identifier: Apache-2.0
"""Where there can be no effect, none should be found: placebo outcomes, groups and times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError
from utfall.effects._numerics.means import welch
from utfall.effects.robustness.multiplicity import holm


@dataclass(frozen=True, slots=True)
class PlaceboRow:
    """One placebo: its estimate, or the reason why there is none; the p value adjusted for all of them (Holm)."""

    name: str
    contrast: Contrast | None
    reason: str
    p_holm: float | None


@dataclass(frozen=True, slots=True)
class PlaceboTable:
    """Placebo estimates together.

    Parameters
    ----------
    found
        How many have p ≤ 1 - level by themselves; `expected` of them would by chance.
    passed
        No adjusted p value is at or below 1 - level, and at least one placebo could be computed.
    """

    rows: tuple[PlaceboRow, ...]
    found: int
    expected: float
    passed: bool


def placebo_table(names: Sequence[str], compute: Callable[[str], Contrast], *, level: float = 0.95) -> PlaceboTable:
    """Compute each placebo with the estimator that is judged and put them together.

    Parameters
    ----------
    compute
        Returns the contrast of a placebo (another outcome, group or time) by its name.
    """
    results: list[tuple[str, Contrast | None, str]] = []
    for name in names:
        try:
            results.append((name, compute(name), ""))
        except NotEstimableError as fault:
            results.append((name, None, fault.reason))
    p = np.array([c.p_value for _, c, _ in results if c is not None], dtype=np.float64)
    adjusted = iter([float(value) for value in holm(p)])
    rows = tuple(PlaceboRow(n, c, reason, None if c is None else next(adjusted)) for n, c, reason in results)
    alpha = 1 - level
    small = [row.p_holm <= alpha for row in rows if row.p_holm is not None]
    return PlaceboTable(rows, int((p <= alpha).sum()), alpha * len(p), bool(small) and not any(small))


def placebo_outcomes(outcomes: Floats, names: tuple[str, ...], treated: Bools, *, level: float = 0.95) -> PlaceboTable:
    """Differences (Welch) in outcomes that the initiative cannot have changed, such as those from before the start.

    Parameters
    ----------
    outcomes
        Shape (n, q), NaN where missing.
    """

    def compute(name: str) -> Contrast:
        y = outcomes[:, names.index(name)]
        known = ~np.isnan(y)
        return welch(y[known & treated], y[known & ~treated], level=level)

    return placebo_table(names, compute, level=level)


def placebo_groups(y: Floats, group: Ints, names: tuple[str, ...], *, level: float = 0.95) -> PlaceboTable:
    """Each comparison group against the other comparison groups (Welch), as if it had been the participants.

    Parameters
    ----------
    group
        Code of each comparison person's group, index of `names`, shape (n,). Participants are not among them.
    """
    known = ~np.isnan(y)

    def compute(name: str) -> Contrast:
        own = group == names.index(name)
        return welch(y[own & known], y[~own & known], level=level)

    return placebo_table(names, compute, level=level)


def placebo_times(
    panel: Floats, treated: Bools, periods: tuple[str, ...], start: str, *, level: float = 0.95
) -> PlaceboTable:
    """Difference in differences at every false start before the true one, from the periods before it only.

    Parameters
    ----------
    panel
        Outcome of each unit in each period, shape (units, periods), NaN where missing.
    periods, start
        Names of the periods in order, and the first with the initiative.

    Raises
    ------
    ValueError
        When `start` is not among the periods.
    """
    before = periods.index(start)

    def compute(name: str) -> Contrast:
        cut = periods.index(name)
        early, late = panel[:, :cut], panel[:, cut:before]
        usable = (~np.isnan(early)).any(axis=1) & (~np.isnan(late)).any(axis=1)
        change = np.nanmean(late[usable], axis=1) - np.nanmean(early[usable], axis=1)
        return welch(change[treated[usable]], change[~treated[usable]], level=level)

    return placebo_table(periods[1:before], compute, level=level)
