# SPDX-License-Identifier: Apache-2.0
"""From cost to net: a waterfall over the programme's cost and every actor's (or line's) gain, one panel per period."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports.document import Figure, Table
from utfall.reports.figures.amounts import (
    Amounts,
    amounts_for,
    columns,
    pick,
    require,
    require_finite,
    require_interval,
)
from utfall.reports.figures.bars import Bar, BarGroup, bars_across, bars_panel, signed_fill
from utfall.reports.figures.canvas import Spec, render
from utfall.reports.numbers import percent

_TITLE = Text(sv="Från kostnad till netto", en="From cost to net")
_NET = Text(sv="Netto", en="Net")
_REST = Text(sv="Övriga {count} poster", en="The other {count} items")
_SIDES = (Text(sv="← kostar", en="← costs"), Text(sv="ger →", en="gives →"))
_HEADS = (
    Text(sv="Tid", en="Time"),
    Text(sv="Post", en="Item"),
    Text(sv="Belopp", en="Amount"),
    Text(sv="Ackumulerat", en="Running total"),
)
# Rounding of sums of money: what the items may differ from the net, as a share of the largest of them.
_ADDS_UP = 1e-6
# Items of one panel: three panels share a page.
_MOST_ITEMS = 9


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One item: its name and amount, whole currency units; a cost is negative, a gain positive."""

    label: str
    amount: float

    def __post_init__(self) -> None:
        require_finite(self.amount)


@dataclass(frozen=True, slots=True)
class WaterfallPeriod:
    """The items from the start to the end of a period, in the order to show, with the cost first.

    `period` is its name in the report's language ('1 år'); `low` and `high` are the ends of the net's interval.
    """

    period: str
    steps: tuple[WaterfallStep, ...]
    net: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        require(bool(self.steps), "a waterfall needs at least one item")
        require_finite(self.net)
        require_interval(self.low, self.high)
        amounts = [step.amount for step in self.steps]
        allowed = max(1.0, _ADDS_UP * max(map(abs, amounts)))
        require(abs(sum(amounts) - self.net) <= allowed, "the items of a waterfall add up to its net")


@dataclass(frozen=True, slots=True)
class WaterfallChart:
    """Periods in the order of time, the currency (ISO 4217) and the level of the intervals (share).

    `whose` says whose net it is, in the report's language: 'samhället', 'offentlig sektor'.
    """

    whose: str
    periods: tuple[WaterfallPeriod, ...]
    currency: str = "SEK"
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.periods), "a waterfall needs at least one period")


def waterfall_figure(chart: WaterfallChart, lang: Lang, *, figure_id: str = "figure-waterfall") -> Figure:
    """Return the items as bars that each begin where the one above ended, down to the net."""
    amounts = amounts_for(
        [a for p in chart.periods for a in (p.net, *(s.amount for s in p.steps))], lang, chart.currency
    )
    title = chart.title or f"{_TITLE.of(lang)}, {chart.whose}"
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render(_panels(chart, amounts), lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, amounts),
    )


def _panels(chart: WaterfallChart, amounts: Amounts) -> list[Spec]:
    """Return one panel per period; all share one scale, so that the periods can be compared."""
    groups = [BarGroup(period.period, _bars(period, chart, amounts)) for period in chart.periods]
    across = bars_across(groups, amounts.unit)
    sides = (_SIDES[0].of(amounts.lang), _SIDES[1].of(amounts.lang))
    return [
        bars_panel([group], across, linked=True, ends=sides if place == 0 else None)
        for place, group in enumerate(groups)
    ]


def _bars(period: WaterfallPeriod, chart: WaterfallChart, amounts: Amounts) -> tuple[Bar, ...]:
    level, bars = 0.0, []
    for step in _drawn(period, chart, amounts.lang):
        start, level = level, level + amounts.scaled(step.amount)
        text = amounts.short(step.amount, signed=True)
        bars.append(Bar(step.label, text, level, signed_fill(step.amount), start=start))
    net = Bar(
        label=_NET.of(amounts.lang),
        text=amounts.short(period.net, signed=True),
        end=amounts.scaled(period.net),
        fill="total",
        low=None if period.low is None else amounts.scaled(period.low),
        high=None if period.high is None else amounts.scaled(period.high),
        strong=True,
    )
    return (*bars, net)


def _hidden(chart: WaterfallChart) -> frozenset[str]:
    """Return the names of the smallest items when there are more than can be read; their sum is one bar."""
    sizes: dict[str, float] = {}
    for period in chart.periods:
        for step in period.steps:
            sizes[step.label] = max(sizes.get(step.label, 0.0), abs(step.amount))
    if len(sizes) <= _MOST_ITEMS:
        return frozenset()
    return frozenset(sorted(sizes, key=lambda label: (-sizes[label], label))[_MOST_ITEMS - 1 :])


def _drawn(period: WaterfallPeriod, chart: WaterfallChart, lang: Lang) -> list[WaterfallStep]:
    hidden = _hidden(chart)
    shown = [step for step in period.steps if step.label not in hidden]
    rest = [step.amount for step in period.steps if step.label in hidden]
    label = _REST.of(lang).format(count=len(rest))
    return [*shown, WaterfallStep(label, sum(rest))] if rest else shown


def _note(chart: WaterfallChart, amounts: Amounts) -> str:
    lang, hidden = amounts.lang, len(_hidden(chart))
    text = pick(
        lang,
        "Varje stapel börjar där den förra slutade. Åt vänster: en kostnad. Åt höger: en vinst. Den grå är nettot.",
        "Each bar begins where the one above ended. To the left: a cost. To the right: a gain. The grey one is the net.",
    )
    if any(period.low is not None for period in chart.periods):
        level = percent(chart.level, lang, decimals=0)
        text += pick(lang, f" Strecket är nettots {level}-intervall.", f" The thin line is the net's {level} interval.")
    if hidden:
        text += pick(
            lang,
            f" De {hidden} minsta posterna är hopslagna i bilden; alla står i tabellen.",
            f" The {hidden} smallest items are one bar in the picture; all are in the table.",
        )
    return text


def _alt(chart: WaterfallChart, amounts: Amounts) -> str:
    lang = amounts.lang
    parts = []
    for period in chart.periods:
        net = f"{pick(lang, 'netto', 'net')} {amounts.full(period.net, signed=True)}"
        if period.low is not None and period.high is not None:
            net += f" ({amounts.span(period.low, period.high)})"
        steps = [f"{s.label} {amounts.full(s.amount, signed=True)}" for s in _drawn(period, chart, lang)]
        parts.append(f"{period.period}: {net}; {', '.join(steps)}")
    return f"{_TITLE.of(lang)}, {chart.whose}. {'. '.join(parts)}."


def _table(chart: WaterfallChart, amounts: Amounts, title: str) -> Table:
    rows = []
    for period in chart.periods:
        level = 0.0
        for step in period.steps:
            level += step.amount
            rows.append((period.period, step.label, amounts.cell(step.amount, signed=True), amounts.cell(level)))
        net = amounts.cell(period.net, signed=True)
        name = _NET.of(amounts.lang)
        if period.low is not None and period.high is not None:
            name += f" ({amounts.span(period.low, period.high)})"
        rows.append((period.period, name, net, amounts.cell(period.net)))
    units = ("", "", amounts.unit, amounts.unit)
    return Table(title, columns(_HEADS, units, amounts.lang, words=2), tuple(rows))
