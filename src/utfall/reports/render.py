# SPDX-License-Identifier: Apache-2.0
"""Every file of a report by name, from one evaluation: nothing is written here."""

from __future__ import annotations

from collections.abc import Callable

from utfall.core.text import Lang, Text
from utfall.reports.document import Document
from utfall.thread import Evaluation

FORMATS: tuple[str, ...] = ("json", "html", "pdf", "docx", "xlsx")
Tell = Callable[[Text], None]


def file_names(lang: Lang) -> tuple[str, str, str]:
    """Return the stems of decision paper, technical annex and workbook."""
    if lang == "sv":
        return "beslutsunderlag", "teknisk-bilaga", "kalkyl"
    return "decision-paper", "technical-annex", "workbook"


def render_document(document: Document, form: str, *, figure_data: bool = True) -> bytes:
    """Return a document as "html", "pdf" or "docx".

    `figure_data` = False leaves the figures' data tables out of PDF and Word; HTML always has them, folded.
    """
    if form == "html":
        from utfall.reports.html import render_html

        return render_html(document).encode()
    if form == "pdf":
        from utfall.reports.pdf import render_pdf

        return render_pdf(document, figure_data=figure_data)
    from utfall.reports.docx import render_docx

    return render_docx(document, figure_data=figure_data)


def render_named(
    name: str, document: Document, data: bytes, formats: tuple[str, ...], tell: Tell = lambda _: None
) -> dict[str, bytes]:
    """Return one document's files by name: `name`.json with `data`, and the document in each other format."""
    files: dict[str, bytes] = {}
    for form in formats:
        tell(Text(sv=f"Skriver {name}.{form}", en=f"Writing {name}.{form}"))
        files[f"{name}.{form}"] = data if form == "json" else render_document(document, form)
    return files


def render_all(
    found: Evaluation, lang: Lang, *, date: str, formats: tuple[str, ...] = FORMATS, tell: Tell = lambda _: None
) -> dict[str, bytes]:
    """Return the content of every file by name.

    Parameters
    ----------
    date
        ISO date of the documents.
    formats
        Some of `FORMATS`.
    tell
        Called with what is being done.
    """
    paper_name, annex_name, book_name = file_names(lang)
    files: dict[str, bytes] = {}
    if "json" in formats:
        from utfall.reports.result_json import result_text

        files["result.json"] = result_text(found, lang).encode()
    written = [form for form in formats if form in ("html", "pdf", "docx")]
    if written:
        from utfall.reports.annex import technical_annex
        from utfall.reports.paper import decision_paper

        tell(Text(sv="Ritar figurer", en="Drawing figures"))
        paper = decision_paper(found, lang, date=date)
        # The annex holds the numbers of the paper's figures, so that the paper stays short in print.
        documents = {paper_name: paper, annex_name: technical_annex(found, lang, date=date, paper=paper)}
        for name, document in documents.items():
            for form in written:
                tell(Text(sv=f"Skriver {name}.{form}", en=f"Writing {name}.{form}"))
                files[f"{name}.{form}"] = render_document(document, form, figure_data=name == annex_name)
    if "xlsx" in formats:
        from utfall.reports.workbook import workbook

        tell(Text(sv=f"Skriver {book_name}.xlsx", en=f"Writing {book_name}.xlsx"))
        files[f"{book_name}.xlsx"] = workbook(found, lang, date=date)
    return files
