# SPDX-License-Identifier: Apache-2.0
"""The shape of an initiative file: what it may hold and of which type. The JSON Schema comes from here.

Shape only. What the parts mean together (known ids, sums of shares, price years) is checked when the
initiative is built.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

# Letters of Swedish and its neighbours, digits, - and _: safe in file names and in every regex dialect.
_LETTERS = "0-9A-Za-zÀ-ÖØ-öø-ÿ"
ID_PATTERN = rf"^[{_LETTERS}][{_LETTERS}_-]{{0,59}}$"


class Section(BaseModel):
    """A table of the file: unknown keys and wrong types are faults."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _word(value: Any) -> Any:
    """Return a value of a data column as the text that a cell would hold."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


Id = Annotated[str, Field(pattern=ID_PATTERN)]
Filled = Annotated[str, Field(min_length=1)]
Word = Annotated[str, BeforeValidator(_word), Field(min_length=1), WithJsonSchema({"type": ["string", "integer"]})]


class WordsTable(Section):
    """A text in Swedish and English; one of them is enough."""

    sv: str = ""
    en: str = ""


def _text_tag(value: Any) -> str | None:
    return "text" if isinstance(value, str) else "table" if isinstance(value, dict | WordsTable) else None


# Characters that turn the direction of the text after them: a name or number could be shown as another one.
_TURNING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Those, and the control characters (category Cc) other than line breaks and tabs.
_HIDDEN = re.compile(f"[{_TURNING}\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]")


def _texts(value: str | WordsTable) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else (value.sv, value.en)


def _visible(value: str | WordsTable) -> str | WordsTable:
    for text in _texts(value):
        if found := _HIDDEN.search(text):
            raise PydanticCustomError("hidden_character", "hidden", {"code": f"U+{ord(found[0]):04X}"})
    return value


def _filled(value: str | WordsTable) -> str | WordsTable:
    if not any(text.strip() for text in _texts(value)):
        raise PydanticCustomError("too_short", "empty")
    return value


Words = Annotated[
    Annotated[str, Tag("text")] | Annotated[WordsTable, Tag("table")],
    Discriminator(_text_tag, custom_error_type="words_expected", custom_error_message="a text"),
    AfterValidator(_visible),
]
FilledWords = Annotated[Words, AfterValidator(_filled)]

DistributionName = Literal["fixed", "normal", "lognormal", "beta", "gamma", "triangular", "pert", "uniform"]


class NumberTable(Section):
    """A number with its uncertainty."""

    value: float
    low: float | None = None
    high: float | None = None
    distribution: DistributionName | None = None
    source: str = ""
    assumption: bool = False


def number_tag(value: Any) -> str | None:
    """Return which form a number has: plain, named by id, or a table."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return "id" if isinstance(value, str) else "table" if isinstance(value, dict | Section) else None


Number = Annotated[
    Annotated[float, Tag("number")] | Annotated[str, Tag("id")] | Annotated[NumberTable, Tag("table")],
    Discriminator(number_tag, custom_error_type="number_expected", custom_error_message="a number"),
]


class InitiativeSection(Section):
    """What the initiative is and for whom."""

    id: Id
    title: FilledWords
    target_group: FilledWords
    summary: Words = ""
    question: Words = ""
    counterfactual: Words = ""
    organisation: Words = ""
    participants: Annotated[int, Field(ge=1, le=20_000_000)] | None = None
    ex_ante: bool = False
    illustration: bool = False
    caveats: list[Words] = Field(default_factory=list)


class LogicRowSection(Section):
    """A row of the logic model."""

    id: Id
    level: Literal["long_term_goal", "short_term_outcome", "activity", "resource"]
    text: Words
    indicator: Words = ""
    data_source: Words = ""
    assumption: Words = ""
    leads_to: list[str] = Field(default_factory=list)


class DataSection(Section):
    """A data file, its path counted from the folder of the initiative file."""

    id: Id
    file: Filled
    label: Words = ""
    delimiter: Literal[",", ";", "\t", "|"] | None = None
    decimal: Literal[",", "."] | None = None
    encoding: Literal["utf-8", "windows-1252", "utf-16"] | None = None
    sheet: Filled | None = None
    source: str = ""
    licence: str = ""
    labels: dict[str, Words] = {}


class ExpectedTable(Section):
    """What is expected of an outcome before the start."""

    value: float
    low: float | None = None
    high: float | None = None
    now: float | None = None
    source: str = ""


