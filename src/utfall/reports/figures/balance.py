# SPDX-License-Identifier: Apache-2.0
"""Balance before and after adjustment (a 'love plot'): how unlike the groups are, covariate by covariate."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.canvas import LINE, WIDTH, Canvas, Row, Spec, render, spanning, wrapped
from utfall.reports.numbers import number

_TITLE = Text(
    sv="Hur lika grupperna är: skillnad i standardavvikelser",
    en="How alike the groups are: standardised difference",
)
_AXIS = Text(sv="standardiserad skillnad, absolutbelopp", en="standardised mean difference, absolute")
_BEFORE = Text(sv="före", en="before")
_AFTER = Text(sv="efter", en="after")
_COVARIATE = Text(sv="Egenskap", en="Covariate")
_LABELS = 126
_VALUES = 84


@dataclass(frozen=True, slots=True)
class CovariateBalance:
    """Standardised mean difference of one covariate, signed, before and after adjustment (None when not adjusted)."""

    label: str
    before: float
    after: float | None = None


@dataclass(frozen=True, slots=True)
class BalanceChart:
    """Covariates in the order to show, and the limit over which a difference is held to be too large.

    Source of the default limit: Stuart (2010), Statistical Science 25(1), DOI 10.1214/09-STS313.
    """

    covariates: tuple[CovariateBalance, ...]
    limit: float = 0.1
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.covariates:
            raise ValueError("a balance figure needs at least one covariate")


def balance_figure(chart: BalanceChart, lang: Lang, *, figure_id: str = "figure-balance") -> Figure:
    """Return the groups' differences before (diamonds) and after (points)."""
    title = chart.title or _TITLE.of(lang)
    return Figure(
        id=figure_id,
        title=title,
        alt=_alt(chart, lang),
        svg=render([_panel(chart, lang)], lang),
        data_table=_table(chart, lang, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _panel(chart: BalanceChart, lang: Lang) -> Spec:
    sizes = [abs(value) for c in chart.covariates for value in (c.before, c.after) if value is not None]
    across = spanning([*sizes, chart.limit * 1.3], _AXIS.of(lang), start=_LABELS, end=WIDTH - _VALUES)
    top, heads, values, links = 2.0 * LINE + 6, [], [], []
    before: list[Row] = []
    after: list[Row] = []
    for covariate in chart.covariates:
        lines = wrapped(covariate.label, 18)
        middle = top + LINE * len(lines) / 2
        heads.append({"y": top + LINE / 2, "text": lines})
        values.append({"y": middle, "text": _change(covariate, lang)})
        before.append({"x": abs(covariate.before), "y": middle})
        if covariate.after is not None:
            after.append({"x": abs(covariate.after), "y": middle})
            links.append({"x": abs(covariate.before), "x2": abs(covariate.after), "y": middle, "y2": middle})
        top += LINE * len(lines) + 10
    canvas = Canvas(across, top)
    limit = f"{'gräns' if lang == 'sv' else 'limit'} {_limit(chart, lang)}"
    first = [{"y": LINE * 0.5, "text": f"◇ {_BEFORE.of(lang)}"}]
    second = [{"y": LINE * 1.5, "text": f"● {_AFTER.of(lang)}"}] if after else []
    layers = [
        canvas.upright(0, top=LINE * 2),
        canvas.upright(chart.limit, top=LINE * 2, colour=theme.INK, dash=True),
        canvas.texts([{"x": chart.limit, "y": LINE * 1.5, "text": limit}], align="left", dx=-4),
        canvas.texts(first, pixel=0, strong=True, colour=theme.LOSS),
        canvas.texts(second, pixel=0, strong=True, colour=theme.GAIN),
        canvas.segments(links, colour=theme.NEUTRAL, width=1),
        canvas.points(before, shape="diamond", colour=theme.LOSS, hollow=True),
        canvas.points(after),
        canvas.texts(heads, pixel=0),
        canvas.texts(values, pixel=WIDTH, align="right"),
    ]
    return canvas.sheet(layers)


def _limit(chart: BalanceChart, lang: Lang) -> str:
    return number(chart.limit, lang, digits=1)


def _size(value: float, lang: Lang) -> str:
    return number(abs(value), lang, decimals=2)


def _change(covariate: CovariateBalance, lang: Lang) -> str:
    first = _size(covariate.before, lang)
    return first if covariate.after is None else f"{first} → {_size(covariate.after, lang)}"


def _note(chart: BalanceChart, lang: Lang) -> str:
    limit = _limit(chart, lang)
    if lang == "sv":
        text = "Romb: före justering. Punkt: efter. Ju närmare noll, desto mer lika är grupperna;"
        return f"{text} under {limit} räknas som lika."
    text = "Diamond: before adjustment. Point: after. The nearer zero, the more alike the groups;"
    return f"{text} below {limit} counts as alike."


def _alt(chart: BalanceChart, lang: Lang) -> str:
    parts = "; ".join(f"{c.label}: {_change(c, lang)}" for c in chart.covariates)
    last = [c.before if c.after is None else c.after for c in chart.covariates]
    over = sum(abs(value) > chart.limit for value in last)
    total = len(chart.covariates)
    if lang == "sv":
        return f"Standardiserad skillnad före och efter. {over} av {total} egenskaper ligger över gränsen. {parts}."
    return f"Standardised difference before and after. {over} of {total} covariates are over the limit. {parts}."


def _table(chart: BalanceChart, lang: Lang, title: str) -> Table:
    heads = (_COVARIATE, _BEFORE, _AFTER)
    columns = tuple(
        Column(head.of(lang).capitalize(), "left" if index == 0 else "right") for index, head in enumerate(heads)
    )
    rows = tuple(
        (
            c.label,
            number(c.before, lang, decimals=3),
            "–" if c.after is None else number(c.after, lang, decimals=3),
        )
        for c in chart.covariates
    )
    return Table(title, columns, rows)
