# SPDX-License-Identifier: Apache-2.0
"""Whole numbers sorted, counted and packed: what the kernel asks of NumPy again and again.

Sorting is Polars', in one thread: on processors where NumPy's vectorised sort is slow (Zen 4) it takes a third of the
time, elsewhere about as long, and rows that are in order already cost next to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.integer[Any]]
_Int = TypeVar("_Int", bound=np.integer[Any])
Bools = NDArray[np.bool_]
ROOM = 63  # bits of a word: never negative
_DENSE = 1 << 18  # codes below this are counted in place instead of sorted
_NEAR = 16  # rows of one person that are held against each other one by one


def rising(keys: NDArray[_Int]) -> NDArray[_Int]:
    """Return the keys (one dimension) in rising order."""
    found: NDArray[_Int] = pl.Series(keys).sort(multithreaded=False).to_numpy()
    return found


def order_of(keys: Ints, largest: int) -> Ints:
    """Return the places of the keys (0 … largest) in rising order; likes keep their order."""
    bits = max(keys.size - 1, 1).bit_length()
    if largest.bit_length() + bits > ROOM:
        return np.argsort(keys, kind="stable")
    placed = (keys.astype(np.int64) << bits) | np.arange(keys.size)
    return rising(placed) & ((1 << bits) - 1)


def run_starts(ordered: Ints) -> Ints:
    """Return the place where each run of equal values begins."""
    if not ordered.size:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))


def counted(codes: Ints) -> tuple[Ints, Ints]:
    """Return each code (0 or more) that is there, rising, and how often."""
    if int(codes.max(initial=0)) < max(4 * codes.size, _DENSE):
        number = np.bincount(codes, minlength=1)
        there = np.flatnonzero(number)
        return there, number[there]
    ordered = rising(codes)
    begins = run_starts(ordered)
    return ordered[begins], np.diff(np.append(begins, ordered.size))


def different(values: Ints) -> int:
    """Return how many different values there are."""
    return int(run_starts(rising(values)).size)


def first_of_person(person: Ints, code: Ints) -> Bools:
    """Return which rows are the first with their code among the rows of their person, which lie together."""
    seen = np.zeros(person.size, dtype=bool)
    for back in range(1, min(_NEAR, person.size)):
        same = person[back:] == person[:-back]
        if not same.any():
            return ~seen
        seen[back:] |= same & (code[back:] == code[:-back])
    if person.size > _NEAR:
        far = np.flatnonzero(person[_NEAR:] == person[:-_NEAR]) + _NEAR
        if far.size:
            rows = np.flatnonzero(np.isin(person, person[far]))
            order = rows[np.lexsort((code[rows], person[rows]))]
            again = (person[order[1:]] == person[order[:-1]]) & (code[order[1:]] == code[order[:-1]])
            seen[order[1:][again]] = True
    return ~seen


@dataclass(frozen=True, slots=True)
class Layout:
    """How a row of small numbers lies in words of 63 bits, the first number first: two rows compare as their words do.

    Numbers are 1 … `largest`; 0 stands for nothing and ends a row.
    """

    bits: int

    @classmethod
    def of(cls, largest: int) -> Layout:
        """Return the layout of numbers up to `largest`."""
        return cls(max(largest.bit_length(), 1))

    @property
    def each(self) -> int:
        """Numbers in a word."""
        return ROOM // self.bits

    def words(self, length: int) -> int:
        """Return the words that a row of this many numbers takes."""
        return -(-length // self.each)

    def shifts(self) -> NDArray[np.int64]:
        """Return how far to the left each number of a word lies."""
        return self.bits * np.arange(self.each - 1, -1, -1)

    def packed(self, columns: Ints) -> NDArray[np.int64]:
        """Return the words (n, w) of rows (n, length)."""
        length = columns.shape[1]
        found = np.zeros((columns.shape[0], self.words(length)), dtype=np.int64)
        shifts = self.shifts()
        for place in range(length):
            found[:, place // self.each] |= columns[:, place].astype(np.int64) << shifts[place % self.each]
        return found

    def number(self, words: Ints, place: int) -> Ints:
        """Return one number of each row, 0 beyond its end."""
        if place >= words.shape[1] * self.each:
            return np.zeros(words.shape[0], dtype=np.int64)
        found: Ints = (words[:, place // self.each] >> self.shifts()[place % self.each]) & ((1 << self.bits) - 1)
        return found

    def row(self, words: Ints) -> list[int]:
        """Return the numbers of one row of words, as far as it goes."""
        mask, top = (1 << self.bits) - 1, self.bits * (self.each - 1)
        numbers: list[int] = []
        for word in words.tolist():
            for shift in range(top, -1, -self.bits):
                number = (word >> shift) & mask
                if not number:
                    return numbers
                numbers.append(number)
        return numbers
