# SPDX-License-Identifier: Apache-2.0
"""The tables and single pages of the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from utfall.core.text import Text
from utfall_web.decide import forms, models
from utfall_web.plan.components import Component, page
from utfall_web.plan.filerows import keys
from utfall_web.plan.rowpages import RowKind
from utfall_web.plan.rules import key_from
from utfall_web.plan.singlepages import SingleKind
from utfall_web.shared.words import text, typed


def _floats(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return {n: float(v) if n in ("at_least", "at_most") and v is not None else v for n, v in values.items()}


def _threshold(row: models.Criterion) -> str:
    if row.at_least is not None:
        return str(text("minst ", "at least ")) + typed(row.at_least)
    if row.at_most is None:
        return ""
    return str(text("högst ", "at most ")) + typed(row.at_most)


CRITERIA = RowKind(
    app="decide", name="criteria", path="kriterier", model=models.Criterion, form=forms.CriterionForm, component=Component.DESIGN,
    title=Text(sv="Kriterier för framgång och stopp", en="Criteria of success and stop"),
    one=Text(sv="kriteriet", en="the criterion"),
    lead=Text(sv="Bestäm före start vad som räknas som lyckat och när ni slutar. Ägare och styrgrupp bestämmer tillsammans; sedan låses det.", en="Decide before the start what counts as success and when to stop. Owner and steering group decide together; then it is locked."),
    add=Text(sv="Lägg till ett kriterium", en="Add a criterion"),
    empty=Text(sv="Inga kriterier är satta än.", en="No criteria are set yet."),
    columns=(
        (Text(sv="Kriterium", en="Criterion"), lambda row: row.label),
        (Text(sv="Slag", en="Kind"), lambda row: str(row.get_kind_display())),
        (Text(sv="Vad som prövas", en="What is tested"), lambda row: f"{row.get_measure_display()}: {row.outcome}" if row.outcome else str(row.get_measure_display())),
        (Text(sv="Gräns", en="Threshold"), _threshold),
        (Text(sv="Hur säkert", en="How sure"), lambda row: str(row.get_rule_display())),
    ),
    template="decide/criteria.html",
    options=lambda initiative: {"initiative": initiative},
    prepare=_floats,
    fresh=lambda initiative, values: {} if "key" in values else {"key": key_from(str(values["label"])[:40], keys(models.Criterion, initiative))},
    related=("outcome",),
)  # fmt: skip

CASE = SingleKind(
    app="decide", name="case", path="arende", model=models.Case, form=forms.CaseForm, component=Component.DESIGN,
    title=Text(sv="Ärende till nämnd", en="Case to a board"),
    lead=Text(sv="Det som tjänsteutlåtandet behöver utöver planen.", en="What the report to the board needs besides the plan."),
    parts=(
        (Text(sv="Till", en="To"), lambda row: row.to),
        (Text(sv="Förslag till beslut", en="Proposed decision"), lambda row: row.proposal),
        (Text(sv="Bakgrund", en="Background"), lambda row: row.background),
        (Text(sv="Ärendets beredning", en="Preparation of the case"), lambda row: row.preparation),
        (Text(sv="Jämställdhetsanalys", en="Gender analysis"), lambda row: row.gender),
        (Text(sv="Förvaltningens synpunkter", en="The administration's view"), lambda row: row.view),
        (Text(sv="Underskrifter", en="Signatures"), lambda row: row.signatories),
    ),
    under=page("decide:documents"),
)  # fmt: skip
