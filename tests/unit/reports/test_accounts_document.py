# SPDX-License-Identifier: Apache-2.0
"""The social accounts as a document say what the accounts' data say; prices carry their marks into the data."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from unit.reports.paper_text import words_of
from unit.thread.economy_sample import TEXT, appraised
from unit.thread.thread_sample import demo
from utfall.core.errors import InputError
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.io.catalogue import load_gri_index
from utfall.io.initiative_file import parse_initiative
from utfall.reports.accounts_document import accounts_document, figure_table, financing_table, statement_table
from utfall.reports.accounts_report import accounts_json, accounts_lines, key_figures
from utfall.reports.annex_pipeline import steps_json
from utfall.reports.numbers import NBSP
from utfall.reports.phrases.purses import actors_sentences


@cache
def told(lang: Lang = "sv") -> dict[str, Any]:
    initiative, appraisal = appraised()
    return accounts_json(initiative, appraisal, load_gri_index(), lang)


def test_the_statement_has_each_line_the_years_result_and_the_result_so_far() -> None:
    # 100 000 in year one; 10 people x 0.2 x 20 000 = 40 000 a year for five of six years.
    rows = {row[0]: row[1:] for row in statement_table(told(), "sv").rows}
    assert rows["coach"] == ("−100", "0", "0", "0", "0", "0")
    assert rows["vard"] == ("40", "40", "40", "40", "40", "0")
    assert rows["Årets resultat"] == ("−60", "40", "40", "40", "40", "0")
    assert rows["Ackumulerat"] == ("−60", "−20", "20", "60", "100", "100")


def test_the_actors_sum_to_the_years_result() -> None:
    rows = {row[0]: row[1:] for row in financing_table(told(), "en").rows}
    assert rows["Municipality"][:2] == ("−80", "20")
    assert rows["Region"][:2] == ("20", "20")
    assert rows["Sum"] == ("−60", "40", "40", "40", "40", "0")


def test_key_figures_stand_in_the_document_and_on_the_terminal() -> None:
    figures = dict(key_figures(told(), "sv"))
    assert (figures["Investering"], figures["Värde per satsad krona"]) == (f"100{NBSP}tkr", "2,00")
    assert (figures["Deltagare"], figures["Resultat per deltagare, alla år"]) == ("10", f"10{NBSP}tkr")
    assert dict(figure_table(told(), "sv").rows) == figures
    lines = accounts_lines(told(), "sv")
    assert f"  Resultat per deltagare, första året: −6{NBSP}000{NBSP}kr" in lines


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_of_the_illustration_says_so_and_holds_every_part(lang: Lang) -> None:
    found = demo("vagen_till_jobb")
    assert isinstance(found.appraisal, Appraisal)
    data = accounts_json(found.initiative, found.appraisal, load_gri_index(), lang)
    text = words_of(accounts_document(found, data, lang, date="2026-01-31"))
    parts = ("Resultaträkning", "Finansieringsanalys", "GRI 203-2", "inte verifierat", "Illustration")
    if lang == "en":
        parts = ("Income statement", "Financing", "GRI 203-2", "not verified", "Illustration")
    for part in parts:
        assert part in text


def test_a_price_carries_its_year_source_and_mark_into_the_data() -> None:
    listed = TEXT.replace("unit_cost = 20_000\nprice_year = 2023", 'unit_cost = "sis_akut_full"')
    own = TEXT.replace("price_year = 2023\n[[con", 'price_year = 2023\nassumption = true\nsource = "Egen"\n[[con')
    _, appraisal = appraised(own)
    rows = {row["line"]: row for row in steps_json(appraisal)["steps"]}
    assert (rows["coach"]["assumption"], rows["coach"]["source"]) == (True, "Egen")
    assert (rows["vard"]["price_year"], rows["vard"]["index"], rows["vard"]["verified"]) == (2023, "kpi", False)
    _, appraisal = appraised(listed.replace("baseline = 10\n", ""))
    (row,) = (row for row in steps_json(appraisal)["steps"] if row["line"] == "vard")
    assert row["unit_cost"] == "sis_akut_full"
    assert row["verified"] is False
    assert row["source"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_net_of_nothing_is_neither_gain_nor_loss(lang: Lang) -> None:
    # The municipality pays 100 000 and gains half of 200 000.
    _, appraisal = appraised()
    text = " ".join(actors_sentences(appraisal, lang))
    assert ("Kommunen beräknas gå jämnt upp" if lang == "sv" else "The municipality is estimated to break even") in text


def test_a_unit_where_only_an_actor_can_stand_is_refused_with_what_to_write() -> None:
    with pytest.raises(InputError) as caught:
        parse_initiative(TEXT.replace("seed = 3", 'seed = 3\nown_actor = "kommun/Socialnämnden"'), file="prov.toml")
    (fault,) = caught.value.faults
    assert (fault.code, fault.place.row is not None) == ("unit-not-here", True)
    assert fault.mend.sv.startswith("Skriv bara kommun:")
