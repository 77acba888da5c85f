# SPDX-License-Identifier: Apache-2.0
"""Figures of a needs analysis beside its maps: panels of groups over time, and the own municipality among others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from utfall.core.text import Lang
from utfall.needs.definitions import Indicator
from utfall.needs.municipalities import GroupStanding
from utfall.reports.document import Figure
from utfall.reports.figures.places import (
    MultiplesChart,
    Panel,
    StandingChart,
    StandingRow,
    multiples_figure,
    standing_figure,
)
from utfall.reports.numbers import significant_decimals
from utfall.reports.phrases import needs as words
from utfall.thread.needs import NeedsStudy

_PERCENT, MOST_PANELS = 100.0, 16
say = words.say


@dataclass(frozen=True, slots=True)
class NeedsFigures:
    """Figures by where they stand: under each indicator, among the areas, among the similar municipalities.

    Those of crossings of two dimensions or more stand in no document: they would fill it.
    """

    indicators: Mapping[str, tuple[Figure, ...]] = field(default_factory=dict)
    crossings: tuple[Figure, ...] = ()
    areas: tuple[Figure, ...] = ()
    similar: tuple[Figure, ...] = ()

    @property
    def all(self) -> tuple[Figure, ...]:
        """Every figure, in the document's order."""
        return (
            *(figure for figures in self.indicators.values() for figure in figures),
            *self.crossings,
            *self.areas,
            *self.similar,
        )


def needs_figures(study: NeedsStudy, lang: Lang, areas: tuple[Figure, ...]) -> NeedsFigures:
    """Return every figure of an analysis; `areas` are its funnels and maps."""
    single: dict[str, list[Figure]] = {}
    crossed: list[Figure] = []
    for n, (it, by, chart) in enumerate(_charts(study, lang), 1):
        figure = multiples_figure(chart, lang, figure_id=f"panels-{n}")
        (single.setdefault(it, []) if len(by) == 1 else crossed).append(figure)
    similar = tuple(
        standing_figure(standing_chart(row, lang), lang, figure_id=f"similar-{n}")
        for n, row in enumerate(study.municipalities, 1)
    )
    return NeedsFigures({it: tuple(own) for it, own in single.items()}, tuple(crossed), areas, similar)


def _charts(study: NeedsStudy, lang: Lang) -> Iterator[tuple[str, tuple[str, ...], MultiplesChart]]:
    """Yield the panels of each indicator and breakdown that has two groups and two years of values to show."""
    for it in study.result.plan.indicators:
        for by in dict.fromkeys(table.by for table in study.result.tables if table.indicator == it.id and table.by):
            chart = _chart(study, it, by, lang)
            if chart is not None:
                yield it.id, by, chart


def _chart(study: NeedsStudy, it: Indicator, by: tuple[str, ...], lang: Lang) -> MultiplesChart | None:
    found = study.result
    periods = sorted(period for period in found.periods if period.isdigit())
    factor = _PERCENT if it.kind == "share" else 1.0
    values: dict[str, dict[str, float | None]] = {}
    size: dict[str, int] = {}
    for period in periods:
        table = found.table(it.id, by, period)
        for cell in (table.whole, *table.groups):
            label = words.group(found, by, cell, lang) if cell is not table.whole else say(lang, "Alla", "All")
            values.setdefault(label, {})[period] = None if cell.value is None else cell.value * factor
            size[label] = max(size.get(label, 0), cell.persons or 0)
    everyone, *groups = values
    told = [name for name in groups if any(value is not None for value in values[name].values())]
    largest = set(sorted(told, key=lambda name: (-size[name], name))[:MOST_PANELS])
    kept = [everyone, *(name for name in told if name in largest)]
    shown = [value for name in kept for value in values[name].values() if value is not None]
    if len(kept) < 3 or len({p for n in kept[1:] for p, v in values[n].items() if v is not None}) < 2:
        return None
    return MultiplesChart(
        periods=tuple(map(int, periods)),
        panels=tuple(Panel(name, tuple(values[name].get(period) for period in periods)) for name in kept),
        measure=it.title.of(lang), unit=words.unit(it, lang),
        decimals=min(significant_decimals(max(map(abs, shown)) or 1.0), 1), left_out=len(groups) - len(kept) + 1,
        title=f"{it.title.of(lang)} {say(lang, 'efter', 'by')} {words.crossing(found, by, lang)}",
        source=study.source.of(lang),
    )  # fmt: skip


def _written(value: float) -> int:
    """Return with how many decimals the source wrote a value."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def standing_chart(row: GroupStanding, lang: Lang) -> StandingChart:
    """Return the chart of a key figure: its table is also what the terminal shows."""
    group, standing = row.group, row.standing
    lacking = ""
    if group.lacking:
        names = ", ".join(group.lacking)
        lacking = say(lang, f"Utan värde {group.year}: {names}.", f"Without a value {group.year}: {names}.")
    return StandingChart(
        rows=tuple(StandingRow(each.name, each.value, each.code == group.own.code) for each in row.rows),
        median=standing.median, lower=standing.lower, upper=standing.upper,
        measure=f"{group.title} ({group.kpi}), {group.year}", decimals=min(max(_written(each.value) for each in row.rows), 2),
        note=lacking, source=words.origin(group, lang),
    )  # fmt: skip
