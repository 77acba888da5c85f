# SPDX-License-Identifier: Apache-2.0
"""The workspace as `utfall serve --demo` starts it, in a process of its own, for journeys through it.

On SQLite, or on the PostgreSQL that UTFALL_TEST_DATABASE_URL names (`tools/with_postgres.py`).
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

LONGEST_START = 180.0  # seconds before a server that does not answer is given up


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where it is, and the password of all its made-up people."""

    url: str
    password: str


@contextmanager
def serving(home: Path) -> Iterator[Workspace]:
    """Start the workspace with its own database in `home`; ended by its own process id."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    env |= {"UTFALL_HOME": str(home / "home"), "PYTHONUNBUFFERED": "1"}
    other = os.environ.get("UTFALL_TEST_DATABASE_URL")
    env |= {"DATABASE_URL": other} if other else {}
    log = home / "serve.log"
    command = [sys.executable, "-m", "utfall", "serve", "--demo", "--port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, env=env, stdout=out, stderr=out) as server:
        try:
            _wait(port, server, log)
            found = re.search(r"Password of all: (\S+)", log.read_text(encoding="utf-8"))
            assert found is not None, log.read_text(encoding="utf-8")
            assert (home / "home" / "utfall.sqlite3").exists() is not bool(other)
            yield Workspace(f"http://127.0.0.1:{port}", found.group(1))
        finally:
            server.terminate()
            server.wait()


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    last = time.monotonic() + LONGEST_START
    while time.monotonic() < last and server.poll() is None:
        asked = http.client.HTTPConnection("127.0.0.1", port)
        try:
            asked.request("GET", "/halsa")
            if asked.getresponse().status == HTTPStatus.OK:
                return
        except ConnectionError:
            time.sleep(0.2)
        finally:
            asked.close()
    raise AssertionError(f"the workspace did not start:\n{log.read_text(encoding='utf-8')}")
