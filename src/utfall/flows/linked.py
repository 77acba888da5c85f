# SPDX-License-Identifier: Apache-2.0
"""What the shown paths tell of the moves between states: both count the same steps, and are read beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from utfall.disclosure import Elsewhere, Rules
from utfall.disclosure.system import Key
from utfall.flows.definition import END, ONGOING, OUTSIDE, START, FlowDefinition
from utfall.flows.results import MERGED, Path
from utfall.flows.tables import FlowTables, Variant

Pair = tuple[str, str]  # the older step's state, and the younger's
_NO_STEPS = (START, OUTSIDE, MERGED)
_ANY: Path = ()  # any move at all
_OUTCOME: Path = ("",)  # any outcome at all


def told_by_paths(
    flow: FlowDefinition, tables: FlowTables, shown: Sequence[tuple[Path, int]], moves: Mapping[Pair, int], rules: Rules
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
            if left == 0 and level == 1 and _every_step(flow):
                exact.add(key)
            elif left == 0 and not merged:
                continue  # as many as the paths hold, which a reader cannot know
            elif left < rules.threshold or (merged and left - merged < rules.threshold):
                sensitive.add(key)
    return Elsewhere(exact=frozenset(exact), least=least, sensitive=frozenset(sensitive - exact))


def _key(pair: Pair) -> Key:
    return "", frozenset({("state", pair[0]), ("next", pair[1])})


def with_sequences(
    told: Elsewhere, flow: FlowDefinition, moves: Mapping[Pair, int], shown: Sequence[tuple[Path, int]],
    sequences: Iterable[tuple[Path, int]],
) -> Elsewhere:  # fmt: skip
    """Return what shown paths and shown whole sequences (first to last, and their persons) tell of the moves together.

    There are at least as many moves of a kind as the sequences hold, and beside them as many as the outcomes on shown
    paths that are in none of those sequences.
    """
    sequences = list(sequences)
    counted = _moves_in(sequences)
    outside = _by_level(_outside(flow, shown, sequences))
    least = dict(told.least)
    for pair in moves:
        beside = max((n for (_, who), n in outside.items() if who == pair), default=0)
        least[_key(pair)] = max(least.get(_key(pair), 0), counted[pair] + beside)
    exact = {_key(pair) for pair, steps in moves.items() if steps == counted[pair]} - told.sensitive
    return Elsewhere(exact=told.exact | exact, least=least, sensitive=told.sensitive)


def _outside(
    flow: FlowDefinition, shown: Sequence[tuple[Path, int]], sequences: Iterable[tuple[Path, int]]
) -> list[tuple[Path, int]]:
    """Return the shown paths, and how many of their outcomes are in no shown sequence; [] when that cannot be told."""
    if not _told_by_states(flow):
        return []
    inside: Counter[Path] = Counter()
    for states, persons in sequences:
        for way in _back(flow, states):
            inside[way] += persons
    return [(path, n - inside[path]) for path, n in shown]


def _moves_in(sequences: Iterable[tuple[Path, int]]) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for states, persons in sequences:
        for older, younger in pairwise((*states, END)):
            found[older, younger] += persons
    return found


def told_by_quality(ends: Sequence[str], *, joined: bool) -> frozenset[Key]:
    """Return the margins of the table of moves that stand elsewhere: all steps, and one end for each person.

    Parameters
    ----------
    ends
        What steps lead to.
    joined
        Ends are counted with the gap state.
    """
    alone = END in ends and ONGOING not in ends and not joined
    return frozenset({("", frozenset()), *([("", frozenset({("next", END)}))] if alone else [])})


def told_by_outcomes(
    flow: FlowDefinition, tables: FlowTables, shown: Sequence[tuple[Path, int]], rules: Rules
) -> Elsewhere:
    """Return what the paths tell of the margins of the moves, where every step in an outcome state is an outcome.

    All steps in such a state are its outcomes; who came to it by a move is any of them but those who began there.
    Where some of them are merged into the rest of all paths, the margin must not tell how the rest divides.
    """
    if not _every_step(flow):
        return Elsewhere()
    exact: set[Key] = set()
    sensitive: set[Key] = set()
    merged = sum(row.outcomes for row in tables.paths) - sum(n for _, n in shown)
    for state in flow.outcome.states:
        own = [(path, n) for path, n in shown if path[0] == state]
        within = sum(row.outcomes for row in tables.paths if row.path[0] == state) - sum(n for _, n in own)
        if within:
            if rules.is_small(within) or rules.is_small(merged - within):
                sensitive.add(("", frozenset({("state", state)})))
            continue
        exact.add(("", frozenset({("state", state)})))
        if (state, START) in dict(own) or all(path[1:2] != (MERGED,) for path, _ in own):
            exact.add(("", frozenset({("next", state)})))
    return Elsewhere(exact=frozenset(exact), sensitive=frozenset(sensitive))


def _every_step(flow: FlowDefinition) -> bool:
    """Tell whether every step in an outcome state is an outcome."""
    return flow.outcome.which == "every" and not flow.outcome.after and _told_by_states(flow)


def sequences_beside(
    flow: FlowDefinition, tables: FlowTables, shown: Sequence[tuple[Path, int]], rules: Rules, most: int
) -> list[Variant]:
    """Return the whole sequences, at most so many, that may be told by themselves beside the shown paths.

    Left out are those of few persons and those that hold a way which is merged among the paths, and so many others that
    neither few persons are in none of the sequences that are told, nor few of any kind of move, of those who end in a
    state, or of a shown way to an outcome.
    """
    known = {path[:level] for path, _ in shown for level in range(1, len(path) + 1)}
    told = [row for row in tables.variants if not _holds_merged(flow, tuple(row.sequence.split(">")), known)]
    told = sorted(told, key=lambda row: (-row.persons, row.sequence))[:most]
    told = [row for row in told if not rules.is_small(row.persons)]
    totals: Counter[Path] = Counter()
    for move in tables.transitions:  # a sequence does not tell whether its last step still goes on
        totals[END if move.next == ONGOING else move.next, move.state] += move.steps
    moved = tables.quality.steps - tables.n_with_steps  # of every kind
    totals[_ANY] = moved
    if _told_by_states(flow):
        totals.update(dict(shown))
        totals[_OUTCOME] = sum(row.outcomes for row in tables.paths)
    while True:
        if told and rules.is_small(tables.n_with_steps - sum(row.persons for row in told)):
            told.pop()
        inside: Counter[Path] = Counter()
        for row in told:
            for way in _ways(flow, tuple(row.sequence.split(">")), known):
                inside[way] += row.persons
        few = {way for way, n in totals.items() if inside[way] and 0 < n - inside[way] < rules.threshold}
        holding = [row for row in told if few & set(_ways(flow, tuple(row.sequence.split(">")), known))]
        if not holding:
            return told
        told.remove(holding[-1])


def _told_by_states(flow: FlowDefinition) -> bool:
    """Tell whether a sequence of states alone tells which outcomes a person has and how far they are traced."""
    asked = flow.outcome
    return (asked.on, asked.start_from, asked.start_to, flow.look_back) == (None, None, None, None)


def _back(flow: FlowDefinition, states: Path) -> Iterator[Path]:
    """Return the way back from every step that is the outcome as far as the states tell, as far as it is traced."""
    asked = flow.outcome
    places = [
        place
        for place, state in enumerate(states)
        if flow.counts_as(state, asked.states)
        and (not asked.after or any(flow.counts_as(before, asked.after) for before in states[:place]))
    ]
    if _told_by_states(flow) and asked.which != "every":
        places = places[:1] if asked.which == "first" else places[-1:]
    for place in places:
        way = tuple(reversed(states[: place + 1]))[: flow.depth + 1]
        yield (*way, START) if len(way) <= flow.depth else way


def _holds_merged(flow: FlowDefinition, states: Path, known: set[Path]) -> bool:
    return any(
        (level == 0 or way[:level] in known) and way[: level + 1] not in known
        for way in _back(flow, states)
        for level in range(len(way))
    )


def _ways(flow: FlowDefinition, states: Path, known: set[Path]) -> list[Path]:
    """Return what a person with a sequence is counted in: kinds of moves (younger first), the end, whole ways back."""
    found: list[Path] = [(younger, older) for older, younger in pairwise((*states, END))]
    found += [_ANY] * (len(states) - 1)
    back = list(_back(flow, states))
    found += [_OUTCOME] * len(back)
    return found + [way for way in back if len(way) > 2 or way[-1] == START if way in known]


def _by_level(shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    found: Counter[tuple[int, Pair]] = Counter()
    for path, outcomes in shown:
        for level in range(1, len(path)):
            if path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += outcomes
    return found


def _merged_by_level(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> Counter[tuple[int, Pair]]:
    """Return the moves where a path is merged with others: its way so far is shown, its next step is not.

    Where not even its outcome is shown by itself, it is the move into the outcome.
    """
    known = {path[:level] for path, _ in shown for level in range(1, len(path) + 1)}
    found: Counter[tuple[int, Pair]] = Counter()
    for row in tables.paths:
        path = tuple(state for state in row.path if state)
        if path[:1] not in known and len(path) > 1 and path[1] not in _NO_STEPS:  # among the rest of all paths
            found[1, (path[1], path[0])] += row.outcomes
        for level in range(1, len(path)):
            if path[:level] in known and path[: level + 1] not in known and path[level] not in _NO_STEPS:
                found[level, (path[level], path[level - 1])] += row.outcomes
    return found


def states_told_apart(tables: FlowTables, shown: Sequence[tuple[Path, int]]) -> list[str]:
    """Return the states before the outcome that may be told over all outcomes: those that no outcome has merged."""
    known = {path[:2] for path, _ in shown if len(path) > 1}
    merged = {row.path[1] for row in tables.paths if row.path[:2] not in known}
    return sorted({way[1] for way in known} - merged - {MERGED})
