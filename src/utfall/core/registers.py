# SPDX-License-Identifier: Apache-2.0
"""The canonical tables of needs and flows: what a register extract looks like once it has been read.

Persons are dense whole numbers, never names or personnummer: `io` maps them on import and keeps the map apart.
Dates are whole days. An interval is half-open, [start, end): the day it ends is not part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["int32", "int64", "string", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, its type, and whether every row must have a value."""

    name: str
    kind: Kind
    required: bool = True


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """A canonical table.

    Parameters
    ----------
    name
        What the engines know it by.
    fields
        Columns in order.
    key
        Columns that together tell one row from every other; () when rows have no key.
    """

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(field.name for field in self.fields)

    @property
    def kinds(self) -> dict[str, Kind]:
        """Type of each column, by name."""
        return {field.name: field.kind for field in self.fields}

    @property
    def required(self) -> tuple[str, ...]:
        """Columns where every row must have a value."""
        return tuple(field.name for field in self.fields if field.required)


PERSON = RegisterTable(
    "person",
    (
        Field("person", "int64"),
        Field("sex", "string", required=False),
        Field("birth_year", "int32", required=False),
        Field("area", "string", required=False),
    ),
    key=("person",),
)

PERSON_PERIOD = RegisterTable(
    "person_period",
    (
        Field("person", "int64"),
        Field("from_d", "date"),
        Field("to_d", "date", required=False),
        Field("attribute", "string"),
        Field("value", "string", required=False),
    ),
)

EPISODE = RegisterTable(
    "episode",
    (
        Field("person", "int64"),
        Field("kind", "string"),
        Field("state", "string"),
        Field("start_d", "date"),
        Field("end_d", "date", required=False),  # empty: still going on at the censoring date
        Field("row_id", "int64"),
    ),
    key=("row_id",),
)

CODE_MAP = RegisterTable(
    "code_map",
    (Field("source_code", "string"), Field("state", "string"), Field("version", "string", required=False)),
    key=("source_code", "version"),
)

OBSERVATION = RegisterTable(
    "observation",
    (Field("person", "int64"), Field("from_d", "date"), Field("to_d", "date", required=False)),
)

KEY_MAP = RegisterTable(
    "key_map",
    (Field("pseudonym", "string"), Field("person", "int64")),
    key=("pseudonym",),
)

TABLES = (PERSON, PERSON_PERIOD, EPISODE, CODE_MAP, OBSERVATION, KEY_MAP)
