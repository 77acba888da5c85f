# SPDX-License-Identifier: Apache-2.0
"""The key to an organisation."""

from __future__ import annotations

from functools import partial

from utfall_web.people.doors import Key, door
from utfall_web.people.permissions import Action, Permission, Thing
from utfall_web.people.reads import access_organisation

ORGANISATION = Key(
    takes="organisation_id",
    gives="organisation",
    opens=access_organisation,
    sees=Permission(Action.SEE, Thing.ORGANISATION),
)

organisation_door = partial(door, key=ORGANISATION)
