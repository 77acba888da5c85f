# SPDX-License-Identifier: Apache-2.0
"""A workbook being written: its sheets, names and the words of its language."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.reports.phrases import economy
from utfall.reports.workbook.formulas import Expr
from utfall.reports.workbook.styles import Role, Style, Styles

_LONGEST_TEXT = 32_767  # what a cell of Excel holds
_LONGEST_NAME = 200
LINE_HEIGHT = 15  # points, of one line of words
_TITLE_HEIGHT = 24
_PAGE_WIDTH = 235  # characters that can be read across a landscape A4 page
# Title, what the sheet is for, an empty row, then the headings: the same on every sheet of tables.
HEAD_ROW = 3
FIRST_ROW = HEAD_ROW + 1


class Sheet:
    """One sheet. Rows and columns count from 0, as XlsxWriter does."""

    def __init__(self, name: str, worksheet: Any, book: Book) -> None:
        self.name = name
        self.raw = worksheet
        self._book = book
        self._heads: dict[tuple[int, int], str] = {}
        self._numeric: dict[int, list[tuple[int, bool]]] = {}

    def text(self, row: int, col: int, value: str, style: Style = "text", role: Role = "plain") -> Expr:
        """Write words, always as words: what begins with = + - or @ is no formula."""
        kept = value[:_LONGEST_TEXT]
        self.raw.write_string(row, col, kept, self._book.styles.of(style, role))
        return self._cell(row, col, kept)

    def number(self, row: int, col: int, value: float, style: Style = "number", role: Role = "plain") -> Expr:
        """Write a number; one that is not finite is written in words."""
        if not math.isfinite(value):
            return self.text(row, col, self._book.not_finite(value), "text", role)
        self.raw.write_number(row, col, value, self._book.styles.of(style, role))
        return self._cell(row, col, float(value))

    def formula(self, row: int, col: int, expr: Expr, style: Style = "number", role: Role = "plain") -> Expr:
        """Write a formula together with its value."""
        if isinstance(expr.value, float) and not math.isfinite(expr.value):
            raise ValueError(f"{self.name}: {expr.text(self.name)} has no value")
        look = self._book.styles.of(style, role)
        self.raw.write_formula(row, col, "=" + expr.text(self.name), look, expr.value)
        return self._cell(row, col, expr.value)

    def known(
        self, row: int, col: int, value: float | Unknown | None, style: Style = "number", role: Role = "plain"
    ) -> Expr | None:
        """Write a number, or why there is none; nothing for None."""
        if value is None:
            return None
        if isinstance(value, Unknown):
            return self.text(row, col, economy.reason(value, self._book.lang), "text", role)
        return self.number(row, col, value, style, role)

    def heads(self, row: int, words: Sequence[str], first_col: int = 0) -> None:
        """Write a row of headings; `finish` sets those above numbers to the right, where the numbers are."""
        for place, word in enumerate(words):
            self.text(row, first_col + place, word, "head")
            self._heads[(row, first_col + place)] = word

    def wrapped(self, row: int, col: int, value: str, width: float) -> None:
        """Write a long text on as many lines as a column of that width needs."""
        self.text(row, col, value, "wrap")
        lines = max(1, math.ceil(1.1 * len(value) / width))
        if lines > 1:
            self.raw.set_row(row, LINE_HEIGHT * lines)

    def finish(self) -> None:
        """Set the headings above numbers to the right."""
        for (row, col), word in self._heads.items():
            below = sorted(cell for cell in self._numeric.get(col, []) if cell[0] > row)
            if below and below[0][1]:
                self.raw.write_string(row, col, word, self._book.styles.of("head_right"))

    def table(self, words: Sequence[str], widths: Sequence[float], *, frozen: int = 1) -> None:
        """Write the headings of the sheet's table, set widths, and keep both in sight when scrolling."""
        self.heads(HEAD_ROW, words)
        self.widths(widths)
        lines = max((math.ceil(1.15 * len(word) / width) for word, width in zip(words, widths, strict=True)), default=1)
        self.raw.set_row(HEAD_ROW, LINE_HEIGHT * max(1, lines) + 2)
        self.raw.freeze_panes(FIRST_ROW, frozen)
        self.raw.repeat_rows(HEAD_ROW)
        pages = max(1, math.ceil(sum(widths) / _PAGE_WIDTH))
        self.raw.fit_to_pages(pages, 0)
        if pages > 1:
            self.raw.repeat_columns(0, max(0, frozen - 1))

    def widths(self, widths: Sequence[float]) -> None:
        """Set the width of the first columns, in characters."""
        for col, width in enumerate(widths):
            self.raw.set_column(col, col, width)

    def _cell(self, row: int, col: int, value: float | str) -> Expr:
        if value != "":
            self._numeric.setdefault(col, []).append((row, not isinstance(value, str)))
        place = xl_rowcol_to_cell(row, col, row_abs=True, col_abs=True)
        elsewhere = f"{quoted(self.name)}!{place}"
        return Expr(value, lambda home: place if home == self.name else elsewhere)


class Book:
    """The workbook and what every sheet of it shares."""

    def __init__(self, raw: Any, lang: Lang, footer: str) -> None:
        self.raw = raw
        self.lang: Lang = lang
        self.styles = Styles(raw)
        self.sheets: dict[str, Sheet] = {}
        self.names: dict[str, str] = {}
        self._footer = footer

    def say(self, sv: str, en: str) -> str:
        """Return the words in the workbook's language."""
        return sv if self.lang == "sv" else en

    def of(self, text: Text) -> str:
        """Return a text in the workbook's language."""
        return text.of(self.lang)

    def not_finite(self, value: float) -> str:
        """Return infinity as 'never' (only times can be infinite) and what is no number as 'unknown'."""
        if math.isinf(value):
            return self.say("aldrig inom horisonten", "never within the horizon")
        return self.say("okänt", "unknown")

    def add(self, key: str, title: Text, lead: Text) -> Sheet:
        """Add a sheet with its title, what it is for, and how it is printed."""
        name = self.of(title)
        worksheet = self.raw.add_worksheet(name)
        sheet = Sheet(name, worksheet, self)
        sheet.text(0, 0, name, "title")
        worksheet.set_row(0, _TITLE_HEIGHT)
        sheet.text(1, 0, self.of(lead), "lead")
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer(f"&L{self._footer}&C&A&R&P/&N")
        worksheet.hide_gridlines(2)
        self.sheets[key] = sheet
        return sheet

    def name(self, wanted: str, cell: Expr) -> Expr:
        """Give a cell a name that Excel accepts and return it as it is written in formulas."""
        chosen = self._free_name(wanted)
        self.names[chosen] = wanted
        self.raw.define_name(chosen, "=" + cell.text(""))
        return Expr(cell.value, lambda _: chosen)

    def _free_name(self, wanted: str) -> str:
        stem = defined_name(wanted)
        taken = {name.casefold() for name in self.names}
        chosen, count = stem, 1
        while chosen.casefold() in taken:
            count += 1
            chosen = f"{stem}_{count}"
        return chosen


def defined_name(wanted: str) -> str:
    """Return a name for a cell: ASCII letters, digits and _, with a prefix so that it reads as no cell (r, c, A1)."""
    plain = unicodedata.normalize("NFKD", wanted).encode("ascii", "ignore").decode()
    return ("p_" + re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip("_"))[:_LONGEST_NAME]


def quoted(name: str) -> str:
    """Return a sheet's name as formulas need it."""
    return "'" + name.replace("'", "''") + "'"
