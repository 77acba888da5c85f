# SPDX-License-Identifier: Apache-2.0
"""Doors: an address, who may go through it, and what it opens. Every address of ours is made here.

    door("satsningar/<int:initiative_id>/", views.home, name="initiative",
         needs=Permission(Action.SEE, Thing.INITIATIVE), key=INITIATIVE)

The view is called with the object the key opens in place of its id: `home(request, initiative)`. Whoever may not know
of the object gets 404, whoever may see it but not do this gets 403. A form that comes after the session has ended is
kept until its sender has signed in again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path

from utfall_web.people.models import User
from utfall_web.people.permissions import Permission, Role, allowed
from utfall_web.people.reads import roles_anywhere
from utfall_web.shared.forms import keep

View = Callable[..., HttpResponseBase]


class Access(StrEnum):
    """Who may go through a door that asks for no permission."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"


@dataclass(frozen=True, slots=True)
class Key:
    """How the id in an address opens an object.

    Parameters
    ----------
    takes
        Name of the id in the address, `initiative_id`.
    gives
        Name of the object the view gets, `initiative`.
    opens
        Returns the object and the roles the person has in it. Raises Http404 when there is none.
    sees
        What one must be allowed to know that the object exists; without it the answer is 404.
    """

    takes: str
    gives: str
    opens: Callable[[User, int], tuple[Any, frozenset[Role]]]
    sees: Permission


def open_with(key: Key, user: User, object_id: int, permission: Permission) -> tuple[Any, frozenset[Role]]:
    """Return an object and the person's roles in it. Raises Http404 or PermissionDenied."""
    found, roles = key.opens(user, object_id)
    if not allowed(roles, key.sees):
        raise Http404
    if not allowed(roles, permission):
        raise PermissionDenied
    return found, roles


def door(route: str, view: View, *, name: str, needs: Permission | Access, key: Key | None = None) -> URLPattern:
    """Return an address with its door.

    Parameters
    ----------
    route
        As in Django's `path`.
    view
        Gets the request, the opened object by its name, and the other ids of the address.
    needs
        The permission asked for, or `Access` for a door without one. Without a key the permission must be held in some
        organisation.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **ids: Any) -> HttpResponseBase:
        if needs is Access.PUBLIC:
            return view(request, **ids)
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep(request)
            return redirect_to_login(request.get_full_path())
        roles = _enter(request.user, needs, key, ids)
        request.roles = roles  # type: ignore[attr-defined] # read by people.context
        return view(request, **ids)

    guarded.needs = needs  # type: ignore[attr-defined] # read by the test that walks every address
    guarded.key = key  # type: ignore[attr-defined] # likewise
    return path(route, guarded, name=name)


def _enter(user: User, needs: Permission | Access, key: Key | None, ids: dict[str, Any]) -> Iterable[Role]:
    """Put the opened object in place of its id and return the roles that hold here."""
    if key is not None:
        if isinstance(needs, Access):
            raise TypeError("a door with a key needs a permission")
        ids[key.gives], roles = open_with(key, user, ids.pop(key.takes), needs)
        return roles
    roles = roles_anywhere(user)
    if isinstance(needs, Permission) and not allowed(roles, needs):
        raise PermissionDenied
    return roles
