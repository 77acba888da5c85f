# SPDX-License-Identifier: Apache-2.0
"""Rows out of the embedded engine, batch by batch, dealt by person: spells, supports, and what is known of persons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from utfall.engines.embedded import EmbeddedEngine
from utfall.engines.kernel.spool import Records, Room, Spool
from utfall.engines.kernel.words import Ints
from utfall.flows import queries
from utfall.flows.definition import OTHER, FlowDefinition
from utfall.flows.trace import supports_of

BATCH = 1 << 19
ONGOING = (1 << 23) - 1  # later than any day
_ZERO = 1 << 23  # days before and after 1970-01-01 that there is room for
_DAY_BITS, _CODE_BITS = 24, 16


class Unfit(Exception):  # noqa: N818 - names what the rows are
    """Rows that the kernel has no room for: dates too far apart, ids too large, an id or a start that is missing."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """Records of spells or supports taken apart: whose, which code (−1: none), from which day until which."""

    person: Ints
    code: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, records: Records) -> Dealt:
        """Return the columns of records."""
        says = records[:, 1].copy().view(np.uint64)
        code = (says & np.uint64((1 << _CODE_BITS) - 1)).astype(np.int32) - 1
        start = (says >> np.uint64(_DAY_BITS + _CODE_BITS)).astype(np.int32) - _ZERO
        end = ((says >> np.uint64(_CODE_BITS)) & np.uint64((1 << _DAY_BITS) - 1)).astype(np.int32) - _ZERO
        return cls(records[:, 0], code, start, end)


def _says(code: Ints, start: Ints, end: Ints) -> NDArray[np.int64]:
    if start.size and (start.min() < -_ZERO or start.max() >= ONGOING or end.min() < -_ZERO or end.max() > ONGOING):
        raise Unfit
    found = (start.astype(np.int64) + _ZERO) << _DAY_BITS
    found |= end.astype(np.int64) + _ZERO
    found <<= _CODE_BITS
    found |= code.astype(np.int64) + 1
    return found


@dataclass(slots=True)
class Read:
    """What was read of the spells, before anything is counted."""

    spool: Spool
    nowhere: int  # the state of a code that no state names
    rows: int = 0
    unknown: int = 0
    backwards: int = 0
    sound: int = 0
    open: int = 0
    last: int | None = None  # the day after the last that a sound row tells of
    low: int = 0  # first start and largest person of sound rows
    largest: int = 0

    def add(self, person: NDArray[np.int64], code: Ints, start: Ints, end: Ints) -> None:
        """Count and deal a batch."""
        self.spool.add(person, _says(code, start, end))
        self.rows += person.size
        self.unknown += int(np.count_nonzero(code == self.nowhere))
        wrong = end < start
        if wrong.any() or code.min(initial=0) < 0:
            known = code >= 0
            self.backwards += int(np.count_nonzero(known & wrong))
            used = known & ~wrong
            person, start, end = person[used], start[used], end[used]
        if not start.size:
            return
        opened = end == ONGOING
        self.open += int(np.count_nonzero(opened))
        closed = end[~opened] if opened.any() else end
        last = max(int(start.max()) + 1, int(closed.max(initial=int(start.max()))))
        low = int(start.min())
        self.low = min(low, self.low) if self.sound else low
        self.last = last if self.last is None else max(self.last, last)
        self.sound += start.size
        self.largest = max(self.largest, int(person.max()))
        if person.min() < 0:
            raise Unfit


def read_spells(engine: EmbeddedEngine, flow: FlowDefinition, spells: Any, spool: Spool) -> Read:
    """Deal canonical EPISODE rows, and return what was read."""
    place = {name: number for number, name in enumerate(flow.state_ids)}
    read = Read(spool, place.get(OTHER, -1))
    cases = [(code, place[state.id]) for state in flow.states for code in state.codes]
    asked = spells.select(
        person=spells.person, code=spells.state.cases(*cases, else_=read.nowhere).cast("int16"),
        start=queries.days_of(spells.start_d).cast("int32"),
        end=queries.days_of(spells.end_d).fill_null(ONGOING).cast("int32"),
    )  # fmt: skip
    for batch in _batches(engine, asked, spool):
        read.add(*_columns(batch, "person", "code", "start", "end"))
    return read


def read_supports(engine: EmbeddedEngine, flow: FlowDefinition, supports: Any, censor: int, spool: Spool) -> None:
    """Deal the supports that the definition names; their code is the place among its supports."""
    named = supports_of(flow, supports, censor)
    place = named.kind.cases(*[(item.id, number) for number, item in enumerate(flow.supports)], else_=0)
    since, until = named.since.cast("int32"), named.until.cast("int32")
    asked = named.select("who", code=place.cast("int16"), since=since, until=until)
    for batch in _batches(engine, asked, spool):
        person, code, since, until = _columns(batch, "who", "code", "since", "until")
        spool.add(person, _says(code, since, until))


def _batches(engine: EmbeddedEngine, asked: Any, spool: Spool) -> Iterator[Any]:
    with closing(engine.batches(asked, min(BATCH, spool.room.held))) as batches:
        yield from batches


def _columns(batch: Any, *names: str) -> list[Any]:
    if any(batch[name].null_count for name in names):
        raise Unfit
    return [batch[name].to_numpy() for name in names]


@dataclass(slots=True)
class People:
    """What is known of persons: their values of each attribute numbered as they came, and their years of birth."""

    sex: dict[str, int] = field(default_factory=lambda: {"": 0})
    area: dict[str, int] = field(default_factory=lambda: {"": 0})


_BORN_BITS, _AREA_BITS = 16, 24
NEVER = -1  # no year of birth


def read_people(engine: EmbeddedEngine, persons: Any, spool: Spool) -> People:
    """Deal canonical PERSON rows."""
    found = People()
    for batch in _batches(engine, persons.select("person", "sex", "birth_year", "area"), spool):
        (person,) = _columns(batch, "person")
        born = batch["birth_year"].cast("int64").fill_null(NEVER).to_numpy(zero_copy_only=False) + 1
        if born.size and (born.min() < 0 or born.max() >= 1 << _BORN_BITS):
            raise Unfit
        sex, area = _numbers(batch["sex"], found.sex), _numbers(batch["area"], found.area)
        if len(found.area) > 1 << _AREA_BITS or len(found.sex) > 1 << _CODE_BITS:
            raise Unfit
        spool.add(person, (((sex << _AREA_BITS) | area) << _BORN_BITS) | born)
    return found


def people_of(records: Records) -> tuple[Ints, Ints, Ints, Ints]:
    """Return person, number of sex, year of birth (NEVER: not known) and number of area of records."""
    says = records[:, 1]
    area = (says >> _BORN_BITS) & ((1 << _AREA_BITS) - 1)
    return records[:, 0], says >> (_BORN_BITS + _AREA_BITS), (says & ((1 << _BORN_BITS) - 1)) - 1, area


def _numbers(column: Any, known: dict[str, int]) -> NDArray[np.int64]:
    """Return the number of each word, new words numbered as they come; a missing one is the empty word."""
    coded = column.fill_null("").dictionary_encode()
    table = np.array([known.setdefault(word, len(known)) for word in coded.dictionary.to_pylist()], dtype=np.int64)
    found: NDArray[np.int64] = table[coded.indices.to_numpy(zero_copy_only=False)]
    return found


def room_of(engine: EmbeddedEngine) -> Room:
    """Return what the kernel may use of this machine: rows in memory for a quarter of the engine's limit."""
    settings = engine.settings
    held = settings.rows_held or engine.memory_bytes() // 64
    return Room(settings.rows_at_once, held, engine.spill_folder)
