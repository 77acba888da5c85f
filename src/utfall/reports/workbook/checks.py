# SPDX-License-Identifier: Apache-2.0
"""The checks on the economy: what Python found, and the formula where a check is a sum."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.estimate import Status
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy
from utfall.reports.workbook.flows import FlowRow
from utfall.reports.workbook.formulas import ONE, ZERO, Expr, absolute, at_most, either, largest, sign, total
from utfall.reports.workbook.purses import Discounting, Purses
from utfall.reports.workbook.results import Keys
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet

_SHARE_LIMIT = 1e-6
_FACTOR_LIMIT = 1e-9
_MONEY_LIMIT = 0.01


def write_checks(
    book: Book, appraisal: Appraisal, flows: Sequence[FlowRow], discounting: Discounting, purses: Purses, keys: Keys
) -> None:
    """Write each check with its status, and below them the sums that can be recomputed."""
    sheet, say = book.sheets["checks"], book.say
    sheet.table(
        [say("Kontroll", "Check"), say("Id", "Id"), say("Läge", "Status"), say("Tal", "Number"), say("Gräns", "Limit"),
         say("Vad den visar", "What it shows")],
        [64, 10, 16, 18, 14, 90],
    )  # fmt: skip
    for place, check in enumerate(appraisal.checks):
        at = FIRST_ROW + place
        sheet.text(at, 0, book.of(economy.CHECK_NAMES[check.id]))
        sheet.text(at, 1, check.id)
        sheet.text(at, 2, book.of(check_words.STATUS_NAMES[check.status]))
        sheet.known(at, 3, check.value, "number" if abs(check.value or 0.0) > _SHARE_LIMIT else "apart")
        sheet.known(at, 4, check.limit, "general")
        sheet.wrapped(at, 5, economy.check_text(check, book.lang), 90)
    at = FIRST_ROW + len(appraisal.checks) + 1
    sheet.text(at + 5, 0, say("Ord i kolumnen Läge", "Words in the column Status"), "lead")
    words = (
        sheet.text(at + 5, 2, book.of(check_words.STATUS_NAMES[Status.PASS]), "lead"),
        sheet.text(at + 5, 3, book.of(check_words.STATUS_NAMES[Status.FAIL]), "lead"),
    )
    sheet.text(at, 0, say("Kontroller som formler", "Checks as formulas"), "section")
    live = _Live(book, sheet, at + 1, words)
    misses = _postings(book, sheet, at + 7, appraisal, flows)
    live.row(
        Text(sv="Andelarna per rad ger rätt summa", en="The shares of each line have the right sum"),
        "K1",
        largest(misses),
        _SHARE_LIMIT,
    )
    identity = Text(sv="Diskonteringsfaktor × tillväxt = 1", en="Discount factor × growth = 1")
    live.row(identity, "K8", largest(discounting.misses), _FACTOR_LIMIT)
    if keys.bcr is not None:
        expr = absolute(sign(keys.net) - sign(keys.bcr - ONE))
        live.row(Text(sv="Netto och kvot har samma tecken", en="Net and ratio have the same sign"), "K10", expr, 0.0)
    cash = total([flow.present for flow in flows]) if flows else ZERO
    apart = absolute(cash - purses.whole(True, "net", SOCIETY))
    live.row(
        Text(sv="Alla rader = summan av alla aktörer", en="All lines = the sum of all actors"), "", apart, _MONEY_LIMIT
    )


class _Live:
    """Writes checks whose number and status are formulas."""

    def __init__(self, book: Book, sheet: Sheet, at: int, words: tuple[Expr, Expr]) -> None:
        self.book, self.sheet, self.at, self.words = book, sheet, at, words

    def row(self, name: Text, id_: str, expr: Expr, limit: float) -> None:
        at, sheet = self.at, self.sheet
        self.at += 1
        sheet.text(at, 0, self.book.of(name))
        sheet.text(at, 1, id_)
        value = sheet.formula(at, 3, expr, "apart")
        bound = sheet.number(at, 4, limit, "general")
        sheet.formula(at, 2, either(at_most(value, bound), *self.words), "text", "output")


def _postings(book: Book, sheet: Sheet, at: int, appraisal: Appraisal, flows: Sequence[FlowRow]) -> list[Expr]:
    """Write each line's sum of shares against what it must be: 1, or 0 for taxes and transfers."""
    say = book.say
    sheet.text(at, 0, say("Andelar per rad", "Shares per line"), "section")
    sheet.heads(
        at + 1, [say("Rad", "Line"), "", say("Ska vara", "Must be"), say("Summa", "Sum"), say("Avvikelse", "Miss")]
    )
    misses = []
    for place, line in enumerate(appraisal.model.lines):
        row = at + 2 + place
        shares = [flow.share for flow in flows if flow.line == line.id]
        sheet.text(row, 0, book.of(line.label))
        wanted = sheet.number(row, 2, 0.0 if line.kind.moves_money_only else 1.0, "whole")
        summed = sheet.formula(row, 3, total(shares), "factor") if shares else sheet.number(row, 3, 0.0, "factor")
        misses.append(sheet.formula(row, 4, absolute(summed - wanted), "apart"))
    return misses
