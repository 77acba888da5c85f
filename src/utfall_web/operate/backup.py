# SPDX-License-Identifier: Apache-2.0
"""A backup: one folder with the database as it stood at one moment, the files, and a manifest of every SHA-256.

SQLite is copied by its own online backup while others write; PostgreSQL by `pg_dump` in one snapshot. The secret key is
not in it: it is kept apart from the data. Its fingerprint is, so that a restore can say when the key is another.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from utfall import __version__

MANIFEST = "manifest.json"
SCHEMA = "utfall/backup/1"


class BackupFault(Exception):  # noqa: N818 - said to whoever runs the command
    """What stands in the way, in words."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fingerprint() -> str:
    """Return what tells one secret key from another and gives neither away."""
    return hashlib.sha256(b"utfall-key:" + settings.SECRET_KEY.encode()).hexdigest()[:16]


def write(target: Path, *, at: str) -> Path:
    """Write a backup into a new folder and return it.

    Parameters
    ----------
    target
        The folder; it must not exist. It is built beside its place and moved there when it is whole.
    at
        When, as the manifest tells it.
    """
    if target.exists():
        raise BackupFault(f"{target} finns redan / exists already")
    building = target.with_name(f".{target.name}.part")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True, mode=0o700)
    try:
        _files_out(building / "files")  # before the database: a file may be removed while it is copied
        _database_out(building)
        _files_out(building / "files")  # and after it: what was added meanwhile
        _manifest(building, at)
        os.replace(building, target)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return target


def _files_out(folder: Path) -> None:
    """Copy the files that are not there yet, or were not whole; a file never changes once it is."""
    place = Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        copy = folder / path.relative_to(place)
        with contextlib.suppress(FileNotFoundError):  # removed since it was listed
            if not copy.exists() or copy.stat().st_size != path.stat().st_size:
                copy.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copy2(path, copy)


def _database_out(folder: Path) -> None:
    if connection.vendor == "sqlite":
        with (
            contextlib.closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as source,
            contextlib.closing(sqlite3.connect(folder / "database.sqlite3")) as copy,
        ):
            source.backup(copy)
        return
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={folder / 'database.dump'}", _name())


def _manifest(folder: Path, at: str) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    told = {
        "schema": SCHEMA,
        "at": at,
        "software": __version__,
        "database": connection.vendor,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "key_fingerprint": fingerprint(),
        "files": {str(path.relative_to(folder)): sha256(path) for path in files},
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def check(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole. Raises `BackupFault` when a file is missing, changed or extra."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupFault(f"{folder}: {MANIFEST} går inte att läsa / cannot be read") from error
    if told.get("schema") != SCHEMA:
        raise BackupFault(f"{folder}: okänt slag av säkerhetskopia / unknown kind of backup")
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = sorted(there ^ set(told["files"]))
    wrong += [name for name, digest in told["files"].items() if name in there and sha256(folder / name) != digest]
    if wrong:
        raise BackupFault(f"{folder}: skadad / damaged: {', '.join(wrong)}")
    return told


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup in place of what there is, and return its manifest. The server must not be running."""
    told = check(folder)
    if told["database"] != connection.vendor:
        raise BackupFault(
            f"{folder} är från / is from {told['database']}, men här är / but here is {connection.vendor}"
        )
    connections.close_all()
    if connection.vendor == "sqlite":
        _sqlite_in(folder / "database.sqlite3")
    else:
        safe = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        _postgres("pg_restore", *safe, f"--dbname={_name()}", str(folder / "database.dump"))
    _files_in(folder / "files")
    return told


def _sqlite_in(source: Path) -> None:
    place = Path(settings.DATABASES["default"]["NAME"])
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    coming = place.with_name(place.name + ".coming")
    shutil.copyfile(source, coming)
    with contextlib.closing(sqlite3.connect(coming)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BackupFault("databasen i kopian är skadad / the database of the backup is damaged")
    for rest in ("-wal", "-shm"):
        place.with_name(place.name + rest).unlink(missing_ok=True)
    os.replace(coming, place)


def _files_in(source: Path) -> None:
    place = Path(settings.MEDIA_ROOT)
    old = place.with_name(place.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if place.is_dir():
        os.replace(place, old)
    if source.is_dir():
        shutil.copytree(source, place)
    shutil.rmtree(old, ignore_errors=True)


def _name() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _postgres(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL; the password goes by the environment, never by the command line."""
    database = settings.DATABASES["default"]
    pairs = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    login = {name: str(database[key]) for name, key in pairs.items() if database.get(key)}
    try:
        subprocess.run([program, *arguments], check=True, capture_output=True, env={**os.environ, **login})  # noqa: S603 - a fixed program, no shell
    except FileNotFoundError as error:
        raise BackupFault(f"{program} saknas / is missing: apt-get install postgresql-client") from error
    except subprocess.CalledProcessError as error:
        raise BackupFault(f"{program}: {error.stderr.decode(errors='replace').strip()}") from error


def contents() -> Iterator[tuple[str, int, str]]:
    """Return table, rows and SHA-256 of every table: what two databases with the same content agree on."""
    for table in sorted(connection.introspection.table_names()):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name the database gave
            rows = sorted(repr(row) for row in cursor.fetchall())
        yield table, len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
