# SPDX-License-Identifier: Apache-2.0
"""How much memory the work may take: what is stated, what is free, what a container leaves."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from utfall.core.designs import Matching, RandomisedTrial
from utfall.core.errors import DesignRefused, InputError
from utfall.effects.footprint import working_bytes
from utfall.io import memory
from utfall.io._tables import csv_file, parquet_file


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    monkeypatch.setattr(memory, "_MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("said", "size"), [("8GB", 8 * 10**9), ("500 mb", 5 * 10**8), ("1,5G", 15 * 10**8), ("4096", 4096)]
)
def test_what_is_stated_goes_before_what_is_free(said: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, said)
    assert memory.allowed_memory() == size


@pytest.mark.parametrize("said", ["much", "-1GB", "8 PB", "GB"])
def test_what_is_no_size_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(memory.VARIABLE, said)
    with pytest.raises(InputError, match="UTFALL_MEMORY"):
        memory.allowed_memory()


def test_the_least_of_what_is_free_and_what_the_container_leaves(machine: Path) -> None:
    (machine / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 4000000 kB\n")
    assert memory.allowed_memory() == 4_096_000_000
    (machine / "memory.max").write_text("1000000000\n")
    (machine / "memory.current").write_text("400000000\n")
    assert memory.allowed_memory() == 600_000_000
    (machine / "memory.max").write_text("max\n")
    assert memory.allowed_memory() == 4_096_000_000


def test_where_nobody_says_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_free", lambda: None)
    assert memory.allowed_memory() is None
    memory.refuse_reading(10**15, "data.csv")
    memory.refuse_working(10**15, 10**9, "data.csv")


def test_what_fits_is_let_through_and_what_does_not_is_refused(machine: Path) -> None:
    (machine / "meminfo").write_text("MemAvailable: 4000000 kB\n")
    memory.refuse_working(4_096_000_000, 10**7, "data.csv")
    with pytest.raises(DesignRefused, match=r"4\.1 GB"):
        memory.refuse_working(4_100_000_000, 10**7, "data.csv")


def test_estimates_grow_with_rows_and_columns() -> None:
    two, three = (Matching(treatment="t", covariates=names) for names in (("a", "b"), ("a", "b", "c")))
    assert working_bytes(two, 2_000) == 2 * working_bytes(two, 1_000)
    assert working_bytes(three, 1_000) > working_bytes(two, 1_000)
    assert working_bytes(Matching(treatment="t", covariates=("a",), id="id"), 10) > working_bytes(
        Matching(treatment="t", covariates=("a",)), 10
    )
    plain = RandomisedTrial(treatment="t", covariates=("a",), adjust=False)
    assert working_bytes(RandomisedTrial(treatment="t", covariates=("a",), adjust=True), 10) > working_bytes(plain, 10)


def test_files_are_measured_without_being_read(tmp_path: Path) -> None:
    """A Parquet file by its own count; a CSV by the cells of its beginning."""
    pl.DataFrame({"a": [1.0] * 100, "b": ["x"] * 100}).write_parquet(tmp_path / "t.parquet")
    assert parquet_file.reading_bytes(tmp_path / "t.parquet") == 100 * (12 + 160)
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 no more")
    assert parquet_file.reading_bytes(tmp_path / "broken.parquet") == 0
    assert csv_file.reading_bytes(b"1,2\n3,4\n", 8_000) == int(8_000 * 5.5 + 12 * 4_000)
