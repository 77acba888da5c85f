# SPDX-License-Identifier: Apache-2.0
"""Taking a result in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.db import transaction

from utfall.core.errors import Fault, InputError, Place
from utfall.core.text import Text
from utfall.io.result_file import read_result
from utfall_web.audit import writes as audited
from utfall_web.decide.models import Lock
from utfall_web.evaluate.models import Result
from utfall_web.plan.models import Initiative
from utfall_web.shared.uploads import shown_name


def take_in(initiative: Initiative, content: bytes, *, name: str, actor: Any) -> Result:
    """Keep a result that was evaluated by a locked plan of this initiative.

    Raises
    ------
    InputError
        No result, one that shows small groups, one of another plan, or one that is here already.
    """
    found = _read(content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Initiative.objects.select_for_update().get(pk=initiative.pk)  # two at once: the second sees the first
        if Result.objects.filter(initiative=initiative, sha256=digest).exists():
            raise InputError(_here_already())
        row = Result(
            initiative=initiative,
            file_name=shown_name(name),
            sha256=digest,
            lang=found["lang"],
            run_id=found["provenance"]["run_id"],
            verdict=found["verdict"]["outcome"],
            plan_sha256=found["provenance"]["plan_sha256"],
            lock=_lock_of(initiative, found),
            imported_by=actor,
            content=content.decode("utf-8-sig"),
        )
        return audited.create(row, actor=actor)


def _read(content: bytes) -> dict[str, Any]:
    """Return what is in the file; what is wrong with it is said of the form's field."""
    try:
        return read_result(content)
    except InputError as error:
        raise InputError(*(replace(fault, place=Place(field="file")) for fault in error.faults)) from None


def _lock_of(initiative: Initiative, found: dict[str, Any]) -> Lock:
    """Return the lock that a result was evaluated by: that of its plan, else the one that its plan departs from."""
    locks = {lock.sha256: lock for lock in Lock.objects.filter(initiative=initiative).order_by("number")}
    if not locks:
        raise InputError(_not_locked())
    said = (found["provenance"]["plan_sha256"], (found["plan"] or {}).get("sha256"))
    lock = next((locks[digest] for digest in said if digest in locks), None)
    if lock is None:
        raise InputError(_another_plan(said[0]))
    return lock


def _here_already() -> Fault:
    return Fault(
        "result-here",
        Text(sv="Resultatet är redan inläst.", en="The result has been read in already."),
        Text(sv="Välj en annan fil, eller se det i listan.", en="Choose another file, or see it in the list."),
        Place(field="file"),
    )


def _not_locked() -> Fault:
    return Fault(
        "result-no-lock",
        Text(
            sv="Planen är inte låst, så det finns inget att hålla resultatet mot.",
            en="The plan is not locked, so there is nothing to hold the result against.",
        ),
        Text(
            sv="Lås planen, hämta satsningsfilen under Dokument och räkna på den.",
            en="Lock the plan, fetch the initiative file under Documents and evaluate that.",
        ),
        Place(field="file"),
    )


def _another_plan(digest: str) -> Fault:
    known = (digest[:12] or "saknas", digest[:12] or "missing")
    return Fault(
        "result-another-plan",
        Text(
            sv=f"Resultatet är räknat på en annan plan än de som är låsta här (kontrollsumma {known[0]}).",
            en=f"The result was evaluated by another plan than those locked here (checksum {known[1]}).",
        ),
        Text(
            sv="Hämta satsningsfilen under Dokument, räkna på den och läs in det resultatet.",
            en="Fetch the initiative file under Documents, evaluate that and read in its result.",
        ),
        Place(field="file"),
    )
