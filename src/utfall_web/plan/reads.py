# SPDX-License-Identifier: Apache-2.0
"""What of an initiative a person may see. `access_initiative` is the only way to one."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404

from utfall_web.people.models import Membership, Organisation, User
from utfall_web.people.permissions import TABLE, Action, Permission, Role, Thing
from utfall_web.people.reads import operator_role
from utfall_web.plan.components import Component
from utfall_web.plan.models import Assignment, ComponentState, Initiative, InitiativeRow, PlacedRow
from utfall_web.shared.fixed import Fixed, ask, rows_of

SEE = Permission(Action.SEE, Thing.INITIATIVE)
Placed = TypeVar("Placed", bound=PlacedRow)
Single = TypeVar("Single", bound=InitiativeRow)

_INITIATIVE = Fixed(
    lambda initiative_id: Initiative.objects.filter(pk=initiative_id).select_related("organisation", "department")
)

# Asked at every page of an initiative: putting the question together by querysets costs five times what asking it does.
_ROLES = (
    f"SELECT role FROM {Assignment._meta.db_table} WHERE initiative_id = %s AND user_id = %s "  # noqa: S608 - names of our own tables, values as parameters
    f"UNION SELECT role FROM {Membership._meta.db_table} WHERE organisation_id = %s AND user_id = %s"
)


def access_initiative(user: User, initiative_id: int) -> tuple[Initiative, frozenset[Role]]:
    """Return an initiative and the roles a person has in it and in its organisation. Raises Http404."""
    initiative = _INITIATIVE.first(initiative_id)
    if initiative is None:
        raise Http404
    found = ask(_ROLES, [initiative_id, user.pk, initiative.organisation_id, user.pk])
    held = {Role(role) for (role,) in found}
    return initiative, frozenset(held | operator_role(user))


def placed(model: type[Placed], *related: str) -> Fixed[Placed]:
    """Return the question for the rows of a table in their order, asked with the initiative's id."""
    return rows_of(model, "initiative_id", related, ("position", "pk"))


def rows(model: type[Placed], initiative: Initiative, *related: str) -> list[Placed]:
    """Return the rows of a table in their order, all with the one initiative that is open.

    `related` are what each row refers to and is read with it.
    """
    found = placed(model, *related).rows(initiative.pk)
    for row in found:
        row.initiative = initiative
    return found


def single(model: type[Single], initiative: Initiative) -> Single | None:
    """Return what an initiative has one of; None when nothing is written."""
    found = rows_of(model, "initiative_id", (), ("pk",)).first(initiative.pk)
    if found is not None:
        found.initiative = initiative
    return found


def visible_initiatives(user: User, *, words: str = "") -> QuerySet[Initiative]:
    """Return the initiatives a person may see, the last changed first; `words` narrows to titles that hold them."""
    roles = [role.value for role in TABLE[SEE]]
    organisations = user.memberships.filter(role__in=roles).values("organisation_id")
    assigned = user.assignments.values("initiative_id")
    found = Initiative.objects.filter(Q(organisation_id__in=organisations) | Q(pk__in=assigned))
    if words:
        found = found.filter(Q(title__icontains=words) | Q(organisation__name__icontains=words))
    return found.select_related("organisation").order_by("-changed_at", "-id")


def component_states(initiative: Initiative) -> dict[Component, ComponentState]:
    """Return the state of each component."""
    rows = rows_of(ComponentState, "initiative_id").rows(initiative.pk)
    return {Component(row.component): row for row in rows}


def component_state(initiative: Initiative, component: Component) -> ComponentState:
    """Return the state of one component."""
    return ComponentState.objects.select_related("initiative").get(initiative=initiative, component=component)


def keys_of(organisation: Organisation) -> set[str]:
    """Return the keys that are taken in an organisation."""
    return set(organisation.initiatives.values_list("key", flat=True))


def assignments(initiative: Initiative) -> QuerySet[Assignment]:
    """Return the roles in an initiative with their people."""
    return Assignment.objects.filter(initiative=initiative).select_related("user").order_by("role", "user__name")


def people_to_assign(initiative: Initiative) -> QuerySet[User]:
    """Return the people who have a role in the organisation or in one of its initiatives."""
    organisation = initiative.organisation_id
    return (
        User.objects.filter(is_active=True)
        .filter(Q(memberships__organisation_id=organisation) | Q(assignments__initiative__organisation_id=organisation))
        .distinct()
        .order_by("name")
    )
