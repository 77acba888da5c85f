# SPDX-License-Identifier: Apache-2.0
"""The first draws of the run as values, and what they say as formulas beside Python's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from utfall.economics import Appraisal
from utfall.reports.phrases import economy
from utfall.reports.workbook.formulas import (
    ONE,
    Expr,
    count,
    count_above_zero,
    deviation,
    difference,
    mean,
    quantile,
)
from utfall.reports.workbook.sheets import FIRST_ROW, Book, Sheet
from utfall.reports.workbook.styles import Style
from utfall.thread.economy_views import RATIO, DrawnSeries, first_draws

_MEASURES: tuple[tuple[str, str, str], ...] = (
    ("mean", "Medelvärde", "Mean"),
    ("sd", "Standardavvikelse", "Standard deviation"),
    ("low", "Från", "From"),
    ("median", "Median", "Median"),
    ("high", "Till", "To"),
    ("above_zero", "Sannolikhet över noll", "Probability above zero"),
)
# Level, its two tails, the middle, the criterion of a gain and the number of draws stand before the measures.
_SETTINGS_ROWS = 7


@dataclass(frozen=True, slots=True)
class _Shared:
    """Cells that every column's formulas use."""

    low: Expr
    middle: Expr
    high: Expr
    criterion: Expr


def write_drawn(book: Book, appraisal: Appraisal) -> None:
    """Write the draws of each purse's net and society's ratio, with mean, spread, interval and P(> 0) by formula."""
    sheet, say, found = book.sheets["drawn"], book.say, first_draws(appraisal)
    heads = [_head(book, series) for series in found]
    sheet.table([say("Mått", "Measure"), *heads], [46, *([20] * len(heads))])
    if not found:
        sheet.text(FIRST_ROW, 0, say("Inga dragningar är gjorda.", "No draws were made."))
        return
    shared = _settings(book, sheet, appraisal, len(found[0].values))
    at = FIRST_ROW + _SETTINGS_ROWS
    titles = (
        say("Excel, ur dragningarna nedan", "Excel, from the draws below"),
        say("Python, samma dragningar", "Python, the same draws"),
        say("Skillnad", "Difference"),
    )
    blocks = [at + place * (len(_MEASURES) + 2) for place in range(3)]
    for row, title in zip(blocks, titles, strict=True):
        sheet.text(row, 0, title, "section")
        for place, (_, sv, en) in enumerate(_MEASURES):
            sheet.text(row + 1 + place, 0, say(sv, en))
    first = blocks[2] + len(_MEASURES) + 2
    sheet.text(first, 0, say("Dragningarna", "The draws"), "section")
    for row in range(len(found[0].values)):
        sheet.number(first + 1 + row, 0, float(row + 1), "whole")
    for place, series in enumerate(found):
        _column(sheet, 1 + place, series, shared, blocks, first + 1)


def _head(book: Book, series: DrawnSeries) -> str:
    if series.name == RATIO:
        return book.say("Nytto–kostnadskvot, samhället", "Benefit–cost ratio, society")
    name = economy.purse_name(series.name, book.lang)
    return book.say(f"Nettonuvärde, {name}", f"Net present value, {name}")


def _settings(book: Book, sheet: Sheet, appraisal: Appraisal, kept: int) -> _Shared:
    say, settings = book.say, appraisal.settings
    labels = (
        say("Nivå på intervallet", "Level of the interval"),
        say("Andel under intervallet", "Share below the interval"),
        say("Mitten", "The middle"),
        say("Andel under intervallets övre gräns", "Share below the interval's upper end"),
        say("Villkor för vinst", "Criterion of a gain"),
        say(f"Dragningar här, de första av {settings.draws}, frö {settings.seed}",
            f"Draws here, the first of {settings.draws}, seed {settings.seed}"),
    )  # fmt: skip
    for place, label in enumerate(labels):
        sheet.text(FIRST_ROW + place, 0, label)
    level = book.name("ci_level", sheet.number(FIRST_ROW, 1, settings.ci_level, "share", "input"))
    low = sheet.formula(FIRST_ROW + 1, 1, (ONE - level) / (ONE + ONE), "factor")
    middle = sheet.formula(FIRST_ROW + 2, 1, ONE / (ONE + ONE), "factor")
    high = sheet.formula(FIRST_ROW + 3, 1, ONE - low, "factor")
    criterion = sheet.text(FIRST_ROW + 4, 1, ">0")
    sheet.number(FIRST_ROW + 5, 1, float(kept), "whole")
    return _Shared(low, middle, high, criterion)


def _column(sheet: Sheet, col: int, series: DrawnSeries, shared: _Shared, blocks: Sequence[int], first: int) -> None:
    style: Style = "factor" if series.name == RATIO else "money"
    draws = [sheet.number(first + row, col, float(value), style) for row, value in enumerate(series.values)]
    by_formula = {
        "mean": mean(draws),
        "sd": deviation(draws),
        "low": quantile(draws, shared.low),
        "median": quantile(draws, shared.middle),
        "high": quantile(draws, shared.high),
        "above_zero": count_above_zero(draws, shared.criterion) / count(draws),
    }
    for place, (name, _, _) in enumerate(_MEASURES):
        look: Style = "share" if name == "above_zero" else style
        excel = sheet.formula(blocks[0] + 1 + place, col, by_formula[name], look, "output")
        python = sheet.number(blocks[1] + 1 + place, col, getattr(series, name), look)
        sheet.formula(blocks[2] + 1 + place, col, difference(excel, python), "apart")
