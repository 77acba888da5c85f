# SPDX-License-Identifier: Apache-2.0
"""A stable order of persons that no file's order can change: by a hash of the id and the values.

Matching breaks ties by it, so that a file sorted in another way gives the same pairs and the same number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from utfall.effects._numerics.contrast import Bools, Floats, Ints

Hashes = NDArray[np.uint64]
_BLOCK = 4096
_ODD = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def _mix(values: Hashes) -> Hashes:
    """Scramble 64 bits in place (the finaliser of Steele, Lea and Flood's SplitMix, 2014)."""
    values ^= values >> np.uint64(30)
    values *= _MIX[0]
    values ^= values >> np.uint64(27)
    values *= _MIX[1]
    values ^= values >> np.uint64(31)
    return values


def _mixed(hashes: Hashes, values: Hashes) -> Hashes:
    return _mix((hashes ^ values) + _ODD)


def argsort_bits(bits: Hashes) -> Ints:
    """Return the order by value, then by position, shape (n,): a sort of numbers that carry their own position.

    The highest bits of a value and the position are packed into one number, since sorting numbers is several times
    faster than sorting positions by them; the few that agree in those bits are put in order afterwards.
    """
    n = len(bits)
    width = np.uint64(n.bit_length())
    packed = bits >> width
    packed <<= width
    packed |= np.arange(n, dtype=np.uint64)
    packed.sort()
    order = (packed & ((np.uint64(1) << width) - np.uint64(1))).view(np.int64)  # n is far below 2^63
    packed >>= width
    same = packed[1:] == packed[:-1]
    if same.any():
        tied = np.concatenate([[False], same]) | np.concatenate([same, [False]])
        run = np.concatenate([[0], np.cumsum(~same)])[tied]
        members = order[tied]
        order[tied] = members[np.lexsort((members, bits[members], run))]
    return order


def argsort_numbers(values: Floats) -> Ints:
    """Return the order of numbers by value, then by position, shape (n,); none is NaN."""
    bits = (values + 0.0).view(np.uint64)  # + 0.0 makes -0.0 and 0.0 alike
    # Negative numbers stand in reverse as bits; the others stand above them.
    turn = (bits.view(np.int64) >> np.int64(63)).view(np.uint64)  # all bits of a negative number, none of another's
    turn |= np.uint64(1) << np.uint64(63)
    bits ^= turn
    return argsort_bits(bits)


def hash_words(words: np.ndarray[tuple[int], np.dtype[np.str_]]) -> Hashes:
    """Return a 64-bit hash of each text, shape (n,), the same whatever the other texts are."""
    n = len(words)
    hashes = np.zeros(n, dtype=np.uint64)
    if n == 0 or words.dtype.itemsize == 0:
        return hashes
    letters = np.ascontiguousarray(words).view(np.uint32).reshape(n, -1).astype(np.uint64)
    for column in letters.T:
        hashes = np.where(column > 0, _mixed(hashes, column), hashes)
    return hashes


def hash_rows(*parts: Floats | Bools) -> Hashes:
    """Return a 64-bit hash of each row of columns side by side, each (n,) or (n, p), shape (n,)."""
    hashes = np.zeros(len(parts[0]), dtype=np.uint64)
    for start in range(0, len(hashes), _BLOCK):
        block = slice(start, start + _BLOCK)  # small enough to stay in the cache
        here = hashes[block]
        for part in parts:
            columns = np.array(np.atleast_2d(part[block].T), dtype=np.float64, order="C")
            columns += 0.0  # makes -0.0 and 0.0 alike
            for column in columns.view(np.uint64):
                here ^= column
                here += _ODD
                _mix(here)
    return hashes


def stable_order(ids: np.ndarray[tuple[int], np.dtype[np.str_]], *parts: Floats | Bools) -> Ints:
    """Return the order of rows by the hash of their id, then of their values (columns side by side).

    Rows that agree in both are the same to every computation, so that their order does not matter.
    """
    rows = hash_rows(*parts)
    if not ids.dtype.itemsize or not np.any(ids != ""):
        return argsort_bits(rows)
    return np.lexsort((rows, hash_words(ids))).astype(np.int64)
