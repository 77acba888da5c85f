# SPDX-License-Identifier: Apache-2.0
"""What goes in and out of the API."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from utfall.io.instruments import instruments

Words = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
# One sign at least that is no space, by every reading of what a space is: the document's, Python's and the forms'.
_NOT_BLANK = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85\ufeff][^\x00]*$"
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=_NOT_BLANK)]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Strict(Schema):
    """Base of what comes in: a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Error(Schema):
    """What went wrong and how to mend it."""

    detail: str


class Invalid(Schema):
    """What is wrong with the body or the address, place by place."""

    detail: list[dict[str, object]] | str


class InitiativeOut(Schema):
    """A social investment."""

    id: int
    organisation_id: int
    key: str
    title: str
    summary: str
    version: int
    created_at: datetime.datetime
    changed_at: datetime.datetime


class InitiativeIn(Strict):
    """A new social investment."""

    organisation_id: Id
    title: Title
    summary: Annotated[Words, Field(max_length=4000)] = ""


class InitiativeChange(Strict):
    """A change of a social investment as it stood at `version`."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    title: Title
    summary: Annotated[Words, Field(max_length=4000)] = ""


class ComponentOut(Schema):
    """How far one of the seven components has come."""

    component: str
    state: str
    note: str
    version: int


class ComponentChange(Strict):
    """A new state of a component as it stood at `version`."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    state: Literal["not_started", "ongoing", "paused", "done"]
    note: Annotated[Words, Field(max_length=500)] = ""


class InitiativePage(Schema):
    """One page of a list."""

    items: list[InitiativeOut]
    total: int
    page: int


Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Amount = Annotated[float, Field(ge=-1_000_000_000_000, le=1_000_000_000_000)]
Level = Literal["long_term_goal", "short_term_outcome", "activity", "resource"]
Kind = Literal["binary", "continuous", "count", "ordinal", "time"]


Said60 = Annotated[Words, Field(max_length=60)]
Said100 = Annotated[Words, Field(max_length=100)]
Said200 = Annotated[Words, Field(max_length=200)]
Said300 = Annotated[Words, Field(max_length=300)]
Said500 = Annotated[Words, Field(max_length=500)]
Said2000 = Annotated[Words, Field(max_length=2000)]
Named300 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=_NOT_BLANK)]
Named500 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=_NOT_BLANK)]


class LogicRowIn(Strict):
    """A new row of the logic model; `leads_to` holds ids of rows of the same initiative."""

    level: Level
    what: Named500
    what_en: Said500 = ""
    indicator: Said500 = ""
    data_source: Said500 = ""
    assumption: Said2000 = ""
    leads_to: Annotated[list[Id], Field(max_length=500, default_factory=list)]


class LogicRowChange(LogicRowIn):
    """A row of the logic model written anew, as it stood at `version`."""

    version: Version


class LogicRowOut(Schema):
    """A row of the logic model; `key` is its id in the initiative file."""

    id: int
    key: str
    level: str
    what: str
    what_en: str
    indicator: str
    data_source: str
    assumption: str
    leads_to: list[int]
    version: int
    changed_at: datetime.datetime


# Told in the document; the form is what refuses another one, in words.
Instrument = Annotated[str, Field(json_schema_extra={"enum": ["", *instruments()]})]


class IndicatorIn(Strict):
    """A new indicator with its definition sheet; `row` is the id of an outcome or goal of the logic model."""

    label: Named300
    row: Id | None = None
    kind: Kind = "binary"
    direction: Literal["increase", "decrease"] = "increase"
    unit: Said60 = ""
    numerator: Said300 = ""
    denominator: Said300 = ""
    source: Said300 = ""
    column: Said100 = ""
    instrument: Instrument = ""
    frequency: Said200 = ""
    responsible: Said200 = ""
    quality: Said2000 = ""
    baseline: Said200 = ""
    target: Amount | None = None
    period: Said200 = ""
    expected: Amount | None = None
    expected_low: Amount | None = None
    expected_high: Amount | None = None
    now: Amount | None = None
    expected_source: Said2000 = ""


class IndicatorChange(IndicatorIn):
    """An indicator written anew, as it stood at `version`."""

    version: Version


class IndicatorOut(Schema):
    """An indicator; `key` is its id in the initiative file."""

    id: int
    key: str
    label: str
    row: int | None = Field(alias="row_id")
    kind: str
    direction: str
    unit: str
    numerator: str
    denominator: str
    source: str
    column: str
    instrument: str
    frequency: str
    responsible: str
    quality: str
    baseline: str
    target: float | None
    period: str
    expected: float | None
    expected_low: float | None
    expected_high: float | None
    now: float | None
    expected_source: str
    version: int
    changed_at: datetime.datetime


class ResultOut(Schema):
    """What the plan gives if the expected effects hold; nothing is measured.

    `result` follows the published schema `utfall/result/1`, as `utfall evaluate` writes it; without it `missing` says
    what the plan lacks. `plan_sha256` is the plan's checksum as it stands, `locked_sha256` that of the last lock.
    """

    basis: Literal["expected"]
    plan_sha256: str | None
    locked_sha256: str | None
    missing: list[str]
    result: dict[str, Any] | None


class MeasuredOut(Schema):
    """A result of an evaluation that has been read in: what was measured, held to a locked plan.

    `plan_kept` tells whether it was evaluated by the plan as it was locked (`lock_number`, `locked_sha256`).
    """

    id: int
    basis: Literal["measured"]
    run_id: str
    lang: str
    verdict: str
    plan_sha256: str
    locked_sha256: str
    lock_number: int
    plan_kept: bool
    file_sha256: str
    imported_at: datetime.datetime


class MeasuredWholeOut(MeasuredOut):
    """The same with all that the file says (`utfall/result/1`)."""

    result: dict[str, Any]
