# SPDX-License-Identifier: Apache-2.0
"""Effects of each start group in each period, with one influence value per unit, and their averages.

Callaway and Sant'Anna (2021), Journal of Econometrics 225:200. No unit that has started is ever a comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import cluster_sums
from utfall.effects.panel.doubly_robust import att_doubly_robust
from utfall.effects.panel.long import NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """One effect per start group and period.

    Parameters
    ----------
    group, period
        Positions of the group's start and of the period, shape (cells,).
    att
        Effect on the group in the period, in the outcome's unit, shape (cells,).
    basis
        What the cells and the groups' shares owe to each unit, shape (cells + groups, units): influence values of
        the cells, then 1/0 for who is in which group. Every average of cells is a weighted sum of its rows.
    n_treated, n_comparison
        Units in each cell, shape (cells,).
    groups, share
        Every start group and its share of the units, shape (groups,).
    """

    group: Ints
    period: Ints
    att: Floats
    basis: Floats
    n_treated: Ints
    n_comparison: Ints
    groups: Ints
    share: Floats

    @property
    def units(self) -> int:
        """Units that the basis speaks of."""
        return int(self.basis.shape[1])

    @property
    def after(self) -> Bools:
        """Cells at or after the group's start."""
        return self.period >= self.group


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A weighted average of cells: its value, and the weights of the rows of `Cells.basis` that make it up."""

    value: float
    loading: Floats


def cells(
    y: Floats,
    start: Ints,
    *,
    covariates: Floats | None = None,
    comparison_group: Literal["never", "not_yet"] = "never",
    base: Literal["varying", "universal"] = "varying",
) -> Cells:
    """Return the effect of every start group in every period that can be compared.

    Parameters
    ----------
    y
        Units by periods, NaN where there is no value.
    start
        Position of each unit's first treated period, `NEVER` for none. No unit starts in period 0.
    covariates
        Shape (units, periods, p); read in the earlier of the two periods. None for none.

    Raises
    ------
    NotEstimableError
        "no-treated", "no-untreated", "none-followed"; with covariates "too-few", "collinear" or "separation".
    """
    groups = np.unique(start[start != NEVER])
    if not len(groups):
        raise NotEstimableError("no-treated")
    order = np.argsort(start, kind="stable")
    y_sorted, sorted_start = np.ascontiguousarray(y[order].T), start[order]
    x_sorted = None if covariates is None else covariates[order]
    found: list[tuple[int, int, float, int, int]] = []
    influences: list[Floats] = []
    for g in groups:
        for t in range(y.shape[1]):
            reference = _reference(int(g), t, base)
            if reference is None:
                continue
            pair = _comparable(sorted_start, int(g), max(t, reference), comparison_group)
            if pair is None:
                continue
            cell = _cell(y_sorted[t], y_sorted[reference], pair, x_sorted, min(t, reference))
            if cell is None:
                continue
            value, influence, n_1, n_0 = cell
            found.append((int(g), t, value, n_1, n_0))
            influences.append(influence)
    if not any(t >= g for g, t, *_ in found):
        followed = any(np.isfinite(y[start == g, g:]).any() for g in groups)
        raise NotEstimableError("no-untreated" if followed else "none-followed")
    back = np.empty(len(order), dtype=np.int64)
    back[order] = np.arange(len(order))
    columns = list(zip(*found, strict=True))
    return Cells(
        group=np.array(columns[0]),
        period=np.array(columns[1]),
        att=np.array(columns[2]),
        basis=_basis(influences, back, start, groups),
        n_treated=np.array(columns[3]),
        n_comparison=np.array(columns[4]),
        groups=groups,
        share=np.array([(start == g).mean() for g in groups]),
    )


def _basis(influences: list[Floats], back: Ints, start: Ints, groups: Ints) -> Floats:
    """Return the rows stacked, each in the units' own order, and below them who is in which group."""
    stacked = np.empty((len(influences) + len(groups), len(back)))
    for k, row in enumerate(influences):
        np.take(row, back, out=stacked[k])
    for k, g in enumerate(groups, start=len(influences)):
        stacked[k] = start == g
    return stacked


def _reference(g: int, t: int, base: Literal["varying", "universal"]) -> int | None:
    """Return the period that t is compared with; None when it would be itself or lies before the data."""
    last_before = g - 1
    if t >= g or base == "universal":
        return None if t == last_before else last_before
    return t - 1 if t >= 1 else None


def _comparable(
    start: Ints, g: int, until: int, comparison_group: Literal["never", "not_yet"]
) -> tuple[slice, Ints | slice] | None:
    """Return positions of the group and of its comparison among units sorted by start."""
    first, end = np.searchsorted(start, [g, g + 1])
    if comparison_group == "never":
        low = int(np.searchsorted(start, NEVER))
        return None if low == len(start) else (slice(first, end), slice(low, len(start)))
    low = int(np.searchsorted(start, until + 1))
    if low > first:  # the group itself has started by then
        return None if low == len(start) else (slice(first, end), slice(low, len(start)))
    others = np.concatenate([np.arange(low, first), np.arange(end, len(start))])
    return (slice(first, end), others) if len(others) else None


