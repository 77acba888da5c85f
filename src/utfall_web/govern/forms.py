# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall_web.govern.models import LEVELS, ROLES
from utfall_web.shared.fields import DayField, NumberField
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RiskForm(WorkForm):
    """A risk."""

    what = forms.CharField(max_length=500, label=text("Vad kan hända?", "What could happen?"))
    harm = forms.BooleanField(
        required=False,
        label=text("Det kan skada en person", "It could hurt a person"),
        help_text=text(
            "Till exempel att någon mår sämre eller förlorar annat stöd.",
            "For example that somebody feels worse or loses other support.",
        ),
    )
    probability = forms.ChoiceField(
        choices=LEVELS, widget=forms.RadioSelect, label=text("Hur troligt är det?", "How likely is it?")
    )
    impact = forms.ChoiceField(
        choices=LEVELS, widget=forms.RadioSelect, label=text("Hur allvarligt blir det?", "How serious would it be?")
    )
    action = forms.CharField(
        max_length=2000, required=False, widget=_lines(), label=text("Vad gör vi åt det?", "What do we do about it?")
    )
    responsible = forms.CharField(
        max_length=200,
        required=False,
        label=text("Ansvarig", "Responsible"),
        help_text=text("En funktion räcker.", "A function is enough."),
    )


class StakeholderForm(WorkForm):
    """A stakeholder."""

    who = forms.CharField(max_length=200, label=text("Vem?", "Who?"))
    interest = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(),
        label=text("Vad kan de berätta, och vad är viktigt för dem?", "What can they tell, and what matters to them?"),
    )
    collection = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Hur hämtar vi in det?", "How do we collect it?"),
        help_text=text("Till exempel intervju, enkät, fokusgrupp.", "For example interview, survey, focus group."),
    )


class MessageForm(WorkForm):
    """A line of the communication plan."""

    to = forms.CharField(max_length=200, label=text("Till vem?", "To whom?"))
    external = forms.BooleanField(required=False, label=text("Utanför organisationen", "Outside the organisation"))
    what = forms.CharField(
        max_length=2000, widget=_lines(), label=text("Vad ska de få veta?", "What shall they learn?")
    )
    when = forms.CharField(max_length=200, required=False, label=text("När?", "When?"))
    how = forms.CharField(max_length=200, required=False, label=text("Hur?", "How?"))
    responsible = forms.CharField(max_length=200, required=False, label=text("Ansvarig", "Responsible"))


class RoleHolderForm(WorkForm):
    """Who holds a role."""

    role = forms.ChoiceField(choices=ROLES, label=text("Roll", "Role"))
    who = forms.CharField(
        max_length=200, label=text("Vem?", "Who?"), help_text=text("Funktion eller namn.", "Function or name.")
    )
    organisation = forms.CharField(
        max_length=200, required=False, label=text("Organisation eller förvaltning", "Organisation or department")
    )
    time_percent = NumberField(
        required=False, min_value=0, max_value=100, max_digits=5, decimal_places=1,
        label=text("Del av heltid, procent", "Share of full time, per cent"),
    )  # fmt: skip


class MilestoneForm(WorkForm):
    """A date or a period."""

    what = forms.CharField(max_length=300, label=text("Vad?", "What?"))
    start = DayField(label=text("Datum, eller första dagen", "Date, or the first day"))
    end = DayField(
        required=False,
        label=text("Sista dagen", "Last day"),
        help_text=text("Lämna tomt för en enda dag.", "Leave empty for a single day."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("start"), values.get("end")
        if start and end and end < start:
            self.add_error(
                "end",
                text(
                    "Sista dagen kommer före den första. Byt plats på dem.",
                    "The last day is before the first. Let them change places.",
                ),
            )
        return values


class AgreementForm(WorkForm):
    """What is agreed about the steering."""

    check_ins = forms.CharField(
        max_length=4000, required=False, widget=_lines(4),
        label=text("Avstämningar", "Check-ins"),
        help_text=text("Vilka möts, hur ofta, och vad går ni igenom: aktiviteter, hur många som nås, resultat.", "Who meets, how often, and what is gone through: activities, how many are reached, results."),
    )  # fmt: skip
    decision_paths = forms.CharField(
        max_length=4000, required=False, widget=_lines(4),
        label=text("Beslutsvägar", "Decision paths"),
        help_text=text("Vem meddelar hinder till vem, vem beslutar, och hur återkopplas det?", "Who reports obstacles to whom, who decides, and how is the answer given?"),
    )  # fmt: skip
    stop_handling = forms.CharField(
        max_length=4000, required=False, widget=_lines(4),
        label=text("Om satsningen avbryts", "If the initiative is stopped"),
        help_text=text("Hur avslutas stödet för dem som deltar?", "How is the support ended for those who take part?"),
    )  # fmt: skip
