# SPDX-License-Identifier: Apache-2.0
"""The attacker of a whole flow: has paths, moves, groups, sequences and where people are lost, all in one system.

The equations are written from the result alone: what a reader knows of how the tables hang together.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from utfall.core.errors import DesignRefused
from utfall.core.text import Text
from utfall.engines.memory import Person, Spell, run_in_memory
from utfall.flows.definition import END, START, FlowDefinition, Outcome, State
from utfall.flows.results import FlowResult
from utfall.flows.summary import summarise

NAMES = ("A", "B", "C", "D")
FLOW = FlowDefinition(
    id="f", title=Text.same("f"), states=tuple(State(id=n, label=Text.same(n), codes=(n,)) for n in NAMES),
    outcome=Outcome(states=("A", "B")), depth=1, gap_days=None,
)  # fmt: skip
ways = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map(tuple)
Ways = dict[tuple[str, ...], tuple[int, int]]


def ran(people: Ways) -> FlowResult:
    """Return the result of persons by sequence, of each how many women and men."""
    rows, about = [], {}
    for states, (women, men) in people.items():
        for number in range(women + men):
            person = len(about)
            about[person] = Person(sex="K" if number < women else "M")
            rows += [
                Spell(person, state, 10 * place, 10 * place + 10, len(rows) + place)
                for place, state in enumerate(states)
            ]
    return summarise(FLOW, run_in_memory(FLOW, rows, (), about, most=50))


class Attacker:
    """Unknowns and what is known of them; an unknown is a tuple of what it counts."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, ...], int] = {}
        self.rows: list[tuple[dict[tuple[str, ...], int], float]] = []

    def knows(self, parts: dict[tuple[str, ...], int], value: float) -> None:
        for part in parts:
            self.places.setdefault(part, len(self.places))
        self.rows.append((parts, value))

    def ends(self, aim: tuple[str, ...]) -> tuple[float, float]:
        matrix = np.zeros((len(self.rows), len(self.places)))
        for row, (parts, _) in enumerate(self.rows):
            for part, times in parts.items():
                matrix[row, self.places[part]] = times
        values = np.array([value for _, value in self.rows])
        found = []
        for sign in (1.0, -1.0):
            goal = np.zeros(len(self.places))
            goal[self.places[aim]] = sign
            solved = milp(
                goal, constraints=LinearConstraint(matrix, values, values), bounds=Bounds(0, np.inf), integrality=1
            )
            found.append(sign * solved.fun if solved.fun is not None else np.inf)
        return found[0], found[1]


def attacker_of(found: FlowResult) -> Attacker:
    it = Attacker()
    befores = (*NAMES, START)
    for outcome in FLOW.outcome.states:
        for before in NAMES:  # every move into an outcome state is an outcome
            it.knows({("move", before, outcome): 1, ("path", outcome, before): -1}, 0)
    shown = {row.path for row in found.paths if row.path is not None}
    everything = {("path", outcome, before): 1 for outcome in FLOW.outcome.states for before in befores}
    for row in found.paths:
        if row.path is not None and row.path[-1] != "~" and len(row.path) == 2:
            it.knows({("path", *row.path): 1}, row.outcomes)
        elif row.path is not None and len(row.path) == 2:
            rest = {part: 1 for part in everything if part[1] == row.path[0] and part[1:] not in shown}
            it.knows(rest, row.outcomes)
    it.knows(everything, found.outcomes)
    moves = {(row.state, row.next): row for row in found.moves}
    if found.moves:
        for state in NAMES:
            for after in (*NAMES, END):
                row = moves.get((state, after))
                if row is None and any(known == state for known, _ in moves):
                    it.knows({("move", state, after): 1}, 0)
                elif row is not None and row.steps is not None:
                    it.knows({("move", state, after): 1}, row.steps)
    for lost in found.lost:
        it.knows({("move", lost.state, after): 1 for after in (*NAMES, END)}, lost.steps)
    told = [row for row in found.sequences if row.states]
    inside = Counter[tuple[str, str]]()
    for row in told:
        for pair in pairwise(row.states):
            inside[pair] += row.persons
    for pair in ((a, b) for a in NAMES for b in NAMES):  # a move is made by somebody in a told sequence or by the rest
        it.knows({("move", *pair): 1, ("rest", *pair): -1}, inside[pair])
    told_before = {row.before for row in found.groups}
    for row in found.groups:
        of_state = [row.before] if row.before != "~" else [b for b in befores if b not in told_before]
        part = {("group", row.value, before): 1 for before in of_state}
        if row.outcomes is not None:
            it.knows(part, row.outcomes)
        if row.of is not None:
            it.knows({("group", row.value, before): 1 for before in befores}, row.of)
    if found.groups:
        for before in befores:
            parts = {("path", outcome, before): -1 for outcome in FLOW.outcome.states}
            it.knows({**parts, **{("group", value, before): 1 for value in ("K", "M")}}, 0)
    return it


def truth(people: Ways) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for states, (women, men) in people.items():
        for older, younger in pairwise(states):
            found["move", older, younger] += women + men
        found["move", states[-1], END] += women + men
        for place, state in enumerate(states):
            if state in FLOW.outcome.states:
                before = states[place - 1] if place else START
                found["path", state, before] += women + men
                found["group", "K", before] += women
                found["group", "M", before] += men
    return found


sizes = st.tuples(st.integers(0, 9), st.integers(1, 30))


@given(st.dictionaries(ways, sizes, min_size=2, max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_outputs_of_a_run_together_tell_no_small_count(people: Ways) -> None:
    try:
        found = ran(people)
    except DesignRefused:
        return
    attacker, true = attacker_of(found), truth(people)
    for parts, value in attacker.rows:  # what the attacker builds on is so
        assert sum(times * true[part] for part, times in parts.items() if part[0] != "rest") == value or any(
            part[0] == "rest" for part in parts
        )
    for cell, count in true.items():
        if 0 < count < 5 and cell in attacker.places:
            low, high = attacker.ends(cell)
            assert high - low >= 5, (cell, count, low, high)


def test_a_way_that_is_merged_is_not_told_among_the_moves_or_the_sequences() -> None:
    """C came 6 times to A and D 3 times: the paths tell 9; the moves may not tell the 6, nor the sequences."""
    people = {("B", "A"): (50, 50), ("C", "A"): (3, 3), ("D", "A"): (1, 2), ("C", "B"): (20, 20), ("D", "C"): (20, 20)}
    found = ran(people)
    moves = {(row.state, row.next): row.steps for row in found.moves}
    assert moves.get(("C", "A")) is None
    assert moves.get(("D", "A")) is None
    assert ("C", "A") not in {row.states for row in found.sequences}
    low, high = attacker_of(found).ends(("path", "A", "D"))
    assert high - low >= 5
