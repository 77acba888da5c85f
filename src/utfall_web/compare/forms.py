# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall.reports.phrases.planning_guide import QUESTIONS
from utfall_web.compare.models import ANSWERS, DESIGNS, Data
from utfall_web.plan.models import Initiative
from utfall_web.shared.fields import NumberField
from utfall_web.shared.forms import WorkForm
from utfall_web.shared.words import text


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _long(label: str, help_text: str = "", longest: int = 2000) -> forms.CharField:
    return forms.CharField(max_length=longest, required=False, widget=_lines(), label=label, help_text=help_text)


class DataForm(WorkForm):
    """A data file."""

    file = forms.CharField(
        max_length=300,
        label=text("Filens namn", "Name of the file"),
        help_text=text(
            "Till exempel personer.csv. Filen behöver inte finnas än.",
            "For example people.csv. The file need not exist yet.",
        ),
    )
    label = forms.CharField(max_length=300, required=False, label=text("Vad den innehåller", "What it holds"))
    source = forms.CharField(
        max_length=500, required=False, label=text("Varifrån uppgifterna kommer", "Where the data come from")
    )


class ComparisonForm(WorkForm):
    """A comparison."""

    label = forms.CharField(
        max_length=300,
        label=text("Vad är det vi jämför med?", "What do we compare with?"),
        help_text=text(
            "Till exempel: personer i samma läge i två andra kommuner.",
            "For example: persons in the same situation in two other municipalities.",
        ),
    )
    design = forms.ChoiceField(
        choices=DESIGNS,
        label=text("Upplägg", "Design"),
        help_text=text("Guiden till jämförelse hjälper er att välja.", "The guide to the comparison helps you choose."),
    )
    data_file: forms.ModelChoiceField[Data] = forms.ModelChoiceField(
        queryset=Data.objects.none(), label=text("Datafil", "Data file")
    )
    primary = forms.BooleanField(
        required=False, label=text("Den här jämförelsen bär slutsatsen", "This comparison carries the conclusion")
    )
    treatment = forms.CharField(
        max_length=100, required=False, label=text("Kolumn som säger vem som deltog", "Column that says who took part")
    )
    covariates = forms.CharField(
        max_length=2000,
        required=False,
        widget=_lines(2),
        label=text("Det som mättes före start, som kolumner", "What was measured before the start, as columns"),
        help_text=text("Med komma emellan: alder, kon, manader_fore.", "With commas between: age, sex, months_before."),
    )
    sex = forms.CharField(
        max_length=100,
        required=False,
        label=text("Kolumn med kön", "Column with sex"),
        help_text=text("Ger jämställdhetsanalysen.", "Gives the gender analysis."),
    )

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["data_file"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Data.objects.filter(initiative=initiative).order_by("position", "pk")


class QuestionForm(WorkForm):
    """The question and what would have happened otherwise."""

    question = _long(text("Vilken fråga ska utvärderingen svara på?", "Which question shall the evaluation answer?"))
    counterfactual = _long(
        text("Vad skulle ha hänt utan satsningen?", "What would have happened without it?"),
        text(
            "Det är det jämförelsegruppen får: vanligt stöd, väntelista, inget.",
            "That is what the comparison group gets: usual support, a waiting list, nothing.",
        ),
    )


def _screen(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(choices=ANSWERS, widget=forms.RadioSelect, label=label, help_text=help_text)


class EthicsForm(WorkForm):
    """Ethics and personal data."""

    research = _screen(text("Finns en vetenskaplig fråga och metod?", "Is there a scientific question and method?"))
    publish = _screen(text("Ska resultatet publiceras vetenskapligt?", "Will the result be published scientifically?"))
    sensitive = _screen(
        text(
            "Behandlas känsliga uppgifter eller uppgifter om brott?", "Are sensitive data or data on offences handled?"
        ),
        text("Hälsa, etniskt ursprung, religion och liknande.", "Health, ethnic origin, religion and the like."),
    )
    affects = _screen(
        text(
            "Syftar metoden till att påverka människor, eller finns risk att skada dem?",
            "Does the method aim to affect people, or is there a risk of harming them?",
        )
    )
    controller = forms.CharField(
        max_length=200,
        required=False,
        label=text("Personuppgiftsansvarig", "Controller of personal data"),
        help_text=text("Varje nämnd är ansvarig för sina uppgifter.", "Each board answers for its own data."),
    )
    protection_officer = forms.CharField(
        max_length=200, required=False, label=text("Dataskyddsombud", "Data protection officer")
    )
    contact = forms.CharField(
        max_length=200, required=False, label=text("Kontakt för deltagare", "Contact for participants")
    )
    legal_basis = _long(
        text("Rättslig grund", "Legal basis"),
        text(
            "Som dataskyddsombudet har bedömt den. Samtycke är sällan rätt grund för en myndighet.",
            "As the data protection officer has judged it. Consent is seldom the right basis for an authority.",
        ),
    )
    collected = _long(text("Vilka uppgifter samlas in?", "Which data are collected?"))
    kept = _long(text("Hur länge sparas de?", "How long are they kept?"), longest=1000)
    recipients = _long(text("Vilka får se dem?", "Who may see them?"), longest=1000)


class GuideForm(forms.Form):
    """The questions that tell which comparisons are possible; a form that writes nothing."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
        answers = [("unknown", text("Vet inte", "Do not know")), ("yes", text("Ja", "Yes")), ("no", text("Nej", "No"))]
        for name, words in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                choices=answers, required=False, widget=forms.RadioSelect, label=text(words.sv, words.en)
            )


class PowerForm(forms.Form):
    """How many are needed; a form that writes nothing."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        choices=[("binary", text("Ja eller nej", "Yes or no")), ("continuous", text("Ett tal", "A number"))], widget=forms.RadioSelect, label=text("Vad mäts?", "What is measured?")
    )  # fmt: skip
    baseline = NumberField(
        required=False,
        min_value=0,
        max_value=1,
        label=text("Andel utan satsningen", "Share without the initiative"),
        help_text=text("För ja eller nej: 0,3 för 30 procent.", "For yes or no: 0,3 for 30 per cent."),
    )
    sd = NumberField(
        required=False,
        min_value=0,
        label=text("Spridning mellan personer", "Spread between persons"),
        help_text=text("För ett tal: standardavvikelsen.", "For a number: the standard deviation."),
    )
    effect = NumberField(
        label=text("Minsta skillnad som är värd att hitta", "Smallest difference worth finding"),
        help_text=text(
            "I indikatorns enhet; fem procentenheter skrivs 0,05.",
            "In the indicator's unit; five percentage points are written 0,05.",
        ),
    )
    n = forms.IntegerField(
        min_value=4,
        max_value=1_000_000,
        label=text("Personer i allt", "Persons in all"),
        widget=forms.NumberInput(attrs={"type": "range", "min": 20, "max": 2000, "step": 10, "data-echo": "true"}),
    )
    dropout = NumberField(
        required=False, min_value=0, max_value=0.95, label=text("Andel som faller bort", "Share that drops out")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))
