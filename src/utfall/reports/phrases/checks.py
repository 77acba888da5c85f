# SPDX-License-Identifier: Apache-2.0
"""The words of every check on an estimate: what was looked at, and what its outcome means.

Each entry has a name and one sentence per status that the check can have. {value} and {limit} are the check's
numbers, formatted as `form` says; other names come from the check's details.
"""

from __future__ import annotations

import math
import re

from utfall.core.estimate import Check, Status
from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.phrases.check_words.covariates import COVARIATES
from utfall.reports.phrases.check_words.entry import CheckWords, Form
from utfall.reports.phrases.check_words.groups import GROUPS
from utfall.reports.phrases.check_words.matching import MATCHING
from utfall.reports.phrases.check_words.over_time import OVER_TIME


def check_name(check: Check, lang: Lang) -> str:
    """Return what the check looked at."""
    return WORDS[check.id].name.of(lang)


def check_text(check: Check, lang: Lang) -> str:
    """Return what the check found, in one or two sentences."""
    return sentence(WORDS[check.id], check, lang)


def sentence(words: CheckWords, check: Check, lang: Lang) -> str:
    """Return the sentence of a check's words for its status, with its numbers."""
    template = words.by_status.get(check.status, words.default).of(lang)
    return template.format_map(_Slots(check, words.form, lang))


_UNKNOWN = Text(sv="okänt", en="unknown")
_DISTANCE = Text(sv="sannolikheten att delta (propensity score)", en="the propensity score")


class _Slots(dict[str, str]):
    """The values that a sentence may name; an unknown number reads as 'okänt'."""

    def __init__(self, check: Check, form: Form, lang: Lang) -> None:
        super().__init__()
        self.unknown = _UNKNOWN.of(lang)
        for name, value in check.details:
            of_score = name == "covariate" and value == "distance"
            self[name] = _DISTANCE.of(lang) if of_score else _detail(value, lang)
        for name, number in (("value", check.value), ("limit", check.limit)):
            if number is not None and math.isfinite(number):
                self[name] = _formatted(number, form, lang)

    def __missing__(self, key: str) -> str:
        return self.unknown


def _detail(value: str | float | int, lang: Lang) -> str:
    """Return a word as it is, a count without decimals, a float between 0 and 1 as a share.

    A word that is a decimal number is written as one.
    """
    if isinstance(value, str):
        decimal = re.fullmatch(r"-?\d+\.\d+", value)
        return numbers.number(float(value), lang, decimals=len(value.partition(".")[2])) if decimal else value
    if isinstance(value, int):
        return numbers.number(value, lang, decimals=0)
    if not math.isfinite(value):
        return _UNKNOWN.of(lang)
    return numbers.percent(value, lang) if 0 <= value <= 1 else numbers.number(value, lang)


def _formatted(value: float, form: Form, lang: Lang) -> str:
    if form == "share":
        return numbers.percent(value, lang)
    if form == "p":
        return numbers.p_value(min(max(value, 0.0), 1.0), lang, decimals=3 if value < 0.1 else 2)
    if form == "smd":
        return numbers.number(value, lang, decimals=2)
    if form == "count":
        return numbers.number(value, lang, decimals=0)
    return numbers.number(value, lang)


WORDS: dict[str, CheckWords] = {**GROUPS, **COVARIATES, **MATCHING, **OVER_TIME}

STATUS_NAMES: dict[Status, Text] = {
    Status.PASS: Text(sv="godkänd", en="pass"),
    Status.WARN: Text(sv="varning", en="warning"),
    Status.FAIL: Text(sv="underkänd", en="fail"),
    Status.INFO: Text(sv="upplysning", en="information"),
}
