# SPDX-License-Identifier: Apache-2.0
"""The fund: its balance over the years, what is drawn and what is returned, and each committee's net."""

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
from utfall.reports.figures.bars import MOST_BARS, Bar, BarGroup, Fill, bars_across, bars_panel, signed_fill
from utfall.reports.figures.canvas import WIDTH, Across, Layer, Spec, render
from utfall.reports.figures.plane import AXIS_WIDTH, RIGHT_AIR, Plane, upwards

_TITLE = Text(sv="Fondens saldo, uttag och återföring", en="The fund's balance, drawdowns and repayments")
_BALANCE = Text(sv="Saldo vid årets slut", en="Balance at the end of the year")
_FLOWS = Text(sv="Uttag och återföring per år", en="Drawdowns and repayments per year")
_BOARDS = Text(sv="Netto per nämnd: sparat minus betalat", en="Net per committee: saved less paid")
_BOARDS_SHORT = Text(sv="netto", en="net")
_AXIS = Text(sv="år", en="year")
_ADDED = Text(sv="tillskott", en="added")
_DRAWN = Text(sv="uttag", en="drawn")
_REPAID = Text(sv="återfört", en="repaid")
_PAID = Text(sv="betalat", en="paid")
_SAVED = Text(sv="sparat", en="saved")
_HEADS = (
    Text(sv="Post", en="Item"),
    Text(sv="Tillskott eller sparat", en="Added or saved"),
    Text(sv="Uttag eller betalat", en="Drawn or paid"),
    Text(sv="Återfört", en="Repaid"),
    Text(sv="Saldo eller netto", en="Balance or net"),
)
_MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class FundYear:
    """One year of the fund, whole currency units: money added, drawn and repaid (none negative), balance at its end."""

    year: int
    added: float
    drawn: float
    repaid: float
    balance: float

    def __post_init__(self) -> None:
        require_finite(self.added, self.drawn, self.repaid, self.balance)
        require(min(self.added, self.drawn, self.repaid) >= 0, "what is added, drawn and repaid is not negative")


@dataclass(frozen=True, slots=True)
class FundBoard:
    """What a committee (nämnd) has paid for the initiatives and returned to the fund, and what it has saved."""

    label: str
    paid: float
    saved: float

    def __post_init__(self) -> None:
        require_finite(self.paid, self.saved)

    @property
    def net(self) -> float:
        """Saved less paid."""
        return self.saved - self.paid


@dataclass(frozen=True, slots=True)
class FundChart:
    """Years in the order of time, the balance before the first of them, and the committees in the order to show."""

    years: tuple[FundYear, ...]
    opening: float = 0.0
    boards: tuple[FundBoard, ...] = ()
    currency: str = "SEK"
    title: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        require(bool(self.years), "the fund's path needs at least one year")
        require_finite(self.opening)
        require(all(a.year < b.year for a, b in pairwise(self.years)), "years come in the order of time")
        before = self.opening
        for year in self.years:
            found = before + year.added - year.drawn + year.repaid
            require(
                abs(found - year.balance) <= 1.0, "the balance is the one before, plus added and repaid, less drawn"
            )
            before = year.balance

    @property
    def lowest(self) -> FundYear:
        """The year with the lowest balance, the first of them."""
        return min(self.years, key=lambda year: year.balance)


def fund_figure(chart: FundChart, lang: Lang, *, figure_id: str = "figure-fund") -> Figure:
    """Return the balance as a curve, the flows per year and the committees' nets as bars."""
    found = [a for y in chart.years for a in (y.added, y.drawn, y.repaid, y.balance)]
    found += [a for board in chart.boards for a in (board.paid, board.saved, board.net)]
    amounts = amounts_for(found, lang, chart.currency)
    title = chart.title or _TITLE.of(lang)
    curve = [_curve(chart, amounts)] if len(chart.years) > 1 else []
    return Figure(
        id=figure_id,
        title=f"{title}, {amounts.unit}",
        alt=_alt(chart, amounts),
        svg=render([*curve, *_bars(chart, amounts)], lang),
        data_table=_table(chart, amounts, title),
        source=chart.source,
        note=_note(chart, lang),
    )


def _curve(chart: FundChart, amounts: Amounts) -> Spec:
    rows = [{"x": year.year, "y": amounts.scaled(year.balance)} for year in chart.years]
    across = Across(chart.years[0].year, chart.years[-1].year, _AXIS.of(amounts.lang), AXIS_WIDTH, WIDTH - 24)
    low, high = upwards([row["y"] for row in rows], air=0.22)
    ticks = tuple(chart.years[place].year for place in thinned(len(rows), 5))
    head = panel_head(f"{_BALANCE.of(amounts.lang)}, {amounts.unit}")
    plane = Plane(across, low, high, tuple(head), ticks, "d", height=160)
    return plane.sheet(
        [
            plane.level(0),
            plane.line(rows, colour=theme.GAIN),
            plane.points(rows, colour=theme.GAIN),
            *_labels(chart, amounts, plane),
        ]
    )


