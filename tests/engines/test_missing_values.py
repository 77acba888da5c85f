# SPDX-License-Identifier: Apache-2.0
"""Canonical Parquet where a row lacks its person or its first day is refused, whichever engine reads it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from engines.flow_cases import episodes, flow, people, windows
from utfall.core.errors import InputError
from utfall.core.registers import EPISODE
from utfall.engines import Engine, Parquet
from utfall.engines.flow_entry import FlowRegisters, run_reference, run_registered
from utfall.engines.flow_run import run_flow
from utfall.engines.memory import Person
from utfall.flows.definition import FlowDefinition

WHOLE = {
    "spells": episodes([(1, "A", 0, 9), (1, "B", 9, 20), (1, "A", 20, 30), (2, "B", 3, 8)]),
    "supports": episodes([(1, "S", 10, 12), (2, "T", 4, 5), (2, "x", 4, 5)]),
    "persons": people({1: Person("K", 1960, "0180"), 2: Person("M", 1961, "")}),
    "observation": windows([(1, 0, 100), (2, 0, None)]),
}


def lacking(table: str, column: str, row: int) -> dict[str, pl.DataFrame]:
    """Return the tables where one cell is missing."""
    frame = WHOLE[table].with_row_index("_place")
    gap = frame.with_columns(pl.when(pl.col("_place") != row).then(pl.col(column)).alias(column))
    return WHOLE | {table: gap.drop("_place")}


def asked_of(engine: Engine, tables: dict[str, pl.DataFrame], folder: Path, asked: FlowDefinition) -> None:
    sources = {}
    for name, frame in tables.items():
        frame.write_parquet(folder / f"{name}.parquet")
        sources[name] = Parquet((str(folder / f"{name}.parquet"),))
    run_registered(engine, asked, FlowRegisters(**sources), tell=lambda _: None)


@pytest.mark.parametrize(
    ("table", "column", "code"),
    [
        ("spells", "person", "id-missing"), ("spells", "start_d", "start-missing"),
        ("supports", "person", "id-missing"),
        ("supports", "start_d", "start-missing"), ("persons", "person", "id-missing"),
        ("observation", "person", "id-missing"), ("observation", "from_d", "start-missing"),
    ],
)  # fmt: skip
def test_a_row_without_person_or_first_day_is_refused(
    engine: Engine, tmp_path: Path, table: str, column: str, code: str
) -> None:
    tables = lacking(table, column, 1)
    with pytest.raises(InputError) as caught:
        asked_of(engine, tables, tmp_path, flow())
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.file) == (code, table)
    assert "1 rader saknar" in fault.text.sv
    with pytest.raises(InputError) as by_hand:
        run_reference(flow(), *(tables[name] for name in ("spells", "supports", "persons")),
                      observation=tables["observation"])  # fmt: skip
    assert by_hand.value.faults == caught.value.faults


@pytest.mark.parametrize(("column", "code"), [("person", "id-missing"), ("start_d", "start-missing")])
def test_the_kernel_refuses_them_too(duckdb_engine: Engine, tmp_path: Path, column: str, code: str) -> None:
    """Without windows of observation the embedded engine works on encoded columns."""
    lacking("spells", column, 2)["spells"].write_parquet(tmp_path / "s.parquet")
    table = duckdb_engine.register("lacking", Parquet((str(tmp_path / "s.parquet"),)), EPISODE)
    with pytest.raises(InputError) as caught:
        run_flow(duckdb_engine, flow(), table)
    assert [fault.code for fault in caught.value.faults] == [code]


def test_a_support_that_nobody_asks_about_may_lack_anything(duckdb_engine: Engine, tmp_path: Path) -> None:
    asked_of(duckdb_engine, lacking("supports", "person", 2), tmp_path, flow())
    asked_of(duckdb_engine, lacking("supports", "person", 0), tmp_path, flow(supports=()))
