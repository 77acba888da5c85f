# SPDX-License-Identifier: Apache-2.0
"""Keep a release's databases for the test of upgrades: `python tools/make_release_fixture.py v0.1.0 0.1.0`.

The release is taken from this repository's history into a folder that is thrown away, makes its own database on
SQLite and on PostgreSQL, fills it with its own demonstration (made-up people alone) and locks the plan of the first
initiative once more. What lands in `tests/web/operate/releases/NAME` is each database as SQL text, the files, and what
the release itself said of its content.
"""

from __future__ import annotations

import contextlib
import json
import lzma
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from with_postgres import cluster, programs

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "tests" / "web" / "operate" / "releases"
TOLD = """
import json
import django
django.setup()
from utfall_web.audit import writes as audited
from utfall_web.audit.models import AuditEvent
from utfall_web.decide import exchange, writes
from utfall_web.decide.models import Criterion, Lock
from utfall_web.plan.models import Initiative
from utfall_web.people.models import User
locked = Criterion.objects.order_by("pk").first().initiative
first = Criterion.objects.filter(at_least__isnull=False).order_by("pk").first()
audited.change(first, actor=None, version=first.version, at_least=first.at_least + 1)
writes.lock(locked, actor=User.objects.get(email="samordnare@exempel.example"), names="Ove, Stina", reason="Release")
chains = sorted(set(AuditEvent.objects.values_list("chain", flat=True)))
heads = {chain: AuditEvent.objects.filter(chain=chain).order_by("-number").first() for chain in chains}
print(json.dumps({
    "heads": [[chain, head.number, head.digest] for chain, head in heads.items()],
    "locks": [list(row) for row in Lock.objects.order_by("pk").values_list("initiative__key", "number", "sha256")],
    "plans": {row.key: exchange.plan_of(row).plan_sha256 for row in Initiative.objects.filter(pk=locked.pk)},
}))
"""


def main(commit: str, name: str) -> None:
    """Make the fixture of one release."""
    target = RELEASES / name
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "code"
        subprocess.run(["git", "clone", "-q", "--no-checkout", ROOT, code], check=True)
        subprocess.run(["git", "-C", code, "checkout", "-q", commit], check=True)
        told = {"commit": _commit(code), "sqlite": _sqlite(code, Path(folder) / "sqlite", target)}
        with cluster() as address:
            told["postgresql"] = _postgres(code, Path(folder) / "postgresql", address, target)
    (target / "told.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _commit(code: Path) -> str:
    command = ["git", "-C", str(code), "rev-parse", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _filled(code: Path, home: Path, **more: str) -> dict[str, Any]:
    """Let the release make its database, and return what it says of it."""
    settings = {"UTFALL_HOME": str(home), "UTFALL_SECRET_KEY": "x" * 60, "PYTHONPATH": str(code / "src"), **more}
    settings["DJANGO_SETTINGS_MODULE"] = "utfall_web.config.settings"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | settings

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment, cwd=code).stdout

    run("-m", "utfall", "manage", "upgrade", "--no-backup")
    password = re.search(r"Password of all: (\S+)", run("-m", "utfall", "manage", "demo"))
    if password is None:
        raise SystemExit("the release's demo tells no password")
    return {**json.loads(run("-c", TOLD)), "password": password[1]}


def _sqlite(code: Path, home: Path, target: Path) -> dict[str, Any]:
    told = _filled(code, home)
    with contextlib.closing(sqlite3.connect(home / "utfall.sqlite3")) as database:
        _keep(target / "sqlite.sql.xz", "\n".join(database.iterdump()))
    _files(home, target / "sqlite.files.tar.xz")
    return told


def _postgres(code: Path, home: Path, address: str, target: Path) -> dict[str, Any]:
    told = _filled(code, home, DATABASE_URL=address)
    command = [programs() / "pg_dump", "--format=plain", "--no-owner", "--no-privileges", address]
    dump = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    _keep(target / "postgresql.sql.xz", dump)
    _files(home, target / "postgresql.files.tar.xz")
    return told


def _keep(path: Path, text: str) -> None:
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def _files(home: Path, target: Path) -> None:
    """Keep the files that were attached, when the release had any."""
    if (home / "files").is_dir():
        with tarfile.open(target, "w:xz") as archive:
            archive.add(home / "files", arcname="files")


if __name__ == "__main__":
    main(*sys.argv[1:3])
