# SPDX-License-Identifier: Apache-2.0
"""A line of the log as people read it: names of fields and of choices in words, empty values left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.apps import apps
from django.db import models

from utfall.core.text import Text
from utfall_web.shared.words import lang, text

# Fields whose names in the database say too little. A room's own come from `verbose_name` of its fields.
NAMES = {
    "title": Text(sv="Namn", en="Name"),
    "name": Text(sv="Namn", en="Name"),
    "summary": Text(sv="Beskrivning", en="Description"),
    "key": Text(sv="Nyckel", en="Key"),
    "state": Text(sv="Läge", en="State"),
    "note": Text(sv="Anteckning", en="Note"),
    "component": Text(sv="Del", en="Part"),
    "role": Text(sv="Roll", en="Role"),
    "user_id": Text(sv="Person", en="Person"),
    "kind": Text(sv="Slag", en="Kind"),
    "number": Text(sv="Organisationsnummer", en="Organisation number"),
    "expires_at": Text(sv="Gäller till", en="Valid until"),
    "accepted_at": Text(sv="Besvarad", en="Answered"),
    "revoked_at": Text(sv="Återkallad", en="Revoked"),
    "position": Text(sv="Plats i tabellen", en="Place in the table"),
    "more": Text(sv="Övrigt ur filen", en="More from the file"),
    "locked_at": Text(sv="Låst", en="Locked"),
    "sha256": Text(sv="Kontrollsumma", en="Checksum"),
    "names": Text(sv="Bestämt av", en="Decided by"),
    "reason": Text(sv="Skäl", en="Reason"),
}
_LABELS: dict[str, dict[str, Any]] = {}  # table → field → what its form calls it
PEOPLE = {"user_id", "responsible_id", "imported_by_id", "locked_by_id"}
Names = Mapping[int | tuple[str, int], str]  # people by their id, other rows by their table and id
_NOTHING = (None, "")
NOT_SHOWN = {"initiative_id", "organisation_id", "created_by_id", "invited_by_id", "is_active", "is_superuser"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one line: its name, and what it held before and after ('' for nothing)."""

    name: str
    before: str
    after: str


def called(model: type[models.Model], form: type[forms.Form]) -> None:
    """Let a table's fields be called in the history what its form calls them."""
    fields = form.base_fields
    labels = {one.attname: fields[one.name].label for one in model._meta.concrete_fields if one.name in fields}
    _LABELS[model._meta.label_lower] = labels


def links(event: Any) -> set[tuple[str, int]]:
    """Return the rows, by table and id, that a line of the log tells of by their number; people not included."""
    found = set()
    for name, table in _linking(event.kind):
        found |= {(table, told[name]) for told in (event.before, event.after) if isinstance(told.get(name), int)}
    return found


@lru_cache(maxsize=256)
def _linking(kind: str) -> tuple[tuple[str, str], ...]:
    """Return the fields of a table that lead to another, with where to."""
    found = [(name, _linked(name, field)) for name, field in _fields(kind).items()]
    return tuple((name, table) for name, table in found if table)


def _linked(name: str, field: models.Field[Any, Any] | None) -> str:
    """Return the table that a field leads to, "" for none and for people and what no line shows."""
    if name in PEOPLE or name in NOT_SHOWN or not isinstance(field, models.ForeignKey):
        return ""
    return str(field.related_model._meta.label_lower)


def changes(event: Any, names: Names) -> list[Change]:
    """Return what a line of the log tells of each field, in the order of the model.

    Parameters
    ----------
    names
        Names of people and of the rows that are linked to.
    """
    fields = _fields(event.kind)
    touched = event.before.keys() | event.after.keys()
    found = []
    for name in [*(name for name in fields if name in touched), *sorted(touched - fields.keys())]:
        held, holds, field = event.before.get(name), event.after.get(name), fields.get(name)
        if name in NOT_SHOWN or (held in _NOTHING and holds in _NOTHING):
            continue
        before, after = _words(name, field, held, names), _words(name, field, holds, names)
        if before or after:
            label = _LABELS.get(event.kind, {}).get(name)
            found.append(Change(str(label) if label else _name(name, field), before, after))
    return found


@lru_cache(maxsize=256)  # as many as there are tables; every line of a page asks
def _fields(kind: str) -> dict[str, models.Field[Any, Any]]:
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return {}
    return {field.attname: field for field in model._meta.concrete_fields}


def _name(name: str, field: models.Field[Any, Any] | None) -> str:
    if name in NAMES:
        return NAMES[name].of(lang())
    words = str(field.verbose_name) if field is not None else name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _words(name: str, field: models.Field[Any, Any] | None, value: Any, names: Names) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(text("Ja", "Yes") if value else text("Nej", "No"))
    if name in PEOPLE:
        return names.get(value, str(value))
    table = _linked(name, field)
    if table:
        return names.get((table, value)) or str(text(f"nr {value}", f"no. {value}"))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return str(_choices(field).get(value, value)) if field is not None and field.choices else str(value)


@lru_cache(maxsize=256)
def _choices(field: models.Field[Any, Any]) -> dict[Any, Any]:
    """Return the words of a field's choices, which become Swedish or English when they are shown."""
    return dict(field.flatchoices)
