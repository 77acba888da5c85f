# SPDX-License-Identifier: Apache-2.0
"""Each rule of a flow on a way so short that the answer is worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from utfall.core.errors import InputError
from utfall.core.text import Text
from utfall.engines.memory import Spell, run_in_memory, steps_of
from utfall.flows.definition import FlowDefinition, Outcome, State, Support, SupportWindow
from utfall.flows.tables import FlowTables

Rows = Sequence[tuple[str, int, int | None]]


def flow(**changes: Any) -> FlowDefinition:
    states = tuple(State(id=name, label=Text.same(name), codes=(name,)) for name in ("A", "B", "C"))
    support = Support(id="S", label=Text.same("S"), codes=("S",))
    plain: dict[str, Any] = {
        "id": "f", "title": Text.same("f"), "states": states, "supports": (support,), "depth": 1, "gap_days": None,
        "outcome": Outcome(states=("A",), after=("A",)),
    }  # fmt: skip
    return FlowDefinition(**plain | changes)


def way(asked: FlowDefinition, *rows: tuple[str, int, int | None], censor: int = 100) -> tuple[str, Counter[str]]:
    """Return the steps as "A0-10 B10-20", an open one with + at its end, and what was counted."""
    counted: Counter[str] = Counter()
    spells = [Spell(1, code, start, end, number) for number, (code, start, end) in enumerate(rows)]
    steps = steps_of(asked, spells, censor, counted)
    return " ".join(f"{step.state}{step.start}-{step.end}{'+' * step.open}" for step in steps), counted


def test_touching_spells_of_one_state_are_two_steps_unless_the_definition_merges_them() -> None:
    assert way(flow(), ("A", 0, 10), ("A", 10, 20))[0] == "A0-10 A10-20"
    assert way(flow(era_gap=0), ("A", 0, 10), ("A", 10, 20))[0] == "A0-20"
    assert way(flow(era_gap=4), ("A", 0, 10), ("A", 14, 20))[0] == "A0-20"
    assert way(flow(era_gap=4), ("A", 0, 10), ("A", 15, 20))[0] == "A0-10 A15-20"


def test_overlapping_spells_of_one_state_are_always_one_step() -> None:
    assert way(flow(), ("A", 0, 10), ("A", 5, 20), ("A", 7, 8))[0] == "A0-20"


def test_a_row_that_says_what_another_says_is_counted_once() -> None:
    steps, counted = way(flow(), ("A", 0, 10), ("A", 0, 10))
    assert steps == "A0-10"
    assert counted["duplicates"] == 1


def test_overlap_truncated_by_the_next_start() -> None:
    steps, counted = way(flow(), ("A", 0, 30), ("B", 10, 20))
    assert steps == "A0-10 B10-20"
    assert counted["overlaps"] == 1


def test_overlap_held_by_the_state_named_first() -> None:
    asked = flow(overlap="priority")
    assert way(asked, ("A", 0, 30), ("B", 10, 40))[0] == "A0-30 B30-40"
    assert way(asked, ("B", 0, 30), ("A", 10, 20))[0] == "B0-10 A10-20 B20-30"
    assert way(asked, ("A", 0, 30), ("B", 10, 20))[0] == "A0-30"


def test_overlap_as_a_state_of_its_own() -> None:
    assert way(flow(overlap="combine"), ("B", 0, 30), ("A", 10, None))[0] == "B0-10 A+B10-30 A30-100+"
    assert flow(overlap="combine").counts_as("A+B", ["B"])


def test_of_spells_that_start_on_one_day_the_rule_says_which_remains() -> None:
    rows: Rows = [("B", 0, 20), ("A", 0, 10)]
    assert way(flow(), *rows)[0] == "B0-20"
    assert way(flow(ties="priority"), *rows)[0] == "A0-10"
    assert way(flow(ties="row"), *rows)[0] == "A0-10"
    assert way(flow(), *rows)[1]["ties"] == 1
    assert way(flow(), *rows)[1]["hidden"] == 1


def test_a_long_stretch_between_two_steps_is_a_step_of_its_own() -> None:
    assert way(flow(gap_days=14), ("A", 0, 10), ("A", 25, 100))[0] == "A0-10 none10-25 A25-100"
    assert way(flow(gap_days=15), ("A", 0, 10), ("A", 25, 100))[0] == "A0-10 A25-100"
    assert way(flow(gap_days=14), ("A", 0, 10))[0] == "A0-10 none10-100+"


def test_open_ends_last_until_the_censoring_date_and_stay_open() -> None:
    assert way(flow(), ("A", 0, None))[0] == "A0-100+"
    assert way(flow(), ("A", 0, 100))[0] == "A0-100"
    assert way(flow(), ("A", 0, None), ("B", 50, 60))[0] == "A0-50 B50-60"


def test_short_steps_are_left_out_and_counted() -> None:
    steps, counted = way(flow(min_days=5), ("A", 0, 4), ("B", 4, 9))
    assert steps == "B4-9"
    assert counted["short"] == 1


def test_events_without_duration_keep_the_order_of_the_rule() -> None:
    assert way(flow(min_days=0, ties="row"), ("B", 5, 5), ("A", 5, 5), ("C", 7, 7))[0] == "B5-5 A5-5 C7-7"


def run(asked: FlowDefinition, rows: Rows, supports: Rows = ()) -> FlowTables:
    spells = [Spell(1, code, start, end, number) for number, (code, start, end) in enumerate(rows)]
    given = [Spell(1, code, start, end, number) for number, (code, start, end) in enumerate(supports)]
    return run_in_memory(asked, spells, given)


@pytest.mark.parametrize(
    ("window", "support", "given"),
    [
        (SupportWindow("step"), (5, 6), 1),  # during the older step
        (SupportWindow("step"), (30, 40), 0),  # starts the day the younger step starts
        (SupportWindow("step"), (29, None), 1),
        (SupportWindow("gap"), (5, 10), 0),  # ended the day the gap began
        (SupportWindow("gap"), (5, 11), 1),
        (SupportWindow("around", 3), (20, 27), 0),
        (SupportWindow("around", 3), (32, 40), 1),
        (SupportWindow("step"), (7, 7), 1),  # a visit of a day
    ],
)
def test_when_a_support_counts_as_given(window: SupportWindow, support: tuple[int, int | None], given: int) -> None:
    tables = run(flow(support_window=window), [("A", 0, 10), ("A", 30, 50)], [("S", *support)])
    assert [row.given for row in tables.paths] == [(given,)]


def test_the_trace_says_why_it_stops() -> None:
    rows: Rows = [("B", 0, 10), ("A", 60, 70), ("A", 80, 90)]
    assert run(flow(depth=3), rows).paths[0].path == ("A", "A", "B", "START")
    assert run(flow(depth=3, look_back=30), rows).paths[0].path == ("A", "A", "OUTSIDE", "")
    assert run(flow(outcome=Outcome(states=("B",))), rows).paths[0].path == ("B", "START")


def test_outcomes_each_first_last_and_on_a_day() -> None:
    rows: Rows = [("A", 0, 10), ("B", 10, 20), ("A", 20, 30), ("C", 30, 40), ("A", 40, 50)]

    def befores(**changes: Any) -> list[str]:
        import datetime

        on = changes.pop("on", None)
        day = None if on is None else datetime.date(1970, 1, 1) + datetime.timedelta(days=on)
        tables = run(flow(outcome=Outcome(states=("A",), on=day, **changes)), rows)
        return sorted(row.path[1] for row in tables.paths)

    assert befores() == ["B", "C", "START"]
    assert befores(which="first") == ["START"]
    assert befores(which="last") == ["C"]
    assert befores(on=25) == ["B"]
    assert befores(on=35) == []
    assert befores(after=("C",)) == ["C"]


def test_time_to_return_and_to_the_next_placement() -> None:
    tables = run(flow(gap_days=5), [("A", 0, 10), ("B", 30, 40), ("A", 40, 50), ("C", 51, 52)])
    found = {(row.kind, row.event, row.days) for row in tables.returns}
    assert found == {("next", "B", 20), ("return", "return", 30), ("next", "C", 1), ("return", "", 2)}


def test_a_definition_that_exists_can_be_run_and_one_that_cannot_says_every_fault() -> None:
    with pytest.raises(InputError) as caught:
        flow(
            depth=99, overlap="x", gap="A", age_bands=(5, 3),
            outcome=Outcome(states=("D",)), supports=(Support(id="A+B", label=Text.same(""), codes=()),),
        )  # fmt: skip
    found = {fault.code for fault in caught.value.faults}
    assert found >= {"number-range", "choice-unknown", "id-duplicate", "state-unknown", "id-unusable", "codes-missing"}
    assert all(fault.mend.sv and fault.mend.en for fault in caught.value.faults)
    with pytest.raises(InputError, match="number-range"):
        flow(min_days=0, overlap="combine")
