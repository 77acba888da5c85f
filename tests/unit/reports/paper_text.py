# SPDX-License-Identifier: Apache-2.0
"""A document as the lines a person reads, without style, script and drawing."""

from __future__ import annotations

import lxml.html

from utfall.reports.document import Document
from utfall.reports.html import render_html

_LINES = {"p", "li", "h1", "h2", "h3", "h4", "tr", "dt", "dd", "figcaption", "caption", "summary", "div"}


def words_of(document: Document) -> str:
    """Return the text of the document's page, one line per paragraph, with plain spaces."""
    page = lxml.html.document_fromstring(render_html(document))
    for element in page.xpath("//style | //script | //*[name()='svg']"):
        element.drop_tree()
    for element in page.iter():
        if element.tag in _LINES:
            element.tail = f"\n{element.tail or ''}"
    text = page.text_content().replace("\u00a0", " ")
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
