# SPDX-License-Identifier: Apache-2.0
"""Verbs of the room that are not about a row of a table."""

from __future__ import annotations

from typing import Any

from utfall_web.audit import writes as audited
from utfall_web.govern.models import Agreement
from utfall_web.plan.models import Initiative


def agree(initiative: Initiative, row: Agreement | None, *, actor: Any, version: int, **values: str) -> Agreement:
    """Write what is agreed about the steering, the first time or anew."""
    if row is None:
        return audited.create(Agreement(initiative=initiative, **values), actor=actor)
    return audited.change(row, actor=actor, version=version, **values)
