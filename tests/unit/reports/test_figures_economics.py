# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import pairwise

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.text import Lang
from utfall.reports.document import Figure
from utfall.reports.figures.acceptability import AcceptabilityChart, AcceptabilityOption, acceptability_figure
from utfall.reports.figures.amounts import thinned
from utfall.reports.figures.cash import CashChart, CashRow, cash_figure
from utfall.reports.figures.do_nothing import DoNothingActor, DoNothingChart, do_nothing_figure
from utfall.reports.figures.fund import FundBoard, FundChart, FundYear, fund_figure
from utfall.reports.figures.ladder import ContractChart, ContractStep, ladder_figure
from utfall.reports.figures.plane import apart
from utfall.reports.figures.scale_up import ScaleChart, ScalePhase, ScalePoint, scale_up_figure
from utfall.reports.figures.two_way import Axis, TwoWayChart, two_way_figure, zero_line
from utfall.reports.figures.value_of_information import InformationChart, InformationRow, value_of_information_figure
from utfall.reports.figures.waterfall import WaterfallChart, WaterfallPeriod, WaterfallStep, waterfall_figure

SP = "\u00a0"
M = "\u2212"
LONG = "Arbetsmarknads- och vuxenutbildningsnämndens andel av kostnaden för handledning, lokaler och samordning"


def period(name: str, *amounts: float, labels: tuple[str, ...] = ("Kostnad", "Kommunen", "Staten")) -> WaterfallPeriod:
    steps = tuple(WaterfallStep(label, amount) for label, amount in zip(labels, amounts, strict=False))
    return WaterfallPeriod(name, steps, sum(amounts))


WATERFALL = WaterfallChart(
    "samhället",
    (period("1 år", -800_000, 250_000, 140_000), period("5 år", -800_000, 900_000, 220_000)),
    source="Påhittad",
)
CASH = CashChart(
    (CashRow("Kommunen", 820_000, 1_250_000, 0.0), CashRow("Deltagarna", 0, 0, 0, 450_000)),
)
NOTHING = DoNothingChart(
    "120 personer",
    (2026, 2027, 2028),
    (DoNothingActor("Kommunen", (500_000, 400_000, 300_000)), DoNothingActor("Hushåll", (-50_000, 0, 20_000))),
)
FUND = FundChart(
    (FundYear(2026, 0, 6_000_000, 0, 14_000_000), FundYear(2027, 1_000_000, 0, 400_000, 15_400_000)),
    opening=20_000_000,
    boards=(FundBoard("Socialnämnden", 4_100_000, 6_900_000), FundBoard("Utbildningsnämnden", 5_500_000, 1_200_000)),
)
ACCEPTABLE = AcceptabilityChart(
    "person i arbete",
    (0.0, 100_000.0, 200_000.0),
    (AcceptabilityOption("Som i dag", (0.9, 0.45, 0.1)), AcceptabilityOption("Matchning", (0.1, 0.55, 0.9))),
    (0, 0, 1),
    used=200_000.0,
    evpi=(10_000.0, 90_000.0, 20_000.0),
)
SCALE = ScaleChart(
    (
        ScalePoint(10, 1_000_000, 500_000),
        ScalePoint(40, 1_600_000, 2_000_000),
        ScalePoint(40, 2_600_000, 2_000_000),
        ScalePoint(80, 3_400_000, 4_000_000),
    ),
    (ScalePhase(2026, 40, 1_600_000, 1_200_000), ScalePhase(2027, 80, 3_400_000, 4_000_000)),
    pilot=20,
)
LADDER = ContractChart(
    "i arbete efter två år",
    "procentenheter",
    (ContractStep(None, 0, 0.2), ContractStep(5, 600_000, 0.3), ContractStep(10, 1_400_000, 0.5)),
    expected=880_000,
    outcome=9.5,
    low=2.0,
    high=17.0,
)
ACROSS = Axis("effekt", (2.0, 4.0, 8.0), ("2 %", "4 %", "8 %"), 6.0, "6 %")
DOWN = Axis("värde", (100.0, 200.0), ("100 tkr", "200 tkr"), 150.0, "150 tkr")
TWO_WAY = TwoWayChart(
    "samhällets netto", ACROSS, DOWN, ((-900_000, -300_000, 900_000), (-500_000, 100_000, 2_000_000)), 300_000
)
INFORMATION = InformationChart(
    "att införa satsningen", (InformationRow("Ränta", 0.0), InformationRow("Effekt", 410_000)), evpi=520_000
)
MAKERS: dict[str, Callable[[Lang], Figure]] = {
    "waterfall": lambda lang: waterfall_figure(WATERFALL, lang),
    "cash": lambda lang: cash_figure(CASH, lang),
    "do_nothing": lambda lang: do_nothing_figure(NOTHING, lang),
    "fund": lambda lang: fund_figure(FUND, lang),
    "acceptability": lambda lang: acceptability_figure(ACCEPTABLE, lang),
    "scale_up": lambda lang: scale_up_figure(SCALE, lang),
    "ladder": lambda lang: ladder_figure(LADDER, lang),
    "two_way": lambda lang: two_way_figure(TWO_WAY, lang),
    "information": lambda lang: value_of_information_figure(INFORMATION, lang),
}


