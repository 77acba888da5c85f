# SPDX-License-Identifier: Apache-2.0
"""Continuous follow-up: the difference over time in its band, and the criteria as lines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, TEXT_SIZE, WIDTH, Across, Canvas, Layer, Row, Spec, render
from utfall.reports.numbers import decimals_for, from_to, number, percent

_TITLE = Text(sv="Skillnaden så långt, med osäkerhet", en="The difference so far, with its uncertainty")
_ZERO = Text(sv="ingen skillnad", en="no difference")
_HEADS = (
    Text(sv="Tid", en="Time"),
    Text(sv="Skillnad", en="Difference"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
    Text(sv="Mätta, insats", en="Measured, intervention"),
    Text(sv="Mätta, jämförelse", en="Measured, comparison"),
)
_HEIGHT = 250
_AXIS_WIDTH = 52
_MOST_TICKS = 4
_SAMPLE = 30  # pixels of line in the key
_WIDEST = 6.0  # times the narrowest interval; wider ones are cut, or the rest could not be read
_DASHES = ((5, 3), (1, 3), (9, 3), (9, 3, 1, 3))
_MET_IN = Text(sv="uppfyllt {}", en="met {}")
_NOT_MET = Text(sv="inte uppfyllt", en="not met")


@dataclass(frozen=True, slots=True)
class SequencePoint:
    """One look that is shown, in the unit of the figure. `place` counts all looks from 0, also those not shown."""

    place: int
    period: str
    value: float
    low: float
    high: float
    n_intervention: int
    n_comparison: int

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError("an estimate lies within its interval")


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion's limit and the period in which it was first met, '' when it is not."""

    label: str
    threshold: float
    met: str = ""


@dataclass(frozen=True, slots=True)
class SequenceChart:
    """The looks of a follow-up.

    Parameters
    ----------
    outcome, unit
        Name and unit, in the language of the figure.
    points
        The looks shown, in order of time.
    periods
        Names of all looks.
    hidden
        What is said of looks that are not shown, '' when all are.
    """

    outcome: str
    unit: str
    points: tuple[SequencePoint, ...]
    periods: tuple[str, ...]
    criteria: tuple[CriterionLine, ...] = ()
    level: float = 0.95
    hidden: str = ""

    def __post_init__(self) -> None:
        places = [point.place for point in self.points]
        if not places or places != sorted(set(places)) or places[-1] >= len(self.periods):
            raise ValueError("a follow-up figure needs looks in the order of time")


def sequence_figure(chart: SequenceChart, lang: Lang, *, figure_id: str = "figure-follow-up") -> Figure:
    """Return the difference over time as a line in a band, with zero and the criteria as lines."""
    unit = f", {chart.unit}" if chart.unit else ""
    title = f"{chart.outcome}: {_TITLE.of(lang)[0].lower()}{_TITLE.of(lang)[1:]}{unit}"
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=render([_panel(chart, lang)], lang),
        data_table=_table(chart, lang, title),
        note=_note(chart, lang),
    )


