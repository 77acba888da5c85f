# SPDX-License-Identifier: Apache-2.0
"""Who is signed in, asked at every page with a question that is put together once."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from utfall_web.people.models import User
from utfall_web.shared.fixed import Fixed

_PERSON = Fixed(lambda user_id: User.objects.filter(pk=user_id))


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth has no types
    """Signs in as allauth's own."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session, as the account is now; None when it is gone or closed."""
        user = _PERSON.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
