# SPDX-License-Identifier: Apache-2.0
"""The guide's points with how each stands, as HTML.

Written here and not in a template because it is a page of two hundred parts, most of them the guide's own words: as a
template they took half the page's time. The page around them is `guide/points.html`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from utfall.core.text import Lang, Text
from utfall.io.guide import Component, guide
from utfall_web.guide.models import PointAnswer, PointFile
from utfall_web.guide.reads import PointState
from utfall_web.guide.rules import Standing
from utfall_web.shared.addresses import address
from utfall_web.shared.words import lang

EACH_LEVEL = Text(sv="Vad varje nivå ser till", en="What each level sees to")
STRATEGIC = Text(sv="Strategisk nivå", en="Strategic level")
OPERATIVE = Text(sv="Operativ nivå", en="Operative level")
RESPONSIBLE = Text(sv="Ansvarig:", en="Responsible:")
MISSING = Text(sv="Saknas:", en="Missing:")
GO_THERE = Text(sv="Gå dit", en="Go there")
EXCEPTION = Text(sv="Undantag:", en="Exception:")
ANSWER = Text(sv="Ansvarig, underlag eller undantag", en="Responsible, evidence or exception")
FILES = Text(sv="Bilagor", en="Attachments")
TAGS = {
    Standing.FULFILLED: ("success", Text(sv="Uppfylld", en="Fulfilled")),
    Standing.EXCEPTION: ("warning", Text(sv="Undantag med skäl", en="Exception with a reason")),
    Standing.MISSING: ("neutral", Text(sv="Återstår", en="Remaining")),
}


def point_list(
    parts: Sequence[tuple[Component, Sequence[PointState]]], *, initiative_id: int, edits: bool
) -> SafeString:
    """Return the components with their points; every word that somebody wrote is escaped.

    `edits` tells whether the person may answer the points.
    """
    made = []
    for part, states in parts:
        points = "".join([_point(state, initiative_id, edits) for state in states])
        made.append(_head(part.id, lang()) + (f'<ul class="plainlist points">{points}</ul>' if states else ""))
    return SafeString("\n".join(made))


@lru_cache(maxsize=32)  # the guide's own words: the same on every page
def _head(component: str, language: Lang) -> str:
    part = next(one for one in guide().components if one.id == component)
    levels = "".join(
        f"<h3>{escape(head.of(language))}</h3><ul>"
        + "".join(f"<li>{escape(line.of(language))}</li>" for line in lines)
        + "</ul>"
        for head, lines in ((STRATEGIC, part.strategic), (OPERATIVE, part.operative))
    )
    return (
        f'<h2 id="{escape(part.id)}">{escape(part.title.of(language))}</h2><p>{escape(part.purpose.of(language))}</p>\n'
        f'<details><summary>{escape(EACH_LEVEL.of(language))}</summary><div class="flow">{levels}</div></details>'
    )


def _point(state: PointState, initiative_id: int, edits: bool) -> str:
    language, point = lang(), state.point
    said = escape(point.text.of(language))
    about = f'<span class="ds-sr-only">: {said}</span>'
    return "".join(
        (
            f'<li class="point" id="{escape(point.id)}"><p><strong>{said}</strong></p>\n',
            _stands(state, language),
            _missing(state, initiative_id, language, about),
            _answered(state.answer, language),
            _files(state.files, initiative_id, point.id),
            _acts(initiative_id, point.id, language, about) if edits else "",
            "</li>",
        )
    )


def _stands(state: PointState, language: Lang) -> str:
    color, words = TAGS[state.standing]
    who = state.answer.responsible if state.answer else ""
    named = f'<span class="quiet">{escape(RESPONSIBLE.of(language))} {escape(who)}</span>' if who else ""
    return (
        f'<p class="row"><span class="ds-tag" data-color="{color}">{escape(words.of(language))}</span>\n{named}</p>\n'
    )


def _missing(state: PointState, initiative_id: int, language: Lang, about: str) -> str:
    if state.found is None or not state.found.missing:
        return ""
    lacks = "; ".join([escape(one.of(language)) for one in state.found.missing])
    to = escape(address(state.found.route, initiative_id))
    link = f'<a class="ds-link" href="{to}">{escape(GO_THERE.of(language))}{about}</a>'
    return f'<p class="quiet">{escape(MISSING.of(language))} {lacks}. {link}</p>\n'


def _answered(answer: PointAnswer | None, language: Lang) -> str:
    if answer is None:
        return ""
    shown = f'<p class="prose">{escape(answer.evidence)}</p>' if answer.evidence else ""
    left = f"{escape(EXCEPTION.of(language))} {escape(answer.exception)}"
    return shown + (f'<p class="prose">{left}</p>' if answer.exception else "")


def _files(files: Sequence[PointFile], initiative_id: int, point: str) -> str:
    if not files:
        return ""
    links = [
        (escape(address("guide:point_files_get", initiative_id, point, one.pk)), escape(one.name)) for one in files
    ]
    lines = "".join([f'<li><a class="ds-link" href="{to}"><bdi>{name}</bdi></a></li>' for to, name in links])
    return f'<ul class="plainlist">{lines}</ul>'


def _acts(initiative_id: int, point: str, language: Lang, about: str) -> str:
    ways = (("guide:answer", ANSWER), ("guide:point_files", FILES))
    links = [(escape(address(route, initiative_id, point)), escape(words.of(language))) for route, words in ways]
    made = "".join([f'<a class="ds-link" href="{to}">{words}{about}</a>' for to, words in links])
    return f'<p class="row">{made}</p>'
