# SPDX-License-Identifier: Apache-2.0
"""Those who were measured stand in for those like them who were not: inverse probability of attrition weights."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, by_t
from utfall.effects._numerics.logistic import fit_logistic

LEFT_OUT_UP_TO = 2_000  # persons in a group, each of whom is left out in turn


@dataclass(frozen=True, slots=True)
class WeightedForAttrition:
    """Difference in means with weights, and what the weights are like.

    Parameters
    ----------
    largest_weight
        Of the measured, relative to the mean weight in the group.
    effective_1, effective_0
        As how many equally weighted persons the measured count (Kish).
    """

    contrast: Contrast
    largest_weight: float
    effective_1: float
    effective_0: float


def attrition_weighted(y: Floats, treated: Bools, covariates: Floats, *, level: float = 0.95) -> WeightedForAttrition:
    """Difference in means in which each measured person weighs 1 / (probability of having been measured).

    Parameters
    ----------
    y
        Outcome, NaN where it was not measured, shape (n,).
    covariates
        Measured before the start in everybody, shape (n, p). The probability is fitted in each group by itself.

    Raises
    ------
    NotEstimableError
        "separation" or "no-convergence" when the covariates decide who is measured; "one-participant".

    Notes
    -----
    Weights are normalised (Hájek). The standard error counts that the probabilities were estimated: up to 2,000 persons
    in a group by leaving each out, the fit moved by one step (Pregibon 1981, Annals of Statistics 9:705; Efron and
    Stein 1981, 9:586), above by the influence function (Robins, Rotnitzky and Zhao 1994, JASA 89:846). A group with
    losses has (effective persons) - 1 degrees of freedom; both together have Welch's. Without losses this is Welch's
    comparison.
    Assumes that, among persons alike in the covariates, those measured are as those not measured.
    """
    arms = [_arm(y[member], covariates[member]) for member in (treated, ~treated)]
    total = arms[0].variance + arms[1].variance
    if not total > 0:
        raise NotEstimableError("no-variation")
    df = 1 / sum((arm.variance / total) ** 2 / arm.df for arm in arms)
    contrast = by_t(
        arms[0].mean - arms[1].mean,
        math.sqrt(total),
        df=df,
        level=level,
        mean_1=arms[0].mean,
        mean_0=arms[1].mean,
        method="attrition-weighted",
    )
    return WeightedForAttrition(contrast, max(a.largest for a in arms), arms[0].effective, arms[1].effective)


@dataclass(frozen=True, slots=True)
class _Arm:
    mean: float
    variance: float
    df: float
    largest: float
    effective: float


def _arm(y: Floats, covariates: Floats) -> _Arm:
    seen = ~np.isnan(y)
    if seen.sum() < 2:
        raise NotEstimableError("one-participant")
    values = np.where(seen, y, 0.0)
    if seen.all():
        return _Arm(float(y.mean()), float(y.var(ddof=1)) / len(y), len(y) - 1.0, 1.0, float(len(y)))
    measured, spent = int(seen.sum()), covariates.shape[1] + 1
    if measured <= spent + 1:
        raise NotEstimableError("too-few")
    fitted = fit_logistic(seen.astype(np.float64), covariates)
    p = fitted.probability
    if fitted.quasi_separated or p[seen].min() < 1e-8:
        raise NotEstimableError("separation")
    weight = np.where(seen, 1 / np.where(seen, p, 1.0), 0.0)
    mean = float(weight @ values / weight.sum())
    used = weight[seen]
    effective = float(used.sum() ** 2 / (used @ used))
    return _Arm(
        mean,
        _variance(values, weight, p, np.column_stack([np.ones(len(y)), covariates - covariates.mean(axis=0)])),
        max(effective - 1, 1.0),
        float(used.max() / used.mean()),
        effective,
    )


def _variance(values: Floats, weight: Floats, p: Floats, X: Floats) -> float:
    """Return the variance of a weighted mean whose weights were estimated; `weight` is 0 for those not measured."""
    seen = weight > 0
    if len(p) > LEFT_OUT_UP_TO:
        influence = weight * (values - weight @ values / weight.sum()) / weight.mean()
        # What the estimated probabilities explain of it is not noise: take out its regression on their scores.
        scores = (seen - p)[:, None] * X
        influence = influence - scores @ np.linalg.lstsq(scores, influence, rcond=None)[0]
        return float(influence @ influence) / len(p) / (len(p) - 1)
    scale = np.sqrt((X * X).mean(axis=0))
    X = X / np.where(scale > 0, scale, 1.0)
    information = np.linalg.pinv((X * (p * (1 - p))[:, None]).T @ X)
    leverage = p * (1 - p) * np.einsum("ij,jk,ik->i", X, information, X)
    steps = (X @ information) * ((seen - p) / np.maximum(1 - leverage, 1e-3))[:, None]
    fitted = np.log(p[seen] / np.maximum(1 - p[seen], 1e-12))
    line = fitted - steps @ X[seen].T  # of each measured (columns) without each (rows)
    without = 1 + np.exp(-np.clip(line, -30.0, 30.0))
    without[np.flatnonzero(seen), np.arange(int(seen.sum()))] = 0.0
    means = without @ values[seen] / without.sum(axis=1)
    return float(((means - means.mean()) ** 2).sum()) * (len(p) - 1) / len(p)
