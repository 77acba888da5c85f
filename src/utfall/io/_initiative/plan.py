# SPDX-License-Identifier: Apache-2.0
"""The checksum of the plan: what was decided before the start, and nothing else.

The plan is the outcomes, the comparisons with their designs, the criteria and the appraisal settings; and components,
ratings and continuous follow-up where the file has them.
Labels are left out (mending a spelling changes no plan), and so are answers about when covariates were
measured, and everything that equals its default, so that writing a default out, or a new option in a later
version, leaves the checksum as it was. Items are sorted by id: the order of the file is no part of the plan,
save which comparison is the primary one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from utfall.core.initiative import Initiative
from utfall.core.text import Text

# Names and motives for people, and answers about the data: they change nothing that was decided.
_NO_PLAN = frozenset({"label", "why", "covariates_before_start", "covariates_after_start"})


def canonical_plan(initiative: Initiative) -> str:
    """Return the plan part as canonical JSON (sorted keys, no spaces, UTF-8, numbers as floats)."""
    primary = initiative.primary
    comparisons = [replace(c, primary=primary is not None and c.id == primary.id) for c in initiative.comparisons]
    plan: dict[str, Any] = {
        "outcomes": _by_id(initiative.outcomes),
        "comparisons": _by_id(comparisons),
        "criteria": _by_id(initiative.criteria),
        "appraisal": _plain(initiative.appraisal),
    }
    if initiative.component_analysis is not None:
        plan["component_analysis"] = _plain(initiative.component_analysis)
    if initiative.ratings:
        plan["ratings"] = _by_id(initiative.ratings)
    if initiative.follow_up is not None:
        plan["follow_up"] = _plain(initiative.follow_up)
    return json.dumps(plan, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def plan_sha256(initiative: Initiative) -> str:
    """Return the SHA-256 of the canonical plan, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_plan(initiative).encode()).hexdigest()


def _by_id(items: Any) -> list[Any]:
    return [_plain(item) for item in sorted(items, key=lambda item: str(item.id))]


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return [value.sv, value.en]
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if field.name not in _NO_PLAN and (field.name == "kind" or not _is_default(value, field))
        }
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value


def _is_default(value: Any, field: Any) -> bool:
    return field.default is not MISSING and getattr(value, field.name) == field.default
