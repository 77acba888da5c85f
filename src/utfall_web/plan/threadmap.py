# SPDX-License-Identifier: Apache-2.0
"""The parts of an initiative's home as HTML: each component with its question, its pages and how far it has come.

Written here and not in a template because the home is the page that is asked for most and holds forty addresses.
"""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString

from utfall.core.text import Text
from utfall_web.plan.components import Component, Page, State, groups_of
from utfall_web.plan.models import ComponentState
from utfall_web.shared.addresses import address
from utfall_web.shared.words import shown

COLORS = {State.DONE: "success", State.ONGOING: "info", State.PAUSED: "warning"}


def part_html(component: Component, state: ComponentState, initiative_id: int) -> SafeString:
    """Return a component of the map; every word that somebody wrote is escaped."""
    to = escape(address("plan:component", initiative_id, component))
    groups = "".join([_group(words, pages, initiative_id) for words, pages in groups_of(component)])
    note = f'<p class="quiet">{escape(state.note)}</p>' if state.note else ""
    reached = State(state.state)
    color = COLORS.get(reached, "neutral")
    return SafeString(
        f'<section class="part" data-state="{escape(state.state)}">\n'
        f'<h3><a href="{to}">{escape(str(component.label))}</a></h3>\n<p>{escape(shown(component.question))}</p>\n'
        f'<div class="groups">{groups}</div>\n{note}\n'
        f'<p class="bottom"><span class="ds-tag" data-color="{color}">{escape(str(reached.label))}</span></p>\n'
        "</section>"
    )


def _group(words: Text | None, pages: tuple[Page, ...], initiative_id: int) -> str:
    head = f"<h4>{escape(shown(words))}</h4>" if words else ""
    links = "".join([_link(page, initiative_id) for page in pages])
    return f"<div>{head}\n<ul>{links}</ul></div>"


def _link(page: Page, initiative_id: int) -> str:
    there = f"#{page.component}" if page.route == "guide:points" else ""
    to = escape(address(page.route, initiative_id) + there)
    return f'<li><a class="ds-link" href="{to}">{escape(shown(page.title))}</a></li>'
