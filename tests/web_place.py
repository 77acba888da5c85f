# SPDX-License-Identifier: Apache-2.0
"""A workspace of its own for tests of operation: a data folder and a database, run by the product's commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = os.environ.get("UTFALL_TEST_DATABASE_URL", "")


class Place:
    """A workspace of its own: a data folder and a database."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder / name, name
        self.environment = {
            **os.environ,
            "UTFALL_HOME": str(self.folder),
            "UTFALL_SECRET_KEY": "x" * 60,
            "DJANGO_SETTINGS_MODULE": "utfall_web.config.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        self.environment.pop("DATABASE_URL", None)
        if ADDRESS:
            with psycopg.connect(ADDRESS, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
                connection.execute(f'CREATE DATABASE "{name}"')
            self.environment["DATABASE_URL"] = self.address
        self.folder.mkdir()

    @property
    def address(self) -> str:
        """Return the address of its database on PostgreSQL."""
        return ADDRESS.rsplit("/", 1)[0] + f"/{self.name}"

    def end(self) -> None:
        """Remove its database."""
        if ADDRESS:
            with psycopg.connect(ADDRESS, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `utfall manage …` in it."""
        command = [sys.executable, "-m", "utfall", "manage", *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def asked(self, program: str, *arguments: str) -> Any:
        """Return what a program that is run in it writes as JSON."""
        command = [sys.executable, "-c", program, *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
