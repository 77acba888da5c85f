# SPDX-License-Identifier: Apache-2.0
"""What is planned around an initiative: need, target group, people, activities, risks, communication and dates.

The initiative file holds what is computed; this holds what is agreed. Texts are the planners' own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from utfall.core.text import NO_TEXT, Text

Level = Literal["low", "medium", "high"]
_STEPS: dict[Level, int] = {"low": 1, "medium": 2, "high": 3}


class Role(StrEnum):
    """Who answers for what in an initiative (R43, R44)."""

    OWNER = "owner"
    STEERING_GROUP = "steering_group"
    PROJECT_LEAD = "project_lead"
    DEPUTY = "deputy"
    TEAM_MEMBER = "team_member"
    COORDINATOR = "coordinator"
    EVALUATOR = "evaluator"
    CONTROLLER = "controller"
    DECISION_MAKER = "decision_maker"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Something that supports a need (R63).

    Parameters
    ----------
    numerator, denominator
        Persons that have the need, and persons asked about; None where the evidence is no count.
    breakdown
        For whom: "women 16–19, Norra".
    """

    kind: Literal["quantitative", "qualitative"]
    text: Text
    source: str
    numerator: int | None = None
    denominator: int | None = None
    breakdown: Text = NO_TEXT

    def __post_init__(self) -> None:
        if self.numerator is not None and self.denominator is not None and self.numerator > self.denominator:
            raise ValueError("more have the need than were asked about")

    @property
    def share(self) -> float | None:
        """Share (0–1) that has the need; None where the evidence is no count."""
        if self.numerator is None or not self.denominator:
            return None
        return self.numerator / self.denominator

    def small(self, threshold: int) -> bool:
        """Return whether so few have the need, or so few have not, that the count may not be shown."""
        if self.numerator is None:
            return False
        rest = self.numerator if self.denominator is None else self.denominator - self.numerator
        return 0 < self.numerator < threshold or 0 < rest < threshold


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A need: the problem, among whom, what supports it, and whether practitioners see it too (R60)."""

    id: str
    problem: Text
    group: Text
    evidence: tuple[Evidence, ...] = ()
    practitioners: Text = NO_TEXT
    agreement: Literal["not_asked", "differs", "shared"] = "not_asked"

    @property
    def verified(self) -> bool:
        """A need is verified when something with a source supports it."""
        return any(one.source for one in self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetGroup:
    """Who the initiative is for (R96): traits that bound the group, how many take part and how many there are.

    Parameters
    ----------
    traits
        Pairs of kind (diagnosis, risk factor, geography, age, receives an intervention) and what it is.
    expected
        Persons who are expected to take part.
    whole
        Persons in the whole group; None where it is not known.
    """

    description: Text
    traits: tuple[tuple[Text, Text], ...] = ()
    expected: int | None = None
    whole: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHolder:
    """Who holds a role; a function or a name, with the organisation and the share of working time (0–1)."""

    role: Role
    who: str
    organisation: str = ""
    time_share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedActivity:
    """An activity and what counts as having done it (R117)."""

    id: str
    text: Text
    done_when: Text = NO_TEXT
    done_by: str = ""
    reported_by: str = ""
    how_often: Text = NO_TEXT
    resources: Text = NO_TEXT
    deviations_to: str = ""
    process_measure: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk (R136, R137); `harm` says that it could hurt a person."""

    text: Text
    probability: Level
    impact: Level
    harm: bool = False
    action: Text = NO_TEXT
    responsible: str = ""

    @property
    def priority(self) -> int:
        """Probability times impact, 1 to 9."""
        return _STEPS[self.probability] * _STEPS[self.impact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakeholder:
    """Somebody whose view is needed: what they can tell, and how it is collected."""

    who: Text
    interest: Text = NO_TEXT
    collection: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A line of the communication plan (R139): to whom, what, when, how and by whom."""

    to: Text
    what: Text
    when: Text = NO_TEXT
    how: Text = NO_TEXT
    responsible: str = ""
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """Something with a date, ISO; `end` is "" for a single day."""

    text: Text
    start: str
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How personal data are handled, for the letter to participants; what is "" has not been decided.

    Parameters
    ----------
    controller
        The board that answers for the data (personuppgiftsansvarig).
    legal_basis
        As the organisation's data protection officer has decided it.
    """

    controller: str = ""
    contact: str = ""
    protection_officer: str = ""
    legal_basis: Text = NO_TEXT
    data: Text = NO_TEXT
    kept: Text = NO_TEXT
    recipients: Text = NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFrame:
    """What a case to a board needs besides the plan (R51, R52)."""

    to: str = ""
    proposal: Text = NO_TEXT
    background: Text = NO_TEXT
    preparation: tuple[tuple[str, str], ...] = ()  # who was heard, ISO date
    gender: Text = NO_TEXT
    view: Text = NO_TEXT
    signatories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlan:
    """All that is agreed before the start, beside the initiative file."""

    needs: tuple[Need, ...] = ()
    target_group: TargetGroup | None = None
    roles: tuple[RoleHolder, ...] = ()
    activities: tuple[PlannedActivity, ...] = ()
    risks: tuple[Risk, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    messages: tuple[Message, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    stop_handling: Text = NO_TEXT
    check_ins: Text = NO_TEXT
    handling: Handling = Handling()
    case: CaseFrame = CaseFrame()

    def holders(self, *roles: Role) -> tuple[RoleHolder, ...]:
        """Return who holds any of the roles."""
        return tuple(holder for holder in self.roles if holder.role in roles)
