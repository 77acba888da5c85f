# SPDX-License-Identifier: Apache-2.0
"""Kaplan–Meier and Aalen–Johansen on counts of days, against worked examples and lifelines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from utfall.flows.survival import Times, cumulative_incidence, median_days, merged, order_statistic

rows = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(["", "a", "b"]), st.integers(1, 5)), min_size=1, max_size=20
).map(lambda found: Times(tuple(found)))


def test_competing_events_by_hand() -> None:
    """Five wait. Day 1: a (1/5). Day 2: one lost. Day 3: b of 3 waiting: 4/5 · 1/3. Day 4: a of 2: 8/15 · 1/2."""
    times = Times(((1, "a", 1), (2, "", 1), (3, "b", 1), (4, "a", 1), (9, "", 1)))
    a, b = cumulative_incidence(times, (1, 3, 4, 9, 10))
    assert [point.probability for point in a.points] == pytest.approx([1 / 5, 1 / 5, 1 / 5 + 4 / 15, 7 / 15], abs=1e-15)
    assert [point.probability for point in b.points] == pytest.approx([0, 4 / 15, 4 / 15, 4 / 15], abs=1e-15)
    assert [point.at_risk for point in a.points] == [4, 2, 1, 0]
    assert len(a.points) == 4  # nobody was followed until day 10


def test_kaplan_meier_is_that_of_lifelines_on_rossi() -> None:
    from lifelines import KaplanMeierFitter
    from lifelines.datasets import load_rossi

    data = load_rossi()
    expected = KaplanMeierFitter().fit(data["week"], data["arrest"])
    weeks = [int(week) for week in data["week"]]
    arrested = ["arrest" if event else "" for event in data["arrest"]]
    times = Times(tuple((week, event, 1) for week, event in zip(weeks, arrested, strict=True)))
    (found,) = cumulative_incidence(times, (10, 20, 30, 40, 52))
    assert times.n == 432
    assert found.points[-1].events == 114
    # both multiply the same 50 factors: what differs is rounding
    assert [1 - point.probability for point in found.points] == pytest.approx(
        [float(expected.predict(point.days)) for point in found.points], abs=1e-12
    )


@given(times=rows)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no fault
def test_probabilities_add_up_to_not_waiting_any_more(times: Times) -> None:
    days = sorted({day for day, _, _ in times.rows})
    parts = cumulative_incidence(times, days)
    whole = cumulative_incidence(merged(times), days)
    if not whole:
        assert not times.events
        return
    sums = np.sum([[point.probability for point in part.points] for part in parts], axis=0)
    assert sums == pytest.approx([point.probability for point in whole[0].points], abs=1e-12)
    assert all(0 <= value <= 1 + 1e-12 for value in sums)


@given(times=rows)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a loaded machine is no fault
def test_without_anybody_lost_it_is_the_share(times: Times) -> None:
    sure = Times(tuple((day, event or "a", n) for day, event, n in times.rows))
    for curve in cumulative_incidence(sure, [10, 30]):
        for point in curve.points:
            share = sum(n for day, event, n in sure.rows if event == curve.event and day <= point.days) / sure.n
            assert point.probability == pytest.approx(share, abs=1e-12)


def test_median_and_order_statistics() -> None:
    assert median_days(Times(((5, "a", 1), (7, "a", 1), (9, "a", 1)))) == 7
    assert median_days(Times(((5, "a", 1), (9, "", 3)))) is None
    assert order_statistic([(1, 1), (2, 1), (10, 2)], 0.5) == 2
    with pytest.raises(ValueError, match="none"):
        order_statistic([], 0.5)
