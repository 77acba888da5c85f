# SPDX-License-Identifier: Apache-2.0
"""Which index series carry the prices of an economy, where they come from, and years that nobody has verified."""

from __future__ import annotations

from typing import Any

from utfall.core.initiative import IndexOrigin, Initiative
from utfall.core.text import Lang

NO_INDEX = "none"


def used_indices(initiative: Initiative) -> dict[str, tuple[IndexOrigin, tuple[int, ...]]]:
    """Return by series used: its origin, and those of the years used (own and base) that are not verified, rising."""
    settings = initiative.appraisal
    years: dict[str, set[int]] = {}
    for line in initiative.lines:
        cost = line.unit_cost
        if settings is None or cost.price_year is None:
            continue
        if cost.index == NO_INDEX or cost.price_year == settings.price_year:
            continue
        years.setdefault(cost.index, set()).update((cost.price_year, settings.price_year))
    found = {}
    for name, used in sorted(years.items()):
        origin = initiative.index_origin.get(name, IndexOrigin())
        found[name] = (origin, tuple(sorted(used & origin.unverified)))
    return found


def index_text(initiative: Initiative, lang: Lang) -> str:
    """Return the series used with their sources and marks; "–" when every price is of the base year."""
    told = []
    for name, (origin, unsure) in used_indices(initiative).items():
        parts = [name, *([origin.source] if origin.source else [])]
        if unsure:
            word = "inte verifierat" if lang == "sv" else "not verified"
            parts.append(f"{', '.join(map(str, unsure))} {word}")
        told.append("; ".join(parts))
    return ". ".join(told) or "–"


def unverified_sentence(initiative: Initiative, lang: Lang) -> str:
    """Return which values of an index nobody has verified, '' when all used are."""
    named = [f"{name} {year}" for name, (_, unsure) in used_indices(initiative).items() for year in unsure]
    if not named:
        return ""
    head = "Dessa indextal är inte verifierade: " if lang == "sv" else "These index values are not verified: "
    return head + ", ".join(named) + "."


def index_json(initiative: Initiative) -> dict[str, Any]:
    """Return the key "indices": each series used, its source and the years used that are not verified."""
    return {
        "indices": [
            {"index": name, "source": origin.source, "unverified_years": list(unsure)}
            for name, (origin, unsure) in used_indices(initiative).items()
        ]
    }
