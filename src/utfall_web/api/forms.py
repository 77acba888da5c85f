# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from django import forms

from utfall_web.api.models import Scope
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


class TokenForm(WorkForm):
    """A new key."""

    name = forms.CharField(
        max_length=100,
        label=text("Vad nyckeln ska användas till", "What the key is for"),
        help_text=text("Till exempel ”Ekonomisystemets nattkörning”.", "For instance “nightly run of the ledger”."),
    )
    scope = forms.ChoiceField(choices=Scope.choices, label=text("Vad den får göra", "What it may do"))
    days = forms.IntegerField(
        min_value=1, max_value=365, initial=90, label=text("Antal dagar den ska gälla", "Days it is valid")
    )
