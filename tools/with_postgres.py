# SPDX-License-Identifier: Apache-2.0
"""Run a command with a PostgreSQL of its own: `python tools/with_postgres.py python -m pytest tests/web`.

The cluster lies in a temporary folder, listens on 127.0.0.1 alone, is not run by root, and is ended by its own
process id when the command is done. The command finds it in UTFALL_TEST_DATABASE_URL.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WAIT = 60.0
READY = "database system is ready to accept connections"


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, the newest there is."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    if on_path is None:
        raise SystemExit("PostgreSQL is missing: sh tools/system_packages.sh postgresql")
    return Path(on_path).resolve().parent


def as_user() -> list[str]:
    """Return what to put before a command so that root does not run it."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster, give its address, end it."""
    folder = Path(tempfile.mkdtemp(prefix="utfall-pg-"))
    password, port, bin_dir = secrets.token_urlsafe(16), free_port(), programs()
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    if os.geteuid() == 0:
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    data = folder / "data"
    made = [bin_dir / "initdb", "-D", data, "-U", "utfall", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8"]
    subprocess.run([*as_user(), *made, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    settings = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off"]
    options = [part for setting in settings for part in ("-c", setting)]
    log = (folder / "log").open("wb")
    command = [*as_user(), bin_dir / "postgres", "-D", data, *options]
    server = subprocess.Popen(command, stderr=log, stdout=log, cwd=folder)
    try:
        _wait(server, folder / "log")
        yield f"postgresql://utfall:{password}@127.0.0.1:{port}/postgres"
    finally:
        _end(data, server)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        # its port answers before it takes anybody in
        if READY in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise SystemExit("PostgreSQL did not start:\n" + log.read_text(errors="replace"))


def _end(data: Path, server: subprocess.Popen[bytes]) -> None:
    """End the server by its own process id, which it has written in its folder."""
    pid = (data / "postmaster.pid").read_text(encoding="ascii").split()[0]
    subprocess.run([*as_user(), "kill", "-INT", pid], check=False)
    server.wait(timeout=WAIT)


if __name__ == "__main__":
    with cluster() as address:
        environment = {**os.environ, "UTFALL_TEST_DATABASE_URL": address}
        code = subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    sys.exit(code)
