# SPDX-License-Identifier: Apache-2.0
"""The shape of a contract file, schema utfall/contract/1."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from utfall.io._initiative.models import Filled, FilledWords, Id, Section, Words
from utfall.io._initiative.sections import Shape

Amount = Annotated[float, Field(ge=0, le=1e12)]
Years = Annotated[int, Field(ge=1, le=300)]


class ContractSection(Section):
    """What the contract is and how it pays; amounts in the currency."""

    id: Id
    title: FilledWords
    note: Words = ""
    illustration: bool = False
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "SEK"
    initiative: Filled | None = None
    payer: str = "municipality"
    investor: Words = ""
    counterfactual: Words = ""
    investment: Annotated[float, Field(gt=0, le=1e12)]
    years: Years
    window_years: Years | None = None
    metric: Literal["improvement", "relative", "saving"] = "improvement"
    baseline: float | None = None
    rule: Literal["point", "significant"] = "point"
    cap: Amount | None = None
    return_cap: Annotated[float, Field(ge=0, le=10)] | None = None
    guarantee: Amount = 0.0
    discount_rate: Annotated[float, Field(gt=-1, le=1)] = 0.035
    draws: Annotated[int, Field(ge=100, le=10_000_000)] = 10_000
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 1


class StepRow(Section):
    """A step of the ladder: at least this outcome, this payment."""

    at_least: float
    pays: Amount


class TermsSection(Section):
    """What is paid for which outcome: a ladder, a line or a price per person."""

    kind: Literal["ladder", "linear", "rate_card"]
    steps: list[StepRow] = Field(default_factory=list)
    rate: Amount | None = None
    floor: float = 0.0
    ceiling: float | None = None
    price: Amount | None = None
    persons: Annotated[float, Field(gt=0, le=20_000_000)] | None = None


class OutcomeRow(Section):
    """An outcome that is paid for, with its weight; its effect when no initiative file gives it."""

    outcome: Id
    label: Words = ""
    weight: Annotated[float, Field(ge=0, le=1)] = 1.0
    direction: Literal["increase", "decrease"] = "increase"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    source: str = ""


class GainRow(Section):
    """What one unit of the metric's improvement is worth to an actor in each year, all persons."""

    actor: str
    per_year: Annotated[list[float], Field(min_length=1, max_length=300)]


SHAPE = Shape(
    schema="utfall/contract/1",
    tables={"contract": ContractSection, "terms": TermsSection},
    lists={"outcomes": OutcomeRow, "gains": GainRow},
    required=("contract", "terms", "outcomes"),
)
