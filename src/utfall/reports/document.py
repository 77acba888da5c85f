# SPDX-License-Identifier: Apache-2.0
"""What a report consists of, apart from how it is written to HTML, PDF or Word.

A `Document` is a frozen value. It refuses what a reader with a screen reader could not follow: a figure without a
text alternative or data table, a table without caption or column heads, a heading that skips a level. Texts are
plain text; the few ways to emphasise are typed (`Run`), so nothing a user has written is ever read as markup.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, get_args

from utfall.core.text import LANGS, Lang

RunStyle = Literal["plain", "strong", "emphasis", "code"]
CalloutKind = Literal[
    "verdict_success", "verdict_stop", "verdict_inconclusive", "verdict_not_assessable", "warning", "info"
]
Align = Literal["left", "right"]

_ANCHOR = re.compile(r"[a-z][a-z0-9-]*\Z")
# The C0 and C1 control characters but tab and line breaks, and the two non-characters of the first plane.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SVG_SIZE = re.compile(
    r"""<svg\b(?=[^>]*\swidth="(?P<width>[0-9]*[1-9][0-9.]*)(?:px)?")"""
    r"""(?=[^>]*\sheight="(?P<height>[0-9]*[1-9][0-9.]*)(?:px)?")"""
)
_MOST_EXTRA = 12
_LINKS = ("https://", "http://", "mailto:", "#")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style; `link` is an address or '#anchor' in the same document."""

    text: str
    style: RunStyle = "plain"
    link: str = ""

    def __post_init__(self) -> None:
        _require(self.style in get_args(RunStyle), f"unknown style of text: {self.style}")
        _require(not self.link or self.link.startswith(_LINKS), "a link is a web address, mailto: or #anchor")


Inline = tuple[Run, ...]


def inline(*parts: str | Run) -> Inline:
    """Return running text from plain strings and runs."""
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


def printable(text: str) -> str:
    """Return the text without control characters, which neither XML, HTML nor PDF can hold (line breaks stay)."""
    return _CONTROL.sub("", text)


def strong(text: str) -> Run:
    """Return text of weight."""
    return Run(text, "strong")


def emphasis(text: str) -> Run:
    """Return text with stress."""
    return Run(text, "emphasis")


def code(text: str) -> Run:
    """Return a name of a column, file or command."""
    return Run(text, "code")


