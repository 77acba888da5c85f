# SPDX-License-Identifier: Apache-2.0
"""Document → Word file that a registrar can edit: real styles, real headings, tables whose first row repeats.

Pictures are PNG at twice their size with the figure's text alternative; the numbers of every figure follow as tables.
"""

from __future__ import annotations

import datetime
import io

import docx as python_docx
import vl_convert
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from utfall.core.text import Lang
from utfall.reports import furniture, theme
from utfall.reports.document import (
    Block,
    BulletList,
    Callout,
    Document,
    Figure,
    Heading,
    Inline,
    KeyFigures,
    PageBreak,
    Paragraph,
    Provenance,
    Table,
    printable,
)
from utfall.reports.figures.canvas import register_font
from utfall.reports.word_styles import rgb, set_styles
from utfall.reports.word_xml import (
    Word,
    boxed,
    describe,
    field,
    fill,
    link,
    numbered,
    repeats,
    restarted,
    same_bytes,
    unbroken,
)

_TEXT_WIDTH_CM = 16.6
_CM_PER_PIXEL = 0.72 * 2.54 / 72
_MOST_HIGH_CM = 20.0
_MOST_IN_PROPERTY = 255


def render_docx(document: Document, *, figure_data: bool = True) -> bytes:
    """Return the document as a .docx file, the same bytes for the same document.

    Parameters
    ----------
    document
        What to write.
    figure_data
        Add the figures' data tables at the end.
    """
    return _Writer(document).write(figure_data)


