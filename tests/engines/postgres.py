# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of the tests' own, as `tools/with_postgres.py` starts it."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

from engines.conftest import ASKED_FOR

ROOT = Path(__file__).resolve().parents[2]
IS_HERE = shutil.which("postgres") is not None or any(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
needs_postgres = pytest.mark.skipif(
    not (ASKED_FOR or IS_HERE),
    reason="PostgreSQL is not installed here; make test installs it and, by UTFALL_EVERY_ENGINE, never skips",
)


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("with_postgres", ROOT / "tools" / "with_postgres.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Address of a database without tables; its password is in it."""
    cluster: AbstractContextManager[str] = tool().cluster()
    with cluster as address:
        yield address
