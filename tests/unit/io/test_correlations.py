# SPDX-License-Identifier: Apache-2.0
"""Assumptions that go together, from the initiative file to every output."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.reports.paper_text import words_of
from utfall.core.errors import InputError
from utfall.economics import Appraisal, value_of_information
from utfall.economics.correlation import Correlation, correlate
from utfall.economics.results import Spread
from utfall.io.initiative_file import parse_initiative
from utfall.reports.appraisal_document import appraisal_document
from utfall.reports.result_json import dumps, economics
from utfall.reports.workbook import workbook
from utfall.thread import Evaluation
from utfall.thread.given import evaluate_economy

# Two amounts of 100 000 with 95 % interval 80 400-119 600: each has the standard deviation 10 000.
BASE = """schema = "utfall/initiative/1"
[initiative]
id = "samband"
title = "Samband"
target_group = "Alla"
participants = 10
ex_ante = true
[[outcomes]]
id = "arbete"
column = "arbete"
kind = "binary"
[appraisal]
price_year = 2023
discount_rate = 0.0
horizon_years = 1
draws = 20_000
seed = 5
[[parameters]]
id = "lon"
label = { sv = "Lön", en = "Wage" }
value = 100_000
low = 80_400.36
high = 119_599.64
distribution = "normal"
[[parameters]]
id = "hyra"
label = { sv = "Hyra", en = "Rent" }
value = 100_000
low = 80_400.36
high = 119_599.64
distribution = "normal"
[[parameters]]
id = "fast"
value = 1
[[costs]]
id = "a"
actor = "kommun"
unit_cost = 1
quantity = "lon"
price_year = 2023
[[costs]]
id = "b"
actor = "kommun"
unit_cost = 1
quantity = "hyra"
price_year = 2023
[[consequences]]
id = "c"
kind = "production"
outcome = "arbete"
units_per_improvement = "fast"
unit_cost = 1_000
price_year = 2023
postings = { kommun = 1.0 }
"""
TOGETHER = '[[correlations]]\nbetween = ["lon", "hyra"]\nrank = 0.8\nsource = "Avtalet"\n'


def run(text: str) -> tuple[Evaluation, Appraisal]:
    found = evaluate_economy(parse_initiative(text), ("arbete=0.1:0.05:0.15@0.3",), software="utfall 0")
    assert isinstance(found.appraisal, Appraisal)
    return found, found.appraisal


def spread(appraisal: Appraisal) -> Spread:
    assert appraisal.uncertainty is not None
    return appraisal.uncertainty.net[("society", 1)]


def test_what_goes_together_widens_the_sum() -> None:
    """sd = sqrt(2) x 10 000 apart, sqrt(2 + 2 x 0.8) x 10 000 together; three errors of 20 000 draws are 1.5 %."""
    apart, together = spread(run(BASE)[1]), spread(run(BASE + TOGETHER)[1])
    assert apart.sd == pytest.approx(14_142, rel=0.015)
    assert together.sd == pytest.approx(18_974, rel=0.015)
    assert together.mean == pytest.approx(apart.mean, abs=3 * together.mc_error)
    assert together.interval.low < apart.interval.low


def test_the_value_of_information_uses_the_same_draws() -> None:
    """One of the two, known, tells of the other: its value is larger than when they are independent."""
    text = BASE.replace("unit_cost = 1_000", "unit_cost = 200_000")
    apart, together = (
        {row.name: row.value for row in value_of_information(run(one)[1].model, seed=5)[1]}
        for one in (text, text + TOGETHER)
    )
    assert together["lon"] > apart["lon"]


def test_every_output_says_what_is_drawn_together() -> None:
    found, appraisal = run(BASE + TOGETHER)
    text = words_of(appraisal_document(found, appraisal, "sv", date="2026-01-31"))
    assert "Lön; Hyra: rangkorrelation 0,80" in text.replace("\u00a0", " ")
    told = json.loads(dumps(economics(appraisal, found.sensitivity, found.initiative, "en")))
    assert told["correlations"] == [{"between": ["lon", "hyra"], "labels": ["Wage", "Rent"], "rank": 0.8}]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(found, "en", date="2026-01-31")))["PSA"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Drawn together, rank correlation")
    assert (row[1], row[3]) == ("lon; hyra", 0.8)
    independent = json.loads(dumps(economics(run(BASE)[1], (), found.initiative, "en")))
    assert "correlations" not in independent


THIRD = '[[parameters]]\nid = "el"\nvalue = 5\nlow = 4\nhigh = 6\ndistribution = "normal"\n'
FAULTS = [
    (TOGETHER.replace('"hyra"', '"hyran"'), "assumption-unknown"),
    (TOGETHER.replace('"hyra"', '"fast"'), "assumption-unknown"),  # no range: nothing to draw
    (TOGETHER.replace('"hyra"', '"effect:arbetet"'), "assumption-unknown"),
    (TOGETHER.replace('"hyra"', '"lon"'), "correlation-twice"),
    (TOGETHER + TOGETHER, "correlation-twice"),
    (TOGETHER.replace("0.8", "1.0"), "out-of-range"),
    (TOGETHER.replace('"lon", "hyra"', '"lon"'), "field-empty"),
    (
        THIRD + TOGETHER + '[[correlations]]\nbetween = ["lon", "el"]\nrank = 0.9\n'
        '[[correlations]]\nbetween = ["hyra", "el"]\nrank = -0.9\n',
        "correlation-impossible",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("more", "code"), FAULTS, ids=[f"{code}-{n}" for n, (_, code) in enumerate(FAULTS)])
def test_what_cannot_go_together_is_refused_with_place_and_mend(more: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_initiative(BASE + more, file="prov.toml")
    codes = [fault.code for fault in caught.value.faults]
    assert code in codes
    for fault in caught.value.faults:
        assert fault.place.row is not None
        assert fault.mend.sv


def test_an_assumption_that_no_line_uses_is_not_drawn() -> None:
    plan = parse_initiative(BASE + THIRD + TOGETHER)
    assert plan.appraisal is not None
    unused = replace(plan, appraisal=replace(plan.appraisal, correlations=(("lon", "el", 0.5),)))
    with pytest.raises(InputError, match="correlation-unknown"):
        evaluate_economy(unused, ("arbete=0.1@0.3",), software="utfall 0")


@settings(max_examples=30, deadline=None)
@given(rank=st.floats(-0.95, 0.95), seed=st.integers(0, 2**32))
def test_reordering_keeps_every_distribution_and_gives_the_rank_correlation(rank: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = {"a": rng.gamma(2.0, size=4_000), "b": rng.random(4_000), "c": rng.normal(size=4_000)}
    together = Correlation.of_pairs((("a", "b", rank),))
    assert together is not None
    found = correlate(values, together, rng)
    for name, drawn in values.items():
        assert np.array_equal(np.sort(found[name]), np.sort(drawn))
    assert np.array_equal(found["c"], values["c"])
    a, b = (np.asarray(found[name]).argsort().argsort() for name in ("a", "b"))
    # Normal scores of correlation r have Spearman's 6/pi asin(r/2); the scores' own correlation is made exact.
    assert np.corrcoef(a, b)[0, 1] == pytest.approx(6 / np.pi * np.arcsin(rank / 2), abs=0.03)
