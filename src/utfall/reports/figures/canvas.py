# SPDX-License-Identifier: Apache-2.0
"""The few shapes figures are made of, as Vega-Lite in plain dictionaries, and their rendering to SVG.

Figures are drawn 360 px wide, so that their letters can still be read on a telephone; wider screens and paper show them
larger. Down the page we count pixels ourselves (every row has its label above its marks); across, Vega scales the data.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import vl_convert

from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.numbers import MINUS, NBSP

WIDTH = 360
LINE = 16
TEXT_SIZE = 12.5
# Letters of the figures' size that fit across the whole figure.
LETTERS = 50
# Width of a letter, with a little to spare.
_LETTER = 6.5

Layer = dict[str, Any]
Row = dict[str, Any]
Spec = dict[str, Any]

_TAG = re.compile(r"<[^>]+>")
_NAMELESS = re.compile(r'\s(?:role|class|aria-[a-z]+)="[^"]*"')
_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_LOCALES: dict[Lang, dict[str, Any]] = {
    "sv": {"decimal": ",", "thousands": NBSP, "grouping": [3], "currency": ["", f"{NBSP}kr"], "minus": MINUS},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["£", ""], "minus": MINUS},
}


@dataclass(frozen=True, slots=True)
class Across:
    """The scale across a figure: the data's ends, the pixels they fall on and the axis' title with unit."""

    low: float
    high: float
    title: str
    start: int = 0
    end: int = WIDTH

    def value_at(self, pixel: float) -> float:
        """Return the value that falls on a pixel, also outside the scale's own ends."""
        return self.low + (pixel - self.start) / (self.end - self.start) * (self.high - self.low)

    def encode(self, field: str) -> dict[str, Any]:
        """Return the x channel of a field."""
        return {
            "field": field,
            "type": "quantitative",
            "scale": {
                "domain": [self.low, self.high],
                "range": [self.start, self.end],
                "nice": False,
                "zero": False,
            },
            "axis": {
                "title": self.title,
                "titleAnchor": "start",
                "tickCount": max(2, round((self.end - self.start) / 80)),
                "format": ",.6~f",
                "labelOverlap": True,
                "labelFlush": True,
            },
        }


def spanning(values: Iterable[float], title: str, *, start: int = 0, end: int = WIDTH, air: float = 0.05) -> Across:
    """Return a scale that holds zero and every value, with a little air at both ends."""
    all_values = [0.0, *values]
    if not all(math.isfinite(value) for value in all_values):
        raise ValueError("a figure can only show finite numbers")
    low, high = min(all_values), max(all_values)
    margin = air * (high - low or 1.0)
    return Across(low - margin, high + margin, title, start, end)


def wrapped(text: str, letters: int = LETTERS) -> list[str]:
    """Return a label as lines that fit."""
    return textwrap.wrap(text, letters, break_long_words=True) or [""]


def text_width(lines: Sequence[str]) -> float:
    """Return about how many pixels the longest of the lines takes."""
    return max(len(line) for line in lines) * _LETTER


def joined(parts: Sequence[str]) -> list[str]:
    """Return the parts on one line with dots between them when they fit, else each on lines of its own."""
    one = " · ".join(parts)
    return [one] if len(one) <= LETTERS else [line for part in parts for line in wrapped(part)]


