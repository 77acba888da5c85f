# SPDX-License-Identifier: Apache-2.0
"""An engine by its name."""

from __future__ import annotations

from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Text
from utfall.engines.base import Engine
from utfall.engines.settings import DuckDbSettings, SparkSettings

ENGINES = ("duckdb", "spark")


def connect(name: str = "duckdb", settings: DuckDbSettings | SparkSettings | None = None) -> Engine:
    """Return an engine, ready to be used in a `with` block.

    Parameters
    ----------
    name
        "duckdb" (on this machine) or "spark" (on this machine or a cluster).
    settings
        `DuckDbSettings` or `SparkSettings`; None: the defaults.

    Raises
    ------
    InputError
        When there is no such engine, its extra or Java is not installed, or its cluster does not answer.
    """
    if name == "duckdb" and (settings is None or isinstance(settings, DuckDbSettings)):
        from utfall.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(settings or DuckDbSettings())
    if name == "spark" and (settings is None or isinstance(settings, SparkSettings)):
        from utfall.engines.spark import SparkEngine

        return SparkEngine(settings or SparkSettings())
    if name in ENGINES:
        raise ValueError(f"these settings are not those of {name}")
    said = Text(sv=f"Motorn ”{name[:30]}” finns inte.", en=f"There is no engine '{name[:30]}'.")
    raise InputError(Fault("engine-unknown", said, suggestion(name, ENGINES), Place(field="engine")))
