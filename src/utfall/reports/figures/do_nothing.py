# SPDX-License-Identifier: Apache-2.0
"""The path of doing nothing: what the problem costs each actor and year when no initiative is made."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

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
from utfall.reports.figures.canvas import WIDTH, Across, Spec, render
from utfall.reports.figures.plane import AXIS_WIDTH, RIGHT_AIR, Plane, upwards

_TITLE = Text(sv="Vad det kostar att inte göra något", en="What doing nothing costs")
_SUM = Text(sv="Ackumulerad kostnad, alla aktörer", en="Cumulative cost, all actors")
_YEARLY = Text(sv="Kostnad per år, alla aktörer", en="Cost per year, all actors")
_ACTORS = Text(sv="Hela tiden, per aktör", en="The whole time, per actor")
_AXIS = Text(sv="år", en="year")
_ALL = Text(sv="Alla", en="All")
_REST = Text(sv="Övriga {count} aktörer", en="The other {count} actors")
_HEADS = (
    Text(sv="Aktör", en="Actor"),
    Text(sv="År", en="Year"),
    Text(sv="Kostnad", en="Cost"),
    Text(sv="Ackumulerat", en="Cumulative"),
)

_MOST_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class DoNothingActor:
    """An actor and its cost in each of the chart's years, whole currency units; a negative cost is an income."""

    label: str
    costs: tuple[float, ...]

    def __post_init__(self) -> None:
        require_finite(*self.costs)


@dataclass(frozen=True, slots=True)
class DoNothingChart:
    """Years (calendar years or 1, 2, 3 …, rising), the actors in the order to show, and whom the costs are for.

    `group` names them in the report's language: '120 personer i målgruppen'.
    """

    group: str
    years: tuple[int, ...]
    actors: tuple[DoNothingActor, ...]
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.actors) and bool(self.years), "the path of doing nothing needs an actor and a year")
        require(list(self.years) == sorted(set(self.years)), "years come in the order of time")
        require(all(len(a.costs) == len(self.years) for a in self.actors), "every actor has a cost for every year")

    @property
    def yearly(self) -> list[float]:
        """All actors' cost in each year."""
        return [sum(actor.costs[place] for actor in self.actors) for place in range(len(self.years))]


def do_nothing_figure(chart: DoNothingChart, lang: Lang, *, figure_id: str = "figure-do-nothing") -> Figure:
    """Return the cumulative cost as a curve, the cost per year and the cost per actor as bars."""
    found = [sum(chart.yearly), *chart.yearly, *(sum(actor.costs) for actor in chart.actors)]
    amounts = amounts_for(found, lang, chart.currency)
    title = chart.title or _TITLE.of(lang)
    panels = [_curve(chart, amounts)] if len(chart.years) > 1 else []
    return Figure(
        id=figure_id,
        title=f"{title}, {chart.group}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([*panels, *_bars(chart, amounts)], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, amounts.lang),
    )


def _curve(chart: DoNothingChart, amounts: Amounts) -> Spec:
    rows = [
        {"x": year, "y": amounts.scaled(total)}
        for year, total in zip(chart.years, accumulate(chart.yearly), strict=True)
    ]
    across = Across(chart.years[0], chart.years[-1], _AXIS.of(amounts.lang), AXIS_WIDTH, WIDTH - RIGHT_AIR)
    low, high = upwards([row["y"] for row in rows], air=0.16)
    ticks = tuple(chart.years[place] for place in thinned(len(chart.years), 5))
    head = panel_head(f"{_SUM.of(amounts.lang)}, {amounts.unit}")
    plane = Plane(across, low, high, tuple(head), ticks, "d", height=150)
    text = amounts.full(sum(chart.yearly))
    up = rows[-1]["y"] >= 0
    return plane.sheet(
        [
            plane.level(0),
            plane.line(rows, colour=theme.LOSS),
            plane.points([rows[-1]], colour=theme.LOSS),
            plane.texts([rows[-1] | {"text": text}], align="right", dx=-2 if up else -4, dy=-15 if up else 16),
        ]
    )


def _bars(chart: DoNothingChart, amounts: Amounts) -> list[Spec]:
    places = thinned(len(chart.years), MOST_BARS)
    by_year = tuple(_bar(str(chart.years[place]), chart.yearly[place], amounts) for place in places)
    by_actor = tuple(_bar(label, cost, amounts) for label, cost in _by_actor(chart, amounts.lang))
    panels = []
    for head, bars, labels in ((_YEARLY, by_year, 60), (_ACTORS, by_actor, 112)):
        group = BarGroup(f"{head.of(amounts.lang)}, {amounts.unit}", bars)
        panels.append(bars_panel([group], bars_across([group], amounts.unit, labels=labels)))
    return panels


