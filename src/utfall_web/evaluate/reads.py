# SPDX-License-Identifier: Apache-2.0
"""The results of an initiative."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from utfall.core import translated
from utfall.core.errors import UtfallError
from utfall.core.initiative import Initiative as Plan
from utfall.io.initiative_file import parse_initiative
from utfall_web.evaluate.models import Result
from utfall_web.plan.models import Initiative


def results(initiative: Initiative) -> QuerySet[Result]:
    """Return the results, the last read in first, without what is in them."""
    found = Result.objects.filter(initiative=initiative).select_related("lock", "imported_by")
    return found.defer("content", "lock__file", "lock__plan").order_by("-pk")


def result(initiative: Initiative, result_id: int) -> Result | None:
    """Return one result with what is in it; None when the initiative has no such."""
    return Result.objects.filter(initiative=initiative, pk=result_id).select_related("lock", "imported_by").first()


def in_language(row: Result, lang: str) -> Result:
    """Return the same run as it was written in a language, when that file has been read in too; else the row."""
    if row.lang == lang:
        return row
    others = Result.objects.filter(initiative_id=row.initiative_id, run_id=row.run_id, lang=lang, lock_id=row.lock_id)
    return others.select_related("lock", "imported_by").order_by("-pk").first() or row


def content(row: Result, lang: str = "") -> dict[str, Any]:
    """Return what is in a result: in a language, when its file holds that language's words, else as it is written."""
    found: dict[str, Any] = json.loads(row.content)
    return translated.in_language(found, lang) if lang else found


def plan_of(row: Result) -> Plan | None:
    """Return the plan that the result was judged by, from its lock; None when the lock does not hold it."""
    try:
        return parse_initiative(row.lock.file) if row.lock.file else None
    except UtfallError:  # locked by an earlier version, whose file this one reads otherwise
        return None
