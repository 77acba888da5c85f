# SPDX-License-Identifier: Apache-2.0
"""Words for people, always in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["sv", "en"]
LANGS: tuple[Lang, ...] = ("sv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Swedish and in English.

    A text written by a user in one language only is held in both fields: showing it untranslated is
    better than showing nothing.
    """

    sv: str
    en: str

    @classmethod
    def same(cls, text: str) -> Text:
        """Return a text that reads alike in both languages (names, ids, a user's own words)."""
        return cls(sv=text, en=text)

    def of(self, lang: Lang) -> str:
        """Return the text in the language asked for."""
        return self.sv if lang == "sv" else self.en

    def __bool__(self) -> bool:
        return bool(self.sv or self.en)


NO_TEXT = Text("", "")
