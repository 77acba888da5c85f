# SPDX-License-Identifier: Apache-2.0
"""What the engines behind Ibis share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.registers import RegisterTable
from utfall.engines.base import (
    MOST_ROWS,
    NO_NAMES,
    Capabilities,
    Engine,
    renamed,
    too_many_rows,
    typed,
    unknown_table,
)
from utfall.engines.portable import require_portable
from utfall.engines.sources import Source


class IbisEngine:
    """An Ibis connection that runs portable expressions only."""

    name = ""
    capabilities = Capabilities(distributed=False, local_files=True, spills=True, encoded=False)

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._known: list[str] = []

    def register(
        self, name: str, source: Source, schema: RegisterTable | None = None, names: Mapping[str, str] = NO_NAMES
    ) -> Any:
        """Make a source known under a name and return it as an expression; with a schema, columns get its types.

        `names` says what columns of the schema are called in the source, where that is something else.
        """
        raw = self._read(f"{name}_source" if schema else name, source)
        if schema is not None:
            shaped = typed(renamed(raw, names, name), schema, name)
            raw = self._guarded(lambda: self._connection.create_view(name, shaped, overwrite=True))
        self._known.append(name)
        return raw

    def table(self, name: str) -> Any:
        """Return a table that was registered or materialised, as an expression."""
        if name not in self._known:
            raise unknown_table(name, self._known)
        return self._connection.table(name)

    def materialise(self, expression: Any, name: str) -> Any:
        """Compute an expression once, keep it in the engine under a name, and return it as an expression."""
        require_portable(expression)
        found = self._guarded(lambda: self._keep(expression, name))
        self._known.append(name)
        return found

    def to_arrow(self, expression: Any, *, at_most: int = MOST_ROWS) -> Any:
        """Return the rows as an Arrow table; raises an InputError when there are more than `at_most`."""
        require_portable(expression)
        found = self._guarded(lambda: self._fetch(expression.limit(at_most + 1)))
        if found.num_rows > at_most:
            raise too_many_rows(at_most)
        return found

    def write_parquet(self, expression: Any, path: str) -> None:
        """Write the rows as Parquet, whole or not at all."""
        require_portable(expression)
        self._guarded(lambda: self._write(expression, path))

    def close(self) -> None:
        """Let go of memory, files and the cluster."""
        self._connection.disconnect()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, name: str, source: Source) -> Any:
        raise NotImplementedError

    def _keep(self, expression: Any, name: str) -> Any:
        raise NotImplementedError

    def _fetch(self, expression: Any) -> Any:
        return expression.to_pyarrow()

    def _write(self, expression: Any, path: str) -> None:
        raise NotImplementedError

    def _guarded(self, work: Any) -> Any:
        """Run the work; an engine turns what its database says into a fault with place and mend."""
        return work()
