# SPDX-License-Identifier: Apache-2.0
"""Questions that PostgreSQL keeps prepared: it reads and plans them once per connection, not at every request.

Only `shared.fixed` asks this way, since only its questions are put alike every time. A connection pool that gives each
transaction another connection (PgBouncer before 1.21) cannot keep them: UTFALL_POSTGRES_PREPARED=0 turns it off, and
the same questions go the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.types.numeric import Int8


class Prepared(psycopg.Cursor[Any]):
    """A cursor whose questions are prepared (never, when the connection's `prepare_threshold` is None)."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Prepared:
        """Ask; whole numbers all go as one type, so that a question has one plan and not one for each size of id."""
        return super().execute(query, _typed(params), **{**options, "prepare": True})


def _typed(params: Sequence[Any] | None) -> list[Any] | None:
    return None if params is None else [Int8(value) if type(value) is int else value for value in params]
