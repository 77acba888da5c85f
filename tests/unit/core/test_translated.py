# SPDX-License-Identifier: Apache-2.0
"""A result in two languages: the other one comes back whole, and nothing but words may be otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.thread.thread_sample import DEMOS, demo
from utfall.core.text import LANGS
from utfall.core.translated import KEY, NAMES, in_language, misplaced, with_other
from utfall.reports.result_json import result, result_text

keys = st.sampled_from([*sorted(NAMES), "estimate", "status", "a/b", "m~n", "0"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def _said_otherwise(value: Any, name: str = "") -> Any:
    """Return a value with other words where words may stand."""
    if isinstance(value, dict):
        return {key: _said_otherwise(inner, key if not key.isdigit() else name) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said_otherwise(inner, name) for inner in value]
    own = name.split("/")[-1]
    return f"{value}!" if isinstance(value, str) and own in NAMES else value


@given(st.dictionaries(keys, values, max_size=5))
def test_the_other_language_comes_back_whole(found: dict[str, Any]) -> None:
    swedish, english = found | {"lang": "sv"}, _said_otherwise(found) | {"lang": "en"}
    both = with_other(swedish, english)
    assert in_language(both, "en") == english
    assert in_language(both, "sv") == both
    assert misplaced(both) is None


@pytest.mark.parametrize("name", DEMOS)
def test_a_result_file_in_one_language_holds_the_other(name: str) -> None:
    for lang, other in (LANGS, LANGS[::-1]):
        file = json.loads(result_text(demo(name), lang))
        assert in_language(file, other) == json.loads(json.dumps(result(demo(name), other)))


@pytest.mark.parametrize("place", ["/verdict/outcome", "/effects/0/estimate", "/effects/9/text", "/nowhere", "/lang"])
def test_what_is_no_word_of_the_result_is_never_changed(place: str) -> None:
    found = {
        "lang": "sv",
        "verdict": {"outcome": "success"},
        "effects": [{"estimate": 0.1, "text": "ja"}],
        KEY: {"lang": "en", "words": {place: "stop"}},
    }
    assert misplaced(found) == place
    with pytest.raises(ValueError, match=place):
        in_language(found, "en")


def test_a_file_without_other_words_stays_as_it_is() -> None:
    found = {"lang": "sv", "text": "ja"}
    assert in_language(found, "en") == found
