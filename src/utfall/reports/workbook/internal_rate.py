# SPDX-License-Identifier: Apache-2.0
"""Internal rate of return of society's cash flow, on a grid of half-years: flows fall at start, middle or end."""

from __future__ import annotations

import math
from collections.abc import Sequence

from utfall.economics import Appraisal
from utfall.reports.phrases.lines import TIMING_NAMES
from utfall.reports.workbook.flows import FlowRow, falls_at_start
from utfall.reports.workbook.formulas import (
    ONE,
    ZERO,
    Expr,
    absolute,
    any_of,
    at_most,
    below,
    either,
    flag,
    internal_rate,
    is_number,
    same,
    sign,
    sum_where,
    total,
)
from utfall.reports.workbook.inputs import Given
from utfall.reports.workbook.purses import Discounting
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet

# A search that starts above the rate may leave what is possible: each new one starts at half the guess before.
_ATTEMPTS = 6


def no_rate(book: Book, *, several: bool) -> str:
    """Return why no internal rate is shown."""
    if several:
        return book.say("flera internräntor: ingen visas", "several internal rates: none is shown")
    return book.say("det finns ingen internränta", "there is no internal rate")


def not_found(book: Book) -> str:
    """Return that a search with other numbers failed."""
    return book.say("sökningen hittar ingen: ändra startvärdet", "the search finds none: change the first guess")


def write_internal_rate(
    book: Book, appraisal: Appraisal, given: Given, flows: Sequence[FlowRow], discounting: Discounting
) -> Expr:
    """Write society's flows per half-year, their changes of sign, and the rate per year by IRR; return that cell.

    Without a change of sign, or where Python finds several rates, the cell says so in words.
    """
    sheet, say, years = book.sheets["internal_rate"], book.say, appraisal.settings.horizon_years
    halves = 2 * years + 1
    sheet.table([say("Steg", "Step"), *(_half(book, place) for place in range(halves))], [46, *([15] * halves)])
    outlays, others = _by_year(book, sheet, years, flows)
    spread = _grid(book, sheet, years, outlays, others, discounting.place)
    changes = _sign_changes(book, sheet, spread, given)
    return _rate(book, sheet, appraisal, spread, changes)


def _half(book: Book, place: int) -> str:
    year = place // 2 + 1
    return (
        book.say(f"Mitt i år {year}", f"Middle of year {year}")
        if place % 2
        else book.say(f"Början av år {year}", f"Start of year {year}")
    )


def _by_year(book: Book, sheet: Sheet, years: int, flows: Sequence[FlowRow]) -> tuple[list[Expr], list[Expr]]:
    """Write society's flows of each year: those at its start, and all others."""
    say = book.say
    sheet.text(FIRST_ROW, 0, say("Flöden vid årets början, per år", "Flows at the start of the year, per year"))
    sheet.text(FIRST_ROW + 1, 0, say("Övriga flöden, per år", "Other flows, per year"))
    word = sheet.text(FIRST_ROW + 2, 1, falls_at_start(book), "lead")
    sheet.text(FIRST_ROW + 2, 0, say("Ord som väljer de första", "Words that choose the first"), "lead")
    outlays, others = [], []
    for year in range(years):
        amounts = [flow.flow[year] for flow in flows]
        at_start = sum_where(amounts, ([flow.falls for flow in flows], word)) if flows else ZERO
        outlays.append(sheet.formula(FIRST_ROW, 1 + year, at_start, "money"))
        others.append(
            sheet.formula(FIRST_ROW + 1, 1 + year, (total(amounts) if flows else ZERO) - outlays[-1], "money")
        )
    return outlays, others


