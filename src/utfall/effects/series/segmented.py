# SPDX-License-Identifier: Apache-2.0
"""Segmented regression of one series, with errors that resemble their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import fit

_ROUNDS = 200
_LARGEST_RHO = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """A fitted segmented regression.

    Parameters
    ----------
    coefficients, covariance
        Of level, trend, shift, change of trend (when there is one) and season, shapes (k,) and (k, k).
    rho
        First-order autocorrelation: of the residuals (Newey–West) or of the model's errors (Prais–Winsten).
    left
        First-order autocorrelation that is left after the model has taken its own.
    fitted, continued
        The model's series, and what it would have been without the start, shape (periods,).
    """

    coefficients: Floats
    covariance: Floats
    df: int
    rho: float
    left: float
    lags: int
    fitted: Floats
    continued: Floats


def design_matrix(n: int, n_pre: int, *, slope: bool, season: Ints | None) -> Floats:
    """Return columns 1, time, after, time since the start (0 at the first period after), seasons but the first."""
    time = np.arange(n, dtype=np.float64)
    after = (time >= n_pre).astype(np.float64)
    columns = [np.ones(n), time, after]
    if slope:
        columns.append(after * (time - n_pre))
    if season is not None:
        columns += [(season == s).astype(np.float64) for s in np.unique(season)[1:]]
    return np.column_stack(columns)


def segmented(y: Floats, X: Floats, *, n_pre: int, slope: bool, prais_winsten: bool) -> Segmented:
    """Fit the series y (n,) on X from `design_matrix`.

    Raises
    ------
    NotEstimableError
        "too-few" periods for the columns, "collinear", "no-variation" for a series on its own line.

    Notes
    -----
    Newey and West (1987), Econometrica 55:703, Bartlett weights, lag 4(n/100)^(2/9) rounded down, at least 1, times
    n/(n - k). Prais and Winsten (1954): rho is found by iteration (`converged_rho`) and the first period kept.
    """
    n, k = X.shape
    if n - k < 2:
        raise NotEstimableError("too-few")
    plain = fit(X, y)
    if not np.any(plain.residuals):
        raise NotEstimableError("no-variation")
    if prais_winsten:
        rho = converged_rho(y, X)
        whitened = fit(prais_winsten_rows(X, rho), prais_winsten_rows(y[:, None], rho)[:, 0])
        sigma2 = float(whitened.residuals @ whitened.residuals) / whitened.df
        coefficients, covariance, lags = whitened.coefficients, whitened.bread * sigma2, 1
        left = lag_one(whitened.residuals)
    else:
        lags = max(int(4 * (n / 100) ** (2 / 9)), 1)
        coefficients = plain.coefficients
        covariance = newey_west(X, plain.residuals, plain.bread, lags) * (n / (n - k))
        rho = left = lag_one(plain.residuals)
    without = X.copy()
    without[:, 2 : 4 if slope else 3] = 0
    return Segmented(
        coefficients=coefficients,
        covariance=covariance,
        df=n - k,
        rho=rho,
        left=left,
        lags=lags,
        fitted=X @ coefficients,
        continued=without @ coefficients,
    )


def lag_one(residuals: Floats) -> float:
    """Return the first-order autocorrelation of residuals with mean about 0."""
    return float(residuals[1:] @ residuals[:-1] / (residuals @ residuals))


def converged_rho(y: Floats, X: Floats) -> float:
    """Return the autocorrelation, 0 to 0.99, at which regression and residuals agree.

    Residuals resemble each other less than the errors do, the more so the more columns are fitted to few periods:
    for independent errors by the sum of the projection's first off-diagonal over n - k, which is added back.
    Negative autocorrelation is not used to shorten intervals.
    """
    n, k = X.shape
    rho = 0.0
    Q = np.linalg.qr(X)[0]
    lost = float((Q[1:] * Q[:-1]).sum()) / (n - k)
    for _ in range(_ROUNDS):
        coefficients = fit(prais_winsten_rows(X, rho), prais_winsten_rows(y[:, None], rho)[:, 0]).coefficients
        new = float(np.clip(lag_one(y - X @ coefficients) + lost, 0.0, _LARGEST_RHO))
        if abs(new - rho) < 1e-10:
            return new
        rho = new
    return rho


def prais_winsten_rows(values: Floats, rho: float) -> Floats:
    """Return rows (n, k) less rho times the row before; the first times the root of 1 - rho²."""
    found = values.copy()
    found[1:] -= rho * values[:-1]
    found[0] *= math.sqrt(1 - rho**2)
    return found


def newey_west(X: Floats, residuals: Floats, bread: Floats, lags: int) -> Floats:
    """Return the Newey–West covariance with Bartlett weights up to `lags`, without small-sample factor."""
    scores = X * residuals[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        cross = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (cross + cross.T)
    return np.asarray(bread @ middle @ bread)


def average_contrast(n: int, n_pre: int, k: int, *, slope: bool) -> Floats:
    """Return the weights of the coefficients that make the mean difference after the start, shape (k,)."""
    weights = np.zeros(k)
    weights[2] = 1.0
    if slope:
        weights[3] = float(np.arange(n - n_pre).mean())
    return weights
