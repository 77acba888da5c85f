# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from django import forms

from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


class ResultForm(WorkForm):
    """A result file."""

    file = forms.FileField(
        label=text("Resultatfil (result.json)", "Result file (result.json)"),
        help_text=text(
            "Den som utfall evaluate skrev. Inga uppgifter om enskilda finns i den, och små grupper är dolda.",
            "The one that utfall evaluate wrote. It holds nothing on individuals, and small groups are hidden.",
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": text("Välj en fil.", "Choose a file."),
            "empty": text("Filen är tom. Välj en annan.", "The file is empty. Choose another."),
        },
    )
