# SPDX-License-Identifier: Apache-2.0
"""Every engine gives the reference's rows, for the rules one by one and for generated registers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engines.conftest import HAS_SPARK
from engines.flow_cases import Rows, by_hand, flow, on_engine
from utfall.engines import Engine
from utfall.engines.memory import Person
from utfall.flows.definition import FlowDefinition, Outcome, SupportWindow

D = datetime.date
ROWS: Rows = [
    (1, "A", 0, 30), (1, "A", 30, 60), (1, "B", 50, 90), (1, "A", 120, 150), (1, "A", 120, 150),
    (2, "B", 10, 20), (2, "A", 20, 40), (2, "C", 25, 30), (2, "A2", 100, None), (2, "B", 100, 130),
    (3, "A", 5, 5), (3, "A", 6, 9), (3, "Z", 9, 12), (3, "A", 12, 60), (3, "A", 300, 200),
    (4, "C", 0, 400), (4, "A", 10, 20), (4, "B", 10, 15), (5, "A", 390, None), (6, "A", 500, 600),
]  # fmt: skip
GIVEN: Rows = [(1, "S", 95, 100), (1, "T", 0, None), (2, "S", 45, 45), (3, "S", 12, 20), (9, "T", 1, 2), (1, "x", 1, 2)]
PEOPLE = {
    1: Person("K", 1955, "0180"),
    2: Person("M", 1960, ""),
    3: Person("", None, "0180"),
    4: Person("K", 1969, "1880"),
}
RULES: dict[str, dict[str, Any]] = {
    "plain": {},
    "priority": {"overlap": "priority"},
    "combine": {"overlap": "combine", "depth": 3},
    "merge": {"era_gap": 5, "min_days": 4},
    "no gaps": {"gap_days": None, "unknown": "drop"},
    "censored": {"censor": D(1970, 4, 20), "look_back": 60},
    "events": {"min_days": 0, "ties": "row", "gap_days": 0},
    "priority ties": {"ties": "priority", "outcome": Outcome(states=("A", "B"), which="first")},
    "last": {"outcome": Outcome(states=("A", "none"), which="last"), "support_window": SupportWindow("gap")},
    "on a day": {
        "outcome": Outcome(states=("A", "C"), on=D(1970, 1, 28)), "support_window": SupportWindow("around", 20),
    },
    "period": {"outcome": Outcome(states=("A",), start_from=D(1970, 1, 20), start_to=D(1970, 5, 1))},
    "no supports": {"supports": (), "age_bands": (5, 10)},
}  # fmt: skip


ON_SPARK = ("combine", "on a day")  # the others cost minutes and ask nothing more of an engine


def cases() -> list[tuple[str, str]]:
    on_one = [(engine, rule) for engine in ("duckdb", "kernel", "parts") for rule in RULES]
    return on_one + [("spark", rule) for rule in ON_SPARK if HAS_SPARK]


@pytest.mark.parametrize(("named", "rule"), cases())
def test_every_rule_gives_the_rows_of_the_reference(request: pytest.FixtureRequest, named: str, rule: str) -> None:
    engine: Engine = request.getfixturevalue("duckdb_engine" if named == "kernel" else f"{named}_engine")
    asked = flow(**RULES[rule])
    expected, found = (
        by_hand(asked, ROWS, GIVEN, PEOPLE),
        on_engine(engine, asked, ROWS, GIVEN, PEOPLE, kernel=named in ("kernel", "parts")),
    )
    assert found.differences(expected) == [], [
        (getattr(found, name), getattr(expected, name)) for name in found.differences(expected)
    ]
    assert expected.nodes


days = st.integers(0, 80)
row = st.tuples(
    st.integers(1, 4), st.sampled_from(["A", "A2", "B", "C", "Z"]), days, st.one_of(st.none(), st.integers(0, 120))
)
support = st.tuples(st.integers(1, 4), st.sampled_from(["S", "T"]), days, st.one_of(st.none(), days))


@st.composite
def definitions(draw: st.DrawFn) -> FlowDefinition:
    overlap = draw(st.sampled_from(["truncate", "priority", "combine"]))
    when = draw(st.one_of(st.none(), st.dates(D(1970, 1, 5), D(1970, 4, 20))))
    which = "every" if when else draw(st.sampled_from(["every", "first", "last"]))
    after = draw(st.sampled_from([(), ("A",), ("B", "C")]))
    return flow(
        overlap=overlap,
        ties=draw(st.sampled_from(["longest", "priority", "row"])),
        min_days=draw(st.integers(0 if overlap == "truncate" else 1, 6)),
        era_gap=draw(st.sampled_from([None, 0, 3])),
        gap_days=draw(st.sampled_from([None, 0, 7])),
        look_back=draw(st.sampled_from([None, 30])),
        depth=draw(st.integers(1, 3)),
        censor=draw(st.one_of(st.none(), st.dates(D(1970, 1, 20), D(1970, 5, 20)))),
        unknown=draw(st.sampled_from(["other", "drop"])),
        support_window=draw(st.sampled_from([SupportWindow(), SupportWindow("gap"), SupportWindow("around", 9)])),
        outcome=Outcome(states=draw(st.sampled_from([("A",), ("A", "B")])), after=after, on=when, which=which),
    )


@given(asked=definitions(), rows=st.lists(row, min_size=1, max_size=25), supports=st.lists(support, max_size=6))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_generated_registers_give_the_same_rows(
    duckdb_engine: Engine, parts_engine: Engine, asked: FlowDefinition, rows: Rows, supports: Rows
) -> None:
    backwards = [end is not None and end < start for _, _, start, end in rows]
    left_out = [code == "Z" and asked.unknown == "drop" for _, code, _, _ in rows]
    if all(wrong or out for wrong, out in zip(backwards, left_out, strict=True)):
        return  # nothing to follow is refused, and has its own test
    expected = by_hand(asked, rows, supports)
    assert on_engine(duckdb_engine, asked, rows, supports, kernel=False).differences(expected) == []
    assert on_engine(duckdb_engine, asked, rows, supports).differences(expected) == []
    assert on_engine(parts_engine, asked, rows, supports).differences(expected) == []
