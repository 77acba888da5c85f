# SPDX-License-Identifier: Apache-2.0
"""Logistic regression by iteratively reweighted least squares, in blocks that stay in the cache."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError

_BLOCK = 4096
_MAX_ITERATIONS = 30
_TOLERANCE = 1e-9  # relative change of the deviance


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression.

    Parameters
    ----------
    intercept, coefficients
        On the scale of the covariates as given, shapes () and (p,). A column that follows from others
        shares their weight.
    std_errors
        Of the coefficients, shape (p,); 0 for a constant column.
    linear
        Linear predictor (log odds) of each row, shape (n,).
    quasi_separated
        Some rows have a fitted probability that runs to 0 or 1: a group with no counterpart.
    """

    intercept: float
    coefficients: Floats
    std_errors: Floats
    linear: Floats
    iterations: int
    deviance: float
    quasi_separated: bool

    @property
    def probability(self) -> Floats:
        """Fitted probability of each row, shape (n,)."""
        return expit(self.linear)


def expit(linear: Floats) -> Floats:
    """Return 1 / (1 + exp(-linear)) with no overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * linear)))


def fit_logistic(y: Floats, covariates: Floats) -> Logistic:
    """Fit the log odds of y = 1 on an intercept and the covariates by maximum likelihood.

    Parameters
    ----------
    y
        1 or 0, shape (n,). Both values must occur.
    covariates
        Shape (n, p); finite.

    Raises
    ------
    NotEstimableError
        "separation" when the covariates tell the two groups apart without a single error (no maximum
        exists; the linear predictor found is the proof); "no-convergence".
    """
    centre, scale = covariates.mean(axis=0), covariates.std(axis=0)
    live = scale > 1e-12 * (np.abs(centre) + 1)
    scale = np.where(live, scale, 1.0)
    beta, linear, bread, deviance, iterations = _iterate(y, covariates, centre, scale, live)
    slopes = np.where(live, beta[1:] / scale, 0.0)
    errors = np.sqrt(np.maximum(np.diag(bread), 0.0))
    return Logistic(
        intercept=float(beta[0] - slopes @ centre),
        coefficients=slopes,
        std_errors=np.where(live, errors[1:] / scale, 0.0),
        linear=linear,
        iterations=iterations,
        deviance=deviance,
        quasi_separated=bool(np.abs(linear).max() > 18 and errors.max() > 100),
    )


def _iterate(
    y: Floats,
    covariates: Floats,
    centre: Floats,
    scale: Floats,
    live: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[Floats, Floats, Floats, float, int]:
    """Newton steps with halving until the deviance stands still."""
    Z = np.empty((len(y), covariates.shape[1] + 1))
    Z[:, 0] = 1.0
    np.subtract(covariates, centre, out=Z[:, 1:])
    Z[:, 1:] *= np.where(live, 1 / scale, 0.0)
    beta = np.zeros(Z.shape[1])
    beta[0] = np.log(y.mean() / (1 - y.mean()))
    step = np.zeros_like(beta)
    linear, before = Z @ beta, np.inf
    for iteration in range(1, _MAX_ITERATIONS + 1):
        hessian, gradient, deviance = _pass(Z, y, linear)
        if _separates(linear, y):
            raise NotEstimableError("separation")
        if abs(before - deviance) <= _TOLERANCE * (abs(deviance) + 0.1):
            bread = np.asarray(np.linalg.pinv(hessian, rcond=1e-12), dtype=np.float64)
            return beta, linear, bread, deviance, iteration
        if deviance > before:
            step = step / 2
            beta = beta - step
        else:
            before = deviance
            step = np.linalg.lstsq(hessian, gradient, rcond=1e-10)[0]
            beta = beta + step
        linear = Z @ beta
    raise NotEstimableError("no-convergence")


def _pass(Z: Floats, y: Floats, linear: Floats) -> tuple[Floats, Floats, float]:
    """Return Hessian, gradient and deviance at the linear predictor, block by block."""
    k = Z.shape[1]
    hessian, gradient, deviance = np.zeros((k, k)), np.zeros(k), 0.0
    for start in range(0, len(y), _BLOCK):
        stop = start + _BLOCK
        block, eta, target = Z[start:stop], linear[start:stop], y[start:stop]
        p = expit(eta)
        hessian += (block * (p * (1 - p))[:, None]).T @ block
        gradient += block.T @ (target - p)
        deviance += 2 * float(np.logaddexp(0, np.where(target > 0.5, -eta, eta)).sum())
    return hessian, gradient, deviance


def _separates(linear: Floats, y: Floats) -> bool:
    """Return whether every treated row has a higher linear predictor than every control row."""
    treated = y > 0.5
    return bool(linear[treated].min() > linear[~treated].max())
