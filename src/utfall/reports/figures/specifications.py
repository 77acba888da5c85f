# SPDX-License-Identifier: Apache-2.0
"""The answer by every reasonable way to count, in order, beside the one that was planned."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, Canvas, Spec, render, spanning, whisker, wrapped
from utfall.reports.numbers import NBSP, estimate, from_to, number, percent

_TITLE = Text(sv="Samma fråga räknad på andra rimliga sätt", en="The same question counted in other reasonable ways")
_PLANNED = Text(sv="Så som planen säger", en="As the plan says")
_HEADS = (
    Text(sv="Sätt att räkna", en="Way to count"),
    Text(sv="Skillnad", en="Difference"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
)
_NAMED = 8  # as many ways have their names in the figure; more stand in the table alone
_TALLEST = 340.0  # pixels for those without a name


@dataclass(frozen=True, slots=True)
class Way:
    """The difference by one way to count, in the chart's unit."""

    label: str
    estimate: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.estimate <= self.high:
            raise ValueError("an estimate lies within its interval")


@dataclass(frozen=True, slots=True)
class SpecificationChart:
    """The planned way, drawn as a line through the others, which stand in order of value."""

    outcome: str
    unit: str
    planned: Way
    ways: tuple[Way, ...]
    level: float = 0.95
    source: str = ""

    def __post_init__(self) -> None:
        if not self.ways:
            raise ValueError("there is no other way to count")
        values = [way.estimate for way in self.ways]
        if values != sorted(values):
            raise ValueError("the ways stand in order of value")


def specification_figure(chart: SpecificationChart, lang: Lang, *, figure_id: str = "figure-specifications") -> Figure:
    """Return every way's estimate with its interval, lowest first."""
    title = f"{_TITLE.of(lang)}: {chart.outcome}"
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=render([_panel(chart, lang)], lang),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _panel(chart: SpecificationChart, lang: Lang) -> Spec:
    named = len(chart.ways) <= _NAMED
    every = (chart.planned, *chart.ways)
    across = spanning([end for way in every for end in (way.low, way.high)], chart.unit)
    top, labels, marks = 2.0, [], []
    step = 20.0 if named else max(min(_TALLEST / len(chart.ways), 14.0), 3.0)
    for way in chart.ways:
        if named:
            lines = [text for part in (way.label, _value_text(way, chart, lang)) for text in wrapped(part)]
            labels.append({"y": top + LINE / 2, "text": lines})
            top += LINE * len(lines) + 8
        marks.append((way, top + (0.0 if named else step / 2)))
        top += step
    canvas = Canvas(across, top)
    sure = [row for way, y in marks for row in whisker(way.low, way.high, y, cap=5 if named else 0)]
    line = {"x": chart.planned.estimate, "x2": chart.planned.estimate, "y": 0.0, "y2": top}
    dots = [{"x": way.estimate, "y": y} for way, y in marks]
    small = [{"x": way.estimate, "x2": way.estimate, "y": y - step * 0.45, "y2": y + step * 0.45} for way, y in marks]
    return canvas.sheet(
        [
            canvas.upright(0),
            canvas.segments([line], colour=theme.GAIN, dash=True),
            canvas.masks(labels),
            canvas.segments(sure, colour=theme.INK if named else theme.NEUTRAL, width=2 if named else 1),
            canvas.points(dots) if named else canvas.segments(small, colour=theme.GAIN, width=3),
            canvas.texts(labels, pixel=0),
        ]
    )


def _value_text(way: Way, chart: SpecificationChart, lang: Lang) -> str:
    shown = estimate(way.estimate, way.low, way.high, lang, signed=True)
    return f"{shown.value}{NBSP}{chart.unit} ({from_to(shown.low, shown.high, lang)})"


def _note(chart: SpecificationChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=0)
    return Text(
        sv=f"Varje rad är ett sätt att räkna, med {level}-intervall. Det streckade är svaret så som planen säger, och det "
        "heldragna är ingen skillnad. Alla bygger på samma data: många rader är inte många oberoende fynd.",
        en=f"Each row is a way to count, with its {level} interval. The dashed line is the answer as the plan says, and the "
        "solid one no difference. All rest on the same data: many rows are not many independent findings.",
    ).of(lang)


def _alt(chart: SpecificationChart, lang: Lang) -> str:
    ends = [_value_text(way, chart, lang) for way in (chart.ways[0], chart.ways[-1])]
    count, planned = number(len(chart.ways), lang, decimals=0), _value_text(chart.planned, chart, lang)
    return Text(
        sv=f"Effekt på {chart.outcome} räknad på {count} sätt, från {ends[0]} till {ends[1]}. Så som planen säger: {planned}.",
        en=f"Effect on {chart.outcome} counted in {count} ways, from {ends[0]} to {ends[1]}. As the plan says: {planned}.",
    ).of(lang)


def _table(chart: SpecificationChart, lang: Lang, title: str) -> Table:
    rows = []
    for label, way in ((_PLANNED.of(lang), chart.planned), *((way.label, way) for way in chart.ways)):
        shown = estimate(way.estimate, way.low, way.high, lang, signed=True)
        rows.append((label, shown.value, shown.low, shown.high))
    columns = tuple(
        Column(head.of(lang), "left" if index == 0 else "right", chart.unit if index else "")
        for index, head in enumerate(_HEADS)
    )
    return Table(title, columns, tuple(rows))
