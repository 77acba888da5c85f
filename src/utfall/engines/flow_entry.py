# SPDX-License-Identifier: Apache-2.0
"""A flow run from tables or from canonical registers, on any engine: the one call that the command line makes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from utfall.core.errors import DesignRefused, InputError
from utfall.core.registers import EPISODE, OBSERVATION, PERSON, RegisterTable
from utfall.core.text import Text
from utfall.engines.base import Engine
from utfall.engines.flow_run import ends_before_start, missing_value, nothing_to_follow, run_flow, unknown_codes
from utfall.engines.memory import EPOCH, Observed, Person, Spell, run_in_memory
from utfall.engines.sources import PostgresTable, Source
from utfall.flows.definition import FlowDefinition
from utfall.flows.tables import MOST_VARIANTS, FlowTables


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRegisters:
    """The registers of a flow, read by the engine itself.

    Parameters
    ----------
    spells, supports, persons, observation
        Canonical EPISODE, EPISODE, PERSON and OBSERVATION rows.
    names
        What columns are called where that is not their canonical name, by role: person, state, support, start, end,
        sex, birth_year, area.
    last_day_included
        An end is the last day, and not the first day after.
    mixed
        The spells hold the supports' rows too: rows whose code only a support names are no spells.
    """

    spells: Source
    supports: Source | None = None
    persons: Source | None = None
    observation: Source | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    last_day_included: bool = False
    mixed: bool = False


_ROLES = {"start_d": "start", "end_d": "end", "from_d": "from_day", "to_d": "to_day"} | {
    name: name for name in PERSON.names
}
SPELL = RegisterTable(EPISODE.name, tuple(each for each in EPISODE.fields if each.name != "kind"), EPISODE.key)


def run_registered(
    engine: Engine,
    flow: FlowDefinition,
    registers: FlowRegisters,
    *,
    tell: Callable[[Text], None],
    most: int = MOST_VARIANTS,
) -> FlowTables:
    """Return the tables of a flow over registers; `tell`, `most` and errors as of `run_flow`."""
    numbers: dict[str, int] = {}

    def table(name: str, source: Source | None, schema: RegisterTable, state: str = "") -> Any:
        return None if source is None else _registered(engine, name, source, schema, registers, numbers, state)

    spells = table("utfall_spells", registers.spells, SPELL, "state")
    if registers.mixed:
        spells = spells.filter(~spells.state.isin(only_supports(flow)))
    given = table("utfall_supports", registers.supports, SPELL, "support")
    about = table("utfall_persons", registers.persons, PERSON)
    watched = table("utfall_observation", registers.observation, OBSERVATION)
    return run_flow(engine, flow, spells, given, about, tell, most, observation=watched)


def only_supports(flow: FlowDefinition) -> list[str]:
    """Return the codes that stand for a support and for no state."""
    states = {code for state in flow.states for code in state.codes}
    return sorted({code for support in flow.supports for code in support.codes} - states)


def _registered(
    engine: Engine,
    name: str,
    source: Source,
    schema: RegisterTable,
    registers: FlowRegisters,
    numbers: dict[str, int],
    state: str,
) -> Any:
    roles = {column: role for column, role in ({"state": state} | _ROLES).items() if column in schema.names}
    names = {column: registers.names[role] for column, role in roles.items() if role in registers.names}
    if isinstance(source, PostgresTable):
        source = _wanted(source, schema, names, numbers)
    table = engine.register(name, source, schema, names)
    for end in {"end_d", "to_d"} & set(schema.names) if registers.last_day_included else ():
        import ibis

        table = table.mutate(**{end: table[end] + ibis.interval(days=1)})
    return table


def _wanted(
    source: PostgresTable, schema: RegisterTable, names: Mapping[str, str], numbers: dict[str, int]
) -> PostgresTable:
    """Return the source with the columns of a schema alone: no other ever leaves the database."""
    required = tuple(names.get(each, each) for each in schema.required if each != "row_id")
    others = tuple(names.get(each, each) for each in schema.names if each not in schema.required)
    row = "row_id" if "row_id" in schema.names else ""
    return replace(
        source, columns=required, optional=(*others, row) if row else others, numbers=numbers, row=row,
        persons=(names.get("person", "person"),),
    )  # fmt: skip


def run_reference(
    flow: FlowDefinition,
    spells: Any,
    supports: Any | None,
    persons: Any | None,
    *,
    most: int = MOST_VARIANTS,
    mixed: bool = False,
    observation: Any | None = None,
) -> FlowTables:
    """Return the tables of a flow over dataframes (polars) with canonical columns, by the readable reference.

    `mixed` as of `FlowRegisters`.
    """
    _refuse_missing(flow, spells, supports, persons, observation)
    rows = [row for row in _spells(spells) if not mixed or row.code not in only_supports(flow)]
    _refuse_unsound(flow, rows)
    about = None if persons is None else {
        row["person"]: Person(row["sex"] or "", row["birth_year"], row["area"] or "")
        for row in persons.iter_rows(named=True)
    }  # fmt: skip
    watched = None if observation is None else [
        Observed(row["person"], _day(row["from_d"]) or 0, _day(row["to_d"]))
        for row in observation.iter_rows(named=True)
    ]  # fmt: skip
    return run_in_memory(flow, rows, [] if supports is None else _spells(supports), about, most, watched)


def _refuse_missing(flow: FlowDefinition, spells: Any, supports: Any, persons: Any, observation: Any) -> None:
    import polars as pl

    named = [code for support in flow.supports for code in support.codes]
    asked = supports.filter(pl.col("state").is_in(named)) if supports is not None and named else None
    tables = (("spells", spells, "start_d"), ("supports", asked, "start_d"), ("persons", persons, ""),
              ("observation", observation, "from_d"))  # fmt: skip
    counted = sorted(
        (name, what, frame[column].null_count())
        for name, frame, start in tables if frame is not None
        for what, column in (("id", "person"), ("start", start)) if column
    )  # fmt: skip
    faults = [missing_value(*each) for each in counted if each[2]]
    if faults:
        raise InputError(*faults)


def _spells(frame: Any) -> list[Spell]:
    return [
        Spell(row["person"], row["state"], _day(row["start_d"]) or 0, _day(row["end_d"]), row["row_id"])
        for row in frame.iter_rows(named=True)
    ]


def _day(date: datetime.date | None) -> int | None:
    return None if date is None else (date - EPOCH).days


def _refuse_unsound(flow: FlowDefinition, rows: list[Spell]) -> None:
    named = {code for state in flow.states for code in state.codes}
    unknown = [row.code for row in rows if row.code not in named]
    if unknown and flow.unknown == "refuse":
        counts = sorted(
            {code: unknown.count(code) for code in set(unknown)}.items(), key=lambda item: (-item[1], item[0])
        )
        raise InputError(unknown_codes(counts[:10], len(unknown)))
    known = [row for row in rows if row.code in named or flow.unknown == "other"]
    wrong = sorted(row.row for row in known if row.end is not None and row.end < row.start)
    if wrong and flow.backwards == "refuse":
        raise InputError(ends_before_start(wrong[:10], len(wrong)))
    if len(wrong) == len(known):
        raise DesignRefused(nothing_to_follow())
