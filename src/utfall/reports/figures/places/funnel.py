# SPDX-License-Identifier: Apache-2.0
"""A funnel: the rate of each place against its size, with the limits that chance alone seldom passes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require, require_finite
from utfall.reports.figures.axes import Axes, free_place, round_ends, tick_decimals
from utfall.reports.figures.canvas import LINE, WIDTH, wrapped
from utfall.reports.figures.sheet import Sheet
from utfall.reports.numbers import number

_LEFT, _HIGH = 50.0, 250.0
_MOST_NAMES = 12


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """A place: its size (persons), its rate, and how far out it is: 0 inside, ±1 past the inner limits, ±2 the outer."""

    label: str
    size: float
    rate: float
    out: int = 0

    def __post_init__(self) -> None:
        require_finite(self.size, self.rate)
        require(self.size > 0 and self.out in (-2, -1, 0, 1, 2), "a place has a size and lies within or past limits")


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """The limits at a size."""

    size: float
    inner_low: float
    inner_high: float
    outer_low: float
    outer_high: float


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Places against a target.

    Parameters
    ----------
    points
        Only places that may be shown.
    limits
        At rising sizes.
    hidden
        How many places are left out as their persons are too few.
    levels
        Of the inner and outer limits.
    """

    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimit, ...]
    target: float
    measure: str
    unit: str
    decimals: int = 1
    hidden: int = 0
    levels: tuple[float, float] = (0.95, 0.998)
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.points), "a funnel needs places")
        require(len(self.limits) >= 2, "the limits need two sizes or more")
        require(all(a.size < b.size for a, b in pairwise(self.limits)), "limits come with rising size")
        require_finite(self.target)


def funnel_figure(chart: FunnelChart, lang: Lang, *, figure_id: str = "figure-funnel") -> Figure:
    """Return the funnel with the names of those outside, and every place as a table."""
    title = chart.title or pick(
        lang, f"{chart.measure}: avvikelse eller slump?", f"{chart.measure}: deviation or chance?"
    )
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.unit}" if chart.unit else title,
        alt=_alt(chart, lang),
        svg=draw(chart, lang).svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def draw(chart: FunnelChart, lang: Lang) -> Sheet:
    """Return the drawing."""
    rates = [p.rate for p in chart.points] + [chart.target]
    rates += [end for limit in chart.limits for end in (limit.inner_low, limit.inner_high)]
    most = max([p.size for p in chart.points] + [chart.limits[-1].size])
    head = wrapped(f"{chart.measure}, {chart.unit}" if chart.unit else chart.measure)
    top = LINE * (len(head) + 0.5)
    sheet = Sheet(height=top + _HIGH + LINE * 3)
    sheet.text(0, LINE / 2, head, strong=True)
    axes = Axes(_LEFT, top + LINE / 2, WIDTH - _LEFT - 8, _HIGH, (0.0, most * 1.02), round_ends(rates))
    axes.grid(
        sheet,
        say_x=lambda x: number(x, lang, decimals=0),
        say_y=lambda y: number(y, lang, decimals=tick_decimals(*axes.y)),
    )
    sheet.text(
        _LEFT,
        top + _HIGH + LINE * 2.35,
        [pick(lang, "antal personer i området", "persons in the area")],
        colour=theme.MUTED,
    )
    _draw_limits(sheet, axes, chart)
    for point in sorted(chart.points, key=lambda p: abs(p.out)):
        _draw_point(sheet, axes, point)
    _draw_names(sheet, axes, chart)
    return sheet


def _draw_limits(sheet: Sheet, axes: Axes, chart: FunnelChart) -> None:
    low, high = axes.y

    def line(name: str) -> list[tuple[float, float]]:
        return [axes.at(limit.size, min(max(getattr(limit, name), low), high)) for limit in chart.limits]

    for name in ("outer_low", "outer_high"):
        sheet.curve(line(name), colour=theme.MUTED, width=1.4, dash="2,3")
    for name in ("inner_low", "inner_high"):
        sheet.curve(line(name), colour=theme.MUTED, width=1.4, dash="7,4")
    sheet.curve([axes.at(axes.x[0], chart.target), axes.at(axes.x[1], chart.target)], colour=theme.INK, width=1.4)


