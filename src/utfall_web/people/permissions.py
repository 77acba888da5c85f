# SPDX-License-Identifier: Apache-2.0
"""The one permission table: which role may do what with which thing.

A room adds its rows under its own heading. `docs/reference/permissions.md` is made from this file, and a test walks
every address with every role (`tests/web/test_permissions.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from utfall.core.text import Text


class Role(StrEnum):
    """A role in an organisation or in one initiative (R43, R44). Holds in its organisation or initiative alone."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    DECISION_MAKER = "decision_maker"
    OWNER = "owner"
    STEERING_GROUP = "steering_group"
    PROJECT_LEAD = "project_lead"
    DEPUTY = "deputy"
    TEAM_MEMBER = "team_member"
    EVALUATOR = "evaluator"
    CONTROLLER = "controller"
    PARTNER = "partner"
    AUDITOR = "auditor"
    OPERATOR = "operator"  # runs the server; sees no initiative


class Action(StrEnum):
    """What is done."""

    SEE = "see"
    CREATE = "create"
    EDIT = "edit"
    COMMENT = "comment"
    LOCK = "lock"
    DECIDE = "decide"
    REGISTER = "register"
    ASSIGN = "assign"
    INVITE = "invite"
    RUN = "run"
    EXPORT = "export"


class Thing(StrEnum):
    """With what it is done."""

    # people
    SERVER = "server"
    ORGANISATION = "organisation"
    MEMBER = "member"
    AUDIT_LOG = "audit_log"
    # plan
    INITIATIVE = "initiative"
    ROLES = "roles"
    PLAN = "plan"
    # follow
    FOLLOW_UP = "follow_up"
    # evaluate
    EVALUATION = "evaluation"
    # decide
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Permission:
    """One cell's question: whether this may be done with that."""

    action: Action
    thing: Thing

    def __str__(self) -> str:
        return f"{self.action}:{self.thing}"


NAMES: dict[Role, Text] = {
    Role.ADMINISTRATOR: Text(sv="Administratör", en="Administrator"),
    Role.COORDINATOR: Text(sv="Samordnare", en="Coordinator"),
    Role.DECISION_MAKER: Text(sv="Beslutsfattare", en="Decision maker"),
    Role.OWNER: Text(sv="Projektägare", en="Owner"),
    Role.STEERING_GROUP: Text(sv="Styrgrupp", en="Steering group"),
    Role.PROJECT_LEAD: Text(sv="Projektledare", en="Project lead"),
    Role.DEPUTY: Text(sv="Vice projektledare", en="Deputy project lead"),
    Role.TEAM_MEMBER: Text(sv="Projektmedarbetare", en="Team member"),
    Role.EVALUATOR: Text(sv="Utvärderare", en="Evaluator"),
    Role.CONTROLLER: Text(sv="Controller", en="Controller"),
    Role.PARTNER: Text(sv="Samverkanspart", en="Partner"),
    Role.AUDITOR: Text(sv="Revisor", en="Auditor"),
    Role.OPERATOR: Text(sv="Driftansvarig", en="Operator"),
}
ORGANISATION_ROLES = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.DECISION_MAKER,
    Role.EVALUATOR,
    Role.CONTROLLER,
    Role.AUDITOR,
)
INITIATIVE_ROLES = (
    Role.OWNER,
    Role.STEERING_GROUP,
    Role.PROJECT_LEAD,
    Role.DEPUTY,
    Role.TEAM_MEMBER,
    Role.EVALUATOR,
    Role.CONTROLLER,
    Role.DECISION_MAKER,
    Role.PARTNER,
    Role.AUDITOR,
)

_ADMIN, _COORD, _DECIDES, _OWNER, _STEER = (
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.DECISION_MAKER,
    Role.OWNER,
    Role.STEERING_GROUP,
)
_LEAD, _DEPUTY, _TEAM, _EVAL, _CONTROL, _PARTNER, _AUDIT = (
    Role.PROJECT_LEAD,
    Role.DEPUTY,
    Role.TEAM_MEMBER,
    Role.EVALUATOR,
    Role.CONTROLLER,
    Role.PARTNER,
    Role.AUDITOR,
)
_LEADS = (_LEAD, _DEPUTY)
_INSIDE = (_COORD, _DECIDES, _OWNER, _STEER, *_LEADS, _TEAM, _EVAL, _CONTROL, _AUDIT)
_EVERYBODY = (_ADMIN, *_INSIDE, _PARTNER)

