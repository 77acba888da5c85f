# SPDX-License-Identifier: Apache-2.0
"""Rows of lying bars: name to the left, bar in the middle, amount to the right, in groups with a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from utfall.reports import theme
from utfall.reports.figures.canvas import (
    LETTERS,
    LINE,
    WIDTH,
    Across,
    Canvas,
    Layer,
    Row,
    Spec,
    spanning,
    whisker,
    wrapped,
)

Fill = Literal["gain", "loss", "total", "pale", "open"]

# Bars of one panel; more cannot be read on one page, the rest is put together or stands in the table.
MOST_BARS = 12
_LETTER = 6.6
_BAR = 12
_STEP = 21
_GAP = 11
_MOST_LINES = 3
_PARTS = re.compile(r"\s|(?<=-)")
_COLOURS: dict[Fill, tuple[str, str]] = {
    "gain": (theme.GAIN, theme.GAIN),
    "loss": (theme.LOSS, theme.LOSS),
    "total": (theme.NEUTRAL, theme.NEUTRAL),
    "pale": (theme.BAND, theme.GAIN),
    "open": (theme.PAPER, theme.NEUTRAL),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar from `start` to `end` (the scale's unit), its name and amount as text, and an interval of its end."""

    label: str
    text: str
    end: float
    fill: Fill
    start: float = 0.0
    low: float | None = None
    high: float | None = None
    strong: bool = False

    @property
    def ends(self) -> list[float]:
        """Every value the scale has to hold."""
        return [value for value in (self.start, self.end, self.low, self.high) if value is not None]


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars under one heading; an empty heading takes no room."""

    heading: str
    bars: tuple[Bar, ...]


def _short(lines: list[str]) -> list[str]:
    """Return at most two lines of a name; the whole of it stands in the data table."""
    return lines if len(lines) <= 2 else [lines[0], f"{lines[1][: LETTERS - 2]} …"]


def signed_fill(value: float) -> Fill:
    """Return the fill of a gain or a loss."""
    return "gain" if value >= 0 else "loss"


def bars_across(groups: Sequence[BarGroup], title: str, *, labels: int = 112, values: int = 82) -> Across:
    """Return a scale that holds all bars, between a column of names and one of amounts (pixels)."""
    ends = [end for group in groups for bar in group.bars for end in bar.ends]
    # Nothing but zeros still needs a scale that a reader can make sense of.
    return spanning(ends if any(ends) else [1.0], title, start=labels, end=WIDTH - values)


def bars_panel(
    groups: Sequence[BarGroup], across: Across, *, linked: bool = False, ends: tuple[str, str] | None = None
) -> Spec:
    """Return the groups as one panel.

    Parameters
    ----------
    linked
        Draw a thin line from the end of each bar to the next one's start (a waterfall).
    ends
        Words for the left and right side of zero.
    """
    placed = _place(groups, int((across.start - 4) / _LETTER), LINE + 8.0 if ends else 2.0, linked)
    canvas = Canvas(across, placed.bottom)
    layers = [
        *_bars(canvas, placed.bars),
        canvas.segments(placed.links, colour=theme.NEUTRAL, width=1),
        *_zero(canvas, placed.bars, linked),
        canvas.masks([*placed.heads, *placed.names]),
        canvas.texts(placed.heads, pixel=0, strong=True),
        canvas.texts(placed.names, pixel=0),
        *_texts(canvas, placed.bars),
        *_sides(canvas, ends),
    ]
    return canvas.sheet(layers)


Placed = tuple[Bar, float, list[str]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything stands: bars with their middle and their name's lines, headings, long names, links, bottom."""

    bars: list[Placed]
    heads: list[Row]
    names: list[Row]
    links: list[Row]
    bottom: float


def _place(groups: Sequence[BarGroup], letters: int, top: float, linked: bool) -> _Layout:
    heads: list[Row] = []
    names: list[Row] = []
    bars: list[Placed] = []
    for group in groups:
        if group.heading:
            lines = wrapped(group.heading)
            heads.append({"y": top + LINE / 2, "text": lines})
            top += LINE * len(lines) + 4
        for bar in group.bars:
            lines = wrapped(bar.label, max(letters, 8))
            if len(lines) > _MOST_LINES or max(map(len, _PARTS.split(bar.label))) > max(letters, 8):
                # A long name stands over its bar, across the whole figure: a narrow column would make it a tower.
                lines = _short(wrapped(bar.label))
                names.append({"y": top + LINE / 2 + 2, "text": lines})
                top, lines = top + LINE * len(lines) + 2, [""]
            middle = top + max(_STEP, LINE * len(lines) + 5) / 2
            bars.append((bar, middle, lines))
            top = 2 * middle - top
        top += _GAP
    links: list[Row] = []
    for (before, above, _), (_, below, _) in pairwise(bars) if linked else ():
        links.append({"x": before.end, "x2": before.end, "y": above + _BAR / 2, "y2": below - _BAR / 2})
    return _Layout(bars, heads, names, links, top - _GAP + 5)


def _bars(canvas: Canvas, placed: Sequence[Placed]) -> list[Layer]:
    layers = []
    for fill, (inside, edge) in _COLOURS.items():
        rows = [
            {"x": bar.start, "x2": bar.end, "y": middle - _BAR / 2, "y2": middle + _BAR / 2}
            for bar, middle, _ in placed
            if bar.fill == fill
        ]
        layer = canvas.boxes(rows, colour=inside)
        layer["mark"] |= {"stroke": edge, "strokeWidth": 1.5}
        layers += [layer] if rows else []
    whiskers = [
        row
        for bar, middle, _ in placed
        if bar.low is not None and bar.high is not None
        for row in whisker(bar.low, bar.high, middle, cap=3)
    ]
    # A white line under the ink one, or the interval would vanish inside a dark bar.
    return [*layers, canvas.segments(whiskers, colour=theme.PAPER, width=4), canvas.segments(whiskers, width=1.4)]


def _zero(canvas: Canvas, placed: Sequence[Placed], linked: bool) -> list[Layer]:
    """Return zero beside every bar, as one line where bars hang in the air."""
    reach = _STEP / 2 if linked else _BAR / 2 + 3
    rows = [{"x": 0, "x2": 0, "y": middle - reach, "y2": middle + reach} for _, middle, _ in placed]
    return [canvas.segments(rows, width=1.2)]


def _texts(canvas: Canvas, placed: Sequence[Placed]) -> list[Layer]:
    layers = []
    for strong in (False, True):
        chosen = [(bar, middle, lines) for bar, middle, lines in placed if bar.strong is strong]
        labels: list[Row] = [
            {"y": middle - LINE * (len(lines) - 1) / 2, "text": lines} for _, middle, lines in chosen if lines != [""]
        ]
        values: list[Row] = [{"y": middle, "text": bar.text} for bar, middle, _ in chosen]
        layers.append(canvas.texts(labels, pixel=0, strong=strong))
        layers.append(canvas.texts(values, pixel=WIDTH, align="right", strong=strong))
    return layers


def _sides(canvas: Canvas, ends: tuple[str, str] | None) -> list[Layer]:
    if ends is None:
        return []
    row = {"x": 0, "y": LINE / 2}
    return [
        canvas.texts([row | {"text": ends[0]}], align="right", colour=theme.LOSS, strong=True, dx=-8),
        canvas.texts([row | {"text": ends[1]}], colour=theme.GAIN, strong=True, dx=8),
    ]
