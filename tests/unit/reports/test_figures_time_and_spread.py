# SPDX-License-Identifier: Apache-2.0
"""Curves over time, funnels, panels and sequences: what is drawn is what was given, hidden stays hidden."""

import base64
import struct
import zlib
from itertools import pairwise

import lxml.etree
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from utfall.disclosure import distribution_tables, protect
from utfall.reports.figures.axes import round_ends, tick_decimals, ticks
from utfall.reports.figures.flows import (
    SequencesChart,
    StepCurve,
    StepPoint,
    StepsChart,
    distribution_figure,
    index_figure,
    steps_figure,
)
from utfall.reports.figures.flows.sequences import draw_distribution
from utfall.reports.figures.flows.steps import draw as draw_steps
from utfall.reports.figures.places import (
    FunnelChart,
    FunnelLimit,
    FunnelPoint,
    MultiplesChart,
    Panel,
    funnel_figure,
    multiples_figure,
)
from utfall.reports.figures.places.funnel import draw as draw_funnel
from utfall.reports.figures.places.multiples import draw as draw_multiples
from utfall.reports.figures.raster import png_base64


def texts(svg):
    return ["".join(node.itertext()) for node in lxml.etree.fromstring(svg.encode()).iter("{*}text")]


def no_text_on_another(boxes):
    return not any(a.meets(b) for place, a in enumerate(boxes) for b in boxes[:place])


CURVE = StepCurve("Från HVB", 40, (StepPoint(100, 0.25, 30), StepPoint(200, 0.5, 12), StepPoint(400, 0.75, None)))
OTHER = StepCurve("Från jourhem", 25, (StepPoint(50, 0.2, 20), StepPoint(400, 0.4, 9)))


def test_a_step_curve_goes_through_its_points_as_stairs():
    sheet = draw_steps(StepsChart((CURVE,), "ny placering"), "sv")
    lines = [
        [tuple(map(float, pair.split(","))) for pair in node.get("points").split()]
        for node in lxml.etree.fromstring(sheet.svg().encode()).iter("{*}polyline")
    ]
    stairs = max(lines, key=len)
    assert len(stairs) == 7
    across = [x for x, _ in stairs]
    assert across == sorted(across)
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(stairs))
    left, right = stairs[0][0], stairs[-1][0]
    assert stairs[1][0] == pytest.approx(left + (right - left) * 0.25, abs=0.1)


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_those_still_waiting_stand_below_and_few_are_hidden(lang):
    chart = StepsChart((CURVE, OTHER), "ny placering", exact=False)
    figure = steps_figure(chart, lang)
    assert no_text_on_another(draw_steps(chart, lang).boxes)
    assert ".." in texts(figure.svg)
    assert [row[-1] for row in figure.data_table.rows] == ["30", "12", "..", "20", "9"]
    assert "75" in figure.alt
    assert figure.svg.count("<circle") == 5


def test_curves_that_mean_nothing_are_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        StepPoint(1, 1.5)
    with pytest.raises(ValueError, match="two ends"):
        StepPoint(1, 0.5, low=0.1)
    with pytest.raises(ValueError, match="order of time"):
        StepCurve("a", 1, (StepPoint(2, 0.1), StepPoint(1, 0.2)))
    with pytest.raises(ValueError, match="told apart"):
        StepsChart(tuple([CURVE] * 8), "x")


LIMITS = tuple(
    FunnelLimit(float(n), 12 - 200 / n, 12 + 200 / n, 12 - 400 / n, 12 + 400 / n) for n in (50, 200, 800, 2000)
)


def funnel(points, **more):
    return FunnelChart(tuple(points), LIMITS, 12.0, "Andel", "procent", **more)


def test_the_funnel_names_those_outside_and_tables_everybody():
    points = [FunnelPoint("Norr", 500, 20.0, 2), FunnelPoint("Söder", 900, 11.9), FunnelPoint("Väster", 300, 9.0, -1)]
    figure = funnel_figure(funnel(points, hidden=2), "sv")
    shown = texts(figure.svg)
    assert "Norr" in shown
    assert "Väster" in shown
    assert "Söder" not in shown
    assert [row[3] for row in figure.data_table.rows] == ["långt över", "inom", "under"]
    assert "2 områden visas inte" in figure.note
    assert "Långt över: Norr" in figure.alt
    assert "slumpen" in funnel_figure(funnel(points[1:2]), "sv").alt


@given(
    st.lists(
        st.tuples(st.floats(60, 1900), st.floats(0, 40), st.sampled_from([-2, -1, 0, 1, 2])), min_size=1, max_size=40
    )
)
@settings(max_examples=30, deadline=None)
def test_names_in_a_funnel_never_lie_on_each_other(points):
    chart = funnel([FunnelPoint(f"Område {k}", size, rate, out) for k, (size, rate, out) in enumerate(points)])
    sheet = draw_funnel(chart, "sv")
    assert no_text_on_another(sheet.boxes)


