# SPDX-License-Identifier: Apache-2.0
"""Payback: the cumulative net over time with its interval, and the point where the money is back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Canvas, Layer, Row, Spec, render, text_width
from utfall.reports.numbers import (
    Scale,
    from_to,
    in_scale,
    money,
    money_unit,
    months,
    number,
    percent,
    scaled_decimals,
    shared_scale,
    years,
)

_TITLE = Text(sv="När pengarna är tillbaka: ackumulerat netto", en="When the money is back: cumulative net")
_AXIS = {"month": Text(sv="månader från start", en="months from the start")}
_AXIS["year"] = Text(sv="år från start", en="years from the start")
_BACK = Text(sv="återbetalt efter", en="paid back after")
_NEVER = Text(sv="inte återbetalt inom kalkylens tid", en="not paid back within the horizon")
_HEADS = (
    Text(sv="Tid", en="Time"),
    Text(sv="Ackumulerat netto", en="Cumulative net"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
)
_HEIGHT = 250
_AXIS_WIDTH = 58


_MONTHS = 12.0


@dataclass(frozen=True, slots=True)
class PaybackPoint:
    """Cumulative net at a time (months or years from the start) and the ends of its interval, whole currency units."""

    time: float
    net: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval has two ends")


@dataclass(frozen=True, slots=True)
class PaybackChart:
    """The curve for one actor.

    Parameters
    ----------
    whose
        Whose money it is: 'kommunen', 'samhället'.
    points
        In the order of time, at least two.
    unit
        Unit of time.
    break_even
        Time when the net reaches zero, None when it does not within the horizon.
    """

    whose: str
    points: tuple[PaybackPoint, ...]
    unit: Literal["month", "year"]
    break_even: float | None
    currency: str = "SEK"
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        times = [point.time for point in self.points]
        if len(times) < 2 or times != sorted(set(times)):
            raise ValueError("a payback curve needs at least two points in the order of time")


def payback_figure(chart: PaybackChart, lang: Lang, *, figure_id: str = "figure-payback") -> Figure:
    """Return the cumulative net as a line in a band, with zero and the break-even marked."""
    scale = shared_scale(*(point.net for point in chart.points))
    unit = money_unit(scale, lang, currency=chart.currency)
    title = chart.title or f"{_TITLE.of(lang)}, {chart.whose}"
    return Figure(
        id=figure_id,
        title=f"{title}, {unit}",
        alt=_alt(chart, scale, lang),
        svg=render([_panel(chart, scale, lang)], lang),
        data_table=_table(chart, scale, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _panel(chart: PaybackChart, scale: Scale, lang: Lang) -> Spec:
    last = chart.points[-1].time
    across = Across(chart.points[0].time, last, _AXIS[chart.unit].of(lang), _AXIS_WIDTH, WIDTH - 12)
    rows = [_row(point, scale) for point in chart.points]
    ends = [0.0] + [row[name] for row in rows for name in ("net", "low", "high") if name in row]
    air = 0.08 * (max(ends) - min(ends) or 1.0)
    up = _up(min(ends) - air, max(ends) + air)
    x = across.encode("x")
    # Vega's automatic axis stands at the lower edge and would be thinned as on the other figures.
    line: Layer = {
        "data": {"values": rows},
        "mark": {"type": "line", "color": theme.GAIN, "strokeWidth": 2.5},
        "encoding": {"x": x, "y": up("net")},
    }
    layers = [
        *_band(rows, x, up),
        *_whiskers(rows, x, up),
        _zero(chart, x, up),
        line,
        *_marks(chart, rows, x, up, lang, scale),
    ]
    sheet = Canvas(across, _HEIGHT).sheet(layers)
    return sheet


def _row(point: PaybackPoint, scale: Scale) -> Row:
    row = {"x": point.time, "net": in_scale(point.net, scale)}
    if point.low is not None and point.high is not None:
        row |= {"low": in_scale(point.low, scale), "high": in_scale(point.high, scale)}
    return row


def _up(low: float, high: float) -> Any:
    """Return a maker of y channels that share one scale and the axis at the left, inside the figure."""

    def encode(field: str) -> dict[str, Any]:
        scale = {"domain": [low, high], "range": [_HEIGHT, 0], "nice": False, "zero": False}
        axis = {"title": None, "format": ",.6~f", "tickCount": 5, "offset": -_AXIS_WIDTH, "grid": False}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    return encode


def _band(rows: list[Row], x: dict[str, Any], up: Any) -> list[Layer]:
    if not all("low" in row for row in rows):
        return []
    mark = {"type": "area", "color": theme.BAND, "opacity": 1}
    return [
        {
            "data": {"values": rows},
            "mark": mark,
            "encoding": {"x": x, "y": up("low"), "y2": {"field": "high"}},
        }
    ]


def _whiskers(rows: list[Row], x: dict[str, Any], up: Any) -> list[Layer]:
    """Return intervals as upright lines when only some times have one."""
    known = [row for row in rows if "low" in row]
    if not known or len(known) == len(rows):
        return []
    line = {"type": "rule", "color": theme.INK, "strokeWidth": 1.5}
    dot = {"type": "point", "shape": "circle", "size": 50, "fill": theme.GAIN, "stroke": theme.GAIN, "opacity": 1}
    ends = {"type": "tick", "color": theme.INK, "orient": "horizontal", "size": 9, "thickness": 1.5}
    span: Layer = {"mark": line, "encoding": {"x": x, "y": up("low"), "y2": {"field": "high"}}}
    marks: list[Layer] = [span, {"mark": dot, "encoding": {"x": x, "y": up("net")}}]
    marks += [{"mark": ends, "encoding": {"x": x, "y": up(field)}} for field in ("low", "high")]
    return [{"data": {"values": known}, **mark} for mark in marks]


def _zero(chart: PaybackChart, x: dict[str, Any], up: Any) -> Layer:
    row = {"x": chart.points[0].time, "x2": chart.points[-1].time, "y": 0}
    mark = {"type": "rule", "color": theme.INK, "strokeWidth": 1.2}
    return {
        "data": {"values": [row]},
        "mark": mark,
        "encoding": {"x": x, "x2": {"field": "x2"}, "y": up("y")},
    }


def _marks(chart: PaybackChart, rows: list[Row], x: dict[str, Any], up: Any, lang: Lang, scale: Scale) -> list[Layer]:
    last = chart.points[-1]
    end = {"x": last.time, "y": rows[-1]["net"], "text": _money(last.net, scale, lang, chart.currency)}
    layers = [_text([end], x, up, align="right", dy=-13)]
    if chart.break_even is None:
        row = {"x": chart.points[0].time, "y": 0, "text": _NEVER.of(lang)}
        return [*layers, _text([row], x, up, align="left", dx=6, dy=-11)]
    lines = [_BACK.of(lang), _time(chart, chart.break_even, lang)]
    row = {"x": chart.break_even, "y": 0, "text": lines}
    span = last.time - chart.points[0].time
    pixel = _AXIS_WIDTH + (chart.break_even - chart.points[0].time) / span * (WIDTH - 12 - _AXIS_WIDTH)
    late = pixel + 9 + text_width(lines) > WIDTH
    point = {"type": "point", "shape": "diamond", "size": 130, "fill": theme.PAPER, "stroke": theme.LOSS}
    marked: Layer = {
        "data": {"values": [row]},
        "mark": {**point, "strokeWidth": 2.5, "opacity": 1},
        "encoding": {"x": x, "y": up("y")},
    }
    label = _text([row], x, up, align="right" if late else "left", dx=-9 if late else 9, dy=-13 - LINE if late else 15)
    return [*layers, marked, label]


def _text(rows: list[Row], x: dict[str, Any], up: Any, *, align: str, dx: float = 0, dy: float = 0) -> Layer:
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": 12.5, "fontWeight": 600}
    mark |= {"dx": dx, "dy": dy, "color": theme.INK, "lineHeight": LINE}
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {"x": x, "y": up("y"), "text": {"field": "text"}},
    }


def _time(chart: PaybackChart, time: float, lang: Lang) -> str:
    return months(time, lang) if chart.unit == "month" else years(time, lang)


def _back(chart: PaybackChart, lang: Lang) -> str:
    if chart.break_even is None:
        return _NEVER.of(lang)
    within = chart.break_even if chart.unit == "month" else chart.break_even * _MONTHS
    return f"{_BACK.of(lang)} {months(within, lang)}"


def _money(value: float, scale: Scale, lang: Lang, currency: str) -> str:
    return money(value, lang, scale=scale, currency=currency, signed=True)


def _plain(value: float | None, scale: Scale, lang: Lang) -> str:
    if value is None:
        return "–"
    return number(in_scale(value, scale), lang, decimals=scaled_decimals(value, scale))


def _note(chart: PaybackChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=0)
    known = [point.low is not None for point in chart.points]
    if lang == "sv":
        text = "Under linjen vid noll är satsningen ännu inte återbetald."
        return text + _INTERVALS[lang, all(known)].format(level=level) * any(known)
    text = "Below the line at zero the initiative is not yet paid back."
    return text + _INTERVALS[lang, all(known)].format(level=level) * any(known)


_INTERVALS: dict[tuple[Lang, bool], str] = {
    ("sv", True): " Fältet runt kurvan är {level}-intervallet.",
    ("sv", False): " De lodräta strecken är {level}-intervallet.",
    ("en", True): " The field around the curve is the {level} interval.",
    ("en", False): " The upright lines are the {level} interval.",
}


def _alt(chart: PaybackChart, scale: Scale, lang: Lang) -> str:
    last = chart.points[-1]
    lead = "Ackumulerat netto" if lang == "sv" else "Cumulative net"
    after = "efter" if lang == "sv" else "after"
    end = f"{_money(last.net, scale, lang, chart.currency)} {after} {_time(chart, last.time, lang)}"
    if last.low is not None:
        end += f" ({from_to(_plain(last.low, scale, lang), _plain(last.high, scale, lang), lang)})"
    return f"{lead}, {chart.whose}: {_back(chart, lang)}; {end}."


def _table(chart: PaybackChart, scale: Scale, lang: Lang, title: str) -> Table:
    unit = money_unit(scale, lang, currency=chart.currency)
    columns = tuple(
        Column(head.of(lang), "left" if index == 0 else "right", "" if index == 0 else unit)
        for index, head in enumerate(_HEADS)
    )
    rows = tuple(
        (
            _time(chart, point.time, lang),
            _plain(point.net, scale, lang),
            _plain(point.low, scale, lang),
            _plain(point.high, scale, lang),
        )
        for point in chart.points
    )
    return Table(title, columns, rows)
