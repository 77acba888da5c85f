# SPDX-License-Identifier: Apache-2.0
"""Answers of public sources kept on disk: used again while they are fresh, and when there is no network."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept: its bytes, when it was fetched (seconds since 1970) and what the source called it."""

    url: str
    fetched: float
    sha256: str
    etag: str = ""
    modified: str = ""
    data: bytes = b""


def default_folder() -> Path:
    """Return where answers are kept unless somebody says otherwise: XDG_CACHE_HOME, or .cache in the home folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "utfall" / "sources"


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of answers, two files each."""

    folder: Path

    def get(self, url: str, body: bytes) -> Kept | None:
        """Return what is kept of a question; None when there is nothing, or it is damaged."""
        about, data = self._paths(url, body)
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            told = json.loads(about.read_text(encoding="utf-8"))
            content = data.read_bytes()
            if hashlib.sha256(content).hexdigest() == told["sha256"]:
                return Kept(**told, data=content)
        return None

    def put(self, kept: Kept, body: bytes) -> None:
        """Keep an answer; a folder that cannot be written to is no fault of the question."""
        about, data = self._paths(kept.url, body)
        told = {name: value for name, value in asdict(kept).items() if name != "data"}
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            _whole(data, kept.data)
            _whole(about, json.dumps(told, ensure_ascii=False).encode())

    def _paths(self, url: str, body: bytes) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode() + b"\0" + body).hexdigest()[:40]
        return self.folder / f"{name}.json", self.folder / f"{name}.data"


def _whole(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
