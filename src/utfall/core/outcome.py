# SPDX-License-Identifier: Apache-2.0
"""Outcomes and the criteria that they are held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from utfall.core.text import NO_TEXT, Text

OutcomeKind = Literal["continuous", "binary", "count", "ordinal", "time"]
PLAIN_KINDS: tuple[OutcomeKind, ...] = ("continuous", "binary", "count")  # whose cells are numbers to take means of
Direction = Literal["increase", "decrease"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is expected of an outcome before the start, in its unit as measured (a wanted fall is negative).

    Parameters
    ----------
    value
        The expected effect per person; for a binary outcome a difference between shares, -1 to 1.
    low, high
        Its 95 % interval; None: counted as certain.
    now
        The level without the initiative, which the potential needs; None when it is not known.
    """

    value: float
    low: float | None = None
    high: float | None = None
    now: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Something measured in each person that the initiative is to change.

    Parameters
    ----------
    id, label
        Name in files, and name for people.
    column
        Column in the data file.
    kind
        continuous, binary (1/0, ja/nej), count, ordinal (ratings in order) or time (until an event).
    direction
        The wanted direction.
    unit
        Unit for people, for example "kr per år"; a binary outcome is shown in percentage points.
    target
        The value everyone would have if the target state were reached: makes the potential computable.
        None: 1 or 0 by direction for a binary outcome, unknown otherwise.
    term
        Short-term outcome or long-term goal.
    logic_row
        Id of the logic-model row that it measures.
    expected
        What is expected of it before the start; None when nothing is stated.
    event, horizon
        For "time": the column that tells whether the event came (else the person was lost or followed no longer),
        and until when the time without event is counted, in the unit of time.
    lowest, highest
        The smallest and largest value that it can have: the worst and best case of those lost are counted with them.
    """

    id: str
    label: Text
    column: str
    kind: OutcomeKind = "continuous"
    direction: Direction = "increase"
    unit: Text = NO_TEXT
    target: float | None = None
    term: Literal["short", "long"] = "short"
    logic_row: str | None = None
    expected: Expected | None = None
    event: str | None = None
    horizon: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @property
    def sign(self) -> int:
        """+1 when more is better, -1 when less is better."""
        return 1 if self.direction == "increase" else -1

    @property
    def target_state(self) -> float | None:
        """The outcome of a person who has reached the target state; None when it is not stated."""
        if self.target is not None or self.kind != "binary":
            return self.target
        return 1.0 if self.direction == "increase" else 0.0


Measure = Literal[
    "effect",
    "npv_society",
    "npv_public",
    "npv_municipality",
    "bcr",
    "payback_months",
    "probability_net_positive",
    "realisation_rate",
]

MEASURES: tuple[Measure, ...] = (
    "effect",
    "npv_society",
    "npv_public",
    "npv_municipality",
    "bcr",
    "payback_months",
    "probability_net_positive",
    "realisation_rate",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A success or stop criterion, set before the start.

    Parameters
    ----------
    measure, outcome
        What is held against the threshold; `outcome` is an outcome id and required for "effect".
    at_least, at_most
        The threshold; exactly one of them is set. For "effect" in the outcome's unit, as measured
        (a wanted decrease of 5 days is `at_most = -5`); shares are 0–1.
    rule
        "interval": the whole interval must lie on the right side; "point": the estimate alone decides.
    """

    id: str
    kind: Literal["success", "stop"]
    measure: Measure
    label: Text = NO_TEXT
    outcome: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    rule: Literal["interval", "point"] = "interval"

    @property
    def threshold(self) -> float:
        """The number that the measure is held against."""
        threshold = self.at_least if self.at_least is not None else self.at_most
        if threshold is None:
            raise ValueError(f"criterion {self.id} has no threshold")
        return threshold
