# SPDX-License-Identifier: Apache-2.0
"""Lines: from price and quantity to the full amount per year, one step per column, one line per row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.core.lines import Adjustment, Line
from utfall.economics import Appraisal
from utfall.economics.compile import applies
from utfall.economics.model import PARTICIPANTS, Model
from utfall.economics.parameters import key_of
from utfall.reports.phrases.lines import KIND_NAMES
from utfall.reports.workbook.formulas import ONE, Expr
from utfall.reports.workbook.inputs import Given, validate
from utfall.reports.workbook.prices import UnitCells
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet


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
    quantity: Expr
    step: Expr | None


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
            quantity=quantity,
            step=unit.step,
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
