# SPDX-License-Identifier: Apache-2.0
"""Costs, consequences and terms as tables of the initiative file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall_web.measure.models import Outcome
from utfall_web.plan.filerows import from_table, held, to_table
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import rows, single
from utfall_web.worth.models import Consequence, Cost, Priced, Settings

_PRICED = (
    *held("words", "label", "unit"),
    *held("text", "actor", "source"),
    *held("number", "unit_cost", "low", "high", "price_year"),
    *held("bool", "assumption"),
)
COST = (*_PRICED, *held("number", "quantity"))
CONSEQUENCE = (
    *_PRICED,
    *held("text", "kind", "cashability"),
    *held("number", "units_per_improvement", "first_year", "years", "dropoff"),
)
_TERMS = ("price_year", "discount_rate", "horizon_years")


def cost_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the costs as [[costs]] of the file."""
    return [_cost(row) for row in rows(Cost, initiative)]


def consequence_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the consequences as [[consequences]] of the file."""
    return [_consequence(row) for row in rows(Consequence, initiative, "outcome")]


def appraisal_table(initiative: Initiative) -> dict[str, Any] | None:
    """Return the terms as [appraisal] of the file; None when they are not set."""
    row = single(Settings, initiative)
    return None if row is None else {**row.more, **{name: getattr(row, name) for name in _TERMS}}


def _priced(row: Priced, table: dict[str, Any]) -> dict[str, Any]:
    return table | ({"unit_cost": row.catalogue} if row.catalogue else {})


def _cost(row: Cost) -> dict[str, Any]:
    table = _priced(row, to_table(row, COST))
    years = [int(word) for word in row.years.replace(",", " ").split()]
    if len(years) == 1:
        table["year"] = years[0]
    elif years:
        table["years"] = years
    return table


def _consequence(row: Consequence) -> dict[str, Any]:
    table = _priced(row, to_table(row, CONSEQUENCE))
    if row.outcome is not None:
        table["outcome"] = row.outcome.key
    if row.payer and row.receiver:  # money that changes hands: the shares sum to nothing
        table.pop("actor", None)
        table["postings"] = {row.receiver: 1.0, row.payer: -1.0}
    return table


def cost_values(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a cost from its table in the file."""
    values = _priced_values(from_table(raw, COST), raw)
    more = values["more"]
    said = more.pop("years", None) or [more.pop("year")] if "years" in more or "year" in more else []
    return values | {"years": " ".join(str(year) for year in said)}


def consequence_values(raw: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Return the values of a consequence from its table; `outcomes` are those of the initiative by key."""
    values = _priced_values(from_table(raw, CONSEQUENCE), raw)
    more = values["more"]
    if more.get("outcome") in outcomes:
        values["outcome"] = outcomes[more.pop("outcome")]
    shares = more.get("postings")
    if isinstance(shares, dict) and sorted(shares.values()) == [-1.0, 1.0] and "actor" not in raw:
        del more["postings"]
        values["receiver"] = next(actor for actor, share in shares.items() if share > 0)
        values["payer"] = next(actor for actor, share in shares.items() if share < 0)
    return values


def _priced_values(values: dict[str, Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(raw.get("unit_cost"), str):
        values["catalogue"] = values["more"].pop("unit_cost")
    return values | {"label": values.get("label") or str(raw["id"])}


def terms(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the terms from [appraisal]."""
    held_here = {name: raw[name] for name in _TERMS if name in raw}
    return held_here | {"more": {key: value for key, value in raw.items() if key not in _TERMS}}
