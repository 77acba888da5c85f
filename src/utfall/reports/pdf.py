# SPDX-License-Identifier: Apache-2.0
"""Document → PDF that a screen reader can follow: tagged, PDF/UA-1 and PDF/A-2a, through Typst, in memory.

The text of a document goes to Typst as JSON and is set as text there; nothing of it is ever read as markup. The same
document gives the same bytes, whatever the day and the machine: only the fonts that travel with the software are used.
"""

from __future__ import annotations

import datetime
import io
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

import pikepdf
import typst

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
    Paragraph,
    Provenance,
    Table,
    printable,
)

# How large a picture's pixel is on paper: letters of 12.5 px become 9 pt.
_POINTS_PER_PIXEL = 0.72
_SHAPELESS = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_SHAPE = "□"
_MOST_ROUNDS = 200
_MOST_WIDE, _MOST_HIGH = 470.0, 560.0


def render_pdf(document: Document, *, figure_data: bool = True) -> bytes:
    """Return the document as PDF/UA-1 and PDF/A-2a.

    Parameters
    ----------
    document
        What to lay out.
    figure_data
        Add the figures' data tables at the end.

    Returns
    -------
    bytes
        The same for the same document: the time in the file is midnight UTC on the document's own date.
    """
    day = datetime.date.fromisoformat(document.meta.date)
    midnight = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
    laid_out = _compiled(json.dumps(_payload(document, figure_data), ensure_ascii=False), midnight)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    tables += [figure.data_table for figure in document.figures] if figure_data else []
    return _with_row_headers(laid_out, [table.row_header for table in tables])


def _compiled(payload: str, timestamp: datetime.datetime) -> bytes:
    """Return Typst's PDF; a letter that none of the fonts has (a picture sign, say) is shown as □.

    PDF/UA allows no letter without a shape, so Typst stops at the first one and names it: each round takes care of
    those it names.
    """
    for _ in range(_MOST_ROUNDS):
        try:
            return typst.compile(
                _template(),
                format="pdf",
                pdf_standards=["ua-1", "a-2a"],
                sys_inputs={"document": payload},
                timestamp=timestamp,
                font_paths=_fonts(),
            )
        except typst.TypstError as error:
            missing = {_letter(found) for found in _SHAPELESS.findall(f"{error}\n{error.diagnostic}")}
            if not missing:
                raise
            for text in missing:
                payload = payload.replace(text, _NO_SHAPE * len(text))
    raise RuntimeError(f"the text has more than {_MOST_ROUNDS} letters that the fonts of the report do not have")


def _letter(found: str) -> str:
    return _ESCAPED.sub(lambda part: chr(int(part.group(1), 16)), found)


