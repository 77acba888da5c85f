# SPDX-License-Identifier: Apache-2.0
"""The shape of the economic part of an initiative file, and of the file as a whole."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag

from utfall.io._initiative import models_plans as p
from utfall.io._initiative import models_questions as q
from utfall.io._initiative.designs import AnyComparison
from utfall.io._initiative.models import (
    CriterionSection,
    DataSection,
    DisclosureSection,
    DistributionName,
    Filled,
    Id,
    InitiativeSection,
    LockHistorySection,
    LockSection,
    LogicRowSection,
    Number,
    NumberTable,
    OutcomeSection,
    Section,
    Words,
    number_tag,
)

SCHEMA_ID = "utfall/initiative/1"

Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Year = Annotated[int, Field(ge=1900, le=2200)]
ProjectYear = Annotated[int, Field(ge=1, le=300)]
StandardCost = Literal[
    "evaluation", "management", "premises", "overhead", "volunteers", "other_actors", "participant_time"
]


class RateStep(Section):
    """A discount rate that holds to and with a year; without `last_year`, for all years after."""

    rate: Annotated[float, Field(gt=-1, le=1)]
    last_year: ProjectYear | None = None


class AppraisalSection(Section):
    """How the economy is added up."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "SEK"
    price_year: Year
    discount_rate: Annotated[float, Field(gt=-1, le=1)] = 0.035
    schedule: list[RateStep] = Field(default_factory=list)
    horizon_years: ProjectYear = 5
    timing: Literal["start", "mid", "end"] = "mid"
    draws: Annotated[int, Field(ge=1_000, le=10_000_000)] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1
    own_actor: str = "municipality"
    own_unit: Filled | None = None
    last_followup_year: ProjectYear = 1
    ci_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    optimism_bias: bool = False
    optimism_shares: (
        Annotated[
            dict[Annotated[str, Field(pattern=r"^[1-6]$")], Annotated[float, Field(ge=0, le=1)]], Field(min_length=1)
        ]
        | None
    ) = None
    optimism_source: str = ""
    default_intervals: bool = False


Grade = Annotated[int, Field(ge=1, le=6)]


class EvidenceTable(Section):
    """Grades 1 (best) to 6 of what a line rests on."""

    population: Grade
    effect: Grade
    unit_cost: Grade


class ParameterSection(NumberTable):
    """A number that several lines share by its id: drawn once per draw."""

    id: Id
    label: Words = ""


Contribution = Annotated[
    Annotated[float, Tag("number")] | Annotated[str, Tag("id")],
    Discriminator(number_tag, custom_error_type="number_expected", custom_error_message="a number"),
]


class Priced(Section):
    """What a line and its price have in common."""

    id: Id
    label: Words = ""
    actor: str | None = None
    postings: dict[str, float] | None = None
    unit: Words = ""
    unit_cost: Number
    low: float | None = None
    high: float | None = None
    distribution: DistributionName | None = None
    price_year: Year | None = None
    index: Filled | None = None
    basis: Literal["average", "marginal", "tariff"] | None = None
    step: Annotated[float, Field(gt=0)] | None = None
    variable_share: Annotated[float, Field(ge=0, le=1)] | None = None
    split_size: Annotated[float, Field(gt=0, le=1e6)] | None = None
    evidence: EvidenceTable | None = None
    employer_contribution: Contribution | None = None
    stakeholder: Words = ""
    source: str = ""
    assumption: bool = False


class CostSection(Priced):
    """A line of the programme's own cost."""

    quantity: Number = 1.0
    year: ProjectYear | None = None
    years: Annotated[list[ProjectYear], Field(min_length=1)] | None = None
    sunk: bool = False
    standard_cost: StandardCost | None = None


class AdjustmentTable(NumberTable):
    """A share taken off, with the motive for taking it."""

    motive: str = ""


Adjusted = Annotated[
    Annotated[float, Tag("number")] | Annotated[str, Tag("id")] | Annotated[AdjustmentTable, Tag("table")],
    Discriminator(number_tag, custom_error_type="number_expected", custom_error_message="a number"),
]


