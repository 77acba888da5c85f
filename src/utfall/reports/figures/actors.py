# SPDX-License-Identifier: Apache-2.0
"""Who pays and who gains: the net of every actor after one year, five years and the whole horizon."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, WIDTH, Canvas, Row, Spec, render, spanning, whisker, wrapped
from utfall.reports.numbers import (
    NBSP,
    Scale,
    from_to,
    in_scale,
    money,
    money_unit,
    number,
    percent,
    scaled_decimals,
    shared_scale,
)

_TITLE = Text(sv="Vem betalar och vem vinner: netto per aktör", en="Who pays and who gains: net per actor")
_PAYS = Text(sv="← betalar", en="← pays")
_GAINS = Text(sv="vinner →", en="gains →")
_HEADS = (
    Text(sv="Aktör", en="Actor"),
    Text(sv="Tid", en="Time"),
    Text(sv="Netto", en="Net"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
)
_PERIODS = 60
_VALUES = 82
_BAR = 12
_STEP = 20


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """The net of an actor from the start to the end of a period, whole currency units; ends None without uncertainty.

    `period` is its name in the report's language: '1 år', '5 år', '10 år'.
    """

    period: str
    net: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("an interval runs from low to high")


@dataclass(frozen=True, slots=True)
class ActorResult:
    """One actor (or society as a whole) and its net per period."""

    label: str
    periods: tuple[PeriodResult, ...]


@dataclass(frozen=True, slots=True)
class ActorsChart:
    """Actors in the order to show, the currency (ISO 4217), and the level of the intervals (share)."""

    actors: tuple[ActorResult, ...]
    currency: str = "SEK"
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not any(actor.periods for actor in self.actors):
            raise ValueError("a figure of who pays and who gains needs at least one result")

    @property
    def values(self) -> list[float]:
        """Every amount that is drawn."""
        found = [(p.net, p.low, p.high) for actor in self.actors for p in actor.periods]
        return [value for triple in found for value in triple if value is not None]


def actors_figure(chart: ActorsChart, lang: Lang, *, figure_id: str = "figure-actors") -> Figure:
    """Return the actors' nets as bars that leave zero to the right (gains) or left (pays)."""
    title = chart.title or _TITLE.of(lang)
    scale = shared_scale(*(period.net for actor in chart.actors for period in actor.periods))
    return Figure(
        id=figure_id,
        title=f"{title}, {money_unit(scale, lang, currency=chart.currency)}",
        alt=_alt(chart, scale, lang),
        svg=render([_panel(chart, scale, lang)], lang),
        data_table=_table(chart, scale, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _panel(chart: ActorsChart, scale: Scale, lang: Lang) -> Spec:
    unit = money_unit(scale, lang, currency=chart.currency)
    ends = [in_scale(value, scale) for value in chart.values]
    across = spanning(ends, unit, start=_PERIODS, end=WIDTH - _VALUES)
    top, heads, periods, values = LINE + 8.0, [], [], []
    gains: list[Row] = []
    losses: list[Row] = []
    whiskers: list[Row] = []
    for actor in chart.actors:
        lines = wrapped(actor.label)
        heads.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines) + 3
        for result in actor.periods:
            middle = top + _STEP / 2
            net = in_scale(result.net, scale)
            bar = {"x": 0, "x2": net, "y": middle - _BAR / 2, "y2": middle + _BAR / 2}
            (gains if net >= 0 else losses).append(bar)
            if result.low is not None and result.high is not None:
                whiskers += whisker(in_scale(result.low, scale), in_scale(result.high, scale), middle, cap=3)
            periods.append({"y": middle, "text": result.period})
            values.append({"y": middle, "text": _money(result.net, scale, lang, chart.currency)})
            top += _STEP
        top += 9
    canvas = Canvas(across, top)
    layers = [
        canvas.boxes(gains, colour=theme.GAIN),
        canvas.boxes(losses, colour=theme.LOSS),
        canvas.segments(whiskers, width=1.3),
        canvas.upright(0, top=LINE + 4),
        canvas.masks(heads),
        canvas.texts([{"x": 0, "y": LINE / 2, "text": _GAINS.of(lang)}], colour=theme.GAIN, strong=True, dx=8),
        canvas.texts(
            [{"x": 0, "y": LINE / 2, "text": _PAYS.of(lang)}],
            align="right",
            colour=theme.LOSS,
            strong=True,
            dx=-8,
        ),
        canvas.texts(heads, pixel=0, strong=True),
        canvas.texts(periods, pixel=10, colour=theme.MUTED),
        canvas.texts(values, pixel=WIDTH, align="right"),
    ]
    return canvas.sheet(layers)


def _money(value: float, scale: Scale, lang: Lang, currency: str) -> str:
    if currency == "SEK" and lang == "sv":
        return money(value, lang, scale=scale, signed=True)
    return number(in_scale(value, scale), lang, decimals=scaled_decimals(value, scale), signed=True)


def _plain(value: float | None, scale: Scale, lang: Lang) -> str:
    if value is None:
        return "–"
    return number(in_scale(value, scale), lang, decimals=scaled_decimals(value, scale))


def _note(chart: ActorsChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=0)
    whiskers = any(p.low is not None for actor in chart.actors for p in actor.periods)
    if lang == "sv":
        text = "Stapel åt höger: aktören vinner. Åt vänster: aktören betalar mer än den får tillbaka."
        return text + (f" Strecket är {level}-intervallet." if whiskers else "")
    text = "A bar to the right: the actor gains. To the left: it pays more than it gets back."
    return text + (f" The thin line is the {level} interval." if whiskers else "")


def _alt(chart: ActorsChart, scale: Scale, lang: Lang) -> str:
    parts = []
    for actor in chart.actors:
        texts = [
            f"{p.period}{NBSP}{money(p.net, lang, scale=scale, currency=chart.currency, signed=True)}"
            + ("" if p.low is None else f" ({from_to(_plain(p.low, scale, lang), _plain(p.high, scale, lang), lang)})")
            for p in actor.periods
        ]
        parts.append(f"{actor.label}: {', '.join(texts)}")
    lead = "Netto per aktör." if lang == "sv" else "Net per actor."
    return f"{lead} {'; '.join(parts)}."


def _table(chart: ActorsChart, scale: Scale, lang: Lang, title: str) -> Table:
    unit = money_unit(scale, lang, currency=chart.currency)
    columns = tuple(
        Column(head.of(lang), "left" if index < 2 else "right", "" if index < 2 else unit)
        for index, head in enumerate(_HEADS)
    )
    rows = tuple(
        (
            actor.label,
            p.period,
            number(in_scale(p.net, scale), lang, decimals=scaled_decimals(p.net, scale), signed=True),
            _plain(p.low, scale, lang),
            _plain(p.high, scale, lang),
        )
        for actor in chart.actors
        for p in actor.periods
    )
    return Table(title, columns, rows)
