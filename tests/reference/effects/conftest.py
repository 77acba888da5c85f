# SPDX-License-Identifier: Apache-2.0
"""Published data sets as dataframes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

_DATA = Path(__file__).parent / "data"


@pytest.fixture
def load() -> Callable[[str], pl.DataFrame]:
    def read(name: str) -> pl.DataFrame:
        return pl.read_csv(_DATA / f"{name}.csv", infer_schema_length=None)

    return read