@dataclass(frozen=True, slots=True)
class _Up:
    """The scale up the figure: ends of the data shown, and the pixels below the key that they fall on."""

    low: float
    high: float
    top: float

    def encode(self, field: str) -> dict[str, Any]:
        """Return the y channel of a field."""
        scale = {"domain": [self.low, self.high], "range": [self.top + _HEIGHT, self.top], "nice": False, "zero": False}
        axis = {"title": None, "format": ",.6~f", "tickCount": 5, "offset": -_AXIS_WIDTH, "grid": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def within(self, value: float) -> float:
        """Return the value, or the end that it lies beyond."""
        return min(max(value, self.low), self.high)


def _panel(chart: SequenceChart, lang: Lang) -> Spec:
    last = max(len(chart.periods) - 1, 1)
    across = Across(-0.3, last + 0.3, "", _AXIS_WIDTH, WIDTH - 12)
    lines = _lines(chart, lang)
    top = LINE * len(lines) + 12
    up, x = _up(chart, top), _x(chart, across)
    rows: list[Row] = [
        {"x": p.place, "y": p.value, "low": up.within(p.low), "high": up.within(p.high)} for p in chart.points
    ]
    line: Layer = {
        "data": {"values": rows},
        "mark": {"type": "line", "color": theme.GAIN, "strokeWidth": 2.5},
        "encoding": {"x": x, "y": up.encode("y")},
    }
    dots: Layer = {
        "data": {"values": rows},
        "mark": {"type": "point", "size": 46, "fill": theme.GAIN, "stroke": theme.GAIN, "opacity": 1},
        "encoding": {"x": x, "y": up.encode("y")},
    }
    canvas = Canvas(across, top + _HEIGHT)
    limits = [_limit(one, across, x, up) for one in lines]
    return canvas.sheet([*_band(rows, x, up), *limits, line, dots, *_met(chart, x, up), *_key(canvas, lines)])


def _x(chart: SequenceChart, across: Across) -> dict[str, Any]:
    """Return the x channel with names of periods below it, as many as there is room for."""
    count = len(chart.periods)
    step = max(1, -(-(count - 1) // (_MOST_TICKS - 1))) if count > _MOST_TICKS else 1
    encoded = across.encode("x")
    encoded["axis"] = {
        "title": None,
        "values": list(range(0, count, step)),
        "labelExpr": f"{json.dumps(list(chart.periods), ensure_ascii=True)}[datum.value]",
        "labelFlush": True,
        "grid": False,
    }
    return encoded


def _width(point: SequencePoint) -> float:
    return point.high - point.low


def _cut(chart: SequenceChart) -> bool:
    """Tell whether intervals are so much wider than the narrowest that the figure cuts them."""
    return any(_width(point) > _WIDEST * min(map(_width, chart.points)) for point in chart.points)


def _up(chart: SequenceChart, top: float) -> _Up:
    narrowest = min(map(_width, chart.points))
    ends = [0.0, *(c.threshold for c in chart.criteria), *(point.value for point in chart.points)]
    kept = [point for point in chart.points if _width(point) <= _WIDEST * narrowest]
    ends += [end for point in kept for end in (point.low, point.high)]
    air = 0.1 * (max(ends) - min(ends) or 1.0)
    return _Up(min(ends) - air, max(ends) + air, top)


def _band(rows: list[Row], x: dict[str, Any], up: _Up) -> list[Layer]:
    y = {"y": up.encode("low"), "y2": {"field": "high"}}
    area: Layer = {"data": {"values": rows}, "mark": {"type": "area", "color": theme.BAND, "opacity": 1}}
    area["encoding"] = {"x": x, **y}
    upright: Layer = {"data": {"values": rows}, "mark": {"type": "rule", "color": theme.GAIN, "strokeWidth": 1}}
    upright["encoding"] = {"x": x, **y}
    return [area, upright]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line across the figure; its name stands in the key above, where nothing can lie on it."""

    at: float
    label: str
    colour: str
    dash: tuple[int, ...]


def _lines(chart: SequenceChart, lang: Lang) -> list[_Line]:
    """Return the line at zero, where no criterion has it, and those of the criteria, each with a pattern of its own."""
    found = [_Line(0.0, _ZERO.of(lang), theme.INK, ())] if all(c.threshold != 0 for c in chart.criteria) else []
    for place, criterion in enumerate(chart.criteria):
        met = _MET_IN.of(lang).format(criterion.met) if criterion.met else _NOT_MET.of(lang)
        found.append(_Line(criterion.threshold, f"{criterion.label}: {met}", theme.LOSS, _DASHES[place % len(_DASHES)]))
    return found


def _mark(line: _Line) -> dict[str, Any]:
    mark: dict[str, Any] = {"type": "rule", "color": line.colour, "strokeWidth": 1.8}
    return mark | ({"strokeDash": list(line.dash)} if line.dash else {})


def _limit(line: _Line, across: Across, x: dict[str, Any], up: _Up) -> Layer:
    row = {"x": across.low, "x2": across.high, "y": line.at}
    return {
        "data": {"values": [row]},
        "mark": _mark(line),
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": up.encode("y")},
    }


def _key(canvas: Canvas, lines: list[_Line]) -> list[Layer]:
    """Return the key: a piece of each line and its name."""
    layers: list[Layer] = []
    for place, line in enumerate(lines):
        y = LINE * place + LINE / 2
        layers.append({
            "data": {"values": [{}]},
            "mark": _mark(line),
            "encoding": {"x": {"value": 0}, "x2": {"value": _SAMPLE}, "y": {"value": y}},
        })  # fmt: skip
        text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": TEXT_SIZE, "color": line.colour}
        layers.append({
            "data": {"values": [{"text": line.label}]},
            "mark": {**text, "limit": WIDTH - _SAMPLE - 8},
            "encoding": {"x": {"value": _SAMPLE + 8}, "y": {"value": y}, "text": {"field": "text"}},
        })  # fmt: skip
    return layers


def _met(chart: SequenceChart, x: dict[str, Any], up: _Up) -> list[Layer]:
    """Return a diamond at each look in which a criterion was first met."""
    periods = {c.met for c in chart.criteria if c.met}
    rows = [{"x": p.place, "y": p.value} for p in chart.points if p.period in periods]
    if not rows:
        return []
    mark = {"type": "point", "shape": "diamond", "size": 190, "fill": theme.PAPER, "stroke": theme.LOSS}
    return [
        {
            "data": {"values": rows},
            "mark": {**mark, "strokeWidth": 2.5, "opacity": 1},
            "encoding": {"x": x, "y": up.encode("y")},
        }
    ]


def _note(chart: SequenceChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=0)
    text = Text(
        sv=f"Fältet är {level}-intervallet, som får läsas varje gång.",
        en=f"The field is the {level} interval, which may be read every time.",
    ).of(lang)
    if any(criterion.met for criterion in chart.criteria):
        text += Text(
            sv=" Romben visar när ett kriterium först uppfylldes.",
            en=" The diamond shows when a criterion was first met.",
        ).of(lang)
    if _cut(chart):
        text += Text(
            sv=" Intervall som är mycket bredare än de andra är kapade vid figurens kant; tabellen har hela.",
            en=" Intervals much wider than the others are cut at the edge of the figure; the table has them whole.",
        ).of(lang)
    return f"{text} {chart.hidden}".strip()


def _cells(point: SequencePoint, lang: Lang) -> tuple[str, str, str]:
    places = decimals_for((point.high - point.low) / 2)
    value = number(point.value, lang, decimals=places, signed=True)
    return value, number(point.low, lang, decimals=places), number(point.high, lang, decimals=places)


def _alt(chart: SequenceChart, lang: Lang) -> str:
    parts = []
    for point in dict.fromkeys((chart.points[0], chart.points[-1])):
        value, low, high = _cells(point, lang)
        parts.append(f"{point.period}: {value} ({from_to(low, high, lang)})")
    for criterion in chart.criteria:
        met = _MET_IN.of(lang).format(criterion.met) if criterion.met else _NOT_MET.of(lang)
        parts.append(f"{criterion.label}: {met}")
    lead = f"{chart.outcome}, {_HEADS[1].of(lang).lower()}{' i ' if lang == 'sv' else ' in '}{chart.unit}"
    return f"{lead if chart.unit else chart.outcome}. {'; '.join(parts)}."


def _table(chart: SequenceChart, lang: Lang, title: str) -> Table:
    columns = tuple(
        Column(head.of(lang), "left" if index == 0 else "right", chart.unit if 0 < index < 4 else "")
        for index, head in enumerate(_HEADS)
    )
    rows = tuple(
        (p.period, *_cells(p, lang), *(number(n, lang, decimals=0) for n in (p.n_intervention, p.n_comparison)))
        for p in chart.points
    )
    return Table(title, columns, rows)
