# SPDX-License-Identifier: Apache-2.0
"""The estimate: what was found, how sure it is, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How a check went. INFO tells something that is neither good nor bad."""

    PASS = "pass"  # noqa: S105 - a check's status, not a secret
    WARN = "warn"
    FAIL = "fail"
    INFO = "info"


class EvidenceGrade(StrEnum):
    """How far an estimate can be trusted as an effect, on the scale that SBU uses in Swedish.

    CHANGE_ONLY is no grade: the design describes a change and cannot tell what caused it.
    """

    STRONG = "strong"
    MODERATE = "moderate"
    LIMITED = "limited"
    INSUFFICIENT = "insufficient"
    CHANGE_ONLY = "change_only"


class Estimand(StrEnum):
    """Whose effect the number is about."""

    ATE = "ate"  # all who could take part
    ATT = "att"  # those who took part
    ATT_MATCHED = "att_matched"  # those who took part and had a comparable person
    ATO = "ato"  # those who might have been in either group, most of all those in the middle
    ITT = "itt"  # all who were offered, taken up or not
    CHANGE = "change"  # no effect: the difference between two points in time


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval that, over repeated studies, covers the truth with probability `level`."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold for the estimate to be trusted, and how it went.

    Parameters
    ----------
    id
        Catalogue id, for example "W-OVERLAP"; reports has its words in Swedish and English.
    status
        pass, warn, fail or info.
    value
        The number that was held against the limit; None when there is none.
    limit
        The limit; None when there is none.
    details
        Named facts that the sentence about the check needs, such as ("covariate", "age").
    """

    id: str
    status: Status
    value: float | None = None
    limit: float | None = None
    details: tuple[tuple[str, str | float | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """One estimate of one outcome by one design.

    Parameters
    ----------
    id
        Unique within a run, "<comparison>/<outcome>".
    outcome, design
        Ids of the outcome and of the kind of design ("rct", "matching", "did", "before_after").
    estimand
        Whose effect.
    value, std_error
        In the outcome's unit; a share 0–1 (a risk difference) for a binary outcome.
    interval
        Confidence interval of `value`.
    p_value
        Two-sided, of no effect; None when the design gives none.
    df
        Degrees of freedom of the t distribution that goes with `std_error`; None for the normal.
    n_intervention, n_comparison
        Persons (or units) that the estimate rests on. For before–after both are the same persons.
    mean_intervention, mean_comparison
        Mean outcome in each group as compared (weighted after matching). For before–after: after and before. For
        difference in differences: the two changes.
    method
        How it was computed, for example "welch", "lin-hc2", "nearest-neighbour".
    level_intervention
        Where the means are changes: the participants' mean outcome after the start; None where they are levels.
    """

    id: str
    outcome: str
    design: str
    estimand: Estimand
    value: float
    std_error: float
    interval: Interval
    p_value: float | None
    df: float | None
    unit: str
    n_intervention: int
    n_comparison: int
    mean_intervention: float
    mean_comparison: float
    grade: EvidenceGrade
    method: str
    checks: tuple[Check, ...] = field(default=())
    level_intervention: float | None = None

    @property
    def level_without(self) -> float:
        """Where the participants would have been without it, in the outcome's unit; NaN when no level is known."""
        if self.level_intervention is None:
            return self.mean_comparison
        return self.level_intervention - self.value


@dataclass(frozen=True, slots=True)
class Unknown:
    """A quantity that cannot be computed, with its reason: never 0, never NaN.

    Parameters
    ----------
    reason
        Catalogue id of the reason; reports has its words.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its interval, for what has no estimate of its own (kronor, months, shares)."""

    value: float
    interval: Interval | None = None
    unit: str = ""
