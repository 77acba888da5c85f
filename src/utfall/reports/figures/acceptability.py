# SPDX-License-Identifier: Apache-2.0
"""Acceptability (CEAC) with its frontier (CEAF): how probable it is that each option is the best, by what an effect is worth."""

from __future__ import annotations

from dataclasses import dataclass

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
from utfall.reports.figures.canvas import LINE, WIDTH, Across, Canvas, Layer, Row, Spec, render, wrapped
from utfall.reports.figures.plane import AXIS_WIDTH, Plane, apart, upwards
from utfall.reports.numbers import percent

_TITLE = Text(sv="Hur sannolikt varje alternativ är bäst", en="How probable it is that each option is the best")
_CHANCE = Text(sv="Sannolikhet att vara bäst, procent", en="Probability of being the best, percent")
_WORTH = Text(sv="Vad effekten får kosta per {unit}", en="What the effect may cost per {unit}")
_INFORMATION = Text(sv="Värdet av att veta säkert (EVPI)", en="The value of knowing for certain (EVPI)")
_BEST = Text(sv="bäst i genomsnitt", en="best on average")
_LETTERS = "ABCDEF"
_STYLES: tuple[tuple[str, tuple[int, ...]], ...] = (
    (theme.GAIN, ()),
    (theme.LOSS, (7, 3)),
    (theme.INK, (2, 3)),
    (theme.NEUTRAL, (10, 3, 2, 3)),
    (theme.ACCENT, (4, 2)),
    (theme.MUTED, (12, 4)),
)
_RIGHT = WIDTH - 22
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class AcceptabilityOption:
    """An option and the probability (0–1) at each willingness to pay that it has the greatest net benefit."""

    label: str
    probability: tuple[float, ...]

    def __post_init__(self) -> None:
        require_finite(*self.probability)
        require(all(0 <= share <= 1 for share in self.probability), "a probability lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class AcceptabilityChart:
    """Curves of two or more options over what one unit of effect is worth.

    Parameters
    ----------
    unit
        The unit of effect, in the report's language: 'person i arbete'.
    willingness
        Whole currency units per unit of effect, rising, two or more.
    options
        In the order to show.
    frontier
        For each willingness the place (from 0) of the option with the greatest expected net benefit.
    used
        The willingness the decision rests on, None when none has been set.
    evpi
        Expected value of perfect information at each willingness, whole currency units; None leaves the panel out.
    """

    unit: str
    willingness: tuple[float, ...]
    options: tuple[AcceptabilityOption, ...]
    frontier: tuple[int, ...]
    used: float | None = None
    evpi: tuple[float, ...] | None = None
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        count = len(self.willingness)
        require_finite(*self.willingness, self.used, *(self.evpi or ()))
        require(count >= 2, "acceptability needs two or more values of what an effect is worth")
        require(
            list(self.willingness) == sorted(set(self.willingness)), "what an effect is worth comes in rising order"
        )
        require(len(self.options) >= 2, "acceptability compares two or more options")
        require(all(len(o.probability) == count for o in self.options), "every option has a probability at each value")
        require(len(self.frontier) == count, "the frontier has an option at each value")
        require(
            all(0 <= place < len(self.options) for place in self.frontier), "the frontier names options of the chart"
        )
        require(self.evpi is None or len(self.evpi) == count, "the value of information is given at each value")
        for place in range(count):
            total = sum(option.probability[place] for option in self.options)
            require(abs(total - 1) < 1e-6, "one of the options is the best: the probabilities sum to 1")
        inside = self.used is None or self.willingness[0] <= self.used <= self.willingness[-1]
        require(inside, "the willingness used lies within the chart's")

    @property
    def drawn(self) -> tuple[AcceptabilityOption, ...]:
        """The options that get a curve: those on the frontier first, then the most probable, in the chart's order."""
        ranked = sorted(
            range(len(self.options)),
            key=lambda place: (place not in self.frontier, -max(self.options[place].probability), place),
        )
        return tuple(self.options[place] for place in sorted(ranked[: len(_LETTERS)]))

    def best(self, place: int) -> AcceptabilityOption:
        """Return the option on the frontier at a place among the values."""
        return self.options[self.frontier[place]]


def acceptability_figure(chart: AcceptabilityChart, lang: Lang, *, figure_id: str = "figure-acceptability") -> Figure:
    """Return the options' curves with the frontier as a wide pale band, and the value of information below."""
    worth = amounts_for(chart.willingness, lang, chart.currency)
    title = chart.title or _TITLE.of(lang)
    panels = [_key(chart, lang), _curves(chart, worth)]
    if chart.evpi is not None:
        panels.append(_information(chart, worth))
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, worth),
        svg=render(panels, lang),
        data_table=_table(chart, worth, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _key(chart: AcceptabilityChart, lang: Lang) -> Spec:
    """Return the letters with their lines and the options' whole names, which may be long."""
    top, lines = 2.0, []
    for option in chart.drawn:
        text = wrapped(option.label, 42)
        lines.append((top + LINE / 2, text))
        top += LINE * len(text) + 4
    if _has_band(chart):
        lines.append((top + LINE / 2, [_BEST.of(lang)]))
        top += LINE + 4
    canvas = Canvas(Across(0, WIDTH, ""), top)
    layers = []
    for place, (y, text) in enumerate(lines):
        stroke = {"x": 20, "x2": 54, "y": y, "y2": y}
        if place < len(chart.drawn):
            colour, dash = _STYLES[place]
            layer = canvas.segments([stroke], colour=colour, width=2.5)
            layer["mark"] |= {"strokeDash": list(dash)} if dash else {}
            layers.append(canvas.texts([{"y": y, "text": _LETTERS[place]}], pixel=2, strong=True, colour=colour))
        else:
            layer = canvas.segments([stroke], colour=theme.BAND, width=10)
        layers += [layer, canvas.texts([{"y": y, "text": text}], pixel=62)]
    for layer in layers:
        if "x" in layer["encoding"] and "axis" in layer["encoding"]["x"]:
            layer["encoding"]["x"]["axis"] = None
    return canvas.sheet(layers)


def _has_band(chart: AcceptabilityChart) -> bool:
    return any(chart.best(place) in chart.drawn for place in range(len(chart.willingness)))


def _across(chart: AcceptabilityChart, worth: Amounts) -> Across:
    low, high = worth.scaled(chart.willingness[0]), worth.scaled(chart.willingness[-1])
    title = f"{_WORTH.of(worth.lang).format(unit=chart.unit)}, {worth.unit}"
    return Across(low, high, title, AXIS_WIDTH, _RIGHT)


def _curves(chart: AcceptabilityChart, worth: Amounts) -> Spec:
    plane = Plane(_across(chart, worth), 0.0, 114.0, tuple(panel_head(_CHANCE.of(worth.lang))), labels=(0.0, 100.0))
    layers = _band(chart, worth, plane) + _used(chart, worth, plane)
    ends = []
    for option, (colour, dash) in zip(chart.drawn, _STYLES, strict=False):
        rows = _rows(chart.willingness, [share * 100 for share in option.probability], worth)
        layers.append(plane.line(rows, colour=colour, dash=dash))
        ends.append(rows[-1])
    places = apart([plane.pixel(row["y"]) for row in ends], 14, plane.top + 6, plane.top + plane.height - 6)
    for end, place, letter, (colour, _) in zip(ends, places, _LETTERS, _STYLES, strict=False):
        shift = place - plane.pixel(end["y"])
        layers.append(plane.texts([end | {"text": letter}], dx=7, dy=shift, colour=colour))
    return plane.sheet(layers)


def _rows(willingness: tuple[float, ...], heights: list[float], worth: Amounts) -> list[dict[str, float]]:
    return [{"x": worth.scaled(x), "y": y} for x, y in zip(willingness, heights, strict=True)]


def _band(chart: AcceptabilityChart, worth: Amounts, plane: Plane) -> list[Layer]:
    """Return the frontier: one wide line for every stretch on which the same option is the best on average."""
    layers, start, count = [], 0, len(chart.willingness)
    for place in range(1, count + 1):
        if place < count and chart.frontier[place] == chart.frontier[start]:
            continue
        best = chart.best(start)
        heights = [best.probability[at] * 100 for at in range(start, place)]
        rows = _rows(chart.willingness[start:place], heights, worth)
        if best in chart.drawn and len(rows) > 1:
            layers.append(plane.line(rows, colour=theme.BAND, width=11))
        start = place
    return layers


def _used(chart: AcceptabilityChart, worth: Amounts, plane: Plane) -> list[Layer]:
    if chart.used is None:
        return []
    x = worth.scaled(chart.used)
    late = x > (plane.across.low + plane.across.high) / 2
    row: Row = {"x": x, "y": plane.high, "text": f"{pick(worth.lang, 'använt', 'used')} {worth.short(chart.used)}"}
    label = plane.texts([row], align="right" if late else "left", dx=-5 if late else 5, dy=9)
    return [plane.upright(x), label]


def _information(chart: AcceptabilityChart, worth: Amounts) -> Spec:
    evpi = chart.evpi or ()
    amounts = amounts_for(evpi, worth.lang, chart.currency)
    rows = _rows(chart.willingness, [amounts.scaled(value) for value in evpi], worth)
    low, high = upwards([row["y"] for row in rows], air=0.2)
    head = panel_head(f"{_INFORMATION.of(worth.lang)}, {amounts.unit}")
    plane = Plane(_across(chart, worth), low, high, tuple(head), height=120)
    top = max(rows, key=lambda row: row["y"])
    late = top["x"] > (plane.across.low + plane.across.high) / 2
    text = {"text": amounts.full(max(evpi))}
    layers = [plane.level(0), plane.line(rows, colour=theme.INK), plane.points([top], colour=theme.INK)]
    return plane.sheet([*layers, plane.texts([top | text], align="right" if late else "left", dy=-14)])


def _nearest(chart: AcceptabilityChart) -> int:
    """Return the place to read aloud: the one nearest to the willingness used, else the last."""
    if chart.used is None:
        return len(chart.willingness) - 1
    used = chart.used
    return min(range(len(chart.willingness)), key=lambda place: abs(chart.willingness[place] - used))


def _note(chart: AcceptabilityChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Ju mer en effekt får kosta, desto mer väger effekten mot kostnaden. Det breda ljusa bandet visar vilket alternativ "
        "som är bäst i genomsnitt; det behöver inte vara det som oftast är bäst.",
        "The more an effect may cost, the more the effect weighs against the cost. The wide pale band shows which option is "
        "best on average; that need not be the one that is best most often.",
    )
    missing = len(chart.options) - len(chart.drawn)
    if missing > 0:
        text += pick(
            lang,
            f" {missing} alternativ har ingen kurva och står bara i tabellen.",
            f" {missing} options have no curve and are in the table only.",
        )
    if len(chart.willingness) > _MOST_ROWS:
        text += pick(lang, " Tabellen visar vissa punkter på kurvorna.", " The table has some points of the curves.")
    return text


def _alt(chart: AcceptabilityChart, worth: Amounts) -> str:
    lang, place = worth.lang, _nearest(chart)
    best, at = chart.best(place), worth.full(chart.willingness[place])
    lead = pick(
        lang,
        f"Om effekten får kosta {at} per {chart.unit} är {best.label} bäst i genomsnitt",
        f"If the effect may cost {at} per {chart.unit}, {best.label} is best on average",
    )
    chances = "; ".join(f"{o.label} {percent(o.probability[place], lang, decimals=0)}" for o in chart.drawn)
    text = f"{lead}. {pick(lang, 'Sannolikhet att vara bäst', 'Probability of being the best')}: {chances}."
    if chart.evpi is not None:
        amounts = amounts_for(chart.evpi, lang, chart.currency)
        text += f" {_INFORMATION.of(lang)}: {amounts.full(chart.evpi[place])}."
    return text


def _table(chart: AcceptabilityChart, worth: Amounts, title: str) -> Table:
    """Return a row for every value shown and option: long, since names are long and options may be many."""
    lang, rows = worth.lang, []
    amounts = amounts_for(chart.evpi or (), lang, chart.currency)
    for place in thinned(len(chart.willingness), _MOST_ROWS):
        for option in chart.options:
            chance = percent(option.probability[place], lang, decimals=0)
            best = pick(lang, "ja", "yes") if option is chart.best(place) else "–"
            evpi = None if chart.evpi is None else chart.evpi[place]
            rows.append((worth.cell(chart.willingness[place]), option.label, chance, best, amounts.cell(evpi)))
    worth_head = _WORTH.of(lang).format(unit=chart.unit)
    heads = (
        worth_head,
        Text(sv="Alternativ", en="Option"),
        Text(sv="Sannolikhet att vara bäst", en="Probability of being the best"),
        Text(sv="Bäst i genomsnitt", en="Best on average"),
        Text(sv="EVPI", en="EVPI"),
    )
    units = (worth.unit, "", "", "", amounts.unit if chart.evpi is not None else "")
    used = columns(heads, units, lang, words=2)
    kept = 5 if chart.evpi is not None else 4
    return Table(title, used[:kept], tuple(row[:kept] for row in rows))
