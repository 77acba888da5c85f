# SPDX-License-Identifier: Apache-2.0
"""The tables and single pages of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.text import Text
from utfall.reports import numbers
from utfall_web.plan.components import Component, page
from utfall_web.plan.filerows import keys
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.rules import key_from
from utfall_web.plan.singlepages import SingleKind
from utfall_web.shared.words import lang, shown, text, typed
from utfall_web.worth import forms, models
from utfall_web.worth.rules import purse_name

_FLOATS = {"unit_cost", "low", "high", "quantity", "units_per_improvement", "dropoff", "discount_rate"}


def _floats(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: float(v) if name in _FLOATS and v is not None else v for name, v in values.items()}


def _price(row: models.Priced) -> str:
    if row.catalogue:
        return str(text(f"ur katalogen: {row.catalogue}", f"of the catalogue: {row.catalogue}"))
    if row.unit_cost is None:
        return str(text("ur filen", "of the file")) if "unit_cost" in row.more else ""
    shown = typed(row.unit_cost)
    per = f"/{row.unit}" if row.unit else ""
    return str(
        text(
            f"{shown} kr{per}, {row.price_year or '?'} års priser",
            f"SEK {shown}{per}, prices of {row.price_year or '?'}",
        )
    )


def _purses(row: models.Consequence) -> str:
    if row.payer and row.receiver:
        return f"{shown(purse_name(row.payer))} → {shown(purse_name(row.receiver))}"
    return shown(purse_name(row.actor))


COSTS = RowKind(
    app="worth", name="costs", path="kostnader", model=models.Cost, form=forms.CostForm, component=Component.DESIGN,
    title=Text(sv="Kostnader", en="Costs"),
    one=Text(sv="kostnaden", en="the cost"),
    lead=Text(sv="Allt som satsningen kräver, även det som andra betalar: personal, lokaler, utvärdering, volontärers och deltagares tid.", en="All that the initiative requires, also what others pay: staff, premises, evaluation, volunteers' and participants' time."),
    add=Text(sv="Lägg till en kostnad", en="Add a cost"),
    empty=Text(sv="Inga kostnader är skrivna än.", en="No costs are written yet."),
    columns=(
        (Text(sv="Vad", en="What"), lambda row: row.label),
        (Text(sv="Vem betalar", en="Who pays"), lambda row: shown(purse_name(row.actor))),
        (Text(sv="Antal", en="Number"), lambda row: "" if row.quantity is None else f"{typed(row.quantity)} {row.unit}".strip()),
        (Text(sv="Pris", en="Price"), _price),
        (Text(sv="År", en="Years"), lambda row: row.years),
        (Text(sv="Källa", en="Source"), lambda row: row.source),
    ),
    inline=("label", "actor", "quantity", "unit_cost", "years", "source"),
    template="worth/priced.html",
    prepare=_floats,
    fresh=lambda initiative, values: {} if "key" in values else {"key": key_from(str(values["label"])[:40], keys(models.Cost, initiative) | keys(models.Consequence, initiative))},
)  # fmt: skip

CONSEQUENCES = RowKind(
    app="worth", name="consequences", path="konsekvenser", model=models.Consequence, form=forms.ConsequenceForm, component=Component.DESIGN,
    title=Text(sv="Konsekvenser i kronor", en="Consequences in kronor"),
    one=Text(sv="konsekvensen", en="the consequence"),
    lead=Text(sv="Vad följer om effekten uppnås, hos vem och hur länge? Skatt och bidrag flyttar pengar mellan kassor.", en="What follows if the effect is reached, for whom and how long? Taxes and benefits move money between purses."),
    add=Text(sv="Lägg till en konsekvens", en="Add a consequence"),
    empty=Text(sv="Inga konsekvenser är skrivna än.", en="No consequences are written yet."),
    columns=(
        (Text(sv="Vad", en="What"), lambda row: row.label),
        (Text(sv="Slag", en="Kind"), lambda row: str(row.get_kind_display())),
        (Text(sv="Följer av", en="Follows from"), lambda row: str(row.outcome or "")),
        (Text(sv="I vems kassa", en="In whose purse"), _purses),
        (Text(sv="Pris", en="Price"), _price),
        (Text(sv="Blir det pengar", en="Becomes money"), lambda row: str(row.get_cashability_display())),
    ),
    inline=("label", "kind", "outcome", "actor payer receiver", "unit_cost", "cashability"),
    template="worth/priced.html",
    options=lambda initiative: {"initiative": initiative},
    prepare=_floats,
    fresh=lambda initiative, values: {} if "key" in values else {"key": key_from(str(values["label"])[:40], keys(models.Cost, initiative) | keys(models.Consequence, initiative))},
    related=("outcome",),
)  # fmt: skip

TERMS = SingleKind(
    app="worth", name="terms", path="kalkylens-villkor", model=models.Settings, form=forms.SettingsForm, component=Component.DESIGN,
    title=Text(sv="Kalkylens villkor", en="Terms of the appraisal"),
    lead=Text(sv="Prisår, ränta och hur många år som räknas.", en="Price year, rate and how many years are counted."),
    parts=(
        (Text(sv="Prisår", en="Price year"), lambda row: str(row.price_year)),
        (Text(sv="Diskonteringsränta", en="Discount rate"), lambda row: numbers.percent(row.discount_rate, lang())),
        (Text(sv="År som räknas", en="Years counted"), lambda row: str(row.horizon_years)),
        (Text(sv="Deltagare", en="Participants"), lambda row: "" if row.participants is None else numbers.number(row.participants, lang(), decimals=0)),
    ),
    prepare=_floats,
    under=page("worth:costs"),
)  # fmt: skip

TABLES = (COSTS, CONSEQUENCES)
