# SPDX-License-Identifier: Apache-2.0
"""Document → one HTML file that needs nothing else: no network, no script, its own font, WCAG 2.2 AA.

Every text is escaped by the template engine. The only markup let through as it is are the figures' SVG pictures, which
`Figure` has checked and which get their own ids here, since several pictures share one page.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup, escape

from utfall.core.text import Lang
from utfall.reports import furniture, theme
from utfall.reports.document import Block, Callout, Document, Figure, Heading, Table, printable

# Pictures are drawn for a narrow screen; on a wide one they may grow this much.
_GROWTH = 1.4
_SVG_TAG = re.compile(r"<svg\b([^>]*)>", re.DOTALL)
_SVG_SIZE = re.compile(r'\s(?:width|height|role|aria-[a-z]+|class|style)="[^"]*"')
_SVG_IDS = re.compile(r'(\bid="|url\(#|\bhref="#)')
_VIEWBOX = re.compile(r'\sviewBox="')

_DARK = {
    "ink": "#e8edf1",
    "muted": "#aab6c0",
    "line": "#44525e",
    "paper": "#141b21",
    "tint": "#1e272f",
    "accent": "#8cc6e7",
    "focus": "#ffd166",
}
# On a dark page a callout keeps its hue: a light edge and sign on a dark ground.
_DARK_EDGES = {
    "verdict_success": "#7fd0a8",
    "verdict_stop": "#f2a09a",
    "verdict_inconclusive": "#f0c069",
    "verdict_not_assessable": "#b8c3cc",
    "warning": "#f0c069",
    "info": "#8cc6e7",
}


def render_html(document: Document) -> str:
    """Return the document as one self-contained HTML page.

    Parameters
    ----------
    document
        What to show. Headings of level 1–3 become h2–h4 under the title.
    """
    lang = document.lang
    page = _template().render(
        doc=document,
        css=Markup(_css()),  # noqa: S704 - our own file and theme, no user text
        words={
            "skip": furniture.SKIP.of(lang),
            "contents": furniture.CONTENTS.of(lang),
            "figure": furniture.FIGURE.of(lang),
            "table": furniture.TABLE.of(lang),
            "source": furniture.SOURCE.of(lang),
            "note": furniture.NOTE.of(lang),
            "alternative": furniture.ALTERNATIVE.of(lang),
            "data": furniture.DATA.of(lang),
            "run": furniture.RUN.of(lang),
            "key_figures": furniture.KEY_FIGURES.of(lang),
        },
        contents=[b for b in document.blocks if isinstance(b, Heading) and b.level == 1],
        items=_items(document),
    )
    return printable(page)


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("utfall.reports"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    return environment.get_template("report.html")


def _items(document: Document) -> list[dict[str, Any]]:
    seen: dict[str, int] = {}
    items = []
    for block in document.blocks:
        kind = type(block).__name__
        seen[kind] = seen.get(kind, 0) + 1
        items.append({"kind": kind, "block": block, "no": seen[kind], **_extra(block, seen[kind], document.lang)})
    return items


def _extra(block: Block, no: int, lang: Lang) -> dict[str, Any]:
    # Underscores: an anchor of the document has none, so these ids cannot clash with it.
    if isinstance(block, Callout):
        tone = theme.TONES[block.kind]
        return {"id": f"callout_{no}", "label": furniture.KINDS[block.kind].of(lang), "sign": tone.sign}
    if isinstance(block, Figure):
        return {"id": f"data_{no}", "svg": _picture(block, no), "width": round(block.size[0] * _GROWTH)}
    return {"id": f"{'table' if isinstance(block, Table) else 'part'}_{no}"}


def _head(svg: str) -> str:
    found = _SVG_TAG.search(svg)
    return found.group(0) if found else ""


def _picture(figure: Figure, no: int) -> Markup:
    """Return the picture with a role, a title and a description, scaled by its frame, and ids of its own."""
    svg = _SVG_IDS.sub(rf"\g<1>f{no}_", figure.svg.strip())
    head = _head(svg)
    width, height = figure.size
    box = "" if _VIEWBOX.search(head) else f' viewBox="0 0 {width:g} {height:g}"'
    kept = _SVG_SIZE.sub("", head[:-1])
    new = (
        f'{kept}{box} role="img" aria-labelledby="f{no}_title f{no}_desc">'
        f'<title id="f{no}_title">{escape(figure.title)}</title><desc id="f{no}_desc">{escape(figure.alt)}</desc>'
    )
    return Markup(svg.replace(head, new, 1))  # noqa: S704 - SVG from our own figures, title and alt escaped


@cache
def _css() -> str:
    text = files("utfall.reports").joinpath("templates/report.css").read_text("utf-8")
    light = {
        "ink": theme.INK,
        "muted": theme.MUTED,
        "line": theme.LINE,
        "paper": theme.PAPER,
        "tint": theme.TINT,
        "accent": theme.ACCENT,
        "focus": "#b2531a",
    }
    root = f":root{{--font:{theme.FONT_STACK};{_variables(light)}}}"
    tones = "".join(f".{kind}{{--edge:{t.edge};--back:{t.back}}}" for kind, t in theme.TONES.items())
    dark_tones = "".join(f".{kind}{{--edge:{edge};--back:{_DARK['tint']}}}" for kind, edge in _DARK_EDGES.items())
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(_DARK)}}}{dark_tones}}}"
    return _font_faces() + root + tones + dark + text


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _font_faces() -> str:
    faces = (("Regular", 400, "normal"), ("Italic", 400, "italic"), ("SemiBold", 600, "normal"))
    return "".join(
        f"@font-face{{font-family:{theme.FONT};font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff2;base64,{_font(name)}) format('woff2')}}"
        for name, weight, style in faces
    )


def _font(name: str) -> str:
    data = files("utfall.reports").joinpath(f"fonts/{theme.FONT}-{name}.woff2").read_bytes()
    return base64.b64encode(data).decode("ascii")
