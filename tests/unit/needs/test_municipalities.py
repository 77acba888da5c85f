# SPDX-License-Identifier: Apache-2.0
"""One municipality among similar ones."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused
from utfall.needs.municipalities import Municipality, SimilarGroup, standing_in


def group(own: float, *others: float, direction: str = "decrease") -> SimilarGroup:
    places = tuple(Municipality(str(1000 + n), f"Kommun {n}", value) for n, value in enumerate(others))
    return SimilarGroup(
        kpi="N1", title="Andel", year=2024, own=Municipality("9000", "Vi", own), others=places,
        direction=direction,  # type: ignore[arg-type]  # a word of the test's
    )  # fmt: skip


def test_place_median_and_quartiles_by_hand() -> None:
    """Definition 7 of six values: the quartiles are 4.8 + 0.25 × 0.2 and 5.6 + 0.75 × 0.5, the median 5.3."""
    found = standing_in(group(6.1, 4.2, 5.0, 5.6, 7.9, 4.8, 6.1))
    assert (found.standing.rank, found.standing.of) == (5, 7)
    assert found.standing.lower == pytest.approx(4.85, rel=1e-12)
    assert found.standing.median == pytest.approx(5.3, rel=1e-12)
    assert found.standing.upper == pytest.approx(5.975, rel=1e-12)
    assert found.standing.worse
    assert [each.value for each in found.rows] == [4.2, 4.8, 5.0, 5.6, 6.1, 6.1, 7.9]
    up = standing_in(group(6.1, 4.2, 5.0, 5.6, 7.9, 4.8, 6.1, direction="increase"))
    assert (up.standing.rank, up.standing.worse, up.rows[0].value) == (2, False, 7.9)


values = st.lists(st.integers(-500, 500), min_size=4, max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(own=st.integers(-500, 500), others=values, more=st.integers(0, 100))
def test_a_better_value_never_gives_a_worse_place(own: int, others: list[int], more: int) -> None:
    found, better = standing_in(group(own, *others)), standing_in(group(own - more, *others))
    assert better.standing.rank <= found.standing.rank
    assert found.standing.rank == 1 + sum(value < own for value in others)
    assert found.rows.index(found.group.own) >= found.standing.rank - 1
    mirrored = standing_in(group(-own, *(-value for value in others), direction="increase"))
    assert mirrored.standing.rank == found.standing.rank
    assert mirrored.standing.worse == found.standing.worse


def test_fewer_than_four_others_are_refused() -> None:
    with pytest.raises(DesignRefused) as caught:
        standing_in(group(6.1, 4.2, 5.0, 5.6))
    assert caught.value.faults[0].code == "comparison-too-few"
