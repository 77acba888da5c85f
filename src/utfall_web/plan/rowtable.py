# SPDX-License-Identifier: Apache-2.0
"""The lines of a table of rows as HTML.

Written here and not in a template because a logic model has a hundred lines with a dozen parts each: as a template they
took four fifths of the page's time. The page around them is `plan/rows.html`; moving a row is a button of its one form
`move-rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from utfall.core.text import Text
from utfall_web.shared.addresses import address
from utfall_web.shared.words import shown

CHANGE = Text(sv="Ändra", en="Change")
UP = Text(sv="Upp", en="Up")
DOWN = Text(sv="Ner", en="Down")
REMOVE = Text(sv="Ta bort", en="Remove")


@dataclass(frozen=True, slots=True)
class Link:
    """Words in a cell that lead somewhere; they stand as they are whichever way they are written."""

    href: str
    words: str


Cell = str | tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """How the lines of a table are written.

    Parameters
    ----------
    routes
        Stem of the addresses, `govern:risks`.
    heads
        Heads of the columns, in the language of the page.
    fields
        The field of the form that each column may be written in where it stands; empty for none.
    inline, edits, removes
        Whether cells may be written where they stand, whether the person may change rows, whether rows may be removed.
    acts
        What more may be done with a row: end of the address's name, and words.
    """

    routes: str
    initiative_id: int
    heads: Sequence[str]
    fields: Sequence[str]
    inline: bool
    edits: bool
    removes: bool
    acts: tuple[tuple[str, Text], ...] = ()

    def html(self, rows: Sequence[tuple[Any, Sequence[Cell]]]) -> SafeString:
        """Return the lines of rows, each with the words of its cells; every word is escaped."""
        words = {name: escape(shown(said)) for name, said in _WORDS.items()}
        last = len(rows) - 1
        return SafeString(
            "\n".join(
                f"<tr{self._row(row)}>{self._cells(cells)}{self._acts(row, cells[0], words, place, last)}</tr>"
                for place, (row, cells) in enumerate(rows)
            )
        )

    def _to(self, verb: str, row: Any) -> str:
        return escape(address(f"{self.routes}_{verb}", self.initiative_id, row.pk))

    def _row(self, row: Any) -> str:
        if not self.inline:
            return ""
        return f' data-row="{row.pk}" data-version="{row.version}" data-change="{self._to("change", row)}"'

    def _cells(self, cells: Sequence[Cell]) -> str:
        first, *others = zip(cells, self.heads, self.fields, strict=True)
        text, head, field = first
        made = [f'<th scope="row"{_field(field, head)}>{_written(text)}</th>']
        for text, head, field in others:
            empty = " data-empty" if field and not text else ""
            words = _written(text) if text else "–"
            made.append(f'<td data-head="{escape(head)}"{_field(field, head)}{empty}>{words}</td>')
        return "".join(made)

    def _acts(self, row: Any, name: Cell, words: dict[str, str], place: int, last: int) -> str:
        if not self.edits:
            return ""
        about = f'<span class="ds-sr-only"> {escape(str(name))}</span>'
        acts = [f'<a class="ds-link" href="{self._to("change", row)}">{words["change"]}{about}</a>']
        acts += [
            f'<a class="ds-link" href="{self._to(verb, row)}">{escape(shown(said))}{about}</a>'
            for verb, said in self.acts
        ]
        acts += [
            f'<button class="plain" form="move-rows" formaction="{self._to("move", row)}" name="direction" '
            f'value="{way}">{words[way]}{about}</button>'
            for way, there in (("up", place > 0), ("down", place < last))
            if there
        ]
        if self.removes:
            acts.append(f'<a class="ds-link" href="{self._to("remove", row)}">{words["remove"]}{about}</a>')
        return f'<td class="acts"><div class="row tight">{" ".join(acts)}</div></td>'


_WORDS = {"change": CHANGE, "up": UP, "down": DOWN, "remove": REMOVE}


def _field(field: str, head: str) -> str:
    return f' data-field="{field}" data-name="{escape(head)}"' if field else ""


def _written(text: Cell) -> str:
    """Return words with their line breaks, and links a line each."""
    if isinstance(text, tuple):
        return "<br>".join(
            f'<a class="ds-link" href="{escape(link.href)}"><bdi>{escape(link.words)}</bdi></a>' for link in text
        )
    made = escape(str(text))
    if "\n" in made or "\r" in made:
        made = made.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "<br>")
    return made
