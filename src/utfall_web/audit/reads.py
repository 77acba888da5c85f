# SPDX-License-Identifier: Apache-2.0
"""What the log tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db.models import QuerySet

from utfall_web.audit.chain import first_break
from utfall_web.audit.models import AuditEvent
from utfall_web.shared.fixed import ask
from utfall_web.shared.history import PEOPLE, links

# Asked before what is kept of an initiative is used; putting it together by a queryset costs ten times as much.
_NEWEST = (
    f"SELECT chain, number, digest FROM {AuditEvent._meta.db_table} "  # noqa: S608 - the name of our own table
    "WHERE initiative_id = %s ORDER BY number DESC LIMIT 1"
)


def state_of(initiative_id: int, chain: int) -> tuple[int, str] | None:
    """Return number and hash of an initiative's newest line, which tell its state: every write has a line of its own.

    A chain is written by one transaction at a time, so that the state with a number holds every write before it and
    none after it. The hash rests on all lines before it and on the moment: it never comes back with other content,
    not even after an older backup has been put back.

    Parameters
    ----------
    chain
        The organisation's id.

    Returns
    -------
    None when there is no line, or the newest one stands in another chain: then nothing tells the state.
    """
    found = next(iter(ask(_NEWEST, [initiative_id])), None)
    return (int(found[1]), str(found[2])) if found is not None and found[0] == chain else None


def of_object(kind: str, object_id: int) -> QuerySet[AuditEvent]:
    """Return the history of one object, newest first."""
    return AuditEvent.objects.filter(kind=kind, object_id=object_id).order_by("-number")


def of_initiative(initiative_id: int) -> QuerySet[AuditEvent]:
    """Return everything done in one initiative, newest first."""
    return AuditEvent.objects.filter(initiative_id=initiative_id).order_by("-number")


def of_organisation(organisation_id: int) -> QuerySet[AuditEvent]:
    """Return everything done in one organisation, newest first."""
    return AuditEvent.objects.filter(chain=organisation_id).order_by("-number")


def broken_at(chain: int) -> int | None:
    """Return the number of the first event of a chain that does not hold, None when all do."""
    return first_break(AuditEvent.objects.filter(chain=chain).order_by("number").iterator(2000))


def people_in(events: Iterable[AuditEvent]) -> set[int]:
    """Return the ids of the people who did what the lines tell, and of those they tell of."""
    found = set()
    for event in events:
        told = {event.actor_id, *(values.get(name) for values in (event.before, event.after) for name in PEOPLE)}
        found |= {who for who in told if isinstance(who, int)}
    return found


def rows_in(events: Iterable[AuditEvent]) -> dict[tuple[str, int], str]:
    """Return what the rows are called that lines link to, by table and id; one that is gone as it was last told of."""
    wanted = defaultdict(set)
    for event in events:
        for table, row_id in links(event):
            wanted[table].add(row_id)
    names: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        model = apps.get_model(table)
        names |= {(table, row.pk): str(row) for row in model._default_manager.filter(pk__in=ids)}
        gone = ids - {row_id for known, row_id in names if known == table}
        for event in AuditEvent.objects.filter(kind=table, object_id__in=gone, verb="remove") if gone else ():
            told = {name: value for name, value in event.before.items() if not name.endswith("_id")}
            names[table, event.object_id or 0] = str(model(**told))
    return names
