# SPDX-License-Identifier: Apache-2.0
"""The shape of a document checked part by part, so that one bad part hides no fault of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from utfall.core.designs import DESIGN_KINDS
from utfall.core.errors import suggestion
from utfall.core.text import Text
from utfall.io._initiative import models as m
from utfall.io._initiative import models_economy as e
from utfall.io._initiative import models_plans as p
from utfall.io._initiative import models_questions as q
from utfall.io._initiative.designs import SECTIONS
from utfall.io._initiative.source import Document, Faults, Path
from utfall.io._initiative.wording import fault_of

M = TypeVar("M", bound=m.Section)

TABLES: dict[str, type[m.Section]] = {
    "initiative": m.InitiativeSection,
    "appraisal": e.AppraisalSection,
    "lock": m.LockSection,
    "disclosure": m.DisclosureSection,
    "choice": p.ChoiceSection,
    "scale_up": p.ScaleUpSection,
    "claims": p.ClaimsSection,
    "component_analysis": q.ComponentAnalysisSection,
    "follow_up": q.FollowUpSection,
}
LISTS: dict[str, type[m.Section]] = {
    "logic_model": m.LogicRowSection,
    "data": m.DataSection,
    "outcomes": m.OutcomeSection,
    "comparisons": m.ComparisonSection,
    "criteria": m.CriterionSection,
    "parameters": e.ParameterSection,
    "costs": e.CostSection,
    "consequences": e.ConsequenceSection,
    "indices": e.IndexSection,
    "unit_costs": e.UnitCostSection,
    "type_cases": p.TypeCaseSection,
    "alternative_costs": p.AlternativeCostSection,
    "time_saved": p.TimeSavedSection,
    "alternatives": p.AlternativeSection,
    "quoted": p.QuotedSection,
    "correlations": p.CorrelationSection,
    "ratings": q.RatingSection,
    "lock_history": m.LockHistorySection,
}


@dataclass(slots=True)
class Structure:
    """The parts of a document whose shape is right, and every id that is written in it."""

    tables: dict[str, m.Section] = field(default_factory=dict)
    lists: dict[str, list[tuple[int, m.Section]]] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()

    def one(self, name: str, kind: type[M]) -> M | None:
        """Return a table, None when it is missing or malformed."""
        found = self.tables.get(name)
        return found if isinstance(found, kind) else None

    def many(self, name: str, kind: type[M]) -> list[tuple[int, M]]:
        """Return the well-formed items of a list with their positions."""
        return [(n, item) for n, item in self.lists.get(name, []) if isinstance(item, kind)]


def read_structure(document: Document, faults: Faults) -> Structure:
    """Return the well-formed parts of a document; note what is malformed."""
    _check_schema(document, faults)
    known = ["schema", *TABLES, *LISTS]
    for name in document.values:
        if name not in known:
            said = Text(sv=f"Rubriken ”{_short(name)}” är okänd.", en=f"The heading '{_short(name)}' is unknown.")
            faults.add("key-unknown", (name,), said, suggestion(name, known))
    found = Structure(given=frozenset(document.values))
    for name, kind in TABLES.items():
        _read_table(name, kind, document, found, faults)
    for name, kind in LISTS.items():
        _read_list(name, kind, document, found, faults)
    return found


def _check_schema(document: Document, faults: Faults) -> None:
    stated = document.values.get("schema")
    if stated == e.SCHEMA_ID:
        return
    line = f'schema = "{e.SCHEMA_ID}"'
    mend = Text(sv=f"Skriv överst i filen: {line}", en=f"Write at the top of the file: {line}")
    if stated is None:
        said = Text(sv="Filen säger inte vilket format den har.", en="The file does not state its format.")
        faults.add("schema-missing", ("schema",), said, mend)
        return
    shown = _short(str(stated))
    said = Text(sv=f"Formatet ”{shown}” är okänt.", en=f"The format '{shown}' is unknown.")
    faults.add("schema-unknown", ("schema",), said, mend)


def _read_table(name: str, kind: type[m.Section], document: Document, found: Structure, faults: Faults) -> None:
    if name not in document.values:
        if name == "initiative":
            said = Text(sv="Avsnittet [initiative] saknas.", en="The section [initiative] is missing.")
            mend = Text(
                sv="Lägg till [initiative] med id, title och target_group.",
                en="Add [initiative] with id, title and target_group.",
            )
            faults.add("field-missing", (name,), said, mend)
        return
    raw = document.values[name]
    if not isinstance(raw, dict):
        _wrong_form(name, f"[{name}]", faults)
        return
    value = _validated(raw, kind, (name,), faults)
    if value is not None:
        found.tables[name] = value


def _read_list(name: str, kind: type[m.Section], document: Document, found: Structure, faults: Faults) -> None:
    raw = document.values.get(name, [])
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        _wrong_form(name, f"[[{name}]]", faults)
        return
    found.lists[name] = []
    found.ids[name] = [item["id"] for item in raw if isinstance(item.get("id"), str)]
    _check_duplicates(name, raw, faults)
    for n, item in enumerate(raw):
        path: Path = (name, n)
        model = _comparison_kind(item, path, faults) if name == "comparisons" else kind
        value = _validated(item, model, path, faults) if model else None
        if value is not None:
            found.lists[name].append((n, value))


def _check_duplicates(name: str, raw: list[dict[str, Any]], faults: Faults) -> None:
    seen: dict[str, int] = {}
    for n, item in enumerate(raw):
        identity = item.get("id")
        if not isinstance(identity, str):
            continue
        if identity in seen:
            shown = _short(identity)
            said = Text(
                sv=f"Id ”{shown}” används redan av {name}[{seen[identity] + 1}].",
                en=f"The id '{shown}' is already used by {name}[{seen[identity] + 1}].",
            )
            mend = Text(sv="Ge varje post sitt eget id.", en="Give each item an id of its own.")
            faults.add("id-duplicate", (name, n, "id"), said, mend)
        seen.setdefault(identity, n)


def _comparison_kind(raw: dict[str, Any], path: Path, faults: Faults) -> type[m.ComparisonSection] | None:
    design = raw.get("design")
    where = (*path, "design")
    if isinstance(design, str) and design in SECTIONS:
        return SECTIONS[design]
    if design is None:
        said = Text(sv="Jämförelsen saknar design.", en="The comparison has no design.")
        shown = ", ".join(DESIGN_KINDS)
        faults.add("field-missing", where, said, Text(sv=f"Välj en av {shown}.", en=f"Choose one of {shown}."))
    else:
        shown = _short(str(design))
        said = Text(sv=f"Designen ”{shown}” är okänd.", en=f"The design '{shown}' is unknown.")
        faults.add("design-unknown", where, said, suggestion(str(design)[:60], DESIGN_KINDS))
    return None


def _validated(raw: dict[str, Any], kind: type[M], path: Path, faults: Faults) -> M | None:
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            fault_of(detail, raw, kind, path, faults)
    except OverflowError:  # a whole number too large for any float
        said = Text(sv="Ett tal är för stort.", en="A number is too large.")
        mend = Text(sv="Ange ett mindre tal.", en="State a smaller number.")
        faults.add("type-wrong", path, said, mend)
    return None


def _wrong_form(name: str, heading: str, faults: Faults) -> None:
    said = Text(sv=f"Avsnittet {name} har fel form.", en=f"The section {name} has the wrong form.")
    mend = Text(sv=f"Skriv rubriken som {heading}.", en=f"Write the heading as {heading}.")
    faults.add("table-form", (name,), said, mend)


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:60] + "…"
