# SPDX-License-Identifier: Apache-2.0
"""A unit cost in words and as data: amount, price year, source and how sure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Protocol

from utfall.core.actors import ACTOR_NAMES, Actor
from utfall.core.lines import UnitCost
from utfall.core.text import Lang, Text
from utfall.economics.prices import employer_cost
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


class ContributionRow(Protocol):
    """An employer's contribution; the row itself lives in `io`."""

    @property
    def sector(self) -> str: ...  # noqa: D102 - named in the class
    @property
    def year(self) -> int | None: ...  # noqa: D102
    @property
    def share(self) -> float: ...  # noqa: D102
    @property
    def verified(self) -> bool: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102


def how_sure(cost: UnitCost | None, lang: Lang) -> str:
    """Return whether somebody has seen the number at its source."""
    if cost is None:
        return "inget tal är känt" if lang == "sv" else "no figure is known"
    if cost.verified:
        return "sett vid källan" if lang == "sv" else "seen at the source"
    return "INTE VERIFIERAT" if lang == "sv" else "NOT VERIFIED"


def cost_lines(
    entry: Entry, factor: float | None, year: int | None, lang: Lang, *, unverified: frozenset[int] = frozenset()
) -> list[str]:
    """Return what it is and costs, and where that comes from; `unverified`: years of the index that nobody has seen."""
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
        doubt = _index_doubt({year, cost.price_year} & unverified if year != cost.price_year else frozenset(), lang)
        text += f" = {carried} {f'i {year} års priser (KPI{doubt})' if sv else f'in {year} prices (CPI{doubt})'}"
    elif year is not None:
        text += f" ({'kan inte räknas om' if sv else 'cannot be carried'})"
    stated = _stated(cost, lang)
    more = [f"    {stated}"] if stated else []
    return [head, f"    {text}", *more, f"    {how_sure(cost, lang)}; {entry.source}; {cost.address}"]


def _index_doubt(years: Set[int | None], lang: Lang) -> str:
    named = ", ".join(str(year) for year in sorted(year for year in years if year is not None))
    return f" {named} {'INTE VERIFIERAT' if lang == 'sv' else 'NOT VERIFIED'}" if named else ""


_BASIS = {
    "average": ("snittkostnad (eller inte angivet)", "average cost (or not stated)"),
    "marginal": ("marginalkostnad", "marginal cost"),
    "tariff": ("taxa", "tariff"),
}


def _stated(cost: UnitCost, lang: Lang) -> str:
    """Return what more the list says of a cost: span, basis, shares, group and dates; what is not stated is left out."""
    sv, said = lang == "sv", []
    if cost.price.low is not None and cost.price.high is not None:
        low, high = cost.price.low, cost.price.high
        said.append(numbers.money_interval(low, high, lang, scale="one"))
    said.append(_BASIS[cost.basis][not sv])
    if cost.variable_share is not None:
        share = numbers.percent(cost.variable_share, lang)
        said.append(f"{share} rörligt" if sv else f"{share} variable")
    if cost.step is not None:
        said.append(f"{'steg' if sv else 'step'} {numbers.number(cost.step, lang)}")
    if cost.overhead:
        said.append(_OVERHEAD[cost.overhead][not sv])
    if cost.overlap_group:
        said.append(f"{'grupp' if sv else 'group'} {cost.overlap_group}")
    if cost.valid_from or cost.valid_to:
        said.append(f"{'gäller' if sv else 'holds'} {cost.valid_from or '…'}–{cost.valid_to or '…'}")
    return "; ".join(said)


_OVERHEAD = {
    "in": ("gemensamma kostnader ingår", "shared costs included"),
    "out": ("utan gemensamma kostnader", "without shared costs"),
}


def wage_rows(wage: float, rows: Sequence[ContributionRow], year: int | None, lang: Lang) -> list[dict[str, Any]]:
    """Return what a wage costs the employer by each listed contribution, those of a year and without one when given."""
    return [
        {
            "sector": row.sector,
            "label": _SECTORS[row.sector].of(lang),
            "year": row.year,
            **({"year_reason": "not-stated"} if row.year is None else {}),
            "share": row.share,
            "wage": wage,
            "cost": employer_cost(wage, row.share),
            "verified": row.verified,
            "source": row.source,
        }
        for row in rows
        if year is None or row.year in (None, year)
    ]


_SECTORS = {
    "all": Text(sv="Lagstadgad arbetsgivaravgift", en="Statutory employer's contribution"),
    "municipality": Text(sv="Kommun, PO-pålägg", en="Municipality, with agreed contributions (PO)"),
    "region": Text(sv="Region, PO-pålägg", en="Region, with agreed contributions (PO)"),
}


def wage_lines(rows: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """Return one line per contribution: wage, contribution, cost, how sure and source."""
    lines = []
    for row in rows:
        wage, cost = (numbers.money(row[name], lang, scale="one") for name in ("wage", "cost"))
        share = numbers.percent(row["share"], lang, decimals=2)
        when = "" if row["year"] is None else f" {row['year']}"
        sure = ("sett vid källan", "seen at the source") if row["verified"] else ("INTE VERIFIERAT", "NOT VERIFIED")
        lines.append(f"{row['label']}{when}: {wage} + {share} = {cost}")
        lines.append(f"    {sure[lang != 'sv']}; {row['source']}")
    return lines


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
    for name, value in _fields(cost).items():
        row[name] = value
        if value is None:
            row[f"{name}_reason"] = "not-stated"
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


def _fields(cost: UnitCost | None) -> dict[str, Any]:
    """Return everything more that a row may state of a cost; None for what it does not."""
    if cost is None:
        return dict.fromkeys(_FIELDS)
    found: dict[str, Any] = {"low": cost.price.low, "high": cost.price.high}
    return found | {name: getattr(cost, name) or None for name in _FIELDS[2:]}


_FIELDS = (
    "low", "high", "index", "basis", "variable_share", "step", "overhead", "overlap_group", "valid_from", "valid_to",
    "address",
)  # fmt: skip
