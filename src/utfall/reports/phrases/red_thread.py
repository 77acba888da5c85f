# SPDX-License-Identifier: Apache-2.0
"""What is said of a break in the red thread, and how it is mended."""

from __future__ import annotations

from collections.abc import Sequence

from utfall.core.initiative import LogicRow
from utfall.core.red_thread import Break, Broken
from utfall.core.text import Lang, Text
from utfall.reports.phrases.logic_levels import PLURALS

_FOUND: dict[Break, Text] = {
    Break.LEVEL_EMPTY: Text(sv="Logikmodellen saknar {level}.", en="The logic model has no {level}."),
    Break.GOAL_UNREACHED: Text(sv="Ingen aktivitet leder till målet {a}.", en="No activity leads to the goal {a}."),
    Break.OUTCOME_WITHOUT_ACTIVITY: Text(
        sv="Ingen aktivitet leder till resultatet {a}.", en="No activity leads to the outcome {a}."
    ),
    Break.ACTIVITY_WITHOUT_RESOURCE: Text(
        sv="Aktiviteten {a} har inga resurser.", en="The activity {a} has no resources."
    ),
    Break.LEADS_NOWHERE: Text(sv="{a} leder inte vidare till något.", en="{a} leads on to nothing."),
    Break.NO_INDICATOR: Text(sv="{a} har ingen indikator.", en="{a} has no indicator."),
    Break.NO_SOURCE: Text(sv="{a} har ingen datakälla.", en="{a} has no data source."),
    Break.BACKWARDS: Text(sv="{a} leder nedåt, till {b}.", en="{a} leads down, to {b}."),
    Break.LOOP: Text(sv="Stegen går i cirkel: {path}.", en="The steps go in a circle: {path}."),
}
_MEND: dict[Break, Text] = {
    Break.LEVEL_EMPTY: Text(sv="Skriv minst en rad på den nivån.", en="Write at least one row at that level."),
    Break.GOAL_UNREACHED: Text(sv="Led ett resultat eller en aktivitet till målet, eller stryk målet.", en="Lead an outcome or an activity to the goal, or strike the goal."),
    Break.OUTCOME_WITHOUT_ACTIVITY: Text(sv="Lägg till aktiviteten som ska ge resultatet, eller stryk resultatet.", en="Add the activity that shall give the outcome, or strike the outcome."),
    Break.ACTIVITY_WITHOUT_RESOURCE: Text(sv="Skriv vad aktiviteten kräver: personal, tid, lokal.", en="Write what the activity needs: staff, time, premises."),
    Break.LEADS_NOWHERE: Text(sv="Säg vad raden är tänkt att leda till, eller stryk den.", en="Say what the row is meant to lead to, or strike it."),
    Break.NO_INDICATOR: Text(sv="Skriv hur det märks att det har hänt.", en="Write how one can tell that it has happened."),
    Break.NO_SOURCE: Text(sv="Skriv varifrån uppgiften ska hämtas.", en="Write where the figure will come from."),
    Break.BACKWARDS: Text(sv="Vänd steget eller flytta en av raderna till en annan nivå.", en="Turn the step round or move one of the rows to another level."),
    Break.LOOP: Text(sv="Ta bort ett av stegen.", en="Remove one of the steps."),
}  # fmt: skip


def break_text(found: Broken, rows: Sequence[LogicRow], lang: Lang) -> str:
    """Return what is broken, with the rows named by their own words."""
    named = {row.id: row.text for row in rows if row.id in found.rows}
    names = [_quoted(named[row].of(lang).rstrip("."), lang) for row in found.rows]
    return (
        _FOUND[found.kind]
        .of(lang)
        .format(
            a=names[0] if names else "",
            b=names[1] if len(names) > 1 else "",
            path=" → ".join([*names, *names[:1]]),
            level=PLURALS[found.level].of(lang).lower() if found.level is not None else "",
        )
    )


def break_mend(found: Broken, lang: Lang) -> str:
    """Return how the break is mended."""
    return _MEND[found.kind].of(lang)


def _quoted(text: str, lang: Lang) -> str:
    return f"”{text}”" if lang == "sv" else f"'{text}'"
