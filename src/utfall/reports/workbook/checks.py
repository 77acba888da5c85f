# SPDX-License-Identifier: Apache-2.0
"""The checks K1–K17: each as a formula over the other sheets, beside what Python found; what they rest on below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from utfall.core.estimate import Check, Status
from utfall.core.text import Text
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports.phrases import checks as check_words
from utfall.reports.phrases import economy
from utfall.reports.workbook import checks_fund as on_fund
from utfall.reports.workbook import checks_lines as on_lines
from utfall.reports.workbook import checks_whole as on_whole
from utfall.reports.workbook.checks_below import Below, Found, Limits, Sheets
from utfall.reports.workbook.formulas import (
    ZERO,
    Expr,
    absolute,
    at_most,
    below,
    difference,
    either,
    flag,
    total,
)
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style
from utfall.thread import Evaluation

__all__ = ["Sheets", "write_checks"]

_IDS = tuple(f"K{number}" for number in range(1, 18))
_LIVE = Text(sv="formel", en="formula")
# Why a check is no formula here, when nothing in the workbook can be held against it.
_NOT_HERE: dict[str, Text] = {
    "K9": Text(
        sv="prövas inte: satsningen anger inga jämförelsekostnader", en="not held: the initiative states no costs to compare with"
    ),
    "K13": Text(
        sv="prövas över flera satsningar: utfall appraise A B", en="held over several initiatives: utfall appraise A B"
    ),
    "K14": Text(sv="satsningen har inga typfall", en="the initiative has no type cases"),
    "K16": Text(
        sv="ingen rad frigör pengar i en offentlig kassa; fondens bok prövas av utfall fund",
        en="no line releases cash in a public purse; a fund's ledger is held by utfall fund",
    ),
    "K17": Text(sv="satsningen citerar inget resultat", en="the initiative quotes no result"),
}  # fmt: skip
_HEADS: tuple[tuple[str, str, float], ...] = (
    ("Kontroll", "Check", 60), ("Id", "Id", 24), ("Läge, Excel", "Status, Excel", 22), ("Tal, Excel", "Number, Excel", 22),
    ("Gräns", "Limit", 16), ("Läge, Python", "Status, Python", 18), ("Tal, Python", "Number, Python", 18),
    ("Skillnad", "Difference", 14), ("Hur", "How", 46), ("Vad den visar", "What it shows", 90),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """One check in the table: what Python found and what the formula finds; None where there is no such thing."""

    id: str
    python: Check | None
    excel: Found | None
    name: Text


def write_checks(book: Book, evaluation: Evaluation, appraisal: Appraisal, cells: Sheets) -> None:
    """Write the table of checks, its limits and words, and below them what every formula rests on."""
    sheet = book.sheets["checks"]
    sheet.table([book.say(sv, en) for sv, en, _ in _HEADS], [width for *_, width in _HEADS])
    count = _count(evaluation, appraisal)
    limits, words = _limits(book, sheet, FIRST_ROW + count + 1)
    to = Below(book, sheet, FIRST_ROW + count + 10)
    rows = _rows(to, evaluation, appraisal, cells, limits)
    for place, row in enumerate(rows):
        _write(book, sheet, FIRST_ROW + place, row, words)


def _of(appraisal: Appraisal, id_: str) -> list[Check]:
    return [check for check in appraisal.checks if check.id == id_]


def _count(evaluation: Evaluation, appraisal: Appraisal) -> int:
    """Return how many rows the table has: one per check, K15 with a scale-up two, one K17 per quote, and the sum."""
    plans = evaluation.initiative.plans
    return len(_IDS) + (plans.scale_up is not None) + max(len(plans.vintages) - 1, 0) + 1


def _limits(book: Book, sheet: Sheet, at: int) -> tuple[Limits, tuple[Expr, Expr, Expr]]:
    say = book.say
    sheet.text(
        at, 0, say("Gränser och ord som formlerna använder", "Limits and words that the formulas use"), "section"
    )
    given = (
        (say("Andelar, avvikelse", "Shares, miss"), 1e-6),
        (say("Avrundning, relativ", "Rounding, relative"), 1e-9),
        (say("Största andel bortom uppföljningen", "Largest share beyond follow-up"), 0.5),
        (say("De första åren", "The first years"), 2.0),
        (say("Nära, relativt", "Close, relative"), 1e-6),
    )
    cells = []
    for place, (label, value) in enumerate(given):
        sheet.text(at + 1 + place, 0, label)
        cells.append(sheet.number(at + 1 + place, 1, value, "general"))
    statuses = (Status.PASS, Status.WARN, Status.FAIL)
    said = [sheet.text(at + 1 + n, 2, book.of(check_words.STATUS_NAMES[status])) for n, status in enumerate(statuses)]
    return Limits(*cells), (said[0], said[1], said[2])


def _rows(to: Below, evaluation: Evaluation, appraisal: Appraisal, cells: Sheets, limits: Limits) -> list[_Row]:
    """Write every section and return the table's rows in the order of the checks."""
    k9 = next(iter(_of(appraisal, "K9")), None)
    found: dict[str, Found | None] = {
        "K1": on_lines.postings(to, cells, appraisal, limits),
        "K2": on_lines.overlap(to, cells, appraisal),
        "K3": on_lines.deadweight(to, cells, appraisal),
        "K4": on_lines.price_years(to, cells, appraisal),
        "K5": on_lines.cashable(to, cells, appraisal, limits),
        "K6": on_lines.within_baseline(to, cells, appraisal, limits),
        "K7": on_lines.beyond_followup(to, cells, appraisal, limits),
        "K8": on_whole.timing(cells, limits),
        "K9": on_whole.magnitude(to, cells, appraisal, k9),
        "K10": on_whole.returns(to, cells, appraisal, limits),
        "K11": on_whole.orientation(to, cells, evaluation, appraisal, limits),
        "K12": on_lines.standard_costs(to, cells, appraisal),
        "K13": on_whole.claims(to, evaluation, limits),
        "K14": on_whole.type_cases(to, cells, evaluation),
        "K15": on_lines.sunk(to, cells, appraisal),
        "K16": on_fund.returns(to, cells, appraisal),
    }
    rows = [
        _Row(id_, next(iter(_of(appraisal, id_)), None), one, economy.CHECK_NAMES[id_]) for id_, one in found.items()
    ]
    scaled = on_whole.scale_up(to, evaluation)
    if scaled is not None:
        name = Text(sv="Uppskalningens kostnad är delad", en="The scale-up's cost is divided")
        rows.insert(-1, _Row("K15", _of(appraisal, "K15")[-1], scaled, name))
    quotes, checks = evaluation.initiative.plans.vintages, _of(appraisal, "K17")
    rows += [
        _Row("K17", check, on_whole.vintage(to, quote), economy.CHECK_NAMES["K17"])
        for quote, check in zip(quotes, checks, strict=True)
    ]
    if not quotes:
        rows.append(_Row("K17", None, None, economy.CHECK_NAMES["K17"]))
    rows.append(
        _Row(
            "",
            None,
            _sums(cells, limits),
            Text(sv="Alla rader = summan av alla aktörer", en="All lines = the sum of all actors"),
        )
    )
    return rows