@cache
def _template() -> bytes:
    return files("utfall.reports").joinpath("templates/report.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[str(theme.FONT_FOLDER)])


def _payload(document: Document, figure_data: bool) -> Any:
    return _printable(_parts(document, figure_data))


def _printable(value: Any) -> Any:
    """Return the same tree of dictionaries and lists with every text free from control characters."""
    if isinstance(value, dict):
        return {name: _printable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    return printable(value) if isinstance(value, str) else value


def _parts(document: Document, figure_data: bool) -> dict[str, Any]:
    lang, meta = document.lang, document.meta
    language, region = furniture.LOCALES[lang].split("-")
    run = f"{furniture.RUN.of(lang)} {meta.run_id}" if meta.run_id else ""
    return {
        "title": document.title,
        "subtitle": document.subtitle,
        "organisation": meta.organisation,
        "keywords": list(meta.keywords),
        "byline": " · ".join(part for part in (meta.organisation, meta.date, run) if part),
        "footer": " · ".join(part for part in (meta.date, run) if part),
        "lang": language,
        "region": region,
        "theme": {
            "font": theme.FONT,
            "ink": theme.INK,
            "muted": theme.MUTED,
            "line": theme.LINE,
            "accent": theme.ACCENT,
            "tint": theme.TINT,
        },
        "words": {
            "figure": furniture.FIGURE.of(lang),
            "table": furniture.TABLE.of(lang),
            "note": furniture.NOTE.of(lang),
            "source": furniture.SOURCE.of(lang),
            "page-of": furniture.PAGE_OF.of(lang),
            "figure-data": furniture.FIGURE_DATA.of(lang),
        },
        "blocks": [_block(block, document) for block in document.blocks],
        "figure-data": _data_tables(document) if figure_data else [],
    }


def _block(block: Block, document: Document) -> dict[str, Any]:
    return {"kind": type(block).__name__, **_fields(block, document)}


def _fields(block: Block, document: Document) -> dict[str, Any]:
    match block:
        case Heading():
            return {"level": block.level, "text": block.text, "anchor": block.anchor}
        case Paragraph():
            return {"content": _runs(block.content)}
        case BulletList():
            return {"ordered": block.ordered, "items": [_runs(item) for item in block.items]}
        case KeyFigures():
            return {
                "cards": [
                    {"label": c.label, "value": c.value, "interval": c.interval, "explanation": c.explanation}
                    for c in block.cards
                ]
            }
        case Callout():
            return _callout(block, document)
        case Table():
            return _table(block)
        case Figure():
            return _figure(block)
        case Provenance():
            return {"title": block.title, "items": [list(item) for item in block.items]}
    return {}


def _runs(content: Inline) -> list[dict[str, str]]:
    return [{"text": run.text, "style": run.style, "link": run.link} for run in content]


def _callout(block: Callout, document: Document) -> dict[str, Any]:
    tone = theme.TONES[block.kind]
    return {
        "label": furniture.KINDS[block.kind].of(document.lang),
        "title": block.title,
        "paragraphs": [_runs(paragraph) for paragraph in block.paragraphs],
        "edge": tone.edge,
        "back": tone.back,
        "sign": theme.sign_svg(block.kind),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    width, height = figure.size
    scale = min(_POINTS_PER_PIXEL, _MOST_WIDE / width, _MOST_HIGH / height)
    return {
        "id": figure.id,
        "title": figure.title,
        "alt": figure.alt,
        "svg": figure.svg,
        "note": figure.note,
        "source": figure.source,
        "width": width * scale,
    }


def _table(table: Table) -> dict[str, Any]:
    shares = table.column_shares()
    return {
        "caption": table.caption,
        "row_header": table.row_header,
        "note": table.note,
        "source": table.source,
        "columns": [
            {"head": column.head, "align": column.align, "share": share}
            for column, share in zip(table.columns, shares, strict=True)
        ],
        "rows": [list(row) for row in table.rows],
    }


def _data_tables(document: Document) -> list[dict[str, Any]]:
    word = furniture.FIGURE.of(document.lang)
    tables = [_table(figure.data_table) for figure in document.figures]
    return [{**table, "caption": f"{word} {index}. {table['caption']}"} for index, table in enumerate(tables, 1)]


def _with_row_headers(pdf: bytes, wanted: list[bool]) -> bytes:
    """Turn the first cell of each body row into a row header, which Typst's binding cannot do itself.

    The tables in the tag tree stand in the order of the document.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        tables: list[pikepdf.Object] = []
        _collect(file.Root.StructTreeRoot, pikepdf.Name.Table, tables)
        if len(tables) != len(wanted):
            raise RuntimeError(f"the PDF has {len(tables)} tables in its tags, the document {len(wanted)}")
        for table, row_header in zip(tables, wanted, strict=True):
            if row_header:
                _mark_row_headers(table)
        out = io.BytesIO()
        file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _children(node: pikepdf.Object) -> list[pikepdf.Object]:
    if "/K" not in node:
        return []
    kids = node.K
    members = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    return [kid for kid in members if isinstance(kid, pikepdf.Dictionary)]


def _collect(node: pikepdf.Object, kind: pikepdf.Name, found: list[pikepdf.Object]) -> None:
    for kid in _children(node):
        if kid.get("/S") == kind:
            found.append(kid)
        else:
            _collect(kid, kind, found)


def _mark_row_headers(table: pikepdf.Object) -> None:
    rows: list[pikepdf.Object] = []
    _collect(table, pikepdf.Name.TR, rows)
    for row in rows:
        cells = _children(row)
        if cells and cells[0].get("/S") == pikepdf.Name.TD:
            cells[0].S = pikepdf.Name.TH
            cells[0].A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
