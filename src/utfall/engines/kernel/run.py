# SPDX-License-Identifier: Apache-2.0
"""A flow by the kernel: rows dealt by person into parts, each part counted with whole arrays, the counts added.

Memory is that of a part and of what is counted, whatever the number of rows: what does not fit is kept on disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import numpy as np

from utfall.core.errors import DesignRefused, Fault
from utfall.core.text import Text
from utfall.engines.embedded import EmbeddedEngine
from utfall.engines.kernel import ordering, tracing
from utfall.engines.kernel.counting import Moves, Returns
from utfall.engines.kernel.ordering import Settled, Spells, Steps
from utfall.engines.kernel.paths import Groups, Paths, Times
from utfall.engines.kernel.reading import (
    ONGOING,
    Dealt,
    Read,
    Unfit,
    read_people,
    read_spells,
    read_supports,
    room_of,
)
from utfall.engines.kernel.sequences import Sequences
from utfall.engines.kernel.spool import Spool
from utfall.engines.kernel.words import different, run_starts
from utfall.flows.definition import FlowDefinition
from utfall.flows.tables import MOST_VARIANTS, FlowTables, Quality, Transition, Variant
from utfall.flows.trace import day_number


def supported(flow: FlowDefinition) -> bool:
    """Tell whether the kernel carries a definition: overlaps truncated, ties by length or priority."""
    return flow.overlap == "truncate" and flow.ties != "row" and flow.min_days > 0


class _Frame:
    """What all parts share: the states, the censoring date, and how many days anything can last."""

    def __init__(self, flow: FlowDefinition, read: Read) -> None:
        self.flow = flow
        self.names = list(flow.state_ids)
        self.censor = int(read.last or 0) if flow.censor is None else day_number(flow.censor)
        self.gap = self.names.index(flow.gap) if flow.gap_days is not None else -1
        self.days = max(self.censor - read.low, 1)
        if not ordering.fits(read.largest, len(self.names), self.days):
            raise Unfit

    def steps(self, dealt: Dealt) -> tuple[Steps, Settled, int]:
        """Return a part's steps, what the rules did, and how many rows said what another says."""
        spells = self._spells(dealt)
        settled, duplicates = ordering.settled(self.flow, spells, len(self.names))
        return ordering.with_gaps(self.flow, settled.steps, self.censor, self.gap), settled, duplicates

    def _spells(self, dealt: Dealt) -> Spells:
        used = (dealt.code >= 0) & (dealt.end >= dealt.start) & (dealt.start < self.censor)
        columns = (dealt.person, dealt.code, dealt.start, dealt.end)
        person, code, start, end = columns if used.all() else (column[used] for column in columns)
        opened = (end == ONGOING).astype(np.int8)
        return Spells(person, code, start, np.minimum(end, self.censor), opened)


class _Quality:
    """What the rules did, of all parts."""

    def __init__(self, read: Read, censor: int) -> None:
        self._read = read
        self._censor = censor
        self._found = Counter[str]()

    def add(self, dealt: Dealt, steps: Steps, settled: Settled, duplicates: int) -> None:
        sound = (dealt.code >= 0) & (dealt.end >= dealt.start)
        past = sound & (dealt.end > self._censor) & (dealt.end != ONGOING)
        gaps = int(np.count_nonzero(steps.gap))
        self._found.update(
            persons=different(dealt.person), duplicates=duplicates, short=settled.short, ties=settled.ties,
            overlaps=settled.overlaps, hidden=settled.hidden, steps=steps.n - gaps, gaps=gaps,
            after_censor=int(np.count_nonzero(sound & (dealt.start >= self._censor))),
            cut=int(np.count_nonzero(past & (dealt.start < self._censor))),
        )  # fmt: skip

    def whole(self) -> Quality:
        names = ("persons", "after_censor", "cut", "duplicates", "short", "overlaps", "ties", "hidden", "steps", "gaps")
        read = self._read
        return Quality(
            censor=self._censor, rows=read.rows, unknown=read.unknown, backwards=read.backwards, open=read.open,
            **{name: self._found[name] for name in names},
        )  # fmt: skip


