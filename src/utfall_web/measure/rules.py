# SPDX-License-Identifier: Apache-2.0
"""SMART: what an indicator still lacks. Pure functions over values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Letter(StrEnum):
    """The five letters."""

    SPECIFIC = "specific"
    MEASURABLE = "measurable"
    ACCEPTED = "accepted"
    REALISTIC = "realistic"
    TIMED = "timed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the definition sheet of an indicator says; "" and None where it says nothing."""

    label: str
    numerator: str = ""
    denominator: str = ""
    is_share: bool = False
    source: str = ""
    responsible: str = ""
    baseline: str = ""
    target: float | None = None
    expected: float | None = None
    period: str = ""


def lacking(sheet: Sheet) -> tuple[Letter, ...]:
    """Return the letters of SMART that the sheet does not fulfil (R140).

    Specific: who counts is said; a share says of whom. Measurable: a source and a target. Accepted: somebody answers
    for it. Realistic: a baseline or an expected effect that the target can be held against. Timed: a period.
    """
    specific = bool(sheet.numerator) and (bool(sheet.denominator) or not sheet.is_share)
    fulfilled = {
        Letter.SPECIFIC: specific,
        Letter.MEASURABLE: bool(sheet.source) and sheet.target is not None,
        Letter.ACCEPTED: bool(sheet.responsible),
        Letter.REALISTIC: bool(sheet.baseline) or sheet.expected is not None,
        Letter.TIMED: bool(sheet.period),
    }
    return tuple(letter for letter, holds in fulfilled.items() if not holds)
