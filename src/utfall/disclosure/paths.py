# SPDX-License-Identifier: Apache-2.0
"""Paths of a flow: the rare ones merged, the support between steps hidden where it would tell of few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from utfall.disclosure.protect import SafeTable, protect
from utfall.disclosure.rules import STANDARD, Rules
from utfall.disclosure.system import Axis, CountTable

_WITH, _WITHOUT = "with", "without"
_PATH, _SUPPORT = "path", "support"
_REST = "\0rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCount:
    """One path and how many took it.

    Parameters
    ----------
    path
        The states in the order of time; the last is the outcome.
    n
        How many of what is counted (persons, or outcomes when a person can have several).
    persons
        Different persons among them; None: as many as `n`. The threshold counts persons.
    support
        Of `n`, how many were given support in each step between two states.
    """

    path: tuple[str, ...]
    n: int
    persons: int | None = None
    support: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        people = self.people
        if not 0 <= people <= self.n or (people == 0) != (self.n == 0):
            raise ValueError("a path has at least one person when it is taken, and no more persons than times")
        if any(not 0 <= count <= self.n for count in self.support):
            raise ValueError("support cannot be given more often than the path was taken")

    @property
    def people(self) -> int:
        """Different persons."""
        return self.n if self.persons is None else self.persons


@dataclass(frozen=True, slots=True, kw_only=True)
class SafePath:
    """A path as it may be shown: `path` None is the rest ("övriga vägar"), `support` None where it is hidden."""

    path: tuple[str, ...] | None
    n: int
    support: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What went from one state to the next in one step; `support` None where it is hidden.

    `step` counts from the outcome: 1 is the step into it.
    """

    step: int
    start: str
    end: str
    n: int
    support: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SafePaths:
    """All paths as they may be shown.

    Parameters
    ----------
    paths
        From the most to the least common; the rest last.
    total
        Of all paths; None when they are too few to show anything.
    support
        Given support in each step, all paths; None where it is hidden.
    merged
        How many different paths the rest consists of.
    """

    paths: tuple[SafePath, ...]
    total: int | None
    support: tuple[int | None, ...]
    merged: int

    def links(self) -> tuple[Link, ...]:
        """Return what went between states, worked out from the shown paths only: nothing more can be read from it.

        The rest has no states and takes part in no link. The support of a link is hidden when that of any of its
        paths is.
        """
        found: dict[tuple[int, str, str], list[tuple[int, int | None]]] = {}
        for row in self.paths:
            states = row.path or ()
            for place in range(len(states) - 1):
                key = (len(states) - 1 - place, states[place], states[place + 1])
                support = row.support[place] if place < len(row.support) else None
                found.setdefault(key, []).append((row.n, support))
        return tuple(
            Link(step=step, start=start, end=end, n=sum(n for n, _ in parts), support=_sum(s for _, s in parts))
            for (step, start, end), parts in sorted(found.items())
        )


def _sum(parts: Iterable[int | None]) -> int | None:
    counts = list(parts)
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def protect_paths(paths: Sequence[PathCount], *, rules: Rules = STANDARD, repeated: bool = False) -> SafePaths:
    """Return the paths as they may be shown.

    Parameters
    ----------
    paths
        Every path of the flow, each once, with support in each of its steps (or none in any).
    repeated
        A person can be counted in several paths. The rest is then only known to hold as many persons as its largest
        path.

    Notes
    -----
    Paths of fewer persons than the threshold are merged; when the rest is itself that small the least common of the
    others join it. Support and no support are parts of the number on the path and of the total per step, and hidden as
    in any table. Suppression is used here also when the rules say rounding: a flow whose links do not add up cannot
    be drawn.

    Raises
    ------
    ValueError
        When a path is given twice, or its support does not have one number per step.
    """
    taken = _checked(paths)
    kept, rare = _merged(taken, rules, repeated)
    if not kept and _people(rare, repeated) < rules.threshold:
        return SafePaths(paths=(), total=None if rare else 0, support=(), merged=len(rare))
    steps = max((len(path.support) for path in taken), default=0)
    tables = [_support_table(kept, rare, step, rules) for step in range(1, steps + 1)]
    rows = [SafePath(path=path.path, n=path.n, support=_of_path(path, tables)) for path in kept]
    if rare:
        rows.append(SafePath(path=None, n=sum(path.n for path in rare), support=_of_rest(rare, tables)))
    total = sum(path.n for path in taken)
    support = tuple(None if table is None else table.cell(support=_WITH) for table in reversed(tables))
    return SafePaths(paths=tuple(rows), total=total, support=support, merged=len(rare))


def _checked(paths: Sequence[PathCount]) -> list[PathCount]:
    taken = sorted((path for path in paths if path.n), key=lambda path: (-path.n, path.path))
    if len({path.path for path in taken}) != len(taken):
        raise ValueError("the same path is given twice")
    lengths = {len(path.path) - 1 - len(path.support) for path in taken}
    if lengths - {0} and any(path.support for path in taken):
        raise ValueError("support is one number per step of its path, for all paths or for none")
    return taken


def _merged(taken: list[PathCount], rules: Rules, repeated: bool) -> tuple[list[PathCount], list[PathCount]]:
    """Return the paths that are shown by themselves and those of the rest."""
    kept = [path for path in taken if path.people >= rules.threshold]
    rare = [path for path in taken if path.people < rules.threshold]
    while rare and kept and _people(rare, repeated) < rules.threshold:
        rare.append(kept.pop())
    return kept, rare


def _people(paths: Sequence[PathCount], repeated: bool) -> int:
    return (max if repeated and paths else sum)(path.people for path in paths)


def _support_table(kept: list[PathCount], rare: list[PathCount], step: int, rules: Rules) -> SafeTable | None:
    """Return with and without support, by path, in a step counted from the outcome; None: nothing may be shown."""
    rows = [(_name(path), *_pair([path], step)) for path in kept if len(path.support) >= step]
    rest = [path for path in rare if len(path.support) >= step]
    if rest:
        rows.append((_REST, *_pair(rest, step)))
    axes = (Axis(_PATH, tuple(row[0] for row in rows)), Axis(_SUPPORT, (_WITH, _WITHOUT)))
    counts = np.array([row[1:] for row in rows], dtype=np.int64)
    suppressing = replace(rules, method="suppress")
    table = protect([CountTable("support", axes, counts)], rules=suppressing).table("support")
    # how many took each path is shown whatever is decided here; when that was needed as cover nothing is shown
    return None if table.hidden[:, -1].any() else table


def _pair(paths: Sequence[PathCount], step: int) -> tuple[int, int]:
    given = sum(path.support[-step] for path in paths)
    return given, sum(path.n for path in paths) - given


def _name(path: PathCount) -> str:
    return "\x1f".join(path.path)


def _of_path(path: PathCount, tables: Sequence[SafeTable | None]) -> tuple[int | None, ...]:
    """Return the support in each step of a path, in the order of time."""
    steps = range(len(path.support), 0, -1)
    return tuple(_cell(tables[step - 1], _name(path)) for step in steps)


def _of_rest(rare: Sequence[PathCount], tables: Sequence[SafeTable | None]) -> tuple[int | None, ...]:
    """Return the support of the rest, in the order of time; only of steps that all its paths have."""
    common = min(len(path.support) for path in rare)
    return tuple(_cell(tables[step - 1], _REST) if step <= common else None for step in range(len(tables), 0, -1))


def _cell(table: SafeTable | None, name: str) -> int | None:
    return None if table is None else table.cell(path=name, support=_WITH)
