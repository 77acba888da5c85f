# SPDX-License-Identifier: Apache-2.0
"""Every word of every page stands in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "src" / "utfall_web"
TEMPLATES = sorted(WEB.rglob("templates/**/*.html"))
SAME_IN_BOTH = {"Utfall", "English", "Svenska", "CSV"}
ATTRIBUTES = re.compile(r"""\s(?:title|alt|aria-label|placeholder|label|caption|submit)=(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
LETTERS = re.compile(r"[A-Za-zÅÄÖåäö]{2,}")


def _bare_words(html: str) -> list[str]:
    """Return words that a reader sees and that no {% t %} writes."""
    html = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.S)
    without = TAG.sub(" ", html)
    attributes = [first or second for first, second in ATTRIBUTES.findall(without)]
    shown = re.sub(r"<[^>]*>", " ", without, flags=re.S)
    return [word for text in (*attributes, shown) for word in LETTERS.findall(text) if word not in SAME_IN_BOTH]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_hold_no_word_in_one_language_only(path: Path) -> None:
    assert _bare_words(path.read_text(encoding="utf-8")) == []


def test_a_bare_word_is_found() -> None:
    assert _bare_words('<p>{% t "a" "b" %} Hej</p><img alt="bild">') == ["bild", "Hej"]


@pytest.mark.parametrize("path", sorted(WEB.rglob("forms.py")), ids=lambda path: str(path.relative_to(WEB)))
def test_labels_and_help_stand_in_both_languages(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.keyword) and node.arg in {"label", "help_text", "empty_label"}:
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                found.append(f"{path.name}:{value.lineno} {value.value}")
    assert not found


PAIR = re.compile(r"""\{% t (?:"([^"]*)" "([^"]*)"|'([^']*)' '([^']*)')""")
PLACE = re.compile(r"\{\w*\}")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_both_languages_are_given_and_say_the_same_places(path: Path) -> None:
    for a, b, c, d in PAIR.findall(path.read_text(encoding="utf-8")):
        sv, en = a or c, b or d
        assert sv.strip(), f"Swedish is missing beside {en!r}"
        assert en.strip(), f"English is missing beside {sv!r}"
        assert sv != en or len(sv) < 20, f"not translated: {sv!r}"
        assert sorted(PLACE.findall(sv)) == sorted(PLACE.findall(en))
