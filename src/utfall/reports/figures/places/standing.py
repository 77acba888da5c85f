# SPDX-License-Identifier: Apache-2.0
"""One municipality among similar ones: a point each on one scale, the best at the top, with median and quartiles."""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import Lang
from utfall.reports import theme
from utfall.reports.document import Column, Figure, Table
from utfall.reports.figures.amounts import pick, require, require_finite
from utfall.reports.figures.axes import Axes, round_ends, tick_decimals
from utfall.reports.figures.canvas import LINE, WIDTH, text_width, wrapped
from utfall.reports.figures.sheet import Paint, Sheet
from utfall.reports.numbers import number

_ROW, _MOST_WIDE = LINE * 1.25, 190.0


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A municipality; `own` is the one that is compared."""

    label: str
    value: float
    own: bool = False


@dataclass(frozen=True, slots=True)
class StandingChart:
    """Municipalities in the order to show, the best first.

    Parameters
    ----------
    median, lower, upper
        The others' median and quartiles.
    decimals
        Of the values.
    """

    rows: tuple[StandingRow, ...]
    median: float
    lower: float
    upper: float
    measure: str
    decimals: int = 1
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(sum(row.own for row in self.rows) == 1 and len(self.rows) > 1, "one is compared with others")
        require(self.lower <= self.median <= self.upper, "the median lies between the quartiles")
        require_finite(self.median, self.lower, self.upper, *(row.value for row in self.rows))


def standing_figure(chart: StandingChart, lang: Lang, *, figure_id: str = "figure-standing") -> Figure:
    """Return the points, and every value as a table."""
    return Figure(
        id=figure_id, title=chart.measure, alt=_alt(chart, lang), svg=draw(chart, lang).svg(),
        data_table=standing_table(chart, lang), source=chart.source, note=_note(chart, lang),
    )  # fmt: skip


def draw(chart: StandingChart, lang: Lang) -> Sheet:
    """Return the drawing."""
    labels = [_short(row.label) for row in chart.rows]
    left = min(max(text_width([label]) for label in labels) * 1.06, _MOST_WIDE) + 10
    said = [number(row.value, lang, decimals=chart.decimals) for row in chart.rows]
    right = max(text_width([words]) for words in said) + 12
    head = wrapped(chart.measure)
    top, high = LINE * (len(head) + 0.6), _ROW * len(chart.rows)
    sheet = Sheet(height=top + high + LINE * 1.6)
    sheet.text(0, LINE / 2, head, strong=True)
    ends = round_ends([row.value for row in chart.rows], zero=False)
    axes = Axes(left, top, WIDTH - left - right, high, ends, (0.0, float(len(chart.rows))))
    low, _ = axes.at(chart.lower, 0)
    upper, _ = axes.at(chart.upper, 0)
    sheet.rect(low, top, upper - low, high, Paint(theme.BAND), edge=False)
    axes.grid(sheet, say_x=lambda x: number(x, lang, decimals=tick_decimals(*axes.x)), say_y=lambda _: "", parts=(4, 1))
    sheet.curve([axes.at(chart.median, 0), axes.at(chart.median, len(chart.rows))], colour=theme.INK, width=1.4)
    for at, (row, label, words) in enumerate(zip(chart.rows, labels, said, strict=True)):
        x, y = axes.at(row.value, len(chart.rows) - at - 0.5)
        sheet.text(left - 10, y, [label], align="end", strong=row.own)
        sheet.dot(
            x, y, colour=theme.GAIN if row.own else theme.NEUTRAL, radius=5 if row.own else 3.6, hollow=not row.own
        )
        sheet.text(WIDTH, y, [words], align="end", strong=row.own)
    return sheet


def standing_table(chart: StandingChart, lang: Lang) -> Table:
    """Return every municipality with its rank and value, then the others' median and quartiles."""
    own = next(row for row in chart.rows if row.own)
    ranks = {row.value: 1 + at for at, row in reversed(list(enumerate(chart.rows)))}
    columns = (
        Column(pick(lang, "Kommun", "Municipality")), Column(pick(lang, "Plats", "Rank"), "right"),
        Column(pick(lang, "Värde", "Value"), "right"), Column(pick(lang, "Mot er", "Against yours"), "right"),
    )  # fmt: skip

    def line(label: str, rank: str, value: float, *, itself: bool = False) -> tuple[str, str, str, str]:
        apart = "–" if itself else number(value - own.value, lang, decimals=chart.decimals, signed=True)
        return label, rank, number(value, lang, decimals=chart.decimals), apart

    rows = [line(row.label, str(ranks[row.value]), row.value, itself=row.own) for row in chart.rows]
    rows += [
        line(pick(lang, "De andras median", "The others' median"), "–", chart.median),
        line(pick(lang, "De andras nedre kvartil", "The others' lower quartile"), "–", chart.lower),
        line(pick(lang, "De andras övre kvartil", "The others' upper quartile"), "–", chart.upper),
    ]
    return Table(chart.measure, columns, tuple(rows), source=chart.source)


def _short(label: str) -> str:
    lines = wrapped(label, int(_MOST_WIDE / 7))
    return lines[0] if len(lines) == 1 else f"{lines[0]}…"


def _note(chart: StandingChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Ifylld punkt: den egna kommunen. Linjen är de andras median, bandet hälften av dem (mellan kvartilerna). Bäst överst.",
        "Filled point: the own municipality. The line is the others' median, the band half of them (between the quartiles). "
        "The best on top.",
    )
    return f"{text} {chart.note}".rstrip()


def _alt(chart: StandingChart, lang: Lang) -> str:
    own = next(row for row in chart.rows if row.own)
    place = 1 + next(at for at, row in enumerate(chart.rows) if row.value == own.value)
    value, median, low, high = (
        number(v, lang, decimals=chart.decimals) for v in (own.value, chart.median, chart.lower, chart.upper)
    )
    return pick(
        lang,
        f"{own.label}: {value}, plats {place} av {len(chart.rows)} (1 är bäst). De andras median är {median}, hälften ligger "
        f"mellan {low} och {high}.",
        f"{own.label}: {value}, place {place} of {len(chart.rows)} (1 is best). The others' median is {median}, half lie "
        f"between {low} and {high}.",
    )
