# SPDX-License-Identifier: Apache-2.0
"""What the shown paths tell of the moves between states: both count the same steps, and are read beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from utfall.disclosure import Elsewhere, Rules
from utfall.flows.definition import OUTSIDE, START
from utfall.flows.results import MERGED, Path
from utfall.flows.tables import FlowTables

Pair = tuple[str, str]  # the older step's state, and the younger's
_NO_STEPS = (START, OUTSIDE, MERGED)


def told_by_paths(
    tables: FlowTables, shown: Sequence[tuple[Path, int]], moves: Mapping[Pair, int], rules: Rules
) -> Elsewhere:
    """Return what the shown paths (outcome first, and their outcomes) tell of the table of moves.

    At each number of steps back, a move is on at most one path. So there are at least as many moves of a kind as shown
    paths have at one level. What is left of them is on merged paths or on none: few of that must not be told, and neither
    may how merged paths divide.
    """
    exact, least, sensitive = set(), {}, set()
    shown_at, merged_at = _by_level(shown), _merged_by_level(tables, shown)
    for pair, steps in moves.items():
        key = "", frozenset({("state", pair[0]), ("next", pair[1])})
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


def _by_level(shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    found: Counter[tuple[int, Pair]] = Counter()
    for path, outcomes in shown:
        for level in range(1, len(path)):
            if path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += outcomes
    return found


def _merged_by_level(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    """Return the moves at the step where a path is merged with others: its way so far is shown, its next step is not."""
    known = {path[:level] for path, _ in shown for level in range(1, len(path) + 1)}
    found: Counter[tuple[int, Pair]] = Counter()
    for row in tables.paths:
        path = tuple(state for state in row.path if state)
        for level in range(1, len(path)):
            if path[:level] in known and path[: level + 1] not in known and path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += row.outcomes
    return found


def states_told_apart(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> list[str]:
    """Return the states before the outcome that may be told over all outcomes: shown wherever somebody came from them."""
    known = {path[:2] for path, _ in shown if len(path) > 1}
    came = {tuple(row.path[:2]) for row in tables.paths}
    return sorted(
        {way[1] for way in known if way[1] != MERGED and all(pair in known for pair in came if pair[1] == way[1])}
    )
