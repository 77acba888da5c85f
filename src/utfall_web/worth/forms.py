# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall.io.catalogue import load_unit_costs
from utfall_web.measure.models import Outcome
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import placed
from utfall_web.shared.fields import NumberField, choose_among
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text
from utfall_web.worth.models import CASH, KINDS
from utfall_web.worth.rules import is_purse

_MOST = 1_000_000_000_000


def _number(label: str, help_text: str = "", **bounds: Any) -> NumberField:
    return NumberField(
        required=False, label=label, help_text=help_text, **({"min_value": -_MOST, "max_value": _MOST} | bounds)
    )


def _year(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        required=False,
        min_value=1900,
        max_value=2200,
        label=label,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class PurseField(forms.CharField):
    """Whose purse: an actor, or a board or agency of one."""

    def clean(self, value: Any) -> str:
        """Refuse what is no actor."""
        word: str = super().clean(value)
        if word and not is_purse(word):
            raise forms.ValidationError(
                text(
                    "Skriv kommun, region, stat, individ, företag, försäkring eller civilsamhälle; en nämnd skrivs kommun/Socialnämnden.",
                    "Write municipality, region, state, household, business, insurance or civil_society; a board is written municipality/Board.",
                )
            )
        return word


def _purse(label: str) -> PurseField:
    return PurseField(
        max_length=120,
        required=False,
        label=label,
        help_text=text(
            "kommun, region, stat, individ, företag, försäkring eller civilsamhälle. En nämnd: kommun/Socialnämnden.",
            "municipality, region, state, household, business, insurance or civil_society. A board: municipality/Board.",
        ),
    )


class _PricedForm(WorkForm):
    label = forms.CharField(max_length=300, label=text("Vad?", "What?"))
    actor = _purse(text("Vem betalar eller tjänar?", "Who pays or gains?"))
    unit = forms.CharField(
        max_length=60,
        required=False,
        label=text("Enhet", "Unit"),
        help_text=text("Till exempel månad, besök, heltidstjänst.", "For example month, visit, full-time post."),
    )
    catalogue = forms.CharField(
        max_length=80,
        required=False,
        label=text("Enhetskostnad ur katalogen", "Unit cost of the catalogue"),
        help_text=text(
            "Id ur katalogen, till exempel norm_ensam_2023. Lämna tomt om ni har ett eget pris.",
            "Id in the catalogue, such as norm_ensam_2023. Leave empty when you have a price of your own.",
        ),
    )
    unit_cost = _number(text("Eget pris per enhet, kronor", "Own price per unit, kronor"))
    low = _number(text("Lägst", "Lowest"))
    high = _number(text("Högst", "Highest"))
    price_year = _year(
        text("Prisår", "Price year"),
        text("Vilket års priser gäller det egna priset?", "Which year's prices is the own price in?"),
    )
    source = forms.CharField(
        max_length=500,
        required=False,
        label=text("Källa, eller motiv till eget pris", "Source, or motive for an own price"),
    )
    assumption = forms.BooleanField(required=False, label=text("Det är ett antagande", "It is an assumption"))

    def clean(self) -> dict[str, Any]:
        """Refuse two prices, a price without year, and a catalogue id that does not exist."""
        values: dict[str, Any] = super().clean() or {}
        known, own = values.get("catalogue"), values.get("unit_cost")
        if known and own is not None:
            self.add_error(
                "unit_cost",
                text(
                    "Ange katalogens id eller ett eget pris, inte båda.",
                    "Give the catalogue's id or an own price, not both.",
                ),
            )
        if known and known not in load_unit_costs():
            self.add_error(
                "catalogue",
                text(
                    "Katalogen har inget sådant id. Sök i katalogen och kopiera id:t.",
                    "The catalogue has no such id. Search the catalogue and copy the id.",
                ),
            )
        if own is not None and values.get("price_year") is None:
            self.add_error("price_year", text("Skriv vilket års priser det är.", "Write which year's prices it is."))
        return values


class CostForm(_PricedForm):
    """A cost of the initiative."""

    quantity = _number(text("Antal enheter", "Number of units"), text("Tomt betyder 1.", "Empty means 1."), min_value=0)
    years = forms.RegexField(
        regex=r"^\s*\d{1,2}([\s,]+\d{1,2})*\s*$",
        required=False,
        label=text("Vilka år av satsningen?", "Which years of the initiative?"),
        help_text=text("1 är det första året. Flera: 1 2 3.", "1 is the first year. Several: 1 2 3."),
        error_messages={"invalid": text("Skriv år som 1 eller 1 2 3.", "Write years as 1 or 1 2 3.")},
    )


class ConsequenceForm(_PricedForm):
    """What follows from the initiative."""

    kind = forms.ChoiceField(choices=KINDS, label=text("Slag", "Kind"))
    outcome: forms.ModelChoiceField[Outcome] = forms.ModelChoiceField(
        queryset=Outcome.objects.none(),
        required=False,
        label=text("Följer av vilken indikator?", "Follows from which indicator?"),
    )
    units_per_improvement = _number(
        text("Enheter per person och år som förbättras", "Units per person and year that improves"),
        text("Tolv månadslöner för den som får arbete: 12.", "Twelve monthly wages for who gets a job: 12."),
    )
    payer = _purse(text("Vid skatt eller bidrag: vems kassa minskar?", "For a tax or benefit: whose purse shrinks?"))
    receiver = _purse(text("Vid skatt eller bidrag: vems kassa växer?", "For a tax or benefit: whose purse grows?"))
    first_year = forms.IntegerField(required=False, min_value=1, max_value=100, label=text("Första året", "First year"))
    years = forms.IntegerField(required=False, min_value=1, max_value=100, label=text("Antal år", "Number of years"))
    dropoff = _number(
        text("Andel som avtar per år", "Share that fades per year"),
        text("0,2 är en femtedel.", "0.2 is a fifth."),
        min_value=0,
        max_value=1,
    )
    cashability = forms.ChoiceField(choices=CASH, label=text("Blir det pengar?", "Does it become money?"))

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self.fields["outcome"], placed(Outcome), initiative.pk)

    def clean(self) -> dict[str, Any]:
        """Refuse a transfer without its two ends."""
        values = super().clean()
        payer, receiver, kind = values.get("payer"), values.get("receiver"), values.get("kind")
        if kind in ("tax", "transfer") and not (payer and receiver):
            self.add_error(
                "payer",
                text(
                    "Skatt och bidrag flyttar pengar: säg vems kassa som minskar och vems som växer.",
                    "Taxes and benefits move money: say whose purse shrinks and whose grows.",
                ),
            )
        if payer and payer == receiver:
            self.add_error("receiver", text("Det måste vara två olika.", "They have to be two different ones."))
        return values


class SettingsForm(WorkForm):
    """The terms of the appraisal."""

    price_year = forms.IntegerField(
        min_value=1990,
        max_value=2100,
        label=text("Prisår", "Price year"),
        help_text=text(
            "Alla kronor räknas om till det årets penningvärde.", "All kronor are carried to that year's money."
        ),
    )
    discount_rate = NumberField(
        min_value=-0.5,
        max_value=1,
        initial=0.035,
        label=text("Diskonteringsränta", "Discount rate"),
        help_text=text("0,035 är 3,5 procent om året.", "0.035 is 3.5 per cent a year."),
    )
    horizon_years = forms.IntegerField(
        min_value=1, max_value=100, initial=5, label=text("Hur många år räknas?", "How many years are counted?")
    )
    participants = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=20_000_000,
        label=text("Deltagare som kalkylen räknar på", "Participants that the appraisal counts"),
        help_text=text(
            "Tomt: de som väntas delta enligt målgruppen.",
            "Empty: those expected to take part according to the target group.",
        ),
    )
