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


COMMA = re.compile(r"\d,\d(?!\d\d(?!\d))")  # a comma before decimals, not between thousands
SAID = re.compile(r"""\{% t (?:"[^"]*"|'[^']*') (?:"([^"]*)"|'([^']*)')""")


def _english(source: str) -> list[str]:
    """Return the English of every text("…", "…") and Text(sv=…, en=…) in a module."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"text", "Text"}:
            named = [keyword.value for keyword in call.keywords if keyword.arg == "en"]
            found += [ast.unparse(part) for part in (named or call.args[1:2])]
    return found


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.py")), ids=lambda path: str(path.relative_to(WEB)))
def test_english_words_write_decimals_with_a_point(path: Path) -> None:
    assert [words for words in _english(path.read_text(encoding="utf-8")) if COMMA.search(words)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_english_words_of_templates_write_decimals_with_a_point(path: Path) -> None:
    said = [first or second for first, second in SAID.findall(path.read_text(encoding="utf-8"))]
    assert [words for words in said if COMMA.search(words)] == []


def test_a_comma_before_decimals_is_found_and_one_between_thousands_is_not() -> None:
    assert _english('text("0,05", "0,05")\nText(sv="a", en="1,234 and 0.5")') == ["'0,05'", "'1,234 and 0.5'"]
    assert COMMA.search("0,05")
    assert COMMA.search("0,0355")
    assert not COMMA.search("1,234 and 0.5")
