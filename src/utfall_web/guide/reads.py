# SPDX-License-Identifier: Apache-2.0
"""The guide's points with how each stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from utfall.core.text import Text
from utfall.io.guide import Component, GuidePoint, guide
from utfall_web.guide.checks import CHECKS, Found, Plan
from utfall_web.guide.models import PointAnswer, PointFile
from utfall_web.guide.rules import Standing, standing
from utfall_web.plan.models import Initiative
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.fixed import rows_of


@dataclass(frozen=True, slots=True)
class PointState:
    """A point, what its rule found (None when only people can tell), what people have written, and how it stands.

    `files` are what is attached to show it.
    """

    point: GuidePoint
    found: Found | None
    answer: PointAnswer | None
    standing: Standing
    files: tuple[PointFile, ...] = ()


def points(initiative: Initiative) -> list[tuple[Component, list[PointState]]]:
    """Return the components with their points, in the order of the guide."""
    found = worked_out(initiative, "guide.checks", checked)
    answers = {answer.point: answer for answer in rows_of(PointAnswer, "initiative_id").rows(initiative.pk)}
    files = defaultdict(list)
    for file in rows_of(PointFile, "initiative_id", (), ("pk",)).rows(initiative.pk):
        files[file.point].append(file)
    return [
        (part, [_state(p, found, answers.get(p.id), tuple(files[p.id])) for p in guide().of(part.id)])
        for part in guide().components
    ]


def checked(initiative: Initiative) -> dict[str, Any]:
    """Return what each rule finds in a plan as plain values: where it is mended, what is missing in both languages."""
    plan = Plan(initiative)
    found = {name: check(plan) for name, check in CHECKS.items()}
    return {name: [one.route, [[lack.sv, lack.en] for lack in one.missing]] for name, one in found.items()}


def _found(told: Any) -> Found:
    route, missing = told
    return Found(tuple(Text(sv=sv, en=en) for sv, en in missing), route)


def _state(
    point: GuidePoint, checks: Mapping[str, Any], answer: PointAnswer | None, files: tuple[PointFile, ...]
) -> PointState:
    found = _found(checks[point.check]) if point.check else None
    stands = standing(
        found=None if found is None else found.fulfilled,
        evidence=answer.evidence if answer else "",
        exception=answer.exception if answer else "",
        files=len(files),
    )
    return PointState(point, found, answer, stands, files)
