# SPDX-License-Identifier: Apache-2.0
"""Who is where, with which role."""

from __future__ import annotations

import hashlib

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from utfall_web.people.models import Department, Invitation, Membership, Organisation, User
from utfall_web.people.permissions import TABLE, Permission, Role
from utfall_web.shared.fixed import Fixed, rows_of

_ORGANISATION = Fixed(lambda organisation_id: Organisation.objects.filter(pk=organisation_id))
_ROLES = rows_of(Membership, "user_id")


def roles_anywhere(user: User) -> frozenset[Role]:
    """Return every role a person has in some organisation, and operator when the person runs the server."""
    return frozenset({Role(one.role) for one in _ROLES.rows(user.pk)} | operator_role(user))


def roles_in(user: User, organisation_id: int) -> frozenset[Role]:
    """Return the roles of a person in an organisation."""
    held = {Role(one.role) for one in _ROLES.rows(user.pk) if one.organisation_id == organisation_id}
    return frozenset(held | operator_role(user))


def operator_role(user: User) -> set[Role]:
    """Return operator for who runs the server, else nothing."""
    return {Role.OPERATOR} if user.is_superuser else set()


def organisations_where(user: User, permission: Permission) -> QuerySet[Organisation]:
    """Return the organisations in which a person holds a permission."""
    roles = [role.value for role in TABLE.get(permission, frozenset())]
    return Organisation.objects.filter(memberships__user=user, memberships__role__in=roles).distinct().order_by("name")


def access_organisation(user: User, organisation_id: int) -> tuple[Organisation, frozenset[Role]]:
    """Return an organisation and the person's roles in it. Raises Http404 when there is none."""
    organisation = _ORGANISATION.first(organisation_id)
    if organisation is None:
        raise Http404
    return organisation, roles_in(user, organisation_id)


def departments(organisation: Organisation) -> QuerySet[Department]:
    """Return the departments of an organisation."""
    return organisation.departments.order_by("name")


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Return the roles in an organisation with their people."""
    return organisation.memberships.select_related("user").order_by("user__name", "role")


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Return the invitations that can still be accepted."""
    return organisation.invitations.filter(accepted_at=None, expires_at__gt=timezone.now()).order_by("-created_at")


def token_hash(token: str) -> str:
    """Return what is kept of a secret link or key."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation of a link, None when it is unknown, used or too old."""
    return (
        Invitation.objects.filter(token_hash=token_hash(token), accepted_at=None, expires_at__gt=timezone.now())
        .select_related("organisation", "invited_by")
        .first()
    )


def user_of(email: str) -> User | None:
    """Return the account of an address."""
    return User.objects.filter(email__iexact=email).first()


def names_of(ids: set[int]) -> dict[int, str]:
    """Return the names of people by id."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
