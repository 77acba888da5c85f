# SPDX-License-Identifier: Apache-2.0
"""A planned comparison as data: what is stated before the start, and what follows from it for size and variance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from utfall.core.estimate import Check
from utfall.core.outcome import Direction, OutcomeKind
from utfall.effects.planning._variance import cluster_factor, discontinuity_factor, mean_correlation, repeated_factor

T = TypeVar("T")

PlannedDesign = Literal[
    "rct", "wait_list", "did", "before_after", "stepped_wedge", "rdd", "historical", "benchmark", "matching",
    "exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust", "its", "staggered_did",
    "synthetic_control", "synthetic_did",
]  # fmt: skip
PLANNED_DESIGNS: tuple[PlannedDesign, ...] = get_args(PlannedDesign)
LARGEST_N = 100_000_000
EXACT_UP_TO = 200  # persons in the larger group; enumeration costs the product of the two
ALONE = ("before_after", "benchmark")  # one group
OF_PERSONS = ("exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust")
OF_UNITS = ("staggered_did", "synthetic_control", "synthetic_did")
SIMULATED = ("matching", "its", *OF_PERSONS, *OF_UNITS)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPlan:
    """A planned comparison: everything but the number, the effect and the power.

    Parameters
    ----------
    design, kind
        The planned design and the kind of outcome.
    sd
        Standard deviation of a continuous outcome between persons (between periods around the trend for "its").
    baseline
        Share (0–1) of a binary outcome, or mean of a count, expected without the initiative.
    overdispersion
        Variance of a count over its mean.
    alpha
        Two-sided level of the test.
    ratio
        Comparison persons per participant.
    dropout
        Share (0–1) of those recruited that will not be measured.
    cluster_size, cluster_cv, icc
        When whole clusters are allocated: mean persons per cluster (per cluster and period in a stepped
        wedge), coefficient of variation of that, and the share of variance between clusters.
    correlation
        Between two measurements of the same person (of neighbouring periods for "its").
    cluster_autocorrelation
        Correlation over time of what the persons of a cluster share.
    measures_before, measures_after
        Measurements of each person before and after the start.
    r2
        Share of the outcome's variance that covariates explain.
    steps
        Crossover times of a stepped wedge.
    method
        Of a binary outcome: "normal", "newcombe" or "fisher" (both exact); "auto" is Newcombe's interval, the
        one of `utfall effect`, for up to 200 persons per group and "normal" above.
    direction
        Which way the effect is looked for when it is what is solved for.
    covariates, selection
        "matching" and other designs that make persons alike: number of covariates, and how far apart the groups
        start, in standard deviations.
    draws, seed
        Of a design whose power is simulated.

    Of designs over units and periods ("staggered_did", "synthetic_control", "synthetic_did") the persons are units,
    `measures_before` and `measures_after` are periods, and `correlation` is the share of variance that lasts.
    """

    design: PlannedDesign = "rct"
    kind: OutcomeKind = "continuous"
    sd: float | None = None
    baseline: float | None = None
    overdispersion: float = 1.0
    alpha: float = 0.05
    ratio: float = 1.0
    dropout: float = 0.0
    cluster_size: float | None = None
    cluster_cv: float = 0.0
    icc: float | None = None
    correlation: float | None = None
    cluster_autocorrelation: float = 1.0
    measures_before: int = 1
    measures_after: int = 1
    r2: float = 0.0
    steps: int = 4
    method: Literal["auto", "normal", "newcombe", "fisher"] = "auto"
    direction: Direction = "increase"
    covariates: int = 3
    selection: float = 0.5
    draws: int = 500
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerAnswer:
    """What was solved for, and everything that goes with it.

    Parameters
    ----------
    solved
        "n", "effect" or "power".
    n, n_intervention, n_comparison
        Persons to recruit, before dropout (person-measurements of a stepped wedge; periods of a time series).
    analysed_intervention, analysed_comparison
        Persons that are expected to be measured. `n_comparison` is 0 for before–after.
    clusters_intervention, clusters_comparison
        None when persons are allocated one by one. All clusters of a stepped wedge are in the first.
    effect
        In the outcome's unit; a difference in shares (0–1) for a binary outcome.
    effect_size
        The effect in standard deviations of the comparison group.
    variance_factor
        Variance of the effect over that of a simple comparison of as many persons.
    mc_error
        Monte Carlo standard error of a simulated power; None when it was computed.
    """

    solved: str
    design: PlannedDesign
    n: int
    n_intervention: int
    n_comparison: int
    analysed_intervention: int
    analysed_comparison: int
    clusters_intervention: int | None
    clusters_comparison: int | None
    effect: float
    effect_size: float
    power: float
    alpha: float
    variance_factor: float
    method: str
    mc_error: float | None = None
    draws: int | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Sizes:
    """Persons and clusters of the two arms: recruited and analysed."""

    n_1: int
    n_0: int
    used_1: int
    used_0: int
    clusters_1: int | None = None
    clusters_0: int | None = None


def stated(value: T | None) -> T:
    """Return a value that the plan must hold here; None is a fault of the caller, who should have checked."""
    if value is None:
        raise ValueError("the plan was not checked")
    return value


def split(plan: PowerPlan, n: int) -> Sizes:
    """Return how n persons fall on arms and clusters; both arms never fall when n rises."""
    if plan.design in ALONE:
        return Sizes(n, 0, _kept(n, plan), 0)
    if plan.cluster_size is None:
        n_1 = max(_round_half_up(n / (1 + plan.ratio)), 1 if n > 1 else 0)
        return Sizes(n_1, n - n_1, _kept(n_1, plan), _kept(n - n_1, plan))
    clusters = int(n / plan.cluster_size + 1e-9)
    if plan.design == "stepped_wedge":
        clusters = int(n / (plan.cluster_size * (plan.steps + 1)) + 1e-9)
        return Sizes(n, 0, _kept(n, plan), 0, clusters, 0)
    k_1 = _round_half_up(clusters / (1 + plan.ratio))
    n_1, n_0 = (_round_half_up(k * plan.cluster_size) for k in (k_1, clusters - k_1))
    return Sizes(n_1, n_0, _kept(n_1, plan), _kept(n_0, plan), k_1, clusters - k_1)


def _round_half_up(value: float) -> int:
    return math.floor(value + 0.5)


def _kept(n: int, plan: PowerPlan) -> int:
    return math.floor(n * (1 - plan.dropout) + 1e-9)


def unit_variances(plan: PowerPlan, effect: float) -> tuple[float, float]:
    """Return the variance of one person's outcome with and without the initiative."""
    if plan.kind == "continuous":
        return stated(plan.sd) ** 2, stated(plan.sd) ** 2
    baseline = stated(plan.baseline)
    with_it = baseline + effect
    if plan.kind == "binary":
        return with_it * (1 - with_it), baseline * (1 - baseline)
    return plan.overdispersion * with_it, plan.overdispersion * baseline


