# SPDX-License-Identifier: Apache-2.0
"""Regression with an effect of each unit and each period, balanced or not, and errors by cluster."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.regression import Fit, cluster_sums, cr1

_DENSE = 20_000_000  # cells of a table of units by periods that is still held in memory
_ROUNDS = 1000
_GONE = 1e-11  # share of a column's size below which the effects have taken all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedEffects:
    """A regression within units and periods.

    Parameters
    ----------
    coefficients, std_errors
        Of the columns of X, shape (k,).
    covariance
        Shape (k, k).
    df
        Degrees of freedom: clusters - 1, without clusters rows minus everything estimated.
    regressors_within, outcome_within
        X and y with the effects taken away, shapes (n, k) and (n,).
    """

    coefficients: Floats
    std_errors: Floats
    covariance: Floats
    df: int
    n: int
    n_effects: int
    regressors_within: Floats
    outcome_within: Floats

    def contrast(self, column: int = 0, *, level: float = 0.95) -> Contrast:
        """Return one coefficient with its interval and p value."""
        return by_t(
            float(self.coefficients[column]),
            float(self.std_errors[column]),
            df=self.df,
            level=level,
            mean_1=math.nan,
            mean_0=math.nan,
            method="fixed-effects",
        )


def fixed_effects(y: Floats, X: Floats, unit: Ints, period: Ints | None = None, *, cluster: Ints | None = None) -> (
    FixedEffects
):  # fmt: skip
    """Regress y on X within units (and periods).

    Parameters
    ----------
    y, X
        Shapes (n,) and (n, k).
    unit, period
        Numbered from 0, shape (n,). Without `period` only the units' effects are taken away.
    cluster
        Numbered from 0, shape (n,): CRV1 errors with the factor G/(G - 1) · (n - 1)/(n - K). Unit effects that lie
        within the clusters are not counted in K. None: one variance for all errors.

    Raises
    ------
    NotEstimableError
        "collinear" when the effects explain a column of X; "too-few"; "too-few-clusters".

    Notes
    -----
    Solved without iterations over rows: units are averaged out, and what is left is one small system for the
    periods (Frisch, Waugh and Lovell). Errors as in Liang and Zeger (1986).
    """
    n, k = X.shape
    both = np.empty((n, k + 1), order="F")  # each column in one piece
    both[:, 0], both[:, 1:] = y, X
    inner, n_effects = within(both, unit, period)
    if np.any(_squares(inner[:, 1:]) <= _GONE**2 * _squares(both[:, 1:])):
        raise NotEstimableError("collinear")
    fitted = _fit(inner[:, 1:], inner[:, 0])
    if n - n_effects - k < 1:
        raise NotEstimableError("too-few")
    if cluster is None:
        df = n - n_effects - k
        covariance = fitted.bread * (float(fitted.residuals @ fitted.residuals) / df)
    else:
        covariance, df = _clustered(fitted, unit, period, cluster, n_effects)
    return FixedEffects(
        coefficients=fitted.coefficients,
        std_errors=np.sqrt(np.diag(covariance)),
        covariance=covariance,
        df=df,
        n=n,
        n_effects=n_effects,
        regressors_within=inner[:, 1:],
        outcome_within=inner[:, 0],
    )


def _squares(columns: Floats) -> Floats:
    return np.array([float(column @ column) for column in columns.T])


def _fit(X: Floats, y: Floats) -> Fit:
    """Least squares by the cross-products, scaled and once refined: on many rows a third of a factorisation's time."""
    n, k = X.shape
    if n <= k:
        raise NotEstimableError("too-few")
    scale = np.sqrt(_squares(X))
    gram = (X.T @ X) / np.outer(scale, scale)
    values, vectors = np.linalg.eigh(gram)
    if values.min() < 1e-12:
        raise NotEstimableError("collinear")
    bread = ((vectors / values) @ vectors.T) / np.outer(scale, scale)
    coefficients = bread @ (X.T @ y)
    residuals = y - X @ coefficients
    again = bread @ (X.T @ residuals)
    return Fit(X, coefficients + again, residuals - X @ again, bread)


def _clustered(fitted: Fit, unit: Ints, period: Ints | None, cluster: Ints, n_effects: int) -> tuple[Floats, int]:
    n, k = fitted.X.shape
    n_units = int(unit.max()) + 1
    nested = _nested(unit, cluster, n_units)
    counted = k + (n_effects - n_units + 1 if nested else n_effects)
    if n <= counted:
        raise NotEstimableError("too-few")
    return cr1(fitted, cluster) * ((n - k) / (n - counted)), int(cluster.max())


def _nested(unit: Ints, cluster: Ints, n_units: int) -> bool:
    """Return whether every unit lies in one cluster."""
    if unit is cluster:
        return True
    of_unit = np.zeros(n_units, dtype=np.int64)
    of_unit[unit] = cluster
    return bool((of_unit[unit] == cluster).all())


