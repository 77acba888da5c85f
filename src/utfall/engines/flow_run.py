# SPDX-License-Identifier: Apache-2.0
"""A flow on an engine: the expressions of `utfall.flows` in their order, and their rows as `FlowTables`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from utfall.core.errors import DesignRefused, Fault, InputError, Place
from utfall.core.text import Text
from utfall.engines.base import Engine
from utfall.engines.embedded import EmbeddedEngine
from utfall.engines.kernel import run_kernel, supported
from utfall.engines.kernel.reading import Read
from utfall.flows import counts, observed, queries, trace
from utfall.flows.definition import FlowDefinition
from utfall.flows.tables import (
    MOST_VARIANTS,
    Duration,
    FlowTables,
    GroupPath,
    Node,
    PathRow,
    Quality,
    Return,
    Timing,
    Transition,
    Variant,
)

EPOCH = datetime.date(1970, 1, 1)


def _silent(_: Text) -> None:
    return None


def run_flow(
    engine: Engine,
    flow: FlowDefinition,
    spells: Any,
    supports: Any | None = None,
    persons: Any | None = None,
    tell: Callable[[Text], None] = _silent,
    most: int = MOST_VARIANTS,
    *,
    kernel: bool = True,
    observation: Any | None = None,
) -> FlowTables:
    """Return the tables of a flow.

    Parameters
    ----------
    engine
        Where the registers are.
    spells, supports
        Expressions of canonical EPISODE rows.
    persons
        Expression of canonical PERSON rows; None compares no groups.
    tell
        Called with what is being done.
    most
        How many of the most common whole sequences come back.
    kernel
        Let the embedded engine work on encoded columns where it can; False runs queries only.
    observation
        Expression of canonical OBSERVATION rows: when each person could be seen. None: always. A person without a row
        was never seen. Runs as queries.

    Raises
    ------
    InputError
        When a code is unknown or a row ends before it starts, and the definition refuses that.
    DesignRefused
        When no spell is left to follow.
    """
    tell(Text(sv="Läser och prövar raderna", en="Reading and checking the rows"))
    stated = None if flow.censor is None else trace.day_number(flow.censor)
    if kernel and observation is None and isinstance(engine, EmbeddedEngine) and supported(flow):
        found = _by_kernel(engine, flow, spells, supports, persons, tell, most)
        if found is not None:
            return found
    _refuse_missing(engine, queries.missing_values(flow, spells, supports, persons, observation))
    rows = engine.materialise(queries.coded(flow, spells), "utfall_rows")
    read = _one(engine, queries.counts_of_rows(rows))
    last = read.pop("last")
    _refuse_unsound(engine, flow, spells, rows, read)
    if last is None:
        raise DesignRefused(nothing_to_follow())
    censor = last if stated is None else stated
    counted = {"censor": censor, **read, **_one(engine, queries.counts_past(rows, censor))}
    tell(Text(sv="Ordnar varje persons steg", en="Ordering each person's steps"))
    watched = None
    if observation is not None:
        watched = engine.materialise(observed.stretches(observation, censor), "utfall_watched")
    steps, asked = _steps(engine, flow, rows, censor, watched)
    tell(Text(sv="Spårar bakåt från utfallet", en="Tracing back from the outcome"))
    paths = _paths(engine, flow, steps, supports, persons, censor, watched)
    tell(Text(sv="Räknar vägar och övergångar", en="Counting paths and transitions"))
    variants = engine.materialise(counts.sequences(steps), "utfall_variants")
    numbers = {row["name"]: row["value"] for row in _rows(engine, counts.numbers(flow, *asked, steps, paths, variants))}
    return FlowTables(
        n_variants=numbers.pop("variants"),
        n_with_steps=numbers.pop("with_steps"),
        n_with_outcome=numbers.pop("with_outcome"),
        quality=Quality(**counted, **numbers),
        variants=_sorted(Variant(**row) for row in _rows(engine, counts.most_common(variants, most))),
        **_counted(engine, flow, steps, paths, censor),
    )


def _by_kernel(
    engine: EmbeddedEngine,
    flow: FlowDefinition,
    spells: Any,
    supports: Any | None,
    persons: Any | None,
    tell: Callable[[Text], None],
    most: int,
) -> FlowTables | None:
    def refuse(read: Read) -> None:
        wrong = {"unknown": read.unknown, "backwards": read.backwards}
        _refuse_unsound(engine, flow, spells, queries.coded(flow, spells), wrong)
        if not read.sound:
            raise DesignRefused(nothing_to_follow())

    return run_kernel(engine, flow, spells, supports, persons, tell, most, refuse=refuse)


def _steps(
    engine: Engine, flow: FlowDefinition, rows: Any, censor: int, watched: Any | None
) -> tuple[Any, tuple[Any, Any, Any]]:
    merged = engine.materialise(queries.eras(flow, rows, censor), "utfall_merged")
    ordered = engine.materialise(queries.ordered(flow, merged), "utfall_ordered")
    settled = engine.materialise(queries.settled(flow, ordered, censor), "utfall_settled")
    kept = settled.filter(settled.end > settled.start) if flow.min_days else settled
    numbered = engine.materialise(trace.with_gaps(flow, kept, censor, watched), "utfall_numbered")
    return engine.materialise(trace.seen(flow, numbered), "utfall_steps"), (merged, ordered, settled)


def _paths(
    engine: Engine,
    flow: FlowDefinition,
    steps: Any,
    supports: Any | None,
    persons: Any | None,
    censor: int,
    watched: Any | None,
) -> Any:
    found = engine.materialise(trace.traced(flow, trace.outcomes(flow, steps)), "utfall_traced")
    if flow.supports and supports is not None:
        given = trace.supports_of(flow, supports, censor)
        found = engine.materialise(trace.with_supports(flow, found, given), "utfall_supported")
    if watched is not None and flow.supports:
        found = engine.materialise(observed.with_unseen(flow, found, watched), "utfall_unseen")
    return engine.materialise(trace.with_persons(flow, found, persons), "utfall_paths")


def _counted(engine: Engine, flow: FlowDefinition, steps: Any, paths: Any, censor: int) -> dict[str, Any]:
    keys = counts.path_columns(flow)
    tree = [
        Node(tuple(row[key] for key in keys[: row["level"] + 1]), row["outcomes"], row["persons"])
        for row in _rows(engine, counts.nodes(flow, paths))
    ]
    whole = flow if "u1_0" in paths.columns else replace(flow, supports=())
    times = _rows(engine, counts.timing(flow, paths)) if whole.supports else []
    return {
        "nodes": _sorted(tree),
        "paths": _sorted(_path(flow, whole, row) for row in _rows(engine, counts.whole_paths(whole, paths))),
        "timing": _sorted(Timing(**row) for row in times),
        "transitions": _sorted(Transition(**row) for row in _rows(engine, counts.transitions(steps))),
        "durations": _sorted(Duration(**row) for row in _rows(engine, counts.durations(steps))),
        "returns": _sorted(Return(**row) for row in _rows(engine, counts.returns(flow, steps, censor))),
        "groups": _sorted(GroupPath(**row) for row in _rows(engine, counts.groups(paths))),
    }


def _path(flow: FlowDefinition, whole: FlowDefinition, row: dict[str, Any]) -> PathRow:
    places = [(n, m) for n in range(1, flow.depth + 1) for m in range(len(flow.supports))]
    counted = bool(whole.supports)
    return PathRow(
        path=tuple(row[key] for key in counts.path_columns(flow)),
        outcomes=row["outcomes"], persons=row["persons"],
        days=tuple(row[f"d{n}"] for n in range(flow.depth + 1)),
        given=tuple(row[f"u{n}_{m}"] if counted else 0 for n, m in places),
        given_persons=tuple(row[f"q{n}_{m}"] if counted else 0 for n, m in places),
        unseen=tuple(row[f"x{n}_{m}"] for n, m in places if f"x{n}_{m}" in row),
    )  # fmt: skip


def _rows(engine: Engine, expression: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = engine.to_arrow(expression).to_pylist()
    return [{name: _whole(value) for name, value in row.items()} for row in found]


def _whole(value: Any) -> Any:
    return value if isinstance(value, str) or value is None else int(value)


def _one(engine: Engine, expression: Any) -> dict[str, Any]:
    return _rows(engine, expression)[0]


def _sorted(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(items))


def _refuse_unsound(engine: Engine, flow: FlowDefinition, spells: Any, rows: Any, read: dict[str, Any]) -> None:
    if read["unknown"] and flow.unknown == "refuse":
        codes = [(row["code"], row["n"]) for row in _rows(engine, queries.unnamed_codes(flow, spells))]
        raise InputError(unknown_codes(codes, read["unknown"]))
    if read["backwards"] and flow.backwards == "refuse":
        first = [row["row"] for row in _rows(engine, queries.backward_rows(rows))]
        raise InputError(ends_before_start(first, read["backwards"]))


def _refuse_missing(engine: Engine, asked: Any) -> None:
    found = sorted(_rows(engine, asked), key=lambda row: str(row["table"]))
    faults = [missing_value(row["table"], what, row[what]) for row in found for what in ("id", "start") if row[what]]
    if faults:
        raise InputError(*faults)


_TABLES = {
    "spells": Text(sv="Perioder", en="Spells"), "supports": Text(sv="Insatser", en="Supports"),
    "persons": Text(sv="Personer", en="Persons"), "observation": Text(sv="Observationsfönster", en="Windows"),
}  # fmt: skip


def missing_value(table: str, what: str, rows: int) -> Fault:
    """Return the fault of rows without a person ("id") or a first day ("start")."""
    named = _TABLES[table]
    lacks = Text(sv="person", en="person") if what == "id" else Text(sv="start", en="start")
    said = Text(sv=f"{named.sv}: {rows} rader saknar {lacks.sv}.", en=f"{named.en}: {rows} rows have no {lacks.en}.")
    mend = Text(sv="Fyll i värdet, eller ta bort raderna.", en="Fill in the value, or remove the rows.")
    return Fault(f"{what}-missing", said, mend, Place(file=table, field="person" if what == "id" else "start"))


def unknown_codes(codes: list[tuple[str, int]], rows: int) -> Fault:
    """Return the fault of codes that no state names."""
    listed = ", ".join(f"”{code[:30]}” ({n})" for code, n in codes)
    listed_en = ", ".join(f"'{code[:30]}' ({n})" for code, n in codes)
    said = Text(
        sv=f"{rows} rader har en kod som inget tillstånd nämner: {listed}.",
        en=f"{rows} rows have a code that no state names: {listed_en}.",
    )
    mend = Text(
        sv='Lägg koden under ett tillstånd, eller ange unknown = "other" eller "drop".',
        en='Put the code under a state, or state unknown = "other" or "drop".',
    )
    return Fault("code-unknown", said, mend, Place(field="state"))


def ends_before_start(rows: list[int], number: int) -> Fault:
    """Return the fault of rows that end before they start; `rows` are the first ones' numbers."""
    listed = ", ".join(map(str, rows))
    said = Text(
        sv=f"{number} rader slutar innan de börjar (rad {listed}).",
        en=f"{number} rows end before they start (row {listed}).",
    )
    mend = Text(
        sv='Rätta datumen, eller ange backwards = "drop" så lämnas raderna utanför och räknas.',
        en='Mend the dates, or state backwards = "drop": the rows are left out and counted.',
    )
    return Fault("end-before-start", said, mend, Place(field="end", row=rows[0] if rows else None))


def nothing_to_follow() -> Fault:
    """Return the fault of a register without one spell in the states."""
    said = Text(sv="Det finns ingen period att följa.", en="There is no spell to follow.")
    mend = Text(
        sv="Kontrollera att utdraget har rader och att koderna stämmer.",
        en="Check that the extract has rows and that the codes are right.",
    )
    return Fault("no-spells", said, mend)
