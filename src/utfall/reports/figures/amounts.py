# SPDX-License-Identifier: Apache-2.0
"""How the economic figures write amounts, table heads and what they leave out, so that all do it alike."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from utfall.core.text import Lang, Text
from utfall.reports.document import Column
from utfall.reports.figures.canvas import LETTERS, wrapped
from utfall.reports.numbers import Scale, from_to, in_scale, money, money_unit, scaled_digits, shared_scale

# In the unit of the axis; an axis of such amounts alone would need more ticks than the drawing library can make.
_INVISIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class Amounts:
    """The scale, language and currency that every amount of one figure shares."""

    scale: Scale
    lang: Lang
    currency: str

    @property
    def unit(self) -> str:
        """The unit for an axis or a column head: 'tkr', 'thousand SEK'."""
        return money_unit(self.scale, self.lang, currency=self.currency)

    def scaled(self, value: float) -> float:
        """Return an amount in whole units as it is drawn; what no picture could show is nothing."""
        scaled = in_scale(value, self.scale)
        return scaled if abs(scaled) > _INVISIBLE else 0.0

    def full(self, value: float, *, signed: bool = False) -> str:
        """Return an amount with its unit, for running text."""
        return money(value, self.lang, scale=self.scale, currency=self.currency, signed=signed)

    def short(self, value: float, *, signed: bool = False) -> str:
        """Return an amount for a narrow column: without its unit where that takes much room (the axis has it)."""
        if self.currency == "SEK" and self.lang == "sv":
            return self.full(value, signed=signed)
        return self.cell(value, signed=signed)

    def cell(self, value: float | None, *, signed: bool = False) -> str:
        """Return an amount without its unit, for a table whose head has it; a dash when there is none."""
        return "–" if value is None else scaled_digits(value, self.lang, self.scale, signed=signed)

    def span(self, low: float, high: float) -> str:
        """Return the ends of an interval, without unit."""
        return from_to(self.cell(low), self.cell(high), self.lang)


def amounts_for(values: Iterable[float], lang: Lang, currency: str) -> Amounts:
    """Return how the amounts (whole currency units) of one figure are written."""
    return Amounts(shared_scale(*values), lang, currency)


def require(holds: bool, message: str) -> None:
    """Refuse what cannot be drawn truthfully.

    Raises
    ------
    ValueError
        With the message, which is for the programmer: a user's input is checked long before.
    """
    if not holds:
        raise ValueError(message)


def require_finite(*values: float | None) -> None:
    """Refuse NaN and infinity; None stands for a number that is not there."""
    require(all(value is None or math.isfinite(value) for value in values), "a figure can only show finite numbers")


def require_interval(low: float | None, high: float | None) -> None:
    """Refuse half an interval and one that runs backwards."""
    require_finite(low, high)
    require((low is None) == (high is None), "an interval has two ends")
    require(low is None or high is None or low <= high, "an interval runs from low to high")


def columns(heads: Sequence[Text | str], units: Sequence[str], lang: Lang, *, words: int = 1) -> tuple[Column, ...]:
    """Return the heads of a table; the first `words` columns hold words, the others numbers."""
    texts = [head if isinstance(head, str) else head.of(lang) for head in heads]
    return tuple(
        Column(text, "left" if index < words else "right", unit)
        for index, (text, unit) in enumerate(zip(texts, units, strict=True))
    )


def pick(lang: Lang, sv: str, en: str) -> str:
    """Return the sentence in the language asked for."""
    return sv if lang == "sv" else en


def thinned(count: int, most: int) -> tuple[int, ...]:
    """Return at most `most` (two or more) places of `count`, evenly spread, with the first and the last."""
    if count <= most:
        return tuple(range(count))
    return tuple(sorted({round(place * (count - 1) / (most - 1)) for place in range(most)}))


def panel_head(text: str) -> list[str]:
    """Return the heading of a panel as lines that fit."""
    return wrapped(text, LETTERS - 4)