def texts(figure: Figure) -> list[str]:
    """Every text drawn in the picture, with ordinary spaces."""
    root = lxml.etree.fromstring(figure.svg.encode())
    nodes = [node for node in root.iter("{*}text", "{*}tspan") if node.text]
    return [str(node.text).replace(SP, " ") for node in nodes]


def cells(figure: Figure) -> list[list[str]]:
    return [[cell.replace(SP, " ") for cell in row] for row in figure.data_table.rows]


def plain(text: str) -> str:
    return text.replace(SP, " ")


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_figure_is_one_narrow_picture_without_outside_references(kind: str, lang: Lang) -> None:
    figure = MAKERS[kind](lang)
    root = lxml.etree.fromstring(figure.svg.encode())
    assert not re.findall(r'(?<!xmlns=")(?<!xmlns:xlink=")https?://', figure.svg)
    assert not list(root.iter("{*}script", "{*}image", "{*}foreignObject"))
    assert set(re.findall(r'font-family="([^"]+)"', figure.svg)) == {"Inter, sans-serif"}
    assert figure.size[0] <= 400  # a telephone shows the letters at 80 % or more of their size
    assert figure.size[1] <= 900  # and a page of paper holds the figure
    assert MAKERS[kind](lang).svg == figure.svg
    assert figure.title
    assert figure.note
    assert "{" not in figure.title + figure.alt + figure.note + " ".join(texts(figure))


@pytest.mark.parametrize("kind", MAKERS)
def test_the_two_languages_say_the_same_amounts_in_their_own_words(kind: str) -> None:
    swedish, english = MAKERS[kind]("sv"), MAKERS[kind]("en")
    assert swedish.alt != english.alt
    assert swedish.note != english.note
    assert len(swedish.data_table.rows) == len(english.data_table.rows)
    assert "tkr" not in english.data_table.caption
    first = [re.sub(r"\D", "", row[-1]) for row in cells(swedish)]
    assert first == [re.sub(r"\D", "", row[-1]) for row in cells(english)]


def test_waterfall_runs_from_cost_to_net_in_every_period() -> None:
    figure = waterfall_figure(WATERFALL, "sv")
    drawn = texts(figure)
    assert {"1 år", "5 år", f"{M}800 tkr", "+250 tkr", f"{M}410 tkr", "+320 tkr", "← kostar"} <= set(drawn)
    assert cells(figure)[:4] == [
        ["1 år", "Kostnad", f"{M}800", f"{M}800"],
        ["1 år", "Kommunen", "+250", f"{M}550"],
        ["1 år", "Staten", "+140", f"{M}410"],
        ["1 år", "Netto", f"{M}410", f"{M}410"],
    ]
    assert f"1 år: netto {M}410 tkr" in plain(figure.alt)


def test_waterfall_puts_the_smallest_items_together_and_keeps_the_sum() -> None:
    labels = ("Kostnad", *(f"Rad {i}" for i in range(1, 31)))
    chart = WaterfallChart("kommunen", (period("5 år", -900_000, *(i * 1000.0 for i in range(1, 31)), labels=labels),))
    figure = waterfall_figure(chart, "sv")
    drawn = texts(figure)
    # Cost and the seven largest stand alone; rows 1 to 23 make 276 thousand.
    assert "Övriga 23 poster" in drawn
    assert "+276 tkr" in drawn
    assert "Rad 24" in drawn
    assert "Rad 23" not in drawn
    assert "De 23 minsta posterna" in figure.note
    assert len(figure.data_table.rows) == 32