def _down(field: str, height: float) -> dict[str, Any]:
    scale = {"domain": [0, height], "range": [0, height], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


@dataclass(frozen=True, slots=True)
class Canvas:
    """Makes layers that share one scale across and one height in pixels."""

    across: Across
    height: float

    def _layer(self, mark: dict[str, Any], rows: Sequence[Row], fields: str) -> Layer:
        encoding: dict[str, Any] = {}
        for field in fields.split():
            if field == "x2":
                encoding["x2"] = {"field": "x2"}
            elif field == "y2":
                encoding["y2"] = {"field": "y2"}
            elif field == "x":
                encoding["x"] = self.across.encode("x")
            elif field == "y":
                encoding["y"] = _down("y", self.height)
            elif field == "text":
                encoding["text"] = {"field": "text"}
        return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}

    def segments(
        self, rows: Sequence[Row], *, colour: str = theme.INK, width: float = 1.5, dash: bool = False
    ) -> Layer:
        """Return straight lines from (x, y) to (x2, y2)."""
        mark = {"type": "rule", "color": colour, "strokeWidth": width}
        if dash:
            mark["strokeDash"] = [4, 3]
        return self._layer(mark, rows, "x x2 y y2")

    def masks(self, labels: Sequence[Row]) -> Layer:
        """Return white ground behind labels at the left edge, so that no line runs through their letters."""
        rows = []
        for label in labels:
            lines = label["text"] if isinstance(label["text"], list) else [label["text"]]
            top = label["y"] - LINE / 2
            wide = min(text_width(lines) + 4, WIDTH)
            x, x2 = self.across.value_at(0), self.across.value_at(wide)
            rows.append({"x": x, "x2": x2, "y": top, "y2": top + LINE * len(lines)})
        return self.boxes(rows, colour=theme.PAPER)

    def upright(
        self, x: float, *, top: float = 0, colour: str = theme.INK, width: float = 1.2, dash: bool = False
    ) -> Layer:
        """Return a vertical line through the figure at a value."""
        row = {"x": x, "x2": x, "y": top, "y2": self.height}
        return self.segments([row], colour=colour, width=width, dash=dash)

    def boxes(self, rows: Sequence[Row], *, colour: str) -> Layer:
        """Return filled boxes between (x, y) and (x2, y2)."""
        return self._layer({"type": "rect", "color": colour}, rows, "x x2 y y2")

    def points(
        self, rows: Sequence[Row], *, shape: str = "circle", colour: str = theme.GAIN, hollow: bool = False
    ) -> Layer:
        """Return marks at (x, y); a hollow one is white inside."""
        fill = theme.PAPER if hollow else colour
        mark = {"type": "point", "shape": shape, "size": 80, "fill": fill, "stroke": colour, "strokeWidth": 2}
        return self._layer({**mark, "opacity": 1}, rows, "x y")

    def texts(
        self,
        rows: Sequence[Row],
        *,
        pixel: float | None = None,
        align: str = "left",
        strong: bool = False,
        colour: str = theme.INK,
        dx: float = 0,
    ) -> Layer:
        """Return texts whose middle line is y; at pixel `pixel` across, or at the value x when None."""
        mark = {"type": "text", "align": align, "baseline": "middle", "color": colour, "dx": dx}
        mark |= {"fontSize": TEXT_SIZE, "fontWeight": 600 if strong else 400, "lineHeight": LINE}
        layer = self._layer(mark, rows, "x y text" if pixel is None else "y text")
        if pixel is not None:
            layer["encoding"]["x"] = {"value": pixel}
        return layer

    def sheet(self, layers: Sequence[Layer]) -> Spec:
        """Return the layers as one panel."""
        return {"width": WIDTH, "height": self.height, "layer": list(layers)}


def whisker(low: float, high: float, y: float, *, cap: float = 5) -> list[Row]:
    """Return an interval as three segments: the line and its two ends."""
    ends = [{"x": end, "x2": end, "y": y - cap, "y2": y + cap} for end in (low, high)]
    return [{"x": low, "x2": high, "y": y, "y2": y}, *ends]


def render(panels: Sequence[Spec], lang: Lang) -> str:
    """Return the panels, one under the other, as one SVG element.

    The first call in a process starts the drawing engine (0.4–0.7 s, and it holds the interpreter's lock, so a thread
    of its own gains nothing); after that a figure takes some 20 ms. The same panels are drawn once only.
    """
    body: Spec = {"vconcat": list(panels), "spacing": 18} if len(panels) > 1 else dict(panels[0])
    spec = {"$schema": _SCHEMA, **body, "config": _config(), "background": theme.PAPER, "padding": 8}
    return _drawn(json.dumps(spec, ensure_ascii=False, sort_keys=True), lang)


@lru_cache(maxsize=64)
def _drawn(spec: str, lang: Lang) -> str:
    register_font()
    # An empty list of addresses: a figure is never allowed to fetch anything.
    svg = str(vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES[lang], allowed_base_urls=[]))
    # Vega gives each group of marks a role without a name, which a screen reader would stumble over; the figure as a
    # whole has its text. Only inside tags: a label may hold anything.
    return _TAG.sub(lambda tag: _NAMELESS.sub("", tag.group(0)), svg)


@lru_cache(maxsize=1)
def register_font() -> None:
    """Make the figures' font known to the drawing engine, once."""
    vl_convert.register_font_directory(str(theme.FONT_FOLDER))


def _config() -> dict[str, Any]:
    font = theme.FONT + ", sans-serif"
    return {
        "aria": False,
        "font": font,
        "view": {"stroke": None},
        "text": {"font": font},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": "#e3e8ec",
            "gridWidth": 1,
            "labelColor": theme.MUTED,
            "labelFont": font,
            "labelFontSize": TEXT_SIZE,
            "labelPadding": 6,
            "titleColor": theme.MUTED,
            "titleFont": font,
            "titleFontSize": TEXT_SIZE,
            "titleFontWeight": 400,
            "titlePadding": 6,
        },
    }
