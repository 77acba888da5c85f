# SPDX-License-Identifier: Apache-2.0
"""Each fault of an initiative file is named with its code, place (field and line) and mend in both languages."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from utfall.core.errors import Fault, InputError
from utfall.io._initiative.models import _HIDDEN
from utfall.io.initiative_file import parse_initiative

BASE = """schema = "utfall/initiative/1"

[initiative]
id = "prov"
title = "Prov"
target_group = "Alla"
participants = 100

[[data]]
id = "personer"
file = "personer.csv"

[[outcomes]]
id = "arbete"
column = "i_arbete"
kind = "binary"

[[comparisons]]
id = "lott"
data = "personer"
design = "rct"
treatment = "grupp"

[[criteria]]
id = "upp"
kind = "success"
measure = "effect"
outcome = "arbete"
at_least = 0.05

[appraisal]
price_year = 2023
horizon_years = 5

[[parameters]]
id = "fade"
value = 0.2
low = 0.1
high = 0.4

[[costs]]
id = "coach"
actor = "kommun"
unit_cost = 1000
price_year = 2023

[[consequences]]
id = "lon"
kind = "production"
outcome = "arbete"
units_per_improvement = 12
unit_cost = 27000
price_year = 2023
actor = "individ"
dropoff = "fade"
"""


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        parse_initiative(text, file="prov.toml")
    assert caught.value.exit_code == 2
    return caught.value.faults


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_base_has_no_fault() -> None:
    initiative = parse_initiative(BASE)
    assert initiative.id == "prov"
    assert [line.id for line in initiative.lines] == ["coach", "lon"]


# (what is replaced, by what, code, field, part of mend in Swedish, part of mend in English)
CASES = [
    ('target_group = "Alla"', 'target_grupp = "Alla"', "key-unknown", "initiative.target_grupp",
     "Menade du ”target_group”?", "Did you mean 'target_group'?"),
    ('title = "Prov"\n', "", "field-missing", "initiative.title", "Lägg till title", "Add title"),
    ('title = "Prov"', "title = 3", "type-wrong", "initiative.title", "Skriv en text", "Write a text"),
    ('title = "Prov"', 'title = " "', "field-empty", "initiative.title", "Fyll i title", "Fill in title"),
    ('title = "Prov"', 'title = { sv = "", en = "" }', "field-empty", "initiative.title", "Fyll i", "Fill in"),
    ('title = "Prov"', 'title = "Prov \\u202Evorp"', "text-hidden", "initiative.title", "för hand", "Retype"),
    ('title = "Prov"', 'title = { sv = "Prov\\u0000" }', "text-hidden", "initiative.title", "för hand", "Retype"),
    ('title = "Prov"', 'title = { se = "Prov" }', "key-unknown", "initiative.title.se", "sv", "sv"),
    ('id = "prov"', 'id = "prov 1/2"', "value-malformed", "initiative.id", "inga mellanslag", "no spaces"),
    ("participants = 100", 'participants = "100"', "type-wrong", "initiative.participants",
     "utan citattecken", "without quotes"),
    ("participants = 100", "participants = 0", "out-of-range", "initiative.participants", "minst 1", "at least 1"),
    ("participants = 100\n", "", "population-missing",
     "consequences[1] (id lon)", "Ange participants", "State participants"),
    ("[[costs]]", "[[kostnader]]", "key-unknown", "kostnader", "costs", "costs"),
    ("[[costs]]", "[costs]", "table-form", "costs", "[[costs]]", "[[costs]]"),
    ('kind = "binary"', 'kind = "binry"', "value-unknown", "outcomes[1] (id arbete).kind",
     "Menade du ”binary”?", "Did you mean 'binary'?"),
    ('column = "i_arbete"\n', "", "field-missing", "outcomes[1] (id arbete).column", "column", "column"),
    ('design = "rct"', 'design = "tarot"', "design-unknown",
     "comparisons[1] (id lott).design", "rct, matching", "rct, matching"),
    ('design = "rct"', 'design = "ract"', "design-unknown", "comparisons[1] (id lott).design", "rct", "rct"),
    ('design = "rct"', 'design = "rct"\ncaliper = 0.2', "option-unknown", "comparisons[1] (id lott).caliper",
     "Det som finns är", "What exists is"),
    ('design = "rct"', 'design = "did"', "periods-unclear", "comparisons[1] (id lott)", "before", "before"),
    ('data = "personer"', 'data = "persner"', "data-file-unknown", "comparisons[1] (id lott).data",
     "Menade du ”personer”?", "Did you mean 'personer'?"),
    ('measure = "effect"\noutcome = "arbete"', 'measure = "effect"\noutcome = "arbte"', "outcome-unknown",
     "criteria[1] (id upp).outcome", "Menade du ”arbete”?", "Did you mean 'arbete'?"),
    ('measure = "effect"\noutcome = "arbete"', 'measure = "effect"', "field-missing", "criteria[1] (id upp).outcome",
     "outcome", "outcome"),
    ("at_least = 0.05", "at_least = 0.05\nat_most = 0.1", "threshold-twice",
     "criteria[1] (id upp)", "exakt en", "exactly one"),
    ("at_least = 0.05\n", "", "threshold-missing", "criteria[1] (id upp)", "exakt en", "exactly one"),
    ("at_least = 0.05", "at_least = nan", "type-wrong", "criteria[1] (id upp).at_least", "ändligt", "finite"),
    ("horizon_years = 5", "horizon_years = 0", "out-of-range", "appraisal.horizon_years", "hela år", "whole years"),
    ("horizon_years = 5", "discount_rate = -1.0", "out-of-range", "appraisal.discount_rate", "0.035", "0.035"),
    ("horizon_years = 5", "discount_rate = 3.5", "out-of-range", "appraisal.discount_rate", "0.035", "0.035"),
    ("horizon_years = 5", "draws = 0", "out-of-range", "appraisal.draws", "10000", "10000"),
    ("horizon_years = 5", "draws = 10000001", "out-of-range", "appraisal.draws", "10000", "10000"),
    ("horizon_years = 5", "own_actor = 'komun'", "actor-unknown", "appraisal.own_actor", "kommun", "kommun"),
    ("price_year = 2023\nhorizon_years = 5", "horizon_years = 5", "field-missing", "appraisal.price_year",
     "price_year", "price_year"),
    ('unit_cost = 1000\nprice_year = 2023', "unit_cost = 1000", "price-year-missing", "costs[1] (id coach).price_year",
     "året som priset gäller", "the year that the price is from"),
    ('unit_cost = 1000\nprice_year = 2023', "unit_cost = 1000\nprice_year = 2024", "price-year-after-base",
     "costs[1] (id coach).price_year", "2024 eller senare", "2024 or later"),
    ('unit_cost = 1000\nprice_year = 2023', "unit_cost = 1000\nprice_year = 1990", "index-year-missing",
     "costs[1] (id coach).price_year", "[[indices]]", "[[indices]]"),
    ('unit_cost = 1000\nprice_year = 2023', "unit_cost = 1000\nprice_year = 2020\nindex = 'pkv'", "index-unknown",
     "costs[1] (id coach).index", "kpi", "kpi"),
    ("unit_cost = 1000", "unit_cost = -1000", "cost-negative",
     "costs[1] (id coach).unit_cost", "0 eller mer", "0 or more"),
    ("unit_cost = 1000", "unit_cost = 1e12", "cost-outside", "costs[1] (id coach).unit_cost", "enheten", "unit"),
    ("unit_cost = 1000", "unit_cost = true", "type-wrong", "costs[1] (id coach).unit_cost", "ett tal", "a number"),
    ("unit_cost = 1000", "unit_cost = 1000\nlow = 900", "range-half", "costs[1] (id coach).unit_cost",
     "både low och high", "both low and high"),
    ("unit_cost = 1000", "unit_cost = 1000\nlow = 1100\nhigh = 1200", "range-order", "costs[1] (id coach).unit_cost",
     "low ≤ value ≤ high", "low ≤ value ≤ high"),
    ("unit_cost = 1000", "unit_cost = 1000\nlow = 900\nhigh = 1200\ndistribution = 'beta'", "distribution-impossible",
     "costs[1] (id coach).unit_cost", "triangular", "triangular"),
    ("unit_cost = 1000", "unit_cost = { value = 1000, lw = 900 }", "key-unknown", "costs[1] (id coach).unit_cost.lw",
     "low", "low"),
    ("unit_cost = 1000", "unit_cost = { low = 900, high = 1000 }", "field-missing",
     "costs[1] (id coach).unit_cost.value",
     "value", "value"),
    ("unit_cost = 1000", "unit_cost = 'fade'\nlow = 0\nhigh = 1", "range-twice",
     "costs[1] (id coach)", "Flytta", "Move"),
    ("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'skl_bic'", "unit-cost-unknown",
     "costs[1] (id coach).unit_cost",
     "skl_bbic", "skl_bbic"),
    ("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'saknas_bup_besok'", "unit-cost-empty",
     "costs[1] (id coach).unit_cost", "[[unit_costs]]", "[[unit_costs]]"),
    ("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'hvb_min'", "price-year-missing",
     "costs[1] (id coach).unit_cost", "[[unit_costs]]", "[[unit_costs]]"),
    ("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'skl_bbic'\nprice_year = 2023", "price-year-twice",
     "costs[1] (id coach).price_year", "Ta bort", "Remove"),
    ("unit_cost = 1000", "unit_cost = 1000\nquantity = -2", "quantity-negative", "costs[1] (id coach).quantity",
     "0 till en miljard", "0 to a thousand million"),
    ("unit_cost = 1000", "unit_cost = 1000\nquantity = 2e9", "quantity-outside", "costs[1] (id coach).quantity",
     "0 till en miljard", "0 to a thousand million"),
    ("unit_cost = 1000", "unit_cost = 1000\nyear = 6", "year-beyond-horizon", "costs[1] (id coach).year",
     "horizon_years", "horizon_years"),
    ("unit_cost = 1000", "unit_cost = 1000\nyear = 1\nyears = [1, 2]", "year-twice",
     "costs[1] (id coach)", "en av dem", "one of them"),
    ("unit_cost = 1000", "unit_cost = 1000\nstandard_cost = 'premisses'", "value-unknown",
     "costs[1] (id coach).standard_cost", "premises", "premises"),
    ('actor = "kommun"', 'actor = "komunen"', "actor-unknown", "costs[1] (id coach).actor",
     "Menade du ”kommunen”?", "Did you mean 'kommunen'?"),
    ('actor = "kommun"\n', "", "actor-missing", "costs[1] (id coach).actor", "actor =", "actor ="),
    ('actor = "kommun"', "postings = { kommun = 0.6, region = 0.5 }", "shares-sum", "costs[1] (id coach).postings",
     "summera till 1", "sum to 1"),
    ('actor = "kommun"', "postings = { kommun = 1.5, region = -0.5 }", "shares-sum", "costs[1] (id coach).postings",
     "summera till 1", "sum to 1"),
    ('actor = "kommun"', "postings = { kommun = 0.5, municipality = 0.5 }", "actor-twice",
     "costs[1] (id coach).postings.municipality", "Lägg ihop", "Add the shares"),
    ('actor = "kommun"', 'actor = "kommun"\npostings = { kommun = 1 }', "postings-twice",
     "costs[1] (id coach)", "en av dem", "one of them"),
    ('kind = "production"', 'kind = "tax"', "postings-missing",
     "consequences[1] (id lon).postings", "postings =", "postings ="),
    ('kind = "production"', 'kind = "programme_cost"', "value-unknown",
     "consequences[1] (id lon).kind", "production", "production"),
    ('kind = "production"\noutcome = "arbete"', 'kind = "production"\noutcome = "arbet"', "outcome-unknown",
     "consequences[1] (id lon).outcome", "Menade du ”arbete”?", "Did you mean 'arbete'?"),
    ("units_per_improvement = 12\n", "", "field-missing", "consequences[1] (id lon).units_per_improvement",
     "units_per_improvement", "units_per_improvement"),
    ("units_per_improvement = 12", "quantity = 12", "quantity-twice", "consequences[1] (id lon)", "antingen", "either"),
    ('outcome = "arbete"\nunits_per_improvement = 12\n', "", "quantity-missing",
     "consequences[1] (id lon)", "antingen", "either"),
    ('dropoff = "fade"', 'dropoff = "fad"', "parameter-unknown", "consequences[1] (id lon).dropoff",
     "Menade du ”fade”?", "Did you mean 'fade'?"),
    ('dropoff = "fade"', "dropoff = 20", "share-outside",
     "consequences[1] (id lon).dropoff", "0.2 för 20", "0.2 for 20"),
    ('dropoff = "fade"', "deadweight = { value = 1.2, motive = 'x' }", "share-outside",
     "consequences[1] (id lon).deadweight", "0–1", "0–1"),
    ("value = 0.2\nlow = 0.1", "value = 0.2\nlow = 0.3", "range-order", "parameters[1] (id fade)", "low ≤", "low ≤"),
    ("[[costs]]", "[[costs]]\nid = 'lon'\nactor = 'stat'\nunit_cost = 1\nprice_year = 2023\n[[costs]]", "id-duplicate",
     "consequences[1] (id lon).id", "eget id", "id of its own"),
    ("[[parameters]]", "[[parameters]]\nid = 'fade'\nvalue = 1\n[[parameters]]", "id-duplicate",
     "parameters[2] (id fade).id", "eget id", "id of its own"),
    ("[[parameters]]",
     "[[unit_costs]]\nid = 'skl_bbic'\nvalue = 1\nprice_year = 2023\nactor = 'kommun'\n[[parameters]]",
     "motive-missing", "unit_costs[1] (id skl_bbic).motive", "motive", "motive"),
    ("horizon_years = 5", "schedule = [{ last_year = 9, rate = 0.03 }, { last_year = 5, rate = 0.02 }]",
     "schedule-order", "appraisal.schedule", "stigande ordning", "rising order"),
    ("unit_cost = 1000", "unit_cost = 'fade'\nassumption = true", "range-twice",
     "costs[1] (id coach)", "Flytta", "Move"),
    ("horizon_years = 5", "schedule = [{ rate = 0.03 }, { rte = 0.02 }]", "key-unknown",
     "appraisal.schedule[2].rte", "rate", "rate"),
    ('kind = "binary"', 'logic_row = "x"', "logic-model-row-unknown", "outcomes[1] (id arbete).logic_row",
     "Lägg till", "Add it"),
    ('dropoff = "fade"', "reach = { value = 0.02, low = 0.0, high = 0.9, distribution = 'beta' }",
     "distribution-impossible", "consequences[1] (id lon).reach", "triangular", "triangular"),
    ('dropoff = "fade"', "population = { value = 0, low = 0, high = 5, distribution = 'gamma' }",
     "distribution-impossible", "consequences[1] (id lon).population", "triangular", "triangular"),
    ('dropoff = "fade"', "population = { value = 5, distribution = 'normal' }", "range-half",
     "consequences[1] (id lon).population", "både low och high", "both low and high"),
    ('actor = "kommun"', "postings = {}", "shares-sum", "costs[1] (id coach).postings", "summera till 1", "sum to 1"),
    ('actor = "kommun"', "postings = { komun = 1 }", "actor-unknown", "costs[1] (id coach).postings.komun",
     "kommun", "kommun"),
    ('kind = "production"', 'kind = "tax"\npostings = { kommun = 1, individ = -0.5 }', "shares-sum",
     "consequences[1] (id lon).postings", "summerar andelarna till 0", "shares sum to 0"),
    ('kind = "binary"', "label = ''\nunit = 3", "type-wrong", "outcomes[1] (id arbete).unit", "en text", "a text"),
    ('column = "i_arbete"', 'column = ""', "field-empty", "outcomes[1] (id arbete).column", "Fyll i", "Fill in"),
    ("horizon_years = 5", "currency = 'kr'", "value-malformed", "appraisal.currency", "SEK", "SEK"),
    ("[appraisal]", "[lock]\ndate = 'i mars'\nsha256 = 'abc'\n[appraisal]", "value-malformed", "lock.sha256",
     "64 tecken", "64 characters"),
    ('[initiative]\nid = "prov"\ntitle = "Prov"\ntarget_group = "Alla"\nparticipants = 100\n', "", "field-missing",
     "initiative", "[initiative]", "[initiative]"),
    ("unit_cost = 1000", "unit_cost = 1" + "0" * 400, "type-wrong", "costs[1] (id coach).unit_cost", "tal", "number"),
    ('schema = "utfall/initiative/1"', "", "schema-missing", "schema", "utfall/initiative/1", "utfall/initiative/1"),
    ('schema = "utfall/initiative/1"', 'schema = "utfall/initiative/9"', "schema-unknown", "schema",
     "utfall/initiative/1", "utfall/initiative/1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "field", "sv", "en"), CASES, ids=[f"{case[2]}-{n}" for n, case in enumerate(CASES)]
)
def test_a_fault_has_code_place_and_mend(old: str, new: str, code: str, field: str, sv: str, en: str) -> None:
    assert BASE.count(old) >= 1
    found = faults_of(BASE.replace(old, new, 1))
    matching = [fault for fault in found if fault.code == code and fault.place.field == field]
    assert len(matching) == 1, [str(fault) for fault in found]
    fault = matching[0]
    assert fault.place.file == "prov.toml"
    assert sv in fault.mend.sv
    assert en in fault.mend.en
    assert fault.text.sv
    assert fault.text.en
    assert fault.text.sv != fault.text.en


def test_a_fault_stands_on_the_line_of_its_field() -> None:
    text = BASE.replace('actor = "kommun"', 'actor = "komunen"')
    (fault,) = faults_of(text)
    assert fault.place.row == line_of(text, 'actor = "komunen"')


def test_a_missing_field_stands_on_the_line_of_its_item() -> None:
    text = BASE.replace('column = "i_arbete"\n', "")
    (fault,) = faults_of(text)
    assert fault.place.row == line_of(text, "[[outcomes]]")


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    text = BASE
    for old, new in (
        ('title = "Prov"', "title = 1"),
        ('kind = "binary"', 'kind = "x"'),
        ('outcome = "arbete"\nat_least', 'outcome = "arbeta"\nat_least'),
        ("horizon_years = 5", "horizon_years = 0"),
        ("unit_cost = 1000", "unit_cost = -1"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = faults_of(text)
    assert [fault.code for fault in found] == [
        "type-wrong", "value-unknown", "outcome-unknown", "out-of-range", "cost-negative",
    ]  # fmt: skip
    rows = [fault.place.row or 0 for fault in found]
    assert rows == sorted(rows)


def test_a_malformed_item_is_not_also_called_unknown_by_those_that_name_it() -> None:
    found = faults_of(BASE.replace('kind = "binary"', 'kind = "x"'))
    assert [fault.code for fault in found] == ["value-unknown"]


def test_two_primary_comparisons() -> None:
    second = '[[comparisons]]\nid = "b"\ndata = "personer"\ndesign = "rct"\ntreatment = "grupp"\nprimary = true\n'
    text = BASE.replace('treatment = "grupp"\n', 'treatment = "grupp"\nprimary = true\n', 1) + second
    (fault,) = faults_of(text)
    assert fault.code == "primary-twice"
    assert fault.place.field == "comparisons[2] (id b).primary"
    assert "bara en" in fault.mend.sv
    assert "only one" in fault.mend.en


def test_costs_without_appraisal() -> None:
    text = BASE.replace("[appraisal]\nprice_year = 2023\nhorizon_years = 5\n", "")
    codes = [fault.code for fault in faults_of(text)]
    assert codes == ["appraisal-missing", "appraisal-missing"]


@pytest.mark.parametrize(
    ("text", "row", "column", "sv", "en"),
    [
        ('schema = "utfall/initiative/1"\ntitle = hello\n', 2, 9, "citattecken", "value"),
        ('schema = "utfall/initiative/1"\n[initiative\n', 2, 12, "saknas en ]", "']'"),
        ("a = 1\na = 2\n", 2, 6, "två gånger", "overwrite"),
        ('postings = { hushåll = 1.0 }\n', 1, 18, "inom citattecken", "in quotes"),
        ("a = 1,5\n", 1, 6, "punkt", "point"),
    ],
)  # fmt: skip
def test_a_typo_in_toml_is_named_by_line_and_column(text: str, row: int, column: int | None, sv: str, en: str) -> None:
    (fault,) = faults_of(text)
    assert fault.code == "toml-syntax"
    assert (fault.place.file, fault.place.row) == ("prov.toml", row)
    assert fault.place.column == column
    assert sv in fault.of("sv")
    assert en in fault.of("en")


def test_a_currency_without_index_needs_prices_of_the_base_year() -> None:
    text = BASE.replace("[appraisal]", '[appraisal]\ncurrency = "EUR"')
    assert parse_initiative(text).lines[0].unit_cost.index == "none"
    (fault,) = faults_of(text.replace("unit_cost = 1000\nprice_year = 2023", "unit_cost = 1000\nprice_year = 2022"))
    assert fault.code == "index-missing"
    assert "2023 års penningvärde" in fault.mend.sv
    (other,) = faults_of(text.replace("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'skl_bbic'"))
    assert other.code == "currency-differs"


def test_a_catalogue_unit_cost_is_carried_by_the_consumer_price_index() -> None:
    text = BASE.replace("unit_cost = 1000\nprice_year = 2023", "unit_cost = 'skl_bbic'").replace(
        'actor = "kommun"\n', ""
    )
    initiative = parse_initiative(text)
    cost = initiative.lines[0]
    assert cost.unit_cost.price.value == 30561.0  # SKL's list of unit costs, 2015
    assert cost.unit_cost.price_year == 2015
    assert cost.postings[0].actor == "municipality"
    assert initiative.index["kpi"][2023] == 403.70  # SCB, annual mean


def test_an_own_index_and_an_own_unit_cost() -> None:
    text = (
        BASE.replace("unit_cost = 1000\nprice_year = 2023", 'unit_cost = "plats"')
        + """
