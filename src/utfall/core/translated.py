# SPDX-License-Identifier: Apache-2.0
"""A result in two languages: one whole, of the other only the words that differ, each by its place (RFC 6901).

Only words may differ: a number, an id or a verdict is the same in both languages, whoever wrote the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KEY = "other_language"
# names under which words for people stand; a list of words stands under its own name
NAMES = frozenset(
    {
        "counterfactual", "economics_warning", "label", "name", "notes", "organisation", "potential_note", "question",
        "stakeholder", "target_group", "text", "title", "unit", "why",
    }
)  # fmt: skip


def differing(first: Any, second: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield each place where two results of one run have other words, with the second's.

    Parameters
    ----------
    first, second
        The same result in two languages, as JSON values.
    place
        Where they stand, as a JSON pointer.
    """
    if isinstance(first, dict) and isinstance(second, dict):
        for key in first.keys() & second.keys():
            yield from differing(first[key], second[key], f"{place}/{_escaped(key)}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for number, pair in enumerate(zip(first, second, strict=True)):
            yield from differing(*pair, f"{place}/{number}")
    elif isinstance(first, str) and isinstance(second, str) and first != second and _may(place):
        yield place, second


def with_other(result: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result that also holds the words of the same result in another language."""
    words = dict(sorted(differing(result, other)))
    return {**result, KEY: {"lang": other["lang"], "words": words}}


def in_language(result: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a result in a language, when it holds the words of that language; else as it is.

    Raises
    ------
    ValueError
        A word has no place in the result (`misplaced`).
    """
    other = result.get(KEY)
    if not other or other["lang"] != lang or result["lang"] == lang:
        return dict(result)
    wrong = misplaced(result)
    if wrong is not None:
        raise ValueError(wrong)
    plain = {key: value for key, value in result.items() if key != KEY}
    told: dict[str, Any] = _told(plain, other["words"], "")
    return {**told, "lang": lang}


def misplaced(result: Mapping[str, Any]) -> str | None:
    """Return the first place of the other language's words where the result has no words; None when all have one."""
    words = result.get(KEY, {}).get("words", {})
    found = set(_places({key: value for key, value in result.items() if key != KEY}, ""))
    return next((place for place in words if place not in found), None)


def _places(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, f"{place}/{_escaped(key)}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _places(inner, f"{place}/{number}")
    elif isinstance(value, str) and _may(place):
        yield place


def _told(value: Any, words: Mapping[str, str], place: str) -> Any:
    if isinstance(value, dict):
        return {key: _told(inner, words, f"{place}/{_escaped(key)}") for key, inner in value.items()}
    if isinstance(value, list):
        return [_told(inner, words, f"{place}/{number}") for number, inner in enumerate(value)]
    return words.get(place, value) if isinstance(value, str) else value


def _may(place: str) -> bool:
    named = [part for part in place.split("/") if part and not part.isdigit()]
    return bool(named) and named[-1] in NAMES


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
