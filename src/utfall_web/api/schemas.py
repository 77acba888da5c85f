# SPDX-License-Identifier: Apache-2.0
"""What goes in and out of the API."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$")]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$"),
]
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
