# SPDX-License-Identifier: Apache-2.0
"""The effect in matched groups, with standard errors that know that the groups were matched."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from utfall.effects._numerics.balance import weighted_moments
from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.nearest import Pairs
from utfall.effects._numerics.ratios import Ratio, log_ratio, ratio_of_line
from utfall.effects._numerics.regression import Fit, cr1, fit


def pair_weights(pairs: Pairs, n_treated: int, n_control: int) -> tuple[Floats, Floats]:
    """Return the weight of every treated (1 when matched, else 0) and control (sum of its shares).

    A treated with m controls gives each of them 1/m; the weights of both groups have the same sum.
    """
    count = np.bincount(pairs.treated, minlength=n_treated)
    share = 1.0 / count[pairs.treated]
    shares = np.bincount(pairs.control, weights=share, minlength=n_control).astype(np.float64)
    return (count > 0).astype(np.float64), shares


def clustered_effect(
    y_treated: Floats,
    y_control: Floats,
    pairs: Pairs,
    *,
    covariates: tuple[Floats, Floats] | None = None,
    level: float = 0.95,
) -> Contrast:
    """Effect on the matched treated without replacement: weighted regression, clustered by matched set.

    Parameters
    ----------
    y_treated, y_control
        Outcomes of all, shapes (n1,) and (n0,).
    covariates
        Of the treated and controls, shapes (n1, p) and (n0, p): the effect is then adjusted for what
        differences are left, by adding them to the regression.

    Notes
    -----
    Abadie and Spiess (2022), JASA 117:983; Austin and Small (2014). Degrees of freedom: matched sets - 1.
    """
    fitted, variance, n_sets = _of_sets(y_treated, y_control, pairs, covariates)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return by_t(
        effect,
        math.sqrt(float(variance[1, 1])),
        df=n_sets - 1,
        level=level,
        mean_1=base + effect,
        mean_0=base,
        method="cluster-by-pair" if covariates is None else "cluster-by-pair-adjusted",
    )


def clustered_ratio(
    y_treated: Floats,
    y_control: Floats,
    pairs: Pairs,
    *,
    covariates: tuple[Floats, Floats] | None = None,
    level: float = 0.95,
) -> Ratio | None:
    """Ratio of the two means of `clustered_effect`, by the delta method on the log scale; None when it has none."""
    fitted, variance, n_sets = _of_sets(y_treated, y_control, pairs, covariates)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return ratio_of_line(base, effect, variance[:2, :2], n_sets - 1, level=level)


def _of_sets(
    y_treated: Floats, y_control: Floats, pairs: Pairs, covariates: tuple[Floats, Floats] | None
) -> tuple[Fit, Floats, int]:
    """Return the regression in matched sets, its covariance clustered by set, and the number of sets."""
    sets, cluster = np.unique(pairs.treated, return_inverse=True)
    weight_1, weight_0 = pair_weights(pairs, len(y_treated), len(y_control))
    y = np.concatenate([y_treated[sets], y_control[pairs.control]])
    weights = np.concatenate([weight_1[sets], weight_0[pairs.control]])
    treated = np.concatenate([np.ones(len(sets)), np.zeros(len(pairs))])
    X = np.column_stack([np.ones(len(y)), treated])
    if covariates is not None:
        values = np.concatenate([covariates[0][sets], covariates[1][pairs.control]])
        X = np.column_stack([X, values - covariates[0][sets].mean(axis=0)])
    fitted = fit(X, y, weights)
    variance = cr1(fitted, np.concatenate([np.arange(len(sets)), cluster]))
    return fitted, variance, len(sets)


def abadie_imbens_effect(
    y_treated: Floats,
    y_control: Floats,
    pairs: Pairs,
    *,
    nearest_control: Callable[[Ints], Ints],
    covariates: tuple[Floats, Floats] | None = None,
    level: float = 0.95,
) -> Contrast:
    """Effect on the matched treated with replacement, with Abadie and Imbens' standard error.

    Parameters
    ----------
    nearest_control
        Gives, for positions among the controls, each one's nearest other control: its outcome tells how
        much outcomes vary between alike persons.
    covariates
        When given, matches are corrected for the covariate differences left within pairs, by regression
        among the matched controls.

    Notes
    -----
    Abadie and Imbens (2006), Econometrica 74:235, theorem 7; the correction: (2011), JBES 29:1. The
    propensity score is taken as known, which for this estimand may overstate or understate slightly. Their
    interval is normal; Student's t with matched treated - 1 - covariates degrees of freedom is used here,
    which with 200 treated is the same and with 10 keeps its coverage (docs/methods/matching.md).
    """
    sets, cluster = np.unique(pairs.treated, return_inverse=True)
    df = len(sets) - 1 - (0 if covariates is None else covariates[0].shape[1])
    if df < 1:
        raise NotEstimableError("too-few")
    _, weight_0 = pair_weights(pairs, len(y_treated), len(y_control))
    shift_1, shift_0 = np.zeros(len(y_treated)), np.zeros(len(y_control))
    if covariates is not None:
        shift_1, shift_0 = _predicted_untreated(y_control, weight_0, covariates)
    r_1, r_0 = y_treated - shift_1, y_control - shift_0
    share = 1.0 / np.bincount(cluster)[cluster]
    gaps = r_1[sets] - np.bincount(cluster, weights=share * r_0[pairs.control])
    value = float(gaps.mean())
    squares = np.bincount(pairs.control, weights=share**2, minlength=len(y_control))
    reused = np.flatnonzero(weight_0**2 - squares > 1e-12)
    noise = (r_0[reused] - r_0[nearest_control(reused)]) ** 2 / 2
    variance = ((gaps - value) ** 2).sum() + ((weight_0**2 - squares)[reused] * noise).sum()
    mean_1 = float(y_treated[sets].mean())
    return by_t(
        value,
        math.sqrt(float(variance)) / len(sets),
        df=df,
        level=level,
        mean_1=mean_1,
        mean_0=mean_1 - value,
        method="abadie-imbens" if covariates is None else "abadie-imbens-adjusted",
    )


def abadie_imbens_ratio(
    y_treated: Floats,
    y_control: Floats,
    pairs: Pairs,
    *,
    nearest_control: Callable[[Ints], Ints],
    covariates: tuple[Floats, Floats] | None = None,
    level: float = 0.95,
) -> Ratio | None:
    """Ratio of the two means of `abadie_imbens_effect`, None when it has none.

    Parameters and errors as there.

    Notes
    -----
    Delta method on the log scale: the error of log(mean_1 / mean_0) is Abadie and Imbens' error of the difference
    between y / mean_1 of the treated and y / mean_0 of the controls, with the means held. Both means are linear in the
    outcomes, corrected for covariates or not.
    """

    def contrast(of_treated: Floats, of_control: Floats) -> Contrast:
        return abadie_imbens_effect(
            of_treated, of_control, pairs, nearest_control=nearest_control, covariates=covariates, level=level
        )

    plain = contrast(y_treated, y_control)
    if min(plain.mean_1, plain.mean_0) <= 0:
        return None
    try:
        error = contrast(y_treated / plain.mean_1, y_control / plain.mean_0).std_error
    except NotEstimableError:
        return None  # nothing varies within the pairs
    df = len(np.unique(pairs.treated)) - 1 - (0 if covariates is None else covariates[0].shape[1])
    return log_ratio(plain.mean_1, plain.mean_0, error, df, level=level)


def _predicted_untreated(
    y_control: Floats, weights: Floats, covariates: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """Return what the regression among the matched controls predicts for treated and controls."""
    centre, _ = weighted_moments(covariates[1], weights)
    used = weights > 0
    X = np.column_stack([np.ones(len(y_control)), covariates[1] - centre])
    slopes = fit(X[used], y_control[used], weights[used]).coefficients[1:]
    return (covariates[0] - centre) @ slopes, (covariates[1] - centre) @ slopes
