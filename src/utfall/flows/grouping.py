# SPDX-License-Identifier: Apache-2.0
"""The rare ways on from each step put together, so that what is shown of a tree adds up to its nodes.

This only groups; what may be shown of the groups is decided by `utfall.disclosure`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from utfall.flows.results import MERGED, Path
from utfall.flows.tables import FlowTables, PathRow


@dataclass(frozen=True, slots=True)
class Leaf:
    """Paths that are shown as one: outcomes, at least so many different persons, days and supports summed."""

    path: Path
    outcomes: int
    persons: int
    exact: bool  # persons is the number and not only a lower bound
    days: tuple[int, ...]
    given: tuple[int, ...]
    merged: int
    unseen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Known:
    """Persons at each node, and how many outcomes there are beyond one a person."""

    persons: dict[Path, int]
    beyond_one: int
    threshold: int

    def together(self, outcomes: int, largest: int) -> int:
        """Return how many different persons merged paths have at least."""
        return max(largest, outcomes - self.beyond_one)


def leaves(tables: FlowTables, threshold: int) -> list[Leaf]:
    """Return the tree's leaves: every path of enough persons, and the rarer ways on from each node together.

    When a person can have several outcomes it is only known at least how many persons merged paths have: as many as the
    largest of them, and as many as their outcomes less all outcomes beyond each person's first.
    """
    outcomes = sum(row.outcomes for row in tables.paths)
    known = _Known({node.path: node.persons for node in tables.nodes}, outcomes - tables.n_with_outcome, threshold)
    found = [_leaf(row) for row in tables.paths]
    depth = max((len(leaf.path) for leaf in found), default=1)
    for level in range(depth - 1, 0, -1):
        by_parent: dict[Path, list[Leaf]] = defaultdict(list)
        for leaf in found:
            by_parent[leaf.path[:level]].append(leaf)
        found = [leaf for parent, children in by_parent.items() for leaf in _grown(parent, children, level, known)]
    return sorted(found, key=lambda leaf: (-leaf.outcomes, leaf.path))


def _leaf(row: PathRow) -> Leaf:
    path = tuple(state for state in row.path if state)
    return Leaf(
        path, row.outcomes, row.persons, exact=True, days=row.days, given=row.given, merged=1, unseen=row.unseen
    )


def _grown(parent: Path, children: list[Leaf], level: int, known: _Known) -> list[Leaf]:
    """Return the leaves below a node with the rare ones merged; one leaf when no way on is common enough."""
    branches: dict[Path, list[Leaf]] = defaultdict(list)
    for leaf in children:
        branches[leaf.path[: level + 1]].append(leaf)
    if len(next(iter(branches))) <= level:
        return children  # the path ends here
    persons = known.persons
    size = {way: persons.get(way, max(leaf.persons for leaf in below)) for way, below in branches.items()}
    common = sorted((way for way in branches if size[way] >= known.threshold), key=lambda way: (-size[way], way))
    rare = [way for way in branches if size[way] < known.threshold]
    while rare and common and _people(rare, branches, size, known) < known.threshold:
        rare.append(common.pop())
    kept = [leaf for way in common for leaf in branches[way]]
    if not rare:
        return kept
    joined = [leaf for way in rare for leaf in branches[way]]
    whole = not common and parent in persons
    people = persons[parent] if whole else _people(rare, branches, size, known)
    return [*kept, _joined((*parent, MERGED), joined, people, exact=whole or not known.beyond_one)]


def _people(ways: list[Path], branches: dict[Path, list[Leaf]], size: dict[Path, int], known: _Known) -> int:
    outcomes = sum(leaf.outcomes for way in ways for leaf in branches[way])
    return known.together(outcomes, max(size[way] for way in ways))


def _joined(path: Path, parts: list[Leaf], persons: int, *, exact: bool) -> Leaf:
    return Leaf(
        path, sum(part.outcomes for part in parts), persons, exact=exact,
        days=tuple(map(sum, zip(*(part.days for part in parts), strict=True))),
        given=tuple(map(sum, zip(*(part.given for part in parts), strict=True))),
        merged=sum(part.merged for part in parts),
        unseen=tuple(map(sum, zip(*(part.unseen for part in parts), strict=True))),
    )  # fmt: skip
