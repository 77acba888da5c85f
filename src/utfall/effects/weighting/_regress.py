# SPDX-License-Identifier: Apache-2.0
"""Standardisation: what a regression says of everyone's outcome with and without, averaged over a group."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError
from utfall.effects._numerics.logistic import expit, fit_logistic
from utfall.effects._numerics.regression import fit
from utfall.effects.weighting._binary import fit_probit
from utfall.effects.weighting._potential import Arm, Potential, log_scores, of_arms

Link = Literal["identity", "logit", "probit"]


@dataclass(frozen=True, slots=True)
class Standardised:
    """The two means, and what the regression itself says.

    Parameters
    ----------
    coefficient, coefficient_error
        Of treatment, with the model's own standard error (maximum likelihood; for the linear model the one of
        equal variances). With interactions: at the covariates' means.
    slope_at_means
        Change in the outcome per unit of treatment when everything, treatment too, is at its mean.
    """

    means: Potential
    coefficient: float
    coefficient_error: float
    slope_at_means: float


@dataclass(frozen=True, slots=True)
class _Model:
    beta: Floats
    covariance: Floats
    influence: Floats  # of each person on the coefficients, (n, k)


def standardised_means(
    y: Floats, treated: Bools, covariates: Floats, modifiers: Floats, *, target: Floats, link: Link
) -> Standardised:
    """Return the mean of predictions had all of the target taken part, and had none.

    Parameters
    ----------
    covariates, modifiers
        Centred, shapes (n, p) and (n, q); the effect may vary with the modifiers.
    target
        How much each person counts in the average, shape (n,).
    link
        "identity" is linear regression.

    Raises
    ------
    NotEstimableError
        "too-few", "collinear"; "separation" or "no-convergence" for logit and probit.

    Notes
    -----
    Robins (1986); Hernán and Robins, Causal Inference: What If, chapter 13. Influence: that of the target's make-up
    plus that on the coefficients (robust to unequal variances).
    """
    T = treated.astype(np.float64)
    X, X1, X0 = (_design(t, covariates, modifiers) for t in (T, np.ones_like(T), np.zeros_like(T)))
    if len(y) <= X.shape[1]:
        raise NotEstimableError("too-few")
    model = _fit(X, y, link)
    share = target / target.mean()
    paid = (X.shape[1] - 2) / 2  # the coefficients besides the two means, shared alike
    arms = []
    for at, group in ((X1, treated), (X0, ~treated)):
        predicted, slope = _predicted(at @ model.beta, link)
        mean = float((share * predicted).mean())
        influence = share * (predicted - mean) + model.influence @ ((share * slope) @ at / len(y))
        arms.append(Arm(mean, influence, float(group.sum()), paid))
    centre = X.mean(axis=0)
    _, steep = _predicted(np.array([centre @ model.beta]), link)
    return Standardised(
        of_arms(*arms),
        float(model.beta[1]),
        math.sqrt(float(model.covariance[1, 1])),
        float(steep[0] * model.beta[1]),
    )


def _design(T: Floats, covariates: Floats, modifiers: Floats) -> Floats:
    return np.column_stack([np.ones(len(T)), T, covariates, modifiers * T[:, None]])


def _predicted(linear: Floats, link: Link) -> tuple[Floats, Floats]:
    """Return the expected outcome and its derivative at linear predictors."""
    if link == "identity":
        return linear, np.ones_like(linear)
    if link == "logit":
        p = expit(linear)
        return p, p * (1 - p)
    from scipy import special

    return special.ndtr(linear), np.exp(-0.5 * linear**2) / math.sqrt(2 * math.pi)


def _fit(X: Floats, y: Floats, link: Link) -> _Model:
    if link == "identity":
        fitted = fit(X, y)
        variance = float(fitted.residuals @ fitted.residuals) / fitted.df
        influence = (X * fitted.residuals[:, None]) @ (fitted.bread * len(y))
        return _Model(fitted.coefficients, variance * fitted.bread, influence)
    if y.min() == y.max():
        raise NotEstimableError("no-variation")
    if link == "probit":
        found = fit_probit(y, X)
        return _Model(found.coefficients, found.covariance, found.influence)
    if np.linalg.matrix_rank(X) < X.shape[1]:
        raise NotEstimableError("collinear")
    logistic = fit_logistic(y, X[:, 1:])
    p = logistic.probability
    covariance = np.linalg.inv((X * (p * (1 - p))[:, None]).T @ X)
    return _Model(
        np.concatenate([[logistic.intercept], logistic.coefficients]), np.asarray(covariance), log_scores(X, y, p)
    )
