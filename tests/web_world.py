# SPDX-License-Identifier: Apache-2.0
"""A small world for the tests of the workspace.

A room that puts a new id into its addresses adds it to `World.ids`: the test that walks every address with every role
needs an object for each. Only made-up people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PASSWORD = "mening som bara tester har"


@dataclass
class World:
    """What `build` made."""

    home: Any
    away: Any
    people: dict[str, Any]  # role → a person who has only that role, at home
    stranger: Any  # a coordinator of `away`
    initiative: Any
    other: Any  # an initiative of `away`
    ids: dict[str, Any] = field(default_factory=dict)  # name in an address → id at home
    other_ids: dict[str, Any] = field(default_factory=dict)  # the same for what opens a door, away

    def person(self, role: str) -> Any:
        """Return the person with a role."""
        return self.people[role]


def build() -> World:
    """Make the world."""
    from utfall_web.people import writes as people
    from utfall_web.people.permissions import INITIATIVE_ROLES, ORGANISATION_ROLES, Role
    from utfall_web.plan import writes as plan

    home = people.create_organisation(actor=None, name="Hemma kommun", kind="municipality")
    away = people.create_organisation(actor=None, name="Borta kommun", kind="municipality")
    stranger = _person("stranger")
    people.give_role(actor=None, organisation=away, user=stranger, role=Role.COORDINATOR)
    initiative = plan.create_initiative(actor=stranger, organisation=home, title="Vägen till jobb")
    other = plan.create_initiative(actor=stranger, organisation=away, title="Någon annans")
    who: dict[str, Any] = {"operator": _person("operator", operator=True), "nobody": _person("nobody")}
    memberships = {}
    for role in ORGANISATION_ROLES:
        who[role] = _person(role)
        memberships[role] = people.give_role(actor=None, organisation=home, user=who[role], role=role)
    for role in INITIATIVE_ROLES:
        if role not in who:
            who[role] = _person(role)
            assignment = plan.assign(actor=None, initiative=initiative, user=who[role], role=role)
    ids = {
        "organisation_id": home.pk,
        "initiative_id": initiative.pk,
        "membership_id": memberships[Role.AUDITOR].pk,
        "assignment_id": assignment.pk,
        "component": "need",
        "token": "unknown",
    }
    other_ids = {"organisation_id": away.pk, "initiative_id": other.pk}
    return World(home, away, who, stranger, initiative, other, ids, other_ids)


def _person(name: str, *, operator: bool = False) -> Any:
    from utfall_web.people import writes as people

    return people.create_user(
        actor=None, email=f"{name}@test.example", name=name.capitalize(), password=PASSWORD, operator=operator
    )
