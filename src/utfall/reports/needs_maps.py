# SPDX-License-Identifier: Apache-2.0
"""Funnels and maps of a needs analysis: the values of its area tables, hidden areas hidden here too."""

from __future__ import annotations

from utfall.core.areas import AreaMap
from utfall.core.errors import Fault, InputError, Place, suggestion
from utfall.core.text import Lang, Text
from utfall.needs.classes import class_breaks
from utfall.needs.definitions import UNKNOWN
from utfall.needs.statistics import FunnelPlace
from utfall.reports.document import Figure
from utfall.reports.figures.places import (
    ChoroplethChart,
    FunnelChart,
    FunnelLimit,
    FunnelPoint,
    choropleth_figure,
    funnel_figure,
)
from utfall.reports.numbers import significant_decimals
from utfall.reports.phrases import needs as words
from utfall.thread.needs import NeedsStudy

_PERCENT = 100.0
_OUT = {
    FunnelPlace.FAR_BELOW: -2, FunnelPlace.BELOW: -1, FunnelPlace.INSIDE: 0, FunnelPlace.ABOVE: 1, FunnelPlace.FAR_ABOVE: 2,
}  # fmt: skip


def need_maps(study: NeedsStudy, areas: AreaMap, lang: Lang) -> tuple[Figure, ...]:
    """Return a map of each indicator that has a table over areas.

    Raises
    ------
    InputError
        When the data have an area that the map lacks.
    """
    found = study.result
    area = next((dimension.id for dimension in found.plan.dimensions if dimension.role == "area"), "")
    figures: list[Figure] = []
    for table in found.tables:
        if table.by != (area,) or table.period != found.periods[-1]:
            continue
        it = found.plan.indicator(table.indicator)
        factor = _PERCENT if it.kind == "share" else 1.0
        cells = [cell for cell in table.groups if cell.levels[0] != UNKNOWN]
        values = {
            str(c.levels[0]): None if c.value is None else c.value * factor for c in cells if c.hidden or c.denominator
        }
        _require_on_map(values, areas)
        shown = [value for value in values.values() if value is not None]
        if len(set(shown)) < 2:
            continue
        chart = ChoroplethChart(
            areas=areas, values=values, breaks=class_breaks(shown), measure=it.title.of(lang), unit=words.unit(it, lang),
            decimals=min(significant_decimals(max(shown)), 1), threshold=found.rules.threshold,
            source=study.source.of(lang),
        )  # fmt: skip
        figures.append(choropleth_figure(chart, lang, figure_id=f"map-{len(figures) + 1}"))
    return tuple(figures)


def funnels(study: NeedsStudy, lang: Lang) -> tuple[Figure, ...]:
    """Return the funnel of each indicator that has one."""
    found = study.result
    area = next((dimension for dimension in found.plan.dimensions if dimension.role == "area"), None)
    figures: list[Figure] = []
    for row in study.answers.areas:
        if row.funnel is None or area is None:
            continue
        it, around = found.plan.indicator(row.indicator), row.funnel
        factor = _PERCENT if it.kind == "share" else float(it.per)
        points = tuple(
            FunnelPoint(area.label(code).of(lang), float(size), float(rate) * factor, _OUT[place])
            for code, size, rate, place in zip(row.areas, around.population, around.rates, around.places, strict=True)
        )
        curve = around.curve
        ends = (curve.sizes, curve.inner.low, curve.inner.high, curve.outer.low, curve.outer.high)
        limits = tuple(
            FunnelLimit(float(size), *(float(end) * factor for end in four)) for size, *four in zip(*ends, strict=True)
        )
        chart = FunnelChart(
            points=points, limits=limits, target=around.target * factor, measure=it.title.of(lang),
            unit=words.unit(it, lang), hidden=len(row.left_out), levels=(around.inner.level, around.outer.level),
            source=study.source.of(lang),
        )  # fmt: skip
        figures.append(funnel_figure(chart, lang, figure_id=f"funnel-{len(figures) + 1}"))
    return tuple(figures)


def _require_on_map(values: dict[str, float | None], areas: AreaMap) -> None:
    lacking = sorted(set(values) - set(areas.codes))
    if lacking:
        said = Text(sv=f"Området {lacking[0]} finns inte på kartan.", en=f"The area {lacking[0]} is not on the map.")
        raise InputError(Fault("map-lacks-area", said, suggestion(lacking[0], areas.codes), Place(file=areas.file)))
