# SPDX-License-Identifier: Apache-2.0
"""The initiative file put together from the rooms, and taken apart into them.

The file is the one contract between the browser and the command line: what is planned here evaluates there to the same
number. Nothing is judged here: the library's own reader says what is wrong.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from collections.abc import Mapping
from typing import Any

import tomli_w
from django.db import transaction

from utfall.core.errors import InputError
from utfall.core.initiative import Initiative as Plan
from utfall.io.initiative_file import canonical_plan, initiative_from_values, parse_initiative
from utfall_web.audit import writes as audited
from utfall_web.compare import exchange as compare
from utfall_web.compare.tables import COMPARISONS, DATA, QUESTION
from utfall_web.decide.models import Criterion, Lock, Part
from utfall_web.decide.tables import CRITERIA
from utfall_web.logic.models import Row, Step
from utfall_web.logic.reads import logic_model
from utfall_web.measure.exchange import outcome_tables, outcome_values
from utfall_web.measure.reads import has_expectation
from utfall_web.measure.tables import OUTCOMES
from utfall_web.need.models import Target
from utfall_web.need.tables import TARGET
from utfall_web.plan.filerows import from_table, held, to_table
from utfall_web.plan.models import Initiative, PlacedRow
from utfall_web.plan.reads import rows, single
from utfall_web.plan.rowpages import RowKind, add_row
from utfall_web.plan.singlepages import write_single
from utfall_web.worth import exchange as worth
from utfall_web.worth.models import Settings
from utfall_web.worth.tables import CONSEQUENCES, COSTS, TERMS

SCHEMA = "utfall/initiative/1"
CRITERION = (*held("words", "label"), *held("text", "kind", "measure", "rule"), *held("number", "at_least", "at_most"))
_ROOMS = (
    "schema",
    "initiative",
    "logic_model",
    "data",
    "outcomes",
    "comparisons",
    "criteria",
    "costs",
    "consequences",
    "appraisal",
    "lock",
    "lock_history",
)
_HEAD = ("id", "title", "summary", "target_group", "question", "counterfactual", "participants")


def values(initiative: Initiative) -> dict[str, Any]:
    """Return the whole initiative file as plain values; empty tables are left out."""
    parts = {part.name: part.content for part in Part.objects.filter(initiative=initiative).order_by("pk")}
    file: dict[str, Any] = {
        "schema": SCHEMA,
        "initiative": _head(initiative, parts.pop("initiative", {})),
        "logic_model": _logic(initiative),
        "data": compare.data_tables(initiative),
        "outcomes": outcome_tables(initiative),
        "comparisons": compare.comparison_tables(initiative),
        "criteria": criterion_tables(initiative),
        "appraisal": worth.appraisal_table(initiative),
        "costs": worth.cost_tables(initiative),
        "consequences": worth.consequence_tables(initiative),
        **parts,
        **_locks(initiative),
    }
    return {name: content for name, content in file.items() if content}


def as_toml(initiative: Initiative) -> str:
    """Return the initiative file as text."""
    return tomli_w.dumps(values(initiative), multiline_strings=True)


def plan_of(initiative: Initiative) -> Plan:
    """Return the plan as the library reads it. Raises `InputError` with every fault, each with field and mend."""
    return initiative_from_values(values(initiative))


def try_plan(initiative: Initiative) -> tuple[Plan | None, InputError | None]:
    """Return the plan, or why the library cannot read it yet."""
    try:
        return plan_of(initiative), None
    except InputError as error:
        return None, error


def _words(sv: str, en: str = "") -> Any:
    return {"sv": sv, "en": en} if en and en != sv else sv


def _head(initiative: Initiative, more: Mapping[str, Any]) -> dict[str, Any]:
    target = single(Target, initiative)
    terms = single(Settings, initiative)
    participants = (terms.participants if terms else None) or (target.expected if target else None)
    kept = dict(more)
    english = kept.pop("english", {})
    head: dict[str, Any] = {
        **kept,
        "id": initiative.key,
        "title": _words(initiative.title, english.get("title", "")),
        "summary": _words(initiative.summary, english.get("summary", "")),
        "target_group": _words((target.description if target else "") or "", english.get("target_group", "")),
        **compare.question_words(initiative),
        "participants": participants,
    }
    head.setdefault("organisation", initiative.organisation.name)
    if not more and has_expectation(initiative):
        head["ex_ante"] = True  # planned here and not yet measured: the economy rests on what is expected
    return {name: value for name, value in head.items() if value not in ("", None)}


def _logic(initiative: Initiative) -> list[dict[str, Any]]:
    tables = []
    for row in logic_model(initiative):
        table: dict[str, Any] = {"id": row.id, "level": row.level.value, "text": _words(row.text.sv, row.text.en)}
        for name in ("indicator", "data_source", "assumption"):
            said = getattr(row, name)
            if said:
                table[name] = _words(said.sv, said.en)
        tables.append(table | ({"leads_to": list(row.leads_to)} if row.leads_to else {}))
    return tables


def criterion_tables(initiative: Initiative) -> list[dict[str, Any]]:
    """Return the criteria as [[criteria]] of the file."""
    found = rows(Criterion, initiative, "outcome")
    return [to_table(row, CRITERION) | ({"outcome": row.outcome.key} if row.outcome else {}) for row in found]


def _locks(initiative: Initiative) -> dict[str, Any]:
    found = Lock.objects.filter(initiative=initiative).order_by("number")
    locks = list(found.only("locked_at", "sha256", "names", "reason"))  # their plans and files are large
    if not locks:
        return {}
    said = [{"date": lock.locked_at.date().isoformat(), "sha256": lock.sha256, "by": lock.names} for lock in locks]
    earlier = [entry | {"reason": after.reason} for entry, after in zip(said, locks[1:], strict=False)]
    return {"lock": said[-1], **({"lock_history": earlier} if earlier else {})}


@transaction.atomic
def take(initiative: Initiative, text: str, *, actor: Any) -> None:
    """Write an initiative file into an initiative that holds no plan yet.

    Raises
    ------
    InputError
        With every fault of the file; nothing is then written.
    """
    parse_initiative(text)
    raw = tomllib.loads(text)
    _take_head(initiative, raw["initiative"], raw.get("appraisal"), actor)
    rows = _take_logic(initiative, raw.get("logic_model", []), actor)
    files = {t["id"]: _added(DATA, initiative, compare.data_values(t), actor) for t in raw.get("data", [])}
    outcomes = {t["id"]: _added(OUTCOMES, initiative, outcome_values(t, rows), actor) for t in raw.get("outcomes", [])}
    for table in raw.get("comparisons", []):
        _added(COMPARISONS, initiative, compare.comparison_values(table, files), actor)
    for table in raw.get("criteria", []):
        _added(CRITERIA, initiative, _criterion_values(table, outcomes), actor)
    for table in raw.get("costs", []):
        _added(COSTS, initiative, worth.cost_values(table), actor)
    for table in raw.get("consequences", []):
        _added(CONSEQUENCES, initiative, worth.consequence_values(table, outcomes), actor)
    _take_locks(initiative, text, raw, actor)
    for name, content in raw.items():
        if name not in _ROOMS:
            audited.create(Part(initiative=initiative, name=name, content=content), actor=actor)


def _take_locks(initiative: Initiative, text: str, raw: Mapping[str, Any], actor: Any) -> None:
    """Keep the locks of the file; the plan of the last one too, when it is the plan of the file."""
    if "lock" not in raw:
        return
    plan = parse_initiative(text)
    entries = [*raw.get("lock_history", []), raw["lock"]]
    reasons = ["", *(entry["reason"] for entry in raw.get("lock_history", []))]
    for number, (entry, reason) in enumerate(zip(entries, reasons, strict=True), start=1):
        kept = entry["sha256"] == plan.plan_sha256
        day = datetime.datetime.fromisoformat(str(entry["date"])[:10]).replace(tzinfo=datetime.UTC)
        row = Lock(
            initiative=initiative,
            number=number,
            locked_at=day,
            names=entry.get("by") or "–",
            reason=reason,
            sha256=entry["sha256"],
            plan=json.loads(canonical_plan(plan)) if kept else None,
            file=text if kept else "",
        )
        audited.create(row, actor=actor)


def _added(kind: RowKind, initiative: Initiative, row: Mapping[str, Any], actor: Any) -> Any:
    added: PlacedRow = add_row(kind, initiative, actor=actor, values=row)
    return added


def _pair(words: Any) -> tuple[str, str]:
    return (words["sv"], words["en"]) if isinstance(words, dict) else (words or "", "")


def _take_head(initiative: Initiative, head: Mapping[str, Any], appraisal: Any, actor: Any) -> None:
    more = {name: value for name, value in head.items() if name not in _HEAD}
    english = {
        name: _pair(head.get(name))[1] for name in ("title", "summary", "target_group") if _pair(head.get(name))[1]
    }
    if english:
        more["english"] = english
    if more:
        audited.create(Part(initiative=initiative, name="initiative", content=more), actor=actor)
    group = {"description": _pair(head["target_group"])[0]}
    if appraisal is None and head.get("participants"):
        group["expected"] = head["participants"]  # without an economy the number stands with the target group
    write_single(TARGET, initiative, None, actor=actor, values=group)
    asked = {name: _pair(head.get(name)) for name in ("question", "counterfactual")}
    if any(sv for sv, _ in asked.values()):
        both = {name: sv for name, (sv, _) in asked.items()} | {f"{name}_en": en for name, (_, en) in asked.items()}
        write_single(QUESTION, initiative, None, actor=actor, values=both)
    if appraisal is not None:
        terms = worth.terms(appraisal) | {"participants": head.get("participants")}
        write_single(TERMS, initiative, None, actor=actor, values=terms)


def _take_logic(initiative: Initiative, tables: list[dict[str, Any]], actor: Any) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for table in tables:
        what, what_en = _pair(table["text"])
        said: dict[str, Any] = {"level": table["level"], "what": what, "what_en": what_en}
        for name in ("indicator", "data_source", "assumption"):
            said[name], said[f"{name}_en"] = _pair(table.get(name))
        place = len(rows) + 1
        row = Row(initiative=initiative, key=table["id"], position=place, **said)
        rows[table["id"]] = audited.create(row, actor=actor)
    for table in tables:
        for place, target in enumerate(table.get("leads_to", []), start=1):
            step = Step(initiative=initiative, source=rows[table["id"]], target=rows[target], position=place)
            audited.create(step, actor=actor)
    return rows


def _criterion_values(raw: Mapping[str, Any], outcomes: Mapping[str, Any]) -> dict[str, Any]:
    found = from_table(raw, CRITERION)
    found["label"] = found.get("label") or str(raw["id"])
    if found["more"].get("outcome") in outcomes:
        found["outcome"] = outcomes[found["more"].pop("outcome")]
    return found
