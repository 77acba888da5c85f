# SPDX-License-Identifier: Apache-2.0
"""Rows dealt into buckets by person, in memory while they fit and in one file after that. A person is whole in one.

A row is two numbers of 64 bits: whose it is, and what it says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from utfall.core.errors import Fault
from utfall.core.text import Text
from utfall.engines.base import EngineFailed

BUCKETS = 256
ROW_BYTES = 16
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbours fall far apart
Records = NDArray[np.int64]  # (n, 2)


@dataclass(frozen=True, slots=True)
class Room:
    """What the kernel may use.

    Parameters
    ----------
    at_once
        Rows it works on at a time; a bucket is never split.
    held
        Rows of a table that it keeps in memory; more are written to disk.
    folder
        Where it writes them.
    """

    at_once: int
    held: int
    folder: str


@dataclass(slots=True)
class _Run:
    """Rows in the order of buckets: where each bucket begins, and the rows, or the place in the file of the first."""

    begins: NDArray[np.int64]
    rows: Records | None
    place: int = 0


class Spool:
    """The rows of one table, dealt. Use it in a `with` block: it may hold a file."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._runs: list[_Run] = []
        self._held = 0
        self._file: IO[bytes] | None = None
        self.sizes = np.zeros(BUCKETS, dtype=np.int64)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._runs = []
        if self._file is not None:
            self._file.close()

    def add(self, person: NDArray[np.int64], says: NDArray[np.int64]) -> None:
        """Deal rows: whose they are, and what they say."""
        bucket = ((person.view(np.uint64) * _SPREAD) >> np.uint64(56)).astype(np.uint8)
        number = np.bincount(bucket, minlength=BUCKETS)
        rows = np.empty((person.size, 2), dtype=np.int64)
        rows[:, 0], rows[:, 1] = person, says
        rows = rows.take(np.argsort(bucket, kind="stable"), axis=0)  # eight bits: sorted by their digits
        self._runs.append(_Run(np.append(0, np.cumsum(number)), rows))
        self.sizes += number
        self._held += person.size
        if self._held > self.room.held:
            self._write()

    def _write(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self.room.folder)  # noqa: SIM115 - closed by __exit__
            for run in self._runs:
                if run.rows is not None:
                    run.place = self._file.tell()
                    self._file.write(run.rows.data)
                    run.rows = None
        except OSError as error:
            raise EngineFailed(_disk(error.strerror or "")) from None
        self._held = 0

    def read(self, first: int, last: int) -> Records:
        """Return the rows of the buckets first … last − 1."""
        parts = [self._part(run, int(run.begins[first]), int(run.begins[last])) for run in self._runs]
        return np.concatenate(parts) if parts else np.zeros((0, 2), dtype=np.int64)

    def _part(self, run: _Run, begin: int, end: int) -> Records:
        if run.rows is not None:
            return run.rows[begin:end]
        if self._file is None or begin == end:
            return np.zeros((0, 2), dtype=np.int64)
        try:
            self._file.seek(run.place + begin * ROW_BYTES)
            found = np.frombuffer(self._file.read((end - begin) * ROW_BYTES), dtype=np.int64)
        except OSError as error:
            raise EngineFailed(_disk(error.strerror or "")) from None
        return found.reshape(-1, 2)

    def groups(self) -> Iterator[tuple[int, int]]:
        """Return buckets that lie together and hold about as many rows as are worked on at once: first, last + 1."""
        first, rows = 0, 0
        for bucket in range(BUCKETS):
            rows += int(self.sizes[bucket])
            if rows >= self.room.at_once:
                yield first, bucket + 1
                first, rows = bucket + 1, 0
        if rows:
            yield first, BUCKETS


def _disk(why: str) -> Fault:
    said = Text(
        sv=f"Raderna ryms inte i minnet och gick inte att lägga på disken ({why}).",
        en=f"The rows do not fit in memory and could not be put on disk ({why}).",
    )
    mend = Text(
        sv="Gör plats på disken (16 byte per rad), ange en annan mapp, eller höj minnesgränsen.",
        en="Make room on the disk (16 bytes a row), state another folder, or raise the memory limit.",
    )
    return Fault("disk-full", said, mend)
