# SPDX-License-Identifier: Apache-2.0
"""When not all who were offered came: the effect on those who came because of the offer, and attendance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, by_t, t_quantile
from utfall.effects._numerics.regression import cr2, fit, hc2

_FEW = 1_000  # persons, up to whom the degrees of freedom are estimated
WEAK_BELOW = 10.0  # first-stage F, the usual rule of thumb (Staiger and Stock 1997)


@dataclass(frozen=True, slots=True)
class ComplierEffect:
    """Effect on those whom the offer made take part.

    Parameters
    ----------
    contrast
        Wald estimate with its robust interval. `mean_1`, `mean_0`: means by offer.
    first_stage
        Difference in the share that took part between offered and not, 0–1.
    f_statistic
        Of the first stage; below 10 the interval of `contrast` cannot be trusted (`weak`).
    ar_sets
        Effects that Anderson and Rubin's test does not reject, right also with a weak first stage: one interval, or
        two that run to infinity, or (-inf, inf).
    """

    contrast: Contrast
    first_stage: float
    f_statistic: float
    weak: bool
    ar_sets: tuple[tuple[float, float], ...]


def complier_effect(y: Floats, offered: Bools, took_part: Bools, *, level: float = 0.95) -> ComplierEffect:
    """Effect of taking part among compliers: the offer's effect on the outcome over its effect on taking part.

    Parameters
    ----------
    y, offered, took_part
        Shape (n,); the offer was drawn by lot.

    Raises
    ------
    NotEstimableError
        "too-few" below three in a group; "no-first-stage" when as many took part without the offer.

    Notes
    -----
    Imbens and Angrist (1994), Econometrica 62:467; Anderson and Rubin (1949). Assumes that the offer matters only by
    way of taking part, and that nobody stayed away because of it.
    """
    if min(int(offered.sum()), int((~offered).sum())) < 3:
        raise NotEstimableError("too-few")
    d = took_part.astype(np.float64)
    first = float(d[offered].mean() - d[~offered].mean())
    if abs(first) < 1e-12:
        raise NotEstimableError("no-first-stage")
    reduced = float(y[offered].mean() - y[~offered].mean())
    vyy, vdd, vyd = _covariances(y, d, offered)
    value = reduced / first
    std_error = math.sqrt(max(vyy - 2 * value * vyd + value**2 * vdd, 0.0)) / abs(first)
    f = first**2 / vdd if vdd > 0 else math.inf
    contrast = by_t(
        value,
        std_error,
        df=len(y) - 2,
        level=level,
        mean_1=float(y[offered].mean()),
        mean_0=float(y[~offered].mean()),
        method="wald",
    )
    sets = _anderson_rubin(reduced, first, (vyy, vdd, vyd), t_quantile(level, len(y) - 2))
    return ComplierEffect(contrast, first, f, f < WEAK_BELOW, sets)


def _covariances(y: Floats, d: Floats, offered: Bools) -> tuple[float, float, float]:
    """Return variances of both differences and their covariance (HC2: unequal variances)."""
    parts = [np.cov(y[g], d[g]) / int(g.sum()) for g in (offered, ~offered)]
    total = parts[0] + parts[1]
    return float(total[0, 0]), float(total[1, 1]), float(total[0, 1])


def _anderson_rubin(
    reduced: float, first: float, v: tuple[float, float, float], t: float
) -> tuple[tuple[float, float], ...]:
    """Return the effects e with (reduced - e·first)² ≤ t²·(vyy - 2e·vyd + e²·vdd): a quadratic inequality."""
    vyy, vdd, vyd = v
    a = first**2 - t**2 * vdd
    b = -2 * (reduced * first - t**2 * vyd)
    c = reduced**2 - t**2 * vyy
    root = b * b - 4 * a * c
    if root < 0:
        return ((-math.inf, math.inf),)  # a > 0 with no root cannot be: the estimate itself is never rejected
    ends = sorted(((-b - math.sqrt(root)) / (2 * a), (-b + math.sqrt(root)) / (2 * a)))
    if a > 0:
        return ((ends[0], ends[1]),)
    return ((-math.inf, ends[0]), (ends[1], math.inf))


@dataclass(frozen=True, slots=True)
class DoseResponse:
    """How the outcome goes with attendance among participants: an association, for who comes often is not drawn by lot.

    Parameters
    ----------
    slope
        Outcome per unit of dose (session, month), with covariates held. `mean_0` is the outcome at dose 0.
    levels
        Mean dose, mean outcome and persons in thirds of the dose (fewer with ties or below nine persons).
    """

    slope: Contrast
    levels: tuple[tuple[float, float, int], ...]
    reading: str = "association"


def dose_response(y: Floats, dose: Floats, covariates: Floats, *, level: float = 0.95) -> DoseResponse:
    """Regress the outcome on attendance or fidelity among those who took part.

    Parameters
    ----------
    y, dose, covariates
        Shapes (n,), (n,) and (n, p), p may be 0; participants only.

    Raises
    ------
    NotEstimableError
        "collinear" when the dose is the same for all; "too-few".

    Notes
    -----
    HC2 with the degrees of freedom of Bell and McCaffrey (2002) up to 1,000 persons, which keep the interval's coverage
    with few whose outcomes spread more the more often they came; rows less columns above.
    """
    X = np.column_stack([np.ones(len(y)), dose, covariates - covariates.mean(axis=0)])
    fitted = fit(X, y)
    base, slope = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    error, df = math.sqrt(float(hc2(fitted)[1, 1])), float(fitted.df)
    if len(y) <= _FEW:  # each person a cluster: the same error, with the degrees of freedom that it has
        error, df = cr2(fitted, np.arange(len(y)), np.eye(X.shape[1])[1])
    contrast = by_t(
        slope,
        error,
        df=df,
        level=level,
        mean_1=base + slope,
        mean_0=base,
        method="dose-hc2",
    )
    cuts = np.unique(np.quantile(dose, [1 / 3, 2 / 3])) if len(y) >= 9 else np.empty(0)
    third = np.searchsorted(cuts, dose, side="left")
    levels = tuple(
        (float(dose[third == k].mean()), float(y[third == k].mean()), int((third == k).sum())) for k in np.unique(third)
    )
    return DoseResponse(contrast, levels)
