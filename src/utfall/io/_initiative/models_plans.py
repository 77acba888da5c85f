# SPDX-License-Identifier: Apache-2.0
"""The shape of what an initiative file plans beside its lines: type cases, alternatives, a roll-out, claims."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from utfall.io._initiative.models import Filled, Id, NumberTable, Section, Words

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]


class TypeCaseSection(Section):
    """A typical participant: kronor per year and actor before and after."""

    id: Id
    label: Words = ""
    stands_for: Annotated[float, Field(gt=0, le=20_000_000)] = 1.0
    before: dict[str, float]
    after: dict[str, float]


class AlternativeCostSection(Section):
    """What would have been used instead, and how likely that was."""

    id: Id
    label: Words = ""
    actor: str
    units: Amount
    unit_cost: Amount
    probability: Share = 1.0


class TimeSavedSection(Section):
    """Time saved per case."""

    id: Id
    label: Words = ""
    actor: str
    cases: Amount
    minutes_before: Amount
    minutes_after: Amount
    hourly_cost: Amount


class AlternativeSection(Section):
    """One option of a choice: cost and effect per person."""

    id: Id
    label: Words = ""
    cost: NumberTable
    effect: NumberTable


class ScaleUpSection(Section):
    """How the initiative is rolled out."""

    persons: Annotated[list[Amount], Field(min_length=1, max_length=300)]
    fixed: Amount = 0.0
    step_cost: Amount = 0.0
    capacity: Annotated[float, Field(gt=0)] | None = None
    variable: Amount = 0.0
    training: Amount = 0.0
    premises: Amount = 0.0
    turnover: Share = 0.0
    retention: Share = 0.8
    released: Amount = 0.0


class ClaimsSection(Section):
    """What the initiative claims of outcomes that others may claim too."""

    people: Filled
    outcomes: Annotated[dict[str, float], Field(min_length=1)]


class QuotedSection(Section):
    """A result of somebody else's that the file quotes, with its vintage and the current one."""

    id: Id
    source: Filled
    vintage: Filled
    current: Filled


class CorrelationSection(Section):
    """Two uncertain numbers that go together, with rank correlation: parameters by id, effects as effect:<outcome>."""

    between: Annotated[list[Filled], Field(min_length=2, max_length=2)]
    rank: Annotated[float, Field(gt=-1, lt=1)]
    source: str = ""


class ChoiceSection(Section):
    """What alternatives are held against."""

    willingness: Annotated[list[Amount], Field(min_length=1, max_length=100)]