class ConsequenceSection(Priced):
    """A line of what follows from the initiative, in anybody's purse."""

    kind: Literal["avoided_service", "induced_service", "production", "tax", "transfer", "time", "wellbeing"]
    outcome: str | None = None
    units_per_improvement: Number | None = None
    quantity: Number | None = None
    population: Number | None = None
    reach: Number | None = None
    first_year: ProjectYear = 1
    years: ProjectYear = 1
    ramp: list[Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=list)
    dropoff: Number | None = None
    deadweight: Adjusted | None = None
    displacement: Adjusted | None = None
    attribution: Adjusted | None = None
    cashability: Literal["cash_releasing", "freed_capacity", "avoided_growth", "not_valued"] = "not_valued"
    overlap_group: str = ""
    overlap_motive: str = ""
    baseline: Annotated[float, Field(ge=0)] | None = None


class IndexSection(Section):
    """An index series of the user's own: year → value."""

    id: Id
    label: Words = ""
    values: Annotated[
        dict[Annotated[str, Field(pattern=r"^\d{4}$")], Annotated[float, Field(gt=0)]], Field(min_length=1)
    ]
    source: str = ""


class UnitCostSection(NumberTable):
    """A unit cost of the user's own; with the id of a catalogue entry it replaces that, with a motive."""

    id: Id
    label: Words = ""
    price_year: Year
    actor: str
    unit: Words = ""
    index: Filled | None = None
    motive: str = ""
    address: str = ""
    verified: bool = False
    basis: Literal["average", "marginal", "tariff"] = "average"
    step: Annotated[float, Field(gt=0)] | None = None
    variable_share: Annotated[float, Field(ge=0, le=1)] | None = None
    employer_contribution: Contribution | None = None
    overhead: Literal["in", "out"] | None = None
    overlap_group: str = ""
    valid_from: Day = ""
    valid_to: Day = ""


def _with_title(schema: dict[str, Any]) -> None:
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = "urn:utfall:initiative:1"


class InitiativeFile(Section):
    """An initiative file, schema utfall/initiative/1."""

    model_config = ConfigDict(json_schema_extra=_with_title)

    schema_id: Annotated[Literal["utfall/initiative/1"], Field(alias="schema")]
    initiative: InitiativeSection
    logic_model: list[LogicRowSection] = Field(default_factory=list)
    data: list[DataSection] = Field(default_factory=list)
    outcomes: list[OutcomeSection] = Field(default_factory=list)
    comparisons: list[AnyComparison] = Field(default_factory=list)
    criteria: list[CriterionSection] = Field(default_factory=list)
    appraisal: AppraisalSection | None = None
    parameters: list[ParameterSection] = Field(default_factory=list)
    costs: list[CostSection] = Field(default_factory=list)
    consequences: list[ConsequenceSection] = Field(default_factory=list)
    indices: list[IndexSection] = Field(default_factory=list)
    unit_costs: list[UnitCostSection] = Field(default_factory=list)
    type_cases: list[p.TypeCaseSection] = Field(default_factory=list)
    alternative_costs: list[p.AlternativeCostSection] = Field(default_factory=list)
    time_saved: list[p.TimeSavedSection] = Field(default_factory=list)
    alternatives: list[p.AlternativeSection] = Field(default_factory=list)
    choice: p.ChoiceSection | None = None
    scale_up: p.ScaleUpSection | None = None
    claims: p.ClaimsSection | None = None
    quoted: list[p.QuotedSection] = Field(default_factory=list)
    correlations: list[p.CorrelationSection] = Field(default_factory=list)
    component_analysis: q.ComponentAnalysisSection | None = None
    ratings: list[q.RatingSection] = Field(default_factory=list)
    follow_up: q.FollowUpSection | None = None
    lock: LockSection | None = None
    lock_history: list[LockHistorySection] = Field(default_factory=list)
    disclosure: DisclosureSection | None = None
