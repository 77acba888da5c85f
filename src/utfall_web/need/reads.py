# SPDX-License-Identifier: Apache-2.0
"""Need and target group as values of the library."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

from utfall.core import workplan
from utfall.core.text import Text
from utfall_web.need.models import TRAIT_NAMES, Evidence, Gate, Need, Target, Trait
from utfall_web.need.rules import Answers, Ruling, ruling
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows, single


def needs(initiative: Initiative) -> tuple[workplan.Need, ...]:
    """Return the needs with their evidence."""
    shown = defaultdict(list)
    for row in rows(Evidence, initiative):
        shown[row.need_id].append(as_evidence(row))
    return tuple(
        workplan.Need(
            id=str(row.pk),
            problem=Text.same(row.problem),
            group=Text.same(row.group),
            evidence=tuple(shown[row.pk]),
            practitioners=Text.same(row.practitioners),
            agreement=row.agreement,  # type: ignore[arg-type] # one of the field's choices
        )
        for row in rows(Need, initiative)
    )


def as_evidence(row: Evidence) -> workplan.Evidence:
    """Return a row of the evidence table as a value."""
    return workplan.Evidence(
        kind=row.kind,  # type: ignore[arg-type] # one of the field's choices
        text=Text.same(row.what),
        source=row.source,
        numerator=row.numerator,
        denominator=row.denominator,
        breakdown=Text.same(row.breakdown),
    )


def anchored(initiative: Initiative) -> bool:
    """Tell whether every need says where it is accepted; False when there is none."""
    said = [row.anchored for row in rows(Need, initiative)]
    return bool(said) and all(said)


def target_group(initiative: Initiative) -> workplan.TargetGroup | None:
    """Return whom the initiative is for; None when nothing is written."""
    row = single(Target, initiative)
    bounds = tuple((TRAIT_NAMES[trait.kind], Text.same(trait.what)) for trait in rows(Trait, initiative))
    if row is None and not bounds:
        return None
    if row is None:
        return workplan.TargetGroup(description=Text.same(""), traits=bounds)
    return workplan.TargetGroup(
        description=Text.same(row.description), traits=bounds, expected=row.expected, whole=row.whole
    )


def is_investment(initiative: Initiative) -> tuple[Ruling, tuple[str, ...]]:
    """Return whether it is a social investment, and the answers that stand in the way."""
    row = single(Gate, initiative)
    if row is None:
        return ruling(Answers())
    names = ("better", "cheaper", "bounded", "new")
    return ruling(Answers(**{name: cast(str, getattr(row, name)) for name in names}))
