# SPDX-License-Identifier: Apache-2.0
"""A map of small areas: up to five shades of one colour, the value in words where it fits, hidden areas hatched grey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from utfall.core.areas import Area, AreaMap, Ring
from utfall.core.text import Lang
from utfall.needs.classes import class_of
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require, require_finite
from utfall.reports.figures.canvas import LINE, WIDTH, text_width, wrapped
from utfall.reports.figures.sheet import OTHER, Box, Paint, Sheet
from utfall.reports.numbers import number

# One hue, even steps of lightness: told apart in greyscale and by every form of colour vision.
SHADES = ("#e3eef6", "#b3d1e6", "#74a9cf", "#2b7bb0", "#08446f")
_TALLEST = 460.0
_FINEST = 0.35  # pixels: points of an outline closer than this are one
_SWATCH = 22


@dataclass(frozen=True, slots=True, eq=False)
class ChoroplethChart:
    """A measure by area.

    Parameters
    ----------
    areas
        The map; every area of it is drawn.
    values
        By code. None: hidden as its persons are too few, or as cover. A code that is missing has no data.
    breaks
        Ends of the classes, from `needs.classes.class_breaks`.
    measure, unit
        What is shown, in the language of the figure.
    decimals
        Of the values.
    threshold
        Smallest number of persons shown.
    """

    areas: AreaMap
    values: Mapping[str, float | None]
    breaks: tuple[float, ...]
    measure: str
    unit: str
    decimals: int = 1
    threshold: int = 5
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        known = set(self.areas.codes)
        require(bool(known), "a map needs areas")
        require(set(self.values) <= known, "every value belongs to an area of the map")
        require(2 <= len(self.breaks) <= len(SHADES) + 1, "a map has one to five classes")
        shown = [value for value in self.values.values() if value is not None]
        require_finite(*shown, *self.breaks)
        require(bool(self.measure.strip()), "the map says what it shows")
        require(
            all(self.breaks[0] <= value <= self.breaks[-1] for value in shown), "every value lies within the classes"
        )


def choropleth_figure(chart: ChoroplethChart, lang: Lang, *, figure_id: str = "figure-map") -> Figure:
    """Return the map, its classes with their numbers of areas, and every area's value as a table."""
    title = chart.title or pick(lang, f"{chart.measure} per område", f"{chart.measure} by area")
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.unit}" if chart.unit else title,
        alt=_alt(chart, lang),
        svg=draw(chart, lang).svg(),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


@dataclass(frozen=True, slots=True)
class _Fit:
    """From metres east and north to pixels right and down: the plane as it is, turned upside down."""

    west: float
    north: float
    scale: float

    def pixels(self, ring: Ring) -> Ring:
        """Return an outline in pixels."""
        return np.column_stack([(ring[:, 0] - self.west) * self.scale, (self.north - ring[:, 1]) * self.scale])


def draw(chart: ChoroplethChart, lang: Lang) -> Sheet:
    """Return the drawing."""
    fit, height = _fitted(chart.areas)
    legend = _legend(chart, lang)
    sheet = Sheet(height=height + LINE * (1.5 * len(legend) + 1.5))
    for area in chart.areas.areas:
        outline = _outline(area, fit)
        if outline:
            sheet.path(outline, _paint(chart, area.code), edge=theme.INK, rule="evenodd")
    _write_values(sheet, chart, fit, lang)
    sheet.text(
        0, height + LINE, wrapped(f"{chart.measure}, {chart.unit}" if chart.unit else chart.measure)[:1], strong=True
    )
    for place, (paint, words) in enumerate(legend):
        y = height + LINE * (2.3 + 1.5 * place)
        sheet.rect(0, y - 7, _SWATCH, 14, paint)
        sheet.text(_SWATCH + 8, y, [words])
    return sheet


def _fitted(areas: AreaMap) -> tuple[_Fit, float]:
    points = np.vstack([ring for area in areas.areas for ring in area.rings])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    scale = min(WIDTH / max(east - west, 1.0), _TALLEST / max(north - south, 1.0))
    return _Fit(float(west), float(north), float(scale)), float((north - south) * scale)


def _outline(area: Area, fit: _Fit) -> str:
    parts = []
    for ring in area.rings:
        thinned = _thinned(fit.pixels(ring))
        if len(thinned) >= 3:
            parts.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in thinned) + "Z")
    return "".join(parts)


def _thinned(points: Ring) -> list[tuple[float, float]]:
    """Return an outline without points that nobody would see."""
    kept: list[tuple[float, float]] = []
    for x, y in points.tolist():
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= _FINEST:
            kept.append((x, y))
    return kept


def _paint(chart: ChoroplethChart, code: str) -> Paint:
    if code not in chart.values:
        return Paint(theme.PAPER)
    value = chart.values[code]
    return Paint(OTHER, hatched=True) if value is None else Paint(_shade(chart, class_of(value, chart.breaks)))


def _shade(chart: ChoroplethChart, place: int) -> str:
    """Return the shade of a class; fewer classes are spread over all the shades."""
    classes = len(chart.breaks) - 1
    return SHADES[round(place * (len(SHADES) - 1) / max(classes - 1, 1))] if classes > 1 else SHADES[2]


