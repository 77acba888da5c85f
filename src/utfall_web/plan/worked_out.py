# SPDX-License-Identifier: Apache-2.0
"""What follows from an initiative's own rows, worked out once for each state of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection
from django.http import Http404

from utfall_web.audit.reads import state_of
from utfall_web.plan.models import Initiative
from utfall_web.shared.kept import KEPT
from utfall_web.shared.words import lang


def worked_out(initiative: Initiative, name: str, make: Callable[[Initiative], Any]) -> Any:
    """Return `make(initiative)`, from what is kept when nothing has been written in the initiative since.

    Parameters
    ----------
    name
        What is made, "room.what": each has a name of its own.
    make
        Returns plain values (what JSON holds: texts, numbers, lists, dicts with texts as keys). It may use the rows of
        the initiative (every `InitiativeRow`), its organisation's own fields, the language of the page, and what comes
        with the program. Nothing else: not who is reading or what they may do, not today's date, no department, no
        person's name, no other initiative. A test watches which tables each one reads.

    Notes
    -----
    Inside a transaction nothing is kept or taken from what is kept: it may see what is never committed. The initiative
    is read anew after its state, and the result is kept only if the state is still the same afterwards.
    """
    if connection.in_atomic_block:
        return json.loads(json.dumps(make(initiative)))
    place = (name, initiative.pk, lang())
    told = state_of(initiative.pk, initiative.organisation_id)
    found = KEPT.get(place, _state(initiative, told)) if told is not None else None
    if found is None:
        fresh = Initiative.objects.select_related("organisation").filter(pk=initiative.pk).first()
        if fresh is None:
            raise Http404
        found = json.dumps(make(fresh), ensure_ascii=False)
        if told is not None and state_of(initiative.pk, initiative.organisation_id) == told:
            KEPT.put(place, _state(fresh, told), found)
    return json.loads(found)


def _state(initiative: Initiative, told: tuple[int, str]) -> Hashable:
    home = initiative.organisation
    return (*told, home.name, home.kind, home.number)
