# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall_web.decide.models import KINDS, MEASURES, RULES
from utfall_web.measure.models import Outcome
from utfall_web.people.models import Organisation
from utfall_web.plan.models import Initiative
from utfall_web.shared.fields import NumberField
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text

_LARGEST_FILE = 5_000_000


def _long(label: str, help_text: str = "", longest: int = 4000, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        max_length=longest,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        label=label,
        help_text=help_text,
    )


class CriterionForm(WorkForm):
    """A criterion."""

    label = forms.CharField(
        max_length=300,
        label=text("Kriteriet i ord", "The criterion in words"),
        help_text=text(
            "Till exempel: andelen i arbete ökar med minst 5 procentenheter.",
            "For example: the share in work rises by at least 5 percentage points.",
        ),
    )
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, label=text("Slag", "Kind"))
    measure = forms.ChoiceField(choices=MEASURES, label=text("Vad prövas?", "What is tested?"))
    outcome: forms.ModelChoiceField[Outcome] = forms.ModelChoiceField(
        queryset=Outcome.objects.none(),
        required=False,
        label=text("För effekt: på vilken indikator?", "For an effect: on which indicator?"),
    )
    at_least = NumberField(
        required=False,
        label=text("Minst", "At least"),
        help_text=text(
            "Ange minst eller högst, inte båda. Fem procentenheter skrivs 0,05.",
            "State at least or at most, not both. Five percentage points are written 0.05.",
        ),
    )
    at_most = NumberField(required=False, label=text("Högst", "At most"))
    rule = forms.ChoiceField(
        choices=RULES, widget=forms.RadioSelect, label=text("Hur säkert ska det vara?", "How sure shall it be?")
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Outcome.objects.filter(initiative=initiative).order_by("position", "pk")

    def clean(self) -> dict[str, Any]:
        """Refuse none or two thresholds, and an effect on nothing."""
        values: dict[str, Any] = super().clean() or {}
        if (values.get("at_least") is None) == (values.get("at_most") is None):
            self.add_error(
                "at_least", text("Ange en gräns: minst eller högst.", "State one threshold: at least or at most.")
            )
        if values.get("measure") == "effect" and values.get("outcome") is None:
            self.add_error(
                "outcome", text("Säg vilken indikator effekten gäller.", "Say which indicator the effect is about.")
            )
        return values


class LockForm(WorkForm):
    """Locking the plan."""

    names = forms.CharField(
        max_length=500,
        label=text("Vilka har bestämt?", "Who has decided?"),
        help_text=text(
            "Ägare och styrgrupp, som namn eller funktion.", "Owner and steering group, as names or functions."
        ),
    )
    reason = _long(
        text("Varför en ny version?", "Why a new version?"),
        text(
            "Behövs när planen redan är låst. Skälet visas för alltid.",
            "Needed when the plan is locked already. The reason is shown ever after.",
        ),
        2000,
    )


class CaseForm(WorkForm):
    """A case to a board."""

    to = forms.CharField(max_length=200, required=False, label=text("Till vilken nämnd?", "To which board?"))
    proposal = _long(text("Förslag till beslut", "Proposed decision"))
    background = _long(text("Bakgrund", "Background"), longest=8000, rows=6)
    preparation = _long(
        text("Ärendets beredning", "Preparation of the case"),
        text(
            "En rad för varje råd eller grupp: namn, datum. Till exempel: Rådet för funktionshinderfrågor, 2026-11-17",
            "A line for each council or group: name, date. For example: The disability council, 2026-11-17",
        ),
    )
    gender = _long(
        text("Jämställdhetsanalys", "Gender analysis"),
        text(
            "Skillnader mellan könen i behov, deltagande och väntat utfall.",
            "Differences between the sexes in need, participation and expected outcome.",
        ),
    )
    view = _long(text("Förvaltningens synpunkter", "The administration's view"))
    signatories = _long(text("Vilka skriver under? En rad för varje.", "Who signs? A line each."), longest=1000, rows=3)


class ImportForm(WorkForm):
    """An initiative file into a new initiative."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), empty_label=None, label=text("Organisation", "Organisation")
    )
    file = forms.FileField(label=text("Satsningsfil (.toml)", "Initiative file (.toml)"))

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = organisations

    def clean_file(self) -> str:
        """Return the file's text; refuse what is too large or no text."""
        sent = self.cleaned_data["file"]
        if sent.size > _LARGEST_FILE:
            raise forms.ValidationError(
                text("Filen är för stor för en satsningsfil.", "The file is too large for an initiative file.")
            )
        try:
            return str(sent.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(
                text(
                    "Filen är ingen textfil i UTF-8. Välj en satsningsfil (.toml).",
                    "The file is no text in UTF-8. Choose an initiative file (.toml).",
                )
            ) from None
