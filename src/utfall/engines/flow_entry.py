# SPDX-License-Identifier: Apache-2.0
"""A flow run from tables or from canonical registers, on any engine: the one call that the command line makes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from utfall.core.errors import DesignRefused, InputError
from utfall.core.registers import EPISODE, PERSON
from utfall.core.text import Text
from utfall.engines.base import Engine
from utfall.engines.flow_run import ends_before_start, nothing_to_follow, run_flow, unknown_codes
from utfall.engines.memory import EPOCH, Person, Spell, run_in_memory
from utfall.engines.sources import Source
from utfall.flows.definition import FlowDefinition
from utfall.flows.tables import MOST_VARIANTS, FlowTables


def run_registered(
    engine: Engine,
    flow: FlowDefinition,
    spells: Source,
    supports: Source | None = None,
    persons: Source | None = None,
    *,
    tell: Callable[[Text], None],
    most: int = MOST_VARIANTS,
) -> FlowTables:
    """Return the tables of a flow over sources with canonical columns; arguments and errors as of `run_flow`."""
    table = engine.register("utfall_spells", spells, EPISODE)
    given = None if supports is None else engine.register("utfall_supports", supports, EPISODE)
    about = None if persons is None else engine.register("utfall_persons", persons, PERSON)
    return run_flow(engine, flow, table, given, about, tell, most)


def run_reference(
    flow: FlowDefinition, spells: Any, supports: Any | None, persons: Any | None, *, most: int = MOST_VARIANTS
) -> FlowTables:
    """Return the tables of a flow over dataframes (polars) with canonical columns, by the readable reference."""
    rows = _spells(spells)
    _refuse_unsound(flow, rows)
    about = None if persons is None else {
        row["person"]: Person(row["sex"] or "", row["birth_year"], row["area"] or "")
        for row in persons.iter_rows(named=True)
    }  # fmt: skip
    return run_in_memory(flow, rows, [] if supports is None else _spells(supports), about, most)


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
