# SPDX-License-Identifier: Apache-2.0
"""Two-way sensitivity: the net over two assumptions at once, with the line on which it is zero."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import Amounts, amounts_for, pick, require, require_finite, thinned
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Canvas, Layer, Row, Spec, render, wrapped
from utfall.reports.numbers import MINUS

_TITLE = Text(sv="Netto när två antaganden ändras", en="The net when two assumptions change")
_USED = Text(sv="använt", en="used")
_LEFT = 66
_CELL = 34
_MOST_ACROSS = 6
_MOST_DOWN = 8
_GROUNDS = {True: "#d5e6f0", False: "#f7e0d3"}
_LETTER = 7.0


@dataclass(frozen=True, slots=True)
class Axis:
    """One assumption: its name, its values (rising, two or more), how they are written, and the value used."""

    label: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    used: float
    used_text: str

    def __post_init__(self) -> None:
        require_finite(*self.values, self.used)
        require(len(self.values) >= 2, "an assumption in a map takes two or more values")
        require(list(self.values) == sorted(set(self.values)), "an assumption's values come in rising order")
        require(len(self.texts) == len(self.values), "every value has its text")
        require(self.values[0] <= self.used <= self.values[-1], "the value used lies within the map")

    def place_of(self, value: float) -> float:
        """Return where a value lies among the axis' values, counted from 0, between two of them in proportion."""
        at = min(max(bisect_right(self.values, value) - 1, 0), len(self.values) - 2)
        low, high = self.values[at], self.values[at + 1]
        return at + (value - low) / (high - low)


@dataclass(frozen=True, slots=True)
class TwoWayChart:
    """The net (whole currency units) at every pair of values: `net[place of down][place of across]`.

    `result` names the quantity in the report's language: 'samhällets netto'.
    """

    result: str
    across: Axis
    down: Axis
    net: tuple[tuple[float, ...], ...]
    base: float
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(len(self.net) == len(self.down.values), "the map has a row for every value of the assumption upwards")
        across = len(self.across.values)
        require(all(len(row) == across for row in self.net), "the map has a net for every pair of values")
        require_finite(self.base, *(value for row in self.net for value in row))


