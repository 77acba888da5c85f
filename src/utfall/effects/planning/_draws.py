# SPDX-License-Identifier: Apache-2.0
"""Drawing of lots, as functions of numbers: arms are numbered from 0 in the order that they are named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from utfall.effects._numerics.contrast import Floats, Ints


@dataclass(frozen=True, slots=True)
class Drawn:
    """Arms drawn for units, and how.

    Parameters
    ----------
    arm
        Shape (units,).
    block
        Number of the block within the stratum, from 1; 0 where there are no blocks. Shape (units,).
    place
        Place in the block, or in the queue of a wait list, from 1; 0 where there is none. Shape (units,).
    chance
        Probability that the unit had, when its turn came, of the arm that it got. Shape (units,).
    """

    arm: Ints
    block: Ints
    place: Ints
    chance: Floats


def draw_simple(units: int, ratio: Ints, rng: np.random.Generator) -> Drawn:
    """Draw each unit on its own, with probabilities as the ratio; group sizes are left to chance."""
    shares = ratio / ratio.sum()
    arm = rng.choice(len(ratio), size=units, p=shares)
    none = np.zeros(units, dtype=np.int64)
    return Drawn(arm.astype(np.int64), none, none, shares[arm])


def draw_blocked(units: int, ratio: Ints, lengths: Ints, rng: np.random.Generator) -> Drawn:
    """Draw in permuted blocks, each with the arms in their ratio; the length of each block is drawn too.

    Parameters
    ----------
    lengths
        Block lengths to draw from, each a multiple of the ratio's sum. The last block may be cut off.
    """
    arms: list[Ints] = []
    blocks: list[Ints] = []
    places: list[Ints] = []
    filled, number = 0, 0
    while filled < units:
        length = int(rng.choice(lengths))
        number += 1
        one = np.repeat(np.arange(len(ratio)), ratio * (length // int(ratio.sum())))
        arms.append(rng.permutation(one))
        blocks.append(np.full(length, number))
        places.append(np.arange(1, length + 1))
        filled += length
    arm, block, place = (np.concatenate([np.empty(0, dtype=np.int64), *x])[:units] for x in (arms, blocks, places))
    return Drawn(arm, block, place, _block_chance(arm, block, ratio, arms))


def _block_chance(arm: Ints, block: Ints, ratio: Ints, arms: list[Ints]) -> Floats:
    """Return the share of the block's remaining lots that were the unit's arm, when its turn came."""
    chance = np.empty(len(arm))
    start = 0
    for whole in arms:
        left = np.bincount(whole, minlength=len(ratio)).astype(np.float64)
        for position in range(start, min(start + len(whole), len(arm))):
            chance[position] = left[arm[position]] / left.sum()
            left[arm[position]] -= 1
        start += len(whole)
    return chance


def draw_queue(units: int, ratio: Ints, rng: np.random.Generator) -> Drawn:
    """Draw the order of a queue and cut it into the arms: the first in the queue start first.

    Arms get their share of the units; what does not come out even goes to arms drawn by lot.
    """
    shares = units * ratio / ratio.sum()
    sizes = np.floor(shares).astype(np.int64)
    over = units - int(sizes.sum())
    if over:
        extra = shares - sizes
        sizes[rng.choice(len(ratio), size=over, replace=False, p=extra / extra.sum())] += 1
    place = rng.permutation(units)
    arm = np.searchsorted(np.cumsum(sizes), place, side="right").astype(np.int64)
    none = np.zeros(units, dtype=np.int64)
    return Drawn(arm, none, place + 1, ratio[arm] / ratio.sum())


def draw_minimised(factors: Ints, ratio: Ints, probability: float, rng: np.random.Generator) -> Drawn:
    """Draw one unit at a time, mostly to the arm that leaves the groups most alike.

    Parameters
    ----------
    factors
        Category of each unit in each factor, shape (units, factors), in order of arrival.
    probability
        Of the arm that makes the groups most alike; the rest is shared by the others as the ratio. Ties are
        drawn as the ratio.

    Notes
    -----
    Pocock and Simon (1975), Biometrics 31:103. The imbalance is the sum over factors of the range, over arms,
    of the number in the unit's category divided by the arm's share.
    """
    units, n_factors = factors.shape
    counts = [np.zeros((int(factors[:, j].max(initial=0)) + 1, len(ratio))) for j in range(n_factors)]
    arm, chance = np.empty(units, dtype=np.int64), np.empty(units)
    for unit in range(units):
        shares = _minimising_shares(factors[unit], counts, ratio, probability)
        arm[unit] = rng.choice(len(ratio), p=shares)
        chance[unit] = shares[arm[unit]]
        for j in range(n_factors):
            counts[j][factors[unit, j], arm[unit]] += 1
    none = np.zeros(units, dtype=np.int64)
    return Drawn(arm, none, none, chance)


def _minimising_shares(categories: Ints, counts: list[Floats], ratio: Ints, probability: float) -> Floats:
    imbalance = np.zeros(len(ratio))
    for candidate in range(len(ratio)):
        for category, count in zip(categories, counts, strict=True):
            trial = count[category].copy()
            trial[candidate] += 1
            imbalance[candidate] += np.ptp(trial / ratio)
    best = imbalance <= imbalance.min() + 1e-9
    if best.all():
        return np.asarray(ratio / ratio.sum(), dtype=np.float64)
    inside, outside = np.where(best, ratio, 0), np.where(best, 0, ratio)
    return np.asarray(probability * inside / inside.sum() + (1 - probability) * outside / outside.sum())
