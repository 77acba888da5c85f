# SPDX-License-Identifier: Apache-2.0
"""Two groups, two periods: the change in one minus the change in the other."""

from __future__ import annotations

import math

import numpy as np

from utfall.effects._numerics.contrast import Contrast, Floats, Ints, NotEstimableError, by_t
from utfall.effects._numerics.regression import cr2, fit, hc2, interaction_design


def clustered_difference(
    y: Floats, treated: Floats, cluster: Ints, covariates: Floats, *, level: float = 0.95
) -> Contrast:
    """Difference in means where persons come in clusters: regression with CR2 and its degrees of freedom.

    Parameters
    ----------
    cluster
        Numbered from 0, shape (n,).
    covariates
        Shape (n, p), p may be 0; the effect is then the one at the covariate means of the treated.
    """
    centre = covariates[treated > 0].mean(axis=0)
    fitted = fit(interaction_design(treated, covariates, centre), y)
    contrast = np.eye(fitted.X.shape[1])[1]
    std_error, df = cr2(fitted, cluster, contrast)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return by_t(effect, std_error, df=df, level=level, mean_1=base + effect, mean_0=base, method="cr2-satterthwaite")


def adjusted_change(change: Floats, treated: Floats, covariates: Floats, *, level: float = 0.95) -> Contrast:
    """Difference between mean changes at the covariate means of the treated, HC2, df n - 2(p + 1).

    Raises
    ------
    NotEstimableError
        "too-few" when a group has no more units than coefficients (p + 1); "collinear".

    Notes
    -----
    Heckman, Ichimura and Todd (1997): the change that the comparison group's regression predicts for the
    treated stands in for what they would have had.
    """
    n_1, p = int(treated.sum()), covariates.shape[1]
    if min(n_1, len(change) - n_1) <= p + 1:
        raise NotEstimableError("too-few")
    fitted = fit(interaction_design(treated, covariates, covariates[treated > 0].mean(axis=0)), change)
    base, effect = float(fitted.coefficients[0]), float(fitted.coefficients[1])
    return by_t(
        effect,
        math.sqrt(float(hc2(fitted)[1, 1])),
        df=fitted.df,
        level=level,
        mean_1=base + effect,
        mean_0=base,
        method="first-difference-adjusted-hc2",
    )


def four_cells(y: Floats, treated: Floats, after: Floats, covariates: Floats, *, level: float = 0.95) -> Contrast:
    """Difference in differences from two separate samples: regression with the interaction, HC2.

    Parameters
    ----------
    y, treated, after
        Outcome, 1/0 for group and 1/0 for period, shape (n,).
    covariates
        Shape (n, p), p may be 0.

    Returns
    -------
    Contrast
        `mean_1` and `mean_0` are the changes in the two groups. Without covariates the degrees of freedom
        are Satterthwaite's for four independent means; with covariates n - k.
    """
    cells = [y[(treated == t) & (after == a)] for t in (1, 0) for a in (1, 0)]
    if min(len(cell) for cell in cells) < 2:
        raise NotEstimableError("too-few")
    fitted = fit(four_cell_design(treated, after, covariates), y)
    parts = np.array([cell.var(ddof=1) / len(cell) for cell in cells])
    df: float = fitted.df
    if covariates.shape[1] == 0 and parts.sum() > 0:
        shares = parts / parts.sum()
        df = float(1 / (shares**2 / np.array([len(cell) - 1 for cell in cells])).sum())
    return _from_interaction(fitted.coefficients, math.sqrt(float(hc2(fitted)[3, 3])), df, level, "hc2")


def four_cells_clustered(
    y: Floats, treated: Floats, after: Floats, covariates: Floats, cluster: Ints, *, level: float = 0.95
) -> Contrast:
    """As `four_cells`, with CR2 standard errors by cluster (units or groups that come back)."""
    fitted = fit(four_cell_design(treated, after, covariates), y)
    std_error, df = cr2(fitted, cluster, np.eye(fitted.X.shape[1])[3])
    return _from_interaction(fitted.coefficients, std_error, df, level, "cr2-satterthwaite")


def four_cell_design(treated: Floats, after: Floats, covariates: Floats) -> Floats:
    """Return columns 1, group, period, their product, covariates."""
    return np.column_stack([np.ones(len(treated)), treated, after, treated * after, covariates])


def _from_interaction(coefficients: Floats, std_error: float, df: float, level: float, name: str) -> Contrast:
    change = float(coefficients[2])
    effect = float(coefficients[3])
    return by_t(
        effect,
        std_error,
        df=df,
        level=level,
        mean_1=change + effect,
        mean_0=change,
        method=f"interaction-{name}",
    )
