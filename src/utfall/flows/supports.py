# SPDX-License-Identifier: Apache-2.0
"""Supports between steps as they may be shown: one table for each support and step, over the nodes of that step."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from utfall.disclosure import Axis, CountTable, PathCount, Rules, SafeTable, protect, protect_paths
from utfall.flows.definition import OUTSIDE, START, FlowDefinition
from utfall.flows.grouping import Leaf
from utfall.flows.results import Path, SupportShare
from utfall.flows.tables import FlowTables

STOPS = (START, OUTSIDE)
_GIVEN, _UNSEEN = "given", "unseen"


@dataclass(frozen=True, slots=True)
class StepSupports:
    """Supports of each node in the window that leads from it to the step after it, and of all nodes of a step."""

    nodes: dict[tuple[str, Path], int | None]  # support and node: in how many it was given, None where it is hidden
    unseen: dict[tuple[str, Path], int | None]  # and in how many it is not known; only with observation windows
    totals: tuple[SupportShare, ...]
    supports: tuple[str, ...]

    def at(self, path: Path, outcomes: int) -> tuple[SupportShare, ...]:
        """Return the supports of a node; none of the outcome itself and of a stop."""
        if len(path) < 2 or path[-1] in STOPS:
            return ()
        known = [support for support in self.supports if (support, path) in self.nodes]
        return tuple(
            SupportShare(each, len(path) - 1, outcomes, self.nodes[each, path], self.unseen.get((each, path), 0))
            for each in known
        )

    def of_link(self, flow: FlowDefinition, step: int, start: str, end: str) -> int | None:
        """Return in how many outcomes on a link the first support was given; None where any of it is hidden."""
        if not flow.supports or start in STOPS:
            return None
        first = flow.supports[0].id
        on_it = [
            given
            for (support, path), given in self.nodes.items()
            if support == first and len(path) == step + 1 and (path[step], path[step - 1]) == (start, end)
        ]
        known = [given for given in on_it if given is not None]
        return sum(known) if on_it and len(known) == len(on_it) else None


def step_supports(flow: FlowDefinition, tables: FlowTables, leaves: list[Leaf], rules: Rules) -> StepSupports:
    """Return the supports of every node above the leaves that are shown by themselves.

    What is merged into the rest of all paths is in no node, and no total: else the rest could be told apart by it.

    Each step is a table of its own: the nodes of a step share no outcome, and a support in one step says nothing of
    that in another.
    """
    repeated = sum(row.outcomes for row in tables.paths) > tables.n_with_outcome
    persons = {node.path: (node.outcomes, node.persons) for node in tables.nodes}
    nodes: dict[tuple[str, Path], int | None] = {}
    unseen: dict[tuple[str, Path], int | None] = {}
    watched = any(leaf.unseen for leaf in leaves)
    totals = []
    for number, support in enumerate(flow.supports):
        for step in range(1, flow.depth + 1):
            place = (step - 1) * len(flow.supports) + number
            rows = _rows(leaves, persons, step, place)
            if not rows:
                continue
            if watched:
                table = _three_ways(rows, _unseen(leaves, step, place), rules)
                nodes |= {(support.id, path): table.cell(path=row.path[0], known=_GIVEN) for path, row in rows.items()}
                unseen |= {
                    (support.id, path): table.cell(path=row.path[0], known=_UNSEEN) for path, row in rows.items()
                }
                everybody = sum(row.n for row in rows.values())
                given, hidden = table.cell(known=_GIVEN), table.cell(known=_UNSEEN)
                totals.append(SupportShare(support.id, step, everybody, given, hidden))
                continue
            safe = protect_paths(list(rows.values()), rules=rules, repeated=repeated)
            shown = {row.path: row.support[0] for row in safe.paths if row.path is not None}
            nodes |= {(support.id, path): shown.get(row.path) for path, row in rows.items()}
            total = safe.support[0] if safe.support and safe.total is not None else None
            totals.append(SupportShare(support.id, step, sum(row.n for row in rows.values()), total))
    return StepSupports(nodes, unseen, tuple(totals), tuple(support.id for support in flow.supports))


def _unseen(leaves: list[Leaf], step: int, place: int) -> dict[Path, int]:
    """Return in how many of each node of a step the support is not known."""
    found: dict[Path, int] = defaultdict(int)
    for leaf in leaves:
        if len(leaf.path) > step and leaf.path[step] not in STOPS:
            found[leaf.path[: step + 1]] += leaf.unseen[place]
    return found


def _three_ways(rows: dict[Path, PathCount], unseen: dict[Path, int], rules: Rules) -> SafeTable:
    """Return given, not given and not known by node; how many there are on a node is shown with the paths anyway."""
    counts = np.array(
        [[row.support[0], row.n - row.support[0] - unseen[path], unseen[path]] for path, row in rows.items()]
    )
    axes = (Axis("path", tuple(row.path[0] for row in rows.values())), Axis("known", (_GIVEN, "not given", _UNSEEN)))
    table = protect([CountTable("support", axes, counts)], rules=replace(rules, method="suppress")).table("support")
    if not table.hidden[:, -1].any():
        return table
    hidden = table.hidden | True  # a number on a path was needed as cover, and that is shown: nothing else may be
    return replace(table, hidden=hidden, values=np.zeros_like(table.values))


def _rows(leaves: list[Leaf], persons: dict[Path, tuple[int, int]], step: int, place: int) -> dict[Path, PathCount]:
    """Return the nodes of a step, each as a path of one step that has the support of it.

    `persons` are outcomes and persons of whole nodes. Of a node that is not whole the largest of its leaves is known.
    """
    below: dict[Path, list[Leaf]] = defaultdict(list)
    for leaf in leaves:
        if len(leaf.path) > step and leaf.path[step] not in STOPS:
            below[leaf.path[: step + 1]].append(leaf)
    found = {}
    for path, parts in below.items():
        n = sum(leaf.outcomes for leaf in parts)
        outcomes, people = persons.get(path, (0, 0))
        found[path] = PathCount(
            path=(">".join(path), ""), n=n, persons=people if outcomes == n else max(leaf.persons for leaf in parts),
            support=(sum(leaf.given[place] for leaf in parts),),
        )  # fmt: skip
    return found
