# SPDX-License-Identifier: Apache-2.0
"""Schedule and cash flow: from each line's full amount to every actor's kronor, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.actors import ACTOR_NAMES, PUBLIC_SECTOR, Actor
from utfall.core.lines import Line, LineKind
from utfall.economics import Appraisal
from utfall.economics.compile import is_outlay, ramp_weights
from utfall.economics.parameters import key_of
from utfall.reports.workbook.formulas import ONE, Expr, absolute, below, either, total
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.lines import LineCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleCells:
    """A line's share of its full amount, and its kronor, per year."""

    weights: tuple[Expr, ...]
    yearly: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """One line in one actor's purse."""

    line: str
    actor: Expr
    programme: Expr
    public: Expr
    cash: Expr
    falls: Expr
    share: Expr
    flow: tuple[Expr, ...]
    worth: tuple[Expr, ...]
    present: Expr


def write_schedule(
    book: Book, appraisal: Appraisal, given: Given, lines: Mapping[str, LineCells]
) -> dict[str, ScheduleCells]:
    """Write when each line falls: ramp, what is left after drop-off, their product, and kronor per year."""
    sheet, model, say = book.sheets["schedule"], appraisal.model, book.say
    years = model.years
    blocks = (
        say("Upptrappning år", "Ramp, year"),
        say("Kvar efter avtagande år", "Left after drop-off, year"),
        say("Andel av fullt belopp år", "Share of full amount, year"),
        say("Kronor år", "Kronor, year"),
    )
    heads = [
        say("Rad", "Line"),
        say("Fullt belopp per år", "Full amount per year"),
        say("Avtagande per år", "Drop-off per year"),
    ]
    heads += [f"{block} {year}" for block in blocks for year in range(1, years + 1)]
    sheet.table(heads, [40, 16, 12, *([13] * (3 * years)), *([16] * years)])
    return {
        line.id: _schedule_row(book, FIRST_ROW + place, line, years, given, lines[line.id])
        for place, line in enumerate(model.lines)
    }


def _schedule_row(book: Book, at: int, line: Line, years: int, given: Given, cells: LineCells) -> ScheduleCells:
    sheet = book.sheets["schedule"]
    sheet.formula(at, 0, cells.label, "text")
    full = sheet.formula(at, 1, cells.full, "money")
    drop = line.timing.dropoff
    rate = None if drop is None else sheet.formula(at, 2, given.parameters[key_of(drop, "dropoff", line)], "share")
    ramp = ramp_weights(line, years)
    weights, yearly, left = [], [], None
    for year in range(years):
        share = sheet.number(at, 3 + year, float(ramp[year]), "share", "input" if ramp[year] else "plain")
        if ramp[year]:
            validate(book, sheet, at, 3 + year, "share")
        begun = year + 1 > line.timing.first_year and left is not None and rate is not None
        if begun and left is not None and rate is not None:
            left = sheet.formula(at, 3 + years + year, left * (ONE - rate), "factor")
        else:
            left = sheet.number(at, 3 + years + year, 1.0, "factor")
        weights.append(sheet.formula(at, 3 + 2 * years + year, share * left, "factor"))
        yearly.append(sheet.formula(at, 3 + 3 * years + year, full * weights[-1], "money", "output"))
    return ScheduleCells(weights=tuple(weights), yearly=tuple(yearly))


def write_cash_flow(
    book: Book,
    appraisal: Appraisal,
    given: Given,
    lines: Mapping[str, LineCells],
    schedule: Mapping[str, ScheduleCells],
    factors: tuple[tuple[Expr, ...], tuple[Expr, ...]],
) -> list[FlowRow]:
    """Write line × actor × year; `factors` are the discount factors at the start of the year and of other flows."""
    sheet, model, say = book.sheets["cash_flow"], appraisal.model, book.say
    years = range(1, model.years + 1)
    heads = [
        say("Rad", "Line"),
        say("Aktör", "Actor"),
        say("Aktörens id", "Actor id"),
        say("Programkostnad (1 = ja)", "Programme cost (1 = yes)"),
        say("Offentlig sektor (1 = ja)", "Public sector (1 = yes)"),
        say("Hur det blir pengar", "How it becomes money"),
        say("Faller", "Falls"),
        say("Andel", "Share"),
        *(say(f"Kronor år {year}", f"Kronor, year {year}") for year in years),
        *(say(f"Nuvärde år {year}", f"Present value, year {year}") for year in years),
        say("Nuvärde, hela horisonten", "Present value, whole horizon"),
    ]
    sheet.table(heads, [40, 24, 18, 17, 14, 28, 22, 10, *([15] * (2 * model.years)), 17], frozen=2)
    rows: list[FlowRow] = []
    for line in model.lines:
        how = becomes_money(line, given, lines[line.id])
        for actor in Actor:
            share = sum(posting.share for posting in line.postings if posting.actor is actor)
            if share:
                at = FIRST_ROW + len(rows)
                rows.append(
                    _flow_row(book, at, line, actor, share, lines[line.id].label, schedule[line.id].yearly, factors, how)
                )  # fmt: skip
    return rows


def _flow_row(
    book: Book,
    at: int,
    line: Line,
    actor: Actor,
    share: float,
    label: Expr,
    yearly: tuple[Expr, ...],
    factors: tuple[tuple[Expr, ...], tuple[Expr, ...]],
    how: Expr,
) -> FlowRow:
    sheet, outlay, years = book.sheets["cash_flow"], is_outlay(line), len(yearly)
    sheet.formula(at, 0, label, "text")
    sheet.text(at, 1, book.of(ACTOR_NAMES[actor]))
    who = sheet.text(at, 2, str(actor))
    programme = sheet.number(at, 3, float(line.kind is LineKind.PROGRAMME_COST), "whole")
    public = sheet.number(at, 4, float(actor in PUBLIC_SECTOR), "whole")
    cash = sheet.formula(at, 5, how, "text")
    falls = sheet.text(at, 6, falls_at_start(book) if outlay else book.say("som övriga flöden", "as other flows"))
    part = sheet.number(at, 7, share, "share")
    flow = [sheet.formula(at, 8 + year, amount * part, "money") for year, amount in enumerate(yearly)]
    chosen = factors[0] if outlay else factors[1]
    worth = [
        sheet.formula(at, 8 + years + year, amount * factor, "money")
        for year, (amount, factor) in enumerate(zip(flow, chosen, strict=True))
    ]
    present = sheet.formula(at, 8 + 2 * years, total(worth), "money", "output")
    return FlowRow(
        line=line.id,
        actor=who,
        programme=programme,
        public=public,
        cash=cash,
        falls=falls,
        share=part,
        flow=tuple(flow),
        worth=tuple(worth),
        present=present,
    )


def falls_at_start(book: Book) -> str:
    """Return the words for a flow at the start of its year."""
    return book.say("årets början", "start of the year")


def becomes_money(line: Line, given: Given, cells: LineCells) -> Expr:
    """Return how far a line's value becomes money: below the unit cost's step, capacity and not cash (check K5)."""
    stated = given.cash_words[line.cashability]
    if line.cashability != "cash_releasing" or cells.step is None:
        return stated
    return either(below(absolute(cells.quantity), cells.step), given.cash_words["freed_capacity"], stated)
