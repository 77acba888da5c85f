# SPDX-License-Identifier: Apache-2.0
"""Payback and potential: when each purse has its money back, and how much of what is possible was reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.lines import Line
from utfall.economics import Appraisal
from utfall.economics.compile import is_outlay
from utfall.economics.keyfigures import PURSES
from utfall.reports.phrases import economy
from utfall.reports.workbook.flows import FlowRow, ScheduleCells
from utfall.reports.workbook.formulas import ONE, ZERO, Expr, at_most, below, both, either, sum_products, total
from utfall.reports.workbook.inputs import Given
from utfall.reports.workbook.lines import LineCells
from utfall.reports.workbook.purses import Discounting, Purses, Row
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet


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
