# SPDX-License-Identifier: Apache-2.0
"""The same question answered by several designs: estimates with intervals and their distance to a reference."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, Canvas, Spec, render, spanning, whisker, wrapped
from utfall.reports.numbers import NBSP, decimals_for, estimate, from_to, number, percent

_TITLE = Text(sv="Samma fråga, olika jämförelser", en="The same question, different comparisons")
_REFERENCE = Text(sv="referens", en="reference")
_DISTANCE = Text(sv="avstånd till referensen", en="distance to the reference")
_HEADS = (
    Text(sv="Jämförelse", en="Comparison"),
    Text(sv="Effekt", en="Effect"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
    Text(sv="Avstånd till referensen", en="Distance to the reference"),
    Text(sv="Antal, insats", en="Number, intervention"),
    Text(sv="Antal, jämförelse", en="Number, comparison"),
)


@dataclass(frozen=True, slots=True)
class DesignEstimate:
    """The effect as one design estimates it, in the chart's unit."""

    label: str
    estimate: float
    low: float
    high: float
    n_intervention: int
    n_comparison: int

    def __post_init__(self) -> None:
        if not self.low <= self.estimate <= self.high:
            raise ValueError("an estimate lies within its interval")


@dataclass(frozen=True, slots=True)
class ComparisonChart:
    """Estimates of one outcome's effect; `reference` is the most credible design, drawn first and as a band."""

    outcome: str
    unit: str
    reference: DesignEstimate
    others: tuple[DesignEstimate, ...]
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.others:
            raise ValueError("a comparison of designs needs at least two estimates")


def comparison_figure(chart: ComparisonChart, lang: Lang, *, figure_id: str = "figure-comparison") -> Figure:
    """Return the designs' estimates with the distance of each to the reference."""
    title = chart.title or f"{_TITLE.of(lang)}: {chart.outcome}"
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=render([_panel(chart, lang)], lang),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _panel(chart: ComparisonChart, lang: Lang) -> Spec:
    designs = (chart.reference, *chart.others)
    across = spanning([end for design in designs for end in (design.low, design.high)], chart.unit)
    top, heads, values, marks = 2.0, [], [], []
    for design in designs:
        lines = wrapped(design.label)
        heads.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines)
        lines = [text for part in _value_texts(design, chart, lang) for text in wrapped(part)]
        values.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines) + 13
        marks.append((design, top))
        top += 18
    canvas = Canvas(across, top)
    band = {"x": chart.reference.low, "x2": chart.reference.high, "y": marks[0][1], "y2": top}
    gaps = [{"x": chart.reference.estimate, "x2": d.estimate, "y": y + 7, "y2": y + 7} for d, y in marks[1:]]
    first = {"x": chart.reference.estimate, "x2": chart.reference.estimate, "y": marks[0][1], "y2": top}
    return canvas.sheet(
        [
            canvas.boxes([band], colour="#e4eff6"),
            canvas.upright(0),
            canvas.segments([first], colour=theme.GAIN, dash=True),
            canvas.masks([*heads, *values]),
            canvas.segments(gaps, colour=theme.LOSS, width=1.5),
            canvas.segments([row for d, y in marks for row in whisker(d.low, d.high, y)], width=2),
            canvas.points([{"x": marks[0][0].estimate, "y": marks[0][1]}]),
            canvas.points(
                [{"x": d.estimate, "y": y} for d, y in marks[1:]],
                shape="diamond",
                colour=theme.LOSS,
                hollow=True,
            ),
            canvas.texts(heads, pixel=0, strong=True),
            canvas.texts(values, pixel=0),
        ]
    )


def _distance(design: DesignEstimate, chart: ComparisonChart, lang: Lang) -> str:
    places = decimals_for((design.high - design.low) / 2)
    return number(design.estimate - chart.reference.estimate, lang, decimals=places, signed=True)


def _value_texts(design: DesignEstimate, chart: ComparisonChart, lang: Lang) -> tuple[str, str]:
    """Return the estimate with its interval, and how many it rests on with its distance to the reference."""
    shown = estimate(design.estimate, design.low, design.high, lang, signed=True)
    text = f"{shown.value}{NBSP}{chart.unit} ({from_to(shown.low, shown.high, lang)})"
    first, second = (number(n, lang, decimals=0) for n in (design.n_intervention, design.n_comparison))
    count = f"n{NBSP}={NBSP}{first}{NBSP}+{NBSP}{second}"
    if design is chart.reference:
        return text, f"{count} · {_REFERENCE.of(lang)}"
    return text, f"{count} · {_DISTANCE.of(lang)} {_distance(design, chart, lang)}"


def _note(chart: ComparisonChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=0)
    if lang == "sv":
        return (
            f"Punkten är referensen och det ljusa fältet dess {level}-intervall. Romberna är de andra "
            "jämförelserna; det ockrafärgade strecket under visar avståndet till referensen."
        )
    return (
        f"The point is the reference and the pale field its {level} interval. The diamonds are the other "
        "comparisons; the ochre line below shows the distance to the reference."
    )


def _alt(chart: ComparisonChart, lang: Lang) -> str:
    designs = (chart.reference, *chart.others)
    lead = f"Effekt på {chart.outcome}." if lang == "sv" else f"Effect on {chart.outcome}."
    return f"{lead} " + "; ".join(f"{d.label}: {', '.join(_value_texts(d, chart, lang))}" for d in designs) + "."


def _table(chart: ComparisonChart, lang: Lang, title: str) -> Table:
    rows = []
    for d in (chart.reference, *chart.others):
        shown = estimate(d.estimate, d.low, d.high, lang, signed=True)
        gap = _REFERENCE.of(lang) if d is chart.reference else _distance(d, chart, lang)
        counts = (number(n, lang, decimals=0) for n in (d.n_intervention, d.n_comparison))
        rows.append((d.label, shown.value, shown.low, shown.high, gap, *counts))
    units = ("", chart.unit, chart.unit, chart.unit, chart.unit, "", "")
    columns = tuple(
        Column(head.of(lang), "left" if index == 0 else "right", unit)
        for index, (head, unit) in enumerate(zip(_HEADS, units, strict=True))
    )
    return Table(title, columns, tuple(rows))
