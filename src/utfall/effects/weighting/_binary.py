# SPDX-License-Identifier: Apache-2.0
"""Probit regression, beside the logistic one: the choice of textbooks on binary outcomes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError

_MAX_ITERATIONS = 50
_DECREMENT = 1e-14


@dataclass(frozen=True, slots=True)
class Probit:
    """A fitted probit regression.

    Parameters
    ----------
    coefficients, covariance
        Shapes (k,) and (k, k); the covariance is the inverse of the observed information.
    influence
        Influence of each person on the coefficients, shape (n, k).
    """

    coefficients: Floats
    covariance: Floats
    influence: Floats


def fit_probit(y: Floats, X: Floats) -> Probit:
    """Fit P(y = 1) = Φ(Xβ) by maximum likelihood.

    Parameters
    ----------
    y, X
        Shapes (n,) and (n, k); X holds its own column of ones.

    Raises
    ------
    NotEstimableError
        "separation" when every row with the event has a higher linear predictor than every row without;
        "collinear"; "no-convergence".
    """
    if np.linalg.matrix_rank(X) < X.shape[1]:
        raise NotEstimableError("collinear")
    beta, sign = np.zeros(X.shape[1]), 2 * y - 1
    value, pull, information = _likelihood(X, sign, beta)
    for _ in range(_MAX_ITERATIONS):
        linear = X @ beta
        if linear[y > 0.5].min() > linear[y < 0.5].max() and value > -0.1:
            raise NotEstimableError("separation")
        gradient = X.T @ pull
        step = np.linalg.solve(information, gradient)
        if gradient @ step <= _DECREMENT:
            covariance = np.asarray(np.linalg.inv(information))
            return Probit(beta, covariance, (X * pull[:, None]) @ covariance * len(y))
        size = 1.0
        while True:
            new, next_pull, next_information = _likelihood(X, sign, beta + size * step)
            if new >= value or size < 1e-6:
                break
            size /= 2
        beta = beta + size * step
        value, pull, information = new, next_pull, next_information
    raise NotEstimableError("no-convergence")


def _likelihood(X: Floats, sign: Floats, beta: Floats) -> tuple[float, Floats, Floats]:
    """Return log likelihood, its derivative with respect to each linear predictor, and the information."""
    from scipy import special

    linear = sign * (X @ beta)
    log_share = special.log_ndtr(linear)
    mills = np.exp(-0.5 * linear**2 - log_share) / np.sqrt(2 * np.pi)
    curve = mills * (mills + linear)
    return float(log_share.sum()), sign * mills, np.asarray((X * curve[:, None]).T @ X)
