# SPDX-License-Identifier: Apache-2.0
"""The catalogue of unit costs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from utfall.io.catalogue import load_catalogue, search_unit_costs


def catalogue(request: HttpRequest) -> HttpResponse:
    """Search the unit costs, each with source and how sure it is."""
    words = request.GET.get("q", "").strip()[:100]
    found = search_unit_costs(words) if words else tuple(load_catalogue().values())
    return render(request, "worth/catalogue.html", {"found": found[:60], "count": len(found), "q": words})
