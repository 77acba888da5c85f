# SPDX-License-Identifier: Apache-2.0
"""What a plan asks beside the effect: who was lost, in whom it differs, whether it holds, which parts do the work.

Column names are those of the data file. Everything here is optional, and part of the plan where it is stated.
"""

from __future__ import annotations

from dataclasses import dataclass

from utfall.core.text import NO_TEXT, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """Columns that tell how far each person came; None for what is not recorded.

    Parameters
    ----------
    eligible, reached, started
        Yes or no; an empty cell is no. Persons who are not eligible belong to no group.
    cause
        Why a person dropped out or was not measured, in words.
    attended
        Yes or no: took part at all. Makes the complier effect computable in a trial.
    dose
        Attendance or fidelity as a number: an association with the outcome, never an effect.
    """

    eligible: str | None = None
    reached: str | None = None
    started: str | None = None
    cause: str | None = None
    attended: str | None = None
    dose: str | None = None

    @property
    def yes_no(self) -> tuple[str, ...]:
        """The columns that hold yes or no."""
        return tuple(name for name in (self.eligible, self.reached, self.started, self.attended) if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """A column of subgroups, and why the effect is expected to differ between them."""

    column: str
    why: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenges:
    """What the answer of a comparison is put to the test with.

    Parameters
    ----------
    placebo_outcomes
        Columns that the initiative cannot have changed.
    placebo_groups
        Column that divides the comparison group.
    leave_out
        Column of units (schools, offices) that are left out one at a time.
    specification_curve
        Whether every other reasonable way to count is tried: without a covariate, with and without adjustment, and for
        nearest neighbours other calipers and numbers of comparison persons.
    """

    placebo_outcomes: tuple[str, ...] = ()
    placebo_groups: str | None = None
    leave_out: str | None = None
    specification_curve: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A component that persons were drawn to or not.

    Parameters
    ----------
    column
        Yes or no: drawn to it.
    worth
        Smallest effect worth its cost, in the outcome's unit, at least 0; 0 where it is not stated.
    fidelity
        Column with the share (0–1) delivered as meant.
    dose
        Column with the amount that was given.
    """

    column: str
    label: Text = NO_TEXT
    worth: float = 0.0
    fidelity: str | None = None
    dose: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPlan:
    """Which components are told apart, on which outcome; `pairs`: also what two of them do together."""

    data: str
    outcome: str
    components: tuple[Component, ...]
    pairs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingPlan:
    """Ratings before and after, per person or session by session.

    Parameters
    ----------
    person, session
        Columns of the person and the number of the session, for ratings made at each session; both or neither.
    sd, reliability
        Of the instrument, for who changed more than its error; both or neither.
    cutoff
        Between those who need help and those who do not.
    """

    id: str
    data: str
    outcome: str
    before: str
    after: str
    label: Text = NO_TEXT
    treatment: str | None = None
    comparison: str | None = None
    person: str | None = None
    session: str | None = None
    sd: float | None = None
    reliability: float | None = None
    cutoff: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPlan:
    """How a steering group looks at the difference while measurements come in.

    Parameters
    ----------
    comparison, outcome
        Ids; the comparison is drawn by lot, one person at a time.
    time
        Column that tells when the outcome was measured; a look is made at the end of each month (dates) or value.
    planned
        Persons in all by the plan, the same number at every look.
    """

    comparison: str
    outcome: str
    time: str
    planned: int
