# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall_web.need.models import AGREEMENTS, ANSWERS, KINDS, TRAITS, Need
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import placed
from utfall_web.shared.fields import choose_among
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _count(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=0, max_value=20_000_000, label=label, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class NeedForm(WorkForm):
    """A need."""

    problem = forms.CharField(
        max_length=500,
        label=text("Vad är problemet?", "What is the problem?"),
        help_text=text("Beskriv läget, inte lösningen.", "Describe the state, not the solution."),
    )
    group = forms.CharField(max_length=300, label=text("Bland vilka?", "Among whom?"))
    practitioners = forms.CharField(
        max_length=4000,
        required=False,
        widget=_lines(4),
        label=text("Hur ser de som möter målgruppen på det?", "How do those who meet the group see it?"),
        help_text=text(
            "Verksamhetens egen bild, bredvid siffrorna.", "The practitioners' own picture, beside the numbers."
        ),
    )
    agreement = forms.ChoiceField(
        choices=AGREEMENTS, widget=forms.RadioSelect, label=text("Stämmer bilderna överens?", "Do the pictures agree?")
    )
    anchored = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Var är behovet förankrat?", "Where is the need accepted?"),
        help_text=text(
            "Beslutsfattare, chefer och verksamheter som känner till det och håller med.",
            "Decision makers, managers and operations that know of it and agree.",
        ),
    )


class EvidenceForm(WorkForm):
    """Something that supports a need."""

    need: forms.ModelChoiceField[Need] = forms.ModelChoiceField(
        queryset=Need.objects.none(), label=text("Vilket behov?", "Which need?")
    )
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, label=text("Slag", "Kind"))
    what = forms.CharField(max_length=500, label=text("Vad säger underlaget?", "What does the evidence say?"))
    numerator = _count(
        text("Antal med behovet", "Number with the need"),
        text("Personer. Få personer visas inte i dokument.", "Persons. Few persons are not shown in documents."),
    )
    denominator = _count(text("Av hur många?", "Out of how many?"))
    breakdown = forms.CharField(
        max_length=300,
        required=False,
        label=text("För vilka?", "For whom?"),
        help_text=text("Kön, ålder, område, bakgrund, år.", "Sex, age, area, background, year."),
    )
    source = forms.CharField(
        max_length=500,
        required=False,
        label=text("Källa", "Source"),
        help_text=text(
            "System och datum, rapport eller adress. Utan källa räknas behovet inte som styrkt.",
            "System and date, report or address. Without a source the need does not count as supported.",
        ),
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self.fields["need"], placed(Need), initiative.pk)

    def clean(self) -> dict[str, Any]:
        """Refuse more with the need than were asked about."""
        values: dict[str, Any] = super().clean() or {}
        some, whole = values.get("numerator"), values.get("denominator")
        if some is not None and whole is not None and some > whole:
            self.add_error(
                "numerator",
                text(
                    "Fler har behovet än som ingår. Kontrollera de två talen.",
                    "More have the need than are included. Check the two numbers.",
                ),
            )
        return values


class TraitForm(WorkForm):
    """A bound of the target group."""

    kind = forms.ChoiceField(choices=TRAITS, label=text("Vad avgränsar?", "What bounds it?"))
    what = forms.CharField(
        max_length=300,
        label=text("Hur?", "How?"),
        help_text=text("Till exempel 6–12 år, eller skola X och Y.", "For example ages 6–12, or schools X and Y."),
    )


class TargetForm(WorkForm):
    """Whom the initiative is for."""

    description = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(3),
        label=text("Målgruppen i en mening", "The target group in a sentence"),
    )
    expected = _count(text("Hur många väntas delta?", "How many are expected to take part?"))
    whole = _count(
        text("Hur många är de i hela gruppen?", "How many are there in the whole group?"),
        text("Behövs för att bedöma full drift.", "Needed to judge full scale."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse more participants than there are people in the group."""
        values: dict[str, Any] = super().clean() or {}
        some, whole = values.get("expected"), values.get("whole")
        if some is not None and whole is not None and some > whole:
            self.add_error(
                "expected",
                text(
                    "Fler väntas delta än som finns i gruppen. Kontrollera de två talen.",
                    "More are expected to take part than there are in the group. Check the two numbers.",
                ),
            )
        return values


def _answer(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label=label, help_text=help_text)


class GateForm(WorkForm):
    """The definition of a social investment as questions."""

    better = _answer(
        text(
            "Väntas målgruppen få det bättre än med dagens arbetssätt?",
            "Is the target group expected to fare better than with today's way of working?",
        )
    )
    better_how = forms.CharField(
        max_length=2000, required=False, widget=_lines(), label=text("På vilket sätt?", "In what way?")
    )
    cheaper = _answer(
        text("Väntas samhällets kostnader bli lägre över tid?", "Are society's costs expected to be lower over time?")
    )
    cheaper_how = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(),
        label=text("Vilka kostnader, och hos vem?", "Which costs, and whose?"),
    )
    bounded = _answer(
        text(
            "Har satsningen en början, ett slut och en budget?", "Has the initiative a beginning, an end and a budget?"
        )
    )
    new = _answer(
        text(
            "Är det något som ordinarie verksamhet inte kan göra ensam?",
            "Is it something that ordinary operation cannot do alone?",
        ),
        text(
            "Inte mer av samma sak, och inte något som verksamheten redan är skyldig att göra.",
            "Not more of the same, and nothing that operations already have a duty to do.",
        ),
    )
    new_how = forms.CharField(max_length=2000, required=False, widget=_lines(), label=text("Varför inte?", "Why not?"))
