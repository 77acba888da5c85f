# SPDX-License-Identifier: Apache-2.0
"""Lots: group sizes, sameness under a seed, fairness, the seal, and what is refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused, InputError
from utfall.core.estimate import Status
from utfall.core.frame import Columns
from utfall.effects.planning import ALLOCATION_METHODS, Allocation, AllocationPlan, allocate, seal, seal_kept
from utfall.effects.planning._draws import draw_blocked, draw_minimised, draw_queue, draw_simple
from utfall.effects.planning.seal import canonical_list

FEW = settings(max_examples=30, deadline=None)
PLAN = AllocationPlan(id="id", seed=4)


def people(n: int, *, strata: int = 3, clusters: int = 8) -> dict[str, list[Any]]:
    rng = np.random.default_rng(n)
    return {
        "id": [f"p{i:04d}" for i in range(n)],
        "kon": [("kvinna", "man")[k] for k in rng.integers(0, 2, n)],
        "omrade": [f"o{k}" for k in rng.integers(0, strata, n)],
        "skola": [f"s{i % clusters}" for i in range(n)],
        "alder": rng.integers(18, 60, n).tolist(),
    }


def drawn(n: int = 60, plan: AllocationPlan = PLAN, **changes: Any) -> Allocation:
    return allocate(Columns(people(n), file="folk.csv"), replace(plan, **changes), time="2026-01-31T10:00")


def by_stratum(found: Allocation) -> dict[tuple[str, ...], Counter[str]]:
    counts: dict[tuple[str, ...], Counter[str]] = {}
    for one in found.decisions:
        counts.setdefault(one.stratum, Counter())[one.arm] += 1
    return counts


@FEW
@given(n=st.integers(8, 150), seed=st.integers(0, 10**9), lengths=st.sampled_from([(2,), (4,), (4, 6), (2, 4, 8)]))
def test_blocks_keep_every_stratum_within_half_a_block(n: int, seed: int, lengths: tuple[int, ...]) -> None:
    found = drawn(n, strata=("kon", "omrade"), block_lengths=lengths, seed=seed)
    for counts in by_stratum(found).values():
        assert abs(counts["insats"] - counts["jämförelse"]) <= max(lengths) / 2


@FEW
@given(n=st.integers(9, 150), seed=st.integers(0, 10**9))
def test_unequal_shares_hold_in_every_full_block(n: int, seed: int) -> None:
    found = drawn(n, ratio=(2, 1), block_lengths=(3, 6), seed=seed)
    for block in {one.block for one in found.decisions}:
        arms = [one.arm for one in found.decisions if one.block == block]
        if len(arms) in (3, 6) and block < max(one.block for one in found.decisions):
            assert arms.count("insats") == 2 * arms.count("jämförelse")


@FEW
@given(n=st.integers(8, 120), seed=st.integers(0, 10**9), shares=st.sampled_from([(1, 1), (2, 1), (3, 2)]))
def test_complete_and_wait_list_are_exact_to_less_than_one(n: int, seed: int, shares: tuple[int, int]) -> None:
    for method in ("complete", "wait_list"):
        sizes = dict(drawn(n, method=method, ratio=shares, seed=seed).sizes)
        assert abs(sizes["insats"] - n * shares[0] / sum(shares)) < 1


@pytest.mark.parametrize("method", ALLOCATION_METHODS)
def test_the_same_seed_gives_the_same_list_and_another_seed_another(method: Any) -> None:
    first = drawn(method=method, strata=("kon",))
    assert first == drawn(method=method, strata=("kon",))
    assert first.arms != drawn(method=method, strata=("kon",), seed=5).arms
    assert len(first.decisions) == 60
    assert [one.order for one in first.decisions] == list(range(1, 61))
    assert {one.unit: one.arm for one in first.decisions} == dict(zip(first.ids, first.arms, strict=True))


@pytest.mark.parametrize("method", [m for m in ALLOCATION_METHODS if m != "minimisation"])
def test_the_order_of_the_rows_is_no_matter(method: Any) -> None:
    data = people(50)
    order = np.random.default_rng(1).permutation(50)
    shuffled = {name: [column[k] for k in order] for name, column in data.items()}
    plan = replace(PLAN, method=method, strata=("omrade",))
    here, there = (allocate(table, plan, time="") for table in (data, shuffled))
    assert dict(zip(here.ids, here.arms, strict=True)) == dict(zip(there.ids, there.arms, strict=True))


def test_the_time_stands_in_the_log_and_changes_no_lot() -> None:
    data = Columns(people(40))
    first, second = (allocate(data, PLAN, time=time) for time in ("igår", "i dag"))
    assert (first.time, second.time) == ("igår", "i dag")
    assert first.decisions == second.decisions


def test_each_person_is_as_likely_to_be_in_either_group() -> None:
    rng = np.random.default_rng(2)
    ratio, lengths = np.array([1, 1]), np.array([4, 6])
    shares = np.mean([draw_blocked(10, ratio, lengths, rng).arm for _ in range(4000)], axis=0)
    assert np.abs(shares - 0.5).max() < 4 * 0.5 / np.sqrt(4000)  # four standard errors, ten places


def test_simple_lots_follow_the_shares_and_the_queue_is_a_queue() -> None:
    rng = np.random.default_rng(3)
    arm = draw_simple(30_000, np.array([3, 1]), rng).arm
    assert arm.mean() == pytest.approx(0.25, abs=4 * np.sqrt(0.1875 / 30_000))
    queue = draw_queue(10, np.array([1, 1, 3]), rng)
    assert sorted(queue.place) == list(range(1, 11))
    assert np.bincount(queue.arm).tolist() == [2, 2, 6]
    assert queue.place[queue.arm == 0].max() < queue.place[queue.arm == 1].min()


def test_the_chance_in_the_log_is_the_chance_that_was() -> None:
    found = draw_blocked(4, np.array([1, 1]), np.array([4]), np.random.default_rng(0))
    left = [2, 2]
    for arm, chance in zip(found.arm, found.chance, strict=True):
        assert chance == left[arm] / sum(left)
        left[arm] -= 1


def test_minimisation_worked_by_hand() -> None:
    # One factor, two persons of the same kind: with certainty the second goes where the first did not.
    factors = np.zeros((2, 1), dtype=np.int64)
    found = draw_minimised(factors, np.array([1, 1]), 1.0, np.random.default_rng(0))
    assert sorted(found.arm) == [0, 1]
    assert found.chance.tolist() == [0.5, 1.0]
    # Of another kind, both arms are as good: a fair draw again.
    apart = draw_minimised(np.array([[0], [1]]), np.array([1, 1]), 1.0, np.random.default_rng(0))
    assert apart.chance.tolist() == [0.5, 0.5]
    # Shares 2:1 and arms (1, 0): a second in the large arm gives ranges 1 and a first in the small arm 1/2.
    counted = draw_minimised(factors, np.array([2, 1]), 0.8, np.random.default_rng(3))
    assert counted.chance[0] in (0.8, 0.2)


def test_minimisation_evens_out_margins_better_than_simple_lots() -> None:
    def worst(found: Allocation) -> int:
        table = people(60)
        gaps = []
        for name in ("kon", "omrade"):
            counts = Counter(zip(table[name], found.arms, strict=True))
            gaps += [abs(counts[value, "insats"] - counts[value, "jämförelse"]) for value in set(table[name])]
        return max(gaps)

    lots = {
        method: np.mean([worst(drawn(method=method, strata=("kon", "omrade"), seed=seed)) for seed in range(40)])
        for method in ("simple", "minimisation")
    }
    assert lots["minimisation"] < 0.5 * lots["simple"]


def test_clusters_are_drawn_whole_and_evenly() -> None:
    found = drawn(cluster="skola")
    schools = people(60)["skola"]
    for school in set(schools):
        assert len({arm for name, arm in zip(schools, found.arms, strict=True) if name == school}) == 1
    assert dict(found.units) == {"insats": 4, "jämförelse": 4}
    assert sum(one.persons for one in found.decisions) == 60
    assert found.plan.drawn_by == "complete"


def test_the_balance_table_is_of_the_groups_as_drawn() -> None:
    found = drawn(strata=("kon",), balance=("alder",))
    ((arm, balance),) = found.balance
    assert arm == "insats"
    ages = np.array(people(60)["alder"], dtype=float)
    inside = np.array(found.arms) == "insats"
    row = {row.covariate: row for row in balance.rows}["alder"]
    assert row.mean_intervention_before == pytest.approx(ages[inside].mean())
    pooled = np.sqrt((ages[inside].var(ddof=1) + ages[~inside].var(ddof=1)) / 2)
    assert row.smd_before == pytest.approx((ages[inside].mean() - ages[~inside].mean()) / pooled)


def test_the_seal_is_the_sha256_of_salt_and_list_and_breaks_with_any_change() -> None:
    ids, arms, salt = ["b", "a"], ["1", "2"], "0123456789abcdef"
    text = '0123456789abcdef\n["a", "2"]\n["b", "1"]\n'
    sealed = seal(ids, arms, salt=salt)
    assert sealed == hashlib.sha256(text.encode()).hexdigest()
    assert seal_kept(["a", "b"], ["2", "1"], salt=salt, sealed=sealed.upper())  # the order of rows is no matter
    for other in ((["a", "b"], ["1", "2"]), (["a", "c"], ["2", "1"]), (["a"], ["2"])):
        assert not seal_kept(*other, salt=salt, sealed=sealed)
    assert not seal_kept(ids, arms, salt=salt[::-1], sealed=sealed)
    assert canonical_list(["a\tb"], ['"']) != canonical_list(["a"], ['b"'])
    with pytest.raises(InputError):
        seal(ids, arms, salt="short")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"arms": ("a",)}, "--arms"),
        ({"arms": ("a", "a")}, "--arms"),
        ({"arms": ("a", " ")}, "--arms"),
        ({"ratio": (1, 2, 3)}, "--ratio"),
        ({"ratio": (0, 1)}, "--ratio"),
        ({"block_lengths": (5,)}, "--block"),
        ({"ratio": (2, 1), "block_lengths": (4,)}, "--block"),
        ({"probability": 0.4}, "--probability"),
        ({"seed": -1}, "--seed"),
        ({"strata": ("id",)}, "--strata"),
        ({"method": "minimisation"}, "--strata"),
        ({"id": "idd"}, "idd"),
        ({"strata": ("kn",)}, "kn"),
        ({"cluster": "skola", "strata": ("kon",)}, "kon"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as refused:
        drawn(**changes)
    assert field in [fault.place.field for fault in refused.value.faults]


def test_repeated_and_empty_ids_are_told_by_row_and_never_by_name() -> None:
    data = people(12)
    data["id"][3] = data["id"][5] = "850101-1234"
    data["id"][7] = ""
    with pytest.raises(InputError) as refused:
        allocate(Columns(data, file="folk.csv"), PLAN, time="")
    told = [fault.of("sv") for fault in refused.value.faults]
    assert "(rad 9)" in told[0]
    assert "(rad 5, 7)" in told[1]
    assert "850101" not in " ".join(told)


def test_an_empty_stratum_cell_is_refused_with_its_row() -> None:
    data = people(12)
    data["kon"][2] = ""
    with pytest.raises(InputError) as refused:
        allocate(Columns(data), replace(PLAN, strata=("kon",)), time="")
    assert "rad 4" in refused.value.faults[0].of("sv")


@pytest.mark.parametrize(
    ("data", "plan"), [(people(3), PLAN), (people(30, clusters=3), replace(PLAN, cluster="skola"))]
)
def test_too_few_to_draw_between_is_refused(data: dict[str, list[Any]], plan: AllocationPlan) -> None:
    with pytest.raises(DesignRefused) as refused:
        allocate(Columns(data), plan, time="")
    assert refused.value.exit_code == 3


def test_small_strata_and_small_clusters_are_warned_of() -> None:
    data = people(40, strata=30)
    found = allocate(Columns(data), replace(PLAN, strata=("kon", "omrade")), time="")
    status = {check.id: check.status for check in found.checks}
    assert status["A-STRATUM-SIZE"] is Status.WARN
    assert status["A-OVERSTRATIFIED"] is Status.WARN
    data["skola"][0] = "ensam"
    clustered = allocate(Columns(data), replace(PLAN, cluster="skola"), time="")
    status = {check.id: check.status for check in clustered.checks}
    assert status["A-CLUSTER-SIZE"] is Status.WARN
    assert status["A-CLUSTERS"] is Status.WARN
    assert {check.id: check.status for check in drawn(200).checks}["A-NOSTRATA"] is Status.INFO
