# SPDX-License-Identifier: Apache-2.0
"""Whose purse a word names. Pure functions over words."""

from __future__ import annotations

from utfall.core.actors import ACTOR_NAMES, parse_actor, unit_key, unit_name
from utfall.core.text import NO_TEXT, Text


def is_purse(word: str) -> bool:
    """Tell whether a word names an actor, or a board or agency of one: 'kommun', 'kommun/Socialnämnden'."""
    name, slash, unit = word.partition("/")
    return parse_actor(name) is not None and (not slash or bool(unit.strip()))


def purse_name(word: str) -> Text:
    """Return what a purse is called in both languages; the word itself when it names none."""
    name, _, unit = word.partition("/")
    actor = parse_actor(name)
    if actor is None:
        return Text.same(word) if word else NO_TEXT
    if not unit.strip():
        return ACTOR_NAMES[actor]
    return unit_name(actor, unit_key(actor, unit))
