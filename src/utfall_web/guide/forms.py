# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from django import forms

from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


class PointForm(WorkForm):
    """What people say about a point."""

    responsible = forms.CharField(max_length=200, required=False, label=text("Vem ser till det?", "Who sees to it?"))
    evidence = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=text("Vad visar att det är gjort?", "What shows that it is done?"),
        help_text=text("Protokoll, länk, datum.", "Minutes, link, date."),
    )
    exception = forms.CharField(
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=text("Undantag: varför behövs det inte här?", "Exception: why is it not needed here?"),
    )
