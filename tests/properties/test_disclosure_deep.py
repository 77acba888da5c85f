# SPDX-License-Identifier: Apache-2.0
"""The attacker of a deep flow: paths of two or three steps with supports and groups, moves and sequences in one system.

The unknowns are the finest counts: outcomes by whole path, those of them with a support in each step, those of each
sex by the step before, moves, and each of these among the persons whose sequence is not told. The equations are
written from the result alone, by what a reader knows of how the tables hang together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise, product

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from utfall.core.errors import DesignRefused
from utfall.core.text import Text
from utfall.engines.memory import Person, Spell, run_in_memory
from utfall.flows.definition import END, START, FlowDefinition, Outcome, State, Support, Which
from utfall.flows.results import MERGED, FlowResult
from utfall.flows.summary import summarise

NAMES = ("A", "B", "C")
SEXES = ("K", "M")
FLOW = FlowDefinition(
    id="f", title=Text.same("f"), states=tuple(State(id=n, label=Text.same(n), codes=(n,)) for n in NAMES),
    supports=(Support(id="S", label=Text.same("S"), codes=("S",)),), outcome=Outcome(states=("A", "B")), depth=2,
    gap_days=None,
)  # fmt: skip
Way = tuple[str, ...]
Cell = tuple[object, ...]
LONG, THRESHOLD, MOST = 10, 5, 10_000


@dataclass(frozen=True)
class Kind:
    """Persons of one sequence: women, men, and how many of them had the support in each of its steps but the last."""

    women: int
    men: int
    given: tuple[int, ...]


People = dict[Way, Kind]


@st.composite
def populations(draw: st.DrawFn) -> People:
    ways = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map(tuple)
    found = {}
    for way in draw(st.lists(ways, min_size=2, max_size=9, unique=True)):
        women, men = draw(st.integers(0, 9)), draw(st.integers(1, 25))
        given = tuple(draw(st.integers(0, women + men)) for _ in way[1:])
        found[way] = Kind(women, men, given)
    return found


def ran(flow: FlowDefinition, people: People) -> FlowResult:
    rows, given, about = [], [], {}
    for states, kind in people.items():
        for number in range(kind.women + kind.men):
            person = len(about)
            about[person] = Person(sex="K" if number < kind.women else "M")
            for place, state in enumerate(states):
                rows.append(Spell(person, state, LONG * place, LONG * (place + 1), len(rows)))
                if place + 1 < len(states) and number < kind.given[place]:
                    given.append(Spell(person, "S", LONG * place + 2, LONG * place + 3, len(given)))
    return summarise(flow, run_in_memory(flow, rows, given, about, most=50))


def traced(flow: FlowDefinition, states: Way) -> Iterator[tuple[int, Way]]:
    """Yield the place of each outcome in a sequence and the way back from it."""
    for place, state in enumerate(states):
        if state in flow.outcome.states:
            way = tuple(reversed(states[: place + 1]))[: flow.depth + 1]
            yield place, (*way, START) if len(way) <= flow.depth else way
            if flow.outcome.which == "first":
                return


def every_way(flow: FlowDefinition) -> list[Way]:
    found: list[Way] = []
    for length in range(1, flow.depth + 2):
        for way in product(NAMES, repeat=length):
            if way[0] in flow.outcome.states:
                found.append(way if length == flow.depth + 1 else (*way, START))
    return found


@dataclass
class Attacker:
    """Unknowns, and bounds of sums of them."""

    places: dict[Cell, int] = field(default_factory=dict)
    rows: list[tuple[dict[Cell, int], float, float]] = field(default_factory=list)

    def knows(self, parts: dict[Cell, int], low: float, high: float | None = None) -> None:
        for part in parts:
            self.places.setdefault(part, len(self.places))
        self.rows.append((parts, low, low if high is None else high))

    def range_of(self, aim: dict[Cell, int]) -> tuple[float, float]:
        triples = [
            (row, self.places[part], times)
            for row, (parts, *_) in enumerate(self.rows)
            for part, times in parts.items()
        ]
        line, column, value = zip(*triples, strict=True)
        matrix = csr_array((value, (line, column)), shape=(len(self.rows), len(self.places)))
        low, high = (np.array([row[end] for row in self.rows]) for end in (1, 2))
        goal = np.zeros(len(self.places))
        for part, times in aim.items():
            goal[self.places[part]] = times
        found = []
        for sign in (1.0, -1.0):
            solved = milp(
                sign * goal, constraints=LinearConstraint(matrix, low, high), bounds=Bounds(0, MOST), integrality=1
            )
            assert solved.status == 0, solved.message
            found.append(sign * round(solved.fun))
        return found[0], found[1]


def attacker_of(flow: FlowDefinition, found: FlowResult) -> Attacker:
    it, ways = Attacker(), every_way(flow)
    _structure(it, flow, ways)
    _paths(it, flow, found, ways)
    _supports(it, flow, found, ways)
    _moves(it, found)
    _groups(it, found, ways)
    _sequences(it, flow, found)
    return it


def _structure(it: Attacker, flow: FlowDefinition, ways: list[Way]) -> None:
    """What holds in any flow, for all persons ("") and for those whose sequence is not told ("rest")."""
    for way in ways:
        it.knows({("path", way): 1, ("rest path", way): -1}, 0, np.inf)
        for step in range(1, len(way)):
            if way[step] != START:
                it.knows({("path", way): 1, ("given", step, way): -1}, 0, np.inf)
    for kind in ("", "rest "):
        for older, younger in product(NAMES, NAMES):
            for level in range(1, flow.depth + 1):  # a move is at most once so many steps before an outcome
                on = {
                    (f"{kind}path", w): -1 for w in ways if w[level : level + 1] == (older,) and w[level - 1] == younger
                }
                always = level == 1 and younger in flow.outcome.states and flow.outcome.which == "every"
                if on:
                    it.knows(on | {(f"{kind}move", older, younger): 1}, 0, 0 if always else np.inf)
    for older, younger in product(NAMES, (*NAMES, END)):
        it.knows({("move", older, younger): 1, ("rest move", older, younger): -1}, 0, np.inf)


def _paths(it: Attacker, flow: FlowDefinition, found: FlowResult, ways: list[Way]) -> None:
    shown = {row.path for row in found.paths if row.path is not None}
    known = {path[:level] for path in shown for level in range(1, len(path) + 1)}
    whole = all(row.path is not None for row in found.paths)
    it.knows({("path", way): 1 for way in ways}, found.outcomes)
    for row in found.paths:
        if row.path is None:
            continue
        parent = row.path[:-1]
        if row.path[-1] == MERGED:
            parts = {("path", w): 1 for w in ways if w[: len(parent)] == parent and w[: len(parent) + 1] not in known}
            it.knows(parts, row.outcomes, row.outcomes if whole else np.inf)
        else:
            it.knows({("path", row.path): 1}, row.outcomes)


def _inside(path: Way, ways: list[Way], known: set[Way]) -> list[Way]:
    if path[-1] != MERGED:
        return [way for way in ways if way[: len(path)] == path]
    parent = path[:-1]
    return [w for w in ways if w[: len(parent)] == parent and w[: len(parent) + 1] not in known]


def _supports(it: Attacker, flow: FlowDefinition, found: FlowResult, ways: list[Way]) -> None:
    """A support is counted over the window before each step; of merged ways on, in those whose next step is a state."""
    known = {row.path[:level] for row in found.paths if row.path for level in range(1, len(row.path) + 1)}
    whole = all(row.path is not None for row in found.paths)
    for node in found.tree:
        step = len(node.path) - 1
        for told in node.supports:
            assert told.step == step
            assert told.given is None or 0 <= told.given <= node.outcomes
            inside = [way for way in _inside(node.path, ways, known) if way[step] != START]
            if told.given is not None and whole:
                it.knows({("given", step, way): 1 for way in inside}, told.given)
    for link in found.links:
        if link.given is not None and whole:
            on = [node.path for node in found.tree if node.path[link.step - 1 :] == (link.end, link.start)
                  and len(node.path) == link.step + 1]  # fmt: skip
            inside = [way for path in on for way in _inside(path, ways, known) if way[link.step] != START]
            it.knows({("given", link.step, way): 1 for way in inside}, link.given)
    for total in found.supports:
        if total.given is not None:
            inside = [way for way in ways if way[total.step : total.step + 1] not in ((), (START,))]
            merged_above = any(path[-1] == MERGED and len(path) <= total.step for path in known)
            parts = {("given", total.step, way): 1 for way in inside}
            it.knows(parts, total.given, np.inf if merged_above or not whole else total.given)


def _moves(it: Attacker, found: FlowResult) -> None:
    moves = {(row.state, row.next): row for row in found.moves}
    for state, after in product(NAMES, (*NAMES, END)) if found.moves else ():
        row = moves.get((state, after))
        if row is None:  # only cells of none are left out
            it.knows({("move", state, after): 1}, 0)
        elif row.steps is not None:
            it.knows({("move", state, after): 1}, row.steps)
    it.knows({("move", state, after): 1 for state, after in product(NAMES, (*NAMES, END))}, found.quality.steps)
    for lost in found.lost:
        it.knows({("move", lost.state, after): 1 for after in (*NAMES, END)}, lost.steps)


def _groups(it: Attacker, found: FlowResult, ways: list[Way]) -> None:
    befores = (*NAMES, START)
    told = {row.before for row in found.groups}
    for row in found.groups:
        of = [row.before] if row.before != MERGED else [each for each in befores if each not in told]
        if row.outcomes is not None:
            it.knows({("group", row.value, before): 1 for before in of}, row.outcomes)
        if row.of is not None:
            it.knows({("group", row.value, before): 1 for before in befores}, row.of)
    for before in befores if found.groups else ():
        parts: dict[Cell, int] = {("path", way): -1 for way in ways if way[1] == before}
        it.knows(parts | {("group", value, before): 1 for value in SEXES}, 0)


def _sequences(it: Attacker, flow: FlowDefinition, found: FlowResult) -> None:
    told = [row for row in found.sequences if row.states]
    left = sum(row.persons for row in found.sequences if not row.states)
    moves: Counter[tuple[str, str]] = Counter()
    paths: Counter[Way] = Counter()
    for row in told:
        for pair in pairwise((*row.states, END)):
            moves[pair] += row.persons
        for _, way in traced(flow, row.states):
            paths[way] += row.persons
    for older, younger in product(NAMES, (*NAMES, END)):
        it.knows({("move", older, younger): 1, ("rest move", older, younger): -1}, moves[older, younger])
    for way in every_way(flow):
        it.knows({("path", way): 1, ("rest path", way): -1}, paths[way])
    it.knows({("rest move", state, END): 1 for state in NAMES}, left)


def truth(flow: FlowDefinition, people: People, found: FlowResult) -> Counter[Cell]:
    told = {row.states for row in found.sequences}
    true: Counter[Cell] = Counter()
    for states, kind in people.items():
        n = kind.women + kind.men
        for part in ("", "rest ") if states not in told else ("",):
            for pair in pairwise((*states, END)):
                true[f"{part}move", *pair] += n
            for _, way in traced(flow, states):
                true[f"{part}path", way] += n
        for place, way in traced(flow, states):
            for step in range(1, len(way)):
                if way[step] != START:
                    true["given", step, way] += kind.given[place - step]
            true["group", "K", way[1]] += kind.women
            true["group", "M", way[1]] += kind.men
    return true


def small(flow: FlowDefinition, true: Counter[Cell]) -> Iterator[dict[Cell, int]]:
    """Yield what must not be told: few of anything, few who had the support on a path, and few who had not."""
    ways = every_way(flow)
    for cell, count in true.items():
        if 0 < count < THRESHOLD:
            yield {cell: 1}
    for way in ways:
        for step in range(1, len(way)):
            if way[step] != START and 0 < true["path", way] - true["given", step, way] < THRESHOLD:
                yield {("path", way): 1, ("given", step, way): -1}


def require_safe(flow: FlowDefinition, people: People) -> None:
    """Hold a flow against the attacker: no small count may be told exactly.

    Left out are flows where all moves together are few: steps and persons of a flow are always told, and so is their
    difference.
    """
    if sum((kind.women + kind.men) * (len(way) - 1) for way, kind in people.items()) < THRESHOLD:
        return
    try:
        found = ran(flow, people)
    except DesignRefused:
        return
    attacker, true = attacker_of(flow, found), truth(flow, people, found)
    for parts, low, high in attacker.rows:  # what the attacker builds on is so
        assert low <= sum(times * true[part] for part, times in parts.items()) <= high, (parts, low, high)
    for aim in small(flow, true):
        if all(part in attacker.places for part in aim):
            low, high = attacker.range_of(aim)
            assert low <= sum(times * true[part] for part, times in aim.items()) <= high
            assert high > low, (aim, low)


@given(populations(), st.sampled_from([2, 3]), st.sampled_from(["every", "first"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_paths_supports_groups_moves_and_sequences_together_tell_no_few(
    people: People, depth: int, which: Which
) -> None:
    outcome = Outcome(states=("A", "B"), which=which)
    require_safe(replace(FLOW, depth=depth, outcome=outcome), people)


def kind(women: int, men: int, *given: int) -> Kind:
    return Kind(women, men, given)


def test_what_the_attacker_found_stays_mended() -> None:
    """Flows that once told: by ends, by first outcomes, by sequences of few, by the rest of all paths, by supports."""
    first = Outcome(states=("A", "B"), which="first")
    ends = {("B", "B", "C"): kind(3, 17, 0, 0), ("A", "C"): kind(0, 20, 0), ("A", "B", "C"): kind(1, 2, 0, 0)}
    require_safe(replace(FLOW, depth=3), ends)
    few = {
        ("B", "C"): kind(0, 3, 0), ("B",): kind(3, 18), ("C",): kind(4, 2), ("C", "C", "A"): kind(0, 3, 3, 1),
        ("B", "B", "C", "B"): kind(2, 2, 4, 4, 3), ("B", "C", "A", "A"): kind(2, 16, 18, 18, 18),
    }  # fmt: skip
    require_safe(replace(FLOW, depth=3, outcome=first), few)
    told_apart = {
        ("B", "C"): kind(2, 1, 0), ("C", "A", "C", "A"): kind(1, 20, 12, 21, 0), ("C", "C", "A"): kind(0, 11, 11, 0),
        ("A", "C", "B"): kind(3, 1, 4, 4), ("A",): kind(3, 18),
    }  # fmt: skip
    require_safe(replace(FLOW, outcome=first), told_apart)
    rest = {("C", "C", "B", "C"): kind(3, 3, 6, 6, 0), ("A", "C"): kind(1, 2, 0)}
    require_safe(FLOW, rest)
    beside = {
        ("C", "B", "B", "A"): kind(0, 6, 1, 5, 0), ("B", "A", "B"): kind(2, 22, 0, 0), ("B", "A"): kind(5, 22, 0),
        ("A", "C", "C", "B"): kind(0, 2, 0, 1, 2), ("B", "B", "B", "A"): kind(3, 2, 3, 0, 5),
        ("C", "A", "A", "C"): kind(6, 4, 1, 0, 0),
    }  # fmt: skip
    require_safe(FLOW, beside)
