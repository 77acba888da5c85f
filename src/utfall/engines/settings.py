# SPDX-License-Identifier: Apache-2.0
"""How an engine is set up: memory, threads, where it may spill, which cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DuckDbSettings:
    """The embedded engine.

    Parameters
    ----------
    memory_limit
        Most memory it keeps rows in before it spills to disk, such as "4GB".
    threads
        Threads; None: as many as the machine has. Memory of a window grows with the threads.
    temp_directory
        Where it spills; None: a folder of its own in the system's, removed when the engine closes.
    rows_at_once
        About how many rows the kernel over encoded columns works on at a time; a person is never split.
    rows_held
        Rows of a table that the kernel keeps in memory before it puts them on disk; None: what a quarter of the memory
        limit has room for, at 16 bytes a row.
    """

    memory_limit: str = "4GB"
    threads: int | None = None
    temp_directory: str | None = None
    rows_at_once: int = 1 << 17
    rows_held: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkSettings:
    """A cluster, or Spark in this process.

    Parameters
    ----------
    address
        "local[*]" (this machine), "spark://host:7077" (standalone cluster) or "sc://host:15002" (Spark Connect).
    driver_memory
        Memory of the process that drives the work; not used with Spark Connect.
    shuffle_partitions
        Into how many parts rows are dealt out; None leaves the cluster's own value.
    ansi
        Refuse what cannot be computed (a date that is none) instead of leaving it empty.
    network_timeout
        Seconds that Spark waits for a worker that does not answer.
    patience
        Seconds that a standalone cluster may be without any worker, or a Spark Connect server silent, before the work
        is given up.
    """

    address: str = "local[*]"
    driver_memory: str = "2g"
    shuffle_partitions: int | None = 8
    ansi: bool = True
    network_timeout: int = 120
    patience: int = 120

    @property
    def remote(self) -> bool:
        """Whether files are read where the server is, and not here."""
        return self.address.startswith("sc://")

    @property
    def place(self) -> str:
        """The address without what follows it: an address of Spark Connect may hold a token."""
        return self.address.partition(";")[0]

    def options(self) -> dict[str, str]:
        """Return what Spark is told, by Spark's own names."""
        told = {"spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": str(self.ansi).lower()}
        told["spark.sql.adaptive.enabled"] = "true"
        told["spark.sql.sources.partitionColumnTypeInference.enabled"] = "false"  # an area 0180 is not 180
        told["spark.sql.autoBroadcastJoinThreshold"] = "-1"  # persons are too many to send to every worker
        # Spark keeps each plan as text, and again whenever it replans: tables kept from tables make texts of gigabytes.
        told["spark.sql.maxPlanStringLength"] = "10000"
        if self.shuffle_partitions is not None:
            told["spark.sql.shuffle.partitions"] = str(self.shuffle_partitions)
        if not self.remote:
            told |= {
                "spark.driver.memory": self.driver_memory,
                # A driver out of memory loses a thread and is waited for without end; ended, it can be told of.
                # Its plans are walked by recursion: tables kept from tables need more than the 1 MB a thread has.
                "spark.driver.extraJavaOptions": "-XX:+ExitOnOutOfMemoryError -Xss8m",
                "spark.sql.ui.retainedExecutions": "1",
                "spark.ui.enabled": "false",
                "spark.ui.showConsoleProgress": "false",
                "spark.network.timeout": f"{self.network_timeout}s",
                "spark.executor.heartbeatInterval": f"{max(self.network_timeout // 12, 1)}s",
            }
        return told
