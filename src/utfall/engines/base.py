# SPDX-License-Identifier: Apache-2.0
"""What every engine can do, and what goes wrong with one."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from utfall.core.errors import Fault, InputError, Place
from utfall.core.registers import RegisterTable
from utfall.core.text import Text
from utfall.engines.sources import Source

NO_NAMES: Mapping[str, str] = {}
MOST_ROWS = 5_000_000  # what comes back is aggregates; more rows than this are rows of persons


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine is like.

    Parameters
    ----------
    distributed
        Works on several machines.
    local_files
        Reads files of this machine.
    spills
        Works on more rows than its memory holds.
    encoded
        Has the kernel over encoded columns (`engines.kernel`).
    """

    distributed: bool
    local_files: bool
    spills: bool
    encoded: bool


class Engine(Protocol):
    """Runs Ibis expressions. Use it in a `with` block: it holds memory, files and perhaps a cluster."""

    name: str
    capabilities: Capabilities

    def register(
        self, name: str, source: Source, schema: RegisterTable | None = None, names: Mapping[str, str] = NO_NAMES
    ) -> Any:
        """Make a source known under a name and return it as an expression; with a schema, columns get its types.

        `names` says what columns of the schema are called in the source, where that is something else.
        """

    def table(self, name: str) -> Any:
        """Return a table that was registered or materialised, as an expression."""

    def materialise(self, expression: Any, name: str) -> Any:
        """Compute an expression once, keep it in the engine under a name, and return it as an expression."""

    def to_arrow(self, expression: Any, *, at_most: int = MOST_ROWS) -> Any:
        """Return the rows as an Arrow table; raises an InputError when there are more than `at_most`."""

    def write_parquet(self, expression: Any, path: str) -> None:
        """Write the rows as Parquet, whole or not at all."""

    def close(self) -> None:
        """Let go of memory, files and the cluster."""

    def __enter__(self) -> Engine: ...

    def __exit__(self, *_: object) -> None: ...


class EngineFailed(InputError):  # noqa: N818 - named as the other refusals are
    """The engine could not do the work: no cluster there, a worker lost, the disk full. Nothing is half-written."""

    exit_code = 3  # the input is right: the same call may do another time


def require_extra(module: str, extra: str) -> Any:
    """Return a module of an extra.

    Raises
    ------
    InputError
        When it is not installed: names the extra.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        said = Text(sv=f"{module} är inte installerat.", en=f"{module} is not installed.")
        mend = Text(
            sv=f"Installera tillägget: pip install 'utfall[{extra}]'.",
            en=f"Install the extra: pip install 'utfall[{extra}]'.",
        )
        raise InputError(Fault("extra-missing", said, mend, Place(field=f"utfall[{extra}]"))) from error


def unknown_table(name: str, known: list[str]) -> InputError:
    """Return the error of a table that was never registered."""
    listed = ", ".join(sorted(known)) or "–"
    said = Text(sv=f"Tabellen {name} är inte inläst.", en=f"The table {name} is not registered.")
    mend = Text(sv=f"Inlästa tabeller: {listed}.", en=f"Registered tables: {listed}.")
    return InputError(Fault("table-unknown", said, mend, Place(field=name)))


def too_many_rows(at_most: int) -> InputError:
    """Return the error of a result that is rows of persons and no aggregate."""
    said = Text(
        sv=f"Resultatet har fler än {at_most} rader: det är inget sammandrag.",
        en=f"The result has more than {at_most} rows: it is no aggregate.",
    )
    mend = Text(sv="Gruppera, eller skriv till Parquet.", en="Group it, or write it to Parquet.")
    return InputError(Fault("result-too-large", said, mend))


def renamed(table: Any, names: Mapping[str, str], file: str) -> Any:
    """Return a table with columns called as its schema has them; other columns of those names step aside.

    Raises
    ------
    InputError
        When a named column is not there.
    """
    from utfall.core.errors import suggestion

    missing = [column for column in names.values() if column not in table.columns]
    if missing:
        said = [Text(sv=f"Kolumnen {column} saknas.", en=f"The column {column} is missing.") for column in missing]
        raise InputError(
            *(
                Fault("column-unknown", text, suggestion(column, table.columns), Place(file=file, field=column))
                for column, text in zip(missing, said, strict=True)
            )
        )
    kept = [column for column in table.columns if column not in names]
    return table.select(*kept, **{name: table[column] for name, column in names.items()})


def typed(table: Any, schema: RegisterTable, name: str) -> Any:
    """Return a table with the columns and types of a schema, in its order.

    Raises
    ------
    InputError
        When a column that the schema requires is not there; names the nearest.
    """
    from utfall.core.errors import suggestion

    missing = [column for column in schema.required if column not in table.columns]
    if missing:
        faults = [
            Fault(
                "column-unknown",
                Text(sv=f"Kolumnen {column} saknas.", en=f"The column {column} is missing."),
                suggestion(column, table.columns),
                Place(file=name, field=column),
            )
            for column in missing
        ]
        raise InputError(*faults)
    return table.select(**{column: _cast(table, column, kind) for column, kind in schema.kinds.items()})


def _cast(table: Any, column: str, kind: str) -> Any:
    import ibis

    if column not in table.columns:
        return ibis.null(kind)
    value = table[column]
    if value.type().is_string():
        value = value.strip().nullif("")
    return value if value.type() == ibis.dtype(kind) else value.cast(kind)