class _Writer:
    """Adds block after block to one Word file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.lang: Lang = document.lang
        self.word: Word = python_docx.Document()
        self.pictures = 0
        self.tables = 0
        self.bookmarks = 0

    def write(self, figure_data: bool) -> bytes:
        """Return the finished file."""
        set_styles(self.word, self.lang)
        self._page()
        self._properties()
        self._front()
        for block in self.document.blocks:
            self._add(block)
        if figure_data and self.document.figures:
            self._figure_data()
        out = io.BytesIO()
        self.word.save(out)
        return same_bytes(out.getvalue())

    def _page(self) -> None:
        section = self.word.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        header = section.header.paragraphs[0]
        header.style = "Header"
        header.text = printable(f"{self.document.title} · {self.document.meta.organisation}")
        footer = section.footer.paragraphs[0]
        footer.style = "Footer"
        footer.add_run(printable(_byline(self.document) + " · "))
        before, between = furniture.PAGE_OF.of(self.lang).replace("{pages}", "").split("{page}")
        footer.add_run(before)
        field(footer, "PAGE")
        footer.add_run(between)
        field(footer, "NUMPAGES")

    def _properties(self) -> None:
        meta, core = self.document.meta, self.word.core_properties
        day = datetime.datetime.fromisoformat(meta.date)
        core.title, core.author = _property(self.document.title), _property(meta.organisation)
        core.subject, core.keywords = _property(self.document.subtitle), _property(", ".join(meta.keywords))
        core.language = furniture.LOCALES[self.lang]
        core.created = core.modified = day
        core.last_modified_by = _property(meta.organisation)
        core.comments, core.identifier, core.revision = "", meta.run_id, 1

    def _front(self) -> None:
        self.word.add_paragraph(printable(self.document.title), style="Title")
        if self.document.subtitle:
            self.word.add_paragraph(printable(self.document.subtitle), style="Subtitle")
        byline = f"{self.document.meta.organisation} · {_byline(self.document)}"
        self.word.add_paragraph(printable(byline), style="Utfall small")

    def _add(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._inline(self.word.add_paragraph(), block.content)
            case BulletList():
                self._list(block)
            case KeyFigures():
                self._key_figures(block)
            case Callout():
                self._callout(block)
            case Table():
                self.tables += 1
                word = furniture.TABLE.of(self.lang)
                self._table(block, f"{word} {self.tables}. {block.caption}")
            case Figure():
                self._figure(block)
            case Provenance():
                self._provenance(block)
            case PageBreak():
                self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _heading(self, block: Heading) -> None:
        paragraph = self.word.add_heading(printable(block.text), level=block.level)
        self._bookmark(paragraph, block.anchor)

    def _bookmark(self, paragraph: Word, anchor: str) -> None:
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), anchor)
        first = next((child for child in paragraph._p if child.tag == qn("w:r")), None)
        if first is None:
            paragraph._p.append(start)
        else:
            first.addprevious(start)
        paragraph._p.append(end)

    def _inline(self, paragraph: Word, content: Inline) -> None:
        for run in content:
            added = paragraph.add_run(printable(run.text))
            added.bold = run.style == "strong" or None
            added.italic = run.style == "emphasis" or None
            if run.style == "code":
                added.style = "Utfall code"
            if run.link:
                added.style = "Utfall link"
                link(paragraph, added, run.link)

    def _list(self, block: BulletList) -> None:
        style = "List Number" if block.ordered else "List Bullet"
        numbering = restarted(self.word) if block.ordered else None
        for item in block.items:
            paragraph = self.word.add_paragraph(style=style)
            if numbering is not None:
                numbered(paragraph, numbering)
            self._inline(paragraph, item)

    def _key_figures(self, block: KeyFigures) -> None:
        for card in block.cards:
            paragraph = self.word.add_paragraph(style="Utfall key figure")
            paragraph.add_run(printable(card.label) + ": ")
            paragraph.add_run(printable(card.value)).bold = True
            tail = ", ".join(part for part in (card.interval, card.explanation) if part)
            if tail:
                paragraph.add_run(printable(f" ({tail})"))

    def _callout(self, block: Callout) -> None:
        tone = theme.TONES[block.kind]
        kind = furniture.KINDS[block.kind].of(self.lang)
        title = self.word.add_paragraph(style="Utfall box title")
        title.add_run(printable(f"{kind}: ")).font.color.rgb = rgb(tone.edge)
        title.add_run(printable(block.title))
        paragraphs = [title]
        for content in block.paragraphs:
            paragraphs.append(self.word.add_paragraph(style="Utfall box"))
            self._inline(paragraphs[-1], content)
        for paragraph in paragraphs:
            boxed(paragraph, tone.edge, tone.back)
            paragraph.paragraph_format.keep_with_next = paragraph is not paragraphs[-1]
        paragraphs[-1].paragraph_format.space_after = Pt(12)

    def _caption(self, text: str) -> Word:
        paragraph = self.word.add_paragraph(printable(text), style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _table(self, block: Table, caption: str) -> None:
        self._caption(caption)
        table = self.word.add_table(rows=1 + len(block.rows), cols=len(block.columns), style="Utfall table")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
        describe(table, block)
        widths = _widths(block)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        heads = tuple(column.head for column in block.columns)
        for row, texts in zip(table.rows, (heads, *block.rows), strict=True):
            unbroken(row)
            for cell, text, column, width in zip(row.cells, texts, block.columns, widths, strict=True):
                cell.width = width
                fill(cell, text, column.align, columns=len(widths))
        repeats(table.rows[0])
        self._beneath(block.note, block.source)

    def _beneath(self, note: str, source: str) -> None:
        for word, text in ((furniture.NOTE, note), (furniture.SOURCE, source)):
            if text:
                self.word.add_paragraph(printable(f"{word.of(self.lang)}: {text}"), style="Utfall small")

    def _figure(self, block: Figure) -> None:
        self.pictures += 1
        caption = self._caption(f"{furniture.FIGURE.of(self.lang)} {self.pictures}. {block.title}")
        self._bookmark(caption, block.id)
        register_font()
        png = vl_convert.svg_to_png(block.svg, scale=2)
        width, height = block.size
        shown = width * min(_CM_PER_PIXEL, _TEXT_WIDTH_CM / width, _MOST_HIGH_CM / height)
        paragraph = self.word.add_paragraph()
        picture = paragraph.add_run().add_picture(io.BytesIO(png), width=Cm(shown))
        properties = picture._inline.docPr
        properties.set("descr", printable(block.alt))
        properties.set("title", printable(block.title))
        properties.set("name", block.id)
        self._beneath(block.note, block.source)

    def _provenance(self, block: Provenance) -> None:
        title = self.word.add_paragraph(style="Utfall small")
        title.paragraph_format.space_before = Pt(14)
        title.add_run(printable(block.title)).bold = True
        for label, value in block.items:
            self.word.add_paragraph(printable(f"{label}: {value}"), style="Utfall small")

    def _figure_data(self) -> None:
        self.word.add_heading(furniture.FIGURE_DATA.of(self.lang), level=1)
        word = furniture.FIGURE.of(self.lang)
        for index, figure in enumerate(self.document.figures, 1):
            self._table(figure.data_table, f"{word} {index}. {figure.data_table.caption}")


def _property(text: str) -> str:
    """Return a text as a property of the file, which holds at most 255 letters."""
    whole = printable(text)
    return whole if len(whole) <= _MOST_IN_PROPERTY else whole[: _MOST_IN_PROPERTY - 1] + "…"


def _byline(document: Document) -> str:
    run = f" · {furniture.RUN.of(document.lang)} {document.meta.run_id}" if document.meta.run_id else ""
    return f"{document.meta.date}{run}"


def _widths(block: Table) -> list[int]:
    """Return the columns' widths in Word's unit (EMU), by their share of the text's width."""
    shares = block.column_shares()
    return [int(Cm(_TEXT_WIDTH_CM * share / sum(shares))) for share in shares]
