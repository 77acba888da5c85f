# SPDX-License-Identifier: Apache-2.0
"""Observation windows: not seen is not the same as nothing, and every engine gives the rows of the reference."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from engines.conftest import HAS_SPARK
from engines.flow_cases import Rows, Windows, by_hand, flow, on_engine
from engines.test_flow_engines import GIVEN, PEOPLE, ROWS, definitions, row, st, support
from utfall.core.errors import DesignRefused
from utfall.engines import Engine
from utfall.flows.definition import OUTSIDE, START, FlowDefinition, Outcome, SupportWindow
from utfall.flows.summary import summarise
from utfall.flows.tables import FlowTables

WATCHED: Windows = [
    (1, 0, 70), (1, 70, 95), (1, 110, None), (2, 5, 60), (2, 90, None), (2, 90, 120), (3, 0, None), (4, 12, 300),
    (5, 400, 380),
]  # fmt: skip
RULES: dict[str, dict[str, Any]] = {
    "plain": {},
    "no gaps": {"gap_days": None, "unknown": "drop"},
    "priority": {"overlap": "priority", "support_window": SupportWindow("gap"), "gap_days": 3},
    "combine": {"overlap": "combine", "depth": 3, "support_window": SupportWindow("around", 20)},
    "censored": {"censor": datetime.date(1970, 4, 20), "look_back": 60, "outcome": Outcome(states=("A", "none"))},
    "events": {"min_days": 0, "ties": "row", "gap_days": 0, "supports": ()},
}


def cases() -> list[tuple[str, str]]:
    return [("duckdb", rule) for rule in RULES] + ([("spark", "combine")] if HAS_SPARK else [])


@pytest.mark.parametrize(("named", "rule"), cases())
def test_windows_give_the_rows_of_the_reference(request: pytest.FixtureRequest, named: str, rule: str) -> None:
    engine: Engine = request.getfixturevalue(f"{named}_engine")
    asked = flow(**RULES[rule])
    expected = by_hand(asked, ROWS, GIVEN, PEOPLE, WATCHED)
    found = on_engine(engine, asked, ROWS, GIVEN, PEOPLE, watched=WATCHED)
    assert found.differences(expected) == [], [
        (getattr(found, name), getattr(expected, name)) for name in found.differences(expected)
    ]
    assert expected.quality.unobserved


@given(
    asked=definitions(),
    rows=st.lists(row, min_size=1, max_size=20),
    supports=st.lists(support, max_size=5),
    watched=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 90), st.one_of(st.none(), st.integers(0, 120)))),
)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_generated_windows_give_the_same_rows(
    duckdb_engine: Engine, asked: FlowDefinition, rows: Rows, supports: Rows, watched: Windows
) -> None:
    try:
        found = on_engine(duckdb_engine, asked, rows, supports, watched=watched)
    except DesignRefused:
        return  # nothing to follow is refused, and has its own test
    assert found.differences(by_hand(asked, rows, supports, watched=watched)) == []


def paths(tables: FlowTables) -> dict[tuple[str, ...], int]:
    return {path.path: path.outcomes for path in tables.paths}


A_THEN_A: Rows = [(1, "A", 100, 130), (1, "A", 200, 230)]
BACK = {"outcome": Outcome(states=("A",), start_from=datetime.date(1970, 6, 1)), "depth": 2}


@pytest.mark.parametrize(
    ("watched", "path"),
    [
        ([(1, 0, None)], ("A", "none", "A")),  # seen all the time: nobody had a placement in between
        ([(1, 0, 150), (1, 190, None)], ("A", OUTSIDE, "")),  # moved away and back: nobody knows
        ([(1, 0, 150), (1, 150, None)], ("A", "none", "A")),  # two windows that touch are one
        ([(1, 0, 130), (1, 200, None)], ("A", OUTSIDE, "")),
        ([], ("A", OUTSIDE, "")),  # never seen
    ],
)
def test_what_was_not_seen_is_no_placement_that_did_not_happen(watched: Windows, path: tuple[str, ...]) -> None:
    assert paths(by_hand(flow(**BACK), A_THEN_A, watched=watched)) == {path: 1}


@pytest.mark.parametrize(("first", "stop"), [(99, START), (100, OUTSIDE), (0, START)])
def test_nothing_earlier_is_said_only_of_those_who_were_seen_before(first: int, stop: str) -> None:
    asked = flow(outcome=Outcome(states=("A",)), depth=1)
    assert paths(by_hand(asked, A_THEN_A[:1], watched=[(1, first, None)])) == {("A", stop): 1}


@pytest.mark.parametrize(
    ("watched", "supports", "known"),
    [
        ([(1, 0, None)], [], (0, 0)),  # not given
        ([(1, 0, None)], [(1, "S", 110, 120)], (1, 0)),  # given
        ([(1, 115, None)], [], (0, 1)),  # not known: the first days of the window were not seen
        ([(1, 115, None)], [(1, "S", 116, 120)], (1, 0)),  # given, though not all of the window was seen
    ],
)
def test_no_support_given_is_told_from_not_known(watched: Windows, supports: Rows, known: tuple[int, int]) -> None:
    rows: Rows = [(1, "B", 100, 130), (1, "A", 130, 160)]
    asked = flow(outcome=Outcome(states=("A",)), depth=1)
    (found,) = by_hand(asked, rows, supports, watched=watched).paths
    assert (found.given[0], found.unseen[0]) == known


def test_waiting_ends_when_the_person_is_no_longer_seen() -> None:
    """Left on day 130, moved away on day 150, placed again on day 200: followed for 20 days, nothing happened."""
    tables = by_hand(flow(**BACK), A_THEN_A, watched=[(1, 0, 150), (1, 190, None)])
    waits = {(row.kind, row.event, row.days) for row in tables.returns}
    assert {("next", "", 20), ("return", "", 20)} <= waits


def many(n: int, unseen: int, given: int) -> tuple[Rows, Rows, Windows]:
    rows = [each for who in range(n) for each in ((who, "B", 100, 130), (who, "A", 130, 160))]
    supports = [(who, "S", 110, 120) for who in range(given)]
    windows = [(who, 0 if who < n - unseen else 115, 1000) for who in range(n)]
    return rows, supports, windows


def test_the_share_is_of_those_where_it_is_known() -> None:
    rows, supports, windows = many(40, 10, 12)
    asked = flow(outcome=Outcome(states=("A",)), depth=1)
    found = summarise(asked, by_hand(asked, rows, supports, watched=windows))
    total = found.supports[0]
    assert (total.outcomes, total.given, total.unseen, total.share) == (40, 12, 10, 12 / 30)


@pytest.mark.parametrize(("unseen", "given"), [(3, 12), (10, 2), (10, 28)])
def test_few_who_were_not_seen_are_hidden_like_any_few(unseen: int, given: int) -> None:
    rows, supports, windows = many(40, unseen, given)
    asked = flow(outcome=Outcome(states=("A",)), depth=1)
    total = summarise(asked, by_hand(asked, rows, supports, watched=windows)).supports[0]
    assert total.share is None
    assert (total.given, total.unseen).count(None) >= 1
