# SPDX-License-Identifier: Apache-2.0
"""What an economy may not say: each fault is named with its line and mend, before anything is written."""

from __future__ import annotations

import pytest

from utfall.core.errors import InputError
from utfall.core.estimate import Unknown
from utfall.io.catalogue import parse_unit_costs
from utfall.io.initiative_file import parse_initiative

BASE = """schema = "utfall/initiative/1"
[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
participants = 100
ex_ante = true
[[outcomes]]
id = "arbete"
column = "arbete"
kind = "binary"
[appraisal]
price_year = 2023
horizon_years = 5
discount_rate = 0.035
[[costs]]
id = "coach"
actor = "kommun"
unit_cost = 1000
low = 900
high = 1100
price_year = 2022
[[consequences]]
id = "vard"
kind = "avoided_service"
outcome = "arbete"
units_per_improvement = 2
unit_cost = 500
price_year = 2023
postings = { kommun = 0.4, region = 0.6 }
years = 3
baseline = 300
[claims]
people = "alla"
outcomes = { arbete = 0.5 }
[scale_up]
persons = [100]
"""

CASES = [
    ("price_year = 2022\n", "", "price-year-missing"),
    ("price_year = 2022\n", "price_year = 2024\n", "price-year-after-base"),
    ('actor = "kommun"', 'actor = "kommunn"', "actor-unknown"),
    ("postings = { kommun = 0.4", "postings = { kommunn = 0.4", "actor-unknown"),
    ("price_year = 2022\n", 'price_year = 2022\nindex = "pkv"\n', "index-unknown"),
    ("price_year = 2023\nhorizon", "price_year = 2026\nhorizon", "index-year-missing"),
    ("region = 0.6", "region = 0.7", "shares-sum"),
    ("years = 3", "years = -3", "out-of-range"),
    ("arbete = 0.5 }", "arbete = 1.5 }", "attribution-outside"),
    ("horizon_years = 5", "horizon_years = 0", "out-of-range"),
    ("discount_rate = 0.035", "discount_rate = -1.0", "out-of-range"),
    ("low = 900", 'low = 900\ndistribution = "beta"', "distribution-impossible"),
    ("low = 900", "low = 1050", "range-order"),
    ("participants = 100", "participants = 1_000_000_000", "out-of-range"),
    ("baseline = 300", "baseline = -1", "out-of-range"),
    ("years = 3", "years = 3\nsplit_size = -1", "out-of-range"),
    ("years = 3", "years = 3\nevidence = { population = 1, effect = 7, unit_cost = 1 }", "out-of-range"),
    ("horizon_years = 5", 'horizon_years = 5\noptimism_shares = { "1" = 0.1 }', "optimism-unused"),
    (
        "horizon_years = 5",
        'horizon_years = 5\noptimism_bias = true\noptimism_shares = { "7" = 0.1 }',
        "value-malformed",
    ),
    ("horizon_years = 5", 'horizon_years = 5\noptimism_bias = true\noptimism_shares = { "1" = 1.1 }', "out-of-range"),
    ("horizon_years = 5", "horizon_years = 5\noptimism_bias = true\noptimism_shares = {}", "field-empty"),
    ("persons = [100]", "persons = []", "field-empty"),
    ("persons = [100]", "persons = [100]\nretention = 1.2", "out-of-range"),
]


def test_the_file_is_sound_as_it_stands() -> None:
    found = parse_initiative(BASE, file="prov.toml")
    assert found.plans.scale_up is not None
    assert found.plans.claims == {"arbete": 0.5}


@pytest.mark.parametrize(("old", "new", "code"), CASES, ids=[f"{case[2]}-{n}" for n, case in enumerate(CASES)])
def test_each_fault_has_its_line_and_mend(old: str, new: str, code: str) -> None:
    assert BASE.count(old) >= 1
    with pytest.raises(InputError) as caught:
        parse_initiative(BASE.replace(old, new, 1), file="prov.toml")
    fault = next(fault for fault in caught.value.faults if fault.code == code)
    assert fault.place.row is not None
    assert fault.mend.sv
    assert fault.mend.en


def test_avoiding_more_than_is_used_is_red() -> None:
    from utfall.thread.given import appraise_given

    _, found = appraise_given(parse_initiative(BASE), ["arbete=0.2@0.3"])
    assert found is not None
    found.require_exportable()
    _, over = appraise_given(parse_initiative(BASE.replace("baseline = 300", "baseline = 30")), ["arbete=0.2@0.3"])
    assert over is not None
    with pytest.raises(InputError, match="red-k6"):
        over.require_exportable()