def test_panels_share_their_scale_and_leave_gaps():
    panels = (Panel("Alla", (10.0, 11.0, 12.0)), Panel("Norr", (10.0, None, 40.0)), Panel("Söder", (None, None, None)))
    chart = MultiplesChart((2021, 2022, 2023), panels, "Andel", "procent")
    figure = multiples_figure(chart, "sv")
    assert [row[1:] for row in figure.data_table.rows] == [
        ("10,0", "11,0", "12,0"), ("10,0", "..", "40,0"), ("..", "..", "..")
    ]  # fmt: skip
    assert texts(figure.svg).count("40") == 3
    assert "Söder: visas inte" in figure.alt
    assert no_text_on_another(draw_multiples(chart, "en").boxes)
    with pytest.raises(ValueError, match="every period"):
        MultiplesChart((2021, 2022), (Panel("a", (1.0,)),), "m", "u")


@given(st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 4)), min_size=1, max_size=20))
def test_ends_hold_every_value_and_ticks_are_round(values):
    low, high = round_ends(values)
    assert low <= min([*values, 0.0]) + 1e-9 * (high - low)
    assert high >= max([*values, 0.0]) - 1e-9 * (high - low)
    marks = ticks(low, high)
    assert 2 <= len(marks) <= 7
    places = tick_decimals(low, high)
    assert all(abs(mark - round(mark, places)) <= 1e-6 * (high - low) for mark in marks)


STATES = ("skola", "arbete", "utan")
CODES = np.array([[0, 0, 1]] * 20 + [[0, 2, 2]] * 3 + [[0, 1, 1]] * 17)
TIMES = ("jan", "feb", "mar")


def sequences(codes=CODES, **more):
    counts = protect(distribution_tables(codes, states=STATES, times=TIMES))
    return SequencesChart(counts, STATES, TIMES, "unga", codes=codes, **more)


def test_single_rows_are_refused_without_a_ground():
    with pytest.raises(ValueError, match="ground"):
        index_figure(sequences(), "sv")
    assert "offentliga" in index_figure(sequences(ground="public"), "sv").note


def test_the_distribution_hides_few_and_what_covers_them():
    figure = distribution_figure(sequences(), "sv")
    columns = list(zip(*[row[1:] for row in figure.data_table.rows], strict=True))
    assert columns[0] == ("100 %".replace(" ", "\u00a0"), "0 %".replace(" ", "\u00a0"), "0 %".replace(" ", "\u00a0"))
    assert columns[1][2] == columns[2][2] == ".."
    assert columns[1].count("..") == columns[2].count("..") == 2
    assert "url(#hatch)" in figure.svg
    sheet = draw_distribution(sequences(), "sv")
    assert no_text_on_another(sheet.boxes)


def test_many_rows_are_one_picture_whose_cells_are_the_codes():
    codes = np.vstack([CODES] * 30)
    figure = index_figure(sequences(codes, ground="constructed"), "en")
    assert figure.svg.count("<image") == 1
    assert len(figure.svg) < 20_000
    few = index_figure(sequences(ground="public"), "en")
    assert few.svg.count("<image") == 0
    data = base64.b64decode(png_base64(codes, ["#000000", "#ffffff", "#ff0000"]))
    size = struct.unpack(">II", data[16:24])
    assert size == (3, len(codes))
    start = data.index(b"IDAT") + 4
    length = struct.unpack(">I", data[start - 8 : start - 4])[0]
    lines = np.frombuffer(zlib.decompress(data[start : start + length]), dtype=np.uint8).reshape(len(codes), 4)
    assert np.array_equal(lines[:, 1:], codes)


def test_codes_that_are_no_state_are_refused():
    with pytest.raises(ValueError, match="place of a state"):
        distribution_tables(np.array([[0, 3]]), states=STATES, times=("a", "b"))
    with pytest.raises(ValueError, match="per person and time"):
        distribution_tables(np.array([[0, 1]]), states=STATES, times=("a",))


def test_a_page_lets_the_picture_of_many_rows_be_seen_and_nothing_from_outside():
    from utfall.reports.document import Document, Heading, Meta
    from utfall.reports.html import render_html

    figure = index_figure(sequences(np.vstack([CODES] * 30), ground="constructed"), "sv")
    document = Document("Prov", "sv", Meta("Kommunen", "2026-01-01"), (Heading(1, "Vägar", "ways"), figure))
    page = render_html(document)
    assert "img-src data:;" in page
    assert 'href="data:image/png;base64,' in page
    assert "default-src 'none'" in page


def test_numbers_still_waiting_stand_at_the_days_they_hold_for():
    """Arrests after release: 318 wait at day 365. At a round 300 days nobody knows, and nothing may stand there."""
    curve = StepCurve("Fri", 432, (StepPoint(90, 0.044, 413), StepPoint(180, 0.118, 381), StepPoint(365, 0.264, 318)))
    chart = StepsChart((curve,), "en händelse", exact=False, threshold=5, title="Tid", source="x")
    found = texts(draw_steps(chart, "sv").svg())
    assert [word for word in found if word in ("432", "413", "381", "318")] == ["432", "413", "381", "318"]
