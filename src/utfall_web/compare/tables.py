# SPDX-License-Identifier: Apache-2.0
"""The tables and single pages of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.text import Text
from utfall_web.compare import forms, models, reads
from utfall_web.plan.components import Component, page
from utfall_web.plan.filerows import keys
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.rules import key_from
from utfall_web.plan.singlepages import SingleKind
from utfall_web.shared.words import text

DATA = RowKind(
    app="compare", name="data", path="datafiler", model=models.Data, form=forms.DataForm, component=Component.DESIGN,
    title=Text(sv="Datafiler", en="Data files"),
    one=Text(sv="datafilen", en="the data file"),
    lead=Text(sv="Var ska uppgifterna finnas när det mäts? En rad per person, deltagare och jämförelse i samma fil.", en="Where will the data be when it is measured? One row per person, participants and comparison in the same file."),
    add=Text(sv="Lägg till en datafil", en="Add a data file"),
    empty=Text(sv="Ingen datafil är namngiven än.", en="No data file is named yet."),
    columns=(
        (Text(sv="Fil", en="File"), lambda row: row.file),
        (Text(sv="Innehåll", en="Holds"), lambda row: row.label),
        (Text(sv="Källa", en="Source"), lambda row: row.source),
    ),
    under=page("compare:comparisons"),
    fresh=lambda initiative, values: {} if "key" in values else {"key": key_from(str(values["label"] or values["file"])[:40], keys(models.Data, initiative))},
)  # fmt: skip


def _carries(initiative: Initiative) -> Mapping[str, Any]:
    return {"carries": reads.has_primary(initiative)}


COMPARISONS = RowKind(
    app="compare", name="comparisons", path="jamforelser", model=models.Comparison, form=forms.ComparisonForm, component=Component.DESIGN,
    title=Text(sv="Jämförelse", en="Comparison"),
    one=Text(sv="jämförelsen", en="the comparison"),
    lead=Text(sv="En förändring är inte en effekt. Vad ska utfallet jämföras med, så att det går att säga vad satsningen ledde till?", en="A change is not an effect. What shall the outcome be compared with, so that one can say what the initiative led to?"),
    add=Text(sv="Lägg till en jämförelse", en="Add a comparison"),
    empty=Text(sv="Ingen jämförelse är vald än. Börja med guiden; utgångsläget måste mätas före start.", en="No comparison is chosen yet. Begin with the guide; the baseline has to be measured before the start."),
    columns=(
        (Text(sv="Vad vi jämför med", en="What we compare with"), lambda row: row.label),
        (Text(sv="Upplägg", en="Design"), lambda row: str(row.get_design_display())),
        (Text(sv="Bär slutsatsen", en="Carries the conclusion"), lambda row: str(text("Ja", "Yes") if row.primary else text("Nej", "No"))),
        (Text(sv="Mätt före start", en="Measured before the start"), lambda row: row.covariates),
        (Text(sv="Datafil", en="Data file"), lambda row: str(row.data_file)),
    ),
    aside=_carries,
    template="compare/comparisons.html",
    options=lambda initiative: {"initiative": initiative},
    fresh=lambda initiative, values: {} if "key" in values else {"key": key_from(str(values["label"])[:40], keys(models.Comparison, initiative))},
    related=("data_file",),
)  # fmt: skip

QUESTION = SingleKind(
    app="compare", name="question", path="fraga", model=models.Question, form=forms.QuestionForm, component=Component.DESIGN,
    title=Text(sv="Utvärderingens fråga", en="The evaluation's question"),
    lead=Text(sv="Vad vill ni kunna säga efteråt, och jämfört med vad?", en="What do you want to be able to say afterwards, and compared with what?"),
    parts=(
        (Text(sv="Frågan", en="The question"), lambda row: row.question),
        (Text(sv="Utan satsningen", en="Without the initiative"), lambda row: row.counterfactual),
    ),
)  # fmt: skip


def _screened(initiative: Initiative) -> Mapping[str, Any]:
    return {"screening": reads.screened(initiative).value}


ETHICS = SingleKind(
    app="compare", name="ethics", path="etik-och-personuppgifter", model=models.Ethics, form=forms.EthicsForm, component=Component.DESIGN,
    title=Text(sv="Etik och personuppgifter", en="Ethics and personal data"),
    lead=Text(sv="Frågorna visar om etikprövning kan behövas. Resten används i informationsbrevet till deltagarna.", en="The questions show whether an ethics review may be needed. The rest is used in the letter to participants."),
    parts=(
        (Text(sv="Vetenskaplig fråga och metod", en="Scientific question and method"), lambda row: str(row.get_research_display())),
        (Text(sv="Vetenskaplig publicering", en="Scientific publication"), lambda row: str(row.get_publish_display())),
        (Text(sv="Känsliga uppgifter eller brott", en="Sensitive data or offences"), lambda row: str(row.get_sensitive_display())),
        (Text(sv="Syftar till att påverka, eller risk för skada", en="Aims to affect, or risk of harm"), lambda row: str(row.get_affects_display())),
        (Text(sv="Personuppgiftsansvarig", en="Controller of personal data"), lambda row: row.controller),
        (Text(sv="Rättslig grund", en="Legal basis"), lambda row: row.legal_basis),
        (Text(sv="Uppgifter som samlas in", en="Data collected"), lambda row: row.collected),
        (Text(sv="Hur länge de sparas", en="How long they are kept"), lambda row: row.kept),
        (Text(sv="Vilka som får se dem", en="Who may see them"), lambda row: row.recipients),
        (Text(sv="Kontakt", en="Contact"), lambda row: row.contact),
        (Text(sv="Dataskyddsombud", en="Data protection officer"), lambda row: row.protection_officer),
    ),
    aside=_screened,
    template="compare/ethics.html",
)  # fmt: skip

TABLES = (DATA, COMPARISONS)
SINGLES = (QUESTION, ETHICS)
