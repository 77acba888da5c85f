# SPDX-License-Identifier: Apache-2.0
"""Discounting, actor by year, payback and potential: from the cash flow to what each purse ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from utfall.core.actors import PUBLIC_SECTOR, Actor
from utfall.core.lines import Line
from utfall.economics import Appraisal
from utfall.economics.compile import is_outlay
from utfall.economics.keyfigures import PURSES
from utfall.economics.model import PUBLIC, SOCIETY
from utfall.reports.phrases import economy
from utfall.reports.workbook.formulas import (
    ONE,
    ZERO,
    Expr,
    absolute,
    at_most,
    below,
    both,
    either,
    entry,
    position,
    root,
    sum_products,
    sum_where,
    total,
)
from utfall.reports.workbook.inputs import WHEN, Given, validate
from utfall.reports.workbook.lines import FlowRow, LineCells, ScheduleCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style

Part = Literal["cost", "gain", "net"]
Row = tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Discounting:
    """Discount factors per year, and by how much the identity factor × growth = 1 misses."""

    before: Row
    at_start: Row
    chosen: Row
    misses: Row


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
        *(book.of(text) for text in WHEN.values()),
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
    return Discounting(before=tuple(rows[0]), at_start=tuple(rows[2]), chosen=tuple(rows[5]), misses=tuple(rows[8]))


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


def write_payback(
    book: Book, appraisal: Appraisal, given: Given, purses: Purses, before: Row
) -> dict[tuple[bool, str], Expr]:
    """Write when each purse has its money back for good; return the months by (discounted, purse)."""
    sheet, say, years = book.sheets["payback"], book.say, appraisal.settings.horizon_years
    heads = [
        say("Aktör", "Actor"),
        say("Steg", "Step"),
        *(say(f"År {y}", f"Year {y}") for y in range(1, years + 1)),
        say("Månader", "Months"),
    ]
    sheet.table(heads, [30, 46, *([16] * years), 24], frozen=2)
    never = sheet.text(2, 0, book.not_finite(float("inf")), "lead")
    found, at = {}, FIRST_ROW
    for discounted in (False, True):
        title = say("Diskonterat", "Discounted") if discounted else say("Odiskonterat", "Undiscounted")
        sheet.text(at, 0, title, "section")
        at += 1
        for purse in PURSES:
            costs, gains = (purses.years(discounted, part, purse) for part in ("cost", "gain"))
            sheet.text(at, 0, economy.purse_name(purse, book.lang))
            end, time = _payback_rows(book, sheet, at, costs, gains, given, before)
            months = either(below(end, given.rounding), never, given.months * time)
            found[(discounted, str(purse))] = sheet.formula(at, 2 + years, months, "number", "output")
            at += 3
    return found


def _payback_rows(
    book: Book, sheet: Sheet, at: int, costs: Row, gains: Row, given: Given, before: Row
) -> tuple[Expr, Expr]:
    """Write accumulated net at each start and end of year, and the time (years) from which it stays above zero."""
    say, limit = book.say, given.rounding
    sheet.text(at, 1, say("Ackumulerat vid årets början, efter kostnad", "Accumulated at the start, after cost"))
    sheet.text(at + 1, 1, say("Ackumulerat vid årets slut", "Accumulated at the end"))
    sheet.text(at + 2, 1, say("Över noll från och med, år", "Above zero from, years"))
    end, time = ZERO, ZERO
    for year, (cost, gain, whole) in enumerate(zip(costs, gains, before, strict=True)):
        start = sheet.formula(at, 2 + year, end - cost, "money")
        lifted = either(both(below(end, limit), at_most(limit, start)), whole, time)
        end = sheet.formula(at + 1, 2 + year, start + gain, "money")
        crossed = both(below(start, limit), at_most(limit, end))
        time = sheet.formula(at + 2, 2 + year, either(crossed, whole - start / gain, lifted), "number")
    return end, time


@dataclass(frozen=True, slots=True, kw_only=True)
class PotentialCells:
    """Value to society of the linked lines if all reached the target state, and at the effect reached."""

    potential: Expr | None
    realised: Expr | None


def write_potential(
    book: Book,
    appraisal: Appraisal,
    lines: Mapping[str, LineCells],
    schedule: Mapping[str, ScheduleCells],
    flows: Sequence[FlowRow],
    discounting: Discounting,
    possible: Mapping[str, Expr],
) -> PotentialCells:
    """Write what one unit of improvement is worth to society, times the possible and the reached improvement."""
    sheet, say = book.sheets["potential"], book.say
    heads = (
        ("Rad", "Line", 40), ("Enheter × pris per förbättring", "Units × price per improvement", 18),
        ("Efter hänt ändå", "After deadweight", 16), ("Efter undanträngning", "After displacement", 16),
        ("Efter andras del", "After attribution", 16), ("Efter optimismfaktor", "After optimism factor", 16),
        ("Nuvärdesfaktor", "Present value factor", 14), ("Samhällets andel", "Society's share", 12),
        ("Nuvärde per förbättring", "Present value per improvement", 18), ("Möjlig förbättring", "Possible improvement", 14),
        ("Potential", "Potential", 18), ("Uppnådd förbättring", "Reached improvement", 14), ("Realiserat", "Realised", 18),
    )  # fmt: skip
    sheet.table([say(sv, en) for sv, en, _ in heads], [width for *_, width in heads])
    linked = [line for line in appraisal.model.lines if line.link is not None]
    reached, could = [], []
    for place, line in enumerate(linked):
        shares = [flow.share for flow in flows if flow.line == line.id]
        factors = discounting.at_start if is_outlay(line) else discounting.chosen
        worth = _per_improvement(sheet, FIRST_ROW + place, lines[line.id], schedule[line.id], shares, factors)
        could_be, is_now = _potential_row(sheet, FIRST_ROW + place, line, lines[line.id], worth, possible)
        could += [could_be] if could_be is not None else []
        reached.append(is_now)
    if not linked:
        return PotentialCells(potential=None, realised=None)
    at = FIRST_ROW + len(linked)
    sheet.text(at, 0, say("Summa", "Sum"), "section")
    realised = sheet.formula(at, 12, total(reached), "money", "output")
    potential = sheet.formula(at, 10, total(could), "money", "output") if len(could) == len(linked) else None
    return PotentialCells(potential=potential, realised=realised)


def _per_improvement(
    sheet: Sheet, at: int, cells: LineCells, when: ScheduleCells, shares: Sequence[Expr], factors: Row
) -> Expr:
    if cells.population is None or cells.reach is None or cells.units is None:
        raise ValueError("only a line linked to an outcome has a value per improvement")
    sheet.formula(at, 0, cells.label, "text")
    value = sheet.formula(at, 1, cells.sign * cells.unit_base * cells.population * cells.reach * cells.units, "money")
    for place, share in enumerate((cells.deadweight, cells.displacement, cells.attribution)):
        value = sheet.formula(at, 2 + place, value * (ONE - share), "money")
    value = sheet.formula(at, 5, value * cells.optimism, "money")
    factor = sheet.formula(at, 6, sum_products(when.weights, factors), "factor")
    share = sheet.formula(at, 7, total(shares), "share") if shares else sheet.number(at, 7, 0.0, "share")
    return sheet.formula(at, 8, value * factor * share, "money")


def _potential_row(
    sheet: Sheet, at: int, line: Line, cells: LineCells, worth: Expr, possible: Mapping[str, Expr]
) -> tuple[Expr | None, Expr]:
    if line.link is None or cells.improvement is None:
        raise ValueError("only a line linked to an outcome has a potential")
    potential = None
    if line.link.outcome in possible:
        could = sheet.formula(at, 9, possible[line.link.outcome], "factor")
        potential = sheet.formula(at, 10, worth * could, "money")
    now = sheet.formula(at, 11, cells.improvement, "factor")
    return potential, sheet.formula(at, 12, worth * now, "money")
