# SPDX-License-Identifier: Apache-2.0
"""A flow by the kernel: rows out of the embedded engine as numbers, and everything after that on arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from utfall.core.text import Text
from utfall.engines.embedded import EmbeddedEngine
from utfall.engines.kernel import counting, ordering, tracing
from utfall.engines.kernel.ordering import Bools, Ints, Spells
from utfall.flows import queries
from utfall.flows.definition import OTHER, FlowDefinition
from utfall.flows.tables import MOST_VARIANTS, FlowTables, Quality, Transition, Variant
from utfall.flows.trace import day_number, supports_of

_ALL = 2**62
_ONGOING = 2**30  # later than any day


def supported(flow: FlowDefinition) -> bool:
    """Tell whether the kernel carries a definition: overlaps truncated, ties by length or priority."""
    return flow.overlap == "truncate" and flow.ties != "row" and flow.min_days > 0


@dataclass(slots=True)
class Rows:
    """Coded rows as arrays: person, place of the state (−1: none), days; a row without end has one beyond all days."""

    person: Ints
    state: Ints
    start: Ints
    end: Ints
    nowhere: int  # the state of a code that no state names

    def sound(self) -> Bools:
        """Return which rows can be used."""
        return (self.state >= 0) & (self.end >= self.start)

    def counts(self, censor: int | None) -> dict[str, int]:
        """Return what was read and what is wrong with it; `censor` None: the day after the last."""
        sound = self.sound()
        opened = self.end == _ONGOING
        last = np.where(opened, self.start + 1, np.maximum(self.end, self.start + 1))
        latest = int(last[sound].max(initial=0)) if censor is None else censor
        cut = sound & (self.start < latest) & (self.end > latest) & ~opened
        return {
            "censor": latest, "rows": int(self.person.size), "persons": _different(self.person),
            "unknown": int((self.state == self.nowhere).sum()),
            "backwards": int(((self.state >= 0) & (self.end < self.start)).sum()),
            "open": int(((self.state >= 0) & opened).sum()),
            "after_censor": int((sound & (self.start >= latest)).sum()), "cut": int(cut.sum()),
        }  # fmt: skip


def _different(person: Ints) -> int:
    if not person.size:
        return 0
    low, high = int(person.min()), int(person.max())
    if high - low > 8 * person.size + 1_000_000:
        return int(np.unique(person).size)
    there = np.zeros(high - low + 1, dtype=bool)
    there[person - low] = True
    return int(there.sum())


def read_rows(engine: EmbeddedEngine, flow: FlowDefinition, spells: Any) -> Rows:
    """Return canonical EPISODE rows as arrays, in one pass; they stay in this process, as the engine's own do."""
    place = {name: number for number, name in enumerate(flow.state_ids)}
    nowhere = place.get(OTHER, -1)
    cases = [(code, place[state.id]) for state in flow.states for code in state.codes]
    asked = spells.select(
        person=spells.person, state=spells.state.cases(*cases, else_=nowhere).cast("int16"),
        start=queries.days_of(spells.start_d).cast("int32"),
        end=queries.days_of(spells.end_d).fill_null(_ONGOING).cast("int32"),
    )  # fmt: skip
    table = engine.to_arrow(asked, at_most=_ALL)
    person, state, start, end = (table[name].to_numpy() for name in ("person", "state", "start", "end"))
    return Rows(person, state, start, end, nowhere)


