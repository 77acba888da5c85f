# SPDX-License-Identifier: Apache-2.0
"""Time to what happens next: Kaplan–Meier or Aalen–Johansen curves, with how many still wait under them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require, require_finite
from utfall.reports.figures.axes import Axes, ticks
from utfall.reports.figures.canvas import LINE, WIDTH, wrapped
from utfall.reports.figures.sheet import PADDING, Paint, Sheet, paints
from utfall.reports.numbers import number, percent

_APART = 0.13  # of the axis, between two numbers that are read beside each other
_LEFT, _HIGH = 48.0, 200.0
_DASHES = ("", "7,4", "2,3", "9,3,2,3", "5,2", "1,4", "12,4")
_MOST = 7


@dataclass(frozen=True, slots=True)
class StepPoint:
    """By a day: the probability (0–1), with its interval when there is one, and how many still wait (None: hidden)."""

    days: float
    probability: float
    at_risk: int | None = None
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        require_finite(self.days, self.probability)
        require(0 <= self.probability <= 1, "a probability lies between 0 and 1")
        require((self.low is None) == (self.high is None), "an interval has two ends")


@dataclass(frozen=True, slots=True)
class StepCurve:
    """One curve: what happens (or to whom), how many it is of, and its points in the order of time."""

    label: str
    n: int
    points: tuple[StepPoint, ...]

    def __post_init__(self) -> None:
        require(bool(self.label.strip() and self.points), "a curve needs a name and a point")
        require(all(a.days < b.days for a, b in pairwise(self.points)), "points come in the order of time")


@dataclass(frozen=True, slots=True)
class StepsChart:
    """Curves over the same days.

    Parameters
    ----------
    curves
        At most seven, in a fixed order: it decides their colours.
    event
        What the probability is of, in the language of the figure: "ny placering".
    falling
        True: Kaplan–Meier, the probability that nothing has happened yet; False: that it has.
    exact
        True: a point for every day something happens, drawn as steps. False: the curve is known at some days only,
        and drawn as points with thin lines between.
    """

    curves: tuple[StepCurve, ...]
    event: str
    falling: bool = False
    exact: bool = True
    threshold: int = 5
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(1 <= len(self.curves) <= _MOST, f"one to {_MOST} curves can be told apart")
        require(bool(self.event.strip()), "the curves are of something")


def steps_figure(chart: StepsChart, lang: Lang, *, figure_id: str = "figure-time") -> Figure:
    """Return the curves with names at their ends, those still waiting below, and every point as a table."""
    title = chart.title or pick(lang, f"Tid till {chart.event}", f"Time to {chart.event}")
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=draw(chart, lang).svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def draw(chart: StepsChart, lang: Lang) -> Sheet:
    """Return the drawing: heading, curves, names with colour and dash, and how many still wait."""
    last = max(curve.points[-1].days for curve in chart.curves)
    marks = ticks(0, last, 4) if chart.exact else _days_apart(chart, last)
    names = [wrapped(f"{c.label} (n = {number(c.n, lang, decimals=0)})", 46) for c in chart.curves]
    lines = sum(len(name) for name in names) + 0.6 * len(names)
    head = wrapped(_heading(chart, lang))
    top = LINE * (len(head) + 0.5)
    below = top + _HIGH + LINE * 3.1
    risk = any(point.at_risk is not None for curve in chart.curves for point in curve.points)
    rows = sum(len(wrapped(curve.label)) + 1.3 for curve in chart.curves)
    sheet = Sheet(height=below + LINE * (lines + (1.6 + rows if risk else 0)))
    sheet.text(0, LINE / 2, head, strong=True)
    axes = Axes(_LEFT, top + LINE / 2, WIDTH - _LEFT - 6, _HIGH, (0.0, float(last)), (0.0, 1.0))
    axes.grid(sheet, say_x=lambda x: number(x, lang, decimals=0), say_y=lambda y: percent(y, lang, decimals=0))
    sheet.text(_LEFT, top + _HIGH + LINE * 2.35, [pick(lang, "dagar", "days")], colour=theme.MUTED)
    colours = paints([curve.label for curve in chart.curves])
    for place, curve in enumerate(chart.curves):
        _draw_curve(sheet, axes, curve, colours[curve.label], _DASHES[place], chart)
    y = below + LINE * 0.8
    for place, (curve, name) in enumerate(zip(chart.curves, names, strict=True)):
        sheet.curve([(0, y), (34, y)], colour=colours[curve.label].colour, width=3, dash=_DASHES[place])
        sheet.text(42, y, name)
        y += LINE * (len(name) + 0.6)
    if risk:
        _draw_waiting(sheet, axes, chart, below + LINE * lines, marks, lang)
    return sheet


def _heading(chart: StepsChart, lang: Lang) -> str:
    if chart.falling:
        return pick(lang, f"Andel som ännu inte haft {chart.event}", f"Share not yet having had {chart.event}")
    return pick(lang, f"Andel som haft {chart.event}", f"Share having had {chart.event}")


def _draw_curve(sheet: Sheet, axes: Axes, curve: StepCurve, paint: Paint, dash: str, chart: StepsChart) -> None:
    start = StepPoint(0.0, 1.0 if chart.falling else 0.0)
    points = curve.points if curve.points[0].days == 0 else (start, *curve.points)
    if all(point.low is not None for point in curve.points):
        _band(sheet, axes, curve.points, paint, exact=chart.exact)
    sheet.curve(
        _stairs(axes, [(p.days, p.probability) for p in points], exact=chart.exact),
        colour=theme.INK,
        width=3.4,
        dash=dash,
    )
    sheet.curve(
        _stairs(axes, [(p.days, p.probability) for p in points], exact=chart.exact),
        colour=paint.colour,
        width=2.2,
        dash=dash,
    )
    if not chart.exact:
        for point in curve.points:
            sheet.dot(*axes.at(point.days, point.probability), colour=paint.colour, radius=3.5)


def _stairs(axes: Axes, points: Sequence[tuple[float, float]], *, exact: bool) -> list[tuple[float, float]]:
    found = [axes.at(*points[0])]
    for (_, before), (days, after) in pairwise(points):
        if exact:
            found.append(axes.at(days, before))
        found.append(axes.at(days, after))
    return found


def _band(sheet: Sheet, axes: Axes, points: Sequence[StepPoint], paint: Paint, *, exact: bool) -> None:
    upper = _stairs(axes, [(p.days, p.high or 0.0) for p in points], exact=exact)
    lower = _stairs(axes, [(p.days, p.low or 0.0) for p in points], exact=exact)
    outline = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *reversed(lower)]) + "Z"
    sheet.path(outline, Paint(paint.colour), opacity=0.18)


def _draw_waiting(sheet: Sheet, axes: Axes, chart: StepsChart, top: float, marks: Sequence[float], lang: Lang) -> None:
    sheet.text(0, top + LINE, [pick(lang, "Så många väntar fortfarande", "How many still wait")], strong=True)
    y = top + LINE * 2.3
    for curve in chart.curves:
        label = wrapped(curve.label)
        sheet.text(0, y, label, colour=theme.MUTED)
        y += LINE * len(label)
        for mark in marks:
            x, _ = axes.at(mark, 0)
            known = chart.exact or not mark or any(point.days == mark for point in curve.points)
            words = _waiting(curve, mark, lang) if known or mark > curve.points[-1].days else ""
            align = "end" if x > WIDTH - 24 else "middle"
            sheet.text(x if align == "middle" else WIDTH + PADDING / 2, y, [words], align=align)
        y += LINE * 1.3


def _days_apart(chart: StepsChart, last: float) -> list[float]:
    """Return the days that points stand at, those far enough apart to be read, and the start: the numbers hold there."""
    found = [last]
    for days in sorted({point.days for curve in chart.curves for point in curve.points}, reverse=True):
        if found[-1] - days >= _APART * last and days >= _APART * last:
            found.append(days)
    return [0.0, *reversed(found)]


def _waiting(curve: StepCurve, days: float, lang: Lang) -> str:
    """Return how many wait after a day, as far as the points tell."""
    if days < curve.points[0].days:
        return number(curve.n, lang, decimals=0)
    point = [p for p in curve.points if p.days <= days][-1]
    if days > curve.points[-1].days:
        return "–"
    return ".." if point.at_risk is None else number(point.at_risk, lang, decimals=0)


def _note(chart: StepsChart, lang: Lang) -> str:
    text = pick(
        lang,
        "De som ännu väntar när uppgifterna slutar räknas med så länge de setts.",
        "Those still waiting when the data end count for as long as they were seen.",
    )
    if not chart.exact:
        text += pick(lang, " Uträknat för de dagar som har en punkt.", " Worked out for the days that have a point.")
    if any(point.at_risk is None for curve in chart.curves for point in curve.points):
        text += pick(lang, f" ..: färre än {chart.threshold} personer.", f" ..: fewer than {chart.threshold} persons.")
    return text


def _alt(chart: StepsChart, lang: Lang) -> str:
    parts = "; ".join(
        f"{curve.label}: {percent(curve.points[-1].probability, lang, decimals=0)} "
        + pick(lang, "efter", "after")
        + f" {number(curve.points[-1].days, lang, decimals=0)} "
        + pick(lang, "dagar", "days")
        for curve in chart.curves
    )
    return f"{_heading(chart, lang)}. {parts}."


def _table(chart: StepsChart, lang: Lang, title: str) -> Table:
    interval = any(point.low is not None for curve in chart.curves for point in curve.points)
    heads = [
        Column(pick(lang, "Kurva", "Curve")),
        Column(pick(lang, "Dagar", "Days"), "right"),
        Column(pick(lang, "Andel", "Share"), "right"),
        *([Column(pick(lang, "Från", "From"), "right"), Column(pick(lang, "Till", "To"), "right")] if interval else []),
        Column(pick(lang, "Väntar", "Waiting"), "right"),
    ]

    def share(value: float | None) -> str:
        return "–" if value is None else percent(value, lang, decimals=1)

    rows = tuple(
        (
            curve.label,
            number(point.days, lang, decimals=0),
            share(point.probability),
            *((share(point.low), share(point.high)) if interval else ()),
            ".." if point.at_risk is None else number(point.at_risk, lang, decimals=0),
        )
        for curve in chart.curves
        for point in curve.points
    )
    return Table(title, tuple(heads), rows)
