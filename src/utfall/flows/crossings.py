# SPDX-License-Identifier: Apache-2.0
"""Tables of a flow with margins: moves between states, and where groups came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from utfall.disclosure import Axis, CountTable, Rules, SafePaths, SafeTable, protect
from utfall.flows.definition import END, FlowDefinition
from utfall.flows.linked import (
    states_told_apart,
    told_by_outcomes,
    told_by_paths,
    told_by_quality,
    with_sequences,
)
from utfall.flows.results import MERGED, GroupShare, Move, Path
from utfall.flows.tables import FlowTables

MOST_STATES = 12  # a table of more states than this says nothing to a reader; the rarer are put together
MOST_VALUES = 12
ATTRIBUTES = ("sex", "age", "area")


def threshold_for(cells: Iterable[tuple[int, int]], rules: Rules) -> Rules:
    """Return rules under which a cell of too few persons is small, though it counts steps or outcomes.

    Parameters
    ----------
    cells
        What is counted and how many different persons, of each cell.
    """
    few = [count + 1 for count, persons in cells if rules.is_small(persons)]
    return replace(rules, threshold=max(rules.threshold, *few)) if few else rules


def _common(counts: Counter[str], most: int) -> tuple[str, ...]:
    """Return the most common labels, and MERGED when there are more."""
    ordered = sorted(counts, key=lambda label: (-counts[label], label))
    return tuple(ordered) if len(ordered) <= most else (*ordered[: most - 1], MERGED)


def moves_of(
    flow: FlowDefinition, tables: FlowTables, rules: Rules, paths: SafePaths, sequences: Iterable[tuple[Path, int]] = ()
) -> tuple[tuple[Move, ...], SafeTable]:
    """Return the moves between states as they may be shown beside paths and sequences, and the table with margins."""
    few = flow.gap_days is not None and any(
        row.next == END and rules.is_small(row.persons) for row in tables.transitions
    )
    joined = {END: flow.gap} if few else {}  # few who left for nothing known are told with those in the gap state
    froms: Counter[str] = Counter()
    tos: Counter[str] = Counter()
    for row in tables.transitions:
        froms[row.state] += row.steps
        tos[joined.get(row.next, row.next)] += row.steps
    starts, ends = _common(froms, MOST_STATES), _common(tos, MOST_STATES + 2)
    counts = np.zeros((len(starts), len(ends)), dtype=np.int64)
    persons = np.zeros_like(counts)
    for row in tables.transitions:
        place = _place(starts, row.state), _place(ends, joined.get(row.next, row.next))
        counts[place] += row.steps
        persons[place] = max(persons[place], row.persons)  # at least so many different persons
    cells = zip(counts.ravel().tolist(), persons.ravel().tolist(), strict=True)
    asked = threshold_for(cells, replace(rules, method="suppress"))
    table = CountTable("moves", (Axis("state", starts), Axis("next", ends)), counts)
    kinds = {
        (start, end): int(counts[row, column]) for row, start in enumerate(starts) for column, end in enumerate(ends)
    }
    told = told_by_paths(flow, tables, shown_ways(paths), kinds, rules)
    known = with_sequences(told, flow, kinds, shown_ways(paths), sequences)
    outcomes = told_by_outcomes(flow, tables, shown_ways(paths), rules)
    exact = known.exact | outcomes.exact | told_by_quality(ends, joined=bool(joined))
    known = replace(known, exact=exact, sensitive=known.sensitive | outcomes.sensitive)
    safe = protect([table], rules=asked, elsewhere=known).table("moves")
    if any(row.path is None for row in paths.paths):
        # moves count the outcomes of the rest of all paths state by state, and would tell what it was put together of
        return (), replace(safe, hidden=np.ones_like(safe.hidden), values=np.zeros_like(safe.values))
    found = []
    for start in starts:
        total = safe.cell(state=start)
        for end in ends:
            steps = safe.cell(state=start, next=end)
            if steps != 0:
                found.append(Move(start, end, steps, steps / total if steps and total else None))
    return tuple(found), safe


def shown_ways(paths: SafePaths) -> list[tuple[tuple[str, ...], int]]:
    """Return the shown paths, the outcome first, and how many outcomes each has."""
    return [(tuple(reversed(row.path)), row.n) for row in paths.paths if row.path is not None]


def _place(labels: Sequence[str], label: str) -> int:
    return labels.index(label) if label in labels else labels.index(MERGED)


def group_shares(tables: FlowTables, paths: SafePaths, rules: Rules) -> tuple[GroupShare, ...]:
    """Return where outcomes of each sex, age band and area came from, as it may be shown.

    The steps before the outcome are those that the shown paths have; all others are one row.
    """
    shown = states_told_apart(tables, shown_ways(paths))
    befores = (*shown, MERGED)
    made, cells = [], []
    for attribute in ATTRIBUTES:
        rows = [row for row in tables.groups if row.attribute == attribute]
        sizes: Counter[str] = Counter()
        for row in rows:
            sizes[row.value] += row.outcomes
        if len(sizes) < 2:
            continue  # nothing to compare
        values = _common(sizes, MOST_VALUES)
        counts = np.zeros((len(befores), len(values)), dtype=np.int64)
        persons = np.zeros_like(counts)
        for row in rows:
            place = _place(befores, row.before), _place(values, row.value)
            counts[place] += row.outcomes
            persons[place] = max(persons[place], row.persons)
        cells += list(zip(counts.ravel().tolist(), persons.ravel().tolist(), strict=True))
        made.append(CountTable(attribute, (Axis("before", befores), Axis(attribute, values)), counts, "outcomes"))
    if not made:
        return ()
    safe = protect(made, rules=threshold_for(cells, replace(rules, method="suppress")))
    return tuple(share for table in safe.tables for share in _shares(table, shown, befores))


def _shares(table: SafeTable, shown: Sequence[str], befores: Sequence[str]) -> list[GroupShare]:
    attribute = table.axes[1].name
    if any(table.cell(before=before) is None for before in shown):
        return []  # how many came from each is shown with the paths, whatever is decided here
    return [
        GroupShare(
            attribute,
            value,
            before,
            table.cell(**{"before": before, attribute: value}),
            table.cell(**{attribute: value}),
        )
        for value in table.axes[1].labels
        for before in befores
        if table.cell(before=before) != 0
    ]
