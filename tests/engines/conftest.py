# SPDX-License-Identifier: Apache-2.0
"""One engine of each kind for the whole suite: a Spark session takes half a minute to start."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest

from utfall.engines import DuckDbSettings, Engine, SparkSettings, connect

# `make test` asks for every engine: there a missing Spark is a failure and nothing is left out in silence.
ASKED_FOR = os.environ.get("UTFALL_EVERY_ENGINE") == "1"
HAS_SPARK = ASKED_FOR or (importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None)
needs_spark = pytest.mark.skipif(
    not HAS_SPARK,
    reason="PySpark or Java is not installed here; make test installs both and, by UTFALL_EVERY_ENGINE, never skips",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        metafunc.parametrize("engine", ["duckdb", "spark"] if HAS_SPARK else ["duckdb"], indirect=True, scope="session")


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    with connect("duckdb", DuckDbSettings(memory_limit="1GB", threads=2)) as engine:
        yield engine


@pytest.fixture(scope="session")
def parts_engine() -> Iterator[Engine]:
    """DuckDB whose kernel works on each bucket of persons by itself and keeps no more than three rows in memory."""
    with connect("duckdb", DuckDbSettings(memory_limit="1GB", threads=2, rows_at_once=1, rows_held=3)) as engine:
        yield engine


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Engine]:
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    settings = SparkSettings(address="local[2]", driver_memory="1g", shuffle_partitions=2)
    with connect("spark", settings) as engine:
        yield engine


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found
