# SPDX-License-Identifier: Apache-2.0
"""The lines of a table of rows: every word escaped, the acts a person may do and no others, whole with one or many."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from utfall_web.plan.rowtable import Lines
from utfall_web.shared.words import speaking

ROWS = [(SimpleNamespace(pk=number, version=number + 1), [f"Rad {number}", "a"]) for number in (7, 8, 9)]


def _lines(**changed: Any) -> Lines:
    asked: dict[str, Any] = {
        "routes": "govern:risks", "initiative_id": 3, "heads": ["Vad", "Åtgärd"], "fields": ["", ""],
        "inline": False, "edits": True, "removes": True,
    }  # fmt: skip
    return Lines(**(asked | changed))


@pytest.mark.parametrize("words", ['<script>"&', "a\nb\r\n<i>c\rd", ""])
def test_every_word_is_escaped_in_cells_names_and_heads(words: str) -> None:
    with speaking("sv"):
        made = _lines(heads=[words, words], fields=["what", "who"], inline=True).html([(ROWS[0][0], [words, words])])
    assert "<script" not in made
    assert "<i>" not in made
    told = re.sub(r"<br>|</?(?:tr|th|td|div|a|span|button)\b[^<>]*>", "", made)
    assert "<" not in told
    assert made.count("<br>") == 2 * (3 if "\n" in words else 0)
    assert 'data-field="who"' in made
    assert ("data-empty" in made) == (not words)


def test_the_first_row_does_not_go_up_nor_the_last_down() -> None:
    with speaking("sv"):
        first, middle, last = _lines().html(ROWS).split("\n")
    assert ("Upp" in first, "Ner" in first) == (False, True)
    assert ("Upp" in middle, "Ner" in middle) == (True, True)
    assert ("Upp" in last, "Ner" in last) == (True, False)
    assert 'formaction="/satsningar/3/risker/8/flytta/" name="direction" value="up"' in middle
    assert _lines().html([]) == ""
    with speaking("en"):
        (only,) = _lines().html(ROWS[:1]).split("\n")
    assert "Change" in only
    assert "move-rows" not in only


def test_who_may_not_change_sees_no_acts_and_fixed_rows_are_not_removed() -> None:
    with speaking("sv"):
        assert "<a" not in _lines(edits=False).html(ROWS)
        assert "Ta bort" in _lines().html(ROWS)
        assert "Ta bort" not in _lines(removes=False).html(ROWS)
        assert "data-row" not in _lines().html(ROWS)
        assert 'data-row="7" data-version="8" data-change="/satsningar/3/risker/7/"' in _lines(inline=True).html(ROWS)