def test_a_catalogue_with_one_id_twice_is_refused_with_both_rows() -> None:
    head = "id,name_sv,name_en,actor,unit,value_sek,low_sek,high_sek,price_year,source_title,source_address,verified\n"
    row = "a,A,A,kommun,styck,100,,,2023,S,S,yes\n"
    assert list(parse_unit_costs(head + row, file="egen.csv")) == ["a"]
    with pytest.raises(InputError) as caught:
        parse_unit_costs(head + row + row, file="egen.csv")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.file, fault.place.row) == ("id-duplicate", "egen.csv", 3)


def test_intervals_and_optimism_by_grade_are_switched_on_in_the_file() -> None:
    text = BASE.replace("horizon_years = 5", "horizon_years = 5\noptimism_bias = true\ndefault_intervals = true")
    text = text.replace("years = 3", "years = 3\nevidence = { population = 2, effect = 4, unit_cost = 3 }")
    found = parse_initiative(text)
    line = next(line for line in found.lines if line.id == "vard")
    assert found.plans.optimism == {"vard": 0.15}
    assert (line.unit_cost.price.low, line.unit_cost.price.high) == pytest.approx((400.0, 600.0))
    assert line.link is not None
    assert line.link.units_per_improvement.assumption
    assert parse_initiative(BASE).plans.optimism is None


GRADED = BASE.replace("years = 3", "years = 3\nevidence = { population = 2, effect = 4, unit_cost = 3 }")
OWN = 'optimism_shares = { "1" = 0.0, "4" = 0.3 }\noptimism_source = "Egen uppföljning"'


def test_a_table_of_optimism_of_the_files_own_replaces_the_catalogues_and_is_part_of_the_plan() -> None:
    plain, listed, own = (
        parse_initiative(GRADED.replace("horizon_years = 5", f"horizon_years = 5{more}"))
        for more in ("", "\noptimism_bias = true", f"\noptimism_bias = true\n{OWN}")
    )
    assert own.plans.optimism == {"vard": 0.3}
    assert listed.plans.optimism == {"vard": 0.15}
    assert own.appraisal is not None
    assert own.appraisal.optimism == ((1, 0.0), (4, 0.3))
    assert len({plain.plan_sha256, listed.plan_sha256, own.plan_sha256}) == 3
    # Switched off in so many words is as not mentioned.
    off = "horizon_years = 5\noptimism_bias = false\ndefault_intervals = false"
    assert parse_initiative(GRADED.replace("horizon_years = 5", off)).plan_sha256 == plain.plan_sha256


def test_a_grade_that_the_own_table_lacks_is_named_where_the_table_stands() -> None:
    text = GRADED.replace(
        "horizon_years = 5", 'horizon_years = 5\noptimism_bias = true\noptimism_shares = { "1" = 0.1 }'
    )
    with pytest.raises(InputError) as caught:
        parse_initiative(text, file="prov.toml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.row) == (
        "optimism-grade",
        text.splitlines().index('optimism_shares = { "1" = 0.1 }') + 1,
    )
    assert "4" in fault.text.sv


@pytest.mark.parametrize(
    ("more", "said"),
    [("", "inte sedd vid källan"), (f"\n{OWN}", "4: 30 % (Egen uppföljning)")],
    ids=["catalogue", "own"],
)
def test_the_annex_says_which_optimism_was_used_and_how_sure_it_is(more: str, said: str) -> None:
    from unit.reports.paper_text import words_of
    from utfall.reports.appraisal_document import appraisal_document
    from utfall.thread.given import evaluate_economy

    text = GRADED.replace("horizon_years = 5", f"horizon_years = 5\noptimism_bias = true{more}")
    plan = parse_initiative(text)
    found = evaluate_economy(plan, ["arbete=0.2@0.3"], {}, inputs=(), software="utfall 0", seed=1, progress=None)
    assert not isinstance(found.appraisal, Unknown)
    shown = words_of(appraisal_document(found, found.appraisal, "sv", date="2026-01-31"))
    assert said in shown


def test_catalogue_costs_of_a_year_are_the_reference_of_check_k9() -> None:
    from utfall.thread.given import appraise_given

    _, found = appraise_given(parse_initiative(BASE), ["arbete=0.2@0.3"])
    assert found is not None
    checks = {check.id: check for check in found.checks}
    assert checks["K9"].status.value == "pass"
    dear = BASE.replace("unit_cost = 500", "unit_cost = 5_000_000_000").replace("baseline = 300\n", "")
    _, wild = appraise_given(parse_initiative(dear), ["arbete=0.2@0.3"])
    assert wild is not None
    assert {check.id: check for check in wild.checks}["K9"].status.value == "warn"
