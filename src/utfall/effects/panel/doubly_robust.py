# SPDX-License-Identifier: Apache-2.0
"""The effect on the treated by regression, by weights or by both, with one influence value per person."""

from __future__ import annotations

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError
from utfall.effects._numerics.logistic import fit_logistic
from utfall.effects._numerics.regression import fit

_HIGHEST_SCORE = 0.999  # comparison persons above it would count as a thousand


def att_doubly_robust(
    y: Floats, treated: Floats, covariates: Floats, *, outcome_model: bool = True
) -> tuple[float, Floats]:
    """Return the effect on the treated and its influence values, shape (n,).

    Comparison persons are weighted by the odds of being treated; what a regression among them predicts is taken
    off first (`outcome_model` False: it is not). Right when either the odds or the regression is.

    Parameters
    ----------
    y, treated
        Outcome (or change) and 1/0, shape (n,).
    covariates
        Shape (n, p).

    Raises
    ------
    NotEstimableError
        "too-few", "collinear", "separation" or "no-convergence".

    Notes
    -----
    Sant'Anna and Zhao (2020), Journal of Econometrics 219:101, section 2.3 (panel): maximum likelihood for the
    odds, least squares for the regression.
    """
    n = len(y)
    X = np.column_stack([np.ones(n), covariates])
    control = 1 - treated
    model = fit_logistic(treated, covariates)
    score = model.probability
    if model.quasi_separated:
        raise NotEstimableError("separation")
    odds = np.where(control > 0, score / (1 - np.minimum(score, _HIGHEST_SCORE)), 0.0)
    if outcome_model:
        among = fit(X[control > 0], y[control > 0])
        left = y - X @ among.coefficients
        pull = (control * left)[:, None] * X @ (among.bread * n)
    else:
        left, pull = y, np.zeros((n, X.shape[1]))
    share, weight = float(treated.mean()), float(odds.mean())
    eta_1, eta_0 = float((treated * left).mean()) / share, float((odds * left).mean()) / weight
    hessian = np.linalg.inv((X * (score * (1 - score))[:, None]).T @ X / n)
    lean = ((treated - score)[:, None] * X) @ hessian
    first = treated * (left - eta_1) - pull @ (treated[:, None] * X).mean(axis=0)
    second = (
        odds * (left - eta_0)
        + lean @ ((odds * (left - eta_0))[:, None] * X).mean(axis=0)
        - pull @ (odds[:, None] * X).mean(axis=0)
    )
    return eta_1 - eta_0, first / share - second / weight
