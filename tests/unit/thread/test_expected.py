# SPDX-License-Identifier: Apache-2.0
"""What a file expects before the start: counted alone, and held against what came out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unit.thread.economy_sample import TEXT
from unit.thread.thread_sample import ROOT
from utfall.core.errors import InputError
from utfall.core.estimate import Unknown
from utfall.economics import Appraisal, unit_results
from utfall.io.check import load
from utfall.io.initiative_file import parse_initiative
from utfall.thread import evaluate
from utfall.thread.economy import against_expectation
from utfall.thread.expected import expected_estimates
from utfall.thread.given import appraise_given

STATED = 'kind = "binary"\nexpected = { value = 0.2, low = 0.1, high = 0.3, now = 0.3 }'
EXPECTED = TEXT.replace('kind = "binary"', STATED)
DATA = """
[[data]]
id = "p"
file = "p.csv"
[[comparisons]]
id = "lott"
data = "p"
design = "rct"
treatment = "t"
"""
# 100 in each group: 50 of those who took part are in work, 25 of the others.
PEOPLE = pl.DataFrame({"t": [1] * 100 + [0] * 100, "arbete": [1] * 50 + [0] * 50 + [1] * 25 + [0] * 75})


def test_before_the_start_the_file_s_own_expectation_is_counted() -> None:
    _, by_file = appraise_given(parse_initiative(EXPECTED), [])
    _, by_call = appraise_given(parse_initiative(TEXT), ["arbete=0.2:0.1:0.3@0.3"])
    assert isinstance(by_file, Appraisal)
    assert isinstance(by_call, Appraisal)
    assert by_file.purses == by_call.purses
    assert by_file.realisation == by_call.realisation


def test_what_came_out_is_held_against_what_was_expected() -> None:
    initiative = parse_initiative(EXPECTED.replace("ex_ante = true\n", "") + DATA)
    found = evaluate(initiative, {"p": PEOPLE}, inputs=(), software="utfall 0")
    assert not isinstance(found.revisions, Unknown)
    rows = {row.purse: row for row in found.revisions}
    # 10 people x 20 000 kronor x 5 years: 0.2 expected gives 200 000, 0.50 - 0.25 found 250 000; cost 100 000.
    assert rows["society"].ex_ante == pytest.approx(100_000.0)
    assert rows["society"].ex_post == pytest.approx(150_000.0)
    assert (rows["society"].cost, rows["society"].benefit) == (0.0, pytest.approx(50_000.0))
    assert rows["municipality"].ex_post - rows["municipality"].ex_ante == pytest.approx(25_000.0)
    # 0.1-0.3 expected is a net of 0-200 000.
    assert rows["society"].inside_interval


def test_nothing_stated_or_half_stated_is_said() -> None:
    initiative, appraisal = appraise_given(parse_initiative(TEXT), ["arbete=0.2@0.3"])
    assert against_expectation(initiative, appraisal) == Unknown("no-expectation")
    assert against_expectation(initiative, Unknown("no-economy")) == Unknown("no-economy")
    second = '\n[[outcomes]]\nid = "halsa"\ncolumn = "h"\n'
    line = """
[[consequences]]
id = "besok"
kind = "avoided_service"
outcome = "halsa"
units_per_improvement = 1
unit_cost = 100
price_year = 2023
actor = "region"
"""
    half = parse_initiative(EXPECTED + second + line)
    _, both = appraise_given(half, ["arbete=0.2@0.3", "halsa=1"])
    assert against_expectation(half, both) == Unknown("expectation-incomplete")


@settings(max_examples=50, deadline=None)
@given(st.floats(-0.3, 0.7), st.floats(0.0, 0.2))
def test_an_expectation_is_the_estimate_that_the_call_would_give(value: float, half: float) -> None:
    stated = f"expected = {{ value = {value!r}, low = {value - half!r}, high = {value + half!r}, now = 0.3 }}"
    found = expected_estimates(parse_initiative(EXPECTED.replace(STATED.split("\n")[1], stated)))["arbete"]
    assert found.value == value
    assert found.mean_intervention - found.mean_comparison == pytest.approx(value)
    assert found.std_error == pytest.approx(half / 1.959963984540054)  # half of a 95 % interval


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("{ value = 0.2, low = 0.3, high = 0.4 }", "expected-interval"),
        ("{ value = 0.2, low = 0.1 }", "expected-interval"),
        ("{ value = 20 }", "share-impossible"),
        ("{ value = 0.2, now = 0.9 }", "share-impossible"),
    ],
)
def test_an_expectation_that_cannot_be_is_refused_at_its_line(stated: str, code: str) -> None:
    text = EXPECTED.replace("{ value = 0.2, low = 0.1, high = 0.3, now = 0.3 }", stated)
    with pytest.raises(InputError) as caught:
        parse_initiative(text, file="prov.toml")
    (fault,) = caught.value.faults
    assert fault.code == code
    assert fault.place.row is not None
    assert fault.mend.sv


def test_an_unmeasured_initiative_without_data_is_told_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "prov.toml"
    path.write_text(TEXT + DATA, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(path)
    codes = [fault.code for fault in caught.value.faults]
    assert codes[0] == "nothing-measured"
    assert "utfall appraise" in caught.value.faults[0].mend.sv


def test_the_plan_s_checksum_holds_what_is_expected_and_nothing_new_without_it() -> None:
    bare = parse_initiative(TEXT).plan_sha256
    assert parse_initiative(EXPECTED).plan_sha256 != bare
    raised = EXPECTED.replace("value = 0.2", "value = 0.25")
    assert parse_initiative(raised).plan_sha256 != parse_initiative(EXPECTED).plan_sha256


def test_the_how_to_s_example_gives_the_kronor_that_it_states() -> None:
    page = (ROOT / "docs" / "how-to" / "count-before-the-start.md").read_text(encoding="utf-8")
    _, found = appraise_given(parse_initiative(page.split("```toml\n")[1].split("```")[0]), [])
    assert isinstance(found, Appraisal)
    # 2 x 36 000 x 1.4453 = 104 061.60; 10 x 0.2 x 20 000 x 5 = 200 000.
    assert found.society.net == pytest.approx(95_938.4)
    assert [(row.unit, row.net) for row in unit_results(found)] == [
        ("Arbetsmarknadsnämnden", pytest.approx(-104_061.6)),
        ("Socialnämnden", pytest.approx(200_000.0)),
    ]
    for text in ("95 938 kr", "104 062 kr", "200 000 kr"):
        assert text in page
