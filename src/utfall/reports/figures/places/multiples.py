# SPDX-License-Identifier: Apache-2.0
"""Small panels beside each other, one per group, all with the same scales: compare shapes, not colours."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require, require_finite
from utfall.reports.figures.axes import Axes, round_ends, tick_decimals
from utfall.reports.figures.canvas import LINE, WIDTH, wrapped
from utfall.reports.figures.sheet import Sheet
from utfall.reports.numbers import number

_COLUMNS, _GAP, _HIGH, _LEFT = 2, 22.0, 84.0, 34.0
_PALE = "#c3cbd2"


@dataclass(frozen=True, slots=True)
class Panel:
    """One group: values along the common scale across; None where the value is hidden or lacking."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class MultiplesChart:
    """Groups over the same periods.

    Parameters
    ----------
    periods
        Such as years, rising; one value each in every panel.
    panels
        In the order to show. The first may be the whole group, drawn pale in all the others.
    compare
        Draw the first panel's curve in the others.
    left_out
        How many groups have no panel: hidden throughout, or smaller than those that have.
    """

    periods: tuple[int, ...]
    panels: tuple[Panel, ...]
    measure: str
    unit: str
    compare: bool = True
    decimals: int = 1
    left_out: int = 0
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(len(self.periods) >= 2 and bool(self.panels), "panels need two periods or more")
        require(list(self.periods) == sorted(set(self.periods)), "periods rise")
        require(all(len(panel.values) == len(self.periods) for panel in self.panels), "a value for every period")
        shown = [value for panel in self.panels for value in panel.values if value is not None]
        require(bool(shown), "there is a value to show")
        require_finite(*shown)


def multiples_figure(chart: MultiplesChart, lang: Lang, *, figure_id: str = "figure-panels") -> Figure:
    """Return the panels and every value as a table."""
    title = chart.title or pick(lang, f"{chart.measure} per grupp", f"{chart.measure} by group")
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.unit}" if chart.unit else title,
        alt=_alt(chart, lang),
        svg=draw(chart, lang).svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def draw(chart: MultiplesChart, lang: Lang) -> Sheet:
    """Return the drawing."""
    shown = [value for panel in chart.panels for value in panel.values if value is not None]
    ends = round_ends(shown)
    wide = (WIDTH - _GAP * (_COLUMNS - 1)) / _COLUMNS
    heads = [wrapped(panel.label, int(wide / 6.5)) for panel in chart.panels]
    sheet = Sheet(height=0)
    y = 0.0
    for start in range(0, len(chart.panels), _COLUMNS):
        lines = max(len(head) for head in heads[start : start + _COLUMNS])
        for column, panel in enumerate(chart.panels[start : start + _COLUMNS]):
            left = column * (wide + _GAP)
            sheet.text(left, y + LINE / 2, heads[start + column], strong=True)
            axes = Axes(
                left + _LEFT, y + LINE * (lines + 0.6), wide - _LEFT - 6, _HIGH,
                (float(chart.periods[0]), float(chart.periods[-1])), ends,
            )  # fmt: skip
            _draw_panel(sheet, axes, chart, panel, lang, first=start + column == 0)
        y += LINE * (lines + 0.6) + _HIGH + LINE * 2.2
    sheet.height = y
    return sheet


def _draw_panel(sheet: Sheet, axes: Axes, chart: MultiplesChart, panel: Panel, lang: Lang, *, first: bool) -> None:
    axes.grid(
        sheet, say_x=lambda _: "", say_y=lambda v: number(v, lang, decimals=tick_decimals(*axes.y, 2)), parts=(1, 2)
    )
    for period, align in ((chart.periods[0], "start"), (chart.periods[-1], "end")):
        x, _ = axes.at(period, axes.y[0])
        sheet.text(x, axes.top + axes.height + LINE * 0.8, [str(period)], align=align, colour=theme.MUTED)
    if chart.compare and not first:
        _draw_runs(sheet, axes, chart, chart.panels[0], colour=_PALE, width=3)
    _draw_runs(sheet, axes, chart, panel, colour=theme.GAIN, width=2.2)
    last = [(p, v) for p, v in zip(chart.periods, panel.values, strict=True) if v is not None]
    if last:
        sheet.dot(*axes.at(*last[-1]), colour=theme.GAIN, radius=3)


def _draw_runs(sheet: Sheet, axes: Axes, chart: MultiplesChart, panel: Panel, *, colour: str, width: float) -> None:
    """Draw a curve with a gap where a value is missing; a value between two gaps is a point."""
    run: list[tuple[float, float]] = []
    for period, value in [*zip(chart.periods, panel.values, strict=True), (0, None)]:
        if value is not None:
            run.append(axes.at(period, value))
        elif run:
            if len(run) > 1:
                sheet.curve(run, colour=colour, width=width)
            else:
                sheet.dot(*run[0], colour=colour, radius=2.4)
            run = []


def _note(chart: MultiplesChart, lang: Lang) -> str:
    text = pick(lang, "Alla rutor har samma skalor.", "All panels have the same scales.")
    if chart.compare and len(chart.panels) > 1:
        name = chart.panels[0].label
        text += pick(lang, f" Den ljusa linjen är {name}.", f" The pale line is {name}.")
    if chart.left_out:
        text += pick(
            lang,
            f" {chart.left_out} grupper har ingen ruta (få eller inga personer).",
            f" {chart.left_out} groups have no panel (few persons or none).",
        )
    if any(value is None for panel in chart.panels for value in panel.values):
        text += pick(lang, " Luckor: få personer eller uppgift saknas.", " Gaps: few persons or no data.")
    return text


def _alt(chart: MultiplesChart, lang: Lang) -> str:
    parts = []
    for panel in chart.panels:
        shown = [(p, v) for p, v in zip(chart.periods, panel.values, strict=True) if v is not None]
        if not shown:
            parts.append(f"{panel.label}: {pick(lang, 'visas inte', 'not shown')}")
            continue
        ends = " → ".join(
            f"{number(v, lang, decimals=chart.decimals)} ({p})" for p, v in dict.fromkeys((shown[0], shown[-1]))
        )
        parts.append(f"{panel.label}: {ends}")
    return f"{chart.measure} {chart.unit}. {'; '.join(parts)}."


def _table(chart: MultiplesChart, lang: Lang, title: str) -> Table:
    heads = (Column(pick(lang, "Grupp", "Group")), *(Column(str(period), "right") for period in chart.periods))
    rows = tuple(
        (panel.label, *(".." if v is None else number(v, lang, decimals=chart.decimals) for v in panel.values))
        for panel in chart.panels
    )
    return Table(title, heads, rows)
