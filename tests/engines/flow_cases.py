# SPDX-License-Identifier: Apache-2.0
"""Small registers for the tests of flows, and how each engine is asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import polars as pl

from utfall.core.registers import EPISODE, OBSERVATION, PERSON
from utfall.core.text import Text
from utfall.engines import Engine, InMemory
from utfall.engines.flow_run import run_flow
from utfall.engines.memory import EPOCH, Observed, Person, Spell, run_in_memory
from utfall.flows.definition import FlowDefinition, Outcome, State, Support
from utfall.flows.tables import FlowTables

Rows = Sequence[tuple[int, str, int, int | None]]
Windows = Sequence[tuple[int, int, int | None]]
STATES = tuple(State(id=name, label=Text.same(name), codes=(name, f"{name}2")) for name in ("A", "B", "C"))
SUPPORTS = tuple(Support(id=name, label=Text.same(name), codes=(name,)) for name in ("S", "T"))


def flow(**changes: Any) -> FlowDefinition:
    plain: dict[str, Any] = {
        "id": "case", "title": Text.same("case"), "states": STATES, "supports": SUPPORTS, "depth": 2,
        "outcome": Outcome(states=("A",), after=("A",)), "unknown": "other", "backwards": "drop",
    }  # fmt: skip
    return FlowDefinition(**plain | changes)


def spells(rows: Rows) -> list[Spell]:
    return [Spell(person, code, start, end, number + 1) for number, (person, code, start, end) in enumerate(rows)]


def date(day: int | None) -> datetime.date | None:
    return None if day is None else EPOCH + datetime.timedelta(days=day)


def episodes(rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": [row[0] for row in rows],
            "kind": ["x" for _ in rows],
            "state": [row[1] for row in rows],
            "start_d": [date(row[2]) for row in rows],
            "end_d": [date(row[3]) for row in rows],
            "row_id": list(range(1, len(rows) + 1)),
        },
        schema={
            "person": pl.Int64, "kind": pl.String, "state": pl.String,
            "start_d": pl.Date, "end_d": pl.Date, "row_id": pl.Int64,
        },
    )  # fmt: skip


def windows(rows: Windows) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": [row[0] for row in rows],
            "from_d": [date(row[1]) for row in rows],
            "to_d": [date(row[2]) for row in rows],
        },
        schema={"person": pl.Int64, "from_d": pl.Date, "to_d": pl.Date},
    )


def people(persons: dict[int, Person]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "person": list(persons),
            "sex": [about.sex or None for about in persons.values()],
            "birth_year": [about.birth_year for about in persons.values()],
            "area": [about.area or None for about in persons.values()],
        },
        schema={"person": pl.Int64, "sex": pl.String, "birth_year": pl.Int32, "area": pl.String},
    )


def on_engine(
    engine: Engine,
    asked: FlowDefinition,
    rows: Rows,
    supports: Rows = (),
    persons: dict[int, Person] | None = None,
    *,
    kernel: bool = True,
    watched: Windows | None = None,
) -> FlowTables:
    table = engine.register("case_spells", InMemory(episodes(rows)), EPISODE)
    given = engine.register("case_supports", InMemory(episodes(supports)), EPISODE)
    about = None if persons is None else engine.register("case_persons", InMemory(people(persons)), PERSON)
    seen = None if watched is None else engine.register("case_watched", InMemory(windows(watched)), OBSERVATION)
    return run_flow(engine, asked, table, given, about, kernel=kernel, observation=seen)


def by_hand(
    asked: FlowDefinition,
    rows: Rows,
    supports: Rows = (),
    persons: dict[int, Person] | None = None,
    watched: Windows | None = None,
) -> FlowTables:
    seen = None if watched is None else [Observed(*window) for window in watched]
    return run_in_memory(asked, spells(rows), spells(supports), persons, observation=seen)