def _labels(chart: FundChart, amounts: Amounts, plane: Plane) -> list[Layer]:
    """Return the first, lowest and last balance as text; above the point, the lowest below it where there is room."""
    layers = []
    for year in {id(y): y for y in (chart.years[0], chart.lowest, chart.years[-1])}.values():
        height = amounts.scaled(year.balance)
        row = {"x": year.year, "y": height, "text": amounts.full(year.balance)}
        first, last = year is chart.years[0], year is chart.years[-1]
        align = "left" if first else "right" if last else "center"
        below = year is chart.lowest and plane.pixel(height) + 24 < plane.top + plane.height
        shift = 8 if first else RIGHT_AIR if last else 0
        layers.append(plane.texts([row], align=align, dx=shift, dy=16 if below else -15))
    return layers


def _bars(chart: FundChart, amounts: Amounts) -> list[Spec]:
    lang = amounts.lang
    shown = [chart.years[place] for place in thinned(len(chart.years), _MOST_YEARS)]
    flows = BarGroup(
        f"{_FLOWS.of(lang)}, {amounts.unit}", tuple(bar for year in shown for bar in _flows(year, amounts))
    )
    panels = [bars_panel([flows], bars_across([flows], amounts.unit))]
    if chart.boards:
        group = BarGroup(f"{_BOARDS.of(lang)}, {amounts.unit}", tuple(_board(b, amounts) for b in _boards(chart, lang)))
        panels.append(bars_panel([group], bars_across([group], amounts.unit, labels=132)))
    return panels


def _flows(year: FundYear, amounts: Amounts) -> list[Bar]:
    """Return a bar for each kind of flow in a year, with its name; one bar of zero when nothing moved."""
    kinds: tuple[tuple[Text, float, Fill], ...] = (
        (_ADDED, year.added, "pale"),
        (_DRAWN, -year.drawn, "loss"),
        (_REPAID, year.repaid, "gain"),
    )
    moved = [kind for kind in kinds if kind[1]] or [kinds[1]]
    return [
        Bar(f"{year.year} {name.of(amounts.lang)}", amounts.short(flow, signed=True), amounts.scaled(flow), fill)
        for name, flow, fill in moved
    ]


def _board(board: FundBoard, amounts: Amounts) -> Bar:
    net = board.net
    return Bar(board.label, amounts.short(net, signed=True), amounts.scaled(net), signed_fill(net))


def _boards(chart: FundChart, lang: Lang) -> tuple[FundBoard, ...]:
    """Return the committees; the ones with the smallest net as one when they are many."""
    if len(chart.boards) <= MOST_BARS:
        return chart.boards
    rest = sorted(chart.boards, key=lambda board: (-abs(board.net), board.label))[MOST_BARS - 1 :]
    label = pick(lang, f"Övriga {len(rest)} nämnder", f"The other {len(rest)} committees")
    together = FundBoard(label, sum(board.paid for board in rest), sum(board.saved for board in rest))
    return (*(board for board in chart.boards if board not in rest), together)


def _note(chart: FundChart, lang: Lang) -> str:
    text = pick(
        lang,
        "Uttag minskar saldot, tillskott och återföring ökar det.",
        "Drawdowns lower the balance, money added and repaid raises it.",
    )
    if chart.boards:
        text += pick(
            lang,
            " En nämnd med netto under noll har betalat mer än den själv har sparat.",
            " A committee with a net below zero has paid more than it has itself saved.",
        )
    missing = len(chart.years) - _MOST_YEARS
    if missing > 0:
        text += pick(
            lang,
            f" Flödena för {missing} år står bara i tabellen.",
            f" The flows of {missing} years are in the table only.",
        )
    merged = len(chart.boards) - MOST_BARS + 1
    if merged > 1:
        text += pick(
            lang, f" {merged} nämnder är hopslagna i bilden.", f" {merged} committees are one bar in the picture."
        )
    return text


def _alt(chart: FundChart, amounts: Amounts) -> str:
    lang, last, low = amounts.lang, chart.years[-1], chart.lowest
    drawn, repaid = (amounts.full(sum(a)) for a in ([y.drawn for y in chart.years], [y.repaid for y in chart.years]))
    lead = pick(
        lang,
        f"Fondens saldo är {amounts.full(last.balance)} år {last.year}, som lägst {amounts.full(low.balance)} år {low.year}. "
        f"Uttag {drawn}, återfört {repaid}.",
        f"The fund's balance is {amounts.full(last.balance)} in {last.year}, at its lowest {amounts.full(low.balance)} in "
        f"{low.year}. Drawn {drawn}, repaid {repaid}.",
    )
    boards = "; ".join(
        f"{b.label}: {_PAID.of(lang)} {amounts.full(b.paid)}, {_SAVED.of(lang)} {amounts.full(b.saved)}, "
        f"{_BOARDS_SHORT.of(lang)} {amounts.full(b.net, signed=True)}"
        for b in _boards(chart, lang)
    )
    return f"{lead} {boards}." if boards else lead


def _table(chart: FundChart, amounts: Amounts, title: str) -> Table:
    years = [(str(y.year), y.added, y.drawn, y.repaid, y.balance) for y in chart.years]
    boards = [(b.label, b.saved, b.paid, None, b.net) for b in chart.boards]
    rows = tuple((label, *(amounts.cell(value) for value in values)) for label, *values in [*years, *boards])
    return Table(title, columns(_HEADS, ("", *[amounts.unit] * 4), amounts.lang), rows)
