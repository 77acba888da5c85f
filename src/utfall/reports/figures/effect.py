# SPDX-License-Identifier: Apache-2.0
"""Effect with interval per outcome: one panel per unit, a line at zero, the criterion's limit where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import (
    LINE,
    WIDTH,
    Canvas,
    Layer,
    Row,
    Spec,
    joined,
    render,
    spanning,
    whisker,
    wrapped,
)
from utfall.reports.numbers import NBSP, estimate, from_to, number, percent, significant_decimals

Quantity = Literal["effect", "difference", "change"]

_TITLE: dict[Quantity, Text] = {
    "effect": Text(sv="Effekt på varje utfall, med osäkerhet", en="Effect on each outcome, with its uncertainty"),
    "difference": Text(
        sv="Skillnad mot jämförelsegruppen, med osäkerhet",
        en="Difference from the comparison group, with its uncertainty",
    ),
    "change": Text(sv="Förändring i varje utfall, med osäkerhet", en="Change in each outcome, with its uncertainty"),
}
_ZERO: dict[Quantity, Text] = {
    "effect": Text(sv="ingen effekt", en="no effect"),
    "difference": Text(sv="ingen skillnad", en="no difference"),
    "change": Text(sv="ingen förändring", en="no change"),
}
_NAME: dict[Quantity, Text] = {
    "effect": Text(sv="Effekt", en="Effect"),
    "difference": Text(sv="Skillnad", en="Difference"),
    "change": Text(sv="Förändring", en="Change"),
}
_LIMIT = Text(sv="gräns", en="limit")
_BETTER = {
    "higher": Text(sv="bättre →", en="better →"),
    "lower": Text(sv="← bättre", en="← better"),
}
_HEADS = (
    Text(sv="Utfall", en="Outcome"),
    Text(sv="Lägst", en="Lowest"),
    Text(sv="Högst", en="Highest"),
    Text(sv="Enhet", en="Unit"),
    Text(sv="Gräns", en="Limit"),
    Text(sv="Antal, insats", en="Number, intervention"),
    Text(sv="Antal, jämförelse", en="Number, comparison"),
)


@dataclass(frozen=True, slots=True)
class OutcomeEffect:
    """The effect on one outcome, in the unit it is shown in (percentage points as 12.0, not 0.12).

    Parameters
    ----------
    label
        The outcome's name.
    unit
        Unit of estimate, ends and limit, in the language of the report.
    estimate, low, high
        The effect and the ends of its interval.
    n_intervention, n_comparison
        Number of persons (or other units) behind it; no comparison group is 0.
    limit
        The criterion's limit for this outcome, None without one.
    better
        Which way is good, None when it is not said.
    """

    label: str
    unit: str
    estimate: float
    low: float
    high: float
    n_intervention: int
    n_comparison: int
    limit: float | None = None
    better: Literal["higher", "lower"] | None = None

    def __post_init__(self) -> None:
        if not self.low <= self.estimate <= self.high:
            raise ValueError("an estimate lies within its interval")


@dataclass(frozen=True, slots=True)
class EffectChart:
    """The effects to show and the level of their intervals (share, 0.95 for 95 per cent).

    `quantity` is 'change' when there is no comparison and 'difference' when the evidence does not suffice: neither is
    an effect, and neither is called one.
    """

    effects: tuple[OutcomeEffect, ...]
    quantity: Quantity = "effect"
    level: float = 0.95
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.effects:
            raise ValueError("an effect figure needs at least one effect")


def effect_figure(chart: EffectChart, lang: Lang, *, figure_id: str = "figure-effect") -> Figure:
    """Return effects with intervals as points with whiskers."""
    title = chart.title or _TITLE[chart.quantity].of(lang)
    units = list(dict.fromkeys(effect.unit for effect in chart.effects))
    panels = [_panel(chart, unit, lang) for unit in units]
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=render(panels, lang),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def value_text(effect: OutcomeEffect, lang: Lang) -> str:
    """Return '+1 794 kr (från 551 till 3 038)'."""
    shown = estimate(effect.estimate, effect.low, effect.high, lang, signed=True)
    return f"{shown.value}{NBSP}{effect.unit} ({from_to(shown.low, shown.high, lang)})"


def _panel(chart: EffectChart, unit: str, lang: Lang) -> Spec:
    effects = [effect for effect in chart.effects if effect.unit == unit]
    limits = [effect.limit for effect in effects if effect.limit is not None]
    across = spanning([end for e in effects for end in (e.low, e.high)] + limits, unit)
    top = LINE + 6.0
    heads: list[Row] = []
    values: list[Row] = []
    marks: list[tuple[OutcomeEffect, float]] = []
    for effect in effects:
        lines = wrapped(effect.label)
        heads.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines)
        lines = joined((value_text(effect, lang), _count(effect, lang)))
        values.append({"y": top + LINE / 2, "text": lines})
        top += LINE * len(lines) + 14
        marks.append((effect, top))
        top += 30 if effect.limit is not None else 18
    canvas = Canvas(across, top)
    layers = [
        canvas.upright(0, top=LINE),
        canvas.masks([*heads, *values]),
        canvas.texts(
            [{"x": 0, "y": LINE / 2, "text": _ZERO[chart.quantity].of(lang)}], align=_side(canvas), colour=theme.MUTED
        ),
        *_limits(canvas, marks, lang),
        canvas.segments([row for e, y in marks for row in whisker(e.low, e.high, y)], width=2),
        canvas.points([{"x": e.estimate, "y": y} for e, y in marks]),
        canvas.texts(heads, pixel=0, strong=True),
        canvas.texts(values, pixel=0),
        *_better(canvas, effects, lang),
    ]
    return canvas.sheet(layers)


def _side(canvas: Canvas) -> str:
    """Return how a text at zero is aligned so that it stays within the figure."""
    share = -canvas.across.low / (canvas.across.high - canvas.across.low)
    return "left" if share < 0.25 else "right" if share > 0.75 else "center"


def _limits(canvas: Canvas, marks: list[tuple[OutcomeEffect, float]], lang: Lang) -> list[Layer]:
    lines: list[Row] = []
    texts: list[Row] = []
    for effect, y in marks:
        if effect.limit is None:
            continue
        lines.append({"x": effect.limit, "x2": effect.limit, "y": y - 10, "y2": y + 13})
        text = f"{_LIMIT.of(lang)} {_plain(effect.limit, lang)}"
        texts.append({"x": effect.limit, "y": y + 20, "text": text})
    if not lines:
        return []
    return [
        canvas.segments(lines, colour=theme.LOSS, width=2, dash=True),
        canvas.texts(texts, align="center", colour=theme.LOSS),
    ]


def _better(canvas: Canvas, effects: list[OutcomeEffect], lang: Lang) -> list[Layer]:
    """Say once which way is good, when all outcomes of the panel agree."""
    ways = {effect.better for effect in effects}
    way = ways.pop() if len(ways) == 1 else None
    if way is None:
        return []
    pixel, align = (WIDTH, "right") if way == "higher" else (0, "left")
    near_zero = _side(canvas) == align
    if near_zero:
        return []
    return [
        canvas.texts([{"y": LINE / 2, "text": _BETTER[way].of(lang)}], pixel=pixel, align=align, colour=theme.MUTED)
    ]


def _plain(value: float, lang: Lang) -> str:
    return number(value, lang, decimals=None if value % 1 else 0)


def _count(effect: OutcomeEffect, lang: Lang) -> str:
    groups = [n for n in (effect.n_intervention, effect.n_comparison) if n]
    return f"n{NBSP}={NBSP}" + f"{NBSP}+{NBSP}".join(number(n, lang, decimals=0) for n in groups)


def _note(chart: EffectChart, lang: Lang) -> str:
    level = percent(chart.level, lang, decimals=significant_decimals(chart.level * 100, digits=2))
    limits = any(effect.limit is not None for effect in chart.effects)
    if lang == "sv":
        what, none = _SWEDISH[chart.quantity]
        text = f"Punkten är den {what}, strecket dess {level}-intervall. Når strecket över linjen vid noll kan {none}."
        text += " n är antal i insats- och jämförelsegruppen." if chart.quantity != "change" else " n är antal."
        return text + (" Streckad linje: gränsen i satsningens kriterier." if limits else "")
    what, none = _ENGLISH[chart.quantity]
    text = f"The point is the {what}, the line its {level} interval. Where the line crosses zero, {none}."
    text += " n is the number in the intervention and the comparison group." if chart.quantity != "change" else ""
    return text + (" Dashed line: the limit in the criteria." if limits else "")


_SWEDISH: dict[Quantity, tuple[str, str]] = {
    "effect": ("beräknade effekten", "effekten vara ingen alls"),
    "difference": ("uppmätta skillnaden, som inte får läsas som en effekt", "skillnaden vara slump"),
    "change": ("uppmätta förändringen, som inte behöver bero på satsningen", "förändringen vara slump"),
}
_ENGLISH: dict[Quantity, tuple[str, str]] = {
    "effect": ("estimated effect", "there may be no effect at all"),
    "difference": ("measured difference, which must not be read as an effect", "the difference may be chance"),
    "change": ("measured change, which need not come from the initiative", "the change may be chance"),
}


def _alt(chart: EffectChart, lang: Lang) -> str:
    parts = [f"{effect.label}: {value_text(effect, lang)}" for effect in chart.effects]
    name = _NAME[chart.quantity].of(lang)
    lead = f"{name} med intervall per utfall." if lang == "sv" else f"{name} with interval per outcome."
    return f"{lead} " + "; ".join(parts) + "."


def _table(chart: EffectChart, lang: Lang, title: str) -> Table:
    aligns = ("left", "right", "right", "right", "left", "right", "right", "right")
    rows = []
    for e in chart.effects:
        shown = estimate(e.estimate, e.low, e.high, lang, signed=True)
        limit = "–" if e.limit is None else _plain(e.limit, lang)
        counts = (number(n, lang, decimals=0) for n in (e.n_intervention, e.n_comparison))
        rows.append((e.label, shown.value, shown.low, shown.high, e.unit, limit, *counts))
    heads = (_HEADS[0], _NAME[chart.quantity], *_HEADS[1:])
    columns = tuple(
        Column(head.of(lang), "right" if align == "right" else "left")
        for head, align in zip(heads, aligns, strict=True)
    )
    return Table(title, columns, tuple(rows))
