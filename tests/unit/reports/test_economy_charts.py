# SPDX-License-Identifier: Apache-2.0
"""The annex's economic figures show what the appraisal found, and say in words when there is nothing to show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unit.reports.paper_text import words_of
from unit.thread.economy_sample import TEXT, appraised
from unit.thread.thread_sample import DEMOS, demo, run_demo
from utfall.core.actors import Actor
from utfall.core.estimate import Unknown
from utfall.core.text import LANGS, Lang
from utfall.economics import Appraisal
from utfall.economics.model import SOCIETY
from utfall.reports import economy_charts as charts
from utfall.reports import economy_sections as sections
from utfall.reports.annex import technical_annex
from utfall.reports.document import Document, Figure
from utfall.reports.paper import decision_paper
from utfall.thread import Evaluation


def annex(found: Evaluation, lang: Lang) -> Document:
    paper = decision_paper(found, lang, date="2026-01-31")
    return technical_annex(found, lang, date="2026-01-31", paper=paper)


def economy_of(found: Evaluation) -> Appraisal:
    assert isinstance(found.appraisal, Appraisal)
    return found.appraisal


@pytest.mark.parametrize("lang", LANGS)
def test_the_annex_has_every_economic_figure_with_its_table(lang: Lang) -> None:
    figures = {figure.id: figure for figure in annex(demo("vagen_till_jobb"), lang).figures}
    wanted = ("waterfall-society", "waterfall-organisation", "cash", "two-way", "value-of-information")
    for name in wanted:
        assert figures[f"figure-{name}"].data_table.rows


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_where_there_is_no_figure_the_reason_is_told(name: str, lang: Lang) -> None:
    found = demo(name)
    document, appraisal = annex(found, lang), economy_of(found)
    reasons = {"sv": "Dagens volymer är inte angivna", "en": "Today's volumes are not stated"}
    assert isinstance(appraisal.do_nothing, Unknown)
    assert reasons[lang] in words_of(document)


@pytest.mark.parametrize("lang", LANGS)
def test_few_draws_are_no_ground_for_what_to_measure(lang: Lang) -> None:
    found = run_demo("vagen_till_jobb", draws=200)
    document = annex(found, lang)
    assert "figure-value-of-information" not in [figure.id for figure in document.figures]
    assert {"sv": "minst 1 000 dragningar", "en": "at least 1,000 draws"}[lang] in words_of(document).replace(
        "\u00a0", " "
    )


def test_the_waterfall_has_the_nets_of_the_appraisal() -> None:
    initiative, appraisal = appraised()
    figure = charts.waterfall_of(appraisal, initiative, SOCIETY, "sv")
    assert figure is not None
    assert figure.title == "Från kostnad till netto, samhället, tkr"
    rows = [tuple(cell.replace("\u00a0", " ") for cell in row) for row in figure.data_table.rows]
    assert rows[:3] == [
        ("1 år", "Programkostnad", "\u2212100", "\u2212100"),
        ("1 år", "Kommunen", "+20", "\u221280"),
        ("1 år", "Regionen", "+20", "\u221260"),
    ]
    assert rows[-1][2:] == ("+100", "100")
    assert charts.waterfall_of(appraisal, initiative, "state", "sv") is None


def test_what_becomes_money_is_the_public_sectors_gain() -> None:
    _, appraisal = appraised(TEXT.replace("baseline = 10", 'cashability = "freed_capacity"'))
    figure = charts.cash_of(appraisal, "sv")
    assert isinstance(figure, Figure)
    assert figure.data_table.rows == (("Offentlig sektor", "0", "200", "0", "–"),)
    _, none = appraised(TEXT.replace("{ kommun = 0.5, region = 0.5 }", '{ "hushåll" = 1.0 }'))
    assert charts.cash_of(none, "sv") == Unknown("no-public-gain")


@pytest.mark.parametrize("lang", LANGS)
def test_doing_nothing_costs_the_baseline(lang: Lang) -> None:
    _, appraisal = appraised()
    figure = charts.do_nothing_of(appraisal, lang)
    assert isinstance(figure, Figure)
    # Year, municipality, region, all, running total, thousands.
    assert [cell.replace("\u00a0", "").replace(",", "") for cell in figure.data_table.rows[1]] == [
        "2", "100", "100", "200", "400"
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_writes_its_values_without_words(lang: Lang) -> None:
    found = demo("vagen_till_jobb")
    figure = charts.two_way_of(found, economy_of(found), lang)
    assert isinstance(figure, Figure)
    heads = [column.label for column in figure.data_table.columns[1:]]
    # The effect is 1.0 to 20.6 percentage points; a cell with the word would run into the next.
    assert all(len(head) <= 5 for head in heads)
    assert {"sv": "(procentenheter)", "en": "(percentage points)"}[lang] in figure.data_table.caption


@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_organisation_is_told_in_words(lang: Lang) -> None:
    found = run_demo("vagen_till_jobb")
    appraisal = economy_of(found)
    alone = replace(appraisal, settings=replace(appraisal.settings, own_actor=Actor.CIVIL_SOCIETY))
    blocks = sections.whose_money(found, alone, lang)
    assert [block.id for block in blocks if isinstance(block, Figure)] == ["figure-waterfall-society"]
