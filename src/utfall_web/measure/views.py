# SPDX-License-Identifier: Apache-2.0
"""The guide to instruments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from utfall.io.instruments import instruments
from utfall_web.shared.words import text

UNSTATED = text("inte angivet i källan", "not stated at the source")


def guide(request: HttpRequest) -> HttpResponse:
    """Show the instruments, narrowed by words."""
    words = request.GET.get("q", "").strip().lower()[:100]
    found = [
        one
        for one in instruments().values()
        if not words
        or any(words in part.lower() for part in (one.name, one.purpose.sv, one.purpose.en, one.group.sv, one.group.en))
    ]
    return render(request, "measure/instruments.html", {"found": found, "q": words, "unstated": UNSTATED})
