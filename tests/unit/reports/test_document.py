# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from unit.reports.reports_sample import SVG, document, figure, table
from utfall.reports.document import (
    BulletList,
    Callout,
    Column,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Meta,
    Paragraph,
    Provenance,
    Run,
    Table,
    inline,
    plain_text,
    strong,
)


def with_blocks(*blocks: Any) -> Any:
    return dataclasses.replace(document(), blocks=blocks)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alt": "  "}, "text alternative"),
        ({"data_table": None}, "data table"),
        ({"title": ""}, "title"),
        ({"id": "Figur 1"}, "figure id"),
        ({"svg": "<img>"}, "SVG"),
        ({"svg": "<svg><script>1</script></svg>"}, "script"),
        ({"svg": '<svg width="100%"></svg>'}, "width and height"),
        ({"svg": '<svg width="0" height="10"></svg>'}, "width and height"),
    ],
)
def test_a_figure_that_not_everybody_could_follow_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        dataclasses.replace(figure(), **change)


def test_a_table_that_not_everybody_could_follow_is_refused() -> None:
    with pytest.raises(ValueError, match="caption"):
        dataclasses.replace(table(), caption="")
    with pytest.raises(ValueError, match="every column needs a label"):
        dataclasses.replace(table(), columns=(Column("Utfall"), Column(" "), Column("C")))
    with pytest.raises(ValueError, match=r"rows \[2\]"):
        Table("Tabell", (Column("A"), Column("B")), (("1", "2"), ("3",)))
    with pytest.raises(ValueError, match="at least one row"):
        Table("Tabell", (Column("A"),), ())


def test_headings_do_not_skip_a_level() -> None:
    with pytest.raises(ValueError, match="skip a level"):
        with_blocks(Heading(1, "A", "a"), Heading(3, "B", "b"))
    with pytest.raises(ValueError, match="first is of level 1"):
        with_blocks(Heading(2, "A", "a"))
    assert with_blocks(Heading(1, "A", "a"), Heading(2, "B", "b"), Heading(1, "C", "c")).figures == ()


def test_anchors_are_unique_and_links_lead_somewhere() -> None:
    with pytest.raises(ValueError, match="share an anchor"):
        with_blocks(Heading(1, "A", "figure-one"), figure())
    with pytest.raises(ValueError, match="do not exist: \\['nowhere'\\]"):
        with_blocks(Callout.of("info", "Se", inline(Run("dit", link="#nowhere"))))
    with pytest.raises(ValueError, match="a link is"):
        Run("klick", link="javascript:alert(1)")


@pytest.mark.parametrize(
    "make",
    [
        lambda: BulletList(()),
        lambda: KeyFigures(()),
        lambda: KeyFigure("Effekt", ""),
        lambda: Callout("info", ""),
        lambda: Callout("fest", "Titel"),
        lambda: Run("x", "loud"),
        lambda: Heading(4, "A", "a"),
        lambda: Heading(1, "A", "Å"),
        lambda: Provenance("Titel", ()),
        lambda: Meta("", "2026-01-31"),
        lambda: Meta("Kommun", "31/1 2026"),
        lambda: dataclasses.replace(document(), title=" "),
        lambda: dataclasses.replace(document(), lang="no"),
    ],
)
def test_what_is_empty_or_unknown_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        make()


def test_running_text_is_typed() -> None:
    text = Paragraph.of("Effekten är ", strong("säker"), ".")
    assert [run.style for run in text.content] == ["plain", "strong", "plain"]
    assert plain_text(text.content) == "Effekten är säker."


def test_numbers_of_figures_and_tables_follow_their_order() -> None:
    made = document()
    assert [part.id for part in made.figures] == ["figure-one", "figure-two"]
    assert [part.caption for part in made.tables] == ["Påhittade medelvärden", "Lång tabell", "Utan radrubriker"]
    assert figure().size == (100.0, 40.0)
    assert Figure("f", "T", "A", SVG, table()).data_table.columns[1].head == "Insats (kr)"


def test_columns_share_the_width_by_need() -> None:
    made = Table("T", (Column("Kort"), Column("Lång")), (("a", "b" * 20), ("c", "d" * 200)))
    assert made.column_shares() == (8, 34 + 12)
