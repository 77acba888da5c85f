# SPDX-License-Identifier: Apache-2.0
"""The initiative: everything that is planned, in one frozen value. The file that holds it is read in `io`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from utfall.core.designs import Design
from utfall.core.lines import AppraisalSettings, Line
from utfall.core.outcome import Criterion, Outcome
from utfall.core.planning import NO_PLANS, Plans
from utfall.core.questions import Challenges, ComponentPlan, FollowUpPlan, Participation, RatingPlan, Subgroup
from utfall.core.text import NO_TEXT, Text


class LogicLevel(StrEnum):
    """The four levels of the logic model (effektlogik), from what is wanted to what is put in."""

    LONG_TERM_GOAL = "long_term_goal"
    SHORT_TERM_OUTCOME = "short_term_outcome"
    ACTIVITY = "activity"
    RESOURCE = "resource"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicRow:
    """One row of the logic model, with how it is followed and what it rests on."""

    id: str
    level: LogicLevel
    text: Text
    indicator: Text = NO_TEXT
    data_source: Text = NO_TEXT
    assumption: Text = NO_TEXT
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSource:
    """A data file and where it comes from. None as format option: found out when the file is read."""

    id: str
    file: str
    label: Text = NO_TEXT
    delimiter: str | None = None
    decimal: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    source: str = ""
    licence: str = ""
    labels: dict[str, Text] = field(default_factory=dict)  # of columns, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One answer to 'compared with whom': a design on a data file.

    The primary comparison carries verdict and economy; the others show how far the answer depends on it.

    Parameters
    ----------
    covariates_before_start
        Whether the covariates were measured before the start, all but `covariates_after_start`; None: not said.
    areas
        Whether rows are areas (municipalities, schools) and not persons, so that few of them disclose nobody.
    participation
        How far each person came; None where it is not recorded.
    subgroups
        In whom the effect is asked to differ, each with its motive.
    robustness
        What the answer is put to the test with besides what its design always allows.
    """

    id: str
    label: Text
    data: str
    design: Design
    primary: bool = False
    outcomes: tuple[str, ...] = ()
    sex: str | None = None
    covariates_before_start: bool | None = None
    covariates_after_start: tuple[str, ...] = ()
    areas: bool = False
    participation: Participation | None = None
    subgroups: tuple[Subgroup, ...] = ()
    robustness: Challenges | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLock:
    """When the plan was locked and its SHA-256 then."""

    date: str
    sha256: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLock(PlanLock):
    """An earlier lock, and why the plan was changed after it."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOrigin:
    """Where an index series comes from, and the years whose value nobody has seen at the source."""

    source: str = ""
    unverified: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """A bounded effort expected to give better outcomes and lower cost to society over time.

    Parameters
    ----------
    participants
        Persons that the economy counts.
    illustration
        True when the numbers are made up to show the method; every page of a report says so.
    disclosure_threshold
        Cells with fewer persons than this are not shown.
    """

    id: str
    title: Text
    summary: Text
    target_group: Text
    question: Text = NO_TEXT
    counterfactual: Text = NO_TEXT
    organisation: Text = NO_TEXT
    participants: int | None = None
    ex_ante: bool = False
    illustration: bool = False
    caveats: tuple[Text, ...] = ()
    logic_model: tuple[LogicRow, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    data: tuple[DataSource, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    lines: tuple[Line, ...] = ()
    appraisal: AppraisalSettings | None = None
    lock: PlanLock | None = None
    lock_history: tuple[EarlierLock, ...] = ()
    disclosure_threshold: int = 5
    plan_sha256: str = ""
    index: dict[str, dict[int, float]] = field(default_factory=dict)
    index_origin: dict[str, IndexOrigin] = field(default_factory=dict)
    plans: Plans = NO_PLANS
    parameter_labels: dict[str, Text] = field(default_factory=dict)  # of parameters shared by id
    component_analysis: ComponentPlan | None = None
    ratings: tuple[RatingPlan, ...] = ()
    follow_up: FollowUpPlan | None = None

    @property
    def primary(self) -> Comparison | None:
        """The comparison that carries verdict and economy; None when there is none."""
        marked = [comparison for comparison in self.comparisons if comparison.primary]
        return next(iter([*marked, *self.comparisons]), None)

    def outcome(self, outcome_id: str) -> Outcome:
        """Return the outcome with this id.

        Raises
        ------
        KeyError
            When there is none: a fault of the caller, since a parsed initiative has only known ids.
        """
        return {outcome.id: outcome for outcome in self.outcomes}[outcome_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that a result rests on."""

    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a result can be followed back to.

    `run_id` is derived from the inputs, the plan, the version and the seed: the same run has the same id.
    """

    inputs: tuple[InputFile, ...]
    software: str
    seed: int
    plan_sha256: str
    run_id: str
    lock_kept: bool | None = None  # None: the plan was never locked
    lock_date: str = ""
