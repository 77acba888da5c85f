# SPDX-License-Identifier: Apache-2.0
"""Sessions in the database, as Django's own, read with a question that is put together once.

Every page asks it. The class has the name of Django's, which is part of what a session is signed with.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from utfall_web.shared.fixed import ask

_ASKED = (
    f"SELECT session_data FROM {Session._meta.db_table} "  # noqa: S608 - a table's name, values as parameters
    "WHERE session_key = %s AND expire_date > %s"
)


class SessionStore(db.SessionStore):
    """A session that is read as it stands in the database at this request."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; empty, and without its key, when there is none or it has ended."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        found = ask(_ASKED, [self.session_key, now])
        if not found:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(found[0][0])
        return held
