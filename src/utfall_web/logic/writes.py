# SPDX-License-Identifier: Apache-2.0
"""Verbs of the room that are not about a single row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from utfall_web.audit import writes as audited
from utfall_web.logic.models import Comment, Row, Step
from utfall_web.plan.models import Initiative


def lead_to(row: Row, targets: Iterable[Row], *, actor: Any) -> None:
    """Let a row lead to these rows and no others; what was said about a step that stays is kept."""
    wanted = {target.pk: target for target in targets}
    held = {step.target_id: step for step in Step.objects.filter(source=row).select_related("initiative")}
    for target_id, step in held.items():
        if target_id not in wanted:
            audited.remove(step, actor=actor, version=step.version)
    for place, target in enumerate(wanted.values(), start=1):
        if target.pk not in held:
            audited.create(Step(initiative=row.initiative, source=row, target=target, position=place), actor=actor)


def comment(initiative: Initiative, *, actor: Any, said: str) -> Comment:
    """Say something about the logic model."""
    return audited.create(Comment(initiative=initiative, author=actor, said=said), actor=actor)
