# SPDX-License-Identifier: Apache-2.0
"""How far a gain becomes money: cash released, capacity freed, growth avoided, or not valued in money."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports.document import Figure, Table
from utfall.reports.figures.amounts import Amounts, amounts_for, columns, pick, require, require_finite
from utfall.reports.figures.bars import Bar, BarGroup, Fill, bars_across, bars_panel
from utfall.reports.figures.canvas import Spec, render
from utfall.reports.numbers import percent

_TITLE = Text(sv="Hur mycket av vinsten som blir pengar", en="How much of the gain becomes money")
_TOTAL = Text(sv="Summa", en="Total")
_WHO = Text(sv="Vems vinst", en="Whose gain")
_REST = Text(sv="Övriga {count} tillsammans", en="The other {count} together")
_KINDS: tuple[tuple[Text, Fill], ...] = (
    (Text(sv="frigör pengar", en="releases cash"), "gain"),
    (Text(sv="frigör tid och plats", en="frees capacity"), "pale"),
    (Text(sv="undviker ökning", en="avoids growth"), "open"),
    (Text(sv="inte i pengar", en="not valued as money"), "total"),
)
_MOST_ROWS = 7


@dataclass(frozen=True, slots=True)
class CashRow:
    """One actor's (or line's) gain by how far it becomes money, whole currency units.

    `not_valued` is None when nothing has been put on it, and an amount when a value in kronor exists that no budget
    will ever see.
    """

    label: str
    cash_releasing: float
    freed_capacity: float
    avoided_growth: float
    not_valued: float | None = None

    def __post_init__(self) -> None:
        require_finite(*self.amounts)

    @property
    def amounts(self) -> tuple[float | None, ...]:
        """The four amounts in the order they are shown."""
        return (self.cash_releasing, self.freed_capacity, self.avoided_growth, self.not_valued)

    @property
    def size(self) -> float:
        """How much there is to show, whatever its sign."""
        return sum(abs(amount) for amount in self.amounts if amount is not None)


@dataclass(frozen=True, slots=True)
class CashChart:
    """Rows in the order to show, and the currency (ISO 4217)."""

    rows: tuple[CashRow, ...]
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.rows), "a figure of what becomes money needs at least one row")


def cash_figure(chart: CashChart, lang: Lang, *, figure_id: str = "figure-cash") -> Figure:
    """Return the gain of every row as four bars with their names, and all together when there are several rows."""
    amounts = amounts_for(
        [a for row in (*chart.rows, _sum(chart.rows, "")) for a in row.amounts if a], lang, chart.currency
    )
    title = chart.title or _TITLE.of(lang)
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([_panel(chart, amounts)], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _sum(rows: tuple[CashRow, ...], label: str) -> CashRow:
    valued = [row.not_valued for row in rows if row.not_valued is not None]
    return CashRow(
        label,
        sum(row.cash_releasing for row in rows),
        sum(row.freed_capacity for row in rows),
        sum(row.avoided_growth for row in rows),
        sum(valued) if valued else None,
    )


def _hidden(chart: CashChart) -> tuple[CashRow, ...]:
    if len(chart.rows) <= _MOST_ROWS:
        return ()
    return tuple(sorted(chart.rows, key=lambda row: (-row.size, row.label))[_MOST_ROWS - 1 :])


def _drawn(chart: CashChart, lang: Lang) -> tuple[CashRow, ...]:
    hidden = _hidden(chart)
    shown = tuple(row for row in chart.rows if row not in hidden)
    rest = (_sum(hidden, _REST.of(lang).format(count=len(hidden))),) if hidden else ()
    total = (_sum(chart.rows, _TOTAL.of(lang)),) if len(chart.rows) > 1 else ()
    return (*total, *shown, *rest)


def _panel(chart: CashChart, amounts: Amounts) -> Spec:
    groups = [
        BarGroup(row.label, _bars(row, amounts, place == 0)) for place, row in enumerate(_drawn(chart, amounts.lang))
    ]
    return bars_panel(groups, bars_across(groups, amounts.unit, labels=142))


def _bars(row: CashRow, amounts: Amounts, every: bool) -> tuple[Bar, ...]:
    """Return the bars of a row; below the first row, kinds of which there is nothing are left out."""
    bars = []
    for (name, fill), amount in zip(_KINDS, row.amounts, strict=True):
        if amount is None or (amount == 0 and not every and row.size > 0):
            continue
        bars.append(Bar(name.of(amounts.lang), amounts.short(amount, signed=True), amounts.scaled(amount), fill))
    return tuple(bars)


def _note(chart: CashChart, lang: Lang) -> str:
    hidden = len(_hidden(chart))
    text = pick(
        lang,
        "Bara det som frigör pengar kan dras in ur en budget. Frigjord tid och plats blir pengar först när en hel tjänst "
        "eller enhet kan tas bort. Undviken ökning är kostnader som annars hade tillkommit. Ett slag som saknas är noll.",
        "Only what releases cash can be taken out of a budget. Freed capacity becomes money when a whole post or unit can "
        "go. Avoided growth is cost that would have been added. A kind that is missing is zero.",
    )
    if hidden:
        text += pick(
            lang,
            f" De {hidden} minsta är hopslagna i bilden; alla står i tabellen.",
            f" The {hidden} smallest are together in the picture; all are in the table.",
        )
    return text


def _alt(chart: CashChart, amounts: Amounts) -> str:
    lang, total = amounts.lang, _sum(chart.rows, "")
    gains = [amount for amount in total.amounts if amount is not None]
    lead = pick(
        lang,
        f"{amounts.full(total.cash_releasing)} av {amounts.full(sum(gains))} frigör pengar",
        f"{amounts.full(total.cash_releasing)} of {amounts.full(sum(gains))} releases cash",
    )
    if min(gains) >= 0 and sum(gains) > 0:
        lead += f" ({percent(total.cash_releasing / sum(gains), lang, decimals=0)})"
    parts = []
    for row in _drawn(chart, lang):
        texts = [
            f"{n.of(lang)} {amounts.full(a)}" for (n, _), a in zip(_KINDS, row.amounts, strict=True) if a is not None
        ]
        parts.append(f"{row.label}: {', '.join(texts)}")
    return f"{lead}. {'; '.join(parts)}."


def _table(chart: CashChart, amounts: Amounts, title: str) -> Table:
    shown = chart.rows if len(chart.rows) == 1 else (*chart.rows, _sum(chart.rows, _TOTAL.of(amounts.lang)))
    heads = [_WHO.of(amounts.lang), *(name.of(amounts.lang).capitalize() for name, _ in _KINDS)]
    rows = tuple((row.label, *(amounts.cell(amount) for amount in row.amounts)) for row in shown)
    return Table(title, columns(heads, ("", *[amounts.unit] * len(_KINDS)), amounts.lang), rows)
