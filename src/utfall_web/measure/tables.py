# SPDX-License-Identifier: Apache-2.0
"""The tables of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.text import Text
from utfall.reports import numbers
from utfall_web.measure import forms, models, reads
from utfall_web.measure.rules import Letter
from utfall_web.plan.components import Component, page
from utfall_web.plan.filerows import keys
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.rules import key_from
from utfall_web.shared.words import lang, shown, text, typed

_LETTERS = {
    Letter.SPECIFIC: Text(sv="säg vilka som räknas, och av vilka", en="say who counts, and out of whom"),
    Letter.MEASURABLE: Text(sv="ange datakälla och målvärde", en="name data source and target"),
    Letter.ACCEPTED: Text(sv="utse en ansvarig", en="appoint somebody responsible"),
    Letter.REALISTIC: Text(sv="ange utgångsläge eller väntad effekt", en="give a baseline or an expected effect"),
    Letter.TIMED: Text(sv="säg när målet ska vara nått", en="say when the target shall be reached"),
}
_NUMBERS = ("target", "now", "expected", "expected_low", "expected_high")


def _smart(initiative: Initiative, rows: list[models.Outcome]) -> Mapping[str, Any]:
    found = [
        (label, [shown(_LETTERS[one]) for one in letters]) for label, letters in reads.smart(initiative, rows).items()
    ]
    return {"lacks": [{"label": label, "what": "; ".join(words)} for label, words in found if words]}


def _floats(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: float(v) if name in _NUMBERS and v is not None else v for name, v in values.items()}


def _expected(row: models.Outcome) -> str:
    if row.expected is None:
        return ""
    share = row.kind == "binary"
    value = numbers.percentage_points(row.expected, lang()) if share else typed(row.expected, signed=True)
    if row.expected_low is None or row.expected_high is None:
        return value
    ends = [row.expected_low, row.expected_high]
    low, high = ((numbers.number(100 * end, lang(), digits=2) if share else typed(end)) for end in ends)
    return f"{value} ({numbers.from_to(low, high, lang())})"


def _level(row: models.Aim) -> str:
    if row.outcome.kind == "binary":
        return numbers.percent(row.value, lang())
    return f"{typed(row.value)} {row.outcome.unit}".strip()


OUTCOMES = RowKind(
    app="measure", name="outcomes", path="indikatorer", model=models.Outcome, form=forms.OutcomeForm, component=Component.DESIGN,
    title=Text(sv="Indikatorer", en="Indicators"),
    one=Text(sv="indikatorn", en="the indicator"),
    lead=Text(sv="Hur märks det att resultaten nås? Varje indikator har ett blad som säger vad som mäts, hos vilka, varifrån och av vem.", en="How can one tell that the outcomes are reached? Each indicator has a sheet that says what is measured, among whom, from where and by whom."),
    add=Text(sv="Lägg till en indikator", en="Add an indicator"),
    empty=Text(sv="Inga indikatorer finns än. Ta minst en för varje resultat i logikmodellen.", en="There are no indicators yet. Take at least one for each outcome of the logic model."),
    columns=(
        (Text(sv="Vad som mäts", en="What is measured"), lambda row: row.label),
        (Text(sv="Resultat", en="Outcome"), lambda row: row.row.what if row.row else ""),
        (Text(sv="Källa", en="Source"), lambda row: row.source),
        (Text(sv="Utgångsläge", en="Baseline"), lambda row: row.baseline),
        (Text(sv="Mål", en="Target"), lambda row: "" if row.target is None else typed(row.target)),
        (Text(sv="När", en="By when"), lambda row: row.period),
        (Text(sv="Väntad effekt", en="Expected effect"), _expected),
    ),
    beside=_smart,
    template="measure/outcomes.html",
    inline=("label", "row", "source", "baseline", "target", "period", "expected expected_low expected_high"),
    options=lambda initiative: {"initiative": initiative},
    prepare=_floats,
    fresh=lambda initiative, values: {"key": key_from(str(values["label"])[:40], keys(models.Outcome, initiative))} if "key" not in values else {},
    related=("row",),
)  # fmt: skip

AIMS = RowKind(
    app="measure", name="aims", path="malnivaer", model=models.Aim, form=forms.AimForm, component=Component.DESIGN,
    title=Text(sv="Målnivåer", en="Target levels"),
    one=Text(sv="målnivån", en="the target level"),
    lead=Text(sv="Vilken nivå ska varje indikator ha nått, till när och för vilka? Sätt nivåerna före start, och för kvinnor och män var för sig när det går.", en="Which level shall each indicator have reached, by when and for whom? Set the levels before the start, and for women and men apart where that can be done."),
    add=Text(sv="Lägg till en målnivå", en="Add a target level"),
    empty=Text(sv="Inga målnivåer är satta än. Beskriv först indikatorn, sedan dess nivå för varje period och grupp.", en="No target levels are set yet. Describe the indicator first, then its level for each period and group."),
    columns=(
        (Text(sv="Indikator", en="Indicator"), lambda row: row.outcome.label),
        (Text(sv="Till när", en="By when"), lambda row: row.period),
        (Text(sv="För vilka", en="For whom"), lambda row: row.group),
        (Text(sv="Målnivå", en="Target level"), _level),
        (Text(sv="Varför", en="Why"), lambda row: row.reason),
    ),
    inline=("outcome", "period", "group", "value", "reason"),
    options=lambda initiative: {"initiative": initiative},
    prepare=lambda values: {**values, "value": float(values["value"])},
    related=("outcome",),
    under=page("measure:outcomes"),
)  # fmt: skip

ACTIVITIES = RowKind(
    app="measure", name="activities", path="aktiviteter", model=models.Activity, form=forms.ActivityForm, component=Component.DESIGN,
    title=Text(sv="Aktiviteter", en="Activities"),
    one=Text(sv="aktiviteten", en="the activity"),
    lead=Text(sv="Vad räknas som gjort, vem gör det, vem rapporterar och hur ofta? Utan det går det inte att veta om satsningen genomfördes.", en="What counts as done, who does it, who reports and how often? Without that nobody can know whether the initiative was carried out."),
    add=Text(sv="Beskriv en aktivitet", en="Describe an activity"),
    empty=Text(sv="Ingen aktivitet är beskriven än. Aktiviteterna hämtas ur logikmodellen.", en="No activity is described yet. The activities come from the logic model."),
    columns=(
        (Text(sv="Aktivitet", en="Activity"), lambda row: row.row.what),
        (Text(sv="Räknas som gjord när", en="Counts as done when"), lambda row: row.done_when),
        (Text(sv="Görs av", en="Done by"), lambda row: row.done_by),
        (Text(sv="Rapporteras av", en="Reported by"), lambda row: row.reported_by),
        (Text(sv="Hur ofta", en="How often"), lambda row: row.how_often),
        (Text(sv="Avvikelser till", en="Deviations to"), lambda row: row.deviations_to),
        (Text(sv="Processmått", en="Process measure"), lambda row: row.process_measure),
    ),
    inline=("row", "done_when", "done_by", "reported_by", "how_often", "deviations_to", "process_measure"),
    options=lambda initiative: {"initiative": initiative},
    related=("row",),
)  # fmt: skip

TABLES = (OUTCOMES, AIMS, ACTIVITIES)
UNSAID = text("inte angivet", "not stated")
