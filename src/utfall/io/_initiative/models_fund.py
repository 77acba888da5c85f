# SPDX-License-Identifier: Apache-2.0
"""The shape of a fund file, schema utfall/fund/1."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from utfall.io._initiative.models import Filled, FilledWords, Id, Section, Word, Words
from utfall.io._initiative.sections import Shape

Amount = Annotated[float, Field(ge=0, le=1e12)]
Share = Annotated[float, Field(ge=0, le=1)]
CalendarYear = Annotated[int, Field(ge=1900, le=2200)]


class FundSection(Section):
    """What the fund is."""

    id: Id
    title: FilledWords
    note: Words = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "SEK"
    illustration: bool = False


class RulesSection(Section):
    """The fund's rules; amounts in kronor. What is left out is taken from the preset."""

    preset: str | None = None
    fund_share: Share | None = None
    model: Literal["none", "frame_cut", "repayment"] | None = None
    repayment_share: Share | None = None
    size: Amount | None = None
    ceiling: Amount | None = None
    yearly_cap: Amount | None = None
    initiative_yearly_cap: Amount | None = None
    co_financing_ceiling: Share | None = None
    years: Annotated[int, Field(ge=0, le=300)] | None = None
    draw_years: Annotated[int, Field(ge=1, le=300)] | None = None
    min_boards: Annotated[int, Field(ge=1, le=100)] | None = None


class InitiativeRow(Section):
    """An initiative and the boards behind it."""

    id: Id
    title: Words = ""
    boards: Annotated[list[Filled], Field(min_length=1)]


class EntryRow(Section):
    """One entry of the ledger; amount in kronor with at most two decimals."""

    date: Word
    kind: Literal[
        "appropriation",
        "decision",
        "drawdown",
        "verified_saving",
        "frame_reduction",
        "repayment",
        "write_off",
        "closure",
    ]
    amount: Amount = 0.0
    initiative: str | None = None
    board: str = ""
    note: str = ""
    saving: str = ""


class ExpectedRow(Section):
    """A saving expected in a board in a coming calendar year."""

    year: CalendarYear
    initiative: str
    board: Filled
    amount: Amount


SHAPE = Shape(
    schema="utfall/fund/1",
    tables={"fund": FundSection, "rules": RulesSection},
    lists={"initiatives": InitiativeRow, "entries": EntryRow, "expected": ExpectedRow},
    required=("fund", "rules"),
)
