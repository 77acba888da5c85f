# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.core.initiative import LogicLevel, LogicRow
from utfall.core.text import Text
from utfall.reports.figures.logic import logic_figure, tracks_of

ROWS = (
    LogicRow(id="coach", level=LogicLevel.ACTIVITY, text=Text(sv="Coach.", en="Coach."), leads_to=("work", "gone")),
    LogicRow(id="goal", level=LogicLevel.LONG_TERM_GOAL, text=Text(sv="Försörjning.", en="Support themselves.")),
    LogicRow(id="work", level=LogicLevel.SHORT_TERM_OUTCOME, text=Text(sv="Arbete.", en="Work."), leads_to=("goal",)),
)


def test_the_picture_says_what_its_words_and_its_table_say() -> None:
    figure = logic_figure(ROWS, "sv")
    assert figure.alt == (
        "Långsiktiga mål: 1; resultat: 1; aktiviteter: 1. ”Arbete” leder till ”Försörjning”; "
        "”Coach” leder till ”Arbete”."
    )
    assert figure.data_table.rows == (
        ("Långsiktigt mål", "Försörjning.", "–"),
        ("Resultat", "Arbete.", "Försörjning."),
        ("Aktivitet", "Coach.", "Arbete."),
    )
    drawn = "".join(lxml.etree.fromstring(figure.svg.encode()).itertext())
    assert drawn.index("Försörjning.") < drawn.index("Coach.")


def test_no_steps_is_said_and_no_rows_is_refused() -> None:
    assert "No steps are given" in logic_figure(ROWS[1:2], "en").alt
    with pytest.raises(ValueError, match="at least one row"):
        logic_figure((), "sv")


Steps = list[tuple[float, tuple[float, ...]]]
spans = st.lists(st.tuples(st.floats(0, 100), st.lists(st.floats(0, 100), min_size=1, max_size=4).map(tuple)))


@given(spans)
def test_tracks_that_run_beside_each_other_have_places_of_their_own(
    steps: Steps,
) -> None:
    places = tracks_of(steps)
    ends = [(min(end, *starts), max(end, *starts)) for end, starts in steps]
    for a in range(len(steps)):
        for b in range(a):
            beside = ends[a][0] <= ends[b][1] and ends[b][0] <= ends[a][1]
            assert not beside or places[a] != places[b]


@given(spans)
def test_no_more_places_than_tracks_side_by_side(steps: Steps) -> None:
    ends = [(min(end, *starts), max(end, *starts)) for end, starts in steps]
    most = max((sum(low <= point <= high for low, high in ends) for point, _ in ends), default=0)
    assert max(tracks_of(steps), default=-1) + 1 == most
