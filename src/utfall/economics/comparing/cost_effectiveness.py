# SPDX-License-Identifier: Apache-2.0
"""Cost-effectiveness: options compared by cost per effect (ICER), acceptability and value of information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from utfall.core.errors import InputError
from utfall.economics._faults import fault
from utfall.economics._numerics import dominance
from utfall.economics._numerics.discounting import Floats
from utfall.economics.evaluate import net_values
from utfall.economics.model import SOCIETY, Model
from utfall.economics.uncertainty import BLOCK, model_block

Status = Literal["ND", "D", "ED"]
Quadrant = Literal["north_east", "south_east", "north_west", "south_west", "origin"]


@dataclass(frozen=True, slots=True)
class IcerRow:
    """One option in the table.

    Parameters
    ----------
    cost, effect
        Per person, in kronor and units of effect.
    icer
        Kronor per unit of effect against the next cheaper option on the frontier; None for the cheapest and
        for what is dominated: a ratio of a dominated option means nothing.
    status
        ND not dominated, D strongly dominated, ED extendedly dominated.
    """

    name: str
    cost: float
    effect: float
    icer: float | None
    status: Status


def icer_table(names: Sequence[str], cost: Floats, effect: Floats) -> tuple[IcerRow, ...]:
    """Return the options in rising order of cost, the frontier's with their incremental ratios.

    Raises
    ------
    InputError
        Fewer than two options, or names and numbers that do not match.
    """
    if len(names) < 2 or not len(set(names)) == len(names) == cost.size == effect.size:
        raise InputError(
            fault(
                "options-do-not-match",
                "options",
                text=("Alternativen är för få eller stämmer inte.", "Too few options, or they do not match."),
                mend=(
                    "Ange minst två alternativ med var sitt namn, kostnad och effekt.",
                    "State at least two options, each with its own name, cost and effect.",
                ),
            )
        )
    kept, strongly, extendedly = dominance.frontier(cost, effect)
    status: dict[int, Status] = {**dict.fromkeys(strongly, "D"), **dict.fromkeys(extendedly, "ED")}
    before = dict(zip(kept[1:], kept, strict=False))
    return tuple(
        IcerRow(
            names[a],
            float(cost[a]),
            float(effect[a]),
            dominance.ratio(cost, effect, before[a], a) if a in before else None,
            status.get(a, "ND"),
        )
        for a in sorted(range(cost.size), key=lambda place: (cost[place], -effect[place]))
    )


def quadrant(more_cost: float, more_effect: float) -> Quadrant:
    """Return where an option lies against its comparison; a ratio is meaningful north-east and south-west.

    north_east: better and dearer; south_east: better and cheaper (dominates); north_west: worse and dearer
    (dominated); south_west: worse and cheaper.
    """
    if more_cost == 0.0 and more_effect == 0.0:
        return "origin"
    if more_effect > 0.0:
        return "north_east" if more_cost > 0.0 else "south_east"
    return "north_west" if more_cost >= 0.0 else "south_west"


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Over a range of willingness to pay.

    Parameters
    ----------
    willingness
        Array (K,) in kronor per unit of effect.
    probability
        Array (K, A): share of draws in which each option has the highest net benefit (CEAC).
    frontier
        Array (K,): the option with the highest MEAN net benefit (CEAF), its place among the options.
    evpi
        Array (K,): expected value of perfect information, kronor per person.
    """

    willingness: Floats
    probability: Floats
    frontier: tuple[int, ...]
    evpi: Floats


def acceptability(cost: Floats, effect: Floats, willingness: Floats) -> Acceptability:
    """Return acceptability curves and value of information from draws (D, A) of cost and effect."""
    probability, best, evpi = [], [], []
    for value in willingness:
        benefit = dominance.net_benefit(cost, effect, float(value))
        probability.append(dominance.acceptability(benefit))
        best.append(int(benefit.mean(axis=0).argmax()))
        evpi.append(dominance.perfect_information(benefit))
    return Acceptability(np.asarray(willingness), np.array(probability), tuple(best), np.array(evpi))


@dataclass(frozen=True, slots=True)
class InformationValue:
    """What it would be worth, kronor for the decision as a whole, to know one parameter for certain."""

    name: str
    value: float


def value_of_information(
    model: Model, *, seed: int, purse: str = SOCIETY, draws: int = BLOCK
) -> tuple[float, tuple[InformationValue, ...]]:
    """Return EVPI and every parameter's EVPPI for the choice between the initiative and doing nothing.

    Parameters
    ----------
    purse
        Whose net present value decides.

    Returns
    -------
    (EVPI, parameters with the most valuable first): what to measure next.
    """
    values = model_block(model, model.samplers(), seed, 0, draws)
    net = net_values(model, values, draws, purse=purse)
    benefit = np.column_stack((np.zeros(draws), net))
    found = [
        InformationValue(name, dominance.partial_information(benefit, value))
        for name, value in values.items()
        if isinstance(value, np.ndarray)
    ]
    return dominance.perfect_information(benefit), tuple(sorted(found, key=lambda row: (-row.value, row.name)))
