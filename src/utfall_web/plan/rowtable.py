# SPDX-License-Identifier: Apache-2.0
"""The lines of a table of rows as HTML.

Written here and not in a template because a logic model has a hundred lines with a dozen parts each: as a template they
took four fifths of the page's time. The page around them is `plan/rows.html`; moving a row is a button of its one form
`move-rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from utfall.core.text import Text
from utfall_web.shared.addresses import around
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
        if not rows:
            return SafeString("")
        opens = self._opens()
        first, *others = [(_field(field, head), escape(head), field) for field, head in self._columns()]
        made = []
        for row, (name, *cells) in rows:
            parts = [f'<tr{opens(row)}><th scope="row"{first[0]}>{_written(name)}</th>']
            for text, (about, head, field) in zip(cells, others, strict=True):
                empty = " data-empty" if field and not text else ""
                parts.append(f'<td data-head="{head}"{about}{empty}>{_written(text) if text else "–"}</td>')
            made.append("".join(parts))
        ends = self._ends(rows)
        return SafeString("\n".join([f"{start}{end}</tr>" for start, end in zip(made, ends, strict=True)]))

    def _columns(self) -> Iterable[tuple[str, str]]:
        return zip(self.fields, self.heads, strict=True)

    def _to(self, verb: str) -> tuple[str, str]:
        before, after = around(f"{self.routes}_{verb}", self.initiative_id)
        return escape(before), escape(after)

    def _opens(self) -> Callable[[Any], str]:
        """Return what the tag of a row's line holds."""
        if not self.inline:
            return lambda _: ""
        before, after = self._to("change")
        return lambda row: f' data-row="{row.pk}" data-version="{row.version}" data-change="{before}{row.pk}{after}"'

    def _ends(self, rows: Sequence[tuple[Any, Sequence[Cell]]]) -> list[str]:
        """Return the last cell of each line: what may be done with the row."""
        if not self.edits:
            return [""] * len(rows)
        words = {name: escape(shown(said)) for name, said in _WORDS.items()}
        links = [("change", words["change"]), *((verb, escape(shown(said))) for verb, said in self.acts)]
        before = [_Act(*self._to(verb), word) for verb, word in links]
        up, down = (_Act(*self._to("move"), words[way], way) for way in ("up", "down"))
        after = [_Act(*self._to("remove"), words["remove"])] if self.removes else []
        made, last = [], len(rows) - 1
        for place, (row, cells) in enumerate(rows):
            about = f'<span class="ds-sr-only"> {escape(str(cells[0]))}</span>'
            moves = [up] * (place > 0) + [down] * (place < last)
            acts = " ".join([act.html(row.pk, about) for act in (*before, *moves, *after)])
            made.append(f'<td class="acts"><div class="row tight">{acts}</div></td>')
        return made


@dataclass(frozen=True, slots=True)
class _Act:
    """What may be done with each row: what its address holds before and after the row's id, and words."""

    before: str
    after: str
    words: str
    way: str = ""  # moving is a button of the form `move-rows`

    def html(self, row_id: int, about: str) -> str:
        to = f"{self.before}{row_id}{self.after}"
        if not self.way:
            return f'<a class="ds-link" href="{to}">{self.words}{about}</a>'
        return (
            f'<button class="plain" form="move-rows" formaction="{to}" name="direction" value="{self.way}">'
            f"{self.words}{about}</button>"
        )


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
