# SPDX-License-Identifier: Apache-2.0
"""Solving for n, effect and power: what must always hold, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Status
from utfall.effects.planning import PLANNED_DESIGNS, PowerPlan, power_of, solve_power
from utfall.effects.planning.power_plan import split

FEW = settings(max_examples=25, deadline=None)
ONE_BY_ONE = PowerPlan(sd=10.0)
PLANS = [
    ONE_BY_ONE,
    PowerPlan(sd=10.0, ratio=2.5, dropout=0.2),
    PowerPlan(sd=10.0, correlation=0.6),
    PowerPlan(sd=10.0, r2=0.4),
    PowerPlan(design="wait_list", sd=10.0, dropout=0.1),
    PowerPlan(design="did", sd=10.0, correlation=0.6, measures_before=2),
    PowerPlan(design="before_after", sd=10.0, correlation=0.3),
    PowerPlan(sd=10.0, icc=0.04, cluster_size=12, cluster_cv=0.5),
    PowerPlan(design="did", sd=10.0, icc=0.04, cluster_size=12, correlation=0.5, cluster_autocorrelation=0.8),
    PowerPlan(design="stepped_wedge", sd=10.0, icc=0.04, cluster_size=6, steps=3),
    PowerPlan(design="rdd", sd=10.0, ratio=2.0),
    PowerPlan(design="historical", kind="binary", baseline=0.3, method="normal", dropout=0.1),
    PowerPlan(kind="count", baseline=12.0, overdispersion=3.0),
    PowerPlan(kind="binary", baseline=0.3, method="normal"),
    PowerPlan(kind="binary", baseline=0.3, icc=0.02, cluster_size=25),
]


def plan_id(plan: PowerPlan) -> str:
    return f"{plan.design}-{plan.kind}-{plan.cluster_size}-{plan.correlation}"


def usual(plan: PowerPlan) -> float:
    return 0.15 if plan.kind == "binary" else 3.0


@pytest.mark.parametrize("plan", PLANS, ids=plan_id)
def test_n_reaches_the_power_and_one_fewer_does_not(plan: PowerPlan) -> None:
    answer = solve_power(plan, effect=usual(plan), power=0.8)
    assert answer.solved == "n"
    assert answer.power >= 0.8
    assert power_of(plan, n=answer.n - 1, effect=usual(plan)) < 0.8


@pytest.mark.parametrize("plan", PLANS, ids=plan_id)
def test_the_smallest_effect_has_the_power(plan: PowerPlan) -> None:
    n = 4 * solve_power(plan, effect=usual(plan), power=0.8).n
    answer = solve_power(plan, n=n, power=0.9)
    assert 0 < answer.effect < usual(plan)
    assert answer.power == pytest.approx(0.9, abs=1e-6)


@FEW
@given(
    plan=st.sampled_from(PLANS),
    n=st.integers(60, 4000),
    more=st.integers(0, 500),
    effect=st.floats(0.01, 0.3),
    stronger=st.floats(1.0, 2.0),
)
def test_power_never_falls_with_n_or_with_the_effect(
    plan: PowerPlan, n: int, more: int, effect: float, stronger: float
) -> None:
    size = effect if plan.kind == "binary" else 10 * effect
    here = power_of(plan, n=n, effect=size)
    assert 0 <= here <= 1
    assert power_of(plan, n=n + more, effect=size) >= here - 1e-9
    assert power_of(plan, n=n, effect=size * stronger) >= here - 1e-9


@FEW
@given(sd=st.floats(0.01, 1000), n=st.integers(10, 1000), size=st.floats(0.05, 2))
def test_the_unit_of_the_outcome_and_the_sign_are_no_matter(sd: float, n: int, size: float) -> None:
    plan = replace(ONE_BY_ONE, sd=sd)
    assert power_of(plan, n=n, effect=size * sd) == pytest.approx(power_of(replace(plan, sd=1.0), n=n, effect=size))
    assert power_of(plan, n=n, effect=-size * sd) == pytest.approx(power_of(plan, n=n, effect=size * sd))


@FEW
@given(n=st.integers(4, 5000), ratio=st.floats(0.1, 10))
def test_everyone_is_in_one_arm_and_both_grow(n: int, ratio: float) -> None:
    plan = PowerPlan(sd=1.0, ratio=ratio)
    here, after = split(plan, n), split(plan, n + 1)
    assert here.n_1 + here.n_0 == n
    assert after.n_1 >= here.n_1
    assert after.n_0 >= here.n_0


def test_an_overwhelming_effect_is_found_for_sure() -> None:
    assert power_of(ONE_BY_ONE, n=257, effect=19.0) == 1.0  # a tail here is too small for SciPy
    assert power_of(ONE_BY_ONE, n=5000, effect=1e6) == 1.0
    assert power_of(ONE_BY_ONE, n=4, effect=1e6) == pytest.approx(1.0)


def test_dropout_is_recruited_for() -> None:
    without = solve_power(ONE_BY_ONE, effect=3.0, power=0.8)
    with_it = solve_power(replace(ONE_BY_ONE, dropout=0.2), effect=3.0, power=0.8)
    assert with_it.n == pytest.approx(without.n / 0.8, abs=2)
    assert with_it.analysed_intervention + with_it.analysed_comparison == pytest.approx(without.n, abs=2)


def test_clusters_multiply_the_number_needed() -> None:
    # 1 + (20 - 1) 0.05 = 1.95 times as many, and a little for counting degrees of freedom in clusters
    alone = solve_power(ONE_BY_ONE, effect=3.0, power=0.8).n
    clustered = solve_power(replace(ONE_BY_ONE, icc=0.05, cluster_size=20), effect=3.0, power=0.8)
    assert clustered.variance_factor == pytest.approx(1.95)
    assert 1.95 * alone <= clustered.n <= 2.2 * alone
    assert clustered.clusters_intervention is not None
    assert clustered.n_intervention == 20 * clustered.clusters_intervention


def test_a_baseline_saves_persons_only_when_it_is_adjusted_for_or_well_correlated() -> None:
    alone = solve_power(ONE_BY_ONE, effect=3.0, power=0.8).n
    adjusted = solve_power(replace(ONE_BY_ONE, correlation=0.3), effect=3.0, power=0.8).n
    change = solve_power(replace(ONE_BY_ONE, design="did", correlation=0.3), effect=3.0, power=0.8).n
    assert adjusted < alone < change  # 0.91 and 1.4 times as many
    assert adjusted / alone == pytest.approx(0.91, abs=0.02)
    assert change / alone == pytest.approx(1.4, abs=0.02)


def test_exact_and_normal_shares_are_near_and_auto_takes_the_exact_one_when_small() -> None:
    plan = PowerPlan(kind="binary", baseline=0.2)
    exact = solve_power(plan, effect=0.25, power=0.8)
    assert exact.method == "newcombe-exact"
    assert exact.power >= 0.8
    assert power_of(plan, n=exact.n - 1, effect=0.25) < 0.8
    assert exact.n == pytest.approx(solve_power(replace(plan, method="normal"), effect=0.25, power=0.8).n, rel=0.15)
    assert solve_power(plan, effect=0.08, power=0.8).method == "normal-pooled"


def test_the_smallest_fall_of_a_share_differs_from_the_smallest_rise() -> None:
    plan = PowerPlan(kind="binary", baseline=0.2, method="normal")
    rise = solve_power(plan, n=400, power=0.8).effect
    fall = solve_power(replace(plan, direction="decrease"), n=400, power=0.8).effect
    assert -0.2 < fall < 0 < rise < 0.2
    assert abs(fall) < rise


UNITS = ("staggered_did", "synthetic_control", "synthetic_did")
PERSONS = ("exact_matching", "optimal_matching", "weighting", "standardisation", "doubly_robust")


@pytest.mark.parametrize("design", PERSONS)
def test_designs_that_make_persons_alike_are_run_as_planned(design: Any) -> None:
    plan = PowerPlan(design=design, sd=10.0, draws=50, seed=7, covariates=1, selection=0.2)
    answer = solve_power(plan, n=160, effect=8.0)
    assert answer.method == "simulation"
    assert answer.power > 0.9  # a plain comparison of as many has 0.999
    assert power_of(plan, n=160, effect=1e-9) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 50)


@pytest.mark.parametrize("design", UNITS)
def test_designs_over_units_and_periods_are_run_as_planned(design: Any) -> None:
    plan = PowerPlan(
        design=design, sd=4.0, correlation=0.8, measures_before=4, measures_after=3, ratio=2.0, draws=50, seed=7
    )
    answer = solve_power(plan, n=21, effect=5.0)
    assert (answer.n_intervention, answer.n_comparison) == (7, 14)
    assert answer.power > 0.6
    assert power_of(plan, n=21, effect=1e-9) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 50)


def test_one_treated_unit_is_held_against_its_donors() -> None:
    plan = PowerPlan(
        design="synthetic_control", sd=4.0, correlation=0.8, measures_before=8, measures_after=3, ratio=9.0, draws=50
    )
    # with nine donors the smallest p value there can be is one in ten: nothing is ever found at 5 %
    assert power_of(plan, n=10, effect=400.0) == 0.0


def test_a_given_value_needs_half_a_group() -> None:
    # 0.05 two-sided, power 0.80, d = 0.3: G*Power and R's power.t.test(type = "one.sample") give n = 89.149
    assert solve_power(PowerPlan(design="benchmark", sd=10.0), effect=3.0, power=0.8).n == 90
    # (1.959964 * sqrt(.3 * .7) + .841621 * sqrt(.4 * .6))^2 / .1^2 = 171.73 (Fleiss, Levin and Paik, formula 2.14)
    share = PowerPlan(design="benchmark", kind="binary", baseline=0.3)
    assert solve_power(share, effect=0.1, power=0.8).n == 172
    assert solve_power(replace(share, dropout=0.1), effect=0.1, power=0.8).n == 192


@pytest.mark.parametrize("design", ["matching", "its"])
def test_simulated_designs_show_their_error_and_repeat(design: Any) -> None:
    plan = PowerPlan(design=design, sd=10.0, correlation=0.2 if design == "its" else None, ratio=2.0, draws=100, seed=7)
    answer = solve_power(plan, n=120, effect=9.0)
    assert answer == solve_power(plan, n=120, effect=9.0)
    assert answer.method == "simulation"
    assert answer.mc_error == pytest.approx(math.sqrt(answer.power * (1 - answer.power) / 100))
    assert power_of(plan, n=120, effect=1e-9) <= 0.05 + 4 * math.sqrt(0.05 * 0.95 / 100)
    assert power_of(plan, n=120, effect=18.0) >= answer.power


def test_simulated_n_and_effect_reach_the_power() -> None:
    plan = PowerPlan(design="matching", sd=10.0, ratio=2.0, r2=0.3, draws=100)
    assert power_of(plan, n=solve_power(plan, effect=7.0, power=0.8).n, effect=7.0) >= 0.8
    smallest = solve_power(plan, n=150, power=0.8).effect
    assert power_of(plan, n=150, effect=smallest) >= 0.8


@pytest.mark.parametrize(
    ("plan", "asked", "field"),
    [
        (ONE_BY_ONE, {}, "n, effect, power"),
        (ONE_BY_ONE, {"n": 50, "effect": 1.0, "power": 0.8}, "n, effect, power"),
        (ONE_BY_ONE, {"effect": 0.0, "power": 0.8}, "--effect"),
        (ONE_BY_ONE, {"effect": math.nan, "power": 0.8}, "--effect"),
        (ONE_BY_ONE, {"n": 3, "power": 0.8}, "--n"),
        (ONE_BY_ONE, {"n": 50, "power": 1.0}, "--power"),
        (PowerPlan(), {"n": 50, "power": 0.8}, "--sd"),
        (PowerPlan(sd=-1.0), {"n": 50, "power": 0.8}, "--sd"),
        (PowerPlan(kind="binary"), {"n": 50, "power": 0.8}, "--baseline"),
        (PowerPlan(kind="binary", baseline=30.0), {"n": 50, "power": 0.8}, "--baseline"),
        (PowerPlan(kind="binary", baseline=0.3), {"n": 50, "effect": 15.0}, "effect"),
        (PowerPlan(sd=1.0, icc=0.05), {"n": 50, "power": 0.8}, "--cluster-size"),
        (PowerPlan(sd=1.0, cluster_size=20), {"n": 50, "power": 0.8}, "--icc"),
        (PowerPlan(sd=1.0, cluster_size=20, icc=1.2), {"n": 50, "power": 0.8}, "--icc"),
        (PowerPlan(sd=1.0, dropout=1.0), {"n": 50, "power": 0.8}, "--dropout"),
        (PowerPlan(sd=1.0, design="did"), {"n": 50, "power": 0.8}, "--correlation"),
        (PowerPlan(sd=1.0, design="stepped_wedge"), {"n": 50, "power": 0.8}, "--cluster-size, --icc"),
        (
            PowerPlan(kind="binary", baseline=0.3, design="its", correlation=0.1),
            {"n": 50, "power": 0.8},
            "outcome-kind",
        ),
        (PowerPlan(kind="binary", baseline=0.3, method="fisher"), {"n": 5000, "power": 0.8}, "--method"),
        (PowerPlan(kind="binary", baseline=0.3, method="newcombe"), {"effect": 0.01, "power": 0.8}, "--method"),
        (PowerPlan(sd=1.0, design="matching"), {"n": 50_000, "effect": 0.1}, "--n"),
        (PowerPlan(sd=1e-200), {"n": 50, "power": 0.8}, "--sd"),
        (PowerPlan(sd=1.0, design="matching", cluster_size=9, icc=0.1), {"n": 50, "power": 0.8}, "cluster-size"),
    ],
)
def test_what_is_missing_or_impossible_is_named(plan: PowerPlan, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        solve_power(plan, **asked)
    assert field in [fault.place.field for fault in refused.value.faults]


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InputError) as refused:
        solve_power(PowerPlan(dropout=2.0, ratio=0.0, alpha=0.9))
    assert len(refused.value.faults) == 5  # the unknowns, sd, and three ranges


def test_what_no_number_can_carry_is_refused() -> None:
    with pytest.raises(DesignRefused):
        solve_power(ONE_BY_ONE, effect=1e-6, power=0.8)
    with pytest.raises(DesignRefused):
        solve_power(PowerPlan(kind="binary", baseline=0.95), n=20, power=0.9)


@pytest.mark.parametrize(("donors", "status"), [(18, Status.FAIL), (19, Status.PASS)])
def test_a_synthetic_control_with_few_donors_can_find_nothing_at_5_per_cent(donors: int, status: Status) -> None:
    plan = PowerPlan(design="synthetic_control", sd=1.0, correlation=0.5, ratio=donors, measures_before=6, draws=50)
    answer = solve_power(plan, n=donors + 1, effect=100.0)
    told = next(check for check in answer.checks if check.id == "P-REACH")
    assert told.status is status
    assert told.value == pytest.approx(1 / (donors + 1))
    assert dict(told.details) == {"donors": donors, "needed": 19}
    assert (answer.power == 0.0) is (status is Status.FAIL)


def test_no_effect_is_looked_for_where_none_can_be_found() -> None:
    plan = PowerPlan(design="synthetic_control", sd=1.0, correlation=0.5, ratio=10, measures_before=6, draws=50)
    with pytest.raises(DesignRefused, match="at least 19 comparison units"):
        solve_power(plan, n=11, power=0.8)


# of units over periods one may be all that gets it: what can then be shown is what is simulated
@pytest.mark.parametrize("design", [design for design in PLANNED_DESIGNS if design not in UNITS])
def test_few_persons_and_no_dropout_are_warned_of(design: Any) -> None:
    wedge = design == "stepped_wedge"
    plan = PowerPlan(
        design=design,
        sd=1.0,
        correlation=0.2,
        draws=50,
        covariates=1,
        icc=0.05 if wedge else None,
        cluster_size=2 if wedge else None,
    )
    found = {check.id: check.status for check in solve_power(plan, n=44, effect=2.0).checks}
    size = {"its": "P-POINTS", "stepped_wedge": "P-CLUSTERS"}.get(design, "W-SMALLN")
    assert found[size] in (Status.WARN, Status.PASS)
    assert found[size] is (Status.PASS if design in ("its", "before_after", "benchmark") else Status.WARN)
    assert found.get("P-DROPOUT") is (None if design == "its" else Status.WARN)


def test_a_stepped_wedge_tells_its_variance_beside_a_simple_comparison() -> None:
    # Woertman et al. (2013) for 3 steps, 10 persons a cluster and period, icc 0.05:
    # (1 + 0.05 · 39) / (1 + 0.05 · 24) · 3 · 0.95 / (2 (3 - 1/3)) = 0.7166, times 4 measurements of each place
    plan = PowerPlan(design="stepped_wedge", sd=1.0, icc=0.05, cluster_size=10, steps=3)
    answer = solve_power(plan, n=6 * 10 * 4, effect=0.5)
    assert answer.clusters_intervention == 6
    assert answer.variance_factor == pytest.approx(4 * 2.95 / 2.2 * 2.85 / (16 / 3), rel=1e-9)
