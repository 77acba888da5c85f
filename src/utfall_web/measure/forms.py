# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall.core.initiative import LogicLevel
from utfall.io.instruments import instruments
from utfall_web.logic.models import Row
from utfall_web.measure.models import DIRECTIONS, KINDS, Outcome
from utfall_web.plan.models import Initiative
from utfall_web.shared.fields import NumberField, choose_among
from utfall_web.shared.fixed import Fixed
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text

_MEASURED = Fixed(
    lambda initiative_id: Row.objects.filter(
        initiative_id=initiative_id, level__in=[LogicLevel.SHORT_TERM_OUTCOME, LogicLevel.LONG_TERM_GOAL]
    ).order_by("level", "position", "pk")
)
_ACTIVITIES = Fixed(
    lambda initiative_id: Row.objects.filter(initiative_id=initiative_id, level=LogicLevel.ACTIVITY).order_by(
        "position", "pk"
    )
)


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _short(label: str, help_text: str = "", longest: int = 200) -> forms.CharField:
    return forms.CharField(max_length=longest, required=False, label=label, help_text=help_text)


def _number(label: str, help_text: str = "") -> NumberField:
    return NumberField(
        required=False, min_value=-1_000_000_000_000, max_value=1_000_000_000_000, label=label, help_text=help_text
    )


class OutcomeForm(WorkForm):
    """An indicator and its definition sheet."""

    label = forms.CharField(
        max_length=300,
        label=text("Vad mäts?", "What is measured?"),
        help_text=text("Till exempel: i arbete efter tolv månader.", "For example: in work after twelve months."),
    )
    row: forms.ModelChoiceField[Row] = forms.ModelChoiceField(
        queryset=Row.objects.none(),
        required=False,
        label=text("Vilket resultat i logikmodellen?", "Which outcome of the logic model?"),
    )
    kind = forms.ChoiceField(
        choices=KINDS, widget=forms.RadioSelect, label=text("Vad är det för värde?", "What kind of value is it?")
    )
    direction = forms.ChoiceField(
        choices=DIRECTIONS, widget=forms.RadioSelect, label=text("Åt vilket håll är det bra?", "Which way is good?")
    )
    unit = _short(
        text("Enhet", "Unit"),
        text(
            "Till exempel dagar eller poäng. Behövs inte för ja eller nej.",
            "For example days or points. Not needed for yes or no.",
        ),
        60,
    )
    numerator = _short(
        text("Vilka räknas?", "Who counts?"),
        text("Täljaren: den som har anställning den 31 december.", "The numerator: who is employed on 31 December."),
        300,
    )
    denominator = _short(
        text("Av vilka?", "Out of whom?"),
        text("Nämnaren: alla som började i satsningen.", "The denominator: all who began."),
        300,
    )
    source = _short(text("Datakälla", "Data source"), "", 300)
    column = _short(
        text("Kolumn i datafilen", "Column in the data file"),
        text("Kan fyllas i när data finns.", "Can be filled in when there are data."),
        100,
    )
    instrument = forms.ChoiceField(required=False, label=text("Instrument", "Instrument"))
    frequency = _short(text("Hur ofta mäts det?", "How often is it measured?"))
    responsible = _short(text("Ansvarig", "Responsible"))
    quality = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Kända brister i uppgiften", "Known weaknesses of the figure"),
    )
    baseline = _short(text("Utgångsläge", "Baseline"), text("Värde, när och för vilka.", "Value, when and for whom."))
    target = _number(text("Målvärde", "Target"), text("En andel skrivs som 0,35.", "A share is written 0.35."))
    period = _short(text("När ska målet vara nått?", "When shall the target be reached?"))
    expected = _number(
        text("Väntad effekt", "Expected effect"),
        text(
            "Skillnaden mot jämförelsen, i indikatorns enhet. Fem procentenheter skrivs 0,05.",
            "The difference from the comparison, in the indicator's unit. Five percentage points are written 0.05.",
        ),
    )
    expected_low = _number(text("Väntad effekt, lägst", "Expected effect, lowest"))
    expected_high = _number(text("Väntad effekt, högst", "Expected effect, highest"))
    now = _number(text("Nivån i dag", "Today's level"))
    expected_source = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(3),
        label=text("Varifrån kommer den väntade effekten?", "Where does the expected effect come from?"),
        help_text=text(
            "Studie, och hur ni har justerat den för er målgrupp. Utan källa är den en gissning.",
            "The study, and how you adjusted it to your group. Without a source it is a guess.",
        ),
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        instrument = self.fields["instrument"]
        assert isinstance(instrument, forms.ChoiceField)  # noqa: S101 - declared above
        choose_among(self.fields["row"], _MEASURED, initiative.pk)
        instrument.choices = [("", "–"), *((key, one.name) for key, one in instruments().items())]

    def clean(self) -> dict[str, Any]:
        """Refuse a range that does not hold its value."""
        values: dict[str, Any] = super().clean() or {}
        low, value, high = (values.get(name) for name in ("expected_low", "expected", "expected_high"))
        if value is None and (low is not None or high is not None):
            self.add_error(
                "expected",
                text(
                    "Skriv också den väntade effekten, inte bara dess gränser.",
                    "Write the expected effect too, not only its ends.",
                ),
            )
        if (low is not None and value is not None and low > value) or (
            high is not None and value is not None and high < value
        ):
            self.add_error(
                "expected",
                text(
                    "Den väntade effekten ligger utanför lägst och högst. Kontrollera de tre talen.",
                    "The expected effect is outside lowest and highest. Check the three numbers.",
                ),
            )
        if (low is None) != (high is None):
            self.add_error(
                "expected_low" if low is None else "expected_high",
                text("Skriv både lägst och högst, eller inget av dem.", "Write both lowest and highest, or neither."),
            )
        return values


