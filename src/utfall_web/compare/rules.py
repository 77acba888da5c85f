# SPDX-License-Identifier: Apache-2.0
"""The screening questions of the ethics review. Pure functions over answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Screening(StrEnum):
    """What the answers point to; the decision is the principal's."""

    REVIEW = "review"
    NOT_RESEARCH = "not_research"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """Yes, no or unsure: a scientific question and method, intent to publish, sensitive data, aims to affect."""

    research: str = "unsure"
    publish: str = "unsure"
    sensitive: str = "unsure"
    affects: str = "unsure"


def screening(answers: Screened) -> Screening:
    """Return what the answers point to.

    Research (a scientific question and method, or an intent to publish) that handles sensitive data or offences, or
    uses a method that aims to affect people, needs a review (etikprovningsmyndigheten.se, questions and answers).
    """
    is_research = _any(answers.research, answers.publish)
    touches = _any(answers.sensitive, answers.affects)
    if is_research == "no":
        return Screening.NOT_RESEARCH
    if is_research == "yes" and touches == "yes":
        return Screening.REVIEW
    return Screening.OPEN


def _any(*answers: str) -> str:
    return "yes" if "yes" in answers else "unsure" if "unsure" in answers else "no"
