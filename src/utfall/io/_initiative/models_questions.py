# SPDX-License-Identifier: Apache-2.0
"""The shape of what an initiative file asks beside the effect: components, ratings and continuous follow-up."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from utfall.io._initiative.models import Filled, Id, Section, Word, Words


class ComponentTable(Section):
    """A component that persons were drawn to or not."""

    column: Filled
    label: Words = ""
    worth: Annotated[float, Field(ge=0)] = 0.0
    fidelity: Filled | None = None
    dose: Filled | None = None


class ComponentAnalysisSection(Section):
    """Which components are told apart, on which outcome."""

    data: str | None = None
    outcome: str | None = None
    pairs: bool = False
    components: Annotated[list[ComponentTable], Field(min_length=1)]


class RatingSection(Section):
    """Ratings before and after, per person or session by session."""

    id: Id
    before: Filled
    after: Filled
    data: str | None = None
    outcome: str | None = None
    label: Words = ""
    treatment: Filled | None = None
    comparison: Word | None = None
    person: Filled | None = None
    session: Filled | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    reliability: Annotated[float, Field(gt=0, lt=1)] | None = None
    cutoff: float | None = None


class FollowUpSection(Section):
    """How the difference is looked at while measurements come in."""

    time: Filled
    planned: Annotated[int, Field(ge=1, le=20_000_000)]
    comparison: str | None = None
    outcome: str | None = None
