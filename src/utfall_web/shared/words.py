# SPDX-License-Identifier: Apache-2.0
"""Words in the language of whoever is looking: Swedish and English side by side where they are used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.functional import lazy

from utfall.core.text import Lang, Text
from utfall.reports import numbers

_page: ContextVar[Lang | None] = ContextVar("language of the page", default=None)


def lang() -> Lang:
    """Return the language of the page that is being made: sv unless en was chosen."""
    return _page.get() or ("en" if (translation.get_language() or "sv").startswith("en") else "sv")


@contextmanager
def speaking(language: Lang) -> Iterator[None]:
    """Make everything inside in one language, our words as well as Django's."""
    before = _page.set(language)
    try:
        with translation.override(language):
            yield
    finally:
        _page.reset(before)


def _chosen(sv: str, en: str) -> str:
    return en if lang() == "en" else sv


_chosen_when_shown: Any = lazy(_chosen, str)  # once: `lazy` makes a class of its own at every call


def text(sv: str, en: str) -> str:
    """Return a text that becomes Swedish or English when it is shown (for labels, help and messages)."""
    shown: str = _chosen_when_shown(sv, en)
    return shown


def shown(words: Text) -> str:
    """Return a bilingual text of the library in the language of the page."""
    return words.of(lang())


def typed(value: float, *, signed: bool = False) -> str:
    """Return a number that a person wrote with as many decimals as it was written with: 8, not 8,00."""
    places = max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent))
    return numbers.number(value, lang(), decimals=places, signed=signed)
