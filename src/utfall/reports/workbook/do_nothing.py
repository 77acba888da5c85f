# SPDX-License-Identifier: Apache-2.0
"""What the present way of working costs each actor and year without the initiative: volume × price × share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.estimate import Unknown
from utfall.core.lines import LineKind
from utfall.economics import Appraisal
from utfall.reports.phrases import economy
from utfall.reports.workbook.flows import FlowRow
from utfall.reports.workbook.formulas import Expr, difference, sum_where, total
from utfall.reports.workbook.inputs import validate
from utfall.reports.workbook.lines import LineCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet

# Line, baseline volume, price, cost per year, actor's id, share, and cost to the actor in the columns before the years.
_BEFORE_YEARS = 8


def write_do_nothing(
    book: Book, appraisal: Appraisal, lines: Mapping[str, LineCells], flows: Sequence[FlowRow]
) -> dict[str, Expr]:
    """Write the path of doing nothing; return today's volume by line id, those that are stated."""
    sheet, say, years = book.sheets["do_nothing"], book.say, appraisal.settings.horizon_years
    heads = [
        say("Rad", "Line"), say("Volym i dag, per år", "Volume today, per year"), say("Enhetspris, basår", "Unit price, base year"),
        say("Kostnad per år", "Cost per year"), say("Aktör", "Actor"), say("Aktörens id", "Actor id"), say("Andel", "Share"),
        say("Aktörens kostnad per år", "The actor's cost per year"), *(say(f"År {y}", f"Year {y}") for y in range(1, years + 1)),
    ]  # fmt: skip
    sheet.table(heads, [40, 16, 16, 16, 24, 18, 10, 18, *([14] * years)], frozen=2)
    if isinstance(appraisal.do_nothing, Unknown):
        sheet.text(FIRST_ROW, 0, economy.reason(appraisal.do_nothing, book.lang))
        return {}
    volumes: dict[str, Expr] = {}
    actors: list[Expr] = []
    costs: list[list[Expr]] = []
    at = FIRST_ROW
    for line in appraisal.model.lines:
        if line.baseline is None or line.kind is not LineKind.AVOIDED_SERVICE:
            continue
        volume = sheet.number(at, 1, line.baseline, "number", "input")
        validate(book, sheet, at, 1, "positive")
        volumes[line.id] = volume
        yearly = _line(sheet, at, volume, lines[line.id])
        for flow in (flow for flow in flows if flow.line == line.id):
            actor, cost = _actor(book, sheet, at, flow, yearly)
            actors.append(actor)
            costs.append([sheet.formula(at, _BEFORE_YEARS + year, cost, "money") for year in range(years)])
            at += 1
    _sums(book, sheet, at + 1, appraisal, actors, costs)
    return volumes


def _line(sheet: Sheet, at: int, volume: Expr, cells: LineCells) -> Expr:
    sheet.formula(at, 0, cells.label, "text")
    price = sheet.formula(at, 2, cells.unit_base, "number")
    return sheet.formula(at, 3, volume * price, "money")


def _actor(book: Book, sheet: Sheet, at: int, flow: FlowRow, yearly: Expr) -> tuple[Expr, Expr]:
    actor = sheet.formula(at, 5, flow.actor, "text")
    sheet.text(at, 4, book.of(ACTOR_NAMES[Actor(str(flow.actor.value))]))
    share = sheet.formula(at, 6, flow.share, "share")
    return actor, sheet.formula(at, 7, yearly * share, "money")


def _sums(
    book: Book, sheet: Sheet, at: int, appraisal: Appraisal, actors: Sequence[Expr], costs: Sequence[Sequence[Expr]]
) -> None:
    """Write each actor's sum per year by formula, beside Python's and the difference over all years."""
    say, years, path = book.say, appraisal.settings.horizon_years, appraisal.do_nothing
    if isinstance(path, Unknown) or not actors:
        return
    sheet.text(at, 0, say("Summa per aktör", "Sum per actor"), "section")
    heads = [
        say("Aktör", "Actor"), say("Id", "Id"), say("Summa, Excel", "Sum, Excel"), say("Summa, Python", "Sum, Python"),
        say("Skillnad", "Difference"),
    ]  # fmt: skip
    sheet.heads(at + 1, heads)
    sheet.heads(at + 1, [say(f"År {y}", f"Year {y}") for y in range(1, years + 1)], _BEFORE_YEARS)
    row = at + 2
    for place, actor in enumerate(Actor):
        if not path[place].any():
            continue
        sheet.text(row, 0, book.of(ACTOR_NAMES[actor]))
        who = sheet.text(row, 1, str(actor))
        yearly = [
            sheet.formula(row, _BEFORE_YEARS + year, sum_where([c[year] for c in costs], (actors, who)), "money", "output")
            for year in range(years)
        ]  # fmt: skip
        excel = sheet.formula(row, 2, total(yearly), "money", "output")
        python = sheet.number(row, 3, float(path[place].sum()), "money")
        sheet.formula(row, 4, difference(excel, python), "apart")
        row += 1
