# SPDX-License-Identifier: Apache-2.0
"""Who calls, and whether they may: the key's scope, then the one permission table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from utfall_web.api import tokens
from utfall_web.api.models import ApiToken, Scope
from utfall_web.people.permissions import Action, Permission

READING = {Action.SEE, Action.EXPORT}
Function = TypeVar("Function", bound=Callable[..., Any])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer utfall_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """Return the key, None when it does not work."""
        found = tokens.known(token)
        if found is not None:
            request.user = found.user
        return found


class ApiRequest(HttpRequest):
    """A request with a key that works."""

    auth: ApiToken


def ask(request: ApiRequest, permission: Permission) -> Permission:
    """Return a permission that the key's scope reaches. Raises `PermissionDenied`."""
    if request.auth.scope == Scope.READ and permission.action not in READING:
        raise PermissionDenied
    return permission


def told(permission: Permission) -> dict[str, Any]:
    """Return what the OpenAPI document says of an operation's permission."""
    return {"x-permission": str(permission)}