_ROWS: tuple[tuple[Action, Thing, tuple[Role, ...]], ...] = (
    # people
    (Action.SEE, Thing.SERVER, (Role.OPERATOR,)),
    (Action.CREATE, Thing.ORGANISATION, (Role.OPERATOR,)),
    (Action.SEE, Thing.ORGANISATION, (_ADMIN, _COORD, _DECIDES, _EVAL, _CONTROL, _AUDIT)),
    (Action.EDIT, Thing.ORGANISATION, (_ADMIN, _COORD)),
    (Action.SEE, Thing.MEMBER, (_ADMIN, _COORD, _AUDIT)),
    (Action.INVITE, Thing.MEMBER, (_ADMIN, _COORD)),
    (Action.ASSIGN, Thing.MEMBER, (_ADMIN,)),
    (Action.SEE, Thing.AUDIT_LOG, (_ADMIN, _AUDIT)),
    (Action.EXPORT, Thing.AUDIT_LOG, (_ADMIN, _AUDIT)),
    # plan
    (Action.CREATE, Thing.INITIATIVE, (_COORD,)),
    (Action.SEE, Thing.INITIATIVE, (*_INSIDE, _PARTNER)),
    (Action.EDIT, Thing.INITIATIVE, (_COORD, _OWNER, *_LEADS)),
    (Action.SEE, Thing.ROLES, _INSIDE),
    (Action.ASSIGN, Thing.ROLES, (_COORD, _OWNER, *_LEADS)),
    (Action.SEE, Thing.PLAN, _INSIDE),
    (Action.EDIT, Thing.PLAN, (_COORD, *_LEADS, _EVAL)),
    (Action.COMMENT, Thing.PLAN, (_COORD, _OWNER, _STEER, *_LEADS, _TEAM, _EVAL, _CONTROL)),
    (Action.LOCK, Thing.PLAN, (_OWNER, _STEER)),
    (Action.EXPORT, Thing.PLAN, _INSIDE),
    # follow
    (Action.SEE, Thing.FOLLOW_UP, _INSIDE),
    (Action.REGISTER, Thing.FOLLOW_UP, (*_LEADS, _TEAM)),
    (Action.EDIT, Thing.FOLLOW_UP, (_COORD, *_LEADS)),
    (Action.EXPORT, Thing.FOLLOW_UP, (_COORD, *_LEADS, _EVAL, _CONTROL)),
    # evaluate
    (Action.SEE, Thing.EVALUATION, _INSIDE),
    (Action.RUN, Thing.EVALUATION, (_COORD, _EVAL)),
    (Action.EXPORT, Thing.EVALUATION, (_COORD, _EVAL, _CONTROL)),
    # decide
    (Action.SEE, Thing.DECISION, _INSIDE),
    (Action.DECIDE, Thing.DECISION, (_DECIDES, _OWNER)),
    (Action.EDIT, Thing.DECISION, (_COORD, *_LEADS)),
)

TABLE: dict[Permission, frozenset[Role]] = {
    Permission(action, thing): frozenset(roles) for action, thing, roles in _ROWS
}


def allowed(roles: Iterable[Role], permission: Permission) -> bool:
    """Tell whether any of the roles may. A permission that is not in the table is nobody's."""
    return not TABLE.get(permission, frozenset()).isdisjoint(roles)


def granted(roles: Iterable[Role]) -> frozenset[str]:
    """Return all that the roles may, as 'action:thing' (for templates)."""
    return _granted(frozenset(roles))


@lru_cache(maxsize=256)  # every page asks; there are few sets of roles
def _granted(held: frozenset[Role]) -> frozenset[str]:
    return frozenset(str(permission) for permission, who in TABLE.items() if not who.isdisjoint(held))
