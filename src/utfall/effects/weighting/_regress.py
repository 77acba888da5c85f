# SPDX-License-Identifier: Apache-2.0
"""Standardisation: what a regression says of everyone's outcome with and without, averaged over a group."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError
from utfall.effects._numerics.logistic import expit, fit_logistic
from utfall.effects.weighting._potential import Potential, log_scores


def standardised_means(
    y: Floats, treated: Bools, covariates: Floats, modifiers: Floats, *, target: Floats, binary: bool
) -> tuple[Potential, Floats]:
    """Return the mean of predictions had all of the target taken part, and had none; and the coefficients.

    Parameters
    ----------
    covariates, modifiers
        Shapes (n, p) and (n, q); the effect may vary with the modifiers.
    target
        How much each person counts in the average, shape (n,).
    binary
        Logistic instead of linear regression.

    Raises
    ------
    NotEstimableError
        "too-few", "collinear" for the linear model; "separation" or "no-convergence" for the logistic.

    Notes
    -----
    Robins (1986); Hernán and Robins, Causal Inference: What If, chapter 13. Influence: that of the target's make-up
    plus that on the coefficients (robust to unequal variances). Coefficients: 1, treatment, covariates, products.
    """
    T = treated.astype(np.float64)
    columns = [covariates, modifiers]
    X, X1, X0 = (_design(t, *columns) for t in (T, np.ones_like(T), np.zeros_like(T)))
    if len(y) <= X.shape[1]:
        raise NotEstimableError("too-few")
    beta, influence = _logistic(X, y) if binary else _linear(X, y)
    share = target / target.mean()
    means, influences = [], []
    for at in (X1, X0):
        predicted = expit(at @ beta) if binary else at @ beta
        slope = predicted * (1 - predicted) if binary else np.ones_like(predicted)
        mean = float((share * predicted).mean())
        means.append(mean)
        influences.append(share * (predicted - mean) + influence @ ((share * slope) @ at / len(y)))
    sizes = [max(float(group.sum()) - covariates.shape[1], 1.0) for group in (treated, ~treated)]
    return Potential(*means, *influences, *sizes), beta


def _design(T: Floats, covariates: Floats, modifiers: Floats) -> Floats:
    return np.column_stack([np.ones(len(T)), T, covariates, modifiers * T[:, None]])


def _linear(X: Floats, y: Floats) -> tuple[Floats, Floats]:
    from utfall.effects._numerics.regression import fit

    fitted = fit(X, y)
    return fitted.coefficients, (X * fitted.residuals[:, None]) @ (fitted.bread * len(y))


def _logistic(X: Floats, y: Floats) -> tuple[Floats, Floats]:
    if y.min() == y.max():
        raise NotEstimableError("no-variation")
    found = fit_logistic(y, X[:, 1:])
    return np.concatenate([[found.intercept], found.coefficients]), log_scores(X, y, found.probability)
