# SPDX-License-Identifier: Apache-2.0
"""A value of an outcome as people read it: shares in per cent, differences between shares in percentage points."""

from __future__ import annotations

from utfall.core.estimate import Estimate, Interval
from utfall.core.outcome import Outcome
from utfall.core.text import Lang
from utfall.reports import numbers

NBSP = numbers.NBSP
_SHARES = ("binary", "ordinal")  # an ordinal one is the share of comparisons in which a participant stands higher


def level(value: float, outcome: Outcome, lang: Lang, *, decimals: int | None = None) -> str:
    """Return a mean or share of the outcome with its unit."""
    if outcome.kind in _SHARES:
        return numbers.percent(value, lang, decimals=decimals)
    return _with_unit(numbers.number(value, lang, decimals=decimals), outcome, lang)


def difference(value: float, outcome: Outcome, lang: Lang, *, half_width: float | None = None) -> str:
    """Return a difference in the outcome with its sign and unit, rounded as `half_width` allows."""
    if value == 0 and half_width is None:
        half_width = 10.0  # a threshold of zero needs no decimals
    if outcome.kind in _SHARES:
        decimals = None if half_width is None else _points_decimals(half_width)
        return numbers.percentage_points(value, lang, decimals=decimals)
    decimals = None if half_width is None else numbers.decimals_for(half_width)
    return _with_unit(numbers.number(value, lang, decimals=decimals, signed=True), outcome, lang)


def span(interval: Interval, outcome: Outcome, lang: Lang) -> str:
    """Return 'från … till …' with unit."""
    if outcome.kind in _SHARES:
        return numbers.points_interval(interval.low, interval.high, lang)
    return numbers.interval(interval.low, interval.high, lang, unit=outcome.unit.of(lang))


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


def bare(value: float, outcome: Outcome, lang: Lang) -> str:
    """Return a size in the outcome's unit without naming it; percentage points for a binary outcome."""
    return numbers.number(value * 100 if outcome.kind in _SHARES else value, lang)
