# SPDX-License-Identifier: Apache-2.0
"""Pictures of flows and maps: the right numbers, nothing hidden in them, no text on another."""

import colorsys
import re

import lxml.etree
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.core.areas import Area, AreaMap
from utfall.disclosure import PathCount, protect_paths
from utfall.needs.classes import class_breaks, class_of
from utfall.reports.figures.flows import AlluvialChart, alluvial_figure
from utfall.reports.figures.flows.alluvial import draw as draw_flow
from utfall.reports.figures.places import ChoroplethChart, choropleth_figure
from utfall.reports.figures.places.choropleth import SHADES
from utfall.reports.figures.places.choropleth import draw as draw_map
from utfall.reports.figures.sheet import OKABE_ITO, paints

STATES = ("HVB/SiS", "Familjehem", "Jourhem", "Ingen placering")


def path(way: str, n: int, *support: int) -> PathCount:
    return PathCount(path=tuple(way.split(">")), n=n, support=support)


FIGURE_6 = protect_paths(
    [
        path("HVB/SiS>Familjehem", 120, 0),
        path("HVB/SiS>Ingen placering>HVB/SiS", 60, 0, 12),
        path("Jourhem>Ingen placering>HVB/SiS", 20, 0, 8),
    ]
)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in lxml.etree.fromstring(svg.encode()).iter("{*}text")]


def no_text_on_another(boxes) -> bool:
    return not any(a.meets(b) for place, a in enumerate(boxes) for b in boxes[:place])


@pytest.mark.parametrize(("lang", "given"), [("sv", "20 av 80 (25\u00a0%)"), ("en", "20 of 80 (25%)")])
def test_figure_6_shows_its_numbers(lang, given):
    figure = alluvial_figure(AlluvialChart(FIGURE_6, STATES, "omplaceringar", "öppenvård"), lang)
    shown = " ".join(texts(figure.svg))
    for words in ("HVB/SiS 60", "Jourhem 20", "HVB/SiS 120", "Ingen placering 80", "HVB/SiS 80", "Familjehem 120"):
        assert words in shown
    assert "200" in figure.alt
    assert given in shown
    assert {row[1] for row in figure.data_table.rows} == {"120", "60", "20"}


ways = st.lists(st.sampled_from(STATES), min_size=2, max_size=4).map(tuple)


