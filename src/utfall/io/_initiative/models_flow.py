# SPDX-License-Identifier: Apache-2.0
"""The shape of a flow file, schema utfall/flow/1."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from utfall.io._initiative.models import Filled, FilledWords, Section, Word, Words
from utfall.io._initiative.sections import Shape

Days = Annotated[int, Field(ge=0, le=200_000)]
Codes = Annotated[list[Word], Field(min_length=1, max_length=5_000)]


class FlowSection(Section):
    """The rules of the flow, each stated in the result."""

    id: Filled
    title: FilledWords
    note: Words = ""
    illustration: bool = False
    depth: Annotated[int, Field(ge=1, le=8)] = 3
    look_back: Annotated[int, Field(ge=1, le=200_000)] | None = None
    era_gap: Days | None = None
    min_days: Days = 1
    gap_days: Days | Literal["never"] = 14
    gap: Filled = "none"
    gap_label: Words = ""
    overlap: Literal["truncate", "combine", "priority"] = "truncate"
    ties: Literal["longest", "priority", "row"] = "longest"
    unknown: Literal["refuse", "other", "drop"] = "refuse"
    backwards: Literal["refuse", "drop"] = "refuse"
    censor: date | None = None
    support_window: Literal["step", "gap", "around"] = "step"
    support_days: Days = 0
    age_bands: Annotated[list[Annotated[int, Field(ge=0, le=130)]], Field(min_length=1)] = Field(
        default_factory=lambda: [0, 13, 16, 18, 21]
    )


class OutcomeRule(Section):
    """What the trace starts from."""

    states: Annotated[list[Filled], Field(min_length=1)]
    after: list[Filled] = Field(default_factory=list)
    which: Literal["every", "first", "last"] = "every"
    on: date | None = None
    start_from: date | None = None
    start_to: date | None = None


class StateRow(Section):
    """A state, or a support, and the codes of the register that stand for it."""

    id: Filled
    label: Words = ""
    codes: Codes


class DataRow(Section):
    """Where the rows are, from the file's folder, and what their columns are called."""

    spells: Filled | None = None
    imported: Filled | None = None
    supports: Filled | None = None
    persons: Filled | None = None
    observation: Filled | None = None
    from_day: Filled | None = None
    to_day: Filled | None = None
    person: Filled | None = None
    state: Filled | None = None
    support: Filled | None = None
    start: Filled | None = None
    end: Filled | None = None
    sex: Filled | None = None
    birth_year: Filled | None = None
    area: Filled | None = None
    last_day_included: bool = False


SHAPE = Shape(
    schema="utfall/flow/1",
    tables={"flow": FlowSection, "outcome": OutcomeRule, "data": DataRow},
    lists={"states": StateRow, "supports": StateRow},
    required=("flow", "outcome", "states"),
)
