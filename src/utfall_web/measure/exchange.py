# SPDX-License-Identifier: Apache-2.0
"""Outcomes as tables of the initiative file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall_web.logic.models import Row
from utfall_web.measure.models import Outcome
from utfall_web.plan.filerows import from_table, held, to_table
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows

SPEC = (*held("words", "label", "unit"), *held("text", "column", "kind", "direction"), *held("number", "target"))
_EXPECTED = {"expected": "value", "expected_low": "low", "expected_high": "high", "now": "now"}


def outcome_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the outcomes as [[outcomes]] of the file."""
    return [_table(row) for row in rows(Outcome, initiative, "row")]


def _table(row: Outcome) -> dict[str, Any]:
    table = to_table(row, SPEC)
    table.setdefault("column", row.key.replace("-", "_"))  # a file needs one; the data do not exist yet
    if row.row is not None:
        table["logic_row"] = row.row.key
    expected = {key: getattr(row, name) for name, key in _EXPECTED.items() if getattr(row, name) is not None}
    if row.expected is not None:
        table["expected"] = expected | ({"source": row.expected_source} if row.expected_source else {})
    return table


def outcome_values(raw: Mapping[str, Any], rows: Mapping[str, Row]) -> dict[str, Any]:
    """Return the values of an outcome from its table in the file; `rows` are those of the logic model by key."""
    values = from_table(raw, SPEC)
    more = values["more"]
    values["label"] = values.get("label") or str(raw["id"])
    values.setdefault("kind", "continuous")  # what a file means that does not say; a new row of the form is yes or no
    if more.get("logic_row") in rows:
        values["row"] = rows[more.pop("logic_row")]
    expected = more.pop("expected", None) or {}
    values |= {name: expected[key] for name, key in _EXPECTED.items() if key in expected}
    return values | {"expected_source": expected.get("source", "")}