def _cell(
    now: Floats, then: Floats, pair: tuple[slice, Ints | slice], covariates: Floats | None, x_period: int
) -> tuple[float, Floats, int, int] | None:
    n = len(now)
    change_1, change_0 = now[pair[0]] - then[pair[0]], now[pair[1]] - then[pair[1]]
    known_1, known_0 = ~np.isnan(change_1), ~np.isnan(change_0)
    if covariates is not None:
        known_1 &= ~np.isnan(covariates[pair[0], x_period]).any(axis=1)
        known_0 &= ~np.isnan(covariates[pair[1], x_period]).any(axis=1)
    n_1, n_0 = int(known_1.sum()), int(known_0.sum())
    if n_1 == 0 or n_0 == 0:
        return None
    influence = np.zeros(n)
    if covariates is None:
        mean_1 = float(change_1.sum() / n_1) if n_1 == len(known_1) else float(change_1[known_1].mean())
        mean_0 = float(change_0.sum() / n_0) if n_0 == len(known_0) else float(change_0[known_0].mean())
        influence[pair[0]] = np.where(known_1, change_1 - mean_1, 0.0) * (n / n_1)
        influence[pair[1]] = np.where(known_0, change_0 - mean_0, 0.0) * (-n / n_0)
        return mean_1 - mean_0, influence, n_1, n_0
    X = np.concatenate([covariates[pair[0], x_period][known_1], covariates[pair[1], x_period][known_0]])
    treated = np.repeat([1.0, 0.0], [n_1, n_0])
    value, own = att_doubly_robust(np.concatenate([change_1[known_1], change_0[known_0]]), treated, X)
    scale = n / (n_1 + n_0)
    for part, known, values in ((pair[0], known_1, own[:n_1]), (pair[1], known_0, own[n_1:])):
        spread = np.zeros(len(known))
        spread[known] = values * scale
        influence[part] = spread
    return value, influence, n_1, n_0


def weighted(found: Cells, keep: Bools) -> Average:
    """Return the average of cells weighted by their group's share of the units, chance in the shares included."""
    picked = np.flatnonzero(keep)
    loadings = np.zeros((len(picked), len(found.basis)))
    loadings[np.arange(len(picked)), picked] = 1.0
    return _by_group_share(found, found.group[picked], found.att[picked], loadings)


def _by_group_share(found: Cells, group: Ints, values: Floats, loadings: Floats) -> Average:
    """Average values (k,) of groups by the groups' shares; the shares are estimated, which their rows tell."""
    n_cells = len(found.att)
    share = found.share[np.searchsorted(found.groups, group)]
    total = float(share.sum())
    value = float(share @ values) / total
    loading = share / total @ loadings
    for k, g in enumerate(found.groups):
        mine = group == g
        loading[n_cells + k] += float(values[mine].sum() - mine.sum() * value) / total
    return Average(value=value, loading=loading)


def equal(parts: list[Average]) -> Average:
    """Return the plain mean of averages."""
    return Average(
        value=math.fsum(part.value for part in parts) / len(parts),
        loading=np.mean([part.loading for part in parts], axis=0),
    )


def by_event_time(found: Cells) -> dict[int, Average]:
    """Return the average effect at each distance from the start, in periods."""
    distance = found.period - found.group
    return {int(e): weighted(found, distance == e) for e in np.unique(distance)}


def by_group(found: Cells) -> dict[int, Average]:
    """Return the mean effect of each start group over its periods since the start."""
    after = found.after
    return {int(g): weighted(found, (found.group == g) & after) for g in np.unique(found.group[after])}


def by_period(found: Cells) -> dict[int, Average]:
    """Return the average effect in each period on those that have started."""
    after = found.after
    return {int(t): weighted(found, (found.period == t) & after) for t in np.unique(found.period[after])}


def simple(found: Cells) -> Average:
    """Return the average of all cells since the start."""
    return weighted(found, found.after)


def dynamic(found: Cells) -> Average:
    """Return the mean over the distances since the start, each alike."""
    return equal([part for e, part in by_event_time(found).items() if e >= 0])


def grouped(found: Cells) -> Average:
    """Return the average over start groups by their size."""
    parts = by_group(found)
    return _by_group_share(
        found,
        np.array(list(parts)),
        np.array([part.value for part in parts.values()]),
        np.array([part.loading for part in parts.values()]),
    )


def calendar(found: Cells) -> Average:
    """Return the mean over periods, each alike."""
    return equal(list(by_period(found).values()))


AGGREGATES: dict[str, Callable[[Cells], Average]] = {
    "simple": simple,
    "dynamic": dynamic,
    "group": grouped,
    "calendar": calendar,
}


def covariance(basis: Floats, cluster: Ints | None = None) -> Floats:
    """Return the covariance of the rows' means, rows (rows, units) being influence values or shares.

    With clusters, values are summed within them and the factor G/(G - 1) is used.
    """
    n = basis.shape[1]
    centred = basis - basis.mean(axis=1, keepdims=True)
    if cluster is None:
        return np.asarray(centred @ centred.T / n**2)
    count = int(cluster.max()) + 1
    if count < 2:
        raise NotEstimableError("few-clusters")
    sums = cluster_sums(centred.T, cluster, count)
    return np.asarray(sums.T @ sums / n**2 * (count / (count - 1)))


def std_error(part: Average, spread: Floats) -> float:
    """Return the standard error of an average from the covariance of the basis."""
    return math.sqrt(max(float(part.loading @ spread @ part.loading), 0.0))


def joint(parts: list[Average], spread: Floats) -> Floats:
    """Return the covariance of averages, shape (averages, averages)."""
    L = np.array([part.loading for part in parts])
    return np.asarray(L @ spread @ L.T)
