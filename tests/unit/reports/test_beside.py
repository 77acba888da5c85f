# SPDX-License-Identifier: Apache-2.0
"""Losses, subgroups, components and ratings in paper, annex and result.json, in both languages."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import polars as pl
import pytest
from jsonschema import Draft202012Validator

from unit.reports.paper_text import words_of as text_of
from unit.thread.beside_sample import run_file, write
from unit.thread.thread_sample import DID, comparison, demo, initiative, people, run
from utfall.core.designs import DifferenceInDifferences
from utfall.core.estimate import Unknown
from utfall.core.text import LANGS, Lang
from utfall.reports.annex import technical_annex
from utfall.reports.annex_tables import ratio_table
from utfall.reports.document import Document, Figure
from utfall.reports.figures.specifications import SpecificationChart, Way, specification_figure
from utfall.reports.html import render_html
from utfall.reports.paper import decision_paper
from utfall.reports.phrases import beside as words
from utfall.reports.result_json import result_text
from utfall.thread import Evaluation


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    return run_file(write(tmp_path_factory.mktemp("reported")))


def both(found: Evaluation, lang: Lang) -> tuple[Document, Document]:
    paper = decision_paper(found, lang, date="2026-11-27")
    return paper, technical_annex(found, lang, date="2026-11-27", paper=paper)


def test_result_json_keeps_its_schema_and_holds_every_analysis(found: Evaluation) -> None:
    schema = json.loads(files("utfall.catalogue").joinpath("schemas/result-1.json").read_text(encoding="utf-8"))
    for lang in LANGS:
        value = json.loads(result_text(found, lang), parse_constant=lambda name: pytest.fail(name))
        Draft202012Validator(schema).validate(value)
        assert [row["outcome"] for row in value["losses"]] == ["poang", "klar"]
        assert value["losses"][0]["assessed"] == {"assessed": 320, "eligible": 300, "in_groups": 300}
        assert {row["kind"] for row in value["components"]["readings"]} >= {"component", "proposal", "component_dose"}
        assert [row["column"] for row in value["subgroups_declared"]["columns"]] == ["kon", "stad"]
        assert value["ratings"][0]["id"] == "fore-efter"
        kinds = [row["kind"] for row in value["holding"][0]["readings"]]
        assert kinds[:4] == ["curve", "specification", "specification", "placebo_outcome"]


@pytest.mark.parametrize("lang", LANGS)
def test_other_ways_to_count_are_drawn_and_said(found: Evaluation, lang: Lang) -> None:
    paper, annex = both(found, lang)
    drawn = [block for block in annex.blocks if isinstance(block, Figure) and "specifications" in block.id]
    assert [figure.id for figure in drawn] == ["figure-specifications-poang", "figure-specifications-klar"]
    readings = found.beside.holding[0].of("specification")
    assert len(readings) == 2
    planned, *others = (row[0] for row in drawn[0].data_table.rows)
    assert planned == {"sv": "Så som planen säger", "en": "As the plan says"}[lang]
    ways = set(others)
    assert ways == {"sv": {"Alla uppgifter", "Utan justering"}, "en": {"All covariates", "Unadjusted"}}[lang]
    answer = found.primary[0].result
    assert answer is not None
    assert any(one.value == pytest.approx(answer.estimate.value) for one in readings)  # the plan's own is among them
    said = {
        "sv": "Räknat på 2 rimliga sätt ligger skillnaden",
        "en": "Counted in 2 reasonable ways the difference",
    }
    assert said[lang] in text_of(paper)


def test_many_ways_are_drawn_without_names_and_ordered() -> None:
    ways = tuple(Way(f"Sätt {n}", float(n), n - 2.0, n + 3.0) for n in range(40))
    chart = SpecificationChart("Poäng", "poäng", Way("", 18.0, 15.0, 21.0), ways)
    figure = specification_figure(chart, "sv")
    assert len(figure.data_table.rows) == 41
    assert "Sätt 7" not in figure.svg
    assert figure.alt.startswith("Effekt på Poäng räknad på 40 sätt, från ")
    with pytest.raises(ValueError, match="order"):
        SpecificationChart("Poäng", "poäng", ways[0], (ways[1], ways[0]))
    with pytest.raises(ValueError, match="no other"):
        SpecificationChart("Poäng", "poäng", ways[0], ())
    with pytest.raises(ValueError, match="within"):
        Way("x", 1.0, 2.0, 3.0)


@pytest.mark.parametrize("lang", LANGS)
def test_how_many_times_as_large_a_share_is_stands_in_paper_and_annex(found: Evaluation, lang: Lang) -> None:
    paper, annex = both(found, lang)
    result = next(a.result for a in found.primary if a.outcome.id == "klar")
    assert result is not None
    e = result.estimate
    assert e.mean_intervention is not None
    assert e.mean_comparison
    times = f"{e.mean_intervention / e.mean_comparison:.2f}"
    said = {"sv": f"Andelen är {times.replace('.', ',')} gånger", "en": f"The share is {times} times as large"}[lang]
    assert said in text_of(paper)
    table = text_of(annex)
    assert {"sv": "kvot mellan andelar (relativ risk)", "en": "ratio of shares (risk ratio)"}[lang] in table
    assert {"sv": "1: ingen skillnad", "en": "1: no difference"}[lang] in table


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_share_or_count_there_is_no_table_of_ratios(lang: Lang) -> None:
    assert ratio_table(demo("supported_work"), lang) is None


@pytest.mark.parametrize("lang", LANGS)
def test_the_annex_has_a_section_for_each_with_the_flow_drawn(found: Evaluation, lang: Lang) -> None:
    _, annex = both(found, lang)
    assert {"losses", "robustness", "subgroups", "components", "ratings"} <= {
        block.anchor for block in annex.blocks if hasattr(block, "anchor")
    }
    assert "figure-participants" in {block.id for block in annex.blocks if isinstance(block, Figure)}
    page = render_html(annex)
    for said in {"sv": ("behåll", "Egen coach", "Kön", "inte effekt", "bedömdes"),
                 "en": ("keep", "Own coach", "Sex", "no effect", "were assessed")}[lang]:  # fmt: skip
        assert said in page
    assert "{" not in text_of(annex)
    assert "--" not in text_of(annex)  # options of commands are no words for a reader of the annex


@pytest.mark.parametrize("lang", LANGS)
def test_the_paper_tells_of_losses_groups_and_components(found: Evaluation, lang: Lang) -> None:
    text = text_of(both(found, lang)[0])
    flow = found.beside.losses[0].flow
    total = flow.intervention.eligible + flow.comparison.eligible
    assert f"{total} person" in text if lang == "sv" else f"{total} people" in text
    assert words.declared_sentence(found, lang) in text
    assert words.component_sentence(found, lang) in text
    assert "{" not in text


def test_the_paper_says_how_strong_something_hidden_must_be() -> None:
    matched = demo("vagen_till_jobb")
    values = [row.value for row in matched.robustness if row.kind == "e_value" and not isinstance(row.value, Unknown)]
    for lang, word in (("sv", "gånger"), ("en", "times")):
        told = words.hidden_sentences(matched, lang)
        assert len(told) == 2  # those that success criteria hang on
        shown = f"{values[0]:.2g}".replace(".", "," if lang == "sv" else ".")
        assert f"{shown} {word}" in told[0]
        assert words.HIDDEN.of(lang) in text_of(both(matched, lang)[0])


def test_a_lottery_needs_no_such_sentence_and_did_has_its_made_up_starts(found: Evaluation) -> None:
    assert words.hidden_sentences(found, "sv") == []
    wide = run(initiative(comparison(DID)), people())
    assert words.hidden_sentences(wide, "sv") == []  # two periods: no start can be made up


def followed(drift: float) -> Evaluation:
    """Sixty persons over seven periods, half of whom take part from 2024; their outcome drifts beforehand."""
    rng = np.random.default_rng(4)
    person, year = np.repeat(np.arange(60), 7), np.tile(np.arange(2020, 2027), 60)
    part = person % 2
    y = (
        rng.normal(0, 1, 60)[person]
        + drift * part * (year - 2020)
        + 2 * part * (year >= 2024)
        + rng.normal(0, 0.5, 420)
    )
    data = pl.DataFrame({"person": person, "ar": year, "treat": part, "after": y})
    design = DifferenceInDifferences(treatment="treat", time="ar", post="2024", id="person")
    return run(initiative(comparison(design)), data)


@pytest.mark.parametrize(("drift", "sv", "en"), [
    (0.0, "ingen visade någon skillnad", "none showed a difference"),
    (1.0, "utvecklades olika redan innan", "developed differently already before"),
])  # fmt: skip
def test_made_up_starts_stand_in_the_paper(drift: float, sv: str, en: str) -> None:
    found = followed(drift)
    (analysis,) = found.beside.holding
    assert [one.name for one in analysis.of("placebo_time")] == ["2021", "2022", "2023"]
    for lang, word in (("sv", sv), ("en", en)):
        assert word in text_of(decision_paper(found, lang, date="2026-11-27"))
