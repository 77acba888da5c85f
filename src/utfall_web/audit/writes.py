# SPDX-License-Identifier: Apache-2.0
"""The only way to write a row: the row and its line in the log in one transaction.

`create`, `change` and `remove` are what the `writes` of every room call. `record` is for what is no row (a lock, a
decision, an export), `looked` for every look at personal data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection, models, transaction
from django.db.models.deletion import Collector
from django.utils import timezone

from utfall_web.audit.chain import digest
from utfall_web.audit.models import AuditEvent
from utfall_web.shared.posting import Stale
from utfall_web.shared.uploads import forget

_LOCK = 0x75746661  # names our advisory lock among others in PostgreSQL
_NOT_TOLD = {"id", "version", "created_at", "changed_at", "password", "last_login"}


class Scope(Protocol):
    """A row that says where it belongs."""

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return the ids of its organisation and of its initiative, None where it has none."""


Row = TypeVar("Row", bound=models.Model)


def told(row: models.Model) -> dict[str, Any]:
    """Return a row's values as the log tells them. A model names what must not be told in `audit_hides`."""
    hidden = _NOT_TOLD | set(getattr(row, "audit_hides", ()))
    fields = [field for field in row._meta.concrete_fields if field.attname not in hidden]
    return {field.attname: _plain(field.value_from_object(row)) for field in fields}


def _plain(value: Any) -> Any:
    return value.name if isinstance(value, models.fields.files.FieldFile) else value


def create(row: Row, *, actor: models.Model | None, reason: str = "") -> Row:
    """Write a new row. Raises `ValidationError` when a value does not fit its field."""
    with transaction.atomic():
        row.full_clean()
        row.save(force_insert=True)
        _of_row(row, actor=actor, verb="create", before={}, after=told(row), reason=reason)
    return row


def change(
    row: Row,
    *,
    actor: models.Model | None,
    version: int,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
    **named: Any,
) -> Row:
    """Write new values into a row as it stood at `version`, and return the row as it stands now.

    Nothing is written, and no line is logged, when no value differs. Raises `Stale` when somebody else has changed the
    row after `version`. What a person filled in comes as `values`: a field of theirs may be called `actor` or `row`.
    """
    with transaction.atomic():
        fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if _version(fresh) != version:
            raise Stale(fresh)
        before = told(fresh)
        for name, value in {**(values or {}), **named}.items():
            setattr(fresh, name, value)
        fresh.full_clean()
        differs = {name for name, value in told(fresh).items() if before.get(name) != value}
        if not differs:
            return fresh
        fresh.version = version + 1  # type: ignore[attr-defined] # every row that is changed is Versioned
        fresh.save()
        after = told(fresh)
        _of_row(
            fresh,
            actor=actor,
            verb="change",
            before={name: before[name] for name in differs},
            after={name: after[name] for name in differs},
            reason=reason,
        )
    return fresh


def remove(row: models.Model, *, actor: models.Model | None, version: int, reason: str = "") -> None:
    """Remove a row as it stood at `version`, with the rows that belong to it and their files.

    What they held, but not the files, stays in the log: a line for each. A row that stays and pointed at one that goes
    loses its link, with a line of its own. Raises `Stale`.
    """
    with transaction.atomic():
        fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
        if _version(fresh) != version:
            raise Stale(fresh)
        along, left = _going_along(fresh)
        for one, link in left:
            _lose(one, link, actor=actor, reason=reason)
        for gone in (*along, fresh):
            _of_row(gone, actor=actor, verb="remove", before=told(gone), after={}, reason=reason)
            forget(gone)
        fresh.delete()


def _going_along(row: models.Model) -> tuple[list[models.Model], list[tuple[models.Model, str]]]:
    """Return the rows that the database removes with a row, and those that stay but lose a link, with which."""
    collector = Collector(using=row._state.db or DEFAULT_DB_ALIAS, origin=row)
    collector.collect([row])
    found = [one for rows in (*collector.data.values(), *collector.fast_deletes) for one in rows]
    # the stubs say a row where Django keeps a list of querysets
    updates = cast("Mapping[tuple[models.Field[Any, Any], Any], list[Iterable[models.Model]]]", collector.field_updates)
    emptied = [
        (one, field.attname)
        for (field, value), groups in updates.items()
        for rows in groups
        for one in rows
        if value is None
    ]
    gone = [one for one in found if one != row and hasattr(one, "audit_scope")]
    return gone, [(one, link) for one, link in emptied if one not in found and hasattr(one, "audit_scope")]


def _lose(row: models.Model, link: str, *, actor: models.Model | None, reason: str) -> None:
    """Empty a row's link to what is about to be removed."""
    before = {link: getattr(row, link)}
    setattr(row, link, None)
    row.version = _version(row) + 1  # type: ignore[attr-defined] # every row that is changed is Versioned
    row.save(update_fields=[link, "version", "changed_at"])
    _of_row(row, actor=actor, verb="change", before=before, after={link: None}, reason=reason)


def _version(row: models.Model) -> int:
    return int(getattr(row, "version", 1))


def _of_row(row: models.Model, *, actor: models.Model | None, verb: str, reason: str, **values: Any) -> None:
    organisation_id, initiative_id = cast(Scope, row).audit_scope()
    record(
        actor=actor,
        verb=verb,
        kind=row._meta.label_lower,
        object_id=row.pk,
        organisation_id=organisation_id,
        initiative_id=initiative_id,
        reason=reason,
        **values,
    )


def looked(row: models.Model, *, actor: models.Model, reason: str = "") -> None:
    """Log that somebody looked at an object with personal data."""
    with transaction.atomic():
        _of_row(row, actor=actor, verb="look", before={}, after={}, reason=reason)


def handed_out(row: models.Model, *, actor: models.Model, reason: str = "") -> None:
    """Log that somebody fetched an object's file."""
    with transaction.atomic():
        _of_row(row, actor=actor, verb="download", before={}, after={}, reason=reason)


def record(
    *,
    actor: models.Model | None,
    verb: str,
    kind: str,
    object_id: int | None = None,
    organisation_id: int | None = None,
    initiative_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Add a line to the log. Must be called inside the transaction of what it tells of."""
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event is written in the transaction of what it tells of")
    chain = organisation_id or 0
    _one_at_a_time(chain)
    last = AuditEvent.objects.filter(chain=chain).order_by("-number").values("number", "digest").first()
    event = AuditEvent(
        chain=chain,
        number=last["number"] + 1 if last else 1,
        previous=last["digest"] if last else "",
        at=timezone.now(),
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        kind=kind,
        object_id=object_id,
        initiative_id=initiative_id,
        before=_kept(before or {}),
        after=_kept(after or {}),
        reason=reason,
    )
    event.digest = digest(event)
    event.save(force_insert=True)
    return event


def _kept(value: Any) -> Any:
    """Return a value that reads back from either database exactly as it was written: floats as their digits."""
    if isinstance(value, Mapping):
        return {str(name): _kept(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_kept(inner) for inner in value]
    return repr(value) if isinstance(value, float) else value


def _one_at_a_time(chain: int) -> None:
    """Hold the chain until the transaction ends. SQLite's IMMEDIATE transactions already stand in line."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, chain % 2**31])
