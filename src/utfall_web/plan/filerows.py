# SPDX-License-Identifier: Apache-2.0
"""Rows that are tables of the initiative file: which field is which key, and everything else kept as it came.

A file may say more than a form asks. What no field holds stays in the row's `more`, word for word, so that a file
that is taken in and given out again evaluates to the same number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from utfall_web.plan.models import FileRow, Initiative
from utfall_web.plan.reads import rows

Form = Literal["words", "text", "number", "bool", "list"]


@dataclass(frozen=True, slots=True)
class Held:
    """A field that holds a key of the file: `field` and `key` in the form that the file writes it."""

    field: str
    key: str
    form: Form


def held(form: Form, *fields: str, **renamed: str) -> tuple[Held, ...]:
    """Return fields of one form; a keyword names the file's key of a field that is called otherwise."""
    return (*(Held(name, name, form) for name in fields), *(Held(name, key, form) for name, key in renamed.items()))


def to_table(row: FileRow, spec: tuple[Held, ...]) -> dict[str, Any]:
    """Return a row as its table in the file; what is empty is left out."""
    table = {**row.more, "id": row.key}
    for one in spec:
        value = _out(row, one)
        if value is not None:
            table[one.key] = value
    return table


def _out(row: FileRow, one: Held) -> Any:
    value = getattr(row, one.field)
    if one.form == "words":
        english = getattr(row, f"{one.field}_en")
        return ({"sv": value, "en": english} if english else value) if value else None
    if one.form == "list":
        return [word.strip() for word in value.split(",") if word.strip()] or None
    if one.form == "number":
        return value
    return value or None


def from_table(raw: Mapping[str, Any], spec: tuple[Held, ...]) -> dict[str, Any]:
    """Return the values of a row from its table in the file: fields, `key` and `more`."""
    more = {key: value for key, value in raw.items() if key != "id"}
    values: dict[str, Any] = {"key": raw["id"]}
    for one in spec:
        found = _in(more[one.key], one) if one.key in more else None
        if found is not None:
            values |= found
            del more[one.key]
    return {**values, "more": more}


def _in(value: Any, one: Held) -> dict[str, Any] | None:
    """Return a value in its fields; None when no field can hold it as it stands."""
    match one.form:
        case "words":
            if isinstance(value, str):
                return {one.field: value}
            whole = isinstance(value, dict) and set(value) == {"sv", "en"} and value["en"]
            return {one.field: value["sv"], f"{one.field}_en": value["en"]} if whole else None
        case "text":
            return {one.field: value} if isinstance(value, str) else None
        case "number":
            return {one.field: value} if isinstance(value, int | float) and not isinstance(value, bool) else None
        case "bool":
            return {one.field: value} if isinstance(value, bool) else None
        case "list":
            plain = isinstance(value, list) and all(isinstance(w, str) and w.strip() and "," not in w for w in value)
            return {one.field: ", ".join(value)} if plain else None


def tables(model: type[FileRow], initiative: Initiative, spec: tuple[Held, ...]) -> list[dict[str, Any]]:
    """Return the rows of an initiative as tables of the file, in their order."""
    return [to_table(row, spec) for row in rows(model, initiative)]


def keys(model: type[FileRow], initiative: Initiative) -> set[str]:
    """Return the keys that are taken."""
    return set(model._default_manager.filter(initiative=initiative).values_list("key", flat=True))
