# SPDX-License-Identifier: Apache-2.0
"""A small document that holds every kind of block. All names and numbers in it are made up."""

from __future__ import annotations

from utfall.core.text import Lang
from utfall.reports.document import (
    BulletList,
    Callout,
    Column,
    Document,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    PageBreak,
    Paragraph,
    Provenance,
    Run,
    Table,
    code,
    emphasis,
    strong,
)

KINDS = (
    "verdict_success",
    "verdict_stop",
    "verdict_inconclusive",
    "verdict_not_assessable",
    "warning",
    "info",
)
# What a user could write to break out of text in HTML, a Jinja template, Typst and Word.
HOSTILE = '<script>alert(1)</script> {{ 7*7 }} {% raw %} #import "x.typ": * $a_b$ *x* @y [z] \\ & "q" \x07'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><defs><clipPath id="c0"/></defs>'
    '<rect width="60" height="20" clip-path="url(#c0)"/><text y="30">1 794</text></svg>'
)


def table(*, caption: str = "Påhittade medelvärden", rows: int = 2, row_header: bool = True) -> Table:
    columns = (Column("Utfall"), Column("Insats", "right", "kr"), Column("Jämförelse", "right", "kr"))
    cells = tuple((f"Utfall {index}", "6 349", "4 555") for index in range(1, rows + 1))
    return Table(caption, columns, cells, row_header, note="Medelvärden.", source="Påhittade tal")


def figure(*, id: str = "figure-one") -> Figure:
    return Figure(id, "En stapel, kr", "Stapeln visar 1 794 kr.", SVG, table(caption="Stapelns tal"), "Påhittad")


def document(lang: Lang = "sv", *, hostile: str = HOSTILE) -> Document:
    blocks = (
        KeyFigures((KeyFigure("Effekt", "+1 794 kr", "per person", "från 551 till 3 038 kr"),)),
        Heading(1, "Frågan", "fragan"),
        Paragraph.of("Text ", strong("stark"), emphasis(" betonad "), code("re78"), hostile),
        Paragraph.of(Run("hit", link="#metod"), " och ", Run("dit", link="https://example.org/a?b=1&c=2")),
        BulletList.of("ett", (Run("två"),)),
        BulletList.of("först", "sedan", ordered=True),
        table(),
        figure(),
        Heading(1, "Metod", "metod"),
        Heading(2, "Jämförelse", "jamforelse"),
        Heading(3, "Bortfall", "bortfall"),
        *(Callout.of(kind, f"Rubrik {kind}", "En mening.") for kind in KINDS),
        PageBreak(),
        table(caption="Lång tabell", rows=70),
        table(caption="Utan radrubriker", row_header=False),
        figure(id="figure-two"),
        Provenance("Spårbarhet", (("data.csv (SHA-256)", "9f86d081884c7d65"), ("Frö", "7"))),
    )
    meta = Meta("Exempelstads kommun", "2026-01-31", ("utfall", "exempel"), "a1b2c3d4")
    return Document("Påhittat underlag", lang, meta, blocks, subtitle="Bara ett exempel")
