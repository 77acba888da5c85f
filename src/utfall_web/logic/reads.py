# SPDX-License-Identifier: Apache-2.0
"""The logic model as values of the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from utfall.core.initiative import LogicLevel, LogicRow
from utfall.core.red_thread import Broken, broken
from utfall.core.text import Text
from utfall_web.logic.models import Comment, Row, Step
from utfall_web.plan import reads as plan
from utfall_web.plan.models import Initiative
from utfall_web.shared.fixed import Fixed, ask

_STEPS = (
    f"SELECT source_id, target_id FROM {Step._meta.db_table} "  # noqa: S608 - a table's name, values as parameters
    "WHERE initiative_id = %s ORDER BY position, id"
)

_COMMENTS = Fixed(
    lambda initiative_id: (
        Comment.objects.filter(initiative_id=initiative_id).select_related("author").order_by("-created_at", "-pk")[:20]
    )
)


def both(sv: str, en: str) -> Text:
    """Return a text with its English, or the Swedish where there is none."""
    return Text(sv=sv, en=en or sv)


def logic_model(initiative: Initiative) -> tuple[LogicRow, ...]:
    """Return the logic model."""
    return as_model(plan.rows(Row, initiative))


def as_model(rows: Sequence[Row]) -> tuple[LogicRow, ...]:
    """Return the rows of an initiative's logic model, as they stand in the table, as values."""
    if not rows:
        return ()
    key = {row.pk: row.key for row in rows}
    leads: dict[int, list[str]] = defaultdict(list)
    for source, target in ask(_STEPS, [rows[0].initiative_id]):
        leads[source].append(key[target])
    return tuple(
        LogicRow(
            id=row.key,
            level=LogicLevel(row.level),
            text=both(row.what, row.what_en),
            indicator=both(row.indicator, row.indicator_en),
            data_source=both(row.data_source, row.data_source_en),
            assumption=both(row.assumption, row.assumption_en),
            leads_to=tuple(leads[row.pk]),
        )
        for row in rows
    )


def breaks(initiative: Initiative) -> tuple[tuple[LogicRow, ...], tuple[Broken, ...]]:
    """Return the logic model and where its red thread is broken; no breaks while there are no rows."""
    rows = logic_model(initiative)
    return rows, broken(rows) if rows else ()


def keys(initiative: Initiative) -> set[str]:
    """Return the keys that are taken."""
    return set(Row.objects.filter(initiative=initiative).values_list("key", flat=True))


def led_to(row: Row) -> list[Row]:
    """Return the rows that a row leads to."""
    return [step.target for step in row.steps.select_related("target").order_by("position", "pk")]


def newest_comments(initiative: Initiative) -> list[Comment]:
    """Return the newest comments with who wrote them, the newest first; twenty at most."""
    return _COMMENTS.rows(initiative.pk)
