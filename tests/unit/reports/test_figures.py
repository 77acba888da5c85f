# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import math
import re
from collections.abc import Callable

import lxml.etree
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.text import Lang
from utfall.reports.document import Figure
from utfall.reports.figures import (
    ActorResult,
    ActorsChart,
    BalanceChart,
    ComparisonChart,
    CovariateBalance,
    DesignEstimate,
    EffectChart,
    OutcomeEffect,
    PaybackChart,
    PaybackPoint,
    PeriodResult,
    TornadoChart,
    TornadoRow,
    actors_figure,
    balance_figure,
    comparison_figure,
    effect_figure,
    payback_figure,
    tornado_figure,
)

SP = "\u00a0"
M = "\u2212"

EFFECTS = EffectChart(
    (
        OutcomeEffect("Inkomst", "kr", 1794.3, 551.2, 3038.1, 185, 260, limit=500, better="higher"),
        OutcomeEffect("I arbete", "procentenheter", 11.1, 2.3, 19.8, 185, 260),
    ),
    source="Påhittad",
)
BALANCE = BalanceChart((CovariateBalance("Ålder", -0.79, 0.02), CovariateBalance("Gift", 1.84)))
ACTORS = ActorsChart(
    (
        ActorResult("Kommunen", (PeriodResult("1 år", -800_000, -890_000, -700_000), PeriodResult("5 år", 320_000))),
        ActorResult("Staten", (PeriodResult("1 år", 140_000), PeriodResult("5 år", 0.0))),
    )
)
POINTS = tuple(
    PaybackPoint(t, -800_000 + 25_000 * t, -900_000 + 20_000 * t, -700_000 + 30_000 * t) for t in range(0, 61, 12)
)
PAYBACK = PaybackChart("kommunen", POINTS, "month", 32.0)
TORNADO = TornadoChart(
    "nettonuvärde",
    1_200_000,
    (
        TornadoRow("Ränta", "2 %", "5 %", 1_400_000, 900_000),
        TornadoRow("Effekt", "551 kr", "3 038 kr", -300_000, 2_600_000),
        TornadoRow("Ensidig", "1", "3", 1_300_000, 1_500_000),
    ),
)
COMPARISON = ComparisonChart(
    "inkomst",
    "dollar",
    DesignEstimate("Lottat försök", 1794, 551, 3038, 185, 260),
    (DesignEstimate("Ojusterat", -8498, -9893, -7102, 185, 15992),),
)
MAKERS: dict[str, Callable[[Lang], Figure]] = {
    "effect": lambda lang: effect_figure(EFFECTS, lang),
    "balance": lambda lang: balance_figure(BALANCE, lang),
    "actors": lambda lang: actors_figure(ACTORS, lang),
    "payback": lambda lang: payback_figure(PAYBACK, lang),
    "tornado": lambda lang: tornado_figure(TORNADO, lang),
    "comparison": lambda lang: comparison_figure(COMPARISON, lang),
}


def texts(figure: Figure) -> list[str]:
    """Every text drawn in the picture, with ordinary spaces."""
    root = lxml.etree.fromstring(figure.svg.encode())
    nodes = [node for node in root.iter("{*}text", "{*}tspan") if node.text]
    return [str(node.text).replace(SP, " ") for node in nodes]


def cells(figure: Figure) -> list[list[str]]:
    return [[cell.replace(SP, " ") for cell in row] for row in figure.data_table.rows]


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_figure_is_one_picture_without_outside_references(kind: str, lang: Lang) -> None:
    figure = MAKERS[kind](lang)
    root = lxml.etree.fromstring(figure.svg.encode())
    assert root.tag.endswith("}svg")
    # Names of vocabularies are addresses too; nothing else may be.
    assert not re.findall(r'(?<!xmlns=")(?<!xmlns:xlink=")https?://', figure.svg)
    assert not list(root.iter("{*}script", "{*}image", "{*}foreignObject"))
    assert set(re.findall(r'font-family="([^"]+)"', figure.svg)) == {"Inter, sans-serif"}
    assert float(root.get("width")) <= 400  # a telephone shows the letters at 80 % or more of their size
    assert not re.search(r"<[^>]*\s(role|aria-\w+)=", figure.svg)  # nameless parts would be read out
    assert MAKERS[kind](lang).svg == figure.svg
    assert figure.title
    assert figure.note


def test_effect_labels_estimates_limits_and_counts() -> None:
    figure = effect_figure(EFFECTS, "sv")
    drawn = texts(figure)
    assert "Inkomst" in drawn
    assert "+1 794 kr (från 551 till 3 038) · n = 185 + 260" in drawn
    assert "+11,1 procentenheter (från 2,3 till 19,8)" in drawn
    assert {"ingen effekt", "gräns 500", "bättre →", "1 000"} <= set(drawn)
    assert drawn.count("ingen effekt") == 2  # one panel for each unit
    assert cells(figure) == [
        ["Inkomst", "+1 794", "551", "3 038", "kr", "500", "185", "260"],
        ["I arbete", "+11,1", "2,3", "19,8", "procentenheter", "–", "185", "260"],
    ]
    assert "95 %-intervall" in figure.note.replace(SP, " ")
    assert figure.source == "Påhittad"
    english = effect_figure(EFFECTS, "en")
    assert "+1,794 kr (from 551 to 3,038) · n = 185 + 260" in texts(english)
    assert "1,000" in texts(english)