def _write_values(sheet: Sheet, chart: ChoroplethChart, fit: _Fit, lang: Lang) -> None:
    """Write the value in the middle of every area that has room for it."""
    for area in chart.areas.areas:
        value = chart.values.get(area.code)
        if value is None or not area.rings:
            continue
        largest = fit.pixels(max(area.rings, key=lambda ring: float(np.ptp(ring[:, 0]) * np.ptp(ring[:, 1]))))
        words = number(value, lang, decimals=chart.decimals)
        wide = text_width([words])
        x, y = _middle(largest)
        box = Box(x - wide / 2, y - LINE / 2, x + wide / 2, y + LINE / 2)
        if wide > 0.75 * np.ptp(largest[:, 0]) or np.ptp(largest[:, 1]) < 1.4 * LINE:
            continue
        if not any(box.meets(other) for other in sheet.boxes):
            dark = _paint(chart, area.code).colour in SHADES[3:]
            sheet.text(x, y, [words], align="middle", colour=theme.PAPER if dark else theme.INK, halo=False)


def _middle(ring: Ring) -> tuple[float, float]:
    """Return the centre of gravity of an outline."""
    x, y = ring[:, 0], ring[:, 1]
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = cross.sum() / 2
    if abs(area) < 1e-9:
        return float(x.mean()), float(y.mean())
    return (
        float(((x + np.roll(x, -1)) * cross).sum() / (6 * area)),
        float(((y + np.roll(y, -1)) * cross).sum() / (6 * area)),
    )


def _legend(chart: ChoroplethChart, lang: Lang) -> list[tuple[Paint, str]]:
    shown = [class_of(value, chart.breaks) for value in chart.values.values() if value is not None]
    rows = []
    for place in range(len(chart.breaks) - 1):
        low, high = chart.breaks[place], chart.breaks[place + 1]
        last = place == len(chart.breaks) - 2
        ends = (number(end, lang, decimals=chart.decimals) for end in (low, high))
        words = " – ".join(ends) if last else pick(lang, "{} till under {}", "{} to under {}").format(*ends)
        rows.append((Paint(_shade(chart, place)), f"{words} · {_areas(shown.count(place), lang)}"))
    hidden = sum(value is None for value in chart.values.values())
    if hidden:
        words = pick(lang, "visas inte (få personer)", "not shown (few persons)")
        rows.append((Paint(OTHER, hatched=True), f"{words} · {_areas(hidden, lang)}"))
    lacking = len(chart.areas.areas) - len(chart.values)
    if lacking:
        rows.append((Paint(theme.PAPER), f"{pick(lang, 'uppgift saknas', 'no data')} · {_areas(lacking, lang)}"))
    return rows


def _areas(count: int, lang: Lang) -> str:
    shown = number(count, lang, decimals=0)
    return pick(lang, f"{shown} område{'n' if count != 1 else ''}", f"{shown} area{'s' if count != 1 else ''}")


def _note(chart: ChoroplethChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Mörkare är högre. Små områden kan skilja sig av en slump: se trattdiagrammet eller den utjämnade tabellen.",
        "Darker is higher. Small areas can differ by chance: see the funnel or the smoothed table.",
    )
    if any(value is None for value in chart.values.values()):
        text += pick(
            lang,
            f" Streckade områden har färre än {chart.threshold} personer, eller döljer tal för dem som har det.",
            f" Hatched areas have fewer than {chart.threshold} persons, or cover for those that have.",
        )
    return text


def _alt(chart: ChoroplethChart, lang: Lang) -> str:
    names = {area.code: area.name for area in chart.areas.areas}
    shown = sorted(((v, names[c]) for c, v in chart.values.items() if v is not None), reverse=True)
    if not shown:
        return pick(lang, "Karta där inget område kan visas.", "Map on which no area can be shown.")

    def told(rows: list[tuple[float, str]]) -> str:
        return "; ".join(f"{name} {number(value, lang, decimals=chart.decimals)}" for value, name in rows)

    lead = pick(lang, "Karta över", "Map of")
    high, low = pick(lang, "Högst", "Highest"), pick(lang, "Lägst", "Lowest")
    hidden = sum(value is None for value in chart.values.values())
    end = pick(lang, f" Visas inte: {_areas(hidden, lang)}.", f" Not shown: {_areas(hidden, lang)}.") if hidden else ""
    return (
        f"{lead} {_areas(len(chart.areas.areas), lang)}: {chart.measure} {chart.unit}. {high}: {told(shown[:3])}."
        f" {low}: {told(shown[:-4:-1])}.{end}"
    )


def _table(chart: ChoroplethChart, lang: Lang, title: str) -> Table:
    def cell(code: str) -> str:
        if code not in chart.values:
            return "–"
        value = chart.values[code]
        return ".." if value is None else number(value, lang, decimals=chart.decimals)

    heads = (
        Column(pick(lang, "Område", "Area")),
        Column(pick(lang, "Kod", "Code")),
        Column(chart.measure, "right", chart.unit),
    )
    rows = tuple((area.name, area.code, cell(area.code)) for area in chart.areas.areas)
    return Table(
        title, heads, rows, note=pick(lang, "..: visas inte. –: uppgift saknas.", "..: not shown. –: no data.")
    )
