# SPDX-License-Identifier: Apache-2.0
"""Where nodes and bands of a flow go: columns from the outcome leftwards, few crossings, room for every label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from utfall.reports.figures.canvas import LINE

LabelOf = Callable[[str, int, float], list[str]]
_FLOW = 230.0  # pixels for the largest column's numbers
_THINNEST = 2.0
_AIR = 6.0


@dataclass(frozen=True, slots=True)
class Band:
    """States in the order of time, the outcome last, and how many."""

    states: tuple[str, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Node:
    """A state in a column: where its box is, and the lines above it."""

    column: int
    state: str
    n: int
    x: float
    top: float
    height: float
    label: list[str]


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band from the right edge of one node to the left edge of another, in the colour of the first."""

    state: str
    x0: float
    y0: float
    x1: float
    y1: float
    thick: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole picture."""

    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    columns: int
    pitch: float
    height: float


def lay_out(
    bands: Sequence[Band], order: Sequence[str], *, width: float, node: float, head: float, label: LabelOf
) -> Plan:
    """Return the places of nodes and bands.

    Parameters
    ----------
    order
        Every state; decides what comes first where nothing else does. The last is always lowest.
    width, node, head
        Pixels across, of a node's box, and kept free at the top.
    label
        Lines for a node's name and number within so many pixels.
    """
    columns = max(len(band.states) for band in bands)
    pitch = width / columns  # room for the last column's labels too
    counts: dict[tuple[int, str], int] = defaultdict(int)
    links: dict[tuple[int, str, str], int] = defaultdict(int)
    for band in bands:
        first = columns - len(band.states)
        for place, state in enumerate(band.states):
            counts[(first + place, state)] += band.n
            if place:
                links[(first + place - 1, band.states[place - 1], state)] += band.n
    scale = _FLOW / max(sum(band.n for band in bands), 1)
    labels = {key: label(key[1], n, pitch - _AIR) for key, n in counts.items()}
    ranks = _ranks(columns, counts, links, order)
    placed = _stacked(columns, counts, labels, ranks, scale, head)
    height = max(top + tall for top, tall in placed.values()) + 2
    nodes = tuple(
        Node(column, state, counts[(column, state)], column * pitch, top, tall, labels[(column, state)])
        for (column, state), (top, tall) in placed.items()
    )
    return Plan(nodes, _ribbons(links, placed, ranks, scale, pitch, node), columns, pitch, height)


def _ranks(
    columns: int, counts: dict[tuple[int, str], int], links: dict[tuple[int, str, str], int], order: Sequence[str]
) -> dict[tuple[int, str], float]:
    """Return each node's place in its column: by where its bands lead, from the outcome leftwards."""
    fixed = {state: place for place, state in enumerate(order)}
    lowest = order[-1]
    ranks: dict[tuple[int, str], float] = {}
    for column in range(columns - 1, -1, -1):
        states = [state for at, state in counts if at == column]

        def aim(state: str, column: int = column) -> tuple[bool, float, int]:
            out = [
                (n, ranks[(column + 1, end)]) for (at, start, end), n in links.items() if (at, start) == (column, state)
            ]
            total = sum(n for n, _ in out)
            mean = sum(n * rank for n, rank in out) / total if total else 0.0
            return state == lowest, round(mean, 6), fixed[state]

        for rank, state in enumerate(sorted(states, key=aim)):
            ranks[(column, state)] = rank
    return ranks


def _stacked(
    columns: int, counts: dict[tuple[int, str], int], labels: dict[tuple[int, str], list[str]],
    ranks: dict[tuple[int, str], float], scale: float, head: float,
) -> dict[tuple[int, str], tuple[float, float]]:  # fmt: skip
    """Return top and height of each node; its label stands above it, so no two labels of a column meet."""
    placed = {}
    for column in range(columns):
        y = head
        for key in sorted((key for key in counts if key[0] == column), key=lambda key: ranks[key]):
            y += LINE * len(labels[key]) + _AIR
            tall = max(counts[key] * scale, _THINNEST)
            placed[key] = (y, tall)
            y += tall
    return placed


def _ribbons(
    links: dict[tuple[int, str, str], int], placed: dict[tuple[int, str], tuple[float, float]],
    ranks: dict[tuple[int, str], float], scale: float, pitch: float, node: float,
) -> tuple[Ribbon, ...]:  # fmt: skip
    leaving: dict[tuple[int, str], float] = defaultdict(float)
    coming: dict[tuple[int, str], float] = defaultdict(float)
    ins = sorted(links, key=lambda key: (key[0], ranks[(key[0] + 1, key[2])], ranks[(key[0], key[1])]))
    starts_at: dict[tuple[int, str, str], float] = {}
    for key in ins:
        column, _, end = key
        starts_at[key] = placed[(column + 1, end)][0] + coming[(column + 1, end)]
        coming[(column + 1, end)] += links[key] * scale
    found = []
    for key in sorted(links, key=lambda key: (key[0], ranks[(key[0], key[1])], ranks[(key[0] + 1, key[2])])):
        column, start, _ = key
        thick = links[key] * scale
        y0 = placed[(column, start)][0] + leaving[(column, start)]
        leaving[(column, start)] += thick
        found.append(Ribbon(start, column * pitch + node, y0, (column + 1) * pitch, starts_at[key], max(thick, 0.7)))
    return tuple(found)
