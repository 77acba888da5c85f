# SPDX-License-Identifier: Apache-2.0
"""What every check of the workbook shares: the cells it reads, what it finds, and the sections below the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from utfall.core.text import Text
from utfall.reports.workbook.evidence import EffectCells
from utfall.reports.workbook.flows import FlowRow, ScheduleCells
from utfall.reports.workbook.formulas import ZERO, Expr, total
from utfall.reports.workbook.inputs import Given
from utfall.reports.workbook.lines import LineCells
from utfall.reports.workbook.prices import UnitCells
from utfall.reports.workbook.purses import Discounting, Purses
from utfall.reports.workbook.results import Keys
from utfall.reports.workbook.sheets import LINE_HEIGHT, Book, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """The cells of the other sheets that checks are formulas over."""

    given: Given
    flows: Sequence[FlowRow]
    discounting: Discounting
    purses: Purses
    keys: Keys
    lines: Mapping[str, LineCells]
    units: Mapping[str, UnitCells]
    schedule: Mapping[str, ScheduleCells]
    improved: Mapping[str, Expr]
    possible: Mapping[str, Expr]
    effects: Mapping[str, EffectCells]
    volumes: Mapping[str, Expr]
    internal_rate: Expr


@dataclass(frozen=True, slots=True)
class Found:
    """A check by formula: its number, its limit, and how many things are red and amber."""

    value: Expr
    limit: Expr
    red: Expr = ZERO
    amber: Expr = ZERO


@dataclass(frozen=True, slots=True)
class Limits:
    """Named limits that the checks compare with."""

    share: Expr
    identity: Expr
    beyond: Expr
    few_years: Expr
    near: Expr


class Below:
    """Writes the sections below the table, one after the other."""

    def __init__(self, book: Book, sheet: Sheet, at: int) -> None:
        self.book, self.sheet, self.at = book, sheet, at

    def section(self, id_: str, title: Text, heads: Sequence[tuple[str, str]]) -> None:
        """Begin a section with its headings."""
        self.at += 1
        self.sheet.text(self.at, 0, f"{id_}. {self.book.of(title)}", "section")
        self.sheet.heads(self.at + 1, [self.book.say(sv, en) for sv, en in heads])
        self.sheet.raw.set_row(self.at + 1, 2 * LINE_HEIGHT)
        self.at += 2

    def next(self) -> int:
        """Return the next row."""
        self.at += 1
        return self.at - 1

    def nothing(self) -> None:
        """Say that no row is concerned."""
        self.sheet.text(self.next(), 0, self.book.say("Ingen rad berörs.", "No row is concerned."))

    def sum(self, cells: Sequence[Expr]) -> Expr:
        """Return the sum of the section's last column; 0, and words that say so, where it has no row."""
        if not cells:
            self.nothing()
            return ZERO
        return total(cells)


def yes(flag: bool) -> float:
    """Return 1 for yes, 0 for no."""
    return 1.0 if flag else 0.0
