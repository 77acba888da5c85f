# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall_web.people.models import Organisation, User
from utfall_web.people.permissions import INITIATIVE_ROLES, NAMES
from utfall_web.plan.components import State
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import people_to_assign
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import shown, text


class InitiativeForm(WorkForm):
    """What an initiative is called and is about."""

    title = forms.CharField(
        max_length=200,
        label=text("Namn på satsningen", "Name of the initiative"),
        help_text=text("Kort, som ni säger det i vardagen.", "Short, as you say it in daily work."),
    )
    summary = forms.CharField(
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=text("Kort beskrivning", "Short description"),
        help_text=text(
            "Vad ska bli bättre, för vilka, och vad görs annorlunda än i dag?",
            "What is to become better, for whom, and what is done differently from today?",
        ),
    )


class NewInitiativeForm(InitiativeForm):
    """A new initiative, in an organisation."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), empty_label=None, label=text("Organisation", "Organisation")
    )
    field_order = ("organisation", "title", "summary")

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = organisations


class StateForm(WorkForm):
    """How far a component has come."""

    state = forms.ChoiceField(choices=State.choices, label=text("Läge", "State"))
    note = forms.CharField(
        max_length=500,
        required=False,
        label=text("Anteckning", "Note"),
        help_text=text("Frivilligt: varför, och vad som är nästa steg.", "Optional: why, and what comes next."),
    )


class AssignForm(WorkForm):
    """A person and a role."""

    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=User.objects.none(), label=text("Person", "Person")
    )
    role = forms.ChoiceField(label=text("Roll", "Role"))

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, role = self.fields["user"], self.fields["role"]
        assert isinstance(user, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - declared above
        user.queryset = people_to_assign(initiative)
        role.choices = [(key.value, shown(NAMES[key])) for key in INITIATIVE_ROLES]
