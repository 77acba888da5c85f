# SPDX-License-Identifier: Apache-2.0
"""An outcome's values in words: a difference between two percentages is said in percentage points."""

from __future__ import annotations

import pytest

from utfall.core.estimate import Interval
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.reports.numbers import NBSP
from utfall.reports.phrases import measures


def measured_in(sv: str, en: str) -> Outcome:
    return Outcome(id="a", label=Text.same("a"), column="a", unit=Text(sv=sv, en=en))


@pytest.mark.parametrize(
    ("unit", "lang", "points"),
    [
        (("procent av tiden", "per cent of the time"), "sv", "procentenheter av tiden"),
        (("procent av tiden", "per cent of the time"), "en", "percentage points of the time"),
        (("procent", "percent"), "sv", "procentenheter"),
        (("procent", "percent"), "en", "percentage points"),
        (("%", "%"), "sv", "procentenheter"),
        (("%", "%"), "en", "percentage points"),
    ],
)
def test_a_difference_in_per_cent_is_in_percentage_points_and_a_level_is_not(
    unit: tuple[str, str], lang: Lang, points: str
) -> None:
    outcome = measured_in(*unit)
    own = outcome.unit.of(lang)
    assert measures.difference(-9.4, outcome, lang).endswith(f"{NBSP}{points}")
    assert measures.span(Interval(-12.0, -6.0), outcome, lang).endswith(points)
    assert measures.threshold(-5.0, outcome, lang).endswith(points)
    assert measures.level(26.0, outcome, lang).endswith(f"{NBSP}{own}")


def test_units_that_only_begin_alike_are_left_alone() -> None:
    assert measures.difference_unit(measured_in("percentil", "percentile"), "sv") == "percentil"
    assert measures.difference_unit(measured_in("percentil", "percentile"), "en") == "percentile"


@pytest.mark.parametrize(
    ("value", "text"), [(-5.0, "−5"), (2.5, "+2,5"), (0.0, "0"), (1000.0, "+1 000"), (0.125, "+0,125")]
)
def test_a_threshold_keeps_the_decimals_it_was_written_with(value: float, text: str) -> None:
    shown = measures.threshold(value, measured_in("dagar", "days"), "sv")
    assert shown.replace(NBSP, " ").removesuffix(" dagar") == text
    share = Outcome(id="a", label=Text.same("a"), column="a", kind="binary")
    assert measures.threshold(0.05, share, "sv").replace(NBSP, " ") == "+5 procentenheter"
    assert measures.threshold(0.01, share, "sv").replace(NBSP, " ") == "+1 procentenhet"
    assert measures.threshold(0.01, share, "en").replace(NBSP, " ") == "+1 percentage point"


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [(1.0, "+1 procentenhet av tiden", "+1 percentage point of the time"),
     (-1.0, "−1 procentenhet av tiden", "−1 percentage point of the time"),
     (1.5, "+1,5 procentenheter av tiden", "+1.5 percentage points of the time"),
     (11.0, "+11 procentenheter av tiden", "+11 percentage points of the time")],
)  # fmt: skip
def test_one_percentage_point_stands_in_the_singular(value: float, sv: str, en: str) -> None:
    unit = measured_in("procent av tiden", "percent of the time")
    assert measures.threshold(value, unit, "sv").replace(NBSP, " ") == sv
    assert measures.threshold(value, unit, "en").replace(NBSP, " ") == en
