# SPDX-License-Identifier: Apache-2.0
"""What the environment says: the one place that reads it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_START = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
)

_NEVER_BY_ITSELF = 2**31


def flag(name: str, default: bool = False) -> bool:
    """Return whether a variable says yes (1, true, yes, ja); `default` when it is not set."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "ja", "on"}


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated words of a variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def home() -> Path:
    """Return the folder of everything the workspace keeps: database, files, key. UTFALL_HOME moves it."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(os.environ.get("UTFALL_HOME") or Path(base) / "utfall").resolve()


def secret_key(folder: Path) -> str:
    """Return the secret key: UTFALL_SECRET_KEY, the file UTFALL_SECRET_KEY_FILE, or a key made at first start.

    The key made at first start lies in the data folder, readable by its owner alone.
    """
    if value := os.environ.get("UTFALL_SECRET_KEY"):
        return value
    path = Path(os.environ.get("UTFALL_SECRET_KEY_FILE") or folder / "secret_key")
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _new_key(path)


def _new_key(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(64)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
    return key


def database(folder: Path) -> dict[str, Any]:
    """Return Django's database settings: DATABASE_URL for PostgreSQL, else SQLite in the data folder."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        return _sqlite(folder / "utfall.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"prepare_threshold": _prepared(), **dict(parse_qsl(parts.query))},
    }


def _prepared() -> int | None:
    """Return after how many times PostgreSQL prepares a question by itself: never, but it may be asked to.

    None, which forbids it, with UTFALL_POSTGRES_PREPARED=0: for a pool that gives each transaction another connection.
    """
    return _NEVER_BY_ITSELF if flag("UTFALL_POSTGRES_PREPARED", default=True) else None


def _sqlite(path: Path) -> dict[str, Any]:
    synchronous = "FULL" if flag("UTFALL_SQLITE_FULL") else "NORMAL"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": SQLITE_START.format(synchronous=synchronous),
        },
    }
