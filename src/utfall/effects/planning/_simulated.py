# SPDX-License-Identifier: Apache-2.0
"""Power of designs that no formula carries: data are drawn as planned and the real estimator is run on them.

The same seed draws the same data for every n and effect that is tried, so that the answers are comparable.
"""

from __future__ import annotations

import math

import numpy as np

from utfall.core.designs import Matching
from utfall.effects._numerics.contrast import Bools, Floats, NotEstimableError, t_p_value
from utfall.effects._numerics.matched import clustered_effect
from utfall.effects.matching import match_sample
from utfall.effects.planning._faults import unsolvable
from utfall.effects.planning._simulated_units import persons_p, units_p
from utfall.effects.planning.power_plan import OF_PERSONS, OF_UNITS, PowerPlan, split, stated, unit_variances
from utfall.effects.result import Flow, GroupFlow
from utfall.effects.sample import Sample
from utfall.effects.series.segmented import average_contrast, design_matrix, segmented

_LARGEST = 20_000  # persons: beyond this a simulation takes too long, and a formula is near enough
_ROUNDS = 8


def simulate(plan: PowerPlan, *, n: int, effect: float) -> float:
    """Return the share of drawn data sets in which the estimator finds the effect.

    A data set that the estimator refuses counts as one in which nothing was found.
    """
    rng = np.random.default_rng(plan.seed)
    one = _time_series_p if plan.design == "its" else _units_p if plan.design in OF_UNITS else _matching_p
    found = 0
    for _ in range(plan.draws):
        try:
            p = one(plan, n, effect, rng)
        except NotEstimableError:
            continue
        found += int(p <= plan.alpha)
    return found / plan.draws


