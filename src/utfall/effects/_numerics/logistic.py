# SPDX-License-Identifier: Apache-2.0
"""Logistic regression by Newton's method, in blocks that stay in the cache.

The covariates are never copied whole: each block is centred and scaled where it is used. With many rows the
first steps are taken on a part of them, so that all rows are passed over only near the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError
from utfall.effects._numerics.redundant import Redundant, redundant_by_moments, redundant_columns

_BLOCK = 2048
_PART = 16_384  # rows that the first steps are taken on when there are eight times as many
_MAX_ITERATIONS = 30
_TOLERANCE = 1e-9  # relative change of the deviance
_EXTREME = 18.0  # log odds beyond which a probability is 0 or 1 for every purpose
_DECREMENT = 1e-12  # of Newton: the maximum is then less than 1e-6 standard errors away


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
    redundant
        Covariates that tell nothing of their own; the fit is the same without them.
    """

    intercept: float
    coefficients: Floats
    std_errors: Floats
    linear: Floats
    iterations: int
    deviance: float
    quasi_separated: bool
    redundant: Redundant

    @property
    def probability(self) -> Floats:
        """Fitted probability of each row, shape (n,)."""
        return expit(self.linear)


def expit(linear: Floats) -> Floats:
    """Return 1 / (1 + exp(-linear)) with no overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * linear)))


@dataclass(frozen=True, slots=True)
class _Scaled:
    """Covariates as they are, and what each block of them is centred and scaled by, shapes (n, p) and (p,)."""

    covariates: Floats
    centre: Floats
    inverse: Floats  # of the scale; 0 for a constant column

    def slopes(self, beta: Floats) -> tuple[float, Floats]:
        """Return intercept and slopes on the scale of the covariates as given."""
        slopes = beta[1:] * self.inverse
        return float(beta[0] - slopes @ self.centre), slopes


@dataclass(frozen=True, slots=True)
class _Fitted:
    beta: Floats
    linear: Floats
    hessian: Floats
    deviance: float
    iterations: int


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
    data, live = _scaled(covariates)
    found = _iterate(y, data, _start(y, data))
    intercept, slopes = data.slopes(found.beta)
    bread = np.asarray(np.linalg.pinv(found.hessian, rcond=1e-12), dtype=np.float64)
    errors = np.sqrt(np.maximum(np.diag(bread), 0.0))
    extreme = float(np.abs(found.linear).max()) > _EXTREME
    return Logistic(
        intercept=intercept,
        coefficients=slopes,
        std_errors=np.where(live, errors[1:] * data.inverse, 0.0),
        linear=found.linear,
        iterations=found.iterations,
        deviance=found.deviance,
        quasi_separated=bool(extreme and errors.max() > 100),
        # Weights near 0 hide rows, and with them what tells columns apart: then the columns themselves are looked at.
        redundant=redundant_columns(covariates) if extreme else redundant_by_moments(found.hessian, live),
    )


def _scaled(covariates: Floats) -> tuple[_Scaled, Bools]:
    """Return the covariates with centre and scale, and which columns vary.

    With many rows centre and scale come from a part of them: they only make the steps well-conditioned. A
    column without variation in that part is looked at whole.
    """
    part = covariates[_strided(len(covariates))]
    centre, scale = part.mean(axis=0), part.std(axis=0)
    live = scale > 1e-12 * (np.abs(centre) + 1)
    if len(part) < len(covariates):
        for j in np.flatnonzero(~live):
            column = covariates[:, j]
            centre[j], scale[j] = column.mean(), column.std()
        live = scale > 1e-12 * (np.abs(centre) + 1)
    inverse = np.where(live, 1 / np.where(live, scale, 1.0), 0.0)
    return _Scaled(covariates, centre, inverse), live


def _strided(n: int) -> slice:
    """Return which rows the first steps are taken on: evenly spread, all when they are not many."""
    return slice(None, None, n // _PART if n >= 8 * _PART else 1)


def _start(y: Floats, data: _Scaled) -> Floats:
    """Return coefficients to start from: those of a part of the rows when there are many and it has a maximum."""
    beta = np.zeros(data.covariates.shape[1] + 1)
    beta[0] = _log_odds(y)
    rows = _strided(len(y))
    part = y[rows]
    if len(part) == len(y) or not 0 < part.mean() < 1:
        return beta
    beta[0] = _log_odds(part)
    try:
        near = _iterate(part, _Scaled(np.ascontiguousarray(data.covariates[rows]), data.centre, data.inverse), beta)
    except NotEstimableError:
        beta[0] = _log_odds(y)
        return beta
    return near.beta


def _log_odds(y: Floats) -> float:
    return float(np.log(y.mean() / (1 - y.mean())))


def _iterate(y: Floats, data: _Scaled, beta: Floats) -> _Fitted:
    """Newton steps with halving until the deviance stands still."""
    step = np.zeros_like(beta)
    before = np.inf
    share = float(y.mean())
    half_of_nothing = -len(y) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    for iteration in range(1, _MAX_ITERATIONS + 1):
        linear, hessian, gradient, deviance = _pass(data, y, beta)
        # Groups that are told apart drive the deviance to 0: only then need the proof be looked for.
        if deviance < half_of_nothing and _separates(linear, y):
            raise NotEstimableError("separation")
        if abs(before - deviance) <= _TOLERANCE * (abs(deviance) + 0.1):
            return _Fitted(beta, linear, hessian, deviance, iteration)
        if deviance > before:
            step /= 2
            beta = beta - step
            continue
        before = deviance
        step = np.asarray(np.linalg.lstsq(hessian, gradient, rcond=1e-10)[0])
        if gradient @ step <= _DECREMENT:
            return _Fitted(beta, linear, hessian, deviance, iteration)
        beta = beta + step
    raise NotEstimableError("no-convergence")


def _pass(data: _Scaled, y: Floats, beta: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Return linear predictor, Hessian, gradient and deviance, block by block."""
    n, k = len(y), len(beta)
    linear, hessian, gradient, deviance = np.empty(n), np.zeros((k, k)), np.zeros(k), 0.0
    whole = np.empty((min(_BLOCK, n), k))
    whole[:, 0] = 1.0
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        block, target = whole[: stop - start], y[start:stop]
        np.subtract(data.covariates[start:stop], data.centre, out=block[:, 1:])
        block[:, 1:] *= data.inverse
        eta = np.dot(block, beta, out=linear[start:stop])
        tail = np.exp(-np.abs(eta))  # one exponential gives probability, weight and deviance
        near = 1 / (1 + tail)
        p = np.where(eta >= 0, near, tail * near)
        weighted = block * (np.sqrt(tail) * near)[:, None]
        hessian += weighted.T @ weighted
        gradient += block.T @ (target - p)
        deviance += 2 * float((np.log1p(tail) + np.maximum(eta, 0.0)).sum() - target @ eta)
    return linear, hessian, gradient, deviance


def _separates(linear: Floats, y: Floats) -> bool:
    """Return whether every treated row has a higher linear predictor than every control row."""
    treated = y > 0.5
    return bool(linear[treated].min() > linear[~treated].max())