def test_cash_says_how_much_becomes_money() -> None:
    figure = cash_figure(CASH, "sv")
    assert "820 tkr av 2 520 tkr frigör pengar (33 %)" in plain(figure.alt)
    assert {"Summa", "Kommunen", "frigör pengar", "+820 tkr", "+1 250 tkr", "inte i pengar", "+450 tkr"} <= set(
        texts(figure)
    )
    assert cells(figure)[-1] == ["Summa", "820", "1 250", "0", "450"]
    assert cells(figure)[0] == ["Kommunen", "820", "1 250", "0", "–"]
    one = cash_figure(CashChart((CashRow("Kommunen", 0, 0, 0),)), "sv")
    assert texts(one).count("0 kr") == 3
    assert "%" not in one.alt  # no share of nothing


def test_do_nothing_has_years_actors_and_the_running_sum() -> None:
    figure = do_nothing_figure(NOTHING, "sv")
    assert plain(figure.alt).startswith("Att inte göra något kostar 1 170 tkr från år 2026 till år 2028 (120 personer)")
    assert {"2026", "2027", "2028", "450 tkr", "1 200 tkr", f"{M}30 tkr", "1 170 tkr"} <= set(texts(figure))
    assert cells(figure)[0] == ["2026", "500", f"{M}50", "450", "450"]
    assert cells(figure)[-1] == ["Summa", "1 200", f"{M}30", "1 170", "1 170"]
    assert "negativ kostnad är en inkomst" in figure.note
    many = DoNothingChart("alla", (1,), tuple(DoNothingActor(f"{LONG} {i}", (1e5 * (i + 1),)) for i in range(30)))
    wide = do_nothing_figure(many, "sv")
    assert "Övriga 19" in " ".join(texts(wide))
    assert len(wide.data_table.rows) == 31
    assert "De 19 aktörer" in wide.note


def test_fund_shows_balance_flows_and_who_paid_for_whom() -> None:
    figure = fund_figure(FUND, "sv")
    assert {"14 000 tkr", "15 400 tkr", "2026 uttag", f"{M}6 000 tkr", "2027 återfört", "+400 tkr"} <= set(
        texts(figure)
    )
    assert {"+2 800 tkr", f"{M}4 300 tkr"} <= set(texts(figure))
    assert "som lägst 14 000 tkr år 2026" in plain(figure.alt)
    assert cells(figure)[1] == ["2027", "1 000", "0", "400", "15 400"]
    assert cells(figure)[3] == ["Utbildningsnämnden", "1 200", "5 500", "–", f"{M}4 300"]


def test_acceptability_names_the_option_that_is_best_on_average() -> None:
    figure = acceptability_figure(ACCEPTABLE, "sv")
    assert "Om effekten får kosta 200 tkr per person i arbete är Matchning bäst i genomsnitt" in plain(figure.alt)
    assert {"A", "B", "Som i dag", "Matchning", "använt 200 tkr", "90 tkr"} <= set(texts(figure))
    # At 100 000 Matching is the best more often, yet 'as today' is best on average: the frontier says so.
    assert cells(figure)[2] == ["100", "Som i dag", "45 %", "ja", "90"]
    assert cells(figure)[3] == ["100", "Matchning", "55 %", "–", "90"]
    options = tuple(AcceptabilityOption(f"Val {i}", (1 / 8, 1 / 8)) for i in range(8))
    many = acceptability_figure(AcceptabilityChart("år", (0.0, 1e5), options, (7, 7)), "sv")
    assert "Val 7" in texts(many)
    assert "2 alternativ har ingen kurva" in many.note
    assert len(many.data_table.columns) == 4


