# SPDX-License-Identifier: Apache-2.0
"""Lines, schedule and cash flow: each step of the pipeline in its own column, one line per row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.actors import ACTOR_NAMES, PUBLIC_SECTOR, Actor
from utfall.core.lines import Adjustment, Line, LineKind
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.compile import applies, is_outlay, ramp_weights
from utfall.economics.model import PARTICIPANTS, Model
from utfall.economics.parameters import key_of
from utfall.reports.workbook.formulas import ONE, Expr, total
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.prices import UnitCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet

KIND_NAMES: dict[LineKind, Text] = {
    LineKind.PROGRAMME_COST: Text(sv="programkostnad", en="programme cost"),
    LineKind.AVOIDED_SERVICE: Text(sv="undviken insats", en="avoided service"),
    LineKind.INDUCED_SERVICE: Text(sv="tillkommande insats", en="induced service"),
    LineKind.PRODUCTION: Text(sv="produktion", en="production"),
    LineKind.TAX: Text(sv="skatt", en="tax"),
    LineKind.TRANSFER: Text(sv="transferering", en="transfer"),
    LineKind.TIME: Text(sv="tid", en="time"),
    LineKind.WELLBEING: Text(sv="välbefinnande", en="wellbeing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCells:
    """Where a line's steps stand; shares are those taken off, None where there is none."""

    label: Expr
    sign: Expr
    unit_base: Expr
    population: Expr | None
    reach: Expr | None
    improvement: Expr | None
    units: Expr | None
    deadweight: Expr
    displacement: Expr
    attribution: Expr
    optimism: Expr
    full: Expr


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
    share: Expr
    flow: tuple[Expr, ...]
    worth: tuple[Expr, ...]
    present: Expr


_LINE_HEADS: tuple[tuple[str, str, float], ...] = (
    ("Rad", "Line", 40),
    ("Id", "Id", 18),
    ("Slag", "Kind", 18),
    ("Tecken (+ nytta, − kostnad)", "Sign (+ gain, − cost)", 11),
    ("Enhetspris, eget år", "Unit price, own year", 15),
    ("Omräkningsfaktor", "Factor", 18),
    ("Enhetspris, basår", "Unit price, base year", 15),
    ("Antal personer", "Number of people", 12),
    ("Räckvidd", "Reach", 11),
    ("Förbättring per person", "Improvement per person", 14),
    ("Enheter per förbättring", "Units per improvement", 14),
    ("Mängd per år", "Quantity per year", 14),
    ("Värde per år", "Value per year", 16),
    ("Hänt ändå, andel", "Deadweight, share", 12),
    ("Efter avdrag för hänt ändå", "After deadweight", 16),
    ("Undanträngning, andel", "Displacement, share", 14),
    ("Efter undanträngning", "After displacement", 16),
    ("Andras del, andel", "Attribution to others, share", 14),
    ("Efter andras del", "After attribution", 16),
    ("Optimismpåslag, andel", "Optimism bias, share", 13),
    ("Optimismfaktor", "Optimism factor", 12),
    ("Fullt belopp per år", "Full amount per year", 16),
    ("Anmärkning", "Note", 60),
)


def write_lines(
    book: Book, appraisal: Appraisal, given: Given, units: Mapping[str, UnitCells], improved: Mapping[str, Expr]
) -> dict[str, LineCells]:
    """Write the pipeline of every line; return its cells by line id."""
    sheet, model = book.sheets["lines"], appraisal.model
    sheet.table([book.say(sv, en) for sv, en, _ in _LINE_HEADS], [width for *_, width in _LINE_HEADS])
    writer = _LineWriter(book, sheet, model, given, improved)
    return {line.id: writer.write(FIRST_ROW + place, line, units[line.id]) for place, line in enumerate(model.lines)}