def two_way_figure(chart: TwoWayChart, lang: Lang, *, figure_id: str = "figure-two-way") -> Figure:
    """Return the nets as a map of cells with signs, the break-even line and the values used."""
    amounts = amounts_for([chart.base, *(value for row in chart.net for value in row)], lang, chart.currency)
    title = chart.title or f"{_TITLE.of(lang)}: {chart.result}"
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([_panel(chart, amounts)], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the drawn values lie: cells of equal size, the middle of each on its value."""

    across: tuple[int, ...]
    down: tuple[int, ...]
    top: float

    @property
    def wide(self) -> float:
        return (WIDTH - _LEFT) / len(self.across)

    @property
    def height(self) -> float:
        return self.top + _CELL * len(self.down)

    def x(self, place: float) -> float:
        """Return the pixel of a place among all the values across."""
        return _LEFT + (_between(place, self.across) + 0.5) * self.wide

    def y(self, place: float) -> float:
        """Return the pixel of a place among all the values upwards; the greatest is at the top."""
        return self.height - (_between(place, self.down) + 0.5) * _CELL


def _between(place: float, drawn: tuple[int, ...]) -> float:
    """Return a place among all values as a place among the drawn ones."""
    at = min(max(bisect_right(drawn, place) - 1, 0), len(drawn) - 2)
    return at + (place - drawn[at]) / (drawn[at + 1] - drawn[at])


def _panel(chart: TwoWayChart, amounts: Amounts) -> Spec:
    head = wrapped(f"↑ {chart.down.label}")
    foot = wrapped(f"{chart.across.label} →")
    grid = _Grid(
        thinned(len(chart.across.values), _MOST_ACROSS),
        thinned(len(chart.down.values), _MOST_DOWN),
        LINE * len(head) + 8.0,
    )
    bottom = grid.height + LINE + 8
    canvas = Canvas(Across(0, WIDTH, ""), bottom + LINE * len(foot) + 4)
    across = [
        {"x": grid.x(place), "y": grid.height + LINE * 0.75, "text": chart.across.texts[place]} for place in grid.across
    ]
    down = [{"x": _LEFT - 6, "y": grid.y(place), "text": chart.down.texts[place]} for place in grid.down]
    layers = [
        *_cells(chart, canvas, grid, amounts),
        canvas.texts([{"x": 0, "y": LINE / 2, "text": head}], strong=True),
        canvas.texts([{"x": WIDTH, "y": bottom + LINE / 2, "text": foot}], align="right", strong=True),
        canvas.texts(across, align="center"),
        canvas.texts(down, align="right"),
    ]
    for layer in layers:
        layer["encoding"]["x"]["axis"] = None
    return canvas.sheet(layers)


def _cells(chart: TwoWayChart, canvas: Canvas, grid: _Grid, amounts: Amounts) -> list[Layer]:
    """Return the cells with their nets; where a net does not fit its sign stands alone."""
    grounds: dict[bool, list[Row]] = {True: [], False: []}
    texts: list[Row] = []
    written = [[amounts.cell(chart.net[d][a], signed=True) for a in grid.across] for d in grid.down]
    fits = max(len(text) for row in written for text in row) * _LETTER <= grid.wide
    for d, row in zip(grid.down, written, strict=True):
        for a, text in zip(grid.across, row, strict=True):
            x, y, net = grid.x(a), grid.y(d), chart.net[d][a]
            box = {
                "x": x - grid.wide / 2 + 1,
                "x2": x + grid.wide / 2 - 1,
                "y": y - _CELL / 2 + 1,
                "y2": y + _CELL / 2 - 1,
            }
            grounds[net >= 0].append(box)
            sign = "0" if net == 0 else "+" if net > 0 else MINUS
            texts.append({"x": x, "y": y, "text": text if fits else sign})
    boxes = [canvas.boxes(rows, colour=_GROUNDS[gain]) for gain, rows in grounds.items() if rows]
    edge = canvas.texts(texts, align="center")
    edge["mark"] |= {"stroke": theme.PAPER, "strokeWidth": 3.5, "strokeJoin": "round", "opacity": 0.85}
    # The line and the ring come between the cells and their numbers.
    return [*boxes, *_line(chart, canvas, grid), *_used(chart, canvas, grid), edge, canvas.texts(texts, align="center")]


def _line(chart: TwoWayChart, canvas: Canvas, grid: _Grid) -> list[Layer]:
    """Return the break-even line as pieces, one or two for each square between four neighbouring values."""
    rows = [
        {"x": grid.x(a), "y": grid.y(b), "x2": grid.x(c), "y2": grid.y(d)} for (a, b), (c, d) in zero_line(chart.net)
    ]
    white = canvas.segments(rows, colour=theme.PAPER, width=5)
    return [white, canvas.segments(rows, width=2.5)] if rows else []


Place = tuple[float, float]


def zero_line(net: tuple[tuple[float, ...], ...]) -> list[tuple[Place, Place]]:
    """Return where the net is zero: straight pieces between places (across, down) among the values.

    Each square of four neighbouring nets is cut where its sides change sign, in proportion (marching squares); a square
    with four changes is split by the sign of its mean.
    """
    pieces = []
    for down, (low, high) in enumerate(pairwise(net)):
        for across in range(len(low) - 1):
            corners = (low[across], low[across + 1], high[across + 1], high[across])
            cuts = _cuts(corners, across, down)
            if len(cuts) == 4 and (sum(corners) >= 0) == (corners[0] >= 0):
                cuts = [*cuts[1:], cuts[0]]
            pieces += [(cuts[at], cuts[at + 1]) for at in range(0, len(cuts) - 1, 2)]
    return pieces


def _cuts(corners: tuple[float, float, float, float], across: int, down: int) -> list[Place]:
    around = ((0, 0), (1, 0), (1, 1), (0, 1))
    cuts = []
    for side in range(4):
        first, last = corners[side], corners[(side + 1) % 4]
        if (first >= 0) == (last >= 0):
            continue
        share = first / (first - last)
        (x, y), (x2, y2) = around[side], around[(side + 1) % 4]
        cuts.append((across + x + share * (x2 - x), down + y + share * (y2 - y)))
    return cuts


def _used(chart: TwoWayChart, canvas: Canvas, grid: _Grid) -> list[Layer]:
    """Return the values used as a ring around their place, with hairs to both axes, so that no text is hidden."""
    x, y = grid.x(chart.across.place_of(chart.across.used)), grid.y(chart.down.place_of(chart.down.used))
    hairs: list[Row] = [
        {"x": _LEFT, "x2": max(x - 13, _LEFT), "y": y, "y2": y},
        {"x": x, "x2": x, "y": min(y + 13, grid.height), "y2": grid.height},
    ]
    ring = canvas.points([{"x": x, "y": y}], colour=theme.INK)
    ring["mark"] |= {"size": 620, "fill": None, "strokeWidth": 2.2}
    return [canvas.segments(hairs, colour=theme.INK, width=1, dash=True), ring]


def _note(chart: TwoWayChart, lang: Lang) -> str:
    used = f"{chart.across.label} {chart.across.used_text}, {chart.down.label} {chart.down.used_text}"
    text = pick(
        lang,
        f"Ringen är de värden som används i kalkylen ({used}). Plus betyder vinst, minus förlust.",
        f"The ring is the values used in the appraisal ({used}). Plus means a gain, minus a loss.",
    )
    if zero_line(chart.net):
        text += pick(lang, " Den svarta linjen är där nettot är noll.", " The black line is where the net is zero.")
    missing = len(chart.across.values) - _MOST_ACROSS, len(chart.down.values) - _MOST_DOWN
    if max(missing) > 0:
        text += pick(
            lang,
            " Kartan visar vissa av de prövade värdena; linjen bygger på alla.",
            " The map has some of the values tried; the line rests on all.",
        )
    return text


def _alt(chart: TwoWayChart, amounts: Amounts) -> str:
    lang = amounts.lang
    values = [value for row in chart.net for value in row]
    lead = chart.result[:1].upper() + chart.result[1:]
    gains, count = sum(value >= 0 for value in values), len(values)
    base = amounts.full(chart.base, signed=True)
    low, high = amounts.full(min(values), signed=True), amounts.full(max(values), signed=True)
    return pick(
        lang,
        f"{lead} över {chart.across.label} och {chart.down.label}: noll eller mer i {gains} av {count} fall, från "
        f"{low} till {high}. Med de använda värdena ({chart.across.used_text}; {chart.down.used_text}): {base}.",
        f"{lead} over {chart.across.label} and {chart.down.label}: zero or more in {gains} of {count} cases, from "
        f"{low} to {high}. At the values used ({chart.across.used_text}; {chart.down.used_text}): {base}.",
    )


def _table(chart: TwoWayChart, amounts: Amounts, title: str) -> Table:
    across = thinned(len(chart.across.values), _MOST_ACROSS)
    down = thinned(len(chart.down.values), _MOST_DOWN)
    # The names are as long as the user wrote them: in the caption, where they do not squeeze the numbers.
    heads = [Column(pick(amounts.lang, "Nedåt / åt höger", "Down / right"))]
    heads += [Column(chart.across.texts[place], "right", amounts.unit) for place in across]
    used = f"{_USED.of(amounts.lang).capitalize()}: {chart.across.used_text}; {chart.down.used_text}"
    rows = [
        (chart.down.texts[d], *(amounts.cell(chart.net[d][a], signed=True) for a in across)) for d in reversed(down)
    ]
    names = pick(amounts.lang, "nedåt: {}; åt höger: {}", "down: {}; to the right: {}")
    title = f"{title} ({names.format(chart.down.label, chart.across.label)})"
    note = f"{used}: {amounts.full(chart.base, signed=True)}."
    return Table(title, tuple(heads), tuple(rows), note=note)
