# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from utfall_web.people.models import OrganisationKind
from utfall_web.people.permissions import NAMES, ORGANISATION_ROLES
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import shown, text


class OrganisationForm(WorkForm):
    """What an organisation is called and is."""

    name = forms.CharField(max_length=200, label=text("Organisationens namn", "Name of the organisation"))
    kind = forms.ChoiceField(choices=OrganisationKind.choices, label=text("Slag", "Kind"))
    number = forms.RegexField(
        r"^\d{6}-\d{4}$",
        required=False,
        label=text("Organisationsnummer", "Organisation number"),
        help_text=text("Frivilligt. Skriv som 212000-1234.", "Optional. Write it as 212000-1234."),
        error_messages={
            "invalid": text(
                "Skriv sex siffror, bindestreck och fyra siffror: 212000-1234.",
                "Write six digits, a hyphen and four digits: 212000-1234.",
            )
        },
    )


class DepartmentForm(WorkForm):
    """A new department."""

    name = forms.CharField(max_length=200, label=text("Förvaltning eller avdelning", "Department"))


class InvitationForm(WorkForm):
    """An address and a role."""

    email = forms.EmailField(label=text("E-postadress", "E-mail address"))
    role = forms.ChoiceField(label=text("Roll", "Role"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101 - declared above
        role.choices = [(key.value, shown(NAMES[key])) for key in ORGANISATION_ROLES]


class AcceptForm(forms.Form):
    """Name and password of a new account; a password may be left out where `provider` names another way in."""

    name = forms.CharField(
        max_length=200, label=text("Ditt namn", "Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=text("Lösenord", "Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=text("Minst 12 tecken. En mening är lätt att minnas.", "At least 12 characters. A sentence is easy."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, provider: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if provider:
            self.fields["password"].required = False
            self.fields["password"].help_text = text(
                f"Lämna tomt om du ska logga in med {provider}. Annars minst 12 tecken.",
                f"Leave empty if you will sign in with {provider}. Otherwise at least 12 characters.",
            )

    def clean_password(self) -> str | None:
        """Hold the password against the rules."""
        password: str = self.cleaned_data["password"]
        if not password:
            return None
        validate_password(password)
        return password
