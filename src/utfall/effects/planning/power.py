# SPDX-License-Identifier: Apache-2.0
"""How many persons are needed, what can then be found, and how surely: sample size, effect and power.

One of `n`, `effect` and `power` is unknown and is solved for. See docs/methods/power.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from utfall.core.estimate import Check
from utfall.core.outcome import Direction, OutcomeKind
from utfall.effects.planning import _simulated, power_checks
from utfall.effects.planning._faults import refuse, unsolvable
from utfall.effects.planning._tests import exact_shares_power, normal_power, shares_power, t_power
from utfall.effects.planning._variance import (
    cluster_factor,
    mean_correlation,
    repeated_factor,
    wedge_schedule,
    wedge_variance,
)

PlannedDesign = Literal["rct", "wait_list", "did", "before_after", "stepped_wedge", "matching", "its"]
PLANNED_DESIGNS: tuple[PlannedDesign, ...] = (
    "rct", "wait_list", "did", "before_after", "stepped_wedge", "matching", "its",
)  # fmt: skip
LARGEST_N = 100_000_000
_EXACT_UP_TO = 200  # persons in the larger group; enumeration costs the product of the two
_SIMULATED = ("matching", "its")


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
        "matching": number of covariates, and how far apart the groups start, in standard deviations.
    draws, seed
        Of a design whose power is simulated.
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


def solve_power(
    plan: PowerPlan, *, n: int | None = None, effect: float | None = None, power: float | None = None
) -> PowerAnswer:
    """Solve for the one of n, effect and power that is None.

    Parameters
    ----------
    n
        All persons to recruit, both groups together (periods for "its").
    effect
        Difference that is to be found, in the outcome's unit, not 0.
    power
        Probability (0–1) of finding it.

    Raises
    ------
    InputError
        When not exactly one is unknown, or a number of the plan is missing or impossible; names the field.
    DesignRefused
        When no number of persons, or no effect, reaches the power.
    """
    refuse(power_checks.faults(plan, n=n, effect=effect, power=power))
    if power is None:
        assert n is not None and effect is not None  # noqa: S101 - the faults above leave exactly one unknown
        return _answer(plan, "power", n, effect)
    if n is None:
        assert effect is not None  # noqa: S101 - likewise
        return _answer(plan, "n", _least_n(plan, effect, power), effect)
    return _answer(plan, "effect", n, _least_effect(plan, n, power))


def power_of(plan: PowerPlan, *, n: int, effect: float) -> float:
    """Return the power of a plan for n persons and an effect; 0 when there are too few for the test."""
    if plan.design in _SIMULATED:
        return _simulated.simulate(plan, n=n, effect=effect)
    if plan.design == "stepped_wedge":
        return _wedge_power(plan, n, effect)
    sizes = split(plan, n)
    fewest = sizes.used_1 if plan.design == "before_after" else min(sizes.used_1, sizes.used_0)
    return 0.0 if fewest < 2 else _closed_power(plan, sizes, effect)


def split(plan: PowerPlan, n: int) -> Sizes:
    """Return how n persons fall on arms and clusters; both arms never fall when n rises."""
    if plan.design == "before_after":
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
        assert plan.sd is not None  # noqa: S101 - checked before
        return plan.sd**2, plan.sd**2
    assert plan.baseline is not None  # noqa: S101 - checked before
    with_it = plan.baseline + effect
    if plan.kind == "binary":
        return with_it * (1 - with_it), plan.baseline * (1 - plan.baseline)
    return plan.overdispersion * with_it, plan.overdispersion * plan.baseline


def analysis_of(plan: PowerPlan) -> str:
    """Return how repeated measurements are used: "post", "change" or "ancova"."""
    if plan.design in ("did", "before_after"):
        return "change"
    return "post" if plan.correlation is None else "ancova"


def variance_factor(plan: PowerPlan) -> float:
    """Return what clusters, measurements before the start and covariates multiply the variance by."""
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
    return grown * repeated * (1 - plan.r2)


def _closed_power(plan: PowerPlan, sizes: Sizes, effect: float) -> float:
    how = method_of(plan, sizes)
    n_1, n_0 = sizes.used_1, sizes.used_0
    if how in ("normal-pooled", "newcombe-exact", "fisher-exact"):
        assert plan.baseline is not None  # noqa: S101 - checked before
        shares = min(max(plan.baseline + effect, 0.0), 1.0), plan.baseline
        if how == "normal-pooled":
            return shares_power(*shares, n_1, n_0, alpha=plan.alpha)
        return exact_shares_power(*shares, n_1, n_0, alpha=plan.alpha, test=how.removesuffix("-exact"))
    v_1, v_0 = unit_variances(plan, effect)
    part_1, part_0 = v_1 / n_1, (v_0 / n_0 if n_0 else 0.0)
    error = math.sqrt(variance_factor(plan) * (part_1 + part_0))
    if error == 0:
        return 1.0
    if how == "normal":
        return normal_power(effect / error, alpha=plan.alpha)
    return t_power(effect / error, _df(plan, sizes, part_1, part_0), alpha=plan.alpha)


def _df(plan: PowerPlan, sizes: Sizes, part_1: float, part_0: float) -> float:
    """Return the degrees of freedom: of clusters when they are allocated; one is paid for adjusting."""
    paid = int(analysis_of(plan) == "ancova" or plan.r2 > 0)
    if sizes.clusters_1 is not None and sizes.clusters_0 is not None:
        return sizes.clusters_1 + sizes.clusters_0 - 2 - paid
    if plan.design == "before_after":
        return sizes.used_1 - 1 - paid
    if plan.kind == "count" and part_1 + part_0 > 0:
        share_1, share_0 = part_1 / (part_1 + part_0), part_0 / (part_1 + part_0)
        return 1 / (share_1**2 / (sizes.used_1 - 1) + share_0**2 / (sizes.used_0 - 1)) - paid
    return sizes.used_1 + sizes.used_0 - 2 - paid


def method_of(plan: PowerPlan, sizes: Sizes) -> str:
    """Return the id of how the power is computed."""
    if plan.design in _SIMULATED:
        return "simulation"
    if plan.design == "stepped_wedge":
        return "hussey-hughes"
    if plan.kind != "binary":
        return "paired-t" if plan.design == "before_after" else "noncentral-t"
    plain = plan.cluster_size is None and plan.correlation is None and plan.r2 == 0
    if not plain:
        return "normal" if plan.cluster_size is None else "noncentral-t"
    if plan.method == "auto":
        return "newcombe-exact" if max(sizes.used_1, sizes.used_0) <= _EXACT_UP_TO else "normal-pooled"
    return "normal-pooled" if plan.method == "normal" else f"{plan.method}-exact"


def _wedge_power(plan: PowerPlan, n: int, effect: float) -> float:
    clusters = split(plan, n).clusters_1 or 0
    if clusters < plan.steps:
        return 0.0
    assert plan.cluster_size is not None and plan.icc is not None  # noqa: S101 - checked before
    variance = (1 - plan.r2) * sum(unit_variances(plan, effect)) / 2
    size = plan.cluster_size * (1 - plan.dropout)
    schedule = wedge_schedule(clusters, plan.steps)
    found = wedge_variance(schedule, variance=variance, icc=plan.icc, size=size)
    return normal_power(effect / math.sqrt(found), alpha=plan.alpha) if found > 0 else 1.0


def _least_n(plan: PowerPlan, effect: float, power: float) -> int:
    """Return the fewest persons that reach the power."""
    if plan.design in _SIMULATED:
        return _simulated.least_n(plan, effect=effect, power=power)
    exact = plan.kind == "binary" and method_of(plan, split(plan, 4)).endswith("-exact")
    smooth = replace(plan, method="normal") if exact else plan
    found = _first(lambda n: power_of(smooth, n=n, effect=effect) >= power)
    if not exact or (plan.method == "auto" and max(_arms(plan, found)) > _EXACT_UP_TO):
        return found
    return _last_fall(plan, effect, power, found)


def _arms(plan: PowerPlan, n: int) -> tuple[int, int]:
    sizes = split(plan, n)
    return sizes.used_1, sizes.used_0


def _first(reached: Callable[[int], bool]) -> int:
    """Return the least n for which a condition that stays true once true holds."""
    high = 4
    while not reached(high):
        high *= 2
        if high > LARGEST_N:
            raise unsolvable("n")
    low = high // 2
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle + 1, high)
    return high


def _last_fall(plan: PowerPlan, effect: float, power: float, start: int) -> int:
    """Return the n from which an exact power, which saws, stays at the power up to 30 % above the first guess."""
    n = start + max(20, round(0.3 * start))
    while power_of(plan, n=n, effect=effect) < power:
        n += max(10, n // 10)
        if n > 2_000:
            raise unsolvable("n")
    while n > 4 and power_of(plan, n=n - 1, effect=effect) >= power:
        n -= 1
    return n


def _least_effect(plan: PowerPlan, n: int, power: float) -> float:
    """Return the smallest effect, in the direction asked for, that n persons find with the power."""
    sign = 1.0 if plan.direction == "increase" else -1.0
    if plan.design in _SIMULATED:
        return sign * _simulated.least_effect(plan, n=n, power=power)
    largest = _largest_effect(plan)
    high = min(largest, 1e-6 * (plan.sd or plan.baseline or 1.0))
    while power_of(plan, n=n, effect=sign * high) < power:
        if high >= largest:
            raise unsolvable("effect")
        high = min(2 * high, largest)
    low = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if power_of(plan, n=n, effect=sign * middle) >= power else (middle, high)
    return sign * high


def _largest_effect(plan: PowerPlan) -> float:
    if plan.kind == "continuous":
        return 1e6 * (plan.sd or 1.0)
    baseline = plan.baseline or 0.0
    if plan.direction == "decrease":
        return baseline
    return 1 - baseline if plan.kind == "binary" else 1e6 * max(baseline, 1.0)


def _answer(plan: PowerPlan, solved: str, n: int, effect: float) -> PowerAnswer:
    sizes = split(plan, n)
    reached = power_of(plan, n=n, effect=effect)
    simulated = plan.design in _SIMULATED
    spread = math.sqrt(unit_variances(plan, effect)[1])
    weaker = None if simulated else power_of(plan, n=n, effect=0.8 * effect)
    return PowerAnswer(
        solved=solved,
        design=plan.design,
        n=n,
        n_intervention=sizes.n_1,
        n_comparison=sizes.n_0,
        analysed_intervention=sizes.used_1,
        analysed_comparison=sizes.used_0,
        clusters_intervention=sizes.clusters_1,
        clusters_comparison=sizes.clusters_0,
        effect=effect,
        effect_size=effect / spread if spread > 0 else math.inf,
        power=reached,
        alpha=plan.alpha,
        variance_factor=variance_factor(plan),
        method=method_of(plan, sizes),
        mc_error=math.sqrt(reached * (1 - reached) / plan.draws) if simulated else None,
        draws=plan.draws if simulated else None,
        checks=power_checks.checks(plan, sizes, effect, weaker),
    )
