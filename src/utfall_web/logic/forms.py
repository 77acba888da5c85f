# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall_web.logic.models import LEVELS, MARKS, BoundaryPartner, Row
from utfall_web.plan.models import Initiative
from utfall_web.plan.reads import placed
from utfall_web.shared.fields import DayField, choose_among
from utfall_web.shared.fixed import rows_of
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text

_BY_LEVEL = rows_of(Row, "initiative_id", (), ("level", "position", "pk"))


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RowForm(WorkForm):
    """A row of the logic model."""

    level = forms.ChoiceField(choices=LEVELS, widget=forms.RadioSelect, label=text("Nivå", "Level"))
    what = forms.CharField(
        max_length=500,
        label=text("Vad?", "What?"),
        help_text=text(
            "Mål: vad ska vara annorlunda för målgruppen om några år? Resultat: vad märks inom ett år? Aktivitet: vad görs? Resurs: vad krävs?",
            "Goal: what shall be different for the group in some years? Outcome: what is seen within a year? Activity: what is done? Resource: what is needed?",
        ),
    )
    leads_to: forms.ModelMultipleChoiceField[Row] = forms.ModelMultipleChoiceField(
        queryset=Row.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=text("Vad är det tänkt att leda till?", "What is it meant to lead to?"),
    )
    indicator = forms.CharField(
        max_length=500,
        required=False,
        label=text("Indikator", "Indicator"),
        help_text=text("Hur märks det att det har hänt?", "How can one tell that it has happened?"),
    )
    data_source = forms.CharField(max_length=500, required=False, label=text("Datakälla", "Data source"))
    assumption = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Antagande eller hot", "Assumption or threat"),
        help_text=text("Vad måste stämma för att det ska fungera?", "What must hold for it to work?"),
    )
    what_en = forms.CharField(
        max_length=500, required=False, label=text("På engelska (frivilligt)", "In English (optional)")
    )

    def __init__(self, *args: Any, initiative: Initiative, row: Row | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self.fields["leads_to"], _BY_LEVEL, initiative.pk)


class StepForm(WorkForm):
    """Why a step should happen."""

    rationale = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(4),
        label=text("Varför skulle det ena leda till det andra?", "Why should the one lead to the other?"),
        help_text=text(
            "Forskning, beprövad erfarenhet eller ert eget resonemang. Säg vilket.",
            "Research, proven experience or your own reasoning. Say which.",
        ),
    )


class CommentForm(WorkForm):
    """A comment."""

    said = forms.CharField(max_length=4000, widget=_lines(3), label=text("Kommentar", "Comment"))


class PartnerForm(WorkForm):
    """A boundary partner."""

    who = forms.CharField(
        max_length=200,
        label=text("Vem?", "Who?"),
        help_text=text(
            "Någon vars beteende måste ändras för att målen ska nås: arbetsgivare, lärare, föräldrar.",
            "Somebody whose behaviour has to change for the goals to be reached: employers, teachers, parents.",
        ),
    )
    challenge = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(),
        label=text("Vad gör de när det fungerar som bäst?", "What do they do when it works at its best?"),
    )


def _partner() -> forms.ModelChoiceField[BoundaryPartner]:
    return forms.ModelChoiceField(
        queryset=BoundaryPartner.objects.none(), label=text("Nyckelaktör", "Boundary partner")
    )


class _OfPartner(WorkForm):
    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self.fields["partner"], placed(BoundaryPartner), initiative.pk)


class MarkerForm(_OfPartner):
    """A progress marker."""

    partner = _partner()
    degree = forms.ChoiceField(
        choices=[(key, text(w.sv, w.en)) for key, w in MARKS.items()],
        widget=forms.RadioSelect,
        label=text("Grad", "Degree"),
    )
    sign = forms.CharField(max_length=500, label=text("Vad skulle vi se?", "What would we see?"))
    seen_on = DayField(
        required=False,
        label=text("Sett den", "Seen on"),
        help_text=text("Lämna tomt tills det har hänt.", "Leave empty until it has happened."),
    )


class JournalForm(_OfPartner):
    """A journal entry."""

    partner = _partner()
    day = DayField(label=text("Datum", "Date"))
    seen = forms.CharField(
        max_length=4000,
        widget=_lines(4),
        label=text("Vad såg ni?", "What did you see?"),
        help_text=text("Skriv inga namn på enskilda.", "Write no names of persons."),
    )