def test_scale_up_finds_where_the_gain_covers_the_cost_for_good() -> None:
    assert SCALE.enough == 80
    figure = scale_up_figure(SCALE, "sv")
    assert "från 80 deltagare" in plain(figure.alt)
    assert {"kostnad", "vinst", "prövat 20", "täcks från", "80", f"{M}400 tkr", "+600 tkr", "+200 tkr"} <= set(
        texts(figure)
    )
    assert cells(figure)[2] == ["Kurva", "40", "2 600", "2 000", f"{M}600"]
    never = ScaleChart((ScalePoint(0, 10, 0), ScalePoint(10, 30, 5)))
    assert never.enough is None
    assert "täcker inte" in scale_up_figure(never, "sv").alt
    always = ScaleChart((ScalePoint(0, 0, 0), ScalePoint(10, 3, 5)))
    assert always.enough == 0
    assert "vid alla antal" in scale_up_figure(always, "sv").alt


def test_ladder_shows_payment_chance_and_average() -> None:
    figure = ladder_figure(LADDER, "sv")
    drawn = texts(figure)
    assert {"i genomsnitt 880 tkr", "uppmätt 9,5", "20 %", "30 %", "50 %"} <= set(drawn)
    assert "från 5 till 10 procentenheter → 600 tkr" in drawn
    assert "sannolikheten att något betalas är 80 %" in plain(figure.alt)
    assert cells(figure)[-1] == ["I genomsnitt", "880", "–"]
    # No payment is below zero: the axis has no number there, though there is room for the outcome.
    assert not [text for text in drawn if text.startswith(M)]


def test_two_way_marks_signs_and_the_line_of_zero() -> None:
    figure = two_way_figure(TWO_WAY, "sv")
    assert {f"{M}900", "+2 000", "100 tkr", "8 %"} <= set(texts(figure))
    assert "3 av 6 fall" in figure.alt
    assert cells(figure)[0] == ["200 tkr", f"{M}500", "+100", "+2 000"]
    # Along the upper row the net goes from −500 to +100: zero at five sixths of the way.
    found = {(round(x, 9), round(y, 9)) for piece in zero_line(TWO_WAY.net) for x, y in piece}
    assert (round(5 / 6, 9), 1.0) in found
    assert (1.25, 0.0) in found  # −300 to +900: a quarter of the way past the second value
    assert not zero_line(((1.0, 2.0), (3.0, 4.0)))
    assert len(zero_line(((1.0, -1.0), (-1.0, 1.0)))) == 2
    assert ACROSS.place_of(6.0) == 1.5
    tight = TwoWayChart("netto", ACROSS, DOWN, ((-9e9, -3e9, 9e12), (-5e9, 1e9, 2e12)), 1.0)
    assert two_way_figure(tight, "sv").svg


def test_two_way_thins_a_large_map_and_says_so() -> None:
    values = tuple(float(i) for i in range(30))
    axis = Axis("x", values, tuple(str(i) for i in range(30)), 12.0, "12")
    chart = TwoWayChart("netto", axis, axis, tuple(tuple(a + b - 30.0 for a in values) for b in values), -6.0)
    figure = two_way_figure(chart, "en")
    assert "some of the values tried" in figure.note
    assert len(figure.data_table.rows) == 8
    assert len(figure.data_table.columns) == 7
    assert figure.data_table.rows[0][-1] == "+28"


def test_information_comes_with_the_greatest_value_first() -> None:
    figure = value_of_information_figure(INFORMATION, "sv")
    assert [row[0] for row in cells(figure)] == ["Effekt", "Ränta", "Allt känt (EVPI)"]
    assert cells(figure)[0] == ["Effekt", "410", "79 %"]
    assert figure.alt.startswith("Mest värt att mäta: Effekt")
    nothing = InformationChart("att fortsätta", (InformationRow("Ränta", 0.0),), evpi=0.0)
    assert "Inget enskilt antagande" in value_of_information_figure(nothing, "sv").alt
    many = InformationChart("x", tuple(InformationRow(f"{LONG} {i}", float(i)) for i in range(30)))
    figure = value_of_information_figure(many, "sv")
    assert "De 18 antaganden" in figure.note
    assert len(figure.data_table.rows) == 30
    assert any(text.endswith(" …") for text in texts(figure))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=6))
