# SPDX-License-Identifier: Apache-2.0
"""The checksum of the plan changes with what was decided, and with nothing else."""

from __future__ import annotations

import hashlib
import json

import pytest

from utfall.io.initiative_file import canonical_plan, parse_initiative
from utfall.io.starter import starter_text

TEXT = starter_text("en")
SUM = parse_initiative(TEXT).plan_sha256


def changed(old: str, new: str) -> str:
    assert old in TEXT
    return parse_initiative(TEXT.replace(old, new, 1)).plan_sha256


def test_it_is_the_sha256_of_the_canonical_plan() -> None:
    initiative = parse_initiative(TEXT)
    assert hashlib.sha256(canonical_plan(initiative).encode()).hexdigest() == SUM
    plan = json.loads(canonical_plan(initiative))
    assert plan["appraisal"] == {"price_year": 2023.0}  # all else is as by default
    assert [criterion["id"] for criterion in plan["criteria"]] == ["fewer-in-work", "more-in-work"]
    assert "label" not in plan["outcomes"][0]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least = 0.05", "at_least = 0.04"),
        ('rule = "point"', 'rule = "interval"'),
        ('design = "matching"', 'design = "matching"\nratio = 2'),
        ('covariates = ["age", "sex"', 'covariates = ["age"'),
        ('column = "in_work"', 'column = "in_job"'),
        ("horizon_years = 5", "horizon_years = 6"),
        ("discount_rate = 0.035  ", "discount_rate = 0.03  "),
        ('kind = "stop"', 'kind = "success"'),
    ],
)
def test_a_change_of_plan_changes_it(old: str, new: str) -> None:
    assert changed(old, new) != SUM


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "My initiative"', 'title = "Another name"'),
        ("# An initiative", "# Another comment"),
        ('label = "In work after twelve months"', 'label = "Has a job"'),
        ("unit_cost = 720000", "unit_cost = 700000"),  # costs become known on the way
        ('file = "people.csv"', 'file = "people_final.csv"'),
        ('design = "matching"', 'design = "matching"\nratio = 1'),  # a default written out
        ("horizon_years = 5", "horizon_years = 5\ntiming = 'mid'"),
        ("primary = true", "primary = false"),  # the only comparison is the primary one
        ("at_least = 0.05", "at_least = 5e-2"),
    ],
)
def test_what_is_no_plan_leaves_it(old: str, new: str) -> None:
    assert changed(old, new) == SUM


def test_the_order_of_keys_and_items_is_no_matter() -> None:
    start = TEXT.index('[[criteria]]\nid = "more')
    middle = TEXT.index('[[criteria]]\nid = "fewer')
    end = TEXT.index("# --- Economy")
    swapped = TEXT[:start] + TEXT[middle:end] + TEXT[start:middle] + TEXT[end:]
    swapped = swapped.replace('kind = "binary"\ndirection = "increase"\n', 'direction = "increase"\nkind = "binary"\n')
    assert swapped != TEXT
    assert parse_initiative(swapped).plan_sha256 == SUM
