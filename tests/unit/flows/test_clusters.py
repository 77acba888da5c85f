# SPDX-License-Identifier: Apache-2.0
"""Optimal matching and typical ways."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused
from utfall.flows.clusters import MOST_SEQUENCES, cluster, om_distances

ways = st.lists(st.lists(st.integers(0, 3), max_size=6), min_size=1, max_size=6)


def plain(one: tuple[int, ...], other: tuple[int, ...], indel: float, substitution: float) -> float:
    @cache
    def cost(i: int, j: int) -> float:
        if not i or not j:
            return (i + j) * indel
        same = 0.0 if one[i - 1] == other[j - 1] else substitution
        return min(cost(i - 1, j - 1) + same, cost(i - 1, j) + indel, cost(i, j - 1) + indel)

    return cost(len(one), len(other))


@given(found=ways, substitution=st.sampled_from([1.0, 1.5, 2.0, 3.0]))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no fault
def test_distances_are_those_of_the_recursion(found: list[list[int]], substitution: float) -> None:
    distances = om_distances(found, indel=1.0, substitution=substitution)
    for i, one in enumerate(found):
        for j, other in enumerate(found):
            assert distances[i, j] == pytest.approx(plain(tuple(one), tuple(other), 1.0, substitution), abs=1e-12)


@given(found=ways)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no fault
def test_distances_are_a_metric(found: list[list[int]]) -> None:
    d = om_distances(found)
    assert (d == d.T).all()
    assert (np.diag(d) == 0).all()
    assert all((d <= d[:, [k]] + d[[k], :] + 1e-12).all() for k in range(len(found)))


def test_groups_of_alike_ways_and_their_typical_one() -> None:
    found = cluster(
        [("A", "A", "B"), ("A", "B"), ("C", "D", "C"), ("C", "D"), ("C", "D", "D")], [30, 10, 8, 20, 7], groups=2
    )
    assert [(row.n, row.medoid) for row in found.rows] == [(40, ("A", "A", "B")), (35, ("C", "D"))]
    # to the medoids 10 + 8 + 7 = 25; to the one medoid of all, A B: 30 + 8·5 + 20·4 + 7·5 = 185
    assert found.explained == pytest.approx(1 - 25 / 185)


def test_the_way_of_a_few_is_never_shown_and_no_group_is_small() -> None:
    found = cluster([("A",), ("A", "B"), ("C", "D", "E", "F")], [20, 20, 2], groups=3)
    assert min(row.n for row in found.rows) >= 5
    rare = cluster([(str(n),) for n in range(12)], [1] * 12, groups=1)
    assert [(row.n, row.medoid) for row in rare.rows] == [(12, ())]


def test_too_many_or_too_few_are_refused() -> None:
    with pytest.raises(DesignRefused, match="sequences-too-many"):
        cluster([(str(n),) for n in range(MOST_SEQUENCES + 1)], [1] * (MOST_SEQUENCES + 1), groups=2)
    with pytest.raises(DesignRefused, match="sequences-too-few"):
        cluster([("A",)], [9], groups=2)