def test_a_change_is_never_called_an_effect() -> None:
    chart = EffectChart((OutcomeEffect("Inkomst", "kr", 12, -3, 27, 90, 0),), quantity="change")
    swedish, english = effect_figure(chart, "sv"), effect_figure(chart, "en")
    for figure, word in ((swedish, "effekt"), (english, "effect")):
        said = " ".join([figure.title, figure.alt, figure.note, *texts(figure)])
        said += " ".join(column.head for column in figure.data_table.columns)
        assert word not in said.lower()
    assert "ingen förändring" in texts(swedish)
    assert any("n = 90" in text and "+ 0" not in text for text in texts(swedish))


def test_balance_shows_both_ends_and_the_limit() -> None:
    figure = balance_figure(BALANCE, "sv")
    assert {"Ålder", "0,79 → 0,02", "1,84", "gräns 0,1", "◇ före", "● efter"} <= set(texts(figure))
    assert cells(figure) == [["Ålder", f"{M}0,790", "0,020"], ["Gift", "1,840", "–"]]
    assert "1 av 2 egenskaper ligger över gränsen" in figure.alt


def test_actors_show_amounts_with_sign_and_direction() -> None:
    figure = actors_figure(ACTORS, "sv")
    drawn = texts(figure)
    assert {"Kommunen", "1 år", f"{M}800 tkr", "+320 tkr", "0 tkr", "← betalar", "vinner →"} <= set(drawn)
    assert figure.title.endswith(", tkr")
    assert cells(figure)[0] == ["Kommunen", "1 år", f"{M}800", f"{M}890", f"{M}700"]
    assert cells(figure)[3] == ["Staten", "5 år", "0", "–", "–"]
    assert f"SEK {M}800 thousand" in actors_figure(ACTORS, "en").alt.replace(SP, " ")


def test_payback_marks_the_break_even_or_says_there_is_none() -> None:
    figure = payback_figure(PAYBACK, "sv")
    assert {"återbetalt efter", "32 månader", "+700 tkr"} <= set(texts(figure))
    assert cells(figure)[1] == ["12 månader", f"{M}500", f"{M}660", f"{M}340"]
    assert "Fältet runt kurvan" in figure.note
    some = (PaybackPoint(0, -1e5), PaybackPoint(12, 5e4, -2e4, 9e4), PaybackPoint(24, 1e5))
    some_known = payback_figure(PaybackChart("kommunen", some, "month", 8.0), "sv")
    assert "De lodräta strecken" in some_known.note
    assert some_known.svg.count("<line") > 2
    never = payback_figure(PaybackChart("kommunen", POINTS[:2], "month", None), "sv")
    assert "inte återbetalt inom kalkylens tid" in texts(never)
    assert "inte återbetalt" in never.alt


def test_tornado_draws_the_largest_swing_first() -> None:
    figure = tornado_figure(TORNADO, "sv")
    assert [row[0] for row in cells(figure)] == ["Effekt", "Ränta", "Ensidig"]
    assert cells(figure)[0] == ["Effekt", "551 kr", f"{M}300", "3 038 kr", "2 600"]
    drawn = texts(figure)
    assert "grundkalkyl 1 200 tkr" in drawn
    assert drawn.count("lågt") == drawn.count("högt") == 3
    assert f"lågt 551 kr → {M}300 tkr · högt 3 038 kr → 2 600 tkr" in drawn
    still = TornadoRow("Stilla", "1", "2", 1_200_000, 1_200_000)
    wider = tornado_figure(TornadoChart("nettonuvärde", 1_200_000, (*TORNADO.rows, still)), "sv")
    assert "Stilla" not in texts(wider)
    assert cells(wider)[-1][0] == "Stilla"
    assert "ändrar resultatet (1)" in wider.note


def test_comparison_shows_the_distance_to_the_reference() -> None:
    figure = comparison_figure(COMPARISON, "sv")
    joined = " ".join(texts(figure))
    assert f"n = 185 + 15 992 · avstånd till referensen {M}10 292" in joined
    assert "n = 185 + 260 · referens" in joined
    assert cells(figure)[1] == ["Ojusterat", f"{M}8 498", f"{M}9 893", f"{M}7 102", f"{M}10 292", "185", "15 992"]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.floats(-1e7, 1e7), st.floats(0, 1e7)), min_size=1, max_size=4))
def test_every_number_that_is_drawn_is_in_the_data_table(values: list[tuple[float, float]]) -> None:
    actors = tuple(
        ActorResult(f"Aktör {i}", (PeriodResult("1 år", v, v - d, v + d),)) for i, (v, d) in enumerate(values)
    )
    figure = actors_figure(ActorsChart(actors), "en")
    assert len(figure.data_table.rows) == len(values)
    drawn = texts(figure)
    for row in cells(figure):
        assert row[0] in drawn
        assert row[2] in drawn


@pytest.mark.parametrize(
    "make",
    [
        lambda: EffectChart(()),
        lambda: OutcomeEffect("Inkomst", "kr", 5, 6, 7, 10, 10),
        lambda: BalanceChart(()),
        lambda: ActorsChart((ActorResult("Kommunen", ()),)),
        lambda: PeriodResult("1 år", 1.0, low=0.5),
        lambda: PeriodResult("1 år", 1.0, low=2.0, high=1.0),
        lambda: PaybackChart("kommunen", (PaybackPoint(0, 1.0),), "month", None),
        lambda: PaybackChart("kommunen", (PaybackPoint(1, 1.0), PaybackPoint(0, 1.0)), "month", None),
        lambda: TornadoChart("netto", 1.0, ()),
        lambda: ComparisonChart("x", "kr", COMPARISON.reference, ()),
        lambda: effect_figure(EffectChart((OutcomeEffect("x", "kr", 0, -math.inf, 1, 9, 9),)), "sv"),
        lambda: balance_figure(BalanceChart((CovariateBalance("x", math.nan),)), "sv"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make()