class _LineWriter:
    """Writes one row of the pipeline."""

    def __init__(self, book: Book, sheet: Sheet, model: Model, given: Given, improved: Mapping[str, Expr]) -> None:
        self.book, self.sheet, self.model, self.given, self.improved = book, sheet, model, given, improved

    def write(self, at: int, line: Line, unit: UnitCells) -> LineCells:
        sheet = self.sheet
        label = sheet.text(at, 0, self.book.of(line.label))
        sheet.text(at, 1, line.id)
        sheet.text(at, 2, self.book.of(KIND_NAMES[line.kind]))
        sign = sheet.number(at, 3, float(line.kind.sign), "whole")
        sheet.formula(at, 4, unit.own, "number")
        sheet.formula(at, 5, unit.factor, "factor")
        base = sheet.formula(at, 6, unit.base, "number")
        parts, quantity = self._quantity(at, line)
        gross = sheet.formula(at, 12, sign * base * quantity, "money")
        shares, kept = [], gross
        for place, role in enumerate(("deadweight", "displacement", "attribution")):
            share = self._share(at, 13 + 2 * place, line, role)
            kept = sheet.formula(at, 14 + 2 * place, kept * (ONE - share), "money")
            shares.append(share)
        bias = sheet.number(at, 19, self.model.optimism.get(line.id, 0.0), "share", "input")
        validate(self.book, sheet, at, 19, "share")
        factor = sheet.formula(at, 20, ONE - sign * bias, "factor")
        full = sheet.formula(at, 21, kept * factor, "money", "output")
        sheet.text(at, 22, self._note(line))
        return LineCells(
            label=label,
            sign=sign,
            unit_base=base,
            population=parts[0],
            reach=parts[1],
            improvement=parts[2],
            units=parts[3],
            deadweight=shares[0],
            displacement=shares[1],
            attribution=shares[2],
            optimism=factor,
            full=full,
        )

    def _quantity(self, at: int, line: Line) -> tuple[list[Expr | None], Expr]:
        sheet, named = self.sheet, self.given.parameters
        if line.link is None:
            if line.quantity is None:
                raise ValueError(f"line {line.id} has neither quantity nor link")
            quantity = sheet.formula(at, 11, named[key_of(line.quantity, "quantity", line)], "number")
            return [None] * 4, quantity
        people = PARTICIPANTS if line.population is None else key_of(line.population, "population", line)
        population = sheet.formula(at, 7, named[people], "number")
        if line.reach is None:
            reach = sheet.number(at, 8, 1.0, "share")
        else:
            reach = sheet.formula(at, 8, named[key_of(line.reach, "reach", line)], "share")
        improved = sheet.formula(at, 9, self.improved[line.link.outcome], "factor")
        per = line.link.units_per_improvement
        units = sheet.formula(at, 10, named[key_of(per, "units_per_improvement", line)], "number")
        quantity = sheet.formula(at, 11, population * reach * improved * units, "number")
        return [population, reach, improved, units], quantity

    def _share(self, at: int, col: int, line: Line, role: str) -> Expr:
        adjustment: Adjustment | None = getattr(line, role)
        if adjustment is None or not self._taken(line, role):
            return self.sheet.number(at, col, 0.0, "share")
        return self.sheet.formula(at, col, self.given.parameters[key_of(adjustment.share, role, line)], "share")

    def _taken(self, line: Line, role: str) -> bool:
        effect = self.model.effects[line.link.outcome] if line.link else None
        return role == "displacement" or applies(getattr(line, role), effect)

    def _note(self, line: Line) -> str:
        left = [r for r in ("deadweight", "attribution") if getattr(line, r) is not None and not self._taken(line, r)]
        notes = [a.motive for a in (line.deadweight, line.displacement, line.attribution) if a is not None and a.motive]
        if left:
            notes.append(
                self.book.say(
                    "Avdraget görs inte: jämförelsegruppen har redan gjort det.",
                    "Not taken off: the comparison group has done so already.",
                )
            )
        if line.overlap_motive:
            notes.append(line.overlap_motive)
        return " ".join(notes)


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
    sheet.table(heads, [40, 24, 18, 17, 14, 18, 22, 10, *([15] * (2 * model.years)), 17], frozen=2)
    rows: list[FlowRow] = []
    for line in model.lines:
        for actor in Actor:
            share = sum(posting.share for posting in line.postings if posting.actor is actor)
            if share:
                at = FIRST_ROW + len(rows)
                rows.append(
                    _flow_row(book, at, line, actor, share, lines[line.id].label, schedule[line.id].yearly, factors, appraisal)
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
    appraisal: Appraisal,
) -> FlowRow:
    sheet, outlay, years = book.sheets["cash_flow"], is_outlay(line), len(yearly)
    sheet.formula(at, 0, label, "text")
    sheet.text(at, 1, book.of(ACTOR_NAMES[actor]))
    who = sheet.text(at, 2, str(actor))
    programme = sheet.number(at, 3, float(line.kind is LineKind.PROGRAMME_COST), "whole")
    public = sheet.number(at, 4, float(actor in PUBLIC_SECTOR), "whole")
    cash = sheet.text(at, 5, cashability(line, appraisal))
    sheet.text(
        at,
        6,
        book.say("årets början", "start of the year") if outlay else book.say("som övriga flöden", "as other flows"),
    )
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
        share=part,
        flow=tuple(flow),
        worth=tuple(worth),
        present=present,
    )


def cashability(line: Line, appraisal: Appraisal) -> str:
    """Return how far a line's value becomes money: below the unit cost's step, capacity and not cash (check K5)."""
    step = line.unit_cost.step
    quantity = next(trace.quantity for trace in appraisal.traces if trace.line == line.id)
    if line.cashability == "cash_releasing" and step is not None and abs(quantity) < step:
        return "freed_capacity"
    return line.cashability
