# SPDX-License-Identifier: Apache-2.0
"""What to measure next: the expected value of knowing each assumption perfectly (EVPPI)."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports.document import Figure, Table
from utfall.reports.figures.amounts import Amounts, amounts_for, columns, pick, require, require_finite
from utfall.reports.figures.bars import MOST_BARS, Bar, BarGroup, bars_across, bars_panel
from utfall.reports.figures.canvas import render
from utfall.reports.numbers import percent

_TITLE = Text(sv="Vad det lönar sig att mäta härnäst", en="What is worth measuring next")
_ALL = Text(sv="Allt känt (EVPI)", en="All known (EVPI)")
_HEADS = (
    Text(sv="Antagande", en="Assumption"),
    Text(sv="Värde av att veta", en="Value of knowing"),
    Text(sv="Andel av allt känt", en="Share of all known"),
)


@dataclass(frozen=True, slots=True)
class InformationRow:
    """One assumption and the expected value of perfect information about it alone, whole currency units, not negative."""

    label: str
    value: float

    def __post_init__(self) -> None:
        require_finite(self.value)
        require(self.value >= 0, "information never has a negative value")


@dataclass(frozen=True, slots=True)
class InformationChart:
    """Assumptions (drawn with the greatest value first) and the value of knowing all of them, None when not computed.

    `decision` names the decision in the report's language: 'att införa satsningen'.
    """

    decision: str
    rows: tuple[InformationRow, ...]
    evpi: float | None = None
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.rows), "a figure of what to measure needs at least one assumption")
        require_finite(self.evpi)
        require(self.evpi is None or self.evpi >= 0, "information never has a negative value")

    @property
    def ordered(self) -> tuple[InformationRow, ...]:
        """The assumptions, greatest value first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.value, row.label)))


def value_of_information_figure(
    chart: InformationChart, lang: Lang, *, figure_id: str = "figure-value-of-information"
) -> Figure:
    """Return the value of knowing each assumption as bars, with that of knowing all below."""
    amounts = amounts_for([row.value for row in chart.rows] + [chart.evpi or 0.0], lang, chart.currency)
    title = chart.title or _TITLE.of(lang)
    bars = [
        Bar(row.label, amounts.short(row.value), amounts.scaled(row.value), "gain") for row in chart.ordered[:MOST_BARS]
    ]
    if chart.evpi is not None:
        bars.append(Bar(_ALL.of(lang), amounts.short(chart.evpi), amounts.scaled(chart.evpi), "total", strong=True))
    groups = [BarGroup("", tuple(bars))]
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([bars_panel(groups, bars_across(groups, amounts.unit, labels=142))], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _note(chart: InformationChart, lang: Lang) -> str:
    text = pick(
        lang,
        f"Stapeln är vad det i genomsnitt är värt att veta antagandet säkert före beslutet {chart.decision}. Kostar det mer "
        "att ta reda på, lönar det sig inte. Värdena kan inte läggas ihop.",
        f"The bar is what it is worth on average to know the assumption for certain before the decision {chart.decision}. "
        "If finding out costs more, it does not pay. The values cannot be added.",
    )
    hidden = len(chart.rows) - MOST_BARS
    if hidden > 0:
        text += pick(
            lang,
            f" De {hidden} antaganden som har lägst värde står bara i tabellen.",
            f" The {hidden} assumptions of least value are in the table only.",
        )
    return text


def _alt(chart: InformationChart, amounts: Amounts) -> str:
    lang, first = amounts.lang, chart.ordered[0]
    if first.value == 0:
        lead = pick(
            lang,
            f"Inget enskilt antagande skulle ändra beslutet {chart.decision} om det blev känt",
            f"No single assumption would change the decision {chart.decision} if it were known",
        )
    else:
        lead = pick(lang, f"Mest värt att mäta: {first.label}", f"Most worth measuring: {first.label}")
    parts = [f"{row.label} {amounts.full(row.value)}" for row in chart.ordered[:MOST_BARS]]
    if chart.evpi is not None:
        parts.append(f"{_ALL.of(lang)} {amounts.full(chart.evpi)}")
    return f"{lead}. {'; '.join(parts)}."


def _table(chart: InformationChart, amounts: Amounts, title: str) -> Table:
    lang = amounts.lang

    def share(value: float) -> str:
        return "–" if not chart.evpi else percent(value / chart.evpi, lang, decimals=0)

    rows = [(row.label, amounts.cell(row.value), share(row.value)) for row in chart.ordered]
    if chart.evpi is not None:
        rows.append((_ALL.of(lang), amounts.cell(chart.evpi), share(chart.evpi)))
    return Table(title, columns(_HEADS, ("", amounts.unit, ""), lang), tuple(rows))