def run_kernel(
    engine: EmbeddedEngine,
    flow: FlowDefinition,
    rows: Rows,
    read: dict[str, int],
    supports: Any | None,
    persons: Any | None,
    tell: Callable[[Text], None],
    most: int = MOST_VARIANTS,
) -> FlowTables | None:
    """Return the tables of a flow; None when a spell does not fit in one key (the flow is then run as queries).

    Parameters
    ----------
    rows, read
        Rows found sound, and what was counted of them.
    supports, persons
        Expressions of canonical rows.
    """
    censor, names = read["censor"], list(flow.state_ids)
    spells = _spells(rows, censor)
    if not ordering.packs(spells, len(names)):
        return None
    tell(Text(sv="Ordnar varje persons steg", en="Ordering each person's steps"))
    settled, duplicates = ordering.settled(flow, spells, len(names))
    del spells
    gap = names.index(flow.gap) if flow.gap_days is not None else -1
    steps = ordering.with_gaps(flow, settled.steps, censor, gap)
    quality = Quality(
        **read, duplicates=duplicates, short=settled.short, ties=settled.ties, overlaps=settled.overlaps,
        hidden=settled.hidden, steps=int((~steps.gap).sum()), gaps=int(steps.gap.sum()),
    )  # fmt: skip
    del settled
    tell(Text(sv="Räknar övergångar", en="Counting transitions"))
    after, nexts = counting.next_states(steps, names)
    common, n_variants = counting.variants(steps, names, most)
    durations = counting.durations(steps, after, names, nexts)
    transitions = counting.transitions(steps, after, names, nexts, durations)
    returns = counting.returns(steps, tracing.in_outcome_state(flow, steps, names), censor, names)
    tell(Text(sv="Spårar bakåt från utfallet", en="Tracing back from the outcome"))
    traced = tracing.trace(flow, steps, names, tracing.outcomes(flow, steps, names))
    firsts = tracing.first_days(traced, _given(engine, flow, supports, censor), len(flow.supports))
    about = None if persons is None else engine.to_arrow(persons, at_most=_ALL)
    return FlowTables(
        quality=quality, nodes=tracing.nodes(traced), paths=tracing.paths(flow, traced, firsts),
        timing=tracing.timing(flow, firsts), transitions=transitions, durations=durations, returns=returns,
        groups=tracing.groups(flow, traced, about), variants=common, n_variants=n_variants,
        n_with_steps=int(steps.new.sum()), n_with_outcome=_different(traced.person),
    )  # fmt: skip


def transitions_and_sequences(
    engine: EmbeddedEngine, flow: FlowDefinition, spells: Any, most: int = MOST_VARIANTS
) -> tuple[tuple[Transition, ...], tuple[Variant, ...], int]:
    """Return the moves between states, the most common whole sequences, and how many different ones there are.

    Parameters
    ----------
    spells
        Expression of canonical EPISODE rows, sound ones.
    """
    names = list(flow.state_ids)
    rows = read_rows(engine, flow, spells)
    censor = rows.counts(None if flow.censor is None else day_number(flow.censor))["censor"]
    settled, _ = ordering.settled(flow, _spells(rows, censor), len(names))
    del rows
    gap = names.index(flow.gap) if flow.gap_days is not None else -1
    steps = ordering.with_gaps(flow, settled.steps, censor, gap)
    after, nexts = counting.next_states(steps, names)
    lasted = counting.durations(steps, after, names, nexts)
    return counting.transitions(steps, after, names, nexts, lasted), *counting.variants(steps, names, most)


def _spells(rows: Rows, censor: int) -> Spells:
    used = rows.sound() & (rows.start < censor)
    whole = used.all()
    columns = (rows.person, rows.state, rows.start, rows.end)
    person, state, start, end = columns if whole else (column[used] for column in columns)
    opened = (end == _ONGOING).astype(np.int8)
    return Spells(person, state, start, np.minimum(end, censor), opened)


def _given(engine: EmbeddedEngine, flow: FlowDefinition, supports: Any | None, censor: int) -> tracing.Given:
    if supports is None or not flow.supports:
        none: Ints = np.zeros(0, dtype=np.int64)
        return tracing.Given(none, none, none, none)
    named = supports_of(flow, supports, censor)
    place = named.kind.cases(*[(item.id, number) for number, item in enumerate(flow.supports)], else_=0)
    table = engine.to_arrow(named.select("who", "since", "until", support=place.cast("int64")), at_most=_ALL)
    person = table["who"].to_numpy()
    order = np.argsort(person, kind="stable")
    columns = (table[name].to_numpy()[order] for name in ("support", "since", "until"))
    return tracing.Given(person[order], *columns)