class OutcomeSection(Section):
    """Something measured in each person."""

    id: Id
    label: Words = ""
    column: Filled
    kind: Literal["continuous", "binary", "count", "ordinal", "time"] = "continuous"
    event: Filled | None = None
    horizon: Annotated[float, Field(gt=0)] | None = None
    direction: Literal["increase", "decrease"] = "increase"
    unit: Words = ""
    target: float | None = None
    term: Literal["short", "long"] = "short"
    logic_row: str | None = None
    expected: ExpectedTable | None = None
    lowest: float | None = None
    highest: float | None = None


class ParticipationTable(Section):
    """Columns that tell how far each person came."""

    eligible: Filled | None = None
    reached: Filled | None = None
    started: Filled | None = None
    cause: Filled | None = None
    attended: Filled | None = None
    dose: Filled | None = None


class SubgroupTable(Section):
    """A column of subgroups and why the effect is expected to differ between them."""

    column: Filled
    why: FilledWords


class ChallengesTable(Section):
    """What the answer is put to the test with."""

    placebo_outcomes: list[Filled] = Field(default_factory=list)
    placebo_groups: Filled | None = None
    leave_out: Filled | None = None
    specification_curve: bool = False


class ComparisonSection(Section):
    """What every comparison has, whatever its design."""

    id: Id
    label: Words = ""
    data: str
    primary: bool = False
    outcomes: list[str] = Field(default_factory=list)
    sex: Filled | None = None
    covariates_before_start: bool | None = None
    covariates_after_start: list[Filled] = Field(default_factory=list)
    areas: bool = False
    participation: ParticipationTable | None = None
    subgroups: list[SubgroupTable] = Field(default_factory=list)
    robustness: ChallengesTable | None = None
    comparison: Word | None = None
    id_column: Filled | None = None
    ci_level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95


class RctSection(ComparisonSection):
    """Random allocation."""

    design: Literal["rct"]
    treatment: Filled
    covariates: list[Filled] = Field(default_factory=list)
    adjust: bool = True
    cluster: Filled | None = None
    strata: list[Filled] = Field(default_factory=list)


def _caliper_tag(value: Any) -> str | None:
    return {"number": "number", "id": "none"}.get(number_tag(value) or "")


Caliper = Annotated[
    Annotated[float, Field(gt=0), Tag("number")] | Annotated[Literal["none"], Tag("none")],
    Discriminator(_caliper_tag, custom_error_type="number_expected", custom_error_message="a number"),
]


class MatchingSection(ComparisonSection):
    """Participants matched with persons as alike as possible."""

    design: Literal["matching"]
    treatment: Filled
    covariates: Annotated[list[Filled], Field(min_length=1)]
    distance: Literal["propensity", "mahalanobis"] = "propensity"
    ratio: Annotated[int, Field(ge=1, le=100)] = 1
    caliper: Caliper = 0.2
    replace: bool = False
    adjust: bool = False
    exact: list[Filled] = Field(default_factory=list)


class DidSection(ComparisonSection):
    """Difference in differences."""

    design: Literal["did"]
    treatment: Filled
    time: Filled | None = None
    post: Word | None = None
    before: Filled | None = None
    cluster: Filled | None = None
    covariates: list[Filled] = Field(default_factory=list)


class BeforeAfterSection(ComparisonSection):
    """Before and after, with no comparison."""

    design: Literal["before_after"]
    treatment: Filled | None = None
    time: Filled | None = None
    post: Word | None = None
    before: Filled | None = None


class CriterionSection(Section):
    """A success or stop criterion."""

    id: Id
    kind: Literal["success", "stop"]
    measure: Literal[
        "effect",
        "npv_society",
        "npv_public",
        "npv_municipality",
        "bcr",
        "payback_months",
        "probability_net_positive",
        "realisation_rate",
    ]
    label: Words = ""
    outcome: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    rule: Literal["interval", "point"] = "interval"


class LockSection(Section):
    """When the plan was locked."""

    date: Annotated[Word, Field(pattern=r"^\d{4}-\d{2}-\d{2}")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    by: str = ""


class LockHistorySection(LockSection):
    """An earlier lock of the plan, and why a new version was made."""

    reason: Filled


class DisclosureSection(Section):
    """How small a cell may be and still be shown."""

    threshold: Annotated[int, Field(ge=1, le=1000)] = 5