def plain_text(content: Inline) -> str:
    """Return running text without its styles."""
    return "".join(run.text for run in content)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1–3 under the title; `anchor` is its id in the document (a–z, 0–9, hyphen)."""

    level: Literal[1, 2, 3]
    text: str
    anchor: str

    def __post_init__(self) -> None:
        _require(self.level in (1, 2, 3), "a heading has level 1, 2 or 3")
        _require(bool(self.text.strip()), "a heading needs a text")
        _require(bool(_ANCHOR.match(self.anchor)), f"not a usable anchor: {self.anchor!r}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    content: Inline

    @classmethod
    def of(cls, *parts: str | Run) -> Paragraph:
        """Return a paragraph from plain strings and runs."""
        return cls(inline(*parts))


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list; `ordered` numbers its items."""

    items: tuple[Inline, ...]
    ordered: bool = False

    def __post_init__(self) -> None:
        _require(bool(self.items), "a list needs at least one item")

    @classmethod
    def of(cls, *items: str | Inline, ordered: bool = False) -> BulletList:
        """Return a list from plain strings and running texts."""
        return cls(tuple(inline(item) if isinstance(item, str) else item for item in items), ordered)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number to remember: what it is, the number with unit, its interval and what it means."""

    label: str
    value: str
    explanation: str = ""
    interval: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.label.strip() and self.value.strip()), "a key figure needs a label and a value")


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """A row of key figures."""

    cards: tuple[KeyFigure, ...]

    def __post_init__(self) -> None:
        _require(bool(self.cards), "key figures need at least one card")


@dataclass(frozen=True, slots=True)
class Callout:
    """A boxed message: the verdict, a warning or a piece of information."""

    kind: CalloutKind
    title: str
    paragraphs: tuple[Inline, ...] = ()

    def __post_init__(self) -> None:
        _require(self.kind in get_args(CalloutKind), f"unknown kind of callout: {self.kind}")
        _require(bool(self.title.strip()), "a callout needs a title")

    @classmethod
    def of(cls, kind: CalloutKind, title: str, *paragraphs: str | Inline) -> Callout:
        """Return a callout from plain strings and running texts."""
        texts = tuple(inline(text) if isinstance(text, str) else text for text in paragraphs)
        return cls(kind, title, texts)


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: label, alignment (numbers to the right) and unit."""

    label: str
    align: Align = "left"
    unit: str = ""

    @property
    def head(self) -> str:
        """The label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Table:
    """A table of texts: every row has as many cells as there are columns.

    With `row_header` the first cell of each row heads the row, for the eye and for a screen reader.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    row_header: bool = True
    note: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.caption.strip()), "a table needs a caption")
        _require(bool(self.columns), "a table needs columns")
        _require(all(column.label.strip() for column in self.columns), "every column needs a label")
        _require(bool(self.rows), "a table needs at least one row; say in words that there is nothing to show")
        wrong = [index for index, row in enumerate(self.rows, 1) if len(row) != len(self.columns)]
        _require(not wrong, f"rows {wrong} of the table have another number of cells than there are columns")

    def column_shares(self) -> tuple[int, ...]:
        """Return how much of the width each column needs, in letters: its longest cell or word, within bounds."""
        most = 34 if len(self.columns) <= 4 else 24
        shares = []
        for index, column in enumerate(self.columns):
            cells = max(len(row[index]) for row in self.rows)
            # Only ordinary spaces: a head does not break where a space holds number and unit together.
            word = max(len(part) for part in column.head.split(" "))
            need = max(cells + 2, word + 3, 8)
            # Running text fills several lines anyway: what is over the bound counts for an eighth.
            shares.append(min(need, most) + min(max(need - most, 0) // 8, _MOST_EXTRA))
        return tuple(shares)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that says nothing its alternative text and data table do not.

    Parameters
    ----------
    id
        Anchor of the figure in the document.
    title
        What is shown, with unit.
    alt
        The same message in words: for whoever cannot see the picture.
    svg
        The picture, one `<svg>` element without scripts or outside references.
    data_table
        Every number that is drawn.
    source
        Where the numbers come from.
    note
        How to read the picture (what the whiskers are, how many took part).
    """

    id: str
    title: str
    alt: str
    svg: str
    data_table: Table
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _require(bool(_ANCHOR.match(self.id)), f"not a usable figure id: {self.id!r}")
        _require(bool(self.title.strip()), "a figure needs a title")
        _require(bool(self.alt.strip()), "a figure needs a text alternative")
        _require(isinstance(self.data_table, Table), "a figure needs a data table")
        _require(self.svg.lstrip().startswith("<svg"), "a figure needs an SVG picture")
        _require("<script" not in self.svg.lower(), "a figure may not hold a script")
        _require(_SVG_SIZE.match(self.svg.lstrip()) is not None, "a picture says its width and height in pixels")

    @property
    def size(self) -> tuple[float, float]:
        """The picture's width and height in pixels."""
        found = _SVG_SIZE.match(self.svg.lstrip())
        if found is None:
            raise ValueError("a picture says its width and height in pixels")
        return float(found.group("width")), float(found.group("height"))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers come from: label and value, such as file and SHA-256, software version, seed, run id."""

    title: str
    items: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        _require(bool(self.title.strip() and self.items), "provenance needs a title and at least one item")


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page (no effect on screen)."""


Block = Heading | Paragraph | BulletList | KeyFigures | Callout | Table | Figure | Provenance | PageBreak


@dataclass(frozen=True, slots=True)
class Meta:
    """About the document: the organisation behind it, its date (2026-01-31), keywords and the id of the run."""

    organisation: str
    date: str
    keywords: tuple[str, ...] = ()
    run_id: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.organisation.strip()), "a document needs an organisation")
        datetime.date.fromisoformat(self.date)


@dataclass(frozen=True, slots=True)
class Document:
    """A report in one language.

    Raises
    ------
    ValueError
        When a heading skips a level, an anchor is used twice or a link leads to an anchor that does not exist.
    """

    title: str
    lang: Lang
    meta: Meta
    blocks: tuple[Block, ...]
    subtitle: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.title.strip()), "a document needs a title")
        _require(self.lang in LANGS, f"unknown language: {self.lang}")
        levels = [0] + [block.level for block in self.blocks if isinstance(block, Heading)]
        skips = any(later > earlier + 1 for earlier, later in pairwise(levels))
        _require(not skips, "a heading may not skip a level, and the first is of level 1")
        anchors = [block.anchor if isinstance(block, Heading) else block.id for block in self._anchored()]
        _require(len(anchors) == len(set(anchors)), "two headings or figures share an anchor")
        dead = {run.link[1:] for run in self._runs() if run.link.startswith("#")} - set(anchors)
        _require(not dead, f"links lead to anchors that do not exist: {sorted(dead)}")

    def _anchored(self) -> Iterable[Heading | Figure]:
        return (block for block in self.blocks if isinstance(block, Heading | Figure))

    def _runs(self) -> Iterable[Run]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.content
            elif isinstance(block, BulletList | Callout):
                for content in block.items if isinstance(block, BulletList) else block.paragraphs:
                    yield from content

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in order; their place (from 1) is their number."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in order, without the figures' data tables; their place (from 1) is their number."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
