# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from unit.reports.reports_sample import document
from utfall.reports.docx import render_docx

Word = Any


@pytest.fixture(scope="module")
def word() -> Word:
    return docx.Document(io.BytesIO(render_docx(document())))


def test_headings_have_real_styles(word: Word) -> None:
    styles = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith(("Heading", "Title"))]
    assert styles == [
        ("Title", "Påhittat underlag"),
        ("Heading 1", "Frågan"),
        ("Heading 1", "Metod"),
        ("Heading 2", "Jämförelse"),
        ("Heading 3", "Bortfall"),
        ("Heading 1", "Siffrorna i figurerna"),
    ]


def test_every_table_repeats_its_head_row_and_has_a_caption(word: Word) -> None:
    assert len(word.tables) == 5
    for table in word.tables:
        assert table.style.name == "Utfall table"
        heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert heads == [True] + [False] * (len(table.rows) - 1)
        assert [cell.text for cell in table.rows[0].cells] == ["Utfall", "Insats (kr)", "Jämförelse (kr)"]
        before = table._tbl.getprevious()
        assert before.find(qn("w:pPr")).find(qn("w:pStyle")).get(qn("w:val")) == "Caption"
    look = [table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) for table in word.tables]
    assert look == ["1", "1", "0", "1", "1"]
    assert [len(table.rows) for table in word.tables] == [3, 71, 3, 3, 3]
    assert word.tables[0].cell(1, 1).text == "6 349"


def test_every_picture_has_a_text_alternative(word: Word) -> None:
    pictures = word.element.body.findall(f".//{qn('wp:docPr')}")
    assert [picture.get("descr") for picture in pictures] == ["Stapeln visar 1 794 kr."] * 2
    assert len({picture.get("id") for picture in pictures}) == 2
    # 100 px wide, drawn at twice that.
    assert word.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed
    assert word.part.related_parts[word.inline_shapes[0]._inline.graphic.graphicData.pic.blipFill.blip.embed]


def test_language_and_properties(word: Word) -> None:
    core = word.core_properties
    assert (core.title, core.author, core.language) == ("Påhittat underlag", "Exempelstads kommun", "sv-SE")
    assert core.created.isoformat() == "2026-01-31T00:00:00+00:00"
    assert core.keywords == "utfall, exempel"
    assert {lang.get(qn("w:val")) for lang in word.styles.element.iter(qn("w:lang"))} == {"sv-SE"}
    english = docx.Document(io.BytesIO(render_docx(document("en"), figure_data=False)))
    assert {lang.get(qn("w:val")) for lang in english.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert len(english.tables) == 3


def test_lists_have_list_styles_and_numbering_of_their_own(word: Word) -> None:
    lists = [(p.style.name, p.text) for p in word.paragraphs if p.style.name.startswith("List")]
    assert lists == [
        *(("List Bullet", "ett"), ("List Bullet", "två")),
        *(("List Number", "först"), ("List Number", "sedan")),
    ]


def test_callouts_say_their_kind(word: Word) -> None:
    titles = [p.text for p in word.paragraphs if p.style.name == "Utfall box title"]
    assert titles[1] == "Bedömning: Rubrik verdict_stop"
    assert titles[-2:] == ["Varning: Rubrik warning", "Information: Rubrik info"]


def test_links_lead_to_bookmarks_and_addresses(word: Word) -> None:
    marks = {mark.get(qn("w:name")) for mark in word.element.body.iter(qn("w:bookmarkStart"))}
    links = list(word.element.body.iter(qn("w:hyperlink")))
    inner = [link.get(qn("w:anchor")) for link in links if link.get(qn("w:anchor"))]
    assert inner == ["metod"]
    assert set(inner) | {"figure-one", "figure-two"} <= marks
    outer = [word.part.rels[link.get(qn("r:id"))].target_ref for link in links if link.get(qn("r:id"))]
    assert outer == ["https://example.org/a?b=1&c=2"]


def test_text_of_a_user_stays_text_and_control_characters_go(word: Word) -> None:
    text = next(p.text for p in word.paragraphs if "stark" in p.text)
    assert '<script>alert(1)</script> {{ 7*7 }} {% raw %} #import "x.typ": * $a_b$' in text
    assert "\x07" not in text


def test_parts_of_a_paragraph_stand_in_the_order_of_the_format(word: Word) -> None:
    # ECMA-376 part 1, 17.3.1.26 (CT_PPr); Word refuses a file that breaks it.
    order = ["pStyle", "keepNext", "numPr", "pBdr", "shd", "spacing", "ind", "jc", "rPr"]
    for properties in word.element.body.iter(qn("w:pPr")):
        places = [order.index(child.tag.split("}")[1]) for child in properties]
        assert places == sorted(places)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_docx(document()) == render_docx(document())


def test_a_title_longer_than_a_property_of_a_file_can_hold_is_shortened_there_and_whole_on_the_page() -> None:
    title = "Ö" * 5000
    word = docx.Document(io.BytesIO(render_docx(replace(document(), title=title))))
    assert (len(word.core_properties.title), word.core_properties.title[-1]) == (255, "…")
    assert title in [paragraph.text for paragraph in word.paragraphs]