def within(values: Floats, unit: Ints, period: Ints | None = None) -> tuple[Floats, int]:
    """Return columns (n, k) with unit and period effects taken away, and how many effects that were."""
    n_units = int(unit.max()) + 1
    if period is None:
        return _less_means(values, unit, np.bincount(unit, minlength=n_units)), n_units
    n_periods = int(period.max()) + 1
    if n_periods > n_units:  # the small system is for whichever there are fewer of
        return within(values, period, unit)
    if _whole(unit, period, n_units, n_periods):
        return _balanced(values, unit, period, n_units, n_periods), n_units + n_periods - 1
    return _unbalanced(values, unit, period, n_units, n_periods)


def _whole(unit: Ints, period: Ints, n_units: int, n_periods: int) -> bool:
    """Return whether every unit stands once in every period."""
    if len(unit) != n_units * n_periods:
        return False
    seen = np.zeros(len(unit), dtype=np.bool_)
    seen[unit * n_periods + period] = True
    return bool(seen.all())


def _balanced(values: Floats, unit: Ints, period: Ints, n_units: int, n_periods: int) -> Floats:
    key = unit * n_periods + period
    in_order = bool((key == np.arange(len(key))).all())
    found = np.empty_like(values)
    for j, column in enumerate(values.T):
        table = column if in_order else _scattered(column, key)
        table = table.reshape(n_units, n_periods)
        left = table - table.mean(axis=1, keepdims=True)
        left -= left.mean(axis=0)
        found[:, j] = left.ravel() if in_order else left.ravel()[key]
    return found


def _scattered(column: Floats, key: Ints) -> Floats:
    table = np.empty_like(column)
    table[key] = column
    return table


def _less_means(values: Floats, code: Ints, count: Ints) -> Floats:
    found = np.empty_like(values)
    for j, column in enumerate(values.T):
        means = np.bincount(code, weights=column, minlength=len(count)) / np.maximum(count, 1)
        found[:, j] = column - means[code]
    return found


def _unbalanced(values: Floats, unit: Ints, period: Ints, n_units: int, n_periods: int) -> tuple[Floats, int]:
    in_unit = np.bincount(unit, minlength=n_units)
    in_period = np.bincount(period, minlength=n_periods)
    left = _less_means(values, unit, in_unit)
    right = cluster_sums(left, period, n_periods)
    if n_units * n_periods <= _DENSE:
        gamma, rank = _solve_dense(right, unit, period, in_unit, in_period)
    else:
        gamma, rank = _solve_by_steps(right, unit, period, in_unit, in_period)
    for j in range(values.shape[1]):
        left[:, j] -= gamma[period, j]
    return _less_means(left, unit, in_unit), n_units + rank


def _solve_dense(right: Floats, unit: Ints, period: Ints, in_unit: Ints, in_period: Ints) -> tuple[Floats, int]:
    """Solve the period system from the table of counts; its rank is periods minus unconnected parts."""
    n_periods = len(in_period)
    table = np.bincount(unit * n_periods + period, minlength=len(in_unit) * n_periods).astype(np.float64)
    table = table.reshape(len(in_unit), n_periods) / np.sqrt(np.maximum(in_unit, 1))[:, None]
    system = np.diag(in_period.astype(np.float64)) - table.T @ table
    values, vectors = np.linalg.eigh(system)
    used = values > 1e-10 * max(float(values.max()), 1.0)
    inverse = np.where(used, 1 / np.where(used, values, 1.0), 0.0)
    return vectors @ (inverse[:, None] * (vectors.T @ right)), int(used.sum())


def _solve_by_steps(right: Floats, unit: Ints, period: Ints, in_unit: Ints, in_period: Ints) -> tuple[Floats, int]:
    """Solve the same system by conjugate gradients, where the table would not fit in memory."""
    scale = 1 / np.sqrt(np.maximum(in_period, 1))

    def times(vector: Floats) -> Floats:
        gathered = np.bincount(unit, weights=(scale * vector)[period], minlength=len(in_unit)) / np.maximum(in_unit, 1)
        back = np.bincount(period, weights=gathered[unit], minlength=len(in_period))
        return np.asarray(scale * (in_period * scale * vector - back))

    columns = [scale * _conjugate_gradient(times, scale * column) for column in right.T]
    return np.column_stack(columns), len(in_period) - _parts(unit, period, len(in_unit), len(in_period))


def _conjugate_gradient(times: Callable[[Floats], Floats], right: Floats) -> Floats:
    found, residual = np.zeros_like(right), right.copy()
    direction, size = residual.copy(), float(residual @ residual)
    goal = 1e-24 * size
    for _ in range(_ROUNDS):
        if size <= goal or size == 0:
            return found
        moved = times(direction)
        step = size / float(direction @ moved)
        found, residual = found + step * direction, residual - step * moved
        size, before = float(residual @ residual), size
        direction = residual + size / before * direction
    raise NotEstimableError("no-convergence")


def _parts(unit: Ints, period: Ints, n_units: int, n_periods: int) -> int:
    """Return how many parts of the panel share neither units nor periods."""
    from scipy.sparse import coo_array, csgraph

    ones = np.ones(len(unit), dtype=np.int8)
    graph = coo_array((ones, (unit, period + n_units)), shape=(n_units + n_periods,) * 2)
    return int(csgraph.connected_components(graph, directed=False)[0])
