# SPDX-License-Identifier: Apache-2.0
"""A plane for curves: one scale across, one upwards with its axis inside the figure's left edge, and a heading."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from utfall.reports import theme
from utfall.reports.figures.canvas import LINE, TEXT_SIZE, WIDTH, Across, Layer, Row, Spec, wrapped

AXIS_WIDTH = 58
RIGHT_AIR = 12


@dataclass(frozen=True, slots=True)
class Plane:
    """Scales of a panel with curves.

    Parameters
    ----------
    across
        The scale across.
    low, high
        Ends of the scale upwards.
    heading
        Lines over the curves: what is drawn, with unit.
    ticks
        Where the axis across has its numbers; empty leaves it to the engine.
    tick_format
        How they are written; 'd' writes a calendar year without a space.
    height
        Pixels for the curves, without the heading.
    labels
        Between which values the axis upwards has numbers; None for all.
    """

    across: Across
    low: float
    high: float
    heading: tuple[str, ...] = ()
    ticks: tuple[float, ...] = ()
    tick_format: str = ",.6~f"
    height: int = 210
    labels: tuple[float, float] | None = None

    @property
    def top(self) -> float:
        """Pixels that the heading takes."""
        return LINE * len(self.heading) + 6.0 if self.heading else 0.0

    def _x(self, field: str) -> dict[str, Any]:
        channel = self.across.encode(field)
        channel["axis"] |= {"format": self.tick_format, "grid": False, "title": wrapped(self.across.title, 44)}
        if self.ticks:
            channel["axis"]["values"] = list(self.ticks)
        return channel

    def _y(self, field: str) -> dict[str, Any]:
        domain, reach = [self.low, self.high], [self.top + self.height, self.top]
        scale = {"domain": domain, "range": reach, "nice": False, "zero": False}
        axis = {"title": None, "format": ",.6~f", "tickCount": 5, "offset": -self.across.start, "grid": True}
        if self.labels is not None:
            low, high = self.labels
            axis["labelExpr"] = f"datum.value < {low!r} || datum.value > {high!r} ? '' : datum.label"
        return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}

    def _layer(self, rows: Sequence[Row], mark: dict[str, Any], **more: Any) -> Layer:
        encoding = {"x": self._x("x"), "y": self._y("y"), **more}
        return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}

    def pixel(self, value: float) -> float:
        """Return the pixel down the page on which a value upwards falls."""
        return self.top + (self.high - value) / (self.high - self.low) * self.height

    def line(self, rows: Sequence[Row], *, colour: str, dash: Sequence[int] = (), width: float = 2.5) -> Layer:
        """Return a curve through (x, y) in the order given."""
        mark = {"type": "line", "color": colour, "strokeWidth": width, "strokeJoin": "round"}
        if dash:
            mark["strokeDash"] = list(dash)
        # Points with the same x keep their order: a step is drawn upright.
        ordered = [row | {"place": place} for place, row in enumerate(rows)]
        return self._layer(ordered, mark, order={"field": "place", "type": "quantitative"})

    def segments(
        self, rows: Sequence[Row], *, colour: str = theme.INK, width: float = 1.2, dash: bool = False
    ) -> Layer:
        """Return straight lines from (x, y) to (x2, y2)."""
        mark = {"type": "rule", "color": colour, "strokeWidth": width}
        if dash:
            mark["strokeDash"] = [4, 3]
        return self._layer(rows, mark, x2={"field": "x2"}, y2={"field": "y2"})

    def level(self, value: float, *, colour: str = theme.INK, dash: bool = False) -> Layer:
        """Return a lying line through the plane."""
        row = {"x": self.across.low, "x2": self.across.high, "y": value, "y2": value}
        return self.segments([row], colour=colour, dash=dash)

    def upright(self, x: float, *, colour: str = theme.INK, dash: bool = True) -> Layer:
        """Return an upright line through the plane."""
        return self.segments([{"x": x, "x2": x, "y": self.low, "y2": self.high}], colour=colour, dash=dash)

    def boxes(self, rows: Sequence[Row], *, colour: str) -> Layer:
        """Return filled boxes between (x, y) and (x2, y2)."""
        return self._layer(rows, {"type": "rect", "color": colour}, x2={"field": "x2"}, y2={"field": "y2"})

    def points(self, rows: Sequence[Row], *, shape: str = "circle", colour: str, hollow: bool = False) -> Layer:
        """Return marks at (x, y)."""
        fill = theme.PAPER if hollow else colour
        mark = {"type": "point", "shape": shape, "size": 80, "fill": fill, "stroke": colour}
        return self._layer(rows, {**mark, "strokeWidth": 2, "opacity": 1})

    def texts(
        self, rows: Sequence[Row], *, align: str = "left", dx: float = 0, dy: float = 0, colour: str = theme.INK
    ) -> Layer:
        """Return texts beside (x, y), on a white edge so that no line runs through their letters."""
        mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": TEXT_SIZE, "fontWeight": 600}
        mark |= {"dx": dx, "dy": dy, "color": colour, "lineHeight": LINE}
        edge = {"stroke": theme.PAPER, "strokeWidth": 4, "strokeJoin": "round"}
        return {"layer": [self._layer(rows, each, text={"field": "text"}) for each in (mark | edge, mark)]}

    def sheet(self, layers: Sequence[Layer]) -> Spec:
        """Return the heading and the layers as one panel."""
        head: list[Layer] = []
        if self.heading:
            mark = {"type": "text", "align": "left", "baseline": "middle", "fontSize": TEXT_SIZE, "fontWeight": 600}
            mark |= {"color": theme.INK, "lineHeight": LINE}
            where = {"x": {"value": 0}, "y": {"value": LINE / 2}, "text": {"field": "text"}}
            head = [{"data": {"values": [{"text": list(self.heading)}]}, "mark": mark, "encoding": where}]
        return {"width": WIDTH, "height": self.top + self.height, "layer": [*layers, *head]}


def upwards(values: Iterable[float], *, air: float = 0.1) -> tuple[float, float]:
    """Return the ends of a scale that holds zero and every value with air for labels; refuse what is not finite."""
    found = [0.0, *values]
    if not all(math.isfinite(value) for value in found):
        raise ValueError("a figure can only show finite numbers")
    low, high = min(found), max(found)
    margin = air * (high - low or 1.0)
    return (low - margin if low < 0 else low), high + margin


def apart(wanted: Sequence[float], distance: float, low: float, high: float) -> list[float]:
    """Return places for labels near the wanted ones (pixels), at least `distance` apart, within low and high."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    found = list(wanted)
    floor = low
    for place in order:
        found[place] = max(wanted[place], floor)
        floor = found[place] + distance
    ceiling = high
    for place in reversed(order):
        found[place] = min(found[place], ceiling)
        ceiling = found[place] - distance
    return found
