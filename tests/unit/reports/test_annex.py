# SPDX-License-Identifier: Apache-2.0
"""The technical annex holds every estimate, check and line behind the paper, and the numbers of its figures."""

from __future__ import annotations

import re

import pytest

from unit.reports.paper_text import words_of
from unit.thread.thread_sample import BEFORE_AFTER, DEMOS, RCT, comparison, demo, initiative, run, run_demo
from utfall.core.text import LANGS, Lang
from utfall.reports import numbers
from utfall.reports.annex import technical_annex
from utfall.reports.document import Document, Figure, Table
from utfall.reports.paper import decision_paper
from utfall.thread import Evaluation


def annex(found: Evaluation, lang: Lang) -> Document:
    paper = decision_paper(found, lang, date="2026-01-31")
    return technical_annex(found, lang, date="2026-01-31", paper=paper)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_every_answer_stands_with_its_estimate_and_number_of_people(name: str, lang: Lang) -> None:
    found, text = demo(name), words_of(annex(demo(name), lang))
    for answer in found.answers:
        assert answer.result is not None
        assert answer.comparison.label.of(lang) in text
        sizes = (answer.result.estimate.n_intervention, answer.result.estimate.n_comparison)
        shown = " + ".join(numbers.number(n, lang, decimals=0) for n in sizes).replace("\u00a0", " ")
        assert shown in text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_every_line_of_the_economy_is_named(name: str, lang: Lang) -> None:
    found, text = demo(name), words_of(annex(demo(name), lang))
    assert found.initiative.lines
    for line in found.initiative.lines:
        assert line.label.of(lang) in text


@pytest.mark.parametrize("lang", LANGS)
def test_the_numbers_of_the_papers_figures_are_in_the_annex(lang: Lang) -> None:
    found = demo("supported_work")
    paper = decision_paper(found, lang, date="2026-01-31")
    figures = [block.data_table for block in paper.blocks if isinstance(block, Figure)]
    tables = [block for block in annex(found, lang).blocks if isinstance(block, Table)]
    assert figures
    for data in figures:
        assert any(table.rows == data.rows for table in tables), data.caption


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS)
def test_no_hole_is_left(name: str, lang: Lang) -> None:
    text = words_of(annex(demo(name), lang))
    assert not re.search(r"\{\w*\}|\bnan\b|\binf\b|\bNone\b|\(\)", text)


@pytest.mark.parametrize("lang", LANGS)
def test_it_has_the_papers_run_and_title(lang: Lang) -> None:
    found = demo("vagen_till_jobb")
    document = annex(found, lang)
    assert document.meta.run_id == found.provenance.run_id
    assert document.title == found.initiative.title.of(lang)


@pytest.mark.parametrize("lang", LANGS)
def test_plans_that_lack_something_still_have_an_annex(lang: Lang) -> None:
    for found in (
        run(initiative(comparison(BEFORE_AFTER), criteria=())),
        run(initiative(comparison(RCT, sex="sex"))),
        run_demo("supported_work", lines=()),
        run_demo("supported_work", draws=0),
    ):
        assert found.provenance.run_id in words_of(annex(found, lang))


def test_the_assumptions_table_holds_no_words_beside_its_numbers() -> None:
    blocks = annex(demo("vagen_till_jobb"), "sv").blocks
    table = next(b for b in blocks if isinstance(b, Table) and b.caption.startswith("Ett antagande i taget"))
    letters = [cell for row in table.rows for cell in row[1:4] if re.search(r"[a-zåäö]", str(cell))]
    assert letters == []
    assert table.rows[0][0].endswith("(procentenheter)")
    # A drop-off of more than all does not exist: no value of it brings the net to zero.
    fading = next(row for row in table.rows if "försvinner per år" in row[0])
    assert fading[-1] == "–"
