# SPDX-License-Identifier: Apache-2.0
"""The request of a view behind a door: its person is signed in."""

from __future__ import annotations

from django.http import HttpRequest

from utfall_web.people.models import User
from utfall_web.people.permissions import Role


class WorkRequest(HttpRequest):
    """A request whose person is known. `roles` are those that hold for the opened object."""

    user: User
    roles: frozenset[Role]
