# SPDX-License-Identifier: Apache-2.0
"""What the shown paths tell of the moves between states: both count the same steps, and are read beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from utfall.disclosure import Elsewhere, Rules
from utfall.disclosure.system import Key
from utfall.flows.definition import OUTSIDE, START, FlowDefinition
from utfall.flows.results import MERGED, Path
from utfall.flows.tables import FlowTables, Variant

Pair = tuple[str, str]  # the older step's state, and the younger's
_NO_STEPS = (START, OUTSIDE, MERGED)


def told_by_paths(
    tables: FlowTables, shown: Sequence[tuple[Path, int]], moves: Mapping[Pair, int], rules: Rules
) -> Elsewhere:
    """Return what the shown paths (outcome first, and their outcomes) tell of the table of moves.

    At each number of steps back, a move is on at most one path. So there are at least as many moves of a kind as shown
    paths have at one level. What is left of them is on merged paths or on none: few of that must not be told, and
    neither may how merged paths divide.
    """
    exact: set[Key] = set()
    sensitive: set[Key] = set()
    least: dict[Key, int] = {}
    shown_at, merged_at = _by_level(shown), _merged_by_level(tables, shown)
    for pair, steps in moves.items():
        key = _key(pair)
        levels = {level for level, who in (*shown_at, *merged_at) if who == pair}
        for level in levels:
            left = steps - shown_at[level, pair]
            merged = merged_at[level, pair]
            least[key] = max(least.get(key, 0), shown_at[level, pair])
            if left == 0:
                exact.add(key)
            elif left < rules.threshold or (merged and left - merged < rules.threshold):
                sensitive.add(key)
    return Elsewhere(exact=frozenset(exact), least=least, sensitive=frozenset(sensitive - exact))


def _key(pair: Pair) -> Key:
    return "", frozenset({("state", pair[0]), ("next", pair[1])})


def with_sequences(told: Elsewhere, moves: Mapping[Pair, int], sequences: Iterable[tuple[Path, int]]) -> Elsewhere:
    """Return what paths and shown whole sequences (first to last, and their persons) tell of the moves together."""
    counted = _moves_in(sequences)
    least = dict(told.least)
    for pair in moves:
        least[_key(pair)] = max(least.get(_key(pair), 0), counted[pair])
    exact = {_key(pair) for pair, steps in moves.items() if steps == counted[pair]} - told.sensitive
    return Elsewhere(exact=told.exact | exact, least=least, sensitive=told.sensitive)


def _moves_in(sequences: Iterable[tuple[Path, int]]) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for states, persons in sequences:
        for older, younger in pairwise(states):
            found[older, younger] += persons
    return found


def sequences_beside(
    flow: FlowDefinition, tables: FlowTables, shown: Sequence[tuple[Path, int]], rules: Rules
) -> list[Variant]:
    """Return the whole sequences that may be told by themselves beside the shown paths.

    Left out are those that hold a way which is merged among the paths, and so many others that no kind of move, and no
    shown way to an outcome, has few who are in none of the sequences that are told.
    """
    known = {path[:level] for path, _ in shown for level in range(1, len(path) + 1)}
    told = [row for row in tables.variants if not _holds_merged(flow, tuple(row.sequence.split(">")), known)]
    told = sorted(told, key=lambda row: (-row.persons, row.sequence))
    totals: Counter[Path] = Counter({(row.next, row.state): row.steps for row in tables.transitions})
    totals.update(dict(shown) if _every_step(flow) else {})
    while True:
        inside: Counter[Path] = Counter()
        for row in told:
            for way in _ways(flow, tuple(row.sequence.split(">")), known):
                inside[way] += row.persons
        few = {way for way, n in totals.items() if inside[way] and 0 < n - inside[way] < rules.threshold}
        holding = [row for row in told if few & set(_ways(flow, tuple(row.sequence.split(">")), known))]
        if not holding:
            return told
        told.remove(holding[-1])


def _every_step(flow: FlowDefinition) -> bool:
    """Tell whether a sequence of states alone tells which outcomes a person has and how far they are traced."""
    asked = flow.outcome
    dated = (asked.on, asked.start_from, asked.start_to, flow.look_back) != (None, None, None, None)
    return asked.which == "every" and not asked.after and not dated


def _back(flow: FlowDefinition, states: Path) -> Iterator[Path]:
    """Return the way back from every step in an outcome state, as far as it is traced."""
    for place, state in enumerate(states):
        if flow.counts_as(state, flow.outcome.states):
            way = tuple(reversed(states[: place + 1]))[: flow.depth + 1]
            yield (*way, START) if len(way) <= flow.depth else way


def _holds_merged(flow: FlowDefinition, states: Path, known: set[Path]) -> bool:
    return any(
        way[:level] in known and way[: level + 1] not in known
        for way in _back(flow, states)
        for level in range(1, len(way))
    )


def _ways(flow: FlowDefinition, states: Path, known: set[Path]) -> list[Path]:
    """Return what a person with a sequence is counted in: kinds of moves (younger first), and whole ways back."""
    found: list[Path] = [(younger, older) for older, younger in pairwise(states)]
    return found + [way for way in _back(flow, states) if len(way) > 2 or way[-1] == START if way in known]


def _by_level(shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    found: Counter[tuple[int, Pair]] = Counter()
    for path, outcomes in shown:
        for level in range(1, len(path)):
            if path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += outcomes
    return found


def _merged_by_level(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    """Return the moves where a path is merged with others: its way so far is shown, its next step is not."""
    known = {path[:level] for path, _ in shown for level in range(1, len(path) + 1)}
    found: Counter[tuple[int, Pair]] = Counter()
    for row in tables.paths:
        path = tuple(state for state in row.path if state)
        for level in range(1, len(path)):
            if path[:level] in known and path[: level + 1] not in known and path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += row.outcomes
    return found


def states_told_apart(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> list[str]:
    """Return the states before the outcome that may be told over all outcomes: those that no outcome has merged."""
    known = {path[:2] for path, _ in shown if len(path) > 1}
    merged = {row.path[1] for row in tables.paths if row.path[:2] not in known}
    return sorted({way[1] for way in known} - merged - {MERGED})
