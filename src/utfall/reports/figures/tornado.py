# SPDX-License-Identifier: Apache-2.0
"""One-way sensitivity (a 'tornado'): how far the result moves when one assumption at a time is low or high."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, Canvas, Layer, Row, Spec, joined, render, spanning, wrapped
from utfall.reports.numbers import Scale, in_scale, money, money_unit, number, scaled_decimals, shared_scale

_TITLE = Text(sv="Vilka antaganden som betyder mest", en="Which assumptions matter most")
_BASE = Text(sv="grundkalkyl", en="base case")
_LOW = Text(sv="lågt", en="low")
_HIGH = Text(sv="högt", en="high")
_HEADS = (
    Text(sv="Antagande", en="Assumption"),
    Text(sv="Lågt värde", en="Low value"),
    Text(sv="Resultat vid lågt", en="Result when low"),
    Text(sv="Högt värde", en="High value"),
    Text(sv="Resultat vid högt", en="Result when high"),
)
_BAR = 14


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """One assumption: its low and high value as text, and the result at each, whole currency units."""

    label: str
    low_value: str
    high_value: str
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two results are."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True, slots=True)
class TornadoChart:
    """Assumptions (drawn with the largest swing first), the result with all at their base value, and what it is.

    `result` names the quantity in the report's language: 'nettonuvärde för samhället'.
    """

    result: str
    base: float
    rows: tuple[TornadoRow, ...]
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("a tornado needs at least one assumption")

    @property
    def ordered(self) -> tuple[TornadoRow, ...]:
        """The assumptions, largest swing first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.swing, row.label)))


def tornado_figure(chart: TornadoChart, lang: Lang, *, figure_id: str = "figure-tornado") -> Figure:
    """Return the results at low and high values as bars from the base case."""
    scale = shared_scale(chart.base, *(value for row in chart.rows for value in (row.at_low, row.at_high)))
    title = chart.title or f"{_TITLE.of(lang)}: {chart.result}"
    return Figure(
        id=figure_id,
        title=f"{title}, {money_unit(scale, lang, currency=chart.currency)}",
        alt=_alt(chart, scale, lang),
        svg=render([_panel(chart, scale, lang)], lang),
        data_table=_table(chart, scale, lang, title),
        source=chart.source,
        note=_note(chart, scale, lang),
    )


def _panel(chart: TornadoChart, scale: Scale, lang: Lang) -> Spec:
    base = in_scale(chart.base, scale)
    results = [in_scale(value, scale) for row in chart.rows for value in (row.at_low, row.at_high)]
    across = spanning([base, *results], money_unit(scale, lang, currency=chart.currency), air=0.12)
    top, heads, values = LINE + 10.0, [], []
    lows: list[Row] = []
    highs: list[Row] = []
    for row in _drawn(chart, scale, lang):
        lines = wrapped(row.label)
        heads.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines)
        lines = joined(_row_texts(row, chart, scale, lang))
        values.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines) + 4
        # Two results on the same side of the base case get a bar each, or one would hide the other.
        same_side = (row.at_low - chart.base) * (row.at_high - chart.base) > 0
        lows.append(_bar(base, in_scale(row.at_low, scale), top))
        top += _BAR + 2 if same_side else 0
        highs.append(_bar(base, in_scale(row.at_high, scale), top))
        top += _BAR + 12
    canvas = Canvas(across, top)
    share = (base - across.low) / (across.high - across.low)
    text = f"{_BASE.of(lang)} {_money(chart.base, chart, scale, lang)}"
    align = "left" if share < 0.3 else "right" if share > 0.7 else "center"
    layers = [
        canvas.upright(0, top=LINE + 4, colour=theme.NEUTRAL, dash=True),
        canvas.masks([*heads, *values]),
        canvas.boxes(lows, colour=theme.LOSS),
        canvas.boxes(highs, colour=theme.GAIN),
        *_ends(canvas, lows, _LOW.of(lang), theme.LOSS),
        *_ends(canvas, highs, _HIGH.of(lang), theme.GAIN),
        canvas.segments([{"x": base, "x2": base, "y": row["y"] - 3, "y2": row["y2"] + 3} for row in lows + highs]),
        canvas.texts([{"x": base, "y": LINE / 2, "text": text}], align=align, strong=True),
        canvas.texts(heads, pixel=0, strong=True),
        canvas.texts(values, pixel=0),
    ]
    return canvas.sheet(layers)


