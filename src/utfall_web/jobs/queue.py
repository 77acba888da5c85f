# SPDX-License-Identifier: Apache-2.0
"""Asking for work, taking it, keeping it, ending it: single statements that hold on SQLite and on PostgreSQL.

The lease, not the process, owns a job: a worker killed in the middle leaves a lease that runs out, and the next worker
begins again. Every write of a worker names its lease, so one that woke up late writes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from utfall.core.text import Text
from utfall_web.audit import writes as audit
from utfall_web.jobs.kinds import Cancelled, LeaseLost
from utfall_web.jobs.models import Job, State
from utfall_web.people.models import Organisation, User

LEASE = datetime.timedelta(seconds=60)
MOST_ATTEMPTS = 3
GIVEN_UP = Text(
    sv="Arbetet avbröts av servern flera gånger och har getts upp. Försök igen eller kontakta driften.",
    en="The work was broken off by the server several times and has been given up. Try again or ask operations.",
)


def enqueue(
    kind: str,
    *,
    user: User,
    key: str,
    arguments: Mapping[str, Any] | None = None,
    organisation: Organisation | None = None,
) -> Job:
    """Ask for work and return its job. The same key gives the same job: a double press is one piece of work."""
    values = {"kind": kind, "user": user, "arguments": dict(arguments or {}), "organisation": organisation}
    with transaction.atomic():
        made, new = Job.objects.get_or_create(key=key, defaults=values)
        if new:
            audit.record(
                actor=user,
                verb="run",
                kind="jobs.job",
                object_id=made.pk,
                organisation_id=organisation.pk if organisation else None,
                after={"kind": kind, "arguments": dict(arguments or {})},
            )
    return made


def claim(worker: str, *, lease: datetime.timedelta = LEASE) -> Job | None:
    """Take the oldest job that nobody holds; None when there is none."""
    now = timezone.now()
    with transaction.atomic():
        free = Job.objects.filter(Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)).order_by("id")
        if connection.vendor == "postgresql":
            free = free.select_for_update(skip_locked=True)
        found = free.first()
        if found is None:
            return None
        if found.cancel_asked:
            _close(found, State.CANCELLED)
        elif found.attempts >= MOST_ATTEMPTS:
            _close(found, State.FAILED, GIVEN_UP)
        else:
            found.state, found.worker, found.attempts = State.RUNNING, worker, found.attempts + 1
            found.lease_until = now + lease
            found.save()
    return found


def _close(job: Job, state: State, words: Text | None = None) -> None:
    job.state, job.ended_at, job.lease_until = state, timezone.now(), None
    if words is not None:
        job.message_sv, job.message_en = words.sv, words.en
    job.save()


def report(job: Job, done: int, of: int, words: Text, *, lease: datetime.timedelta = LEASE) -> None:
    """Write progress down and renew the lease. Raises `Cancelled` and `LeaseLost`."""
    kept = _held(job).update(
        done_steps=done,
        all_steps=of,
        message_sv=words.sv[:500],
        message_en=words.en[:500],
        lease_until=timezone.now() + lease,
    )
    if not kept:
        raise LeaseLost
    if Job.objects.filter(pk=job.pk, cancel_asked=True).exists():
        raise Cancelled


def finish(job: Job, state: State, *, location: str = "", words: Text | None = None) -> bool:
    """End a job one holds; False when the lease was lost."""
    values: dict[str, Any] = {"state": state, "location": location, "ended_at": timezone.now(), "lease_until": None}
    if words is not None:
        values |= {"message_sv": words.sv[:500], "message_en": words.en[:500]}
    if state == State.DONE:
        values |= {"done_steps": F("all_steps")}
    return bool(_held(job).update(**values))


def _held(job: Job) -> Any:
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts)


def cancel(job: Job) -> None:
    """Ask a job to stop: at once when it waits, at its next step when it runs."""
    now = timezone.now()
    waiting = Job.objects.filter(pk=job.pk, state=State.QUEUED)
    if not waiting.update(state=State.CANCELLED, cancel_asked=True, ended_at=now):
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(cancel_asked=True)