def least_n(plan: PowerPlan, *, effect: float, power: float) -> int:
    """Return a number of persons (or periods) whose simulated power reaches the power, by steps of probit scale."""
    low, high, n = 3, _LARGEST + 1, 24 if plan.design in ("its", *OF_UNITS) else 80
    for _ in range(_ROUNDS):
        found = simulate(plan, n=n, effect=effect)
        low, high = (low, n) if found >= power else (n, high)
        if high <= _LARGEST and high - low <= max(1, high // 20):
            break
        guess = math.ceil(n * min(max(_step(plan, found, power) ** 2, 0.25), 4.0))
        n = min(max(guess, low + 1), high - 1)
    if high > _LARGEST:
        raise unsolvable("n")
    return high


def least_effect(plan: PowerPlan, *, n: int, power: float) -> float:
    """Return the size of the effect whose simulated power reaches the power, to one per cent."""
    unit = math.sqrt(unit_variances(plan, 0.0)[1])
    sign = 1.0 if plan.direction == "increase" else -1.0
    low, high = 0.0, 0.25 * unit
    while simulate(plan, n=n, effect=sign * high) < power:
        low, high = high, 2 * high
        if high > 100 * unit or not _possible(plan, sign * high):
            raise unsolvable("effect")
    while high - low > 0.01 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if simulate(plan, n=n, effect=sign * middle) >= power else (middle, high)
    return high


def _possible(plan: PowerPlan, effect: float) -> bool:
    if plan.kind == "continuous" or plan.baseline is None:
        return True
    return 0 <= plan.baseline + effect <= (1 if plan.kind == "binary" else math.inf)


def _step(plan: PowerPlan, found: float, power: float) -> float:
    """Return by how much the effect over its standard error should grow to reach the power."""
    from scipy import special

    critical = -float(special.ndtri(plan.alpha / 2))
    kept = min(max(found, 1 / plan.draws), 1 - 1 / plan.draws)
    return (critical + float(special.ndtri(power))) / max(critical + float(special.ndtri(kept)), 0.2)


def _matching_p(plan: PowerPlan, n: int, effect: float, rng: np.random.Generator) -> float:
    """Return the p value of a matched comparison of drawn persons."""
    sizes = split(plan, n)
    n_1, n_0 = sizes.used_1, sizes.used_0
    if n_1 < 2 or n_0 < 2:
        return 1.0
    treated = np.arange(n_1 + n_0) < n_1
    covariates = rng.standard_normal((n_1 + n_0, plan.covariates))
    direction = np.full(plan.covariates, 1 / math.sqrt(plan.covariates))
    covariates[treated] += plan.selection * direction
    index = covariates @ direction
    y = outcomes(plan, effect, treated, index, rng)
    if plan.design in OF_PERSONS:
        return persons_p(plan, y, treated.astype(np.float64), covariates)
    design = Matching(treatment="t", covariates=tuple(f"x{j}" for j in range(plan.covariates)))
    match = match_sample(design, _as_sample(y, treated, covariates, design), np.zeros(len(y), dtype=np.int64))
    if len(match.pairs.treated) < 2:
        raise NotEstimableError("no-pair")
    contrast = clustered_effect(y[match.rows_treated], y[match.rows_control], match.pairs, covariates=None, level=0.95)
    return contrast.p_value


def _units_p(plan: PowerPlan, n: int, effect: float, rng: np.random.Generator) -> float:
    """Return the p value of units over periods; 1 with too few for any test."""
    sizes = split(plan, n)
    if sizes.used_1 < 1 or sizes.used_0 < 2:
        return 1.0
    return units_p(plan, sizes.used_1, sizes.used_0, effect, rng)


def outcomes(plan: PowerPlan, effect: float, treated: Bools, index: Floats, rng: np.random.Generator) -> Floats:
    """Return drawn outcomes: `index` (variance 1 among the comparison persons) explains the share r2."""
    baseline = plan.baseline or 0.0
    moved = baseline + effect * treated
    if plan.kind == "continuous":
        noise = rng.standard_normal(len(index))
        return np.asarray(
            effect * treated + stated(plan.sd) * (math.sqrt(plan.r2) * index + math.sqrt(1 - plan.r2) * noise)
        )
    if plan.kind == "binary":
        spread = math.sqrt(plan.r2 * baseline * (1 - baseline))
        share = np.clip(moved + spread * index, 0.0, 1.0)
        return (rng.random(len(index)) < share).astype(np.float64)
    mean = np.maximum(moved + math.sqrt(plan.r2 * plan.overdispersion * baseline) * index, 0.0)
    extra = plan.overdispersion - 1
    if extra > 0:
        mean = rng.gamma(np.maximum(mean, 1e-12) / extra, extra)
    return rng.poisson(mean).astype(np.float64)


def _as_sample(y: Floats, treated: Bools, covariates: Floats, design: Matching) -> Sample:
    n_1 = int(treated.sum())
    n_0 = len(y) - n_1
    flow = Flow(
        rows=len(y), missing_group=0, intervention=GroupFlow(rows=n_1, used=n_1),
        comparison=GroupFlow(rows=n_0, used=n_0),
    )  # fmt: skip
    return Sample(
        y=y, treated=treated, covariates=covariates, names=design.covariates,
        ids=np.full(len(y), "", dtype=np.str_), rows=np.arange(len(y)), flow=flow, file="", field="",
    )  # fmt: skip


def _time_series_p(plan: PowerPlan, n: int, effect: float, rng: np.random.Generator) -> float:
    """Return the p value of a change of level in a drawn series with trend and autocorrelation."""
    sizes = split(plan, n)
    before, rho = sizes.n_1, plan.correlation or 0.0
    if before < 3 or sizes.n_0 < 3:
        return 1.0
    noise = rng.standard_normal(n)
    error = np.empty(n)
    error[0] = noise[0]
    for period in range(1, n):
        error[period] = rho * error[period - 1] + math.sqrt(1 - rho**2) * noise[period]
    after = np.arange(n) >= before
    return series_p(stated(plan.sd) * error + effect * after, before)


def series_p(y: Floats, before: int) -> float:
    """Return the p value of the mean difference from the continued trend, as an interrupted time series gives it."""
    X = design_matrix(len(y), before, slope=True, season=None)
    found = segmented(y, X, n_pre=before, slope=True, prais_winsten=True)
    weights = average_contrast(len(y), before, X.shape[1], slope=True)
    error = math.sqrt(float(weights @ found.covariance @ weights))
    return t_p_value(float(weights @ found.coefficients) / error, found.df_of(weights))