class AimForm(WorkForm):
    """A target level of an indicator: when, for whom, how much."""

    outcome: forms.ModelChoiceField[Outcome] = forms.ModelChoiceField(
        queryset=Outcome.objects.none(), label=text("Vilken indikator?", "Which indicator?")
    )
    period = forms.CharField(
        max_length=100,
        label=text("Till när?", "By when?"),
        help_text=text("Till exempel 2027, eller 2027-06-30.", "For example 2027, or 2027-06-30."),
    )
    group = _short(
        text("För vilka?", "For whom?"),
        text("Till exempel kvinnor. Lämna tomt för alla.", "For example women. Leave empty for all."),
    )
    value = NumberField(
        min_value=-1_000_000_000_000,
        max_value=1_000_000_000_000,
        label=text("Målnivå", "Target level"),
        help_text=text(
            "I indikatorns enhet. En andel skrivs som 0,35.", "In the indicator's unit. A share is written 0.35."
        ),
    )
    reason = _short(
        text("Varför den nivån?", "Why that level?"),
        text(
            "Till exempel utgångsläget, eller vad andra har nått.", "For example the baseline, or what others reached."
        ),
        500,
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ModelChoiceField)  # noqa: S101 - declared above
        outcome.queryset = Outcome.objects.filter(initiative=initiative).order_by("position", "pk")

    def clean(self) -> dict[str, Any]:
        """Refuse a share outside 0–1."""
        values: dict[str, Any] = super().clean() or {}
        outcome, value = values.get("outcome"), values.get("value")
        if outcome is not None and value is not None and outcome.kind == "binary" and not 0 <= value <= 1:
            self.add_error(
                "value",
                text(
                    "Indikatorn är ja eller nej: skriv andelen mellan 0 och 1, till exempel 0,35 för 35 procent.",
                    "The indicator is yes or no: write the share between 0 and 1, such as 0.35 for 35 per cent.",
                ),
            )
        return values


class ActivityForm(WorkForm):
    """An activity and what counts as done."""

    row: forms.ModelChoiceField[Row] = forms.ModelChoiceField(
        queryset=Row.objects.none(),
        label=text("Vilken aktivitet i logikmodellen?", "Which activity of the logic model?"),
    )
    done_when = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("När räknas den som gjord?", "When does it count as done?"),
    )
    done_by = _short(text("Vem gör den?", "Who does it?"))
    reported_by = _short(text("Vem rapporterar?", "Who reports?"))
    how_often = _short(text("Hur ofta?", "How often?"))
    resources = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Vad kräver den, och av vilka?", "What does it need, and from whom?"),
    )
    deviations_to = _short(text("Till vem meddelas avvikelser?", "To whom are deviations reported?"))
    process_measure = _short(
        text("Processmått", "Process measure"),
        text("Till exempel samtal per deltagare och månad.", "For example talks per participant and month."),
        300,
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self.fields["row"], _ACTIVITIES, initiative.pk)