def run_kernel(
    engine: EmbeddedEngine,
    flow: FlowDefinition,
    spells: Any,
    supports: Any | None,
    persons: Any | None,
    tell: Callable[[Text], None],
    most: int = MOST_VARIANTS,
    *,
    refuse: Callable[[Read], None],
) -> FlowTables | None:
    """Return the tables of a flow; None when the kernel has no room for the rows (the flow is then run as queries).

    Parameters
    ----------
    spells, supports, persons
        Expressions of canonical rows.
    refuse
        Raises when what was read cannot be followed; called before anything is counted.
    """
    room = room_of(engine)
    with ExitStack() as stack:
        of_spells, of_supports, of_people = (stack.enter_context(Spool(room)) for _ in range(3))
        try:
            read = read_spells(engine, flow, spells, of_spells)
            refuse(read)
            frame = _Frame(flow, read)
            if supports is not None and flow.supports:
                read_supports(engine, flow, supports, frame.censor, of_supports)
            people = None if persons is None else read_people(engine, persons, of_people)
        except Unfit:
            return None
        work = _Work(frame, read, Groups(flow, frame.names, people), most)
        parts = list(of_spells.groups())
        for number, (first, last) in enumerate(parts, 1):
            if number == 1 or number % _OFTEN == 0:
                tell(_counting(number, len(parts)))
            work.add(*(spool.read(first, last) for spool in (of_spells, of_supports, of_people)))
        return work.tables()


_OFTEN = 8


def _counting(number: int, of: int) -> Text:
    return Text(
        sv=f"Ordnar stegen, räknar och spårar bakåt (del {number} av {of})",
        en=f"Ordering the steps, counting and tracing back (part {number} of {of})",
    )


class _Work:
    """Everything that is counted, part by part."""

    def __init__(self, frame: _Frame, read: Read, groups: Groups, most: int) -> None:
        flow, names = frame.flow, frame.names
        self._frame, self._most = frame, most
        self._quality = _Quality(read, frame.censor)
        self._moves, self._returns = Moves(names, frame.days), Returns(names, frame.days)
        self._sequences, self._paths = Sequences(names), Paths(flow, names)
        self._times, self._groups = Times(flow, frame.days), groups
        self._with_steps, self._with_outcome = 0, 0

    def add(self, spells: Any, supports: Any, people: Any) -> None:
        """Count a part: records of spells, supports and persons."""
        frame, flow = self._frame, self._frame.flow
        dealt = Dealt.of(spells)
        steps, settled, duplicates = frame.steps(dealt)
        self._quality.add(dealt, steps, settled, duplicates)
        del dealt, settled
        if not steps.n:
            return
        self._with_steps += steps.begins.size
        self._moves.add(steps)
        self._sequences.add(steps)
        self._returns.add(steps, tracing.in_outcome_state(flow, steps, frame.names), frame.censor)
        index = tracing.outcomes(flow, steps, frame.names)
        if not index.size:
            return
        traced = tracing.trace(flow, steps, len(frame.names), index)
        found = tracing.hits(traced, Dealt.of(supports), len(flow.supports))
        self._with_outcome += run_starts(traced.person).size
        self._paths.add(traced, found)
        self._times.add(found)
        self._groups.add(traced, people)

    def tables(self) -> FlowTables:
        """Return what was counted."""
        common, n_variants = self._sequences.rows(self._most)
        return FlowTables(
            quality=self._quality.whole(), nodes=self._paths.nodes(), paths=self._paths.rows(),
            timing=self._times.rows(), transitions=self._moves.transitions(), durations=self._moves.durations(),
            returns=self._returns.rows(), groups=self._groups.rows(), variants=common, n_variants=n_variants,
            n_with_steps=self._with_steps, n_with_outcome=self._with_outcome,
        )  # fmt: skip


def transitions_and_sequences(
    engine: EmbeddedEngine, flow: FlowDefinition, spells: Any, most: int = MOST_VARIANTS
) -> tuple[tuple[Transition, ...], tuple[Variant, ...], int]:
    """Return the moves between states, the most common whole sequences, and how many different ones there are.

    Parameters
    ----------
    spells
        Expression of canonical EPISODE rows, sound ones.

    Raises
    ------
    DesignRefused
        When the kernel has no room for the rows.
    """
    with Spool(room_of(engine)) as spool:
        try:
            frame = _Frame(flow, read_spells(engine, flow, spells, spool))
        except Unfit:
            raise DesignRefused(_no_room()) from None
        moves, sequences = Moves(frame.names, frame.days), Sequences(frame.names)
        for first, last in spool.groups():
            steps, _, _ = frame.steps(Dealt.of(spool.read(first, last)))
            if steps.n:
                moves.add(steps)
                sequences.add(steps)
    return moves.transitions(), *sequences.rows(most)


def _no_room() -> Fault:
    said = Text(sv="Datumen eller numren är för långt ifrån varandra.", en="The dates or ids are too far apart.")
    mend = Text(sv="Numrera personerna tätt från 1.", en="Number the persons densely from 1.")
    return Fault("key-too-wide", said, mend)
