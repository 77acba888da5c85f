# SPDX-License-Identifier: Apache-2.0
"""A change of level in a series with trend: generalised least squares with first-order autocorrelation."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError, t_p_value
from utfall.effects._numerics.regression import fit

_GRID = np.linspace(-0.9, 0.95, 38)


def level_change_p(y: Floats, before: int) -> float:
    """Return the two-sided p value of a change of level at position `before` of a series, shape (periods,).

    Notes
    -----
    Segmented regression (level and trend before, change of both) with AR(1) errors; the autocorrelation that
    maximises the restricted likelihood is used, which corrects most of the downward bias in short series
    (Cheang and Reinsel 2000, Journal of the American Statistical Association 95:1173).
    """
    time = np.arange(len(y), dtype=np.float64)
    after = (time >= before).astype(np.float64)
    X = np.column_stack([np.ones(len(y)), time - before, after, after * (time - before)])
    if len(y) <= X.shape[1] + 1:
        raise NotEstimableError("too-few")
    best = max((_restricted(X, y, float(rho)) for rho in _GRID), key=lambda found: found[0])
    _, effect, error = best
    if error <= 0:
        raise NotEstimableError("no-variation")
    return t_p_value(effect / error, len(y) - X.shape[1] - 1)


def _restricted(X: Floats, y: Floats, rho: float) -> tuple[float, float, float]:
    """Return the restricted log likelihood at an autocorrelation, the change of level and its standard error."""
    root = math.sqrt(1 - rho**2)
    whitened = fit(_whiten(X, rho, root), _whiten(y[:, None], rho, root)[:, 0])
    squares = float(whitened.residuals @ whitened.residuals)
    variance = squares / whitened.df
    if variance <= 0:
        raise NotEstimableError("no-variation")
    likelihood = -0.5 * whitened.df * math.log(variance) + math.log(root)
    likelihood += 0.5 * float(np.linalg.slogdet(whitened.bread)[1])
    return likelihood, float(whitened.coefficients[2]), math.sqrt(variance * float(whitened.bread[2, 2]))


def _whiten(columns: Floats, rho: float, root: float) -> Floats:
    white = columns.copy()
    white[0] *= root
    white[1:] -= rho * columns[:-1]
    return white
