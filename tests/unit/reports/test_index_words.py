# SPDX-License-Identifier: Apache-2.0
"""An index value that nobody has seen at its source is marked wherever it carries a price."""

from __future__ import annotations

import pytest

from unit.reports.paper_text import words_of
from unit.thread.economy_sample import TEXT
from unit.thread.thread_sample import demo
from utfall.core.initiative import Initiative
from utfall.core.text import LANGS, Lang
from utfall.io.catalogue import load_catalogue
from utfall.io.initiative_file import parse_initiative
from utfall.reports.annex_tables import settings_table
from utfall.reports.catalogue_text import cost_lines
from utfall.reports.economics_json import economics_detail
from utfall.reports.paper import decision_paper
from utfall.reports.phrases.economy import assumption_sentences
from utfall.reports.phrases.index import index_text, unverified_sentence, used_indices
from utfall.thread.given import appraise_given

# Base year 2024, whose consumer price index is the mean of eleven months; one price of 2021, one of 2024.
CARRIED = (
    TEXT.replace("price_year = 2023\ndiscount", "price_year = 2024\ndiscount")
    .replace("unit_cost = 100_000\nprice_year = 2023", "unit_cost = 100_000\nprice_year = 2021")
    .replace("unit_cost = 20_000\nprice_year = 2023", "unit_cost = 20_000\nprice_year = 2024")
)
OWN = (
    CARRIED.replace("price_year = 2021", 'price_year = 2021\nindex = "pkv"')
    + '\n[[indices]]\nid = "pkv"\nsource = "Kommunens egen serie"\nvalues = { "2021" = 100.0, "2024" = 112.0 }\n'
)


def initiative(text: str) -> Initiative:
    return parse_initiative(text)


def test_only_the_years_that_carry_a_price_are_named() -> None:
    ((name, (origin, unsure)),) = used_indices(initiative(CARRIED)).items()
    assert (name, unsure) == ("kpi", (2024,))
    assert origin.source.startswith("SCB")
    seen = CARRIED.replace("price_year = 2024", "price_year = 2023")
    assert used_indices(initiative(seen))["kpi"][1] == ()
    assert used_indices(initiative(TEXT)) == {}  # every price is of the base year


@pytest.mark.parametrize("lang", LANGS)
def test_the_mark_stands_in_sentence_table_and_data(lang: Lang) -> None:
    plan = initiative(CARRIED)
    _, appraisal = appraise_given(plan, ["arbete=0.2:0.1:0.3@0.3"])
    sentence = unverified_sentence(plan, lang)
    assert sentence.endswith("kpi 2024.")
    assert sentence in assumption_sentences(plan, lang)
    word = "2024 inte verifierat" if lang == "sv" else "2024 not verified"
    assert word in index_text(plan, lang)
    assert word in dict(settings_table(appraisal, plan, lang).rows)["Index"]
    (told,) = economics_detail(appraisal, plan, lang)["indices"]
    assert (told["index"], told["unverified_years"]) == ("kpi", [2024])


def test_a_series_of_ones_own_carries_its_source_and_its_factor() -> None:
    plan = initiative(OWN)
    assert index_text(plan, "sv") == "pkv; Kommunens egen serie"
    assert unverified_sentence(plan, "sv") == ""
    _, appraisal = appraise_given(plan, ["arbete=0.2@0.3"])
    steps = {row["line"]: row for row in economics_detail(appraisal, plan, "sv")["steps"]}
    assert (steps["coach"]["price_factor"], steps["coach"]["index"]) == (pytest.approx(1.12), "pkv")


def test_the_list_of_costs_marks_what_it_carries() -> None:
    entry = load_catalogue()["fh_arv_0_12"]
    carried = " ".join(cost_lines(entry, 1.2, 2024, "sv", unverified=frozenset({2024})))
    assert "KPI 2024 INTE VERIFIERAT" in carried
    assert "KPI)" in " ".join(cost_lines(entry, 1.2, 2023, "sv", unverified=frozenset({2024})))


def test_a_demo_whose_values_are_seen_has_no_mark() -> None:
    found = demo("vagen_till_jobb")
    assert unverified_sentence(found.initiative, "sv") == ""
    assert "indextal" not in words_of(decision_paper(found, "sv", date="2026-01-31"))
