# SPDX-License-Identifier: Apache-2.0
"""Words in the language of whoever is looking: Swedish and English side by side where they are used."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language

from utfall.core.text import Lang, Text


def lang() -> Lang:
    """Return the language of the page that is being made: sv unless en was chosen."""
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def _chosen(sv: str, en: str) -> str:
    return en if lang() == "en" else sv


def text(sv: str, en: str) -> str:
    """Return a text that becomes Swedish or English when it is shown (for labels, help and messages)."""
    shown: str = lazy(_chosen, str)(sv, en)
    return shown


def shown(words: Text) -> str:
    """Return a bilingual text of the library in the language of the page."""
    return words.of(lang())
