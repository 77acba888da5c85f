# SPDX-License-Identifier: Apache-2.0
"""Outcomes and activities as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from utfall.core import workplan
from utfall.core.text import Text
from utfall_web.logic.reads import both
from utfall_web.measure.exchange import outcome_tables
from utfall_web.measure.models import Activity, Aim, Outcome
from utfall_web.measure.rules import Letter, Sheet, lacking
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows
from utfall_web.shared.fixed import rows_of

__all__ = ["activities", "as_sheet", "has_expectation", "outcome_tables", "outcomes", "smart"]


def outcomes(initiative: Initiative) -> list[Outcome]:
    """Return the outcomes in their order."""
    return rows(Outcome, initiative, "row")


def as_sheet(row: Outcome) -> Sheet:
    """Return the definition sheet of an outcome as a value."""
    return Sheet(
        label=row.label,
        numerator=row.numerator,
        denominator=row.denominator,
        is_share=row.kind == "binary",
        source=row.source,
        responsible=row.responsible,
        baseline=row.baseline,
        target=row.target,
        expected=row.expected,
        period=row.period,
    )


def smart(initiative: Initiative, found: Iterable[Outcome] | None = None) -> dict[str, tuple[Letter, ...]]:
    """Return what each indicator of an initiative lacks, by its label; `found` are the indicators when known."""
    levels = {aim.outcome_id: aim.value for aim in rows_of(Aim, "initiative_id").rows(initiative.pk)}
    rows_read = outcomes(initiative) if found is None else found
    return {row.label: lacking(_with_level(row, levels)) for row in rows_read}


def _with_level(row: Outcome, levels: Mapping[int, float]) -> Sheet:
    """Return the sheet of an outcome; one with target levels has a target and a period."""
    sheet = as_sheet(row)
    if row.pk not in levels:
        return sheet
    return replace(sheet, target=levels[row.pk], period=sheet.period or "-")


def has_expectation(initiative: Initiative) -> bool:
    """Tell whether any expected effect is stated."""
    return Outcome.objects.filter(initiative=initiative, expected__isnull=False).exists()


def activities(initiative: Initiative) -> tuple[workplan.PlannedActivity, ...]:
    """Return the activities with what counts as done."""
    return tuple(
        workplan.PlannedActivity(
            id=row.row.key,
            text=both(row.row.what, row.row.what_en),
            done_when=Text.same(row.done_when),
            done_by=row.done_by,
            reported_by=row.reported_by,
            how_often=Text.same(row.how_often),
            resources=Text.same(row.resources),
            deviations_to=row.deviations_to,
            process_measure=Text.same(row.process_measure),
        )
        for row in rows(Activity, initiative, "row")
    )
