# SPDX-License-Identifier: Apache-2.0
"""The economy cut up for figures adds up to what the appraisal found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.thread.economy_sample import TEXT, appraised
from unit.thread.thread_sample import demo, run_demo
from utfall.core.estimate import Unknown
from utfall.economics import Appraisal, two_way
from utfall.economics.comparing.cost_effectiveness import InformationValue
from utfall.economics.model import SOCIETY
from utfall.thread import economy_views as views


def test_society_pays_the_programme_and_every_actor_gains() -> None:
    _, appraisal = appraised()
    one, five, horizon = views.from_cost_to_net(appraisal, SOCIETY)
    assert (one.years, five.years, horizon.years) == (1, 5, 6)
    assert {item.name: pytest.approx(item.amount) for item in one.items} == {
        views.PROGRAMME: -100_000.0, "municipality": 20_000.0, "region": 20_000.0
    }  # fmt: skip
    assert [path.net for path in (one, five, horizon)] == pytest.approx([-60_000.0, 100_000.0, 100_000.0])
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.net < one.high


def test_an_actors_gain_stands_by_line_and_an_untouched_one_has_no_path() -> None:
    _, appraisal = appraised()
    *_, horizon = views.from_cost_to_net(appraisal, "municipality")
    assert {item.name: pytest.approx(item.amount) for item in horizon.items} == {
        views.PROGRAMME: -100_000.0, "vard": 100_000.0
    }  # fmt: skip
    assert views.from_cost_to_net(appraisal, "state") == ()


@pytest.mark.parametrize("purse", ["society", "municipality", "region", "state", "household"])
def test_every_path_of_a_demo_ends_at_the_purses_net(purse: str) -> None:
    appraisal = demo("vagen_till_jobb").appraisal
    assert isinstance(appraisal, Appraisal)
    found, result = views.from_cost_to_net(appraisal, purse), appraisal.purses[purse]
    assert [path.net for path in found] == pytest.approx([result.net_1y, result.net])
    for path in found:
        assert sum(item.amount for item in path.items) == pytest.approx(path.net)


def test_without_draws_there_is_no_interval_and_nothing_to_measure() -> None:
    found = run_demo("vagen_till_jobb", draws=0)
    assert isinstance(found.appraisal, Appraisal)
    assert all(path.low is None for path in views.from_cost_to_net(found.appraisal, SOCIETY))
    assert views.worth_measuring(found.appraisal) == Unknown("few-draws")


def test_the_map_is_over_the_two_largest_swings_and_holds_the_used_values() -> None:
    found = demo("vagen_till_jobb")
    assert isinstance(found.appraisal, Appraisal)
    seen = views.two_most_important(found.appraisal, found.sensitivity)
    assert isinstance(seen, views.Map)
    assert (seen.grid.x, seen.grid.y) == tuple(row.name for row in found.sensitivity[:2])
    at_used = two_way(found.appraisal.model, seen.grid.x, seen.grid.y, seen.used[:1], seen.used[1:]).net
    assert float(at_used[0, 0]) == pytest.approx(found.appraisal.society.net)
    assert seen.grid.net[0, 0] != pytest.approx(seen.grid.net[-1, -1])


def test_one_uncertain_assumption_makes_no_map() -> None:
    found = demo("vagen_till_jobb")
    assert isinstance(found.appraisal, Appraisal)
    still = tuple(replace(row, net_low=1.0, net_high=1.0) for row in found.sensitivity[1:])
    rows = (found.sensitivity[0], *still)
    assert views.two_most_important(found.appraisal, rows) == Unknown("fewer-than-two-uncertain")


def test_what_is_worth_measuring_is_what_can_turn_the_decision() -> None:
    _, appraisal = appraised(TEXT.replace("100_000", "200_000"))  # the net is nought: either way is as likely
    found = views.worth_measuring(appraisal)
    assert isinstance(found, views.Information)
    assert found.rows[0].name == "effect:arbete"
    # EVPI of a normal net around zero is its standard deviation x 0.3989; the sd comes from the same appraisal.
    assert appraisal.uncertainty is not None
    sd = appraisal.uncertainty.net[(SOCIETY, 6)].sd
    assert found.everything == pytest.approx(0.39894 * sd, rel=0.05)  # 16 384 and 1 000 draws: 2 % each
    assert all(0.0 < row.value <= found.everything for row in found.rows)
    _, safe = appraised(TEXT.replace("100_000", "1_000"))
    sure = views.worth_measuring(safe)
    assert isinstance(sure, views.Information)
    assert sure.rows == ()
    assert sure.everything < 1.0  # the net is positive in every draw: to know more would change nothing
    assert sure.worthless == 2


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1e9), st.lists(st.floats(-1e9, 1e9), max_size=6))
def test_noise_is_neither_negative_nor_above_the_whole(whole: float, values: list[float]) -> None:
    rows = tuple(InformationValue(f"p{place}", value) for place, value in enumerate(values))
    kept = views.without_noise(whole, rows)
    assert all(0.0 < row.value <= whole for row in kept)
    large = {row.name for row in rows if row.value > max(0.01 * whole, 2.0) and whole > 2.0}
    assert large <= {row.name for row in kept}


def test_the_baseline_is_a_cost_per_actor_and_year_when_it_is_stated() -> None:
    _, appraisal = appraised()
    # 10 units x 20 000 kronor, half each.
    assert views.yearly_baseline(appraisal) == {"municipality": (100_000.0,) * 6, "region": (100_000.0,) * 6}
    _, unstated = appraised(TEXT.replace("baseline = 10\n", ""))
    assert views.yearly_baseline(unstated) == Unknown("no-baseline-volume")


def test_the_checks_come_in_the_order_of_their_numbers() -> None:
    from unit.thread.thread_sample import demo

    found = demo("vagen_till_jobb").appraisal
    assert not isinstance(found, Unknown)
    numbers = [int(check.id.removeprefix("K")) for check in found.checks]
    assert len(numbers) > 10
    assert numbers == sorted(numbers)
