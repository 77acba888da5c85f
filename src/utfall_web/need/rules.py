# SPDX-License-Identifier: Apache-2.0
"""Is it a social investment? Pure functions over the answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ruling(StrEnum):
    """What the answers say together."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Answers:
    """The answer, yes, no or unsure, to each half of the definition and each bound.

    Parameters
    ----------
    better
        Better outcomes for the target group.
    cheaper
        Lower cost to society over time.
    bounded
        A beginning, an end and a budget.
    new
        Something that ordinary operation cannot do alone: not more of the same, and no duty moved out of it.
    """

    better: str = "unsure"
    cheaper: str = "unsure"
    bounded: str = "unsure"
    new: str = "unsure"


def ruling(answers: Answers) -> tuple[Ruling, tuple[str, ...]]:
    """Return whether it is a social investment, and the answers that stand in the way (R1, R3).

    One no is enough: with only one half, it is a cost increase or an improvement of ordinary operation.
    """
    given = {name: getattr(answers, name) for name in ("better", "cheaper", "bounded", "new")}
    denied = tuple(name for name, answer in given.items() if answer == "no")
    if denied:
        return Ruling.NO, denied
    unsure = tuple(name for name, answer in given.items() if answer != "yes")
    return (Ruling.OPEN, unsure) if unsure else (Ruling.YES, ())
