# SPDX-License-Identifier: Apache-2.0
"""A unit cost in words and as data: amount, price year, source and how sure."""

from __future__ import annotations

from typing import Any, Protocol

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.lines import UnitCost
from utfall.core.text import Lang, Text
from utfall.reports import numbers


class Entry(Protocol):
    """What a catalogue row holds; the row itself lives in `io`."""

    @property
    def id(self) -> str: ...  # noqa: D102 - named in the class
    @property
    def label(self) -> Text: ...  # noqa: D102
    @property
    def actor(self) -> Actor: ...  # noqa: D102
    @property
    def unit(self) -> Text: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def unit_cost(self) -> UnitCost | None: ...  # noqa: D102


def how_sure(cost: UnitCost | None, lang: Lang) -> str:
    """Return whether somebody has seen the number at its source."""
    if cost is None:
        return "inget tal är känt" if lang == "sv" else "no figure is known"
    if cost.verified:
        return "sett vid källan" if lang == "sv" else "seen at the source"
    return "INTE VERIFIERAT" if lang == "sv" else "NOT VERIFIED"


def cost_lines(entry: Entry, factor: float | None, year: int | None, lang: Lang) -> list[str]:
    """Return two lines: what it is and costs, and where that comes from."""
    cost, sv = entry.unit_cost, lang == "sv"
    head = f"{entry.id}: {entry.label.of(lang)} ({ACTOR_NAMES[entry.actor].of(lang).lower()})"
    if cost is None:
        return [head, f"    {how_sure(cost, lang)}; {entry.source}"]
    amount = numbers.money(cost.price.value, lang, scale="one")
    own = (f"{cost.price_year} års priser" if sv else f"{cost.price_year} prices") if cost.price_year else (
        "prisår okänt" if sv else "price year unknown"
    )  # fmt: skip
    text = f"{amount} / {entry.unit.of(lang)}, {own}"
    if factor is not None and year is not None:
        carried = numbers.money(cost.price.value * factor, lang, scale="one")
        text += f" = {carried} {f'i {year} års priser (KPI)' if sv else f'in {year} prices (CPI)'}"
    elif year is not None:
        text += f" ({'kan inte räknas om' if sv else 'cannot be carried'})"
    return [head, f"    {text}", f"    {how_sure(cost, lang)}; {entry.source}; {cost.address}"]


def cost_json(entry: Entry, factor: float | None, year: int | None, lang: Lang) -> dict[str, Any]:
    """Return the row as data; what is not known is null beside its reason."""
    cost = entry.unit_cost
    row: dict[str, Any] = {
        "id": entry.id,
        "label": entry.label.of(lang),
        "actor": entry.actor.value,
        "unit": entry.unit.of(lang),
        "source": entry.source,
        "verified": bool(cost and cost.verified),
        "value": None if cost is None else cost.price.value,
        "price_year": None if cost is None else cost.price_year,
    }
    if cost is None:
        row["value_reason"] = "no-figure-known"
    if row["price_year"] is None:
        row["price_year_reason"] = "not-seen"
    if year is not None:
        row["carried_to"] = year
        row["carried_value"] = None if cost is None or factor is None else cost.price.value * factor
        if row["carried_value"] is None:
            row["carried_value_reason"] = "no-figure-or-price-year"
    return row
