# SPDX-License-Identifier: Apache-2.0
"""Verbs on organisations, people and roles."""

from __future__ import annotations

import datetime
import secrets

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from utfall_web.audit import writes as audit
from utfall_web.people.models import Department, Invitation, Membership, Organisation, User
from utfall_web.people.permissions import Role
from utfall_web.people.reads import token_hash

INVITATION_LASTS = datetime.timedelta(days=14)


def create_organisation(*, actor: User | None, name: str, kind: str, number: str = "") -> Organisation:
    """Make an organisation."""
    return audit.create(Organisation(name=name, kind=kind, number=number), actor=actor)


def change_organisation(
    organisation: Organisation, *, actor: User, version: int, name: str, kind: str, number: str
) -> Organisation:
    """Change what an organisation is called and is."""
    return audit.change(organisation, actor=actor, version=version, name=name, kind=kind, number=number)


def create_department(*, actor: User | None, organisation: Organisation, name: str) -> Department:
    """Make a department."""
    return audit.create(Department(organisation=organisation, name=name), actor=actor)


def create_user(*, actor: User | None, email: str, name: str, password: str | None, operator: bool = False) -> User:
    """Make an account."""
    user = User(email=email.strip().lower(), name=name, password=make_password(password), is_superuser=operator)
    return audit.create(user, actor=actor)


def give_role(*, actor: User | None, organisation: Organisation, user: User, role: Role) -> Membership:
    """Give a person a role in an organisation. A role already held is left as it is."""
    held = Membership.objects.filter(organisation=organisation, user=user, role=role).first()
    return held or audit.create(Membership(organisation=organisation, user=user, role=role), actor=actor)


def take_role(membership: Membership, *, actor: User) -> None:
    """Take a role away."""
    audit.remove(membership, actor=actor, version=membership.version)


def invite(*, actor: User, organisation: Organisation, email: str, role: Role) -> tuple[Invitation, str]:
    """Invite an address to a role; return the invitation and the secret of its link, which is not kept."""
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        organisation=organisation,
        email=email.strip().lower(),
        role=role,
        invited_by=actor,
        token_hash=token_hash(token),
        expires_at=timezone.now() + INVITATION_LASTS,
    )
    return audit.create(invitation, actor=actor), token


def accept(invitation: Invitation, *, user: User) -> Membership:
    """Accept an invitation: the person gets the role, and the link works no more."""
    with transaction.atomic():
        audit.change(invitation, actor=user, version=invitation.version, accepted_at=timezone.now())
        return give_role(actor=user, organisation=invitation.organisation, user=user, role=Role(invitation.role))


def choose_language(user: User, *, language: str) -> None:
    """Remember the language a person reads in. A taste, not a fact: it is not logged."""
    User.objects.filter(pk=user.pk).update(language=language)