def test_every_amount_of_a_waterfall_is_drawn_and_in_the_table(amounts: list[float]) -> None:
    labels = tuple(f"Rad {i}" for i in range(len(amounts)))
    figure = waterfall_figure(WaterfallChart("x", (period("1 year", *amounts, labels=labels),)), "en")
    drawn = texts(figure)
    assert len(figure.data_table.rows) == len(amounts) + 1
    for row in cells(figure):
        assert row[1] in drawn
        assert row[2] in drawn


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 200), min_size=1, max_size=6))
def test_labels_are_kept_apart_within_the_plane(wanted: list[float]) -> None:
    found = apart(wanted, 14, 0, 200)
    ordered = sorted(found)
    assert all(b - a >= 14 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 200


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 500), st.integers(2, 12))
def test_thinning_keeps_both_ends(count: int, most: int) -> None:
    places = thinned(count, most)
    assert places[0] == 0
    assert places[-1] == count - 1
    assert len(places) == len(set(places)) == min(count, most)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.floats(-100, 100), min_size=4, max_size=4), min_size=2, max_size=4))
def test_the_line_of_zero_lies_where_a_neighbouring_pair_changes_sign(rows: list[list[float]]) -> None:
    net = tuple(tuple(row) for row in rows)
    for piece in zero_line(net):
        for x, y in piece:
            low = (math.floor(x + 1e-12), math.floor(y + 1e-12))
            high = (math.ceil(x - 1e-12), math.ceil(y - 1e-12))
            signs = {net[down][across] >= 0 for across in (low[0], high[0]) for down in (low[1], high[1])}
            corners = {net[down][across] for across in (low[0], high[0]) for down in (low[1], high[1])}
            assert len(signs) == 2 or min(abs(value) for value in corners) < 1e-6


@pytest.mark.parametrize(
    "make",
    [
        lambda: WaterfallStep("x", math.nan),
        lambda: WaterfallChart("x", ()),
        lambda: WaterfallPeriod("1 år", (), 0.0),
        lambda: WaterfallPeriod("1 år", (WaterfallStep("x", 10.0),), 20.0),  # does not add up
        lambda: WaterfallPeriod("1 år", (WaterfallStep("x", 10.0),), 10.0, low=1.0),
        lambda: CashChart(()),
        lambda: CashRow("x", math.inf, 0, 0),
        lambda: DoNothingChart("x", (2026, 2027), (DoNothingActor("x", (1.0,)),)),
        lambda: DoNothingChart("x", (2027, 2026), (DoNothingActor("x", (1.0, 1.0)),)),
        lambda: DoNothingActor("x", (math.nan,)),
        lambda: FundChart(()),
        lambda: FundYear(2026, 0, -1.0, 0, 0),
        lambda: FundChart((FundYear(2026, 0, 5.0, 0, 100.0),), opening=100.0),  # the balance is wrong
        lambda: FundBoard("x", math.nan, 0),
        lambda: AcceptabilityOption("x", (1.2,)),
        lambda: AcceptabilityChart("x", (0.0, 1.0), (AcceptabilityOption("a", (1.0, 1.0)),), (0, 0)),
        lambda: AcceptabilityChart("x", (0.0, 1.0), ACCEPTABLE.options, (0, 0)),
        lambda: AcceptabilityChart("x", (0.0, 1.0), (AcceptabilityOption("a", (0.9, 0.9)),) * 2, (0, 0)),  # sum to 1.8
        lambda: ScaleChart((ScalePoint(1, 1, 1),)),
        lambda: ScaleChart((ScalePoint(2, 1, 1), ScalePoint(1, 1, 1))),
        lambda: ScalePoint(1, math.nan, 1),
        lambda: ContractChart("x", "y", (ContractStep(None, 0, 1.0),), 0),
        lambda: ContractChart("x", "y", (ContractStep(None, 0, 0.5), ContractStep(1, 10, 0.4)), 4),
        lambda: ContractChart("x", "y", (ContractStep(None, 0, 0.5), ContractStep(1, 1e6, 0.5)), 9e5),  # average is 5e5
        lambda: ContractStep(1, math.nan, 0.5),
        lambda: TwoWayChart("x", ACROSS, DOWN, ((1.0, 2.0, 3.0),), 0),
        lambda: TwoWayChart("x", ACROSS, DOWN, ((1.0, 2.0, math.nan), (1.0, 2.0, 3.0)), 0),
        lambda: Axis("x", (1.0, 2.0), ("1", "2"), 3.0, "3"),
        lambda: InformationRow("x", -1.0),
        lambda: InformationRow("x", math.nan),
        lambda: InformationChart("x", ()),
    ],
)
def test_what_cannot_be_drawn_truthfully_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make()
