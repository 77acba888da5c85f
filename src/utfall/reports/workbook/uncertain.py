# SPDX-License-Identifier: Apache-2.0
"""Sensitivity and draws: numbers that Python has computed and the workbook only shows."""

from __future__ import annotations

from utfall.core.estimate import Interval, Unknown
from utfall.economics import Appraisal
from utfall.economics.results import Spread
from utfall.reports.phrases import economy
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style
from utfall.thread import Evaluation

_ONE_WAY_HEADS: tuple[tuple[str, str, float], ...] = (
    ("Antagande", "Assumption", 52),
    ("Låg", "Low", 14),
    ("Värde", "Value", 14),
    ("Hög", "High", 14),
    ("Netto för samhället vid låg", "Net to society at low", 18),
    ("Netto för samhället vid hög", "Net to society at high", 18),
    ("Utslag", "Swing", 18),
    ("Verkningsgrad som krävs vid låg", "Break-even rate at low", 18),
    ("Verkningsgrad som krävs vid hög", "Break-even rate at high", 18),
    ("Värde där nettot är noll", "Value at which the net is zero", 18),
    ("Antaget (ej mätt)", "Assumed (not measured)", 14),
)


def write_sensitivity(book: Book, evaluation: Evaluation) -> None:
    """Write how far each uncertain number alone moves the net to society, the largest first."""
    sheet, say = book.sheets["sensitivity"], book.say
    sheet.table([say(sv, en) for sv, en, _ in _ONE_WAY_HEADS], [width for *_, width in _ONE_WAY_HEADS])
    for place, row in enumerate(evaluation.sensitivity):
        at = FIRST_ROW + place
        sheet.text(at, 0, economy.parameter_label(row.name, evaluation.initiative, book.lang))
        for col, value in enumerate((row.low, row.central, row.high)):
            sheet.number(at, 1 + col, value, "number")
        for col, value in enumerate((row.net_low, row.net_high, row.swing)):
            sheet.number(at, 4 + col, value, "money")
        sheet.known(at, 7, row.break_even_low, "share")
        sheet.known(at, 8, row.break_even_high, "share")
        sheet.known(at, 9, row.switching, "number")
        sheet.text(at, 10, say("ja", "yes") if row.assumption else say("nej", "no"))
    if not evaluation.sensitivity:
        sheet.text(FIRST_ROW, 0, say("Inget antagande har något spann.", "No assumption has a range."))


def write_draws(book: Book, appraisal: Appraisal) -> None:
    """Write what the draws say of every purse and ratio."""
    sheet, say, drawn = book.sheets["draws"], book.say, appraisal.uncertainty
    heads = (
        ("Mått", "Measure", 34), ("Aktör", "Actor", 28), ("År", "Years", 8), ("Medelvärde", "Mean", 18),
        ("Standardavvikelse", "Standard deviation", 18), ("Monte Carlo-fel", "Monte Carlo error", 16), ("Från", "From", 18),
        ("Till", "To", 18), ("Nivå", "Level", 10), ("Sannolikhet över noll", "Probability above zero", 16),
        ("Median", "Median", 14), ("Sannolikhet aldrig", "Probability never", 16),
    )  # fmt: skip
    sheet.table([say(sv, en) for sv, en, _ in heads], [width for *_, width in heads], frozen=2)
    if drawn is None:
        sheet.text(FIRST_ROW, 0, say("Inga dragningar är gjorda.", "No draws were made."))
        return
    at = FIRST_ROW
    for (purse, years), spread in drawn.net.items():
        sheet.text(at, 0, say("Nettonuvärde", "Net present value"))
        sheet.text(at, 1, economy.purse_name(purse, book.lang))
        sheet.number(at, 2, years, "year")
        _spread(sheet, at, spread, "money")
        at += 1
    for purse, found in drawn.payback.items():
        sheet.text(at, 0, say("Pengarna tillbaka, månader", "Money back, months"))
        sheet.text(at, 1, economy.purse_name(purse, book.lang))
        _ends(sheet, at, found.interval, "number")
        sheet.number(at, 10, found.median, "number")
        sheet.number(at, 11, found.probability_never, "share")
        at += 1
    for name, ratio in ratios(book, appraisal).items():
        sheet.text(at, 0, name)
        sheet.text(at, 1, economy.purse_name("society", book.lang))
        if isinstance(ratio, Unknown):
            sheet.text(at, 3, economy.reason(ratio, book.lang))
        else:
            _spread(sheet, at, ratio, "factor")
        at += 1
    sheet.text(at + 1, 0, say("Antal dragningar", "Number of draws"))
    sheet.number(at + 1, 3, drawn.draws, "whole")
    sheet.text(at + 2, 0, say("Slumptalsfrö", "Seed"))
    sheet.text(at + 2, 3, str(drawn.seed))
    for place, (first, second, rank) in enumerate(appraisal.settings.correlations):
        sheet.text(at + 3 + place, 0, say("Dras tillsammans, rangkorrelation", "Drawn together, rank correlation"))
        sheet.text(at + 3 + place, 1, f"{first}; {second}")
        sheet.number(at + 3 + place, 3, rank, "number")


def ratios(book: Book, appraisal: Appraisal) -> dict[str, Spread | Unknown]:
    """Return the draws' ratios by their name."""
    drawn = appraisal.uncertainty
    if drawn is None:
        return {}
    return {
        book.say("Nytto–kostnadskvot", "Benefit–cost ratio"): drawn.bcr,
        book.say("Verkningsgrad", "Realisation rate"): drawn.rate,
        book.say("Verkningsgrad som krävs", "Break-even realisation rate"): drawn.break_even,
    }


def _spread(sheet: Sheet, at: int, spread: Spread, style: Style) -> None:
    for col, value in enumerate((spread.mean, spread.sd, spread.mc_error)):
        sheet.number(at, 3 + col, value, style)
    _ends(sheet, at, spread.interval, style)
    sheet.known(at, 9, spread.probability_positive, "share")


def _ends(sheet: Sheet, at: int, interval: Interval, style: Style) -> None:
    sheet.number(at, 6, interval.low, style)
    sheet.number(at, 7, interval.high, style)
    sheet.number(at, 8, interval.level, "share")