def _sums(cells: Sheets, limits: Limits) -> Found:
    """All lines together are all actors together, but for the rounding of kronor."""
    cash = total([flow.present for flow in cells.flows]) if cells.flows else ZERO
    apart = absolute(cash - cells.purses.whole(True, "net", SOCIETY))
    limit = ZERO - cells.given.rounding
    return Found(apart, limit, red=flag(below(limit, apart)))


def _write(book: Book, sheet: Sheet, at: int, row: _Row, words: Sequence[Expr]) -> None:
    sheet.text(at, 0, book.of(row.name))
    sheet.text(at, 1, row.id)
    value = None
    if row.excel is not None:
        found = row.excel
        style: Style = "number" if found.value.number > 1e-4 or found.value.number == 0.0 else "apart"
        value = sheet.formula(at, 3, found.value, style, "output")
        sheet.formula(at, 4, found.limit, "general")
        calm = either(at_most(found.amber, ZERO), words[0], words[1])
        sheet.formula(at, 2, either(at_most(found.red, ZERO), calm, words[2]), "text", "output")
    if row.python is not None:
        sheet.text(at, 5, book.of(check_words.STATUS_NAMES[row.python.status]))
        python = sheet.known(at, 6, row.python.value, "number")
        if value is not None and python is not None:
            sheet.formula(at, 7, difference(value, python), "apart")
        sheet.wrapped(at, 9, economy.check_text(row.python, book.lang), 90)
    how = _LIVE if row.excel is not None else _NOT_HERE[row.id]
    sheet.text(at, 8, book.of(how))
