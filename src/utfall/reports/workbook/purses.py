# SPDX-License-Identifier: Apache-2.0
"""Discounting, and actor by year: the cash flow summed per purse, as it falls and as present value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from utfall.core.actors import PUBLIC_SECTOR, Actor
from utfall.economics import Appraisal
from utfall.economics.keyfigures import PURSES
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.reports.phrases import economy
from utfall.reports.phrases.lines import TIMING_NAMES
from utfall.reports.workbook.flows import FlowRow
from utfall.reports.workbook.formulas import (
    ONE,
    ZERO,
    Expr,
    absolute,
    entry,
    position,
    root,
    sum_where,
    total,
)
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style

Part = Literal["cost", "gain", "net"]
Row = tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounting:
    """Discount factors per year, and by how much the identity factor × growth = 1 misses; `place` of the timing chosen."""

    before: Row
    at_start: Row
    chosen: Row
    misses: Row
    place: Expr


def write_discounting(book: Book, appraisal: Appraisal, given: Given) -> Discounting:
    """Write the rate of each year and what one krona of that year is worth at the start of year 1."""
    sheet, say, settings = book.sheets["discounting"], book.say, appraisal.settings
    years = settings.horizon_years
    sheet.table(
        [say("Steg", "Step"), *(say(f"År {y}", f"Year {y}") for y in range(1, years + 1))], [46, *([13] * years)]
    )
    labels = [
        say("Hela år före", "Whole years before"),
        say("Kalkylränta", "Discount rate"),
        *(book.of(text) for text in TIMING_NAMES.values()),
        say("Övriga flöden (enligt val)", "Other flows (as chosen)"),
        say("Tillväxt till årets slut", "Growth to the end of the year"),
        say("Kontroll: faktor × tillväxt − 1", "Check: factor × growth − 1"),
        say("Kontroll: avvikelse", "Check: miss"),
    ]
    cells = [sheet.text(FIRST_ROW + place, 0, label) for place, label in enumerate(labels)]
    place = sheet.formula(FIRST_ROW + len(labels) + 1, 1, position(given.timing, cells[2:5]), "whole")
    sheet.text(
        FIRST_ROW + len(labels) + 1,
        0,
        say("Valt tillfälle på året, plats i listan ovan", "Chosen point of the year, place in the list above"),
    )
    rows: list[list[Expr]] = [[] for _ in labels]
    for year in range(years):
        _discount_year(book, sheet, year, rows, appraisal, given, place)
    return Discounting(
        before=tuple(rows[0]), at_start=tuple(rows[2]), chosen=tuple(rows[5]), misses=tuple(rows[8]), place=place
    )


def _discount_year(
    book: Book, sheet: Sheet, year: int, rows: list[list[Expr]], appraisal: Appraisal, given: Given, place: Expr
) -> None:
    col = 1 + year

    def put(row: int, expr: Expr, style: Style = "factor") -> Expr:
        rows[row].append(sheet.formula(FIRST_ROW + row, col, expr, style))
        return rows[row][-1]

    rows[0].append(sheet.number(FIRST_ROW, col, float(year), "whole"))
    schedule = appraisal.settings.schedule
    if schedule:
        last = next((r for end, r in schedule if end is None or year + 1 <= end), schedule[-1][1])
        rate = sheet.number(FIRST_ROW + 1, col, last, "share", "input")
        validate(book, sheet, FIRST_ROW + 1, col, "share_above")
    else:
        rate = sheet.formula(FIRST_ROW + 1, col, given.discount_rate, "share")
    start = put(2, rows[4][year - 1]) if year else sheet.number(FIRST_ROW + 2, col, 1.0, "factor")
    if not year:
        rows[2].append(start)
    middle = put(3, start / root(ONE + rate))
    end = put(4, start / (ONE + rate))
    put(5, entry((start, middle, end), place))
    growth = put(6, (rows[6][year - 1] if year else ONE) * (ONE + rate))
    put(8, absolute(put(7, end * growth - ONE, "apart")), "apart")


@dataclass(frozen=True, slots=True)
class Purses:
    """Kronor per purse and year; the last cell of each row is its sum. Keys: (discounted, part, purse)."""

    cells: dict[tuple[bool, Part, str], Row]

    def years(self, discounted: bool, part: Part, purse: str) -> Row:
        """Return the cells of the years."""
        return self.cells[(discounted, part, purse)][:-1]

    def whole(self, discounted: bool, part: Part, purse: str) -> Expr:
        """Return the cell of the whole horizon."""
        return self.cells[(discounted, part, purse)][-1]


def write_purses(book: Book, appraisal: Appraisal, flows: Sequence[FlowRow]) -> Purses:
    """Write net, programme cost and gain of every purse and year, as they fall and discounted."""
    sheet, say, years = book.sheets["purses"], book.say, appraisal.settings.horizon_years
    heads = [
        say("Aktör", "Actor"),
        say("Id", "Id"),
        *(say(f"År {y}", f"Year {y}") for y in range(1, years + 1)),
        say("Summa", "Sum"),
    ]
    sheet.table(heads, [30, 16, *([16] * years), 18])
    titles: dict[Part, tuple[str, str]] = {
        "net": ("Netto", "Net"),
        "cost": ("Programkostnad", "Programme cost"),
        "gain": ("Nytta (netto + programkostnad)", "Gain (net + programme cost)"),
    }
    found: dict[tuple[bool, Part, str], Row] = {}
    at = FIRST_ROW
    for discounted in (False, True):
        kind = (
            say("nuvärde", "present value") if discounted else say("löpande, odiskonterat", "as it falls, undiscounted")
        )
        for part, title in titles.items():
            sheet.text(at, 0, f"{say(*title)}, {kind}", "section")
            at = _purse_block(book, sheet, at + 1, (discounted, part), years, flows, found) + 1
    return Purses(found)


def _purse_block(
    book: Book,
    sheet: Sheet,
    at: int,
    key: tuple[bool, Part],
    years: int,
    flows: Sequence[FlowRow],
    found: dict[tuple[bool, Part, str], Row],
) -> int:
    discounted, part = key
    for place, purse in enumerate(PURSES):
        row = at + place
        sheet.text(row, 0, economy.purse_name(purse, book.lang))
        who = sheet.text(row, 1, str(purse))
        cells = []
        for year in range(years):
            if purse in (PUBLIC, SOCIETY):
                members = PUBLIC_SECTOR if purse == PUBLIC else tuple(Actor)
                expr = total([found[(discounted, part, str(member))][year] for member in members])
            elif part == "gain":
                expr = found[(discounted, "net", str(purse))][year] + found[(discounted, "cost", str(purse))][year]
            else:
                expr = _posted(flows, year, who, discounted, programme_only=part == "cost")
            cells.append(sheet.formula(row, 2 + year, expr, "money"))
        cells.append(sheet.formula(row, 2 + years, total(cells), "money", "output"))
        found[(discounted, part, str(purse))] = tuple(cells)
    return at + len(PURSES)


def _posted(flows: Sequence[FlowRow], year: int, who: Expr, discounted: bool, *, programme_only: bool) -> Expr:
    """Return what is posted to an actor in a year; programme cost with its sign turned."""
    if not flows:
        return ZERO
    amounts = [(flow.worth if discounted else flow.flow)[year] for flow in flows]
    conditions: list[tuple[Sequence[Expr], Expr]] = [([flow.actor for flow in flows], who)]
    if not programme_only:
        return sum_where(amounts, *conditions)
    conditions.append(([flow.programme for flow in flows], ONE))
    return ZERO - sum_where(amounts, *conditions)
