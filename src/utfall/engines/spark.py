# SPDX-License-Identifier: Apache-2.0
"""Spark: in this process, on a standalone cluster, or over Spark Connect."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from utfall.core.errors import Fault, InputError, Place
from utfall.core.registers import RegisterTable
from utfall.core.text import Text
from utfall.engines.base import NO_NAMES, Capabilities, EngineFailed, require_extra
from utfall.engines.embedded import as_arrow
from utfall.engines.ibis_engine import IbisEngine
from utfall.engines.postgres import read_postgres
from utfall.engines.settings import SparkSettings
from utfall.engines.sources import Csv, Parquet, PostgresTable, Source
from utfall.engines.spark_connect import ask_once, be_patient, for_server, require_answer

MOST_CAUSES = 6


class SparkEngine(IbisEngine):
    """Spark through Ibis. A process has one Spark: where one runs already, this works beside it and never ends it."""

    name = "spark"

    def __init__(self, settings: SparkSettings) -> None:
        require_extra("pyspark", "spark")
        ibis = require_extra("ibis", "flows")
        self.settings = settings
        self.capabilities = Capabilities(
            distributed=not settings.address.startswith("local"), local_files=not settings.remote,
            spills=True, encoded=False,
        )  # fmt: skip
        self._failing = _what_spark_raises()
        self._beside = _running(settings)
        self._session: Any = _session(settings) if self._beside is None else _another(self._beside, settings)
        self._kept: list[Any] = []
        super().__init__(self._guarded(lambda: ibis.pyspark.connect(self._session)))

    def close(self) -> None:
        """End Spark, if it was started here, and so free the workers of a cluster; else let go of what was kept."""
        with contextlib.suppress(*self._failing, OSError):
            if self.settings.remote:
                ask_once(self._session)
            self._release()
        with contextlib.suppress(*self._failing, OSError):
            if self._beside is None:
                self._session.stop()

    def register(
        self, name: str, source: Source, schema: RegisterTable | None = None, names: Mapping[str, str] = NO_NAMES
    ) -> Any:
        """Make a source known under a name and return it as an expression; with a schema, columns get its types.

        `names` says what columns of the schema are called in the source, where that is something else. When a name is
        used again, what was kept in memory is let go of: it may come from the source that had the name before.
        """
        if name in self._known:
            self._guarded(self._release)
        return super().register(name, source, schema, names)

    def _release(self) -> None:
        # The last first: Spark plans each kept table anew that is made from one it lets go of, and whole lineages of
        # plans are deeper than its threads' stacks are sure to hold.
        while self._kept:
            self._kept.pop().unpersist()

    def _read(self, name: str, source: Source) -> Any:
        frame = self._guarded(lambda: self._frame(source))
        self._guarded(lambda: frame.createOrReplaceTempView(name))
        return self._guarded(lambda: self._connection.table(name))

    def _frame(self, source: Source) -> Any:
        if isinstance(source, Parquet):
            reader = self._session.read.option("mergeSchema", source.hive)
            return reader.parquet(*map(for_server, source.paths))
        if isinstance(source, Csv):
            options = {"header": True, "sep": source.delimiter, "inferSchema": False, "encoding": "UTF-8"}
            return self._session.read.options(**options).csv([for_server(path) for path in source.paths])
        data = read_postgres(source) if isinstance(source, PostgresTable) else as_arrow(source.data)
        return self._session.createDataFrame(data)

    def _keep(self, expression: Any, name: str) -> Any:
        # Cached when first asked for, not written: the cluster needs no shared disk, and a part that is lost with its
        # worker is computed again from its source.
        frame = self._session.sql(self._connection.compile(expression)).persist()
        self._kept.append(frame)
        frame.createOrReplaceTempView(name)
        return self._connection.table(name)

    def _fetch(self, expression: Any) -> Any:
        found = self._session.sql(self._connection.compile(expression)).toArrow()
        return found.cast(expression.schema().to_pyarrow())

    def _write(self, expression: Any, path: str) -> None:
        frame = self._session.sql(self._connection.compile(expression))
        if self.settings.remote:
            frame.write.mode("errorifexists").parquet(path)  # Spark itself leaves no half-written folder in sight
            return
        target = Path(path)
        part = target.with_name(f".{target.name}.part")
        try:
            frame.write.mode("overwrite").parquet(str(part))
            if target.is_dir():
                shutil.rmtree(target)
            part.replace(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def _guarded(self, work: Any) -> Any:
        try:
            with warnings.catch_warnings(), self._watched():
                warnings.simplefilter("ignore", ResourceWarning)  # PySpark leaves the sockets of its results open
                return work()
        except self._failing as error:
            raise _fault_of(error, self.settings) from None

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """End the work when no worker of a standalone cluster is left: Spark itself would wait for ever."""
        if not self.settings.address.startswith("spark://"):
            yield
            return
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def _watch(self, done: threading.Event) -> None:
        alone = 0
        while not done.wait(1.0):
            with contextlib.suppress(*self._failing, OSError, AttributeError):
                context = self._session.sparkContext
                alone = 0 if context._jsc.sc().getExecutorMemoryStatus().size() > 1 else alone + 1
                if alone >= self.settings.patience:
                    context.cancelAllJobs()
                    alone = 0  # a job that starts after this one is given as long


def _running(settings: SparkSettings) -> Any:
    """Return the session that this process has already, if any; refused when it is of another cluster."""
    from pyspark.sql import SparkSession

    found = None if settings.remote else SparkSession.getActiveSession()
    if found is None:
        return None
    master = found.sparkContext.master
    if master != settings.address and not (master.startswith("local") and settings.address.startswith("local")):
        raise EngineFailed(_elsewhere(settings, master))
    return found


def _another(running: Any, settings: SparkSettings) -> Any:
    """Return a session beside a running one: tables and settings of its own, the same machines."""
    session = running.newSession()
    for key, value in settings.options().items():
        if key.startswith("spark.sql.") and session.conf.isModifiable(key):
            session.conf.set(key, value)
    return session


def _session(settings: SparkSettings) -> Any:
    from pyspark.sql import SparkSession

    if not settings.remote:
        _require_java()
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("utfall")
    builder = builder.remote(settings.address) if settings.remote else builder.master(settings.address)
    for key, value in settings.options().items():
        builder = builder.config(key, value)
    try:
        if settings.remote:
            require_answer(settings)
        session = builder.getOrCreate()
        if settings.remote:
            be_patient(session, settings)
        else:
            session.sparkContext.setLogLevel("OFF")
        return session
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - Spark, Py4J, gRPC and Java each have their own way to say no
        raise EngineFailed(_silent(settings, type(error).__name__)) from None


def _what_spark_raises() -> tuple[type[Exception], ...]:
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    found: tuple[type[Exception], ...] = (PySparkException, Py4JError, Py4JNetworkError, ConnectionError)
    with contextlib.suppress(ImportError):
        import grpc

        found = (*found, grpc.RpcError)
    return found


def _require_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if (home and (Path(home) / "bin" / "java").exists()) or shutil.which("java"):
        return
    said = Text(sv="Spark behöver Java, som inte finns här.", en="Spark needs Java, which is not here.")
    mend = Text(
        sv="Installera Java 17 (Debian: apt-get install default-jre-headless), eller kör --engine duckdb.",
        en="Install Java 17 (Debian: apt-get install default-jre-headless), or run --engine duckdb.",
    )
    raise InputError(Fault("java-missing", said, mend, Place(field="engine")))


def _fault_of(error: Exception, settings: SparkSettings) -> InputError:
    """Return what Spark said as a fault; its text holds SQL and perhaps values, and is not repeated."""
    words = str(error)
    if "CAST_INVALID_INPUT" in words or "CANNOT_PARSE" in words:
        said = Text(
            sv="En cell går inte att läsa som sin kolumns typ (heltal eller datum).",
            en="A cell cannot be read as its column's type (a whole number or a date).",
        )
        mend = Text(
            sv="Skriv datum som 2026-01-31 och heltal utan mellanslag.",
            en="Write dates like 2026-01-31 and whole numbers without spaces.",
        )
        return InputError(Fault("cell-type", said, mend))
    if "PATH_NOT_FOUND" in words:
        said = Text(sv="Spark hittar inte filen.", en="Spark does not find the file.")
        mend = Text(
            sv="Ge en sökväg som klustret kan läsa, inte bara den här datorn.",
            en="Give a path that the cluster can read, not only this machine.",
        )
        return InputError(Fault("file-missing", said, mend))
    return EngineFailed(_lost(settings, _kinds(error)))


def _kinds(error: Exception) -> str:
    """Return what kind of error it was, and what kinds caused it: names of classes alone, no text of theirs."""
    found = [type(error).__name__]
    cause = getattr(error, "java_exception", None)
    with contextlib.suppress(Exception):  # the JVM may be gone, and then it has nothing more to say
        while cause is not None and len(found) < MOST_CAUSES:
            found.append(cause.getClass().getSimpleName())
            cause = cause.getCause()
    return " < ".join(found)


def _silent(settings: SparkSettings, kind: str) -> Fault:
    said = Text(sv=f"Spark svarar inte ({kind}).", en=f"Spark does not answer ({kind}).")
    mend = Text(
        sv="Kontrollera adressen och att klustret är igång, eller kör --engine duckdb.",
        en="Check the address and that the cluster is up, or run --engine duckdb.",
    )
    return Fault("engine-silent", said, mend, Place(field=settings.place))


def _elsewhere(settings: SparkSettings, master: str) -> Fault:
    said = Text(
        sv=f"Den här processen kör redan Spark på {master}, och Spark kan bara köras på ett ställe i taget.",
        en=f"This process already runs Spark on {master}, and Spark can only run in one place at a time.",
    )
    mend = Text(sv="Avsluta den sessionen först, eller använd den.", en="End that session first, or use it.")
    return Fault("engine-elsewhere", said, mend, Place(field=settings.place))


def _lost(settings: SparkSettings, kind: str) -> Fault:
    said = Text(
        sv=f"Spark avbröts innan arbetet var klart ({kind}). Inget har skrivits.",
        en=f"Spark broke off before the work was done ({kind}). Nothing has been written.",
    )
    mend = Text(
        sv="Se efter att klustret är igång och kör samma kommando igen; det ger samma resultat.",
        en="See that the cluster is up and run the same command again; it gives the same result.",
    )
    return Fault("engine-lost", said, mend, Place(field=settings.place))
