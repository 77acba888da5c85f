# SPDX-License-Identifier: Apache-2.0
"""What python-docx has no words for: the elements of WordprocessingML that links, boxes and table heads are made of.

The order of elements inside their parents is fixed by ECMA-376; Word refuses files that break it.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from utfall.reports.document import Table, printable

# python-docx has no types; its objects are called Word here.
Word = Any

_CELL, _NARROW_CELL = "Utfallcell", "Utfallnarrowcell"
_WIDE_TABLE = 6
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def element(tag: str, **attributes: str) -> Word:
    """Return an element of the main vocabulary with its attributes: `element('w:b')`, `element('w:shd', val=…)`."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def field(paragraph: Word, instruction: str) -> None:
    """Add a field that Word works out itself, such as PAGE."""
    made = element("w:fldSimple", instr=instruction)
    run, text = element("w:r"), element("w:t")
    text.text = "1"
    run.append(text)
    made.append(run)
    paragraph._p.append(made)


def link(paragraph: Word, run: Word, target: str) -> None:
    """Make a run a link to a bookmark of the document ('#name') or to an address."""
    made = OxmlElement("w:hyperlink")
    if target.startswith("#"):
        made.set(qn("w:anchor"), target[1:])
    else:
        made.set(qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run._r.addprevious(made)
    made.append(run._r)


def restarted(word: Word) -> int:
    """Return a new numbering of the style 'List Number' that starts at 1."""
    numbering = word.part.numbering_part.numbering_definitions._numbering
    own = word.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(own).abstractNumId.val
    number = numbering.add_num(abstract)
    number.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(number.numId)


def numbered(paragraph: Word, numbering: int) -> None:
    """Let a paragraph count in a numbering of its own."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = numbering


def boxed(paragraph: Word, edge: str, back: str) -> None:
    """Give a paragraph a thick edge at the left and a ground."""
    properties = paragraph._p.get_or_add_pPr()
    border = element("w:pBdr")
    border.append(element("w:left", val="single", sz="24", space="8", color=edge.lstrip("#")))
    shade = element("w:shd", val="clear", color="auto", fill=back.lstrip("#"))
    # The order of the elements is fixed by the format: border, then shading, after keepNext and before spacing.
    properties.insert_element_before(border, *_AFTER_BORDER)
    properties.insert_element_before(shade, *_AFTER_BORDER[1:])


_AFTER_BORDER = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:jc",
    "w:outlineLvl",
    "w:rPr",
)


def describe(table: Word, block: Table) -> None:
    """Say which cells are heads (for screen readers) and give the table its caption as a title."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = element("w:tblLook")
        properties.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    flags = {"firstRow": "1", "lastRow": "0", "firstColumn": "1" if block.row_header else "0"}
    flags |= {
        "lastColumn": "0",
        "noHBand": "1",
        "noVBand": "1",
        "val": "06A0" if block.row_header else "0620",
    }
    for name, value in flags.items():
        look.set(qn(f"w:{name}"), value)
    properties.append(element("w:tblCaption", val=printable(block.caption)))


def repeats(row: Word) -> None:
    """Repeat a row at the top of every page the table runs over; it is then also the head for a screen reader."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def unbroken(row: Word) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def fill(cell: Word, text: str, align: str, *, columns: int) -> None:
    """Write a cell's only paragraph, in smaller letters when the table has many columns."""
    paragraph = cell.paragraphs[0]
    # By id: looking a style up by its name in every cell would be most of the time a report takes.
    paragraph._p.style = _NARROW_CELL if columns > _WIDE_TABLE else _CELL
    paragraph.add_run(printable(text))
    if align == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def same_bytes(docx: bytes) -> bytes:
    """Return the file with the clock taken out of its zip entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
