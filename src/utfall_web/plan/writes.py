# SPDX-License-Identifier: Apache-2.0
"""Verbs on initiatives: each one transaction with its line in the log."""

from __future__ import annotations

from django.db import transaction

from utfall_web.audit import writes as audit
from utfall_web.people.models import Department, Organisation, User
from utfall_web.people.permissions import Role
from utfall_web.plan.components import Component
from utfall_web.plan.models import Assignment, ComponentState, Initiative
from utfall_web.plan.reads import keys_of
from utfall_web.plan.rules import key_from


def create_initiative(
    *,
    actor: User | None,
    organisation: Organisation,
    title: str,
    summary: str = "",
    department: Department | None = None,
    key: str = "",
) -> Initiative:
    """Make an initiative with its seven components, not started. Without a key it gets one from its title."""
    with transaction.atomic():
        initiative = audit.create(
            Initiative(
                organisation=organisation,
                department=department,
                key=key or key_from(title, keys_of(organisation)),
                title=title,
                summary=summary,
                created_by=actor,
            ),
            actor=actor,
        )
        for component in Component:
            audit.create(ComponentState(initiative=initiative, component=component), actor=actor)
    return initiative


def change_initiative(initiative: Initiative, *, actor: User, version: int, title: str, summary: str) -> Initiative:
    """Change what an initiative is called and is about."""
    return audit.change(initiative, actor=actor, version=version, title=title, summary=summary)


def change_state(row: ComponentState, *, actor: User | None, version: int, state: str, note: str) -> ComponentState:
    """Say how far a component has come."""
    return audit.change(row, actor=actor, version=version, state=state, note=note)


def assign(*, actor: User | None, initiative: Initiative, user: User, role: Role) -> Assignment:
    """Give a person a role in an initiative. A role already held is left as it is."""
    held = Assignment.objects.filter(initiative=initiative, user=user, role=role).first()
    return held or audit.create(Assignment(initiative=initiative, user=user, role=role), actor=actor)


def unassign(assignment: Assignment, *, actor: User) -> None:
    """Take a role in an initiative away."""
    audit.remove(assignment, actor=actor, version=assignment.version)
