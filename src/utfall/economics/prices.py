# SPDX-License-Identifier: Apache-2.0
"""Kronor of one year into kronor of another, and wages into what an hour or a month costs the employer.

Index series are data that the caller passes in (name → year → value): nothing here knows a series by heart.
"""

from __future__ import annotations

from collections.abc import Mapping

from utfall.core.errors import Fault, InputError, suggestion
from utfall.core.lines import UnitCost
from utfall.economics._faults import fault

IndexSeries = Mapping[int, float]
NO_INDEX = "none"


def price_factor(series: IndexSeries, own_year: int, base_year: int) -> float:
    """Return what turns kronor of `own_year` into kronor of `base_year`: I[base] / I[own].

    Raises
    ------
    InputError
        When either year is missing from the series.
    """
    missing = [year for year in (own_year, base_year) if year not in series]
    faults = [_missing_year("index", series, year, "index") for year in missing]
    if faults:
        raise InputError(*faults)
    return series[base_year] / series[own_year]


def convert(value: float, series: IndexSeries, own_year: int, base_year: int) -> float:
    """Return `value` (kronor of `own_year`) in kronor of `base_year`, in either direction of time."""
    return value * price_factor(series, own_year, base_year)


def employer_cost(wage: float, contribution: float) -> float:
    """Return what a wage costs the employer: wage x (1 + contribution).

    Parameters
    ----------
    wage
        Gross wage in kronor per hour, month or year.
    contribution
        Employer's contribution as a share of the wage, dated data of the caller's: 0.3142 is the statutory
        arbetsgivaravgift; municipal PO surcharges are higher.
    """
    if wage < 0.0 or contribution < 0.0:
        raise InputError(
            fault(
                "wage-negative",
                "wage",
                text=("Lön eller avgift är under noll.", "The wage or the contribution is below zero."),
                mend=("Ange båda som noll eller mer.", "State both as zero or more."),
            )
        )
    return wage * (1.0 + contribution)


def uprating_faults(cost: UnitCost, base_year: int, index: Mapping[str, IndexSeries], place: str) -> list[Fault]:
    """Return every reason why a unit cost cannot be carried to the base price year (check K4)."""
    if cost.price_year is None:
        return [
            fault(
                "price-year-missing",
                f"{place}.price_year",
                text=(f"Enhetskostnaden {cost.id} saknar prisår.", f"Unit cost {cost.id} has no price year."),
                mend=("Ange året som priset gäller.", "State the year that the price is from."),
            )
        ]
    if cost.price_year > base_year:
        return [_after_base(cost, base_year, place)]
    if cost.index == NO_INDEX:
        return []
    if cost.index not in index:
        return [_unknown_index(cost.index, index, place)]
    series = index[cost.index]
    missing = [year for year in dict.fromkeys((cost.price_year, base_year)) if year not in series]
    return [_missing_year(cost.index, series, year, f"{place}.price_year") for year in missing]


def _unknown_index(name: str, index: Mapping[str, IndexSeries], place: str) -> Fault:
    mend = suggestion(name, [*index, NO_INDEX])
    return fault(
        "index-unknown",
        f"{place}.index",
        text=(f"Indexserien {name} finns inte.", f"There is no index series {name}."),
        mend=(mend.sv, mend.en),
    )


def _after_base(cost: UnitCost, base_year: int, place: str) -> Fault:
    own = cost.price_year
    return fault(
        "price-year-after-base",
        f"{place}.price_year",
        text=(
            f"Enhetskostnaden {cost.id} är i {own} års priser, efter kalkylens prisår {base_year}.",
            f"Unit cost {cost.id} is in prices of {own}, after the base price year {base_year}.",
        ),
        mend=(
            f"Ange kalkylens prisår som {own} eller senare, eller ett tidigare pris.",
            f"Set the base price year to {own} or later, or state an earlier price.",
        ),
    )


def _missing_year(name: str, series: IndexSeries, year: int, place: str) -> Fault:
    span = f"{min(series)}–{max(series)}" if series else "–"
    return fault(
        "index-year-missing",
        place,
        text=(
            f"Indexserien {name} ({span}) saknar år {year}.",
            f"Index series {name} ({span}) has no year {year}.",
        ),
        mend=(
            f"Lägg till {year} i serien, eller välj ett prisår som den täcker.",
            f"Add {year} to the series, or choose a price year that it covers.",
        ),
    )


def unit_price_factor(cost: UnitCost, base_year: int, index: Mapping[str, IndexSeries]) -> float:
    """Return the factor that carries a unit cost to the base price year; 1 for index "none".

    Raises
    ------
    InputError
        See `uprating_faults`.
    """
    faults = uprating_faults(cost, base_year, index, f"unit_costs.{cost.id}")
    if faults:
        raise InputError(*faults)
    if cost.index == NO_INDEX or cost.price_year is None:
        return 1.0
    return index[cost.index][base_year] / index[cost.index][cost.price_year]
