# SPDX-License-Identifier: Apache-2.0
"""How many persons are needed, what can then be found, and how surely: sample size, effect and power.

One of `n`, `effect` and `power` is unknown and is solved for. See docs/methods/power.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from utfall.effects.planning import _simulated, power_checks
from utfall.effects.planning._faults import refuse, unsolvable
from utfall.effects.planning._tests import exact_shares_power, normal_power, one_share_power, shares_power, t_power
from utfall.effects.planning._variance import wedge_schedule, wedge_variance
from utfall.effects.planning.power_plan import (
    ALONE,
    EXACT_UP_TO,
    LARGEST_N,
    SIMULATED,
    PowerAnswer,
    PowerPlan,
    Sizes,
    analysis_of,
    method_of,
    split,
    stated,
    unit_variances,
    variance_factor,
)


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
    if n is not None:
        refuse(power_checks.size_faults(plan, *_arms(plan, n)))
    if power is None:
        return _answer(plan, "power", stated(n), stated(effect))
    if n is None:
        return _answer(plan, "n", _least_n(plan, stated(effect), power), stated(effect))
    power_checks.refuse_beyond_reach(plan, split(plan, n))
    return _answer(plan, "effect", n, _least_effect(plan, n, power))


def power_of(plan: PowerPlan, *, n: int, effect: float) -> float:
    """Return the power of a plan for n persons and an effect; 0 when there are too few for the test."""
    if plan.design in SIMULATED:
        return _simulated.simulate(plan, n=n, effect=effect)
    if plan.design == "stepped_wedge":
        return _wedge_power(plan, n, effect)
    sizes = split(plan, n)
    fewest = sizes.used_1 if plan.design in ALONE else min(sizes.used_1, sizes.used_0)
    return 0.0 if fewest < 2 else _closed_power(plan, sizes, effect)


def _closed_power(plan: PowerPlan, sizes: Sizes, effect: float) -> float:
    how = method_of(plan, sizes)
    n_1, n_0 = sizes.used_1, sizes.used_0
    if how in ("normal-pooled", "newcombe-exact", "fisher-exact"):
        baseline = stated(plan.baseline)
        shares = min(max(baseline + effect, 0.0), 1.0), baseline
        if how == "normal-pooled":
            return shares_power(*shares, n_1, n_0, alpha=plan.alpha)
        return exact_shares_power(*shares, n_1, n_0, alpha=plan.alpha, test=how.removesuffix("-exact"))
    if how == "one-share":
        return one_share_power(stated(plan.baseline), effect, n_1, r2=plan.r2, alpha=plan.alpha)
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
    if plan.design in ALONE:
        return sizes.used_1 - 1 - (paid if plan.design == "before_after" else 0)
    if plan.kind == "count" and part_1 + part_0 > 0:
        share_1, share_0 = part_1 / (part_1 + part_0), part_0 / (part_1 + part_0)
        return 1 / (share_1**2 / (sizes.used_1 - 1) + share_0**2 / (sizes.used_0 - 1)) - paid
    return sizes.used_1 + sizes.used_0 - 2 - paid


def _wedge_power(plan: PowerPlan, n: int, effect: float) -> float:
    found = _wedge_variance(plan, n, effect)
    return normal_power(effect / math.sqrt(found), alpha=plan.alpha) if found > 0 else 1.0


def _wedge_variance(plan: PowerPlan, n: int, effect: float) -> float:
    """Return the variance of the effect in a stepped wedge of n measurements; infinite with too few clusters."""
    clusters = split(plan, n).clusters_1 or 0
    if clusters < plan.steps:
        return math.inf
    variance = (1 - plan.r2) * sum(unit_variances(plan, effect)) / 2
    size = stated(plan.cluster_size) * (1 - plan.dropout)
    return wedge_variance(wedge_schedule(clusters, plan.steps), variance=variance, icc=stated(plan.icc), size=size)


def _factor(plan: PowerPlan, sizes: Sizes, n: int, effect: float) -> float:
    """Return the variance of the effect over that of a simple comparison of as many persons measured once."""
    if plan.design != "stepped_wedge":
        return variance_factor(plan)
    return _wedge_variance(plan, n, effect) * sizes.used_1 / (2 * sum(unit_variances(plan, effect)))


def _least_n(plan: PowerPlan, effect: float, power: float) -> int:
    """Return the fewest persons that reach the power."""
    if plan.design in SIMULATED:
        return _simulated.least_n(plan, effect=effect, power=power)
    exact = plan.kind == "binary" and method_of(plan, split(plan, 4)).endswith("-exact")
    smooth = replace(plan, method="normal") if exact else plan
    found = _first(lambda n: power_of(smooth, n=n, effect=effect) >= power)
    if not exact or (plan.method == "auto" and max(_arms(plan, found)) > EXACT_UP_TO):
        return found
    refuse(power_checks.size_faults(plan, *_arms(plan, found)))
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
    """Return the n from which an exact power, which saws, stays at the power for at least 20 to 60 persons more."""
    n = start + max(20, min(round(0.3 * start), 60))
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
    if plan.design in SIMULATED:
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
    simulated = plan.design in SIMULATED
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
        variance_factor=_factor(plan, sizes, n, effect),
        method=method_of(plan, sizes),
        mc_error=math.sqrt(reached * (1 - reached) / plan.draws) if simulated else None,
        draws=plan.draws if simulated else None,
        checks=power_checks.checks(plan, sizes, effect, weaker),
    )
