# SPDX-License-Identifier: Apache-2.0
"""What may be shown of a flow: shares of both denominators, links that add up, and nothing that tells of few."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.errors import DesignRefused
from utfall.core.text import Text
from utfall.disclosure import Rules
from utfall.engines.memory import Person, Spell, run_in_memory
from utfall.flows.definition import FlowDefinition, Outcome, State, Support
from utfall.flows.grouping import leaves
from utfall.flows.results import FlowResult
from utfall.flows.summary import summarise
from utfall.flows.tables import FlowTables

STATES = tuple(State(id=name, label=Text.same(name), codes=(name,)) for name in "ABCDE")
FLOW = FlowDefinition(
    id="f", title=Text.same("f"), states=STATES, depth=2, gap_days=None,
    supports=(Support(id="S", label=Text.same("S"), codes=("S",)),), outcome=Outcome(states=("A",)),
)  # fmt: skip
Ways = list[tuple[str, int, int]]  # the states in order, how many persons, how many with support in the last step


def tables(ways: Ways, flow: FlowDefinition = FLOW) -> FlowTables:
    spells, supports, persons = [], [], {}
    for way, many, helped in ways:
        for n in range(many):
            person = len(persons) + 1
            persons[person] = Person("K" if person % 2 else "M", 1955, "")
            spells += [
                Spell(person, state, 10 * place, 10 * place + 10, len(spells) + place)
                for place, state in enumerate(way)
            ]
            if n < helped:
                before = 10 * (len(way) - 2)
                supports.append(Spell(person, "S", before + 2, before + 4, 0))
    return run_in_memory(flow, spells, supports, persons)


def shown(ways: Ways, **changes: Any) -> FlowResult:
    return summarise(FLOW, tables(ways), engine="memory", **changes)


def test_shares_of_outcomes_and_of_persons() -> None:
    found = shown([("BA", 30, 10), ("CA", 10, 0), ("BCA", 10, 0)])
    assert (found.outcomes, found.persons) == (50, 50)
    first = found.paths[0]
    assert first.path == ("A", "B", "START")
    assert (first.outcomes, first.persons, first.share, first.share_of_persons) == (30, 30, 0.6, 0.6)
    assert first.mean_days == (10.0, 10.0)
    node = next(node for node in found.tree if node.path == ("A", "B"))
    assert (node.supports[0].given, node.supports[0].share) == (10, 10 / 30)


def test_rare_paths_are_merged_where_they_branch_and_the_tree_adds_up() -> None:
    found = shown([("BA", 30, 0), ("DBA", 3, 0), ("EBA", 4, 0), ("CA", 20, 0)])
    assert {row.path: row.outcomes for row in found.paths} == {
        ("A", "B", "START"): 30, ("A", "C", "START"): 20, ("A", "B", "~"): 7,
    }  # fmt: skip
    sizes = {node.path: node.outcomes for node in found.tree}
    assert sizes["A", "B"] == 37
    assert sum(node.outcomes for node in found.tree if len(node.path) == 2) == found.outcomes


def test_a_path_of_few_and_nothing_to_merge_with_takes_the_smallest_other() -> None:
    found = shown([("BA", 30, 0), ("CA", 10, 0), ("DA", 2, 0)])
    assert {row.path: row.outcomes for row in found.paths} == {("A", "B", "START"): 30, ("A", "~"): 12}


def test_support_is_hidden_when_few_got_it_or_few_did_not() -> None:
    for given_to, expected in ((2, None), (28, None), (0, 0), (30, 30), (12, 12)):
        found = shown([("BA", 30, given_to), ("CA", 40, 20)])
        node = next(node for node in found.tree if node.path == ("A", "B"))
        assert node.supports[0].given == expected
        if expected is None:
            assert found.supports[0].given is None or all(
                node.supports[0].given is None for node in found.tree if len(node.path) == 2
            )


def test_links_are_made_of_shown_paths_only() -> None:
    found = shown([("BA", 30, 10), ("CA", 20, 10), ("DA", 3, 0), ("EA", 3, 0)])
    into = {link.start: link.outcomes for link in found.links if link.step == 1}
    assert into == {"B": 30, "C": 20, "~": 6}


def test_nobody_and_too_few_are_refused() -> None:
    with pytest.raises(DesignRefused, match="no-outcomes"):
        shown([("BC", 30, 0)])
    with pytest.raises(DesignRefused, match="too-few"):
        shown([("BA", 4, 0)])


def test_one_person_with_many_outcomes_is_still_one_person() -> None:
    flow = dataclasses.replace(FLOW, outcome=Outcome(states=("A",), after=("A",)))
    many = tables([("ABABABABABABA", 2, 0), ("AA", 10, 0)], flow)
    assert sum(row.outcomes for row in many.paths) == 22
    found = summarise(flow, many)
    assert [(row.path, row.outcomes) for row in found.paths] == [(("A", "~"), 22)]
    assert found.persons == 12


words = st.text(alphabet="BCDE", min_size=1, max_size=2)
some = st.lists(
    st.tuples(words.map(lambda way: way + "A"), st.integers(1, 12), st.integers(0, 12)), min_size=1, max_size=6
)


@given(ways=some)
@settings(max_examples=40, deadline=None)
def test_nothing_that_is_shown_counts_few(ways: Ways) -> None:
    ways = [(way, many, min(many, helped)) for way, many, helped in ways]
    counted = tables(ways)
    if counted.n_with_outcome < 5:
        return
    try:
        found = summarise(FLOW, counted)
    except DesignRefused:
        return
    numbers = [row.outcomes for row in (*found.paths, *found.tree, *found.links)]
    numbers += [row.steps for row in found.moves if row.steps is not None]
    numbers += [row.outcomes for row in found.groups if row.outcomes is not None]
    numbers += [row.persons for row in found.sequences]
    for node in found.tree:
        for support in node.supports:
            if support.given is not None:
                numbers += [support.given, support.outcomes - support.given]
    assert all(number == 0 or number >= 5 for number in numbers), numbers
    assert sum(row.outcomes for row in found.paths) == found.outcomes
    assert sum(leaf.outcomes for leaf in leaves(counted, 5)) == found.outcomes


def test_another_threshold_is_another_result() -> None:
    ways: Ways = [("BA", 30, 10), ("CA", 7, 0), ("DA", 7, 0)]
    assert len(shown(ways, rules=Rules(threshold=5)).paths) == 3
    merged = shown(ways, rules=Rules(threshold=10)).paths
    assert [(row.path, row.outcomes) for row in merged] == [(("A", "B", "START"), 30), (("A", "~"), 14)]
