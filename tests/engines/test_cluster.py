# SPDX-License-Identifier: Apache-2.0
"""A real Spark cluster on the loopback, one master and two workers, also behind Spark Connect: the same answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from engines.conftest import needs_spark

ROOT = Path(__file__).resolve().parents[2]
FIGURE_6 = ROOT / "demos" / "flows" / "figure6.toml"
PATIENCE = 300  # seconds until a cluster is up on a loaded machine
pytestmark = needs_spark


@dataclass
class Cluster:
    address: str
    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def until(self, words: str, times: int = 1) -> None:
        end = time.monotonic() + PATIENCE
        while self.log().count(words) < times:
            assert time.monotonic() < end, self.log()[-3000:]
            assert all(process.poll() is None for process in self.processes), self.log()[-3000:]
            time.sleep(0.5)

    def start(self, name: str, command: list[str], memory: str = "256m") -> subprocess.Popen[bytes]:
        import pyspark

        home = Path(pyspark.__file__).parent
        told = {
            **environment(), "SPARK_NO_DAEMONIZE": "1", "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": memory,
            "PYSPARK_PYTHON": sys.executable,
        }  # fmt: skip
        call = [str(home / "bin" / command[0]), *command[1:]]
        with (self.folder / f"{name}.log").open("wb") as log:
            # In a folder of its own: what it reads must be told in full.
            process = subprocess.Popen(call, cwd=self.folder, env=told, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    """Start a master and two workers, give them, end them."""
    port = free_port()
    found = Cluster(f"spark://127.0.0.1:{port}", folder)
    package = "org.apache.spark.deploy"
    master = [f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = [f"{package}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
    worker += ["--webui-port", "0", "--work-dir", str(folder / "work"), found.address]

    try:
        found.start("master", ["spark-class", *master])
        found.until("I have been elected leader")
        found.start("worker-1", ["spark-class", *worker])
        found.start("worker-2", ["spark-class", *worker])
        found.until("Successfully registered with master", 2)
        yield found
    finally:
        found.kill()


@contextmanager
def served(cluster: Cluster) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a Spark Connect server on the cluster, give its address and process, end it."""
    port = free_port()
    command = ["spark-submit", "--class", "org.apache.spark.sql.connect.service.SparkConnectServer"]
    command += ["--master", cluster.address]
    for told in (
        f"spark.connect.grpc.binding.port={port}", "spark.connect.grpc.binding.address=127.0.0.1",
        "spark.executor.memory=512m", "spark.ui.enabled=false",
    ):  # fmt: skip
        command += ["--conf", told]
    process = cluster.start("connect", [*command, "spark-internal"], memory="768m")
    try:
        cluster.until("Spark Connect server started")
        yield f"sc://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.wait()
        cluster.processes.remove(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with started(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def embedded() -> dict[str, Any]:
    done = subprocess.run(call(), env=environment(), capture_output=True, check=True)
    return without_engine(done.stdout, "duckdb")


def without_engine(printed: bytes, engine: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(printed)
    assert found["provenance"].pop("engine") == engine
    return found


def call(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "utfall", "flow", str(FIGURE_6), "--json", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "UTFALL_LANG": "sv", "PYTHONUTF8": "1", "SPARK_LOCAL_IP": "127.0.0.1"}


def on(address: str, work: Path) -> list[str]:
    return ["--engine", "spark", "--spark", address, "--work", str(work), "--patience", "5"]


def broken_off(
    cluster: Cluster, arguments: list[str], work: Path, end_it: Callable[[], None], folder: Path
) -> subprocess.CompletedProcess[bytes]:
    """Run the flow in a folder, and end what it runs on as soon as a part is done."""
    with subprocess.Popen(
        call(*arguments), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        end = time.monotonic() + PATIENCE
        while not list(work.rglob("*.parquet")):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < end, cluster.log()[-3000:]
            time.sleep(0.05)
        end_it()
        said = running.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(running.args, running.returncode, *said)


def parts_of(lost: subprocess.CompletedProcess[bytes], work: Path, out: Path) -> int:
    """Return how many parts are kept of a run that was told of as lost, and left nothing else behind."""
    said = lost.stderr.decode()
    assert lost.returncode == 3, said
    assert "Spark avbröts innan arbetet var klart" in said
    assert "Traceback" not in said
    assert lost.stdout == b""
    assert not out.exists()
    kept = len(list(work.rglob("*.parquet")))
    assert f"{kept} delar är räknade och tas upp då" in said
    return kept


def test_a_cluster_that_dies_in_the_middle_is_told_of_and_the_next_one_takes_the_run_up(
    tmp_path: Path, cluster: Cluster, embedded: dict[str, Any]
) -> None:
    """The second cluster gives the table of the embedded engine, from the parts of the first and its own."""
    work, out = tmp_path / "parts", tmp_path / "out"
    with started(tmp_path) as first:
        lost = broken_off(first, [*on(first.address, work), "--out", str(out)], work, first.kill, tmp_path)
    kept = parts_of(lost, work, out)
    before = cluster.log().count("Asked to launch executor")  # the server of Spark Connect may have had its own
    done = subprocess.run(
        call("--engine", "spark", "--spark", cluster.address, "--work", str(work)),
        env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert cluster.log().count("Asked to launch executor") - before == 2
    assert f"{kept} delar är redan räknade" in done.stderr.decode()
    assert not list(work.rglob("*.parquet"))
    assert without_engine(done.stdout, "spark") == embedded


def canonical(folder: Path) -> list[str]:
    """Write the tables of figure 6 as Parquet, the spells as a folder; return the options that name them from there."""
    tables = {}
    for name, code in (("fig6_spells", "state"), ("fig6_interv", "kind")):
        tables[name] = pl.read_csv(FIGURE_6.with_name(f"{name}.csv")).select(
            person=pl.col("person_id").str.slice(1).cast(pl.Int64), state=code,
            start_d=pl.col("start_d").str.to_date(), end_d=pl.col("end_d").str.to_date(), row_id=pl.int_range(pl.len()),
        )  # fmt: skip
    (folder / "lake").mkdir()
    tables["fig6_spells"][:200].write_parquet(folder / "lake" / "a.parquet")
    tables["fig6_spells"][200:].write_parquet(folder / "lake" / "b.parquet")
    tables["fig6_interv"].write_parquet(folder / "given.parquet")
    return ["--spells", "lake", "--supports", "given.parquet"]


def test_over_spark_connect_it_is_the_same_table_and_a_server_that_is_lost_is_told_of(
    tmp_path: Path, cluster: Cluster, embedded: dict[str, Any]
) -> None:
    work, out = tmp_path / "parts", tmp_path / "out"
    with served(cluster) as (address, server):
        done = subprocess.run(
            call("--engine", "spark", "--spark", address),
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert without_engine(done.stdout, "spark") == embedded
        asked = [*on(address, work), *canonical(tmp_path), "--out", str(out)]
        lost = broken_off(cluster, asked, work, server.kill, tmp_path)
    assert parts_of(lost, work, out) > 0
    gone = subprocess.run(call(*on(address, work)), env=environment(), capture_output=True, check=False)
    said = gone.stderr.decode()
    assert (gone.returncode, gone.stdout) == (3, b"")
    assert "Spark svarar inte" in said
    assert "Traceback" not in said