def _grid(
    book: Book, sheet: Sheet, years: int, outlays: Sequence[Expr], others: Sequence[Expr], place: Expr
) -> list[Expr]:
    """Write the flows per half-year; `place` is the point of the year chosen: 1 start, 2 middle, 3 end."""
    row, say = FIRST_ROW + 4, book.say
    sheet.text(row, 0, say("Flöden per halvår", "Flows per half-year"))
    sheet.text(row + 1, 0, say("Plats i året: början, mitten, slutet", "Place in the year: start, middle, end"), "lead")
    places = [sheet.number(row + 1, 1 + n, float(n + 1), "whole") for n in range(len(TIMING_NAMES))]
    chosen = [same(place, number) for number in places]
    spread = []
    for half in range(2 * years + 1):
        year = half // 2
        if half % 2:
            expr = either(chosen[1], others[year], ZERO)
        else:
            parts = [outlays[year], either(chosen[0], others[year], ZERO)] if year < years else []
            parts += [either(chosen[2], others[year - 1], ZERO)] if year else []
            expr = parts[0]
            for part in parts[1:]:
                expr = expr + part
        spread.append(sheet.formula(row, 1 + half, expr, "money"))
    return spread


def _sign_changes(book: Book, sheet: Sheet, spread: Sequence[Expr], given: Given) -> Expr:
    """Write the sign of each flow (that of the one before where nothing falls) and how often it turns."""
    row, say = FIRST_ROW + 6, book.say
    sheet.text(row, 0, say("Tecken, kvar tills något faller", "Sign, kept until something falls"))
    sheet.text(row + 1, 0, say("Teckenbyte (1 = ja)", "Change of sign (1 = yes)"))
    signs: list[Expr] = []
    turns: list[Expr] = []
    for place, amount in enumerate(spread):
        before = signs[-1] if signs else ZERO
        nothing = at_most(absolute(amount), ZERO - given.rounding)
        signs.append(sheet.formula(row, 1 + place, either(nothing, before, sign(amount)), "whole"))
        turned = flag(below(signs[-1] * before, ZERO))
        turns.append(sheet.formula(row + 1, 1 + place, turned, "whole"))
    sheet.text(row + 2, 0, say("Antal teckenbyten", "Number of changes of sign"))
    return sheet.formula(row + 2, 1, total(turns), "whole")


def _rate(book: Book, sheet: Sheet, appraisal: Appraisal, spread: Sequence[Expr], changes: Expr) -> Expr:
    row, say, irr = FIRST_ROW + 10, book.say, appraisal.irr
    half = 0.0 if irr.rate is None else math.sqrt(1.0 + irr.rate) - 1.0
    labels = (
        say("Antal internräntor enligt Python", "Number of internal rates, says Python"),
        say("Startvärden för sökningen, per halvår", "First guesses of the search, per half-year"),
        say("Internränta per halvår, hittills", "Internal rate per half-year, so far"),
        say("Internränta per år", "Internal rate per year"),
    )
    for place, label in enumerate(labels):
        sheet.text(row + place, 0, label)
    roots = sheet.number(row, 1, float(len(irr.roots)), "whole")
    reasons = (no_rate(book, several=False), no_rate(book, several=True), not_found(book))
    sheet.text(row + 5, 0, say("Ord när ingen visas", "Words where none is shown"), "lead")
    none, many, lost = (sheet.text(row + 5 + place, 1, words) for place, words in enumerate(reasons))
    if irr.rate is None and changes.number == 1.0:  # one turn, but no rate that anybody would quote
        return sheet.text(row + 3, 1, none.value if isinstance(none.value, str) else "", "text", "output")
    single = any_of(same(changes, ONE), same(roots, ONE))
    found, guess = lost, sheet.number(row + 1, 1, half, "share", "input")
    for attempt in range(_ATTEMPTS):
        if attempt:
            guess = sheet.formula(row + 1, 1 + attempt, guess / (ONE + ONE), "share")
        search = internal_rate(spread, guess, half, lost)
        if attempt:  # only where the search before failed
            told = either(same(found, lost), search, found)
        else:
            told = either(same(changes, ZERO), none, either(single, search, many))
        found = sheet.formula(row + 2, 1 + attempt, told, "factor")
    growth = ONE + shown_number(found, half)
    return sheet.formula(row + 3, 1, either(is_number(found), growth * growth - ONE, found), "share", "output")


def shown_number(cell: Expr, number: float) -> Expr:
    """Return a cell as the number that it holds, or would hold were it not words."""
    return Expr(number if isinstance(cell.value, str) else cell.value, cell.text)