def _bar(label: str, cost: float, amounts: Amounts) -> Bar:
    return Bar(label, amounts.short(cost), amounts.scaled(cost), signed_fill(-cost))


def _by_actor(chart: DoNothingChart, lang: Lang) -> list[tuple[str, float]]:
    """Return what each actor bears over the whole time, greatest first; the smallest as one when they are many."""
    costs = sorted(((a.label, sum(a.costs)) for a in chart.actors), key=lambda pair: (-abs(pair[1]), pair[0]))
    if len(costs) <= MOST_BARS:
        return costs
    rest = costs[MOST_BARS - 1 :]
    return [*costs[: MOST_BARS - 1], (_REST.of(lang).format(count=len(rest)), sum(cost for _, cost in rest))]


def _note(chart: DoNothingChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Kostnaden om ingen satsning görs och allt fortsätter som i dag.",
        "The cost when no initiative is made and everything goes on as today.",
    )
    if any(cost < 0 for actor in chart.actors for cost in actor.costs):
        text += pick(lang, " En negativ kostnad är en inkomst.", " A negative cost is an income.")
    missing = len(chart.years) - MOST_BARS
    if missing > 0:
        text += pick(
            lang, f" {missing} år står bara i tabellen.", f" {missing} years are in the table only, not among the bars."
        )
    merged = len(chart.actors) - MOST_BARS + 1
    if merged > 1:
        text += pick(
            lang,
            f" De {merged} aktörer som bär minst är hopslagna i bilden; alla står i tabellen.",
            f" The {merged} actors that bear least are one bar in the picture; all are in the table.",
        )
    return text


def _alt(chart: DoNothingChart, amounts: Amounts) -> str:
    lang, first, last = amounts.lang, chart.years[0], chart.years[-1]
    total = amounts.full(sum(chart.yearly))
    lead = pick(
        lang,
        f"Att inte göra något kostar {total} från år {first} till år {last} ({chart.group})",
        f"Doing nothing costs {total} from year {first} to year {last} ({chart.group})",
    )
    actors = "; ".join(f"{label} {amounts.full(cost)}" for label, cost in _by_actor(chart, lang))
    years = pick(
        lang,
        f"Per år: {amounts.full(chart.yearly[0])} år {first}, {amounts.full(chart.yearly[-1])} år {last}",
        f"Per year: {amounts.full(chart.yearly[0])} in year {first}, {amounts.full(chart.yearly[-1])} in year {last}",
    )
    return f"{lead}. {actors}. {years}."


def _table(chart: DoNothingChart, amounts: Amounts, title: str) -> Table:
    """Return a row per year with a column per actor, or a row per actor and year when the actors are too many for that."""
    if len(chart.actors) <= _MOST_COLUMNS:
        return _wide_table(chart, amounts, title)
    everyone = DoNothingActor(_ALL.of(amounts.lang), tuple(chart.yearly))
    rows = tuple(
        (actor.label, str(year), amounts.cell(cost), amounts.cell(total))
        for actor in (everyone, *chart.actors)
        for year, cost, total in zip(chart.years, actor.costs, accumulate(actor.costs), strict=True)
    )
    return Table(title, columns(_HEADS, ("", "", amounts.unit, amounts.unit), amounts.lang, words=2), rows)


def _wide_table(chart: DoNothingChart, amounts: Amounts, title: str) -> Table:
    lang = amounts.lang
    heads: list[Text | str] = [_HEADS[1], *(actor.label for actor in chart.actors), _ALL, _HEADS[3]]
    totals = zip(chart.years, chart.yearly, accumulate(chart.yearly), strict=True)
    rows = [
        (str(year), *(amounts.cell(a.costs[place]) for a in chart.actors), amounts.cell(cost), amounts.cell(total))
        for place, (year, cost, total) in enumerate(totals)
    ]
    whole = [amounts.cell(sum(actor.costs)) for actor in chart.actors]
    everything = amounts.cell(sum(chart.yearly))
    rows.append((pick(lang, "Summa", "Total"), *whole, everything, everything))
    return Table(title, columns(heads, ("", *[amounts.unit] * (len(heads) - 1)), lang), tuple(rows))
