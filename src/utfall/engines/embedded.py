# SPDX-License-Identifier: Apache-2.0
"""DuckDB in this process: the default. Spills to disk, so that a register may be larger than memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.engines.base import Capabilities, EngineFailed, require_extra
from utfall.engines.ibis_engine import IbisEngine
from utfall.engines.portable import require_portable
from utfall.engines.postgres import postgres_batches
from utfall.engines.settings import DuckDbSettings
from utfall.engines.sources import Csv, Parquet, PostgresTable, Source


class EmbeddedEngine(IbisEngine):
    """DuckDB through Ibis."""

    name = "duckdb"
    capabilities = Capabilities(distributed=False, local_files=True, spills=True, encoded=True)

    def __init__(self, settings: DuckDbSettings) -> None:
        require_extra("duckdb", "flows")
        ibis = require_extra("ibis", "flows")
        self.spill_folder = tempfile.mkdtemp(prefix="utfall-spill-", dir=settings.temp_directory)
        self.settings = settings
        told: dict[str, object] = {
            "temp_directory": self.spill_folder,
            "memory_limit": settings.memory_limit,
            "preserve_insertion_order": False,
        }
        if settings.threads is not None:
            told["threads"] = settings.threads
        super().__init__(ibis.duckdb.connect(**told))
        self._connection.con.execute("SET TimeZone = 'UTC'")

    def memory_bytes(self) -> int:
        """Return the limit of memory, in bytes, as DuckDB understood it."""
        ((told,),) = self._connection.con.sql("SELECT current_setting('memory_limit')").fetchall()
        number, unit = told.split()
        powers = {"bytes": 0, "KiB": 1, "MiB": 2, "GiB": 3, "TiB": 4}
        return int(float(number) * 1024 ** powers[unit])

    def batches(self, expression: Any, rows: int) -> Generator[Any]:
        """Yield the rows as Arrow batches of at most so many rows; they stay in this process."""
        require_portable(expression)
        query = self._connection.compile(expression)
        reader = self._guarded(lambda: self._connection.con.sql(query).to_arrow_reader(rows))
        try:
            while (batch := self._guarded(lambda: next(reader, None))) is not None:
                yield batch
        finally:
            reader.close()  # a reader that is left half-read keeps the connection

    def close(self) -> None:
        """Let go of memory and of what was spilled to disk."""
        super().close()
        shutil.rmtree(self.spill_folder, ignore_errors=True)

    def _read(self, name: str, source: Source) -> Any:
        if isinstance(source, Parquet):
            paths = _files(source)
            options: dict[str, object] = {}
            if source.hive:  # a name of a folder is text, as a cell of CSV is: an area 0180 is not 180
                options = {"hive_partitioning": True, "hive_types_autocast": False, "union_by_name": True}
            return self._guarded(lambda: self._connection.read_parquet(paths, table_name=name, **options))
        if isinstance(source, Csv):
            form = {"all_varchar": True, "header": True, "delim": source.delimiter, "nullstr": ""}
            return self._guarded(lambda: self._connection.read_csv(list(source.paths), table_name=name, **form))
        parts = postgres_batches(source) if isinstance(source, PostgresTable) else iter([as_arrow(source.data)])
        return self._copied(name, parts)

    def _copied(self, name: str, parts: Iterator[Any]) -> Any:
        """Keep the rows of tables of one schema, one table at a time."""
        raw = self._connection.con
        for number, data in enumerate(parts):
            raw.register("utfall_incoming", data)
            if number:
                raw.execute(f"INSERT INTO {_quoted(name)} SELECT * FROM utfall_incoming")  # noqa: S608 - quoted
            else:
                self._created(name, "SELECT * FROM utfall_incoming")
            raw.unregister("utfall_incoming")
        return self._connection.table(name)

    def _created(self, name: str, query: str) -> None:
        quoted = _quoted(name)
        # A file that was read under this name is a temporary view, which would stand before the table.
        self._connection.con.execute(f"DROP VIEW IF EXISTS temp.main.{quoted}")
        self._connection.con.execute(f"CREATE OR REPLACE TABLE {quoted} AS {query}")

    def _keep(self, expression: Any, name: str) -> Any:
        self._created(name, f"SELECT {_narrowed(expression.schema())} FROM ({self._connection.compile(expression)})")  # noqa: S608
        return self._connection.table(name)

    def _write(self, expression: Any, path: str) -> None:
        target = Path(path)
        part = target.with_name(f".{target.name}.part")
        try:
            self._connection.to_parquet(expression, part, compression="zstd")
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    def _guarded(self, work: Any) -> Any:
        import duckdb

        try:
            return work()
        except duckdb.ConversionException as error:
            raise InputError(_not_typed(str(error))) from None
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException, duckdb.InternalException):
            raise  # a query of ours that is wrong
        except duckdb.Error as error:
            raise EngineFailed(_failed(type(error).__name__)) from None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _narrowed(schema: Any) -> str:
    """Return the columns with whole numbers as 64 bits: DuckDB makes sums of them 128 bits wide."""
    columns = {name: _quoted(name) for name in schema.names}
    return ", ".join(
        f"CAST({column} AS BIGINT) AS {column}" if schema[name].is_int64() else column
        for name, column in columns.items()
    )


def as_arrow(data: Any) -> Any:
    """Return a table of this process as Arrow."""
    import polars as pl

    pa = require_extra("pyarrow", "flows")
    if isinstance(data, pa.Table):
        return data
    if isinstance(data, pl.LazyFrame):
        data = data.collect()
    if isinstance(data, pl.DataFrame):
        return data.to_arrow()
    if isinstance(data, dict):
        return pa.table(data)
    if hasattr(data, "__arrow_c_stream__"):
        return pa.table(data)
    return pa.Table.from_pandas(data, preserve_index=False)


def _files(source: Parquet) -> list[str]:
    found: list[str] = []
    for name in source.paths:
        path = Path(name)
        found += sorted(map(str, path.rglob("*.parquet"))) if path.is_dir() else [name]
    missing = [name for name in found if not Path(name).is_file()]
    if missing or not found:
        said = Text(sv="Här finns ingen Parquet-fil.", en="There is no Parquet file here.")
        mend = Text(sv="Kontrollera sökvägen.", en="Check the path.")
        raise InputError(Fault("file-missing", said, mend, Place(file=(missing or list(source.paths) or ["–"])[0])))
    return found


def _not_typed(message: str) -> Fault:
    """Return the fault of a cell that is not of its column's type; no value of a register is repeated."""
    said = Text(
        sv="En cell går inte att läsa som sin kolumns typ (heltal eller datum).",
        en="A cell cannot be read as its column's type (a whole number or a date).",
    )
    kind = "DATE" if "date" in message.lower() else "INTEGER"
    mend = Text(
        sv="Skriv datum som 2026-01-31 och heltal utan mellanslag.",
        en="Write dates like 2026-01-31 and whole numbers without spaces.",
    )
    return Fault("cell-type", said, mend, Place(field=kind))


def _failed(kind: str) -> Fault:
    said = Text(sv=f"DuckDB klarade inte arbetet ({kind}).", en=f"DuckDB could not do the work ({kind}).")
    mend = Text(
        sv="Kontrollera att filerna är hela och att disken har plats, och höj annars minnesgränsen.",
        en="Check that the files are whole and the disk has room; else raise the memory limit.",
    )
    return Fault("engine-failed", said, mend)