def _draw_point(sheet: Sheet, axes: Axes, point: FunnelPoint) -> None:
    x, y = axes.at(point.size, point.rate)
    if point.out == 0:
        sheet.dot(x, y, colour=theme.NEUTRAL, radius=3.2, hollow=True)
    else:
        colour = theme.LOSS if point.out > 0 else theme.GAIN
        sheet.dot(x, y, colour=colour, radius=4.4 if abs(point.out) == 2 else 3.8, hollow=abs(point.out) == 1)


def _draw_names(sheet: Sheet, axes: Axes, chart: FunnelChart) -> None:
    outside = sorted((p for p in chart.points if p.out), key=lambda p: (-abs(p.out), -abs(p.rate - chart.target)))
    for point in outside[:_MOST_NAMES]:
        x, y = axes.at(point.size, point.rate)
        words = wrapped(point.label, 22)[0]
        place = free_place(sheet, x, y, words, lowest=axes.top - LINE, highest=axes.top + axes.height)
        if place is not None:
            sheet.text(place[0], place[1], [words], align=place[2])


def _note(chart: FunnelChart, lang: Lang) -> str:
    inner, outer = (number(100 * level, lang, decimals=0 if level == 0.95 else 1) for level in chart.levels)
    text = pick(
        lang,
        f"Linjen är hela gruppens värde. Av slumpen ligger ungefär {inner} av 100 områden innanför de streckade gränserna och {outer} "
        "av 100 innanför de prickade. Ifylld punkt: utanför de prickade; tom färgad punkt: utanför de streckade.",
        f"The line is the value of all. By chance some {inner} of 100 areas lie within the dashed limits and {outer} of 100 within "
        "the dotted. Filled point: outside the dotted; hollow coloured point: outside the dashed.",
    )
    if chart.hidden:
        text += pick(
            lang,
            f" {chart.hidden} områden visas inte (få personer).",
            f" {chart.hidden} areas are not shown (few persons).",
        )
    return text


def _names(chart: FunnelChart, out: int) -> list[str]:
    return [p.label for p in sorted(chart.points, key=lambda p: -abs(p.rate - chart.target)) if p.out == out]


def _alt(chart: FunnelChart, lang: Lang) -> str:
    total = number(len(chart.points), lang, decimals=0)
    target = number(chart.target, lang, decimals=chart.decimals)
    lead = pick(
        lang,
        f"{total} områden mot {target} {chart.unit} i hela gruppen.",
        f"{total} areas against {target} {chart.unit} for all.",
    )
    parts = []
    for out, sv, en in (
        (2, "långt över", "far above"),
        (1, "över", "above"),
        (-1, "under", "below"),
        (-2, "långt under", "far below"),
    ):
        names = _names(chart, out)
        if names:
            more = pick(lang, " med flera", " and others") if len(names) > 6 else ""
            parts.append(f"{pick(lang, sv, en).capitalize()}: {', '.join(names[:6])}{more}.")
    inside = pick(lang, " Alla ligger inom vad slumpen ger.", " All lie within what chance gives.")
    return f"{lead} {' '.join(parts)}" if parts else lead + inside


def _table(chart: FunnelChart, lang: Lang, title: str) -> Table:
    words = {
        2: pick(lang, "långt över", "far above"), 1: pick(lang, "över", "above"), 0: pick(lang, "inom", "within"),
        -1: pick(lang, "under", "below"), -2: pick(lang, "långt under", "far below"),
    }  # fmt: skip
    heads = (
        Column(pick(lang, "Område", "Area")),
        Column(pick(lang, "Personer", "Persons"), "right"),
        Column(chart.measure, "right", chart.unit),
        Column(pick(lang, "Mot gränserna", "Against the limits")),
    )
    rows = tuple(
        (p.label, number(p.size, lang, decimals=0), number(p.rate, lang, decimals=chart.decimals), words[p.out])
        for p in chart.points
    )
    return Table(title, heads, rows)
