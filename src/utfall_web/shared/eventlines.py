# SPDX-License-Identifier: Apache-2.0
"""The lines of the log as HTML.

Written here and not in a template because a page of it holds hundreds of changes: as a template they took two thirds of
the page's time. The table around them is `shared/events.html`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.apps import apps
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from utfall.core.text import Text
from utfall_web.shared import dates, history
from utfall_web.shared.words import lang, shown

WHEN = Text(sv="När", en="When")
WHO = Text(sv="Vem", en="Who")
WHAT = Text(sv="Vad", en="What")
CHANGES = Text(sv="Ändringar", en="Changes")
SYSTEM = Text(sv="Systemet", en="The system")
LONGEST = 300  # of a value that was changed; the whole stands in the export
VERBS = {
    "create": Text(sv="Skapade", en="Created"),
    "change": Text(sv="Ändrade", en="Changed"),
    "remove": Text(sv="Tog bort", en="Removed"),
    "look": Text(sv="Tittade på", en="Looked at"),
    "export": Text(sv="Tog ut", en="Exported"),
    "download": Text(sv="Hämtade", en="Downloaded"),
    "run": Text(sv="Startade", en="Started"),
    "lock": Text(sv="Låste", en="Locked"),
    "decide": Text(sv="Beslutade", en="Decided"),
}


def event_lines(events: Iterable[Any], names: history.Names) -> SafeString:
    """Return the lines of the log, each with when, who, what and what it changed; every word is escaped."""
    heads = [escape(shown(head)) for head in (WHEN, WHO, WHAT, CHANGES)]
    return SafeString("\n".join([_line(event, names, heads) for event in events]))


def verb(word: str) -> str:
    """Return what was done, in the language of the page; the log's own word when it has no translation."""
    known = VERBS.get(word)
    return known.of(lang()) if known else word


def kind(label: str) -> str:
    """Return what kind of object it was, in the language of the page: the model's `verbose_name`."""
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def _line(event: Any, names: history.Names, heads: list[str]) -> str:
    when, who, what, told = heads
    person = str(names.get(event.actor_id) or event.actor_id) if event.actor_id else shown(SYSTEM)
    reason = f'<br><span class="quiet">{escape(event.reason)}</span>' if event.reason else ""
    found = "".join([_change(change) for change in history.changes(event, names)])
    listed = f'<dl class="changes">{found}</dl>' if found else ""
    return (
        f'<tr><td class="num" data-head="{when}">{dates.moment(event.at)}</td>'
        f'<td data-head="{who}">{escape(person)}</td>'
        f'<td data-head="{what}">{escape(verb(event.verb))} {escape(kind(event.kind))}{reason}</td>'
        f'<td data-head="{told}">{listed}</td></tr>'
    )


def _change(change: history.Change) -> str:
    before = f"<del>{escape(_short(change.before))}</del> " if change.before else ""
    after = f"<ins>{escape(_short(change.after))}</ins>" if change.after else ""
    return f"<div><dt>{escape(change.name)}</dt><dd>{before}{after}</dd></div>"


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else Truncator(words).chars(LONGEST)
