# SPDX-License-Identifier: Apache-2.0
"""What was planned and what was done: the block of the decision paper, the section of the annex, and the data."""

from __future__ import annotations

from typing import Any

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.effects.planning import Deviation
from utfall.reports.document import Block, BulletList, Heading, Paragraph
from utfall.reports.phrases import plan_record as words
from utfall.reports.phrases.planning import deviation_line
from utfall.reports.planning_json import deviation_rows
from utfall.thread import Evaluation
from utfall.thread.plan_record import PlanVersion

_MOST = 6  # lines in the decision paper; the annex has them all


def deviations_block(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return what was done otherwise than planned; nothing when the plan was kept, or never locked."""
    record = evaluation.plan
    if record is None or not words.has_deviations(record):
        return []
    lead = words.lead(record, lang)
    return [
        Heading(1, words.HEADING.of(lang), "deviations"),
        *([Paragraph.of(lead)] if lead else []),
        BulletList.of(*words.sentences(record, lang, most=_MOST)),
    ]


def plan_section(evaluation: Evaluation, lang: Lang) -> list[Block]:
    """Return the lock, every deviation and every version with what it changed; nothing when the plan was never locked."""
    record = evaluation.plan
    if record is None:
        return []
    by = Text(sv=f" av {record.by}", en=f" by {record.by}").of(lang) if record.by else ""
    lock = Text(
        sv=f"Planen låstes {record.date}{by}. Kontrollsumman (SHA-256) var {record.sha256}.",
        en=f"The plan was locked on {record.date}{by}. Its checksum (SHA-256) was {record.sha256}.",
    ).of(lang)
    found = words.sentences(record, lang)
    return [
        Heading(1, words.HEADING.of(lang), "plan"),
        Paragraph.of(f"{lock} {words.lead(record, lang)}".strip()),
        *([BulletList.of(*found)] if found else []),
        *(block for version in record.versions for block in _version(version, lang)),
    ]


def _version(version: PlanVersion, lang: Lang) -> list[Block]:
    if isinstance(version.changes, Unknown) or not version.changes:
        return []
    head = Text(sv=f"Ändrat i versionen efter {version.date}:", en=f"Changed in the version after {version.date}:").of(
        lang
    )
    return [Paragraph.of(head), BulletList.of(*(deviation_line(one, lang) for one in version.changes))]


def plan_json(evaluation: Evaluation, lang: Lang) -> dict[str, Any] | None:
    """Return the record of the plan; None when it was never locked."""
    record = evaluation.plan
    if record is None:
        return None
    return {
        "date": record.date,
        "by": record.by,
        "sha256": record.sha256,
        "kept": record.kept,
        **_changes("deviations", record.changes, lang),
        "versions": [
            {
                "date": version.date, "by": version.by, "sha256": version.sha256, "reason": version.reason,
                **_changes("changes", version.changes, lang),
            }
            for version in record.versions
        ],
        "text": [words.lead(record, lang), *words.sentences(record, lang)],
    }  # fmt: skip


def _changes(name: str, changes: tuple[Deviation, ...] | Unknown, lang: Lang) -> dict[str, Any]:
    if isinstance(changes, Unknown):
        return {name: None, f"{name}_reason": changes.reason}
    return {name: deviation_rows(changes, lang)}


def participants_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return participants by the plan, in the data and measured; null beside the reason where rows are no persons."""
    found = evaluation.participants
    if found is None:
        return {"participants": None, "participants_reason": "not-told-by-the-data"}
    return {"participants": {"planned": found.planned, "found": found.found, "measured": found.measured}}
