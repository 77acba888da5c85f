# SPDX-License-Identifier: Apache-2.0
"""The key to an initiative, for every room that has pages in one."""

from __future__ import annotations

from functools import partial

from utfall_web.people.doors import Key, door
from utfall_web.plan.reads import SEE, access_initiative

INITIATIVE = Key(takes="initiative_id", gives="initiative", opens=access_initiative, sees=SEE)

initiative_door = partial(door, key=INITIATIVE)
