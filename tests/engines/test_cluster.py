# SPDX-License-Identifier: Apache-2.0
"""A real Spark cluster on the loopback, one master and two workers: the same answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engines.conftest import HAS_SPARK

ROOT = Path(__file__).resolve().parents[2]
FIGURE_6 = ROOT / "demos" / "flows" / "figure6.toml"
PATIENCE = 300  # seconds until a cluster is up on a loaded machine
pytestmark = pytest.mark.skipif(not HAS_SPARK, reason="needs PySpark and Java")


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
    import pyspark

    home = Path(pyspark.__file__).parent
    port = free_port()
    found = Cluster(f"spark://127.0.0.1:{port}", folder)
    environment = {
        **os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1", "SPARK_HOME": str(home),
        "SPARK_DAEMON_MEMORY": "256m", "PYSPARK_PYTHON": sys.executable,
    }  # fmt: skip
    package = "org.apache.spark.deploy"
    master = [f"{package}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = [f"{package}.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
    worker += ["--webui-port", "0", "--work-dir", str(folder / "work"), found.address]

    def start(name: str, command: list[str]) -> None:
        with (folder / f"{name}.log").open("wb") as log:
            call = [str(home / "bin" / "spark-class"), *command]
            found.processes.append(subprocess.Popen(call, env=environment, stdout=log, stderr=subprocess.STDOUT))

    try:
        start("master", master)
        found.until("I have been elected leader")
        start("worker-1", worker)
        start("worker-2", worker)
        found.until("Successfully registered with master", 2)
        yield found
    finally:
        found.kill()


def call(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "utfall", "flow", str(FIGURE_6), "--json", *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "UTFALL_LANG": "sv", "PYTHONUTF8": "1", "SPARK_LOCAL_IP": "127.0.0.1"}


def broken_off(cluster: Cluster, work: Path, out: Path) -> subprocess.CompletedProcess[bytes]:
    """Run the flow on a cluster, and end every process of the cluster as soon as a part is done."""
    arguments = ["--engine", "spark", "--spark", cluster.address, "--work", str(work), "--patience", "5"]
    with subprocess.Popen(
        call(*arguments, "--out", str(out)), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        end = time.monotonic() + PATIENCE
        while not list(work.rglob("*.parquet")):
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < end, cluster.log()[-3000:]
            time.sleep(0.05)
        cluster.kill()
        said = running.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(running.args, running.returncode, *said)


def test_a_cluster_that_dies_in_the_middle_is_told_of_and_the_next_one_takes_the_run_up(tmp_path: Path) -> None:
    """The second cluster gives the table of the embedded engine, from the parts of the first and its own."""
    work, out = tmp_path / "parts", tmp_path / "out"
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
    with started(folders[0]) as first:
        lost = broken_off(first, work, out)
    said = lost.stderr.decode()
    assert lost.returncode == 3, said
    assert "Spark avbröts innan arbetet var klart" in said
    assert "Traceback" not in said
    assert lost.stdout == b""
    assert not out.exists()
    kept = sorted(path.name for path in work.rglob("*.parquet"))
    assert f"{len(kept)} delar är räknade och tas upp då" in said
    with started(folders[1]) as second:
        done = subprocess.run(
            call("--engine", "spark", "--spark", second.address, "--work", str(work)),
            env=environment(), capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        assert second.log().count("Asked to launch executor") == 2
    assert f"{len(kept)} delar är redan räknade" in done.stderr.decode()
    assert not list(work.rglob("*.parquet"))
    expected = subprocess.run(call(), env=environment(), capture_output=True, check=True)
    found, embedded = json.loads(done.stdout), json.loads(expected.stdout)
    assert found["provenance"].pop("engine") == "spark"
    assert embedded["provenance"].pop("engine") == "duckdb"
    assert found == embedded
