# SPDX-License-Identifier: Apache-2.0
"""Unit costs and index: from kronor of each price's own year to kronor of the base year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.actors import ACTOR_NAMES
from utfall.core.lines import UnitCost
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.parameters import key_of
from utfall.economics.prices import NO_INDEX
from utfall.reports.workbook.formulas import Expr, entry, position
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.sheets import FIRST_ROW, HEAD_ROW, Book, Sheet
from utfall.thread import Evaluation

_BASES: dict[str, Text] = {
    "average": Text(sv="genomsnittskostnad", en="average cost"),
    "marginal": Text(sv="marginalkostnad", en="marginal cost"),
    "tariff": Text(sv="taxa", en="tariff"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCells:
    """Where a unit cost stands: in its own year's prices, its factor, and in base year prices.

    `year` and `step` are None where they are not stated; `series` holds the years of the index, () where none is used.
    """

    own: Expr
    factor: Expr
    base: Expr
    year: Expr | None
    step: Expr | None
    series: tuple[Expr, ...]


def write_index(book: Book, evaluation: Evaluation, appraisal: Appraisal) -> dict[str, tuple[list[Expr], list[Expr]]]:
    """Write the index series in use; return years and values by name, one cell per year of that series."""
    sheet, say = book.sheets["index"], book.say
    costs = [line.unit_cost for line in appraisal.model.lines]
    used = sorted(
        {cost.index for cost in costs if cost.index != NO_INDEX and cost.index in evaluation.initiative.index}
    )
    heads, found = [], {}
    for place, name in enumerate(used):
        col, series = 3 * place, evaluation.initiative.index[name]
        heads += [say("År", "Year"), name, ""]
        years, values = [], []
        for below, year in enumerate(sorted(series)):
            years.append(sheet.number(FIRST_ROW + below, col, year, "year"))
            values.append(sheet.number(FIRST_ROW + below, col + 1, series[year], "number", "input"))
            validate(book, sheet, FIRST_ROW + below, col + 1, "positive")
        found[name] = (years, values)
    sheet.table(heads, [10, 16, 3] * len(used), frozen=0)
    if not used:
        sheet.text(HEAD_ROW, 0, say("Inget pris räknas om med index.", "No price is carried by an index."))
    return found


def write_unit_costs(
    book: Book,
    appraisal: Appraisal,
    given: Given,
    index: Mapping[str, tuple[list[Expr], list[Expr]]],
) -> dict[str, UnitCells]:
    """Write every unit cost with its way to base year prices; return its cells by line id."""
    sheet, say = book.sheets["unit_costs"], book.say
    sheet.table(
        [
            say("Enhetskostnad", "Unit cost"),
            say("Aktör", "Actor"),
            say("Enhet", "Unit"),
            say("Värde i eget prisår", "Value in own price year"),
            say("Eget prisår", "Own price year"),
            say("Indexserie", "Index series"),
            say("Index eget år", "Index, own year"),
            say("Index basår", "Index, base year"),
            say("Omräkningsfaktor", "Factor"),
            say("Värde i basårets priser", "Value in base year prices"),
            say("Slag", "Basis"),
            say("Minsta steg som frigör pengar", "Smallest step that frees cash"),
            say("Verifierad vid källan", "Verified at source"),
            say("Källa", "Source"),
            say("Adress", "Address"),
        ],
        [56, 24, 20, 16, 10, 12, 12, 12, 19, 16, 20, 16, 14, 44, 40],
    )
    rows: list[tuple[UnitCost, str, UnitCells]] = []
    found = {}
    for line in appraisal.model.lines:
        key = key_of(line.unit_cost.price, "price", line)
        known = next((cells for cost, name, cells in rows if cost == line.unit_cost and name == key), None)
        if known is None:
            at = FIRST_ROW + len(rows)
            known = _unit_row(book, sheet, at, line.unit_cost, given.parameters[key], given, index)
            rows.append((line.unit_cost, key, known))
        found[line.id] = known
    return found


def _unit_row(
    book: Book,
    sheet: Sheet,
    at: int,
    cost: UnitCost,
    price: Expr,
    given: Given,
    index: Mapping[str, tuple[list[Expr], list[Expr]]],
) -> UnitCells:
    sheet.text(at, 0, book.of(cost.label))
    sheet.text(at, 1, book.of(ACTOR_NAMES[cost.actor]))
    sheet.text(at, 2, book.of(cost.unit))
    own = sheet.formula(at, 3, price, "number")
    year = None if cost.price_year is None else sheet.number(at, 4, cost.price_year, "year")
    series: tuple[Expr, ...] = ()
    if cost.index in index and year is not None:
        sheet.text(at, 5, cost.index)
        years, values = index[cost.index]
        series = tuple(years)
        then = sheet.formula(at, 6, entry(values, position(year, years)), "number")
        now = sheet.formula(at, 7, entry(values, position(given.price_year, years)), "number")
        factor = sheet.formula(at, 8, now / then, "factor")
    else:
        sheet.text(at, 5, book.say("räknas inte om", "not carried over"))
        factor = sheet.number(at, 8, 1.0, "factor")
    base = sheet.formula(at, 9, own * factor, "number")
    sheet.text(at, 10, book.of(_BASES[cost.basis]))
    step = sheet.known(at, 11, cost.step, "number", "input")
    if step is not None:
        validate(book, sheet, at, 11, "positive")
    sheet.text(at, 12, book.say("ja", "yes") if cost.verified else book.say("nej", "no"))
    sheet.text(at, 13, cost.source)
    sheet.text(at, 14, cost.address)
    return UnitCells(own=own, factor=factor, base=base, year=year, step=step, series=series)