[[indices]]
id = "egen"
values = { "2020" = 100, "2023" = 120.5 }

[[unit_costs]]
id = "plats"
value = 500
low = 400
high = 700
price_year = 2020
actor = "region"
index = "egen"
"""
    )
    initiative = parse_initiative(text)
    assert initiative.index == {"egen": {2020: 100.0, 2023: 120.5}, "kpi": initiative.index["kpi"]}
    price = initiative.lines[0].unit_cost.price
    assert (price.value, price.low, price.high, price.distribution) == (500.0, 400.0, 700.0, "triangular")


def test_years_with_a_gap_fall_in_those_years_alone() -> None:
    text = BASE.replace("unit_cost = 1000", "unit_cost = 1000\nyears = [4, 2]")
    timing = parse_initiative(text).lines[0].timing
    assert (timing.first_year, timing.years, timing.ramp) == (2, 3, (1.0, 0.0, 1.0))


def test_a_shared_parameter_is_one_parameter() -> None:
    text = BASE + BASE[BASE.index("[[consequences]]") :].replace('id = "lon"', 'id = "lon2"')
    lines = parse_initiative(text).lines
    assert lines[1].timing.dropoff is not None
    assert lines[1].timing.dropoff == lines[2].timing.dropoff
    assert lines[1].timing.dropoff.name == "fade"
    assert lines[1].timing.dropoff.distribution == "triangular"


def test_a_price_of_the_base_year_needs_no_index_series() -> None:
    text = BASE.replace("price_year = 2023", "price_year = 2031")
    assert {line.unit_cost.index for line in parse_initiative(text).lines} == {"none"}
    (fault,) = faults_of(text.replace("unit_cost = 1000\nprice_year = 2031", "unit_cost = 1000\nprice_year = 2023"))
    assert fault.code == "index-year-missing"
    assert "2031" in fault.text.sv


def test_an_unknown_heading_stands_on_its_line() -> None:
    text = BASE.replace("[[costs]]", "[[kostnader]]")
    (fault,) = faults_of(text)
    assert fault.place.row == line_of(text, "[[kostnader]]")


def test_a_criterion_on_the_economy_needs_an_appraisal() -> None:
    text = BASE[: BASE.index("[appraisal]")].replace('measure = "effect"', 'measure = "bcr"')
    (fault,) = faults_of(text)
    assert (fault.code, fault.place.field) == ("appraisal-missing", "criteria[1] (id upp).measure")
    assert "[appraisal]" in fault.mend.sv


def test_headings_within_long_texts_are_no_headings() -> None:
    text = BASE.replace('title = "Prov"', 'title = """Prov\n[[outcomes]]\nid = 3\n"""').replace(
        'kind = "binary"', 'kind = "x"'
    )
    (fault,) = faults_of(text)
    assert fault.place.row == line_of(text, 'kind = "x"')


def test_every_control_character_but_breaks_and_tabs_is_hidden_and_so_is_every_one_that_turns_the_text() -> None:
    turning = {"\u200e", "\u200f", "\u061c", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
    letters = [chr(place) for place in range(sys.maxunicode + 1)]
    wanted = {one for one in letters if one in turning or (unicodedata.category(one) == "Cc" and one not in "\n\r\t")}
    assert {one for one in letters if _HIDDEN.search(one)} == wanted
