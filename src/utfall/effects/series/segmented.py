# SPDX-License-Identifier: Apache-2.0
"""Segmented regression of one series, with errors that resemble their neighbours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints, NotEstimableError
from utfall.effects._numerics.regression import fit

_LARGEST_RHO = 0.99
_GRID = 34
_HALVINGS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """A fitted segmented regression.

    Parameters
    ----------
    coefficients, covariance
        Of level, trend, shift, change of trend (when there is one) and season, shapes (k,) and (k, k).
    rho
        First-order autocorrelation: of the residuals (Newey–West) or of the model's errors (Prais–Winsten).
    rho_error
        Standard error of rho in long series.
    turning
        Derivative of the covariance by rho at a given variance of the errors, shape (k, k); zeros for Newey–West.
    left
        First-order autocorrelation that is left after the model has taken its own.
    fitted, continued
        The model's series, and what it would have been without the start, shape (periods,).
    """

    coefficients: Floats
    covariance: Floats
    df: int
    rho: float
    rho_error: float
    turning: Floats
    left: float
    lags: int
    fitted: Floats
    continued: Floats

    def df_of(self, weights: Floats) -> float:
        """Return the degrees of freedom of the contrast `weights` @ coefficients, at most `df`.

        Notes
        -----
        Satterthwaite (1946), Biometrics Bulletin 2:110: 2 v² over the variance of v, the contrast's estimated variance,
        which is as unsure as the variance of the errors (2/df of its square) and rho are together.
        """
        share = float(weights @ self.turning @ weights) / float(weights @ self.covariance @ weights)
        return 1 / (1 / self.df + 0.5 * (share * self.rho_error) ** 2)


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
    n/(n - k). Prais and Winsten (1954), which keeps the first period, with rho by restricted maximum likelihood
    (`restricted_rho`) and its large-sample standard error, the root of (1 - rho²)/(n - k).
    """
    n, k = X.shape
    if n - k < 2:
        raise NotEstimableError("too-few")
    plain = fit(X, y)
    if not np.any(plain.residuals):
        raise NotEstimableError("no-variation")
    if prais_winsten:
        rho = restricted_rho(y, X)
        whitened = fit(prais_winsten_rows(X, rho), prais_winsten_rows(y[:, None], rho)[:, 0])
        sigma2 = float(whitened.residuals @ whitened.residuals) / whitened.df
        coefficients, covariance, lags = whitened.coefficients, whitened.bread * sigma2, 1
        turning = -whitened.bread @ _Squares.of(X).slope(rho) @ whitened.bread * sigma2
        left = lag_one(whitened.residuals)
    else:
        lags = max(int(4 * (n / 100) ** (2 / 9)), 1)
        coefficients = plain.coefficients
        covariance = newey_west(X, plain.residuals, plain.bread, lags) * (n / (n - k))
        rho = left = lag_one(plain.residuals)
        turning = np.zeros((k, k))
    without = X.copy()
    without[:, 2 : 4 if slope else 3] = 0
    return Segmented(
        coefficients=coefficients,
        covariance=covariance,
        df=n - k,
        rho=rho,
        rho_error=math.sqrt((1 - rho**2) / (n - k)),
        turning=turning,
        left=left,
        lags=lags,
        fitted=X @ coefficients,
        continued=without @ coefficients,
    )


def lag_one(residuals: Floats) -> float:
    """Return the first-order autocorrelation of residuals with mean about 0."""
    return float(residuals[1:] @ residuals[:-1] / (residuals @ residuals))


def restricted_rho(y: Floats, X: Floats) -> float:
    """Return the autocorrelation, 0 to 0.99, of the largest restricted likelihood of first-order errors.

    Parameters
    ----------
    y, X
        Shapes (n,) and (n, k), n above k.

    Notes
    -----
    Residuals resemble each other less than the errors do, the more so the more columns are fitted to few periods. The
    restricted likelihood is that of what the columns leave, and is nearly free of that bias: Cheang and Reinsel (2000),
    JASA 95:1173. Negative autocorrelation is not used to shorten intervals.
    """
    Q = np.linalg.qr(X)[0]
    rest = y - Q @ (Q.T @ y)
    squares = _Squares.of(np.column_stack([Q, rest / math.sqrt(float(rest @ rest))]))
    n, k = X.shape

    def height(rho: float) -> float:
        diagonal = np.log(np.diag(np.linalg.cholesky(squares.at(rho))))
        return float(2 * diagonal[:-1].sum() + 2 * (n - k) * diagonal[-1] - math.log(1 - rho**2))

    def slope(rho: float) -> float:
        at, turn = squares.at(rho), squares.slope(rho)
        whole = float(np.trace(np.linalg.solve(at, turn)))
        columns = float(np.trace(np.linalg.solve(at[:-1, :-1], turn[:-1, :-1])))
        return float((n - k) * whole - (n - k - 1) * columns + 2 * rho / (1 - rho**2))

    grid = np.linspace(0.0, _LARGEST_RHO, _GRID)
    lowest = int(np.argmin([height(float(rho)) for rho in grid]))
    middle = float(grid[lowest])
    rising = slope(middle) >= 0
    if middle == grid[0 if rising else -1]:
        return middle
    low, high = (float(grid[lowest - 1]), middle) if rising else (middle, float(grid[lowest + 1]))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class _Squares:
    """Cross products of `prais_winsten_rows` by rho: whole - rho · beside + rho² · inner, shapes (k, k)."""

    whole: Floats
    beside: Floats
    inner: Floats

    @classmethod
    def of(cls, rows: Floats) -> Self:
        across = rows[1:].T @ rows[:-1]
        return cls(rows.T @ rows, across + across.T, rows[1:-1].T @ rows[1:-1])

    def at(self, rho: float) -> Floats:
        return self.whole - rho * self.beside + rho**2 * self.inner

    def slope(self, rho: float) -> Floats:
        return 2 * rho * self.inner - self.beside


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
