# SPDX-License-Identifier: Apache-2.0
"""What tells an input from another one, without reading a whole data lake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from utfall.io.imported import is_address
from utfall.io.tables import sha256_of


def input_marks(paths: Iterable[str | None]) -> tuple[str, ...] | None:
    """Return a mark of each place: the SHA-256 of a file; names, sizes and times of the files of a folder.

    None when some place is a database: what it holds may be another tomorrow, and nothing tells.
    """
    found = []
    for path in (path for path in paths if path is not None):
        if is_address(path):
            return None
        where = Path(path)
        found.append(
            f"{where.name}:{_of_folder(where)}" if where.is_dir() else sha256_of(where) if where.is_file() else ""
        )
    return tuple(found)


def _of_folder(where: Path) -> str:
    files = sorted(path for path in where.rglob("*") if path.is_file())
    return ";".join(f"{path.relative_to(where)},{path.stat().st_size},{path.stat().st_mtime_ns}" for path in files)
