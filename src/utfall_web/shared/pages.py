# SPDX-License-Identifier: Apache-2.0
"""One page of a long list."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PER_PAGE = 25
Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row], *, per_page: int = PER_PAGE) -> Page[Row]:
    """Return the page of a list that ?sida= asks for; the nearest one when there is no such page."""
    paginator: Any = Paginator(rows, per_page)
    found: Page[Row] = paginator.get_page(request.GET.get("sida"))
    return found
