# SPDX-License-Identifier: Apache-2.0
"""What templates know of the person: `may`, the set of 'action:thing' that holds on this page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from utfall_web.people.permissions import granted
from utfall_web.shared.words import lang


def permissions(request: HttpRequest) -> dict[str, Any]:
    """Return `may` ({% if "edit:plan" in may %}) and `lang`."""
    return {"may": granted(getattr(request, "roles", ())), "lang": lang()}
