# SPDX-License-Identifier: Apache-2.0
"""Finished parts: taken up by the same run, never by another, and gone when the run is done."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engines.flow_cases import by_hand, episodes, flow
from engines.test_flow_engines import GIVEN, ROWS
from utfall.core.registers import EPISODE
from utfall.engines import Engine, EngineFailed, InMemory
from utfall.engines.flow_run import run_flow
from utfall.engines.resumed import Resumed, run_key
from utfall.flows.tables import FlowTables
from utfall.io.marks import input_marks


class Failing:
    """An engine that is lost after some answers."""

    def __init__(self, engine: Engine, answers: int) -> None:
        self._engine, self._left, self.name = engine, answers, engine.name
        self.capabilities = engine.capabilities

    def to_arrow(self, expression: Any, **how: Any) -> Any:
        if not self._left:
            from utfall.core.errors import Fault
            from utfall.core.text import Text

            raise EngineFailed(Fault("engine-lost", Text.same("lost"), Text.same("again")))
        self._left -= 1
        return self._engine.to_arrow(expression, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def asked(engine: Any, **changes: Any) -> FlowTables:
    spells = engine.register("case_spells", InMemory(episodes(ROWS)), EPISODE)
    given = engine.register("case_supports", InMemory(episodes(GIVEN)), EPISODE)
    return run_flow(engine, flow(**changes), spells, given)


@pytest.mark.parametrize("answers", [1, 6])
def test_a_run_that_broke_off_anywhere_ends_with_the_rows_of_the_reference(
    duckdb_engine: Engine, tmp_path: Path, answers: int
) -> None:
    with pytest.raises(EngineFailed):
        asked(Resumed(Failing(duckdb_engine, answers), tmp_path))
    assert Resumed(duckdb_engine, tmp_path).parts == answers
    again = Resumed(duckdb_engine, tmp_path)
    assert asked(again).differences(by_hand(flow(), ROWS, GIVEN)) == []
    whole = again.parts
    # everything is there now: an engine that answers nothing is enough
    assert asked(Resumed(Failing(duckdb_engine, 0), tmp_path)).differences(by_hand(flow(), ROWS, GIVEN)) == []
    again.clear()
    assert (again.parts, whole > answers, tmp_path.exists()) == (0, True, False)


def test_parts_of_another_question_are_not_taken_up(duckdb_engine: Engine, tmp_path: Path) -> None:
    """Even in the same folder: what was asked is part of a part's name."""
    asked(Resumed(duckdb_engine, tmp_path))
    other = asked(Resumed(duckdb_engine, tmp_path), depth=1, overlap="priority")
    assert other.differences(by_hand(flow(depth=1, overlap="priority"), ROWS, GIVEN)) == []
    assert run_key("1", "a", "b") != run_key("1", "ab") != run_key("1", "a", "c")


def test_only_the_owner_reads_the_parts(duckdb_engine: Engine, tmp_path: Path) -> None:
    Resumed(duckdb_engine, tmp_path / "run")
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0


def test_an_input_that_changes_is_another_input(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    (tmp_path / "lake").mkdir()
    before = input_marks((str(tmp_path / "a.csv"), None, str(tmp_path / "lake")))
    (tmp_path / "lake" / "part.parquet").write_text("1", encoding="utf-8")
    more = input_marks((str(tmp_path / "a.csv"), None, str(tmp_path / "lake")))
    (tmp_path / "a.csv").write_text("2", encoding="utf-8")
    assert len({before, more, input_marks((str(tmp_path / "a.csv"), None, str(tmp_path / "lake")))}) == 3
    assert input_marks((str(tmp_path / "a.csv"), "postgresql://x/y#z")) is None
