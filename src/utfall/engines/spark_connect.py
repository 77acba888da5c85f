# SPDX-License-Identifier: Apache-2.0
"""Spark Connect: a server that is not there is told of soon, and one that is lost is not waited for without end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from utfall.engines.base import require_extra
from utfall.engines.settings import SparkSettings

FIRST_ANSWER = 30  # seconds: a server on the same net answers in one


def require_answer(settings: SparkSettings) -> None:
    """Wait for the server to answer, at most `patience` seconds and never longer than `FIRST_ANSWER`.

    Spark's own client asks again for ten minutes before it says that nobody is there.

    Raises
    ------
    Exception
        Of gRPC when nobody answers, of PySpark when the address cannot be read.
    """
    grpc = require_extra("grpc", "spark")
    from pyspark.sql.connect.client import DefaultChannelBuilder

    channel = DefaultChannelBuilder(settings.address).toChannel()
    try:
        grpc.channel_ready_future(channel).result(timeout=min(settings.patience, FIRST_ANSWER))
    finally:
        channel.close()


def be_patient(session: Any, settings: SparkSettings) -> None:
    """Let the session ask a server that does not answer once a second, `patience` times, and then give up."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    once_a_second = DefaultPolicy(
        max_retries=settings.patience, backoff_multiplier=1.0, initial_backoff=1000, max_backoff=1000, jitter=0
    )
    session.client.set_retry_policies([once_a_second])


def ask_once(session: Any) -> None:
    """Let the session give up at once: what is only put in order on the way out is not worth waiting for."""
    session.client.set_retry_policies([])


def for_server(path: str) -> str:
    """Return a path as a server with another working folder reads it; addresses (hdfs://, s3a://) stay as they are."""
    return path if "://" in path else str(Path(path).absolute())
