# SPDX-License-Identifier: Apache-2.0
"""A reading as words: its name, its number, and what it means."""

from __future__ import annotations

from utfall.core.estimate import Interval, Unknown
from utfall.core.outcome import Outcome
from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.phrases import economy, measures
from utfall.reports.phrases.analyses import attrition, holding, parts, rated
from utfall.reports.phrases.analyses.entry import Words
from utfall.reports.phrases.analyses.reasons import reason_text
from utfall.thread.analyses import Analysis, Reading

WORDS: dict[str, Words] = {**attrition.ATTRITION, **holding.HOLDING, **parts.PARTS, **rated.RATED}
NOTES: dict[str, Text] = {**attrition.NOTES, **holding.NOTES, **parts.NOTES, **rated.NOTES}
_POINTS = frozenset({"first_stage"})
_PS = frozenset({"p", "p_holm", "p_fdr"})
_CHANCES = frozenset({"chance", "sureness"})
_SHARES = frozenset({
    "same_sign", "excluding_zero", "to_zero", "interval_to_zero", "weight_of_prior", "fidelity", "missing_share",
})  # fmt: skip


def name_of(reading: Reading, outcome: Outcome, lang: Lang) -> str:
    """Return the name of the question."""
    return WORDS[reading.kind].name.of(lang).format_map(_slots(reading, outcome, lang))


def result_of(reading: Reading, outcome: Outcome, lang: Lang) -> str:
    """Return the number with its interval, '–' when there is none."""
    if isinstance(reading.value, Unknown):
        return "–"
    half = None if reading.low is None or reading.high is None else (reading.high - reading.low) / 2
    value = _value(reading.value, reading, outcome, lang, half)
    if reading.unit == "bounds" and reading.low is not None and reading.high is not None:
        return _span(reading.low, reading.high, reading, outcome, lang)
    if reading.low is None or reading.high is None:
        return value
    return f"{value} ({_span(reading.low, reading.high, reading, outcome, lang)})"


def meaning_of(reading: Reading, outcome: Outcome, lang: Lang) -> str:
    """Return what the answer means, or why there is none."""
    if isinstance(reading.value, Unknown):
        return reason_text(reading.value.reason, lang)
    words = WORDS[reading.kind]
    chosen = words.otherwise if words.otherwise is not None and _holds(reading, words.when) else words.meaning
    return chosen.of(lang).format_map(_slots(reading, outcome, lang))


def notes_of(analysis: Analysis, lang: Lang) -> list[str]:
    """Return what must be said with the analysis."""
    return [NOTES[name].of(lang) for name in analysis.notes]


def line_of(reading: Reading, outcome: Outcome, lang: Lang) -> str:
    """Return a reading on one line."""
    head = f"{name_of(reading, outcome, lang)}: "
    result = result_of(reading, outcome, lang)
    meaning = meaning_of(reading, outcome, lang)
    return head + (meaning if result == "–" else f"{result}. {meaning}".strip())


def _holds(reading: Reading, when: str) -> bool:
    if when == "clear":
        return reading.low is not None and reading.high is not None and (reading.low > 0 or reading.high < 0)
    return bool(reading.detail(when))


def _value(value: float, reading: Reading, outcome: Outcome, lang: Lang, half: float | None) -> str:
    unit = reading.unit
    if unit in ("difference", "bounds"):
        return measures.difference(value, outcome, lang, half_width=half)
    if unit == "level":
        return measures.level(value, outcome, lang)
    if unit == "chance":
        return economy.chance_text(value, lang)
    if unit == "share":
        return numbers.percent(value, lang)
    if unit == "points":
        return numbers.percentage_points(value, lang)
    if unit == "p":
        return numbers.p_value(value, lang)
    return numbers.number(value, lang, decimals=0 if unit == "count" else None)


def _span(low: float, high: float, reading: Reading, outcome: Outcome, lang: Lang) -> str:
    if reading.unit in ("difference", "level", "bounds"):
        return measures.span(Interval(low, high, reading.level), outcome, lang)
    if reading.unit == "points":
        return numbers.points_interval(low, high, lang)
    if reading.unit == "share":
        return numbers.percent_interval(low, high, lang)
    return numbers.interval(low, high, lang)


class _Named(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


def _slots(reading: Reading, outcome: Outcome, lang: Lang) -> _Named:
    slots = _Named(name=reading.name)
    if reading.kind == "specification":
        slots["name"] = holding.choices_text(reading.details, lang)
    if not isinstance(reading.value, Unknown):
        slots["value"] = _value(reading.value, reading, outcome, lang, None)
    for name, end in (("low", reading.low), ("high", reading.high)):
        if end is not None:
            slots[name] = _value(end, reading, outcome, lang, None)
    if reading.p_value is not None:
        slots["p"] = numbers.p_value(reading.p_value, lang)
    for name, detail in reading.details:
        slots[name] = _detail(name, detail, lang)
    slots.update(_special(reading, outcome, lang))
    return slots


def _special(reading: Reading, outcome: Outcome, lang: Lang) -> dict[str, str]:
    """Return the slots whose words hang on the kind of reading."""
    if reading.kind == "proposal":
        worth = reading.detail("worth")
        return {
            "decision": parts.DECISIONS[str(reading.detail("decision"))].of(lang),
            "reason": parts.REASONS[str(reading.detail("reason"))].of(lang),
            "worth": measures.difference(float(worth or 0.0) * outcome.sign, outcome, lang),
        }
    found = {"group": rated.GROUPS.get(reading.name, Text.same("")).of(lang)}
    if reading.kind == "session":
        for name in ("before", "after"):
            found[name] = measures.level(float(reading.detail(name) or 0.0), outcome, lang)
    return found


def _detail(name: str, value: float | int | str, lang: Lang) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return numbers.number(value, lang, decimals=0)
    if name in _PS:
        return numbers.p_value(value, lang)
    if name in _CHANCES:
        return economy.chance_text(value, lang)
    if name in _POINTS:
        return numbers.percentage_points(value, lang, signed=False)
    return numbers.percent(value, lang) if name in _SHARES else numbers.number(value, lang)
