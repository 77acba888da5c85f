# SPDX-License-Identifier: Apache-2.0
"""Whole sequences of states, one or more words each: how many different ones there are, and the most common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from utfall.engines.kernel.ordering import Steps
from utfall.engines.kernel.tally import Tally
from utfall.engines.kernel.words import Ints, Layout
from utfall.flows.tables import Variant


class Sequences:
    """The sequences of all parts, those of as many words together."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        self._layout = Layout.of(len(names))
        self._by_words: dict[int, Tally] = {}

    def add(self, steps: Steps) -> None:
        """Count the sequences of a part."""
        if not steps.n:
            return
        each, shifts = self._layout.each, self._layout.shifts()
        place = np.arange(steps.n) - steps.begins[steps.own]
        lengths = steps.lengths
        longest = int(lengths.max())
        if longest > each:
            place %= each
        numbers = (steps.state.astype(np.int64) + 1) << shifts[place]
        begins = steps.begins if longest <= each else np.flatnonzero(place == 0)
        words = np.bitwise_or.reduceat(numbers, begins)
        if longest <= each:
            self._counted(words[:, np.newaxis])
            return
        many = -(-lengths // each)
        first = np.cumsum(many) - many
        for size in np.unique(many).tolist():
            rows = first[many == size]
            self._counted(words[rows[:, np.newaxis] + np.arange(size)])

    def _counted(self, words: Ints) -> None:
        self._by_words.setdefault(words.shape[1], Tally(0, words.shape[1])).add(words)

    def rows(self, most: int) -> tuple[tuple[Variant, ...], int]:
        """Return the most common sequences (of as many persons: those first by name), and how many there are."""
        found = [tally.rows() for _, tally in sorted(self._by_words.items())]
        number = np.concatenate([sums[:, 0] for _, sums in found]) if found else np.zeros(0, dtype=np.int64)
        if not number.size or most < 1:
            return (), int(number.size)
        least = int(np.partition(number, -min(most, number.size))[-min(most, number.size)])
        rows = [self._variants(keys, sums, sums[:, 0] > least) for keys, sums in found]
        above = [row for part in rows for row in part]
        tied = [keys[sums[:, 0] == least] for keys, sums in found]
        above += [Variant(text, least) for text in self._first_by_name(tied, most - len(above))]
        return tuple(sorted(above)), int(number.size)

    def _variants(self, keys: Ints, sums: Ints, chosen: NDArray[np.bool_]) -> list[Variant]:
        rows = zip(keys[chosen], sums[chosen, 0].tolist(), strict=True)
        return [Variant(self._text(key), number) for key, number in rows]

    def _text(self, words: Ints) -> str:
        return ">".join(self._names[number - 1] for number in self._layout.row(words))

    def _first_by_name(self, groups: list[Ints], many: int) -> list[str]:
        """Return the names of the `many` sequences that come first in the order of names, without naming them all."""
        ranks = self._ranks()
        found: list[str] = []
        place = 0
        while many and sum(map(len, groups)) > many:
            rank = [ranks[self._number(words, place), self._number(words, place + 1)] for words in groups]
            number = np.cumsum(np.bincount(np.concatenate(rank)))
            split = int(np.searchsorted(number, many))  # the rank that the last chosen one has
            for words, of in zip(groups, rank, strict=True):
                found += [self._text(row) for row in words[of < split]]
            many -= int(number[split - 1]) if split else 0
            groups = [words[of == split] for words, of in zip(groups, rank, strict=True)]
            place += 1
        return found + [self._text(row) for words in groups for row in words] if many else found

    def _number(self, words: Ints, place: int) -> Ints:
        return self._layout.number(words, place)

    def _ranks(self) -> Ints:
        """Return the order of names ((s + 1, s + 1)) by number and the number that follows: the last has no ">"."""
        size = len(self._names) + 1
        texts = [(name + end, number, bool(end)) for number, name in enumerate(self._names, 1) for end in ("", ">")]
        found = np.zeros((size, size), dtype=np.int64)
        for rank, (_, number, goes_on) in enumerate(sorted(texts)):
            if goes_on:
                found[number, 1:] = rank
            else:
                found[number, 0] = rank
        return found
