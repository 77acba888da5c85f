# SPDX-License-Identifier: Apache-2.0
"""Deviations name every field that differs, defaults filled in, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from utfall.effects.planning import Deviation, deviations
from utfall.io.initiative_file import canonical_plan, parse_initiative
from utfall.io.starter import starter_text

TEXT = starter_text("en")


def plan(text: str = TEXT) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(canonical_plan(parse_initiative(text)))
    return found


def changed(old: str, new: str) -> tuple[Deviation, ...]:
    assert old in TEXT
    return deviations(plan(), plan(TEXT.replace(old, new, 1)))


def test_a_plan_does_not_deviate_from_itself() -> None:
    assert deviations(plan(), plan()) == ()


@pytest.mark.parametrize(
    ("old", "new", "section", "field", "planned", "done"),
    [
        ("at_least = 0.05", "at_least = 0.04", "criteria", "at_least", 0.05, 0.04),
        ('rule = "point"', 'rule = "interval"', "criteria", "rule", "point", "interval"),
        ('design = "matching"', 'design = "matching"\nratio = 2', "comparisons", "ratio", 1.0, 2.0),
        ('design = "matching"', 'design = "matching"\nreplace = true', "comparisons", "replace", False, True),
        ('design = "matching"', 'design = "matching"\ncaliper = "none"', "comparisons", "caliper", 0.2, None),
        ('column = "in_work"', 'column = "in_job"', "outcomes", "column", "in_work", "in_job"),
        ("horizon_years = 5", "horizon_years = 6", "appraisal", "horizon_years", 5.0, 6.0),
        ('kind = "stop"', 'kind = "success"', "criteria", "kind", "stop", "success"),
    ],
)
def test_one_change_is_one_deviation(old: str, new: str, section: str, field: str, planned: Any, done: Any) -> None:
    (found,) = changed(old, new)
    assert (found.section, found.field, found.change) == (section, field, "changed")
    assert (found.planned, found.done) == (planned, done)


def test_the_reverse_change_is_the_reverse_deviation() -> None:
    lower = plan(TEXT.replace("0.05", "0.04"))
    there, back = deviations(plan(), lower), deviations(lower, plan())
    assert there
    assert [(one.planned, one.done) for one in there] == [(one.done, one.planned) for one in back]


def test_another_design_is_told_with_what_it_brings_and_drops() -> None:
    found = {one.field: one for one in changed('design = "matching"', 'design = "rct"')}
    assert (found["design"].planned, found["design"].done) == ("matching", "rct")
    assert set(found) <= {"design", "covariates", "distance", "ratio", "caliper", "replace", "adjust", "exact"}


def test_added_and_removed_items_are_told_whole() -> None:
    start = TEXT.index('[[criteria]]\nid = "fewer')
    end = TEXT.index("# --- Economy")
    less = plan(TEXT[:start] + TEXT[end:])
    (gone,) = deviations(plan(), less)
    assert (gone.section, gone.item, gone.change, gone.field) == ("criteria", "fewer-in-work", "removed", "")
    (come,) = deviations(less, plan())
    assert come.change == "added"
