# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from pathlib import Path

import page
import pdfua
import pikepdf
import pypdf
import pytest

from unit.reports.reports_sample import document
from utfall.reports.pdf import render_pdf


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(document())


def elements(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every element of the tag tree, in reading order."""
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
    if isinstance(node, pikepdf.Dictionary) and "/K" in node:
        kids = node.K
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            yield from elements(kid)


def tags(file: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(elements(file.Root.StructTreeRoot))


@pytest.fixture(scope="module")
def file(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("profile", "rules"),
    [(page.ValidationProfile.PDF_UA_1, 104), (page.ValidationProfile.PDF_A_2A, 154)],
)
def test_the_rules_of_pdf_ua_and_pdf_a_hold(pdf: bytes, profile: page.ValidationProfile, rules: int) -> None:
    report = page.validate_pdf_bytes(pdf, profile=profile)
    assert report.is_compliant
    assert not report.failures
    assert report.to_dict()["rules"]["total"] == rules


def test_a_second_checker_finds_nothing(pdf: bytes, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf)
    assert [finding.rule_id for finding in pdfua.validate(str(path)).findings] == []


def test_the_checker_can_fail(pdf: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as broken:
        del broken.Root.Lang
        broken.save(out)
    assert not page.validate_pdf_bytes(out.getvalue(), profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_headings_tables_and_figures_are_tagged(file: pikepdf.Pdf) -> None:
    found = tags(file)
    kinds = [str(tag.S) for tag in found]
    assert [kind for kind in kinds if kind in ("/Title", "/H1", "/H2", "/H3")] == [
        *("/Title", "/H1", "/H1", "/H2", "/H3"),
        "/H1",  # the numbers of the figures
    ]
    assert kinds.count("/Table") == 5
    assert kinds.count("/L") == 2
    figures = [tag for tag in found if pikepdf.Name.Figure == tag.S]
    assert [str(tag.Alt) for tag in figures] == ["Stapeln visar 1 794 kr."] * 2


def test_columns_and_rows_have_heads(file: pikepdf.Pdf) -> None:
    tables = [tag for tag in tags(file) if pikepdf.Name.Table == tag.S]
    bare = 0
    for table in tables:
        cells = [tag for tag in elements(table) if tag.S in (pikepdf.Name.TH, pikepdf.Name.TD)]
        scopes = [scope(cell) for cell in cells]
        assert scopes[:3] == ["/Column"] * 3
        firsts = scopes[3::3]
        assert set(firsts) in ({"/Row"}, {""})
        bare += set(firsts) == {""}
        assert set(scopes[4::3]) == set(scopes[5::3]) == {""}
    assert bare == 1  # the one table that asked for no row heads


def scope(cell: pikepdf.Object) -> str:
    if cell.S == pikepdf.Name.TD:
        return ""
    attributes = cell.A
    for part in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        if "/Scope" in part:
            return str(part.Scope)
    return "none"


def test_language_title_and_date_are_in_the_file(pdf: bytes, file: pikepdf.Pdf) -> None:
    assert str(file.Root.Lang) == "sv-SE"
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Påhittat underlag"
    assert reader.metadata.author == "Exempelstads kommun"
    assert str(reader.metadata.creation_date) == "2026-01-31 00:00:00+00:00"


def test_the_head_of_a_long_table_is_on_every_page_it_fills(pdf: bytes) -> None:
    pages = [part.extract_text() for part in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    filled = [text for text in pages if "Utfall 40" in text or "Utfall 69" in text]
    assert len(filled) == 2
    assert all("Insats (kr)" in text for text in filled)
    assert f"Sida 2 av {len(pages)}" in pages[1]


def test_text_of_a_user_stays_text(pdf: bytes) -> None:
    text = "".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    shown = "".join(text.split())
    assert '<script>alert(1)</script>{{7*7}}{%raw%}#import"x.typ":*$a_b$*x*@y[z]\\&"q"' in shown


def test_letters_that_no_font_has_are_shown_as_squares_and_not_refused() -> None:
    made = render_pdf(document(hostile="日本 och 👍🏽 men åäö"))
    text = "".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "□□ och □□ men åäö" in text
    assert page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_UA_1).is_compliant


def test_the_same_document_gives_the_same_bytes(pdf: bytes) -> None:
    assert render_pdf(document()) == pdf


def test_english_and_no_data_tables() -> None:
    made = render_pdf(document("en"), figure_data=False)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [str(tag.S) for tag in tags(opened)].count("/Table") == 3
        assert str(opened.Root.Lang) == "en-GB"
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "Table 1. " in text.replace("\u00a0", " ")


def test_a_document_without_tables_or_figures() -> None:
    made = render_pdf(dataclasses.replace(document(), blocks=()))
    assert page.validate_pdf_bytes(made, profile=page.ValidationProfile.PDF_UA_1).is_compliant
