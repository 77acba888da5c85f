# SPDX-License-Identifier: Apache-2.0
"""A needs analysis and what today's path costs those in need: where needs and economics meet (R225)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.estimate import Unknown
from utfall.core.initiative import InputFile
from utfall.core.lines import UnitCost
from utfall.core.text import NO_TEXT, Text
from utfall.economics.prices import unit_price_factor
from utfall.needs.answers import Answers
from utfall.needs.cells import NeedsResult
from utfall.needs.municipalities import GroupStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class CostAsked:
    """What those with a need use today: a unit cost of the catalogue, times a quantity per person and year.

    Parameters
    ----------
    indicator
        The share whose persons have the need.
    dimension, group
        Of which group; "" for everybody.
    quantity
        Units per person with the need and year.
    assumption
        True when nobody has measured the quantity.
    """

    id: str
    title: Text
    indicator: str
    unit_cost: str
    quantity: float
    dimension: str = ""
    group: str = ""
    source: Text = NO_TEXT
    assumption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PathCost:
    """Yearly cost of today's path for those with a need.

    Parameters
    ----------
    persons
        With the need in the latest period; Unknown when hidden.
    price
        Kronor per unit in the price year; `low` and `high` of `cost` follow its stated range, None without one.
    cost
        Persons × quantity × price, kronor a year. What is spent on them, not what a satsning would save.
    verified
        Whether somebody has seen the price at its source.
    """

    asked: CostAsked
    persons: int | Unknown
    price: float
    cost: float | Unknown
    low: float | None
    high: float | None
    price_year: int
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsStudy:
    """A whole needs analysis, ready to be reported."""

    id: str
    title: Text
    organisation: Text
    target_group: Text
    question: Text
    compared_with: Text
    source: Text
    illustration: bool
    result: NeedsResult
    answers: Answers
    costs: tuple[PathCost, ...]
    municipalities: tuple[GroupStanding, ...] = ()
    inputs: tuple[InputFile, ...]
    engine: str
    software: str


def path_costs(
    found: NeedsResult,
    asked: tuple[CostAsked, ...],
    prices: Mapping[str, UnitCost],
    index: Mapping[str, Mapping[int, float]],
    price_year: int,
) -> tuple[PathCost, ...]:
    """Return what those with each need cost a year as things are (R225).

    Parameters
    ----------
    prices
        Unit costs by id.
    index
        Price index series by name.

    Raises
    ------
    InputError
        When the index lacks a year.
    """
    costs = []
    for row in asked:
        unit = prices[row.unit_cost]
        factor = unit_price_factor(unit, price_year, index)
        persons = _persons(found, row)
        units = None if isinstance(persons, Unknown) else persons * row.quantity * factor
        price, low, high = unit.price.value, unit.price.low, unit.price.high
        costs.append(
            PathCost(
                asked=row,
                persons=persons,
                price=price * factor,
                cost=persons if isinstance(persons, Unknown) else (units or 0.0) * price,
                low=None if units is None or low is None else units * low,
                high=None if units is None or high is None else units * high,
                price_year=price_year,
                verified=unit.verified,
            )
        )
    return tuple(costs)


def _persons(found: NeedsResult, row: CostAsked) -> int | Unknown:
    by = (row.dimension,) if row.dimension else ()
    try:
        table = found.table(row.indicator, by, found.periods[-1])
    except KeyError:
        return Unknown("too-fine")
    cells = {cell.levels[:1]: cell for cell in table.cells}
    cell = cells.get((row.group,)) if row.dimension else table.whole
    if cell is None:
        return Unknown("no-such-group")
    return Unknown("small-cell") if cell.numerator is None else cell.numerator
