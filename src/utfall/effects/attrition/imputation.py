# SPDX-License-Identifier: Apache-2.0
"""Missing values drawn many times from what the others tell, and the results put together by Rubin's rules."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Bools, Contrast, Floats, NotEstimableError, by_t
from utfall.effects._numerics.means import welch

IMPUTATIONS = 20
_SWEEPS = 10


@dataclass(frozen=True, slots=True)
class PooledEstimate:
    """An estimate put together over imputations.

    Parameters
    ----------
    between, within
        Variance between the imputations' estimates, and mean of their own variances.
    share_missing_information
        Share of the variance that comes from values being missing, 0–1.
    """

    contrast: Contrast
    imputations: int
    between: float
    within: float
    share_missing_information: float


def pool(
    estimates: Floats, variances: Floats, *, df_complete: float, level: float = 0.95, mean_0: float = 0.0
) -> PooledEstimate:
    """Put estimates from m imputations together.

    Parameters
    ----------
    estimates, variances
        Shape (m,), m at least 2.
    df_complete
        Degrees of freedom of the analysis had nothing been missing.

    Notes
    -----
    Rubin (1987), Multiple Imputation for Nonresponse in Surveys, ch. 3; degrees of freedom of Barnard and Rubin (1999),
    Biometrika 86:948, which never exceed those of complete data.
    """
    m = len(estimates)
    if m < 2:
        raise NotEstimableError("too-few")
    value, within, between = float(estimates.mean()), float(variances.mean()), float(estimates.var(ddof=1))
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total if total > 0 else 0.0
    observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - share)
    df = observed if share <= 1e-12 else 1 / (share**2 / (m - 1) + 1 / observed)
    contrast = by_t(
        value,
        math.sqrt(total),
        df=df,
        level=level,
        mean_1=mean_0 + value,
        mean_0=mean_0,
        method="multiple-imputation",
    )
    return PooledEstimate(contrast, m, between, within, share)


def impute(table: Floats, *, seed: int, imputations: int = IMPUTATIONS, sweeps: int = _SWEEPS) -> list[Floats]:
    """Return completed copies of a table, missing values drawn by chained normal regressions.

    Parameters
    ----------
    table
        Shape (n, p), NaN where missing.
    sweeps
        Passes over the columns before a copy is taken.

    Raises
    ------
    NotEstimableError
        "too-few" when a column has no more values than there are columns.

    Notes
    -----
    van Buuren (2018), Flexible Imputation of Missing Data, 2nd ed., algorithms 3.1 and 4.3: in each step
    coefficients and variance are drawn from their posterior and the missing values from the regression on all
    other columns.
    """
    holes = np.isnan(table)
    n, p = table.shape
    if np.any(holes.any(axis=0) & ((~holes).sum(axis=0) <= p + 1)):
        raise NotEstimableError("too-few")
    rng = np.random.default_rng(seed)
    order = [int(j) for j in np.argsort(holes.sum(axis=0), kind="stable") if holes[:, j].any()]
    copies = []
    for _ in range(imputations):
        filled = table.copy()
        for j in order:  # begin with draws from the column's own values
            filled[holes[:, j], j] = rng.choice(table[~holes[:, j], j], int(holes[:, j].sum()))
        for _ in range(sweeps if len(order) > 1 else 1):
            for j in order:
                others = np.delete(filled, j, axis=1)
                X = np.column_stack([np.ones(n), others])
                filled[holes[:, j], j] = _draw(X, filled[:, j], holes[:, j], rng)
        copies.append(filled)
    return copies


def _draw(X: Floats, y: Floats, missing: Bools, rng: np.random.Generator) -> Floats:
    """Draw the missing y from the posterior predictive of the normal regression on X."""
    seen = X[~missing]
    scale = np.sqrt((seen * seen).sum(axis=0))
    scale[scale == 0] = 1.0
    A = seen / scale
    # A ridge of 1e-8 of the diagonal: columns that follow from others share their weight instead of failing.
    precision = A.T @ A + 1e-8 * np.eye(A.shape[1])
    root = np.linalg.cholesky(np.linalg.inv(precision))
    beta = root @ (root.T @ (A.T @ y[~missing]))
    residuals = y[~missing] - A @ beta
    df = max(len(residuals) - A.shape[1], 1)
    sigma = math.sqrt(float(residuals @ residuals) / rng.chisquare(df))
    drawn = beta + sigma * (root @ rng.normal(size=len(beta)))
    return np.asarray(X[missing] / scale @ drawn + sigma * rng.normal(size=int(missing.sum())))


def imputed_difference(
    y: Floats,
    treated: Bools,
    covariates: Floats,
    *,
    seed: int,
    imputations: int = IMPUTATIONS,
    level: float = 0.95,
    analyse: Callable[[Floats, Bools, Floats], Contrast] | None = None,
) -> PooledEstimate:
    """Difference between groups with missing outcomes and covariates imputed in each group by itself.

    Parameters
    ----------
    y, covariates
        Shapes (n,) and (n, p), NaN where missing.
    analyse
        Analysis of one completed table (y, treated, covariates); Welch's difference in means when None.

    Notes
    -----
    Imputing within groups lets the covariates matter differently in each, so that no interaction is wiped out. Assumes
    that values are missing at random given the covariates.
    """
    run = analyse or (lambda a, t, _: welch(a[t], a[~t], level=level))
    table = np.column_stack([y, covariates])
    seeds = np.random.SeedSequence(seed).generate_state(2)
    halves = [
        impute(table[m], seed=int(s), imputations=imputations) for m, s in zip((treated, ~treated), seeds, strict=True)
    ]
    found = []
    for upper, lower in zip(*halves, strict=True):
        whole = np.empty_like(table)
        whole[treated], whole[~treated] = upper, lower
        found.append(run(whole[:, 0], treated, whole[:, 1:]))
    df = min((c.df for c in found if c.df is not None), default=float(len(y) - 2))
    return pool(
        np.array([c.value for c in found]),
        np.array([c.std_error**2 for c in found]),
        df_complete=df,
        level=level,
        mean_0=float(np.mean([c.mean_0 for c in found])),
    )
