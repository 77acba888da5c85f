# SPDX-License-Identifier: Apache-2.0
"""What was done otherwise than planned, in words: deviations, versions with their reasons, and how many took part."""

from __future__ import annotations

from utfall.core.estimate import Unknown
from utfall.core.text import Lang, Text
from utfall.reports import numbers
from utfall.reports.phrases.planning import deviation_line
from utfall.thread.plan_record import Participants, PlanRecord, PlanVersion

HEADING = Text(sv="Avvikelser från planen", en="Deviations from the plan")
_UNKNOWN: dict[str, Text] = {
    "plan-not-kept": Text(
        sv="Vad som ändrats går inte att visa: planen som låstes är inte sparad bredvid satsningsfilen (.plan.json).",
        en="What was changed cannot be shown: the plan that was locked is not kept beside the initiative file (.plan.json).",
    ),
    "other-plan-kept": Text(
        sv="Vad som ändrats går inte att visa: planen som är sparad bredvid satsningsfilen är inte den som låstes.",
        en="What was changed cannot be shown: the plan kept beside the initiative file is not the one that was locked.",
    ),
}
_NOT_KEPT = Text(sv="Vad som ändrades är inte sparat.", en="What was changed is not kept.")


def has_deviations(record: PlanRecord | None) -> bool:
    """Tell whether anything was done otherwise, or the plan was changed on the way."""
    return record is not None and bool(record.versions or isinstance(record.changes, Unknown) or record.changes)


def sentences(record: PlanRecord, lang: Lang, *, most: int | None = None) -> list[str]:
    """Return versions with their reasons, and every deviation; the first `most` of them, and how many more there are."""
    changes = record.changes
    told = [_UNKNOWN[changes.reason].of(lang)] if isinstance(changes, Unknown) else [
        deviation_line(one, lang) for one in changes
    ]  # fmt: skip
    rows = [*(version_sentence(version, lang) for version in record.versions), *told]
    if most is None or len(rows) <= most:
        return rows
    more = numbers.number(len(rows) - most, lang, decimals=0)
    return [
        *rows[:most],
        Text(sv=f"{more} till i den tekniska bilagan.", en=f"{more} more in the technical annex.").of(lang),
    ]


def version_sentence(version: PlanVersion, lang: Lang) -> str:
    """Return who replaced a lock by a new version, and why."""
    by = Text(sv=f" av {version.by}", en=f" by {version.by}").of(lang) if version.by else ""
    head = Text(
        sv=f"Planen som låstes {version.date}{by} ersattes: {version.reason.rstrip('.')}.",
        en=f"The plan locked on {version.date}{by} was replaced: {version.reason.rstrip('.')}.",
    ).of(lang)
    if isinstance(version.changes, Unknown):
        return f"{head} {_NOT_KEPT.of(lang)}"
    return head


def lead(record: PlanRecord, lang: Lang) -> str:
    """Return how many deviations there are, and that reasons are owed for those after the last lock."""
    if isinstance(record.changes, Unknown) or not record.changes:
        return Text(
            sv=f"Inget avviker från planen som låstes {record.date}." if record.kept else "",
            en=f"Nothing deviates from the plan locked on {record.date}." if record.kept else "",
        ).of(lang)
    count = len(record.changes)
    number = numbers.number(count, lang, decimals=0)
    return Text(
        sv=f"{number} {'sak avviker' if count == 1 else 'saker avviker'} från planen som låstes {record.date}, utan att "
        "skälet är angivet i en ny version (utfall plan lock --new-version).",
        en=f"{number} {'thing deviates' if count == 1 else 'things deviate'} from the plan locked on {record.date}, with no "
        "reason given in a new version (utfall plan lock --new-version).",
    ).of(lang)


def participants_sentence(found: Participants | None, lang: Lang) -> str:
    """Return what to know when the data do not hold as many participants as the plan; '' when they do."""
    if found is None or found.found == found.planned:
        return ""
    planned, counted = (numbers.number(n, lang, decimals=0) for n in (found.planned, found.found))
    few = found.found < found.planned
    return Text(
        sv=f"Planen och kalkylen räknar med {planned} deltagare, men data har {counted} i insatsgruppen"
        + (", så alla är inte med i effekten." if few else ": fler än kalkylen räknar med."),
        en=f"The plan and the economy count on {planned} participants, but the data have {counted} in the intervention group"
        + (", so not all are in the effect." if few else ": more than the economy counts."),
    ).of(lang)
