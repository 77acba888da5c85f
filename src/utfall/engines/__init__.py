# SPDX-License-Identifier: Apache-2.0
"""Where queries run: DuckDB on one machine, Spark on a cluster. The queries themselves live in `needs` and `flows`.

    with connect("duckdb") as engine:
        episodes = engine.register("episode", Parquet(("episode.parquet",)), EPISODE)
        table = engine.to_arrow(episodes.group_by("state").agg(n=episodes.count()))

Every expression is held against the portable subset (`portable`) before it runs, so that both engines give the
same rows. Aggregates come back; the rows of persons stay where they are.
"""

from utfall.engines.base import Capabilities, Engine, EngineFailed
from utfall.engines.connect import ENGINES, connect
from utfall.engines.portable import NotPortable, require_portable
from utfall.engines.settings import DuckDbSettings, SparkSettings
from utfall.engines.sources import Csv, InMemory, Parquet, PostgresTable, Source, source_of

__all__ = [
    "ENGINES",
    "Capabilities",
    "Csv",
    "DuckDbSettings",
    "Engine",
    "EngineFailed",
    "InMemory",
    "NotPortable",
    "Parquet",
    "PostgresTable",
    "Source",
    "SparkSettings",
    "connect",
    "require_portable",
    "source_of",
]
