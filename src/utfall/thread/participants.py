# SPDX-License-Identifier: Apache-2.0
"""Participants by the plan beside those in the data."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.initiative import Comparison, Initiative
from utfall.effects.assemble import AGGREGATE_DESIGNS
from utfall.thread.evaluation import Answer
from utfall.thread.plan_record import Participants

# Designs whose rows are municipalities, schools or person-periods.
_NO_PERSONS = AGGREGATE_DESIGNS | {"staggered_did", "stepped_wedge"}


def participants_of(initiative: Initiative, answers: Sequence[Answer]) -> Participants | None:
    """Return participants by the plan and in the data; None where rows are no persons, or no number is planned."""
    flows = [a.result.flow.intervention for a in answers if a.comparison is initiative.primary and a.result is not None]
    primary = initiative.primary
    if primary is None or not flows or initiative.participants is None or not _rows_are_persons(primary):
        return None
    return Participants(initiative.participants, max(f.rows for f in flows), min(f.used for f in flows))


def _rows_are_persons(comparison: Comparison) -> bool:
    design = comparison.design
    if comparison.areas or design.kind in _NO_PERSONS:
        return False
    return getattr(design, "time", None) is None or getattr(design, "id", None) is not None
