# SPDX-License-Identifier: Apache-2.0
"""Logistic regression by Newton's method, in blocks that stay in the cache.

The covariates are never copied whole: each block is centred and scaled where it is used, columns as rows, so that
every step works along memory. With many rows the first steps are taken on a part of them, so that all rows are
passed over only near the maximum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError
from utfall.effects._numerics.redundant import Redundant, redundant_by_moments, redundant_columns

_BLOCK = 4096
_PART = 16_384  # rows that the first steps are taken on when there are eight times as many
_MAX_ITERATIONS = 30
_MOST_REFINED = 8  # passes over all rows from the part's maximum, before Newton's own way is gone instead
_CLOSE = 1.0  # decrement below which the Hessian is kept: less than a standard error away
_CONTRACTED = 1e-3  # of the decrement, what a kept Hessian may leave for it to be kept on
_NEARLY = 1e-6  # decrement below which the next step may well be the last
_TOLERANCE = 1e-9  # relative change of the deviance
_EXTREME = 18.0  # log odds beyond which a probability is 0 or 1 for every purpose
_DECREMENT = 1e-12  # of Newton: the maximum is then less than 1e-6 standard errors away
_LEFT = 1e-16  # the same among so many that neighbours on the score differ by less than that


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic regression.

    Parameters
    ----------
    intercept, coefficients
        On the scale of the covariates as given, shapes () and (p,). A column that follows from others
        shares their weight.
    linear
        Linear predictor (log odds) of each row, shape (n,).
    quasi_separated
        Some rows have a fitted probability that runs to 0 or 1: a group with no counterpart.
    redundant
        Covariates that tell nothing of their own; the fit is the same without them.
    """

    intercept: float
    coefficients: Floats
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
    half: Floats = np.asarray(0.5 * linear)
    np.tanh(half, out=half)
    half += 1
    half *= 0.5
    return half


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
    near = _near(y, data)
    found = None if near is None else _refined(y, data, near)
    if found is None:
        found = _iterate(y, data, _first(y, data) if near is None else near.beta)
    intercept, slopes = data.slopes(found.beta)
    extreme = float(np.abs(found.linear).max()) > _EXTREME
    return Logistic(
        intercept=intercept,
        coefficients=slopes,
        linear=found.linear,
        iterations=found.iterations,
        deviance=found.deviance,
        quasi_separated=bool(extreme and _errors(found.hessian).max() > 100),
        # Weights near 0 hide rows, and with them what tells columns apart: then the columns themselves are looked at.
        redundant=redundant_columns(covariates) if extreme else redundant_by_moments(found.hessian, live),
    )


def std_errors(found: Logistic, covariates: Floats) -> Floats:
    """Return the standard errors of the coefficients at the maximum, shape (p,); 0 for a constant column.

    Parameters
    ----------
    covariates
        Those that were fitted, shape (n, p). They are passed over once.
    """
    data, live = _scaled(covariates)
    n, hessian = len(covariates), np.zeros((len(live) + 1, len(live) + 1))
    whole = np.ones((len(live) + 1, min(_BLOCK, n)))
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        p = expit(found.linear[start:stop])
        weighted = _scaled_block(data, start, stop, whole) * np.sqrt(p * (1 - p))
        hessian += weighted @ weighted.T
    errors = _errors(hessian)
    return np.where(live, errors[1:] * data.inverse, 0.0)


def _errors(hessian: Floats) -> Floats:
    bread = np.asarray(np.linalg.pinv(hessian, rcond=1e-12), dtype=np.float64)
    return np.asarray(np.sqrt(np.maximum(np.diag(bread), 0.0)))


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


def _first(y: Floats, data: _Scaled) -> Floats:
    """Return the coefficients of the model with an intercept alone."""
    beta = np.zeros(data.covariates.shape[1] + 1)
    beta[0] = _log_odds(y)
    return beta


