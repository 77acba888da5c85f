# SPDX-License-Identifier: Apache-2.0
"""The styles of a Word report, named so that a registrar finds and can change them in one place."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from utfall.core.text import Lang
from utfall.reports import furniture, theme
from utfall.reports.word_xml import element

# python-docx has no types; its objects are called Word here.
Word = Any

# On every Windows and Mac, and with Liberation Sans a twin of the same widths wherever LibreOffice is.
WORD_FONT = "Arial"


def rgb(colour: str) -> RGBColor:
    """Return a colour of the theme as Word has it."""
    return RGBColor.from_string(colour.lstrip("#").upper())


def set_styles(word: Word, lang: Lang) -> None:
    """Set the template's own styles and add the few that are ours, all named so that a registrar finds them."""
    styles = word.styles
    normal = styles["Normal"]
    _font(normal, size=10, colour=theme.INK)
    normal.paragraph_format.space_before = normal.paragraph_format.space_after = Pt(4)
    normal.paragraph_format.line_spacing = 1.15
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), furniture.LOCALES[lang])
    language.set(qn("w:eastAsia"), furniture.LOCALES[lang])
    for old in styles.element.iter(qn("w:lang")):
        old.set(qn("w:val"), furniture.LOCALES[lang])
    normal.element.get_or_add_rPr().append(language)
    _font(styles["Title"], size=22, colour=theme.INK, bold=True)
    _no_border(styles["Title"])
    _font(styles["Subtitle"], size=12, colour=theme.MUTED, italic=False)
    for level, size, colour in ((1, 15, theme.ACCENT), (2, 12.5, theme.INK), (3, 10, theme.INK)):
        heading = styles[f"Heading {level}"]
        _font(heading, size=size, colour=colour, bold=True)
        heading.paragraph_format.space_before = Pt(18 - 3 * level)
        heading.paragraph_format.space_after = Pt(5)
    _font(styles["Caption"], size=9.5, colour=theme.INK, bold=True)
    styles["Caption"].paragraph_format.space_before = Pt(14)
    _font(styles["Header"], size=8.5, colour=theme.MUTED)
    _font(styles["Footer"], size=8.5, colour=theme.MUTED)
    _own_styles(styles)
    _table_style(styles)


def _own_styles(styles: Word) -> None:
    small = styles.add_style("Utfall small", WD_STYLE_TYPE.PARAGRAPH)
    _font(small, size=9, colour=theme.MUTED)
    small.paragraph_format.space_after = Pt(3)
    cell = styles.add_style("Utfall cell", WD_STYLE_TYPE.PARAGRAPH)
    _font(cell, size=9, colour=theme.INK)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    cell.paragraph_format.line_spacing = 1.0
    narrow = styles.add_style("Utfall narrow cell", WD_STYLE_TYPE.PARAGRAPH)
    narrow.base_style = cell
    _font(narrow, size=8, colour=theme.INK)
    box = styles.add_style("Utfall box", WD_STYLE_TYPE.PARAGRAPH)
    _font(box, size=10, colour=theme.INK)
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Cm(0.3)
    box.paragraph_format.space_before, box.paragraph_format.space_after = Pt(0), Pt(0)
    title = styles.add_style("Utfall box title", WD_STYLE_TYPE.PARAGRAPH)
    title.base_style = box
    _font(title, size=11.5, colour=theme.INK, bold=True)
    title.paragraph_format.space_before = Pt(12)
    key = styles.add_style("Utfall key figure", WD_STYLE_TYPE.PARAGRAPH)
    _font(key, size=11, colour=theme.INK)
    _font(styles.add_style("Utfall code", WD_STYLE_TYPE.CHARACTER), size=9.5, family="Consolas")
    link = styles.add_style("Utfall link", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = rgb(theme.ACCENT)


def _font(
    style: Word,
    *,
    size: float,
    colour: str | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    family: str = WORD_FONT,
) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = family, Pt(size), bold, italic
    if colour is not None:
        font.color.rgb = rgb(colour)
    # Without these the theme's own font wins in headings and titles.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), family)


def _no_border(style: Word) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _table_style(styles: Word) -> None:
    """Add 'Utfall table': lines under the head and each row, bold head row and bold first column."""
    style = styles.add_style("Utfall table", WD_STYLE_TYPE.TABLE)
    style.base_style = styles["Normal Table"]
    strong, thin = theme.ACCENT.lstrip("#"), theme.LINE.lstrip("#")
    borders = element("w:tblBorders")
    for side, colour, size in (("top", strong, "12"), ("bottom", thin, "4"), ("insideH", thin, "4")):
        borders.append(element(f"w:{side}", val="single", sz=size, space="0", color=colour))
    table = element("w:tblPr")
    table.append(borders)
    style.element.append(table)
    for kind in ("firstRow", "firstCol"):
        part = element("w:tblStylePr", type=kind)
        run = element("w:rPr")
        run.append(element("w:b"))
        part.append(run)
        if kind == "firstRow":
            cell, edges = element("w:tcPr"), element("w:tcBorders")
            edges.append(element("w:bottom", val="single", sz="8", space="0", color=strong))
            cell.append(edges)
            part.append(cell)
        style.element.append(part)
