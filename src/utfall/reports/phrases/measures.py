# SPDX-License-Identifier: Apache-2.0
"""A value of an outcome as people read it: shares in per cent, differences between shares in percentage points."""

from __future__ import annotations

from decimal import Decimal

from utfall.core.estimate import Estimate, Interval
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.reports import numbers

NBSP = numbers.NBSP
_POINTS = Text(sv="procentenheter", en="percentage points")
# How a unit in per cent begins; the word stays in the language that it was written in.
_PER_CENT = (
    ("procent", Text.same(_POINTS.sv)),
    ("percent", Text.same(_POINTS.en)),
    ("per cent", Text.same(_POINTS.en)),
    ("%", _POINTS),
)
_SINGULAR = ((_POINTS.sv, "procentenhet"), (_POINTS.en, "percentage point"))
SHARES = ("binary", "ordinal")  # an ordinal one is the share of comparisons in which a participant stands higher


def level(value: float, outcome: Outcome, lang: Lang, *, decimals: int | None = None) -> str:
    """Return a mean or share of the outcome with its unit."""
    if outcome.kind in SHARES:
        return numbers.percent(value, lang, decimals=decimals)
    return _with_unit(numbers.number(value, lang, decimals=decimals), outcome, lang)


def difference(value: float, outcome: Outcome, lang: Lang, *, half_width: float | None = None) -> str:
    """Return a difference in the outcome with its sign and unit, rounded as `half_width` allows."""
    if value == 0 and half_width is None:
        half_width = 10.0  # a threshold of zero needs no decimals
    if outcome.kind in SHARES:
        decimals = None if half_width is None else _points_decimals(half_width)
        return numbers.percentage_points(value, lang, decimals=decimals)
    decimals = None if half_width is None else numbers.decimals_for(half_width)
    return _beside(numbers.number(value, lang, decimals=decimals, signed=True), difference_unit(outcome, lang))


def threshold(value: float, outcome: Outcome, lang: Lang) -> str:
    """Return a difference that somebody has set, with the decimals it was written with."""
    exponent = (Decimal(repr(value)) * (100 if outcome.kind in SHARES else 1)).normalize().as_tuple().exponent
    decimals = min(max(-exponent, 0), 6) if isinstance(exponent, int) else 0
    return _beside(bare(value, outcome, lang, decimals=decimals, signed=True), difference_unit(outcome, lang))


def _beside(text: str, unit: str) -> str:
    """Return a number with its unit, percentage points in the singular beside 1."""
    for many, one in _SINGULAR:
        if numbers.is_one(text) and unit.startswith(many):
            unit = one + unit[len(many) :]
    return f"{text}{NBSP}{unit}" if unit else text


def difference_unit(outcome: Outcome, lang: Lang) -> str:
    """Return the unit of a difference: percentage points where the outcome is a share or itself in per cent."""
    if outcome.kind in SHARES:
        return _POINTS.of(lang)
    unit = outcome.unit.of(lang)
    for word, points in _PER_CENT:
        if unit.casefold() == word or unit.casefold().startswith(f"{word} "):
            return points.of(lang) + unit[len(word) :]
    return unit


def span(interval: Interval, outcome: Outcome, lang: Lang) -> str:
    """Return 'från … till …' with unit."""
    if outcome.kind in SHARES:
        return numbers.points_interval(interval.low, interval.high, lang)
    return numbers.interval(interval.low, interval.high, lang, unit=difference_unit(outcome, lang))


def half_width(estimate: Estimate) -> float:
    """Return half the width of the confidence interval, in the outcome's unit."""
    return (estimate.interval.high - estimate.interval.low) / 2


def confidence(interval: Interval, lang: Lang) -> str:
    """Return '95 % konfidensintervall'."""
    word = "konfidensintervall" if lang == "sv" else "confidence interval"
    return f"{numbers.percent(interval.level, lang, decimals=0)} {word}"


def _points_decimals(half: float) -> int:
    return max(min(numbers.decimals_for(half * 100), 2), 0)


def _with_unit(text: str, outcome: Outcome, lang: Lang) -> str:
    unit = outcome.unit.of(lang)
    return f"{text}{NBSP}{unit}" if unit else text


def bare(value: float, outcome: Outcome, lang: Lang, *, decimals: int | None = None, signed: bool = False) -> str:
    """Return a size in the outcome's unit without naming it; percentage points for a binary outcome."""
    size = value * 100 if outcome.kind in SHARES else value
    return numbers.number(size, lang, decimals=decimals, signed=signed)
