# SPDX-License-Identifier: Apache-2.0
"""Making, knowing and revoking keys."""

from __future__ import annotations

import datetime
import secrets

from django.db.models import QuerySet
from django.utils import timezone

from utfall_web.api.models import ApiToken
from utfall_web.audit import writes as audit
from utfall_web.people.models import User
from utfall_web.people.reads import token_hash

PREFIX = "utfall_"


def make(*, actor: User, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """Make a key; return its row and the key itself, which is not kept."""
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        user=actor,
        name=name,
        scope=scope,
        token_hash=token_hash(secret),
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    return audit.create(row, actor=actor), secret


def revoke(token: ApiToken, *, actor: User) -> ApiToken:
    """Make a key work no more."""
    return audit.change(token, actor=actor, version=token.version, revoked_at=timezone.now())


def known(secret: str) -> ApiToken | None:
    """Return the row of a key that works now; None when it is unknown, revoked, too old or its person has left."""
    return (
        ApiToken.objects.filter(
            token_hash=token_hash(secret), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True
        )
        .select_related("user")
        .first()
    )


def of(user: User) -> QuerySet[ApiToken]:
    """Return a person's keys that have not been revoked."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at")
