# SPDX-License-Identifier: Apache-2.0
"""A real limit on the process's memory, set by the operating system: what would pass it is refused in words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

resource = pytest.importorskip("resource", reason="limits on a process are set so on Unix only")
ROWS = 10_000_000
COVARIATES = tuple(f"x{k}" for k in range(20))


def limited(folder: Path, most: int, *words: str, lang: str = "sv") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process that may take `most` bytes of address space."""
    start = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_AS, ({most}, {most}));"
        "from utfall.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    settings = {name: value for name, value in os.environ.items() if name != "UTFALL_MEMORY"}
    return subprocess.run(
        [sys.executable, "-c", start, *words], cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env=settings | {"UTFALL_LANG": lang, "POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten million persons and twenty covariates, one byte a cell: reading them is no trouble, matching them is."""
    where = tmp_path_factory.mktemp("stort")
    empty = np.zeros(ROWS, dtype=np.uint8)
    table = pl.DataFrame(dict.fromkeys(("t", "y", *COVARIATES), empty))
    table.write_parquet(where / "stort.parquet", statistics=False)
    return where


@pytest.mark.parametrize(
    ("lang", "said"),
    [("sv", "Att räkna på 10000000 rader skulle ta omkring 9,7 GB minne, men högst"),
     ("en", "Working on 10000000 rows would take about 9.7 GB of memory, but at most")],
)  # fmt: skip
def test_ten_million_persons_with_ten_gigabytes_asked_for(folder: Path, lang: str, said: str) -> None:
    words = ("effect", "stort.parquet", "--outcome", "y", "--treatment", "t", "--design", "matching")
    found = limited(folder, 6 * 10**9, *words, "--covariates", ",".join(COVARIATES), lang=lang)
    assert (found.returncode, found.stdout) == (3, "")
    assert said in found.stderr
    assert "Traceback" not in found.stderr
    assert [file.name for file in folder.iterdir()] == ["stort.parquet"]


def test_lots_for_more_than_there_is_room_for_are_not_drawn(tmp_path: Path) -> None:
    pl.DataFrame({"id": np.arange(400_000)}).write_csv(tmp_path / "alla.csv")
    most = 2 * 10**9  # the libraries take most of it
    found = limited(tmp_path, most, "allocate", "alla.csv", "--id", "id", "--seed", "1", "--out", "lista.csv")
    assert (found.returncode, found.stdout) == (3, "")
    assert "Att lotta 400000 personer skulle ta omkring 1,1 GB minne" in found.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["alla.csv"]


def test_a_limit_too_low_to_read_any_file_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "folk.csv").write_text("t,y\n" + "1,2\n0,3\n" * 9, encoding="utf-8")
    found = limited(tmp_path, 7 * 10**8, "effect", "folk.csv", "--outcome", "y", "--treatment", "t", lang="en")
    assert (found.returncode, found.stdout) == (3, "")
    assert "Reading a file would take about 1.0 GB of memory" in found.stderr
    assert "ulimit -v" in found.stderr