def analysis_of(plan: PowerPlan) -> str:
    """Return how repeated measurements are used: "post", "change" or "ancova"."""
    if plan.design in ("did", "before_after"):
        return "change"
    return "post" if plan.correlation is None else "ancova"


def variance_factor(plan: PowerPlan) -> float:
    """Return what clusters, measurements before the start and covariates multiply the variance by."""
    if plan.design in OF_UNITS:
        return 1.0
    if plan.design == "benchmark":
        return 1 - plan.r2
    rho = 0.0 if plan.correlation is None else plan.correlation
    grown = 1.0
    if plan.cluster_size is not None and plan.icc is not None:
        size = plan.cluster_size * (1 - plan.dropout)
        grown = cluster_factor(plan.icc, size, plan.cluster_cv)
        rho = mean_correlation(rho, icc=plan.icc, size=size, cluster_autocorrelation=plan.cluster_autocorrelation)
    before, after = plan.measures_before, plan.measures_after
    repeated = 1.0
    if plan.correlation is not None:
        repeated = repeated_factor(rho, before=before, after=after, analysis=analysis_of(plan))
    sloped = discontinuity_factor(1 / (1 + plan.ratio)) if plan.design == "rdd" else 1.0
    return grown * repeated * sloped * (1 - plan.r2)


def method_of(plan: PowerPlan, sizes: Sizes) -> str:
    """Return the id of how the power is computed."""
    if plan.design in SIMULATED:
        return "simulation"
    if plan.design == "stepped_wedge":
        return "hussey-hughes"
    if plan.design == "benchmark":
        return "one-share" if plan.kind == "binary" else "one-sample-t"
    if plan.kind != "binary":
        return "paired-t" if plan.design == "before_after" else "noncentral-t"
    plain = plan.design != "rdd" and plan.cluster_size is None and plan.correlation is None and plan.r2 == 0
    if not plain:
        return "normal" if plan.cluster_size is None else "noncentral-t"
    if plan.method == "auto":
        return "newcombe-exact" if max(sizes.used_1, sizes.used_0) <= EXACT_UP_TO else "normal-pooled"
    return "normal-pooled" if plan.method == "normal" else f"{plan.method}-exact"
