# SPDX-License-Identifier: Apache-2.0
"""Forms of the room."""

from __future__ import annotations

from typing import Any

from django import forms

from utfall.core.text import Text
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


def _only(design: str) -> forms.TextInput:
    """Return a control that only one comparison needs; the page's script hides it for the others."""
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-only": design})


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


DESIGNS_TO_SIZE: dict[str, Text] = {
    "rct": Text(sv="Lottning av personer", en="Persons drawn by lot"),
    "cluster": Text(
        sv="Lottning av grupper, som klasser eller områden", en="Groups drawn by lot, such as classes or areas"
    ),
    "did": Text(
        sv="Skillnad i skillnader, samma personer två gånger", en="Difference in differences, the same persons twice"
    ),
    "observed": Text(sv="Jämförelsegrupp utan lottning", en="Comparison group without a lottery"),
    "before_after": Text(sv="Före och efter, utan jämförelse", en="Before and after, with no comparison"),
}
ASSUMED: dict[str, Text] = {
    "rct": Text(sv="Två lika stora grupper som lottas.", en="Two groups of equal size, drawn by lot."),
    "cluster": Text(
        sv="Hela grupper lottas. De i samma grupp liknar varandra, så varje person säger mindre än när personer lottas.",
        en="Whole groups are drawn. Those in one group are alike, so each person tells less than when persons are drawn.",
    ),
    "did": Text(
        sv="Två lika stora grupper som mäts före och efter. Förutsätter att de hade utvecklats lika utan satsningen.",
        en="Two groups of equal size, measured before and after. Assumes that they would have developed alike without it.",
    ),
    "observed": Text(
        sv="Räknat som om grupperna hade lottats: det minsta som behövs. När personer görs jämförbara efteråt går en del av dem bort, så räkna med fler. Antalet säger inget om grupperna är lika på det som inte mäts.",
        en="Worked out as if the groups had been drawn by lot: the least that is needed. When persons are made comparable afterwards some of them drop away, so count on more. The number says nothing of whether the groups are alike in what is not measured.",
    ),
}
REFUSED = Text(
    sv="Före och efter räcker inte, hur många ni än är: förändringen kan bero på annat än satsningen. Välj en jämförelse.",
    en="Before and after is not enough, however many you are: the change may be due to something else. Choose a comparison.",
)


class PowerForm(forms.Form):
    """How many are needed; a form that writes nothing."""

    use_required_attribute = False
    design = forms.ChoiceField(
        choices=[(key, text(words.sv, words.en)) for key, words in DESIGNS_TO_SIZE.items()],
        widget=forms.RadioSelect,
        label=text("Hur ska det jämföras?", "How shall it be compared?"),
    )
    kind = forms.ChoiceField(
        choices=[("binary", text("Ja eller nej", "Yes or no")), ("continuous", text("Ett tal", "A number"))], widget=forms.RadioSelect, label=text("Vad mäts?", "What is measured?")
    )  # fmt: skip
    baseline = NumberField(
        required=False,
        min_value=0,
        max_value=1,
        label=text("Andel utan satsningen", "Share without the initiative"),
        help_text=text("För ja eller nej: 0,3 för 30 procent.", "For yes or no: 0.3 for 30 per cent."),
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
            "In the indicator's unit; five percentage points are written 0.05.",
        ),
    )
    n = forms.IntegerField(
        min_value=4,
        max_value=1_000_000,
        label=text("Personer i allt", "Persons in all"),
        help_text=text("Deltagare och jämförelse tillsammans.", "Participants and comparison together."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-slides": "20 2000 10"}),
    )
    dropout = NumberField(
        required=False, min_value=0, max_value=0.95, label=text("Andel som faller bort", "Share that drops out")
    )

    cluster_size = NumberField(
        required=False,
        min_value=1,
        label=text("Personer per grupp", "Persons per group"),
        help_text=text("När grupper lottas.", "When groups are drawn."),
        widget=_only("cluster"),
    )
    icc = NumberField(
        required=False,
        min_value=0,
        max_value=1,
        label=text("Hur lika de i samma grupp är", "How alike those in one group are"),
        help_text=text(
            "När grupper lottas: inomklasskorrelationen. 0,05 är vanligt i skolan.",
            "When groups are drawn: the intraclass correlation. 0.05 is common in schools.",
        ),
        widget=_only("cluster"),
    )
    correlation = NumberField(
        required=False,
        min_value=-1,
        max_value=1,
        label=text("Samband mellan första och andra mätningen", "Correlation of the two measurements"),
        help_text=text(
            "När samma personer mäts två gånger: 0 är inget samband, 1 är fullt.",
            "When the same persons are measured twice: 0 is none, 1 is full.",
        ),
        widget=_only("did"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"label_suffix": ""} | kwargs))

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen comparison needs."""
        values: dict[str, Any] = super().clean() or {}
        needs = {"cluster": ("cluster_size", "icc"), "did": ("correlation",)}.get(str(values.get("design")), ())
        for name in needs:
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, text("Behövs för den jämförelsen.", "Needed for that comparison."))
        return values