def _near(y: Floats, data: _Scaled) -> _Fitted | None:
    """Return the fit of a part of the rows when there are many, its Hessian scaled to all; None when it has none."""
    rows = _strided(len(y))
    part = y[rows]
    if len(part) == len(y) or not 0 < part.mean() < 1:
        return None
    few = _Scaled(np.ascontiguousarray(data.covariates[rows]), data.centre, data.inverse)
    try:
        near = _iterate(part, few, _first(part, few))
    except NotEstimableError:
        return None
    return replace(near, hessian=near.hessian * (len(y) / len(part)))


def _refined(y: Floats, data: _Scaled, near: _Fitted) -> _Fitted | None:
    """Return the maximum from nearby in few passes over all rows; None when it is not as near as it seemed.

    The first pass takes the part's Hessian, later ones their own until the maximum is close; then one is kept as long
    as it does nearly as well. Between two linear predictors that differ by at most m in every row, each weight
    p(1 - p) differs by a factor of at most exp(m), and so does the Hessian. A step by a kept Hessian thus leaves at
    most expm1(m)² of Newton's decrement, and no pass is made to see it when that is as little as is asked for.
    """
    beta, hessian, at, close, before, last = near.beta, near.hessian, None, False, np.inf, np.inf
    for iteration in range(1, _MOST_REFINED + 1):
        own = iteration > 1 and not close
        linear, fresh, gradient, deviance = _pass(data, y, beta, hessian=own)
        if deviance > before * (1 + _TOLERANCE):
            return None
        if own:
            hessian, at = fresh, linear
        step = np.asarray(np.linalg.lstsq(hessian, gradient, rcond=1e-10)[0])
        decrement, done, before = float(gradient @ step), near.iterations + iteration, deviance
        if at is not None and decrement <= _LEFT:
            return _Fitted(beta, linear, hessian, deviance, done)
        held = own or decrement <= _CONTRACTED * last
        close, beta, last = at is not None and decrement <= _CLOSE and held, beta + step, decrement
        if at is None or decrement > _NEARLY:
            continue
        linear = _linear(data, beta)
        if np.expm1(float(np.abs(linear - at).max())) ** 2 * decrement <= _LEFT:
            return _Fitted(beta, linear, hessian, deviance, done)
    return None


def _linear(data: _Scaled, beta: Floats) -> Floats:
    """Return the linear predictor of each row, shape (n,), block by block as `_pass` computes it."""
    n = len(data.covariates)
    linear, whole = np.empty(n), np.ones((len(beta), min(_BLOCK, n)))
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        np.dot(beta, _scaled_block(data, start, stop, whole), out=linear[start:stop])
    return linear


def _scaled_block(data: _Scaled, start: int, stop: int, whole: Floats) -> Floats:
    """Fill `whole`, whose first row is 1, with some persons' covariates centred and scaled, one person to a column."""
    block = whole[:, : stop - start]
    values = block[1:]
    np.copyto(values, data.covariates[start:stop].T)
    values -= data.centre[:, None]
    values *= data.inverse[:, None]
    return block


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


def _pass(data: _Scaled, y: Floats, beta: Floats, *, hessian: bool = True) -> tuple[Floats, Floats, Floats, float]:
    """Return linear predictor, Hessian (0 when not asked for), gradient and deviance, block by block."""
    n, k = len(y), len(beta)
    linear, curve, gradient, deviance = np.empty(n), np.zeros((k, k)), np.zeros(k), 0.0
    whole = np.ones((k, min(_BLOCK, n)))
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        block, target = _scaled_block(data, start, stop, whole), y[start:stop]
        eta = np.dot(beta, block, out=linear[start:stop])
        tail = np.exp(-np.abs(eta))  # one exponential gives probability, weight and deviance
        near = 1 / (1 + tail)
        p = np.where(eta >= 0, near, tail * near)
        if hessian:
            weighted = block * (np.sqrt(tail) * near)
            curve += weighted @ weighted.T
        gradient += block @ (target - p)
        deviance += 2 * float((np.log1p(tail) + np.maximum(eta, 0.0)).sum() - target @ eta)
    return linear, curve, gradient, deviance


def _separates(linear: Floats, y: Floats) -> bool:
    """Return whether every treated row has a higher linear predictor than every control row."""
    treated = y > 0.5
    return bool(linear[treated].min() > linear[~treated].max())
