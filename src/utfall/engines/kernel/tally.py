# SPDX-License-Identifier: Apache-2.0
"""Sums under keys that are added part by part: persons are whole within a part, so every count is exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.words import Ints, rising, run_starts

_PENDING = 4_000_000  # numbers that wait before they are added up
_DENSE = 1 << 16  # keys below this are numbered in place instead of sorted


class Tally:
    """Keys of one or more words (n, w), and whole numbers summed under each (n, m).

    Without numbers (`width` 0) it counts how often each key came.
    """

    def __init__(self, width: int, words: int = 1) -> None:
        self._width = width
        self._keys: list[NDArray[np.int64]] = [np.zeros((0, words), dtype=np.int64)]
        self._sums: list[NDArray[np.int64]] = [np.zeros((0, max(width, 1)), dtype=np.int64)]
        self._raw: list[NDArray[np.int64]] = []  # keys that count one each
        self._waiting = 0

    def add(self, keys: Ints, *sums: Ints) -> None:
        """Add rows: keys (n,) or (n, w), and one array (n,) for each number; none where keys are counted."""
        words = (keys if keys.ndim == 2 else keys[:, np.newaxis]).astype(np.int64, copy=False)
        if sums:
            self._keys.append(words)
            self._sums.append(np.column_stack(sums).astype(np.int64, copy=False))
        else:
            self._raw.append(words)
        self._waiting += len(words) * (words.shape[1] + self._width)
        if self._waiting > max(_PENDING, 2 * self._keys[0].size):
            self._settle()

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return every key once, rising, and its sums."""
        self._settle()
        return self._keys[0], self._sums[0]

    def _settle(self) -> None:
        if self._raw:
            raw = np.concatenate(self._raw)
            ordered = rising(raw[:, 0])[:, np.newaxis] if raw.shape[1] == 1 else raw[_order(raw)]
            begins = _begins(ordered)
            self._keys.append(np.asarray(ordered[begins], dtype=np.int64))
            self._sums.append(np.diff(np.append(begins, len(ordered)))[:, np.newaxis])
            self._raw = []
        if len(self._keys) > 1:
            keys, sums = np.concatenate(self._keys), np.concatenate(self._sums)
            order = _order(keys)
            keys = keys[order]
            begins = _begins(keys)
            self._keys, self._sums = [keys[begins]], [np.add.reduceat(sums[order], begins) if len(keys) else sums]
        self._waiting = 0


def _order(keys: Ints) -> Ints:
    """Return the order of rows of words; a few runs in order already are merged, not sorted."""
    if keys.shape[1] == 1:
        return np.argsort(keys[:, 0], kind="stable")
    return np.lexsort(keys.T[::-1])


def _begins(ordered: Ints) -> Ints:
    if ordered.shape[1] == 1 or not len(ordered):
        return run_starts(ordered[:, 0])
    return np.flatnonzero(np.append(True, (ordered[1:] != ordered[:-1]).any(axis=1)))


def numbered(keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], Ints]:
    """Return each different row of words once, rising, and which one each row is."""
    if keys.shape[1] == 1 and keys.size:
        every = int(np.bitwise_or.reduce(keys[:, 0]))
        unused = (every & -every).bit_length() - 1 if every else 0  # bits at the end that no key has
        if every >> unused <= max(4 * keys.size, _DENSE):
            flat = keys[:, 0] >> unused
            there = np.bincount(flat) > 0
            place = np.cumsum(there) - 1
            return (np.flatnonzero(there) << unused)[:, np.newaxis], place[flat]
    order = _order(keys)
    ordered = keys[order]
    begins = _begins(ordered)
    which = np.empty(len(keys), dtype=np.int64)
    which[order] = np.repeat(np.arange(begins.size), np.diff(np.append(begins, len(keys))))
    return ordered[begins], which
