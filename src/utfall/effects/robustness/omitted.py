# SPDX-License-Identifier: Apache-2.0
"""Omitted variables: how much of what is left to explain an unmeasured cause must explain, beside a measured one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, NotEstimableError, t_quantile
from utfall.effects._numerics.regression import Fit, fit


@dataclass(frozen=True, slots=True)
class OmittedBound:
    """What is left of the estimate if an unmeasured cause is `times` as strong as a named covariate.

    Parameters
    ----------
    r2_treatment, r2_outcome
        Share that the cause would explain of what is left of taking part, and of the outcome.
    adjusted, std_error, low, high
        The estimate had it been measured, moved towards 0.
    """

    covariate: str
    times: float
    r2_treatment: float
    r2_outcome: float
    adjusted: float
    std_error: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class OmittedVariable:
    """Sensitivity of a regression estimate to what was not measured.

    Parameters
    ----------
    partial_r2
        Share of the outcome's remaining variance that the intervention explains.
    robustness_value
        A cause that explains this share of both taking part and outcome would bring the estimate to 0.
    robustness_value_interval
        Likewise, to bring the interval to hold 0; 0 when it holds it.
    bounds
        Beside named covariates.
    """

    value: float
    std_error: float
    df: int
    partial_r2: float
    robustness_value: float
    robustness_value_interval: float
    bounds: tuple[OmittedBound, ...] = ()


def robustness_value(t: float, df: float, *, q: float = 1.0) -> float:
    """Return the share of both residual variances that a cause must explain to take away the part q of the estimate.

    Notes
    -----
    Cinelli and Hazlett (2020), JRSS B 82:39.
    """
    f = q * abs(t) / math.sqrt(df)
    return 0.5 * (math.sqrt(f**4 + 4 * f**2) - f**2)


def robustness_value_interval(t: float, df: float, *, level: float = 0.95) -> float:
    """Return the share that would bring the interval to hold 0; 0 when it does."""
    f, critical = abs(t) / math.sqrt(df), t_quantile(level, df - 1) / math.sqrt(df - 1)
    left = f - critical
    if left <= 0:
        return 0.0
    if f > 1 / critical:
        return (f**2 - critical**2) / (1 + f**2)
    return 0.5 * (math.sqrt(left**4 + 4 * left**2) - left**2)


def adjusted_for(
    value: float, std_error: float, df: float, r2_treatment: float, r2_outcome: float
) -> tuple[float, float]:
    """Return estimate and standard error had a cause with these partial R² been measured; the sign is against it.

    Parameters
    ----------
    r2_treatment, r2_outcome
        Of the cause with the treatment given the covariates, and with the outcome given both; below 1.
    """
    bias = std_error * math.sqrt(df * r2_outcome * r2_treatment / (1 - r2_treatment))
    error = std_error * math.sqrt((1 - r2_outcome) / (1 - r2_treatment) * df / (df - 1))
    return value - math.copysign(bias, value), error


def omitted_variable(
    y: Floats,
    treated: Floats,
    covariates: Floats,
    names: tuple[str, ...],
    *,
    beside: tuple[str, ...] = (),
    times: tuple[float, ...] = (1.0, 2.0, 3.0),
    level: float = 0.95,
) -> OmittedVariable:
    """Sensitivity of the coefficient of `treated` in the regression of y on it and the covariates.

    Parameters
    ----------
    y, treated, covariates, names
        Shapes (n,), (n,), (n, p), and p names.
    beside
        Covariates to compare with; all when empty.

    Raises
    ------
    NotEstimableError
        "too-few", "collinear", "no-variation".
    """
    X = np.column_stack([treated, covariates, np.ones(len(y))])
    fitted = fit(X, y)
    errors = _std_errors(fitted)
    value, std_error, df = float(fitted.coefficients[0]), float(errors[0]), fitted.df
    if not std_error > 0:
        raise NotEstimableError("no-variation")
    t = value / std_error
    participation = fit(X[:, 1:], treated)
    bounds = []
    for name in beside or names:
        j = names.index(name)
        r2_d = _partial_r2(participation, j)
        r2_y = _partial_r2(fitted, j + 1)
        for k in times:
            bound = _bound(name, k, (r2_d, r2_y), (value, std_error, df), level)
            if bound is not None:
                bounds.append(bound)
    return OmittedVariable(
        value,
        std_error,
        df,
        t**2 / (t**2 + df),
        robustness_value(t, df),
        robustness_value_interval(t, df, level=level),
        tuple(bounds),
    )


def _std_errors(fitted: Fit) -> Floats:
    variance = float(fitted.residuals @ fitted.residuals) / fitted.df
    return np.asarray(np.sqrt(variance * np.diag(fitted.bread)))


def _partial_r2(fitted: Fit, j: int) -> float:
    error = float(_std_errors(fitted)[j])
    if not error > 0:
        raise NotEstimableError("no-variation")
    t = float(fitted.coefficients[j]) / error
    return t**2 / (t**2 + fitted.df)


def _bound(
    name: str, k: float, r2: tuple[float, float], estimate: tuple[float, float, int], level: float
) -> OmittedBound | None:
    """Return the bound for a cause k times as strong; None when no cause can be that strong.

    Cinelli and Hazlett (2020), §4.4: the cause explains k times as much as the covariate of taking part and outcome,
    and is unrelated to the covariates.
    """
    r2_d, r2_y = r2
    treatment = k * r2_d / (1 - r2_d)
    if treatment >= 1 or k * r2_d >= 1:
        return None
    shared = k * r2_d**2 / ((1 - k * r2_d) * (1 - r2_d))
    if shared >= 1:
        return None
    outcome = ((math.sqrt(k) + math.sqrt(shared)) / math.sqrt(1 - shared)) ** 2 * r2_y / (1 - r2_y)
    if outcome >= 1:
        return None
    value, std_error, df = estimate
    adjusted, error = adjusted_for(value, std_error, df, treatment, outcome)
    half = t_quantile(level, df - 1) * error
    return OmittedBound(name, k, treatment, outcome, adjusted, error, adjusted - half, adjusted + half)
