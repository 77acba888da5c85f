# SPDX-License-Identifier: Apache-2.0
"""Ways that resemble each other: distances between sequences, groups of them, and the typical one of each.

Distances are between distinct sequences, which are weighted by how many persons have each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from utfall.core.errors import DesignRefused, Fault, Place
from utfall.core.text import Text
from utfall.disclosure import STANDARD, Rules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MOST_SEQUENCES = 5_000
_MOST_ROUNDS = 50
_BLOCK = 2_000_000  # pairs compared at once: memory stays below a few hundred megabytes


@dataclass(frozen=True, slots=True)
class Cluster:
    """A group of ways: persons, share of all, and its medoid, the way that is nearest to all others in it."""

    n: int
    share: float
    medoid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of ways, the largest first, and how much of the differences they explain (0–1)."""

    rows: tuple[Cluster, ...]
    explained: float


def om_distances(sequences: Sequence[Sequence[int]], *, indel: float = 1.0, substitution: float = 2.0) -> Floats:
    """Return the optimal-matching distance of every pair of sequences.

    Parameters
    ----------
    sequences
        States as whole numbers, 0 or more; of any lengths.
    indel, substitution
        Cost of putting in or leaving out a state, and of exchanging one for another.

    Returns
    -------
    array, (n, n), symmetric
        The least cost of making one sequence of the other.

    Notes
    -----
    All pairs go through one table of costs together, a row of it at a time. Needleman and Wunsch (1970) *Journal of
    Molecular Biology* 48:443; Abbott and Tsay (2000) *Sociological Methods & Research* 29:3.
    """
    n = len(sequences)
    lengths = np.array([len(sequence) for sequence in sequences], dtype=np.int64)
    longest = int(lengths.max(initial=0))
    table = np.full((n, longest), -1, dtype=np.int16)
    for row, sequence in enumerate(sequences):
        table[row, : len(sequence)] = sequence
    found = np.zeros((n, n))
    left, right = np.triu_indices(n, 1)
    for start in range(0, left.size, max(_BLOCK // max(longest, 1), 1)):
        end = start + max(_BLOCK // max(longest, 1), 1)
        one, other = left[start:end], right[start:end]
        found[one, other] = _costs(table[one], table[other], lengths[one], lengths[other], indel, substitution)
    return found + found.T


def _costs(
    one: NDArray[np.int16], other: NDArray[np.int16], n_one: Ints, n_other: Ints, indel: float, substitution: float
) -> Floats:
    """Return the cost of each pair; the answer is read where both sequences end."""
    pairs, width = one.shape
    previous = np.broadcast_to(np.arange(width + 1) * indel, (pairs, width + 1)).copy()
    steps = np.arange(width + 1) * indel
    answer = previous[np.arange(pairs), n_other]
    for row in range(1, width + 1):
        current = np.empty_like(previous)
        current[:, 0] = row * indel
        exchange = previous[:, :-1] + np.where(one[:, row - 1, None] == other, 0.0, substitution)
        current[:, 1:] = np.minimum(exchange, previous[:, 1:] + indel)
        # insertions run along the row: the least of all earlier cells plus their distance in one pass
        current = np.minimum.accumulate(current - steps, axis=1) + steps
        here = n_one == row
        answer[here] = current[here, n_other[here]]
        previous = current
    return answer


def cluster(
    sequences: Sequence[tuple[str, ...]], weights: Sequence[int], *, groups: int, rules: Rules = STANDARD
) -> Clusters:
    """Return groups of sequences that resemble each other.

    Parameters
    ----------
    sequences
        Distinct ways, states in the order of time.
    weights
        Persons with each.
    groups
        How many groups to make. Groups of too few persons are made part of the nearest.
    rules
        The least number of persons whose way may be shown as typical.

    Raises
    ------
    DesignRefused
        When there are more than 5,000 distinct ways, or fewer persons than two groups need.

    Notes
    -----
    Optimal matching (indel 1, substitution 2), groups around medoids (Kaufman and Rousseeuw 1990, *Finding Groups in
    Data*, chapter 2), persons as weights; the medoid is, among ways that enough persons share
    when there is one, the one with the least weighted distance to its group. `explained` is 1 − the
    weighted distance to the medoids over that to the one medoid of all.
    """
    if len(sequences) > MOST_SEQUENCES:
        raise DesignRefused(_too_many(len(sequences)))
    people = np.asarray(weights, dtype=np.int64)
    if people.sum() < 2 * rules.threshold or groups < 1:
        raise DesignRefused(_too_few())
    codes = {state: code for code, state in enumerate(sorted({state for way in sequences for state in way}))}
    distances = om_distances([[codes[state] for state in way] for way in sequences])
    labels = _joined(_labels(distances, people, groups), distances, people, rules.threshold)
    rows = []
    within = 0.0
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        medoid, distance = _medoid(distances, people, members, rules.threshold)
        within += distance
        n = int(people[members].sum())
        rows.append(Cluster(n, n / int(people.sum()), _shown(sequences[medoid], int(people[medoid]), rules)))
    _, whole = _medoid(distances, people, np.arange(people.size), rules.threshold)
    ordered = sorted(rows, key=lambda row: (-row.n, row.medoid))
    return Clusters(tuple(ordered), 0.0 if whole == 0 else 1.0 - within / whole)


def _labels(distances: Floats, people: Ints, groups: int) -> Ints:
    """Return groups around medoids: built one by one, each where it helps most, then moved until nothing changes."""
    medoids = [int(np.argmin(distances @ people))]
    nearest = distances[:, medoids[0]].copy()
    while len(medoids) < min(groups, people.size):
        gain = np.maximum(nearest[:, None] - distances, 0.0).T @ people
        best = int(np.argmax(gain))
        if gain[best] <= 0:
            break
        medoids.append(best)
        nearest = np.minimum(nearest, distances[:, best])
    for _ in range(_MOST_ROUNDS):
        labels = np.argmin(distances[:, medoids], axis=1)
        moved = [_medoid(distances, people, np.flatnonzero(labels == place), 1)[0] for place in range(len(medoids))]
        if moved == medoids:
            break
        medoids = moved
    return np.asarray(np.argmin(distances[:, medoids], axis=1), dtype=np.int64)


def _joined(labels: Ints, distances: Floats, people: Ints, threshold: int) -> Ints:
    """Return the labels with every group of too few persons made part of the nearest other."""
    labels = labels.copy()
    while True:
        sizes = {int(label): int(people[labels == label].sum()) for label in np.unique(labels)}
        small = [label for label, size in sizes.items() if size < threshold]
        if not small or len(sizes) == 1:
            return labels
        label = min(small, key=lambda each: (sizes[each], each))
        own = labels == label
        others = [other for other in sizes if other != label]
        nearest = min(others, key=lambda other: (float(distances[np.ix_(own, labels == other)].mean()), other))
        labels[own] = nearest


def _medoid(distances: Floats, people: Ints, members: Ints, threshold: int) -> tuple[int, float]:
    """Return the medoid, one that enough persons share when there is one, and the weighted distance to it."""
    shared = members[people[members] >= threshold]
    choice = shared if shared.size else members
    sums = distances[np.ix_(choice, members)] @ people[members]
    best = int(np.argmin(sums))
    return int(choice[best]), float(sums[best])


def _shown(way: tuple[str, ...], persons: int, rules: Rules) -> tuple[str, ...]:
    """Return a way that enough persons share; () when the medoid is the way of a few."""
    return () if rules.is_small(persons) else way


def _too_many(n: int) -> Fault:
    said = Text(
        sv=f"{n} olika vägar är för många att jämföra parvis.", en=f"{n} ways are too many to compare in pairs."
    )
    mend = Text(
        sv=f"Högst {MOST_SEQUENCES}: slå ihop tillstånd, höj min_days, eller välj ut en grupp.",
        en=f"At most {MOST_SEQUENCES}: merge states, raise min_days, or select a group.",
    )
    return Fault("sequences-too-many", said, mend, Place(field="--clusters"))


def _too_few() -> Fault:
    said = Text(sv="För få personer för att bilda grupper.", en="Too few persons to form groups.")
    mend = Text(sv="Ta med fler personer.", en="Include more persons.")
    return Fault("sequences-too-few", said, mend, Place(field="--clusters"))
