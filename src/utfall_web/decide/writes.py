# SPDX-License-Identifier: Apache-2.0
"""Locking the plan, and taking an initiative file in."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io.initiative_file import canonical_plan, parse_initiative
from utfall_web.audit import writes as audited
from utfall_web.decide import exchange
from utfall_web.decide.models import Lock
from utfall_web.people.models import Organisation
from utfall_web.plan import writes as plan_writes
from utfall_web.plan.models import Initiative


def lock(initiative: Initiative, *, actor: Any, names: str, reason: str = "") -> Lock:
    """Lock the plan as it stands, with time, hash and names.

    Raises
    ------
    InputError
        A plan with faults or without criteria, one that is locked as it stands, or a new version without a reason.
    """
    with transaction.atomic():
        Initiative.objects.select_for_update().get(pk=initiative.pk)  # two at once: the second sees the first
        plan = exchange.plan_of(initiative)
        before = Lock.objects.filter(initiative=initiative).order_by("-number").first()
        if not plan.criteria:
            raise InputError(_nothing_to_lock())
        if before is not None and before.sha256 == plan.plan_sha256:
            raise InputError(_unchanged())
        if before is not None and not reason.strip():
            raise InputError(_no_reason())
        row = Lock(
            initiative=initiative,
            number=before.number + 1 if before else 1,
            locked_at=timezone.now(),
            locked_by=actor,
            names=names,
            reason=reason,
            sha256=plan.plan_sha256,
            plan=json.loads(canonical_plan(plan)),
            file=exchange.as_toml(initiative),
        )
        return audited.create(row, actor=actor, reason=reason)


def take_in(organisation: Organisation, text: str, *, actor: Any) -> Initiative:
    """Make an initiative of an initiative file. Raises `InputError` with every fault; nothing is then written."""
    plan = parse_initiative(text)
    with transaction.atomic():
        made = plan_writes.create_initiative(
            actor=actor,
            organisation=organisation,
            title=plan.title.of("sv")[:200],
            summary=plan.summary.of("sv")[:4000],
        )
        if plan.id not in organisation.initiatives.values_list("key", flat=True):
            made = audited.change(made, actor=actor, version=made.version, key=plan.id)
        exchange.take(made, text, actor=actor)
    return made


def _nothing_to_lock() -> Fault:
    return Fault(
        "lock-no-criteria",
        Text(sv="Det finns inga kriterier att låsa.", en="There are no criteria to lock."),
        Text(sv="Sätt minst ett kriterium för framgång.", en="Set at least one criterion of success."),
        Place(),
    )


def _unchanged() -> Fault:
    return Fault(
        "lock-unchanged",
        Text(sv="Planen är redan låst som den står.", en="The plan is locked already as it stands."),
        Text(sv="Ändra den först, om den ska låsas på nytt.", en="Change it first, if it shall be locked anew."),
        Place(),
    )


def _no_reason() -> Fault:
    return Fault(
        "lock-no-reason",
        Text(sv="Planen är redan låst.", en="The plan is locked already."),
        Text(sv="Skriv varför en ny version behövs.", en="Write why a new version is needed."),
        Place(field="reason"),
    )
