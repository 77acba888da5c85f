# SPDX-License-Identifier: Apache-2.0
"""What was done otherwise than planned: two canonical plans held against each other, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Literal, get_args

from utfall.core.designs import Design
from utfall.core.initiative import Comparison
from utfall.core.lines import AppraisalSettings
from utfall.core.outcome import Criterion, Outcome
from utfall.core.questions import ComponentPlan, FollowUpPlan, RatingPlan

Change = Literal["added", "removed", "changed"]
SECTIONS: tuple[str, ...] = (
    "outcomes", "comparisons", "criteria", "appraisal", "component_analysis", "ratings", "follow_up",
)  # fmt: skip
Plan = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One thing that differs from the plan.

    Parameters
    ----------
    section, item
        Section of the plan, and id of the item in it ("" for a section that is one table).
    field
        Name of the field; "" when the whole item was added or removed. Fields of a design stand as they are.
    planned, done
        The values, defaults filled in; None where there is none.
    """

    section: str
    item: str
    field: str
    change: Change
    planned: Any = None
    done: Any = None


def deviations(planned: Plan, done: Plan) -> tuple[Deviation, ...]:
    """Return every deviation of what was done from what was planned.

    Parameters
    ----------
    planned, done
        Canonical plans (`utfall.io.initiative_file.canonical_plan`) as parsed JSON.
    """
    found: list[Deviation] = []
    for section in SECTIONS:
        before, after = _items(planned.get(section)), _items(done.get(section))
        for item in (*before, *(name for name in after if name not in before)):
            found += _item(section, item, before.get(item), after.get(item))
    return tuple(found)


def _items(section: Any) -> dict[str, dict[str, Any]]:
    """Return the items of a section by id; a section that is one table is one item without a name."""
    if isinstance(section, Mapping):
        return {"": dict(section)}
    return {str(item["id"]): dict(item) for item in section or ()}


def _item(section: str, item: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[Deviation]:
    if before is None or after is None:
        change: Change = "added" if before is None else "removed"
        yield Deviation(section=section, item=item, field="", change=change)
        return
    old, new = _flat(section, before), _flat(section, after)
    for name in dict.fromkeys((*old, *new)):
        left = old[name] if name in old else _default(section, name, before)
        right = new[name] if name in new else _default(section, name, after)
        if left != right:
            yield Deviation(section=section, item=item, field=name, change="changed", planned=left, done=right)


def _flat(section: str, item: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an item, those of its design among them; its kind is then called design."""
    flat = {name: value for name, value in item.items() if name not in ("id", "design") or section == "appraisal"}
    design = item.get("design")
    if section == "comparisons" and isinstance(design, Mapping):
        flat |= {
            ("design" if name == "kind" else "id_column" if name == "id" else name): v for name, v in design.items()
        }
    return flat


def _default(section: str, name: str, item: Mapping[str, Any]) -> Any:
    """Return the value of a field that a plan leaves out, as JSON would hold it."""
    kinds: dict[str, tuple[Any, ...]] = {
        "outcomes": (Outcome,), "criteria": (Criterion,), "appraisal": (AppraisalSettings,),
        "comparisons": (Comparison, *_design_types(item)), "component_analysis": (ComponentPlan,),
        "ratings": (RatingPlan,), "follow_up": (FollowUpPlan,),
    }  # fmt: skip
    wanted = "id" if name == "id_column" else name
    for kind in kinds[section]:
        for field in fields(kind):
            if field.name == wanted and field.default is not MISSING:
                return _as_json(field.default)
    return None


def _design_types(item: Mapping[str, Any]) -> tuple[Any, ...]:
    design = item.get("design")
    kind = design.get("kind") if isinstance(design, Mapping) else None
    return tuple(one for one in get_args(Design) if _kind_of(one) == kind)


def _kind_of(design: Any) -> Any:
    return next((field.default for field in fields(design) if field.name == "kind"), None)


def _as_json(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    return list(value) if isinstance(value, tuple) else str(value)
