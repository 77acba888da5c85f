# SPDX-License-Identifier: Apache-2.0
"""Scaling up: cost and gain against the number of participants, with the steps, and the phased roll-out per year."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Figure, Table
from utfall.reports.figures.amounts import (
    Amounts,
    amounts_for,
    columns,
    panel_head,
    pick,
    require,
    require_finite,
    thinned,
)
from utfall.reports.figures.bars import MOST_BARS, Bar, BarGroup, bars_across, bars_panel, signed_fill
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Layer, Spec, render, text_width
from utfall.reports.figures.plane import AXIS_WIDTH, RIGHT_AIR, Plane, apart, upwards
from utfall.reports.numbers import number

_TITLE = Text(sv="Vad det kostar och ger att växa", en="What growing costs and gives")
_CURVES = Text(sv="Kostnad och vinst per år", en="Cost and gain per year")
_AXIS = Text(sv="antal deltagare per år", en="participants per year")
_COST = Text(sv="kostnad", en="cost")
_GAIN = Text(sv="vinst", en="gain")
_PHASES = Text(sv="Netto per år när satsningen byggs ut", en="Net per year as the initiative grows")
_TO_DATE = Text(sv="Summa till och med sista året", en="Total to the last year")
_HEADS = (
    Text(sv="Läge", en="Situation"),
    Text(sv="Deltagare", en="Participants"),
    Text(sv="Kostnad", en="Cost"),
    Text(sv="Vinst", en="Gain"),
    Text(sv="Netto", en="Net"),
)


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """Cost and gain of one year at a number of participants, whole currency units; a cost is given as positive."""

    persons: float
    cost: float
    gain: float

    def __post_init__(self) -> None:
        require_finite(self.persons, self.cost, self.gain)
        require(self.persons >= 0, "a number of participants is not negative")

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain - self.cost


@dataclass(frozen=True, slots=True)
class ScalePhase:
    """One year of the roll-out."""

    year: int
    persons: float
    cost: float
    gain: float

    def __post_init__(self) -> None:
        require_finite(self.persons, self.cost, self.gain)

    @property
    def net(self) -> float:
        """Gain less cost."""
        return self.gain - self.cost


@dataclass(frozen=True, slots=True)
class ScaleChart:
    """The curves and the roll-out.

    Parameters
    ----------
    points
        By rising number of participants, two or more. A step is drawn upright when two points share one number:
        the cost just before the new team and just after.
    phases
        The years of the roll-out in order; empty leaves the panel out.
    pilot
        Number of participants that has been tried, drawn as a line; None when there was no pilot.
    """

    points: tuple[ScalePoint, ...]
    phases: tuple[ScalePhase, ...] = ()
    pilot: float | None = None
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(len(self.points) >= 2, "a curve over participants needs two or more points")
        require(all(a.persons <= b.persons for a, b in pairwise(self.points)), "points come by number of participants")
        require(self.points[0].persons < self.points[-1].persons, "the points have different numbers of participants")
        require(all(a.year < b.year for a, b in pairwise(self.phases)), "years come in the order of time")
        require_finite(self.pilot)
        first, last = self.points[0].persons, self.points[-1].persons
        require(self.pilot is None or first <= self.pilot <= last, "the pilot's number lies within the curve's")

    @property
    def enough(self) -> float | None:
        """The smallest number from which the gain covers the cost all the way to the last; None when it does not."""
        found = None
        for point in reversed(self.points):
            if point.net < 0:
                break
            found = point.persons
        return found


def scale_up_figure(chart: ScaleChart, lang: Lang, *, figure_id: str = "figure-scale-up") -> Figure:
    """Return cost and gain as two curves over the number of participants, and the roll-out's net per year as bars."""
    found = [a for p in chart.points for a in (p.cost, p.gain, p.net)]
    found += [a for p in chart.phases for a in (p.cost, p.gain, p.net)]
    found.append(sum(phase.net for phase in chart.phases))
    amounts = amounts_for(found, lang, chart.currency)
    title = chart.title or _TITLE.of(lang)
    phases = [_phases(chart, amounts)] if chart.phases else []
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([_curves(chart, amounts), *phases], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _curves(chart: ScaleChart, amounts: Amounts) -> Spec:
    lang = amounts.lang
    names = (_COST.of(lang), _GAIN.of(lang))
    end = WIDTH - RIGHT_AIR - text_width(names)
    across = Across(chart.points[0].persons, chart.points[-1].persons, _AXIS.of(lang), AXIS_WIDTH, int(end))
    costs = [{"x": p.persons, "y": amounts.scaled(p.cost)} for p in chart.points]
    gains = [{"x": p.persons, "y": amounts.scaled(p.gain)} for p in chart.points]
    low, high = upwards([row["y"] for row in costs + gains], air=0.14)
    plane = Plane(across, low, high, tuple(panel_head(f"{_CURVES.of(lang)}, {amounts.unit}")))
    ends = (costs[-1], gains[-1])
    places = apart([plane.pixel(row["y"]) for row in ends], LINE, plane.top + 6, plane.top + plane.height - 8)
    layers = [
        plane.level(0),
        plane.line(costs, colour=theme.LOSS, dash=(7, 3)),
        plane.line(gains, colour=theme.GAIN),
        *_enough(chart, amounts, plane),
        *_pilot(chart, lang, plane),
    ]
    for row, place, name, colour in zip(ends, places, names, (theme.LOSS, theme.GAIN), strict=True):
        shift = place - plane.pixel(row["y"])
        layers.append(plane.texts([row | {"text": name}], dx=6, dy=shift, colour=colour))
    return plane.sheet(layers)


def _enough(chart: ScaleChart, amounts: Amounts, plane: Plane) -> list[Layer]:
    """Return a mark where the gain begins to cover the cost for good, unless it does so all along."""
    if chart.enough is None or chart.enough == chart.points[0].persons:
        return []
    point = [p for p in chart.points if p.persons == chart.enough][-1]
    row = {"x": point.persons, "y": amounts.scaled(point.gain)}
    text = pick(amounts.lang, "täcks från", "covered from")
    late = point.persons > (plane.across.low + plane.across.high) / 2
    lines = {"text": [text, number(point.persons, amounts.lang, decimals=0)]}
    mark = plane.points([row], shape="diamond", colour=theme.INK, hollow=True)
    if not late and plane.pixel(row["y"]) + 18 + 2 * LINE > plane.top + plane.height:
        return [mark]  # no room for words near the foot of the curves: the note has them
    # Before the crossing both curves lie below the mark, after it one lies above: the label goes up to the left or down.
    label = plane.texts(
        [row | lines],
        align="right" if late else "left",
        dx=-9 if late else 10,
        dy=-30 if late else 18,
    )
    return [mark, label]


def _pilot(chart: ScaleChart, lang: Lang, plane: Plane) -> list[Layer]:
    if chart.pilot is None:
        return []
    text = f"{pick(lang, 'prövat', 'tried')} {number(chart.pilot, lang, decimals=0)}"
    late = chart.pilot > (plane.across.low + plane.across.high) / 2
    row = {"x": chart.pilot, "y": plane.high, "text": text}
    label = plane.texts([row], align="right" if late else "left", dx=-5 if late else 5, dy=8)
    return [plane.upright(chart.pilot, colour=theme.NEUTRAL), label]


def _phases(chart: ScaleChart, amounts: Amounts) -> Spec:
    lang = amounts.lang
    bars = []
    for place in thinned(len(chart.phases), MOST_BARS):
        phase = chart.phases[place]
        persons = number(phase.persons, lang, decimals=0)
        label = f"{phase.year}: {persons} {pick(lang, 'deltagare', 'persons')}"
        bars.append(_bar(label, phase.net, amounts))
    if len(chart.phases) > 1:
        total = sum(phase.net for phase in chart.phases)
        bars.append(
            Bar(_TO_DATE.of(lang), amounts.short(total, signed=True), amounts.scaled(total), "total", strong=True)
        )
    group = BarGroup(f"{_PHASES.of(lang)}, {amounts.unit}", tuple(bars))
    return bars_panel([group], bars_across([group], amounts.unit, labels=142))


def _bar(label: str, net: float, amounts: Amounts) -> Bar:
    return Bar(label, amounts.short(net, signed=True), amounts.scaled(net), signed_fill(net))


def _note(chart: ScaleChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Streckad linje: kostnad; den stiger i steg när det behövs ett team till. Hel linje: vinst.",
        "Dashed line: cost; it rises in steps when another team is needed. Whole line: gain.",
    )
    if chart.enough is not None and chart.enough != chart.points[0].persons:
        count = number(chart.enough, lang, decimals=0)
        text += pick(
            lang, f" Romben: från {count} täcks kostnaden.", f" The diamond: from {count} the cost is covered."
        )
    missing = len(chart.phases) - MOST_BARS
    if missing > 0:
        text += pick(lang, f" {missing} år står bara i tabellen.", f" {missing} years are in the table only.")
    return text


def _alt(chart: ScaleChart, amounts: Amounts) -> str:
    lang, first, last = amounts.lang, chart.points[0], chart.points[-1]
    if chart.enough is None:
        lead = pick(
            lang,
            "Vinsten täcker inte kostnaden vid det högsta antalet",
            "The gain does not cover the cost at the highest number",
        )
    elif chart.enough == first.persons:
        lead = pick(lang, "Vinsten täcker kostnaden vid alla antal", "The gain covers the cost at every number")
    else:
        count = number(chart.enough, lang, decimals=0)
        lead = pick(
            lang,
            f"Vinsten täcker kostnaden från {count} deltagare",
            f"The gain covers the cost from {count} participants",
        )
    parts = [
        f"{number(p.persons, lang, decimals=0)} {pick(lang, 'deltagare', 'participants')}: "
        f"{_COST.of(lang)} {amounts.full(p.cost)}, {_GAIN.of(lang)} {amounts.full(p.gain)}"
        for p in (first, last)
    ]
    parts += [f"{p.year}: {pick(lang, 'netto', 'net')} {amounts.full(p.net, signed=True)}" for p in chart.phases[-1:]]
    return f"{lead}. {'; '.join(parts)}."


def _table(chart: ScaleChart, amounts: Amounts, title: str) -> Table:
    lang = amounts.lang

    def row(name: str, persons: float, *values: float) -> tuple[str, ...]:
        return (name, number(persons, lang, decimals=0), *(amounts.cell(value) for value in values))

    rows = [row(pick(lang, "Kurva", "Curve"), p.persons, p.cost, p.gain, p.net) for p in chart.points]
    rows += [row(str(p.year), p.persons, p.cost, p.gain, p.net) for p in chart.phases]
    if len(chart.phases) > 1:
        rows.append((_TO_DATE.of(lang), "–", "–", "–", amounts.cell(sum(phase.net for phase in chart.phases))))
    return Table(title, columns(_HEADS, ("", "", *[amounts.unit] * 3), lang), tuple(rows))
