# SPDX-License-Identifier: Apache-2.0
"""Units of assignment, in strata: persons, or clusters by their means; and the t interval between them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, Ints, NotEstimableError, by_t, varies
from utfall.effects._numerics.ratios import Ratio, log_ratio
from utfall.effects.inference.assignments import Stratum

Statistic = Literal["studentised", "studentised-between-strata", "difference"]


@dataclass(frozen=True, slots=True)
class Units:
    """Units of assignment: persons, or clusters with their mean outcome. Arrays of shape (units,)."""

    y: Floats
    treated: Bools
    strata: Ints


def to_units(y: Floats, treated: Bools, cluster: Ints | None = None, strata: Ints | None = None) -> Units:
    """Return the units that the lottery drew: one row per person, or per cluster with its mean.

    Raises
    ------
    NotEstimableError
        "cluster-in-both-groups", "cluster-in-two-strata".
    """
    strata = np.zeros(len(y), dtype=np.int64) if strata is None else strata
    if cluster is None:
        return Units(y, treated, np.unique(strata, return_inverse=True)[1].astype(np.int64))
    codes = np.unique(cluster, return_inverse=True)[1]
    size = np.bincount(codes)
    share = np.bincount(codes, weights=treated) / size
    if not np.all((share == 0) | (share == 1)):
        raise NotEstimableError("cluster-in-both-groups")
    first = np.zeros(len(size), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    if np.any(strata != strata[first][codes]):
        raise NotEstimableError("cluster-in-two-strata")
    inner = np.unique(strata[first], return_inverse=True)[1].astype(np.int64)
    return Units(np.bincount(codes, weights=y) / size, share == 1, inner)


def comparable_strata(units: Units) -> list[Stratum]:
    """Return the strata that have both groups; the others carry no comparison.

    Raises
    ------
    NotEstimableError
        "no-variation" when all units have one value; "empty-group" when no stratum has both groups.
    """
    if not varies(units.y):
        raise NotEstimableError("no-variation")
    centre = float(units.y.mean())
    order = np.argsort(units.strata, kind="stable")
    bounds = np.flatnonzero(np.diff(units.strata[order])) + 1
    found = []
    for rows in np.split(order, bounds):
        treated = units.treated[rows]
        if 0 < treated.sum() < len(treated):
            # By outcome, ties by group: then what is drawn does not hang on the order of the rows.
            higher = treated == (units.y[rows][treated].mean() >= units.y[rows][~treated].mean())
            sorted_rows = rows[np.lexsort((higher, units.y[rows]))]
            found.append(Stratum(units.y[sorted_rows] - centre, units.treated[sorted_rows], centre))
    if not found:
        raise NotEstimableError("empty-group")
    return found


def choose_statistic(strata: list[Stratum]) -> Statistic:
    """Choose by what can be estimated: two units in every arm, else two strata, else nothing."""
    if all(min(s.k, s.n - s.k) >= 2 for s in strata):
        return "studentised" if any(s.within_variance() > 0 for s in strata) else "difference"
    return "studentised-between-strata" if len(strata) > 1 else "difference"


def shares_of(strata: list[Stratum]) -> Floats:
    """Return each stratum's share of the units."""
    sizes = np.array([s.n for s in strata], dtype=np.float64)
    return np.asarray(sizes / sizes.sum(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Summary:
    """The difference between groups, strata weighted by size; variance NaN when it cannot be estimated."""

    value: float
    variance: float
    df: float
    mean_1: float
    statistic: Statistic


def summarise(strata: list[Stratum], kind: Statistic) -> Summary:
    """Return the difference with the variance that goes with the statistic.

    Neyman's within arms with Satterthwaite's degrees of freedom; or, with arms of one unit (pairs), the variance
    between the strata's differences (Imai 2008, Statistics in Medicine 27:4857), strata - 1 degrees of freedom.
    """
    weights = shares_of(strata)
    differences = np.array([s.difference() for s in strata])
    value, m = float(weights @ differences), len(strata)
    mean_1 = float(weights @ np.array([s.y[s.treated].mean() + s.centre for s in strata]))
    variance, df = math.nan, math.nan
    if kind == "studentised":
        parts, free = _arms(strata, weights)
        variance = float(parts.sum())
        df = float(variance**2 / (parts**2 / free).sum()) if variance > 0 else math.nan
    elif kind == "studentised-between-strata":
        own = weights * differences
        variance, df = (m * float(own @ own) - value**2) / (m - 1), float(m - 1)
    if kind != "difference" and not variance > 1e-20 * value**2:
        return Summary(value, math.nan, math.nan, mean_1, "difference")
    return Summary(value, variance, df, mean_1, kind)


def _arms(strata: list[Stratum], weights: Floats) -> tuple[Floats, Floats]:
    """Return every arm's part of the variance and its degrees of freedom."""
    parts, free = [], []
    for stratum, weight in zip(strata, weights, strict=True):
        for arm in (stratum.y[stratum.treated], stratum.y[~stratum.treated]):
            parts.append(weight**2 * arm.var(ddof=1) / len(arm))
            free.append(len(arm) - 1)
    return np.array(parts, dtype=np.float64), np.array(free, dtype=np.float64)


def stratified_t(
    y: Floats,
    treated: Bools,
    *,
    cluster: Ints | None = None,
    strata: Ints | None = None,
    level: float = 0.95,
) -> Contrast:
    """Difference between groups in strata (post-stratified by size), with a t interval between units.

    Parameters
    ----------
    y, treated, cluster, strata
        Shape (n,). With `cluster` the units are the clusters' means: the effect in the average cluster.

    Raises
    ------
    NotEstimableError
        As `comparable_strata`; "too-few" when an arm has one unit and there is one stratum only.
    """
    strata_found = comparable_strata(to_units(y, treated, cluster, strata))
    found = summarise(strata_found, choose_statistic(strata_found))
    if found.statistic == "difference":
        raise NotEstimableError("too-few" if min(s.n for s in strata_found) < 4 else "no-variation")
    return by_t(
        found.value,
        math.sqrt(found.variance),
        df=found.df,
        level=level,
        mean_1=found.mean_1,
        mean_0=found.mean_1 - found.value,
        method="stratified-t" if cluster is None else "cluster-means-t",
    )


def stratified_ratio(
    y: Floats,
    treated: Bools,
    *,
    cluster: Ints | None = None,
    strata: Ints | None = None,
    level: float = 0.95,
) -> Ratio | None:
    """Ratio of the two means that `stratified_t` takes the difference of, None when it has none.

    Parameters
    ----------
    y, treated, cluster, strata
        Shape (n,). Strata are weighted by their units, and clusters count by their means: the ratio of the mean outcome
        if all were offered to that if nobody was.

    Raises
    ------
    NotEstimableError
        As `comparable_strata`.

    Notes
    -----
    Delta method on the log scale: the error of log(mean_1 / mean_0) is that of the difference between y / mean_1 among
    those offered and y / mean_0 among the others, with the means held. Where the same share is offered in every stratum
    the ratio is that of Mantel and Haenszel (Greenland and Robins 1985, Biometrics 41:55).
    """
    strata_found = comparable_strata(to_units(y, treated, cluster, strata))
    kind = choose_statistic(strata_found)
    plain = summarise(strata_found, kind)
    mean_1, mean_0 = plain.mean_1, plain.mean_1 - plain.value
    if kind == "difference" or mean_1 <= 0 or mean_0 <= 0:
        return None
    scaled = [Stratum((s.y + s.centre) / np.where(s.treated, mean_1, mean_0), s.treated, 0.0) for s in strata_found]
    found = summarise(scaled, kind)
    return log_ratio(mean_1, mean_0, math.sqrt(found.variance), found.df, level=level)