@given(st.dictionaries(ways, st.integers(1, 400), min_size=1, max_size=25), st.sampled_from(["sv", "en"]))
@settings(max_examples=40, deadline=None)
def test_no_label_lies_on_another_and_nothing_small_is_drawn(counts, lang):
    found = protect_paths(
        [PathCount(path=way, n=n, support=tuple([n // 2] * (len(way) - 1))) for way, n in counts.items()]
    )
    if not found.paths:
        return
    chart = AlluvialChart(found, STATES, "personer", "stöd")
    sheet = draw_flow(chart, lang)
    assert no_text_on_another(sheet.boxes)
    assert all(box.left >= 0 and box.right <= 376 for box in sheet.boxes)
    figure = alluvial_figure(chart, lang)
    assert not any(0 < int(re.sub(r"\D", "", row[1])) < 5 for row in figure.data_table.rows)


def test_hidden_support_is_nowhere_in_the_figure():
    found = protect_paths([path("Jourhem>HVB/SiS", 7777, 4), path("Familjehem>HVB/SiS", 6000, 2500)])
    figure = alluvial_figure(AlluvialChart(found, STATES, "personer", "stöd"), "sv")
    assert "visas inte" in figure.svg
    for text in (figure.alt, *texts(figure.svg), *(cell for row in figure.data_table.rows for cell in row)):
        assert "7 773" not in text.replace("\u00a0", " ")
        assert not re.search(r"(?<!\d)4(?!\d)", text)


def test_a_state_has_the_same_colour_whatever_else_is_drawn():
    assert paints(STATES)["Jourhem"] == paints((*STATES, "SiS", "LSS"))["Jourhem"]
    many = paints([f"s{k}" for k in range(14)])
    assert len({(paint.colour, paint.hatched) for paint in many.values()}) == 14
    with pytest.raises(ValueError, match="merge"):
        paints([f"s{k}" for k in range(15)])
    assert len(set(OKABE_ITO)) == 7


def test_a_flow_without_a_path_that_may_be_shown_is_refused():
    with pytest.raises(ValueError, match="no path"):
        AlluvialChart(protect_paths([path("Jourhem>HVB/SiS", 3)]), STATES, "personer")


def squares(n: int) -> AreaMap:
    side = 1000.0
    return AreaMap(
        tuple(
            Area(
                f"K{k}", f"Område {k}", (np.array([[x, 0], [x + side, 0], [x + side, side], [x, side], [x, 0]]) + 5e5,)
            )
            for k, x in enumerate(np.arange(n) * side)
        )
    )


def test_north_is_up_and_the_shape_keeps_its_proportions():
    north = Area("N", "Norr", (np.array([[0, 3000], [1000, 3000], [1000, 4000], [0, 4000]]) + 1e6,))
    south = Area("S", "Söder", (np.array([[0, 0], [2000, 0], [2000, 1000], [0, 1000]]) + 1e6,))
    chart = ChoroplethChart(AreaMap((north, south)), {"N": 1.0, "S": 2.0}, (1.0, 2.0), "Andel", "procent")
    outlines = [
        np.array(re.findall(r"([\d.]+),([\d.]+)", node.get("d")), dtype=float)
        for node in lxml.etree.fromstring(draw_map(chart, "sv").svg().encode()).iter("{*}path")
        if node.get("fill") != "none"
    ]
    assert outlines[0][:, 1].max() < outlines[1][:, 1].min()
    wide, high = np.ptp(outlines[1], axis=0)
    assert wide / high == pytest.approx(2.0, abs=0.02)


def test_hidden_areas_are_hatched_grey_and_their_value_is_nowhere():
    chart = ChoroplethChart(
        squares(5), {"K0": 10.0, "K1": None, "K2": 30.0, "K3": 20.0}, (10.0, 20.0, 30.0), "Andel", "%"
    )
    figure = choropleth_figure(chart, "sv")
    assert "url(#hatch)" in figure.svg
    assert [row[2] for row in figure.data_table.rows] == ["10,0", "..", "30,0", "20,0", "–"]
    told = texts(figure.svg)
    assert "visas inte (få personer) · 1 område" in told
    assert "uppgift saknas · 1 område" in told
    assert "10,0 till under 20,0 · 1 område" in told
    assert "20,0 – 30,0 · 2 områden" in told
    assert no_text_on_another(draw_map(chart, "en").boxes)


def test_shades_fall_in_even_steps_of_lightness():
    light = [colorsys.rgb_to_hls(*(int(shade[k : k + 2], 16) / 255 for k in (1, 3, 5)))[1] for shade in SHADES]
    steps = -np.diff(light)
    assert np.all(steps > 0.1)


def test_a_value_of_an_area_that_is_not_on_the_map_is_refused():
    with pytest.raises(ValueError, match="area of the map"):
        ChoroplethChart(squares(1), {"X": 1.0}, (1.0, 2.0), "Andel", "%")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60), st.integers(1, 5))
def test_classes_hold_every_value_and_equal_values_share_one(values, classes):
    breaks = class_breaks(values, classes=classes)
    assert breaks[0] == min(values)
    assert breaks[-1] == max(values)
    assert list(breaks) == sorted(breaks)
    assert len(breaks) <= classes + 1
    for value in values:
        place = class_of(value, breaks)
        assert breaks[place] <= value <= breaks[place + 1]


def test_quintiles_of_ten():
    assert class_breaks(range(10)) == (0.0, 2.0, 4.0, 6.0, 8.0, 9.0)
    with pytest.raises(ValueError, match="no value"):
        class_breaks([])
    with pytest.raises(ValueError, match="classes"):
        class_breaks([1.0], classes=6)