def _bar(base: float, result: float, top: float) -> Row:
    return {"x": base, "x2": result, "y": top, "y2": top + _BAR}


def _ends(canvas: Canvas, bars: list[Row], word: str, colour: str) -> list[Layer]:
    """Return the word 'low' or 'high' outside the end of each bar, for whoever does not tell the colours apart."""
    layers = []
    for side, align, dx in ((-1, "right", -5), (1, "left", 5)):
        rows = [
            {"x": bar["x2"], "y": (bar["y"] + bar["y2"]) / 2, "text": word}
            for bar in bars
            if (bar["x2"] - bar["x"]) * side > 0
        ]
        if rows:
            layers.append(canvas.texts(rows, align=align, colour=colour, dx=dx))
    return layers


def _money(value: float, chart: TornadoChart, scale: Scale, lang: Lang) -> str:
    return money(value, lang, scale=scale, currency=chart.currency)


def _row_texts(row: TornadoRow, chart: TornadoChart, scale: Scale, lang: Lang) -> tuple[str, str]:
    low, high = (_money(value, chart, scale, lang) for value in (row.at_low, row.at_high))
    return f"{_LOW.of(lang)} {row.low_value} → {low}", f"{_HIGH.of(lang)} {row.high_value} → {high}"


def _drawn(chart: TornadoChart, scale: Scale, lang: Lang) -> tuple[TornadoRow, ...]:
    """Return the assumptions that move the result by so much that it can be read; all when none does."""
    moving = tuple(
        row
        for row in chart.ordered
        if _money(row.at_low, chart, scale, lang) != _money(row.at_high, chart, scale, lang)
    )
    return moving or chart.ordered


def _note(chart: TornadoChart, scale: Scale, lang: Lang) -> str:
    hidden = len(chart.rows) - len(_drawn(chart, scale, lang))
    if lang == "sv":
        text = "Varje stapel visar resultatet när ett antagande ändras och de andra ligger kvar. Orden lågt och högt gäller"
        text += " antagandets värde. Streckad linje: noll."
        return text + (f" Bara i tabellen står det som inte ändrar resultatet ({hidden})." if hidden else "")
    text = (
        "Each bar shows the result when one assumption changes and the others stay. Low and high are the values of the"
    )
    text += " assumption. Dashed line: zero."
    return text + (f" In the table only: what does not change the result ({hidden})." if hidden else "")


def _alt(chart: TornadoChart, scale: Scale, lang: Lang) -> str:
    parts = [
        f"{row.label}: {_LOW.of(lang)} {row.low_value} → {_money(row.at_low, chart, scale, lang)}, "
        f"{_HIGH.of(lang)} {row.high_value} → {_money(row.at_high, chart, scale, lang)}"
        for row in chart.ordered
    ]
    lead = f"{chart.result}, {_BASE.of(lang)} {_money(chart.base, chart, scale, lang)}"
    return f"{lead}. {'; '.join(parts)}."


def _table(chart: TornadoChart, scale: Scale, lang: Lang, title: str) -> Table:
    unit = money_unit(scale, lang, currency=chart.currency)
    units = ("", "", unit, "", unit)
    columns = tuple(
        Column(head.of(lang), "left" if index == 0 else "right", text)
        for index, (head, text) in enumerate(zip(_HEADS, units, strict=True))
    )

    def plain(value: float) -> str:
        return number(in_scale(value, scale), lang, decimals=scaled_decimals(value, scale))

    rows = tuple((r.label, r.low_value, plain(r.at_low), r.high_value, plain(r.at_high)) for r in chart.ordered)
    return Table(title, columns, rows)
