# SPDX-License-Identifier: Apache-2.0
"""An engine whose finished parts are kept: a run that broke off is taken up where it was, not begun again.

A part is what comes back from the engine: sums and counts, never rows of persons. They have not passed disclosure, so
the folder is the owner's alone, and it is emptied when the run is done.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from utfall.core.registers import RegisterTable
from utfall.engines.base import MOST_ROWS, NO_NAMES, Engine, require_extra
from utfall.engines.sources import Source


def run_key(*parts: str) -> str:
    """Return the name of a run's folder: the same for the same definition, inputs and program."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class Resumed:
    """An engine with a folder of finished parts.

    Parameters
    ----------
    engine
        Runs what is not there yet.
    folder
        Of this run alone: its name must change with the definition and the inputs.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._asked = 0
        self._so_far = hashlib.sha256()  # of every table that a part may stand on
        self.name = engine.name
        self.capabilities = engine.capabilities
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    @property
    def parts(self) -> int:
        """How many parts are kept."""
        return sum(1 for _ in self._folder.glob("*.parquet"))

    def clear(self) -> None:
        """Remove the parts: the run is done."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def to_arrow(self, expression: Any, *, at_most: int = MOST_ROWS) -> Any:
        """Return the rows, from the folder when they are there; raises as the engine does."""
        parquet = require_extra("pyarrow.parquet", "flows")
        self._asked += 1
        digest = self._so_far.copy()
        digest.update(_words(expression))
        path = self._folder / f"{self._asked:03d}-{digest.hexdigest()[:32]}.parquet"
        if path.is_file():
            return parquet.read_table(path)
        found = self._engine.to_arrow(expression, at_most=at_most)
        part = path.with_suffix(".part")
        try:
            parquet.write_table(found, part, compression="zstd")
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        return found

    def register(
        self, name: str, source: Source, schema: RegisterTable | None = None, names: Mapping[str, str] = NO_NAMES
    ) -> Any:
        """As the engine."""
        return self._engine.register(name, source, schema, names)

    def table(self, name: str) -> Any:
        """As the engine."""
        return self._engine.table(name)

    def materialise(self, expression: Any, name: str) -> Any:
        """As the engine; nothing is computed before somebody asks for rows of it."""
        self._so_far.update(_words(expression))
        return self._engine.materialise(expression, name)

    def write_parquet(self, expression: Any, path: str) -> None:
        """As the engine."""
        self._engine.write_parquet(expression, path)

    def close(self) -> None:
        """As the engine; the parts stay."""
        self._engine.close()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _words(expression: Any) -> bytes:
    return str(require_extra("ibis", "flows").to_sql(expression, dialect="duckdb")).encode()
