# SPDX-License-Identifier: Apache-2.0
"""The seven components of the guide, and the pages that stand under each (R8, R9).

Components are areas of work, not gates: several run at once and any may be reopened. A room that adds a page to an
initiative adds one `Page` here, by the name of its address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.db import models
from django.utils.functional import lazy

from utfall.core.text import Text
from utfall.io import guide
from utfall_web.shared.words import shown, text


@cache
def _parts() -> dict[str, guide.Component]:
    return {part.id: part for part in guide.guide().components}


def _title(component: str) -> str:
    return shown(_parts()[component].title)


_titled: Any = lazy(_title, str)  # the guide's own words, in the language of the page


class Component(models.TextChoices):
    """A component of a social investment, in the order of its work; named by the guide's data (`utfall.io.guide`)."""

    NEED = "need", _titled("need")
    CHOICE = "choice", _titled("choice")
    DESIGN = "design", _titled("design")
    DELIVERY = "delivery", _titled("delivery")
    EVALUATION = "evaluation", _titled("evaluation")
    IMPLEMENTATION = "implementation", _titled("implementation")
    ORGANISATION = "organisation", _titled("organisation")

    @property
    def question(self) -> Text:
        """Return the question that the component answers."""
        return _parts()[self.value].purpose


class State(models.TextChoices):
    """How far the work in a component has come."""

    NOT_STARTED = "not_started", text("Inte påbörjad", "Not started")
    ONGOING = "ongoing", text("Pågår", "Ongoing")
    PAUSED = "paused", text("Pausad", "Paused")
    DONE = "done", text("Klar", "Done")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an initiative: under which component, what it is called, the name of its address, with which others."""

    component: Component
    title: Text
    route: str
    group: Text | None = None


_WHAT = Text(sv="Vad som ska göras", en="What shall be done")
_HOW_KNOWN = Text(sv="Hur det ska märkas", en="How one shall tell")
_MONEY = Text(sv="Vad det kostar och ger", en="What it costs and gives")
_AROUND = Text(sv="Runt omkring", en="Around it")
_DECIDED = Text(sv="Beslut", en="Decision")


PAGES: tuple[Page, ...] = (
    Page(Component.NEED, Text(sv="Behov", en="Needs"), "need:needs"),
    Page(Component.NEED, Text(sv="Underlag för behoven", en="Evidence for the needs"), "need:evidence"),
    Page(Component.CHOICE, Text(sv="Är det en social investering?", en="Is it a social investment?"), "need:gate"),
    Page(Component.CHOICE, Text(sv="Målgrupp", en="Target group"), "need:target"),
    Page(Component.CHOICE, Text(sv="Målgruppens avgränsning", en="Bounds of the target group"), "need:traits"),
    Page(Component.DESIGN, Text(sv="Logikmodell", en="Logic model"), "logic:rows", _WHAT),
    Page(
        Component.DESIGN,
        Text(sv="Förändringsteori som bild", en="Theory of change as a picture"),
        "logic:theory",
        _WHAT,
    ),
    Page(Component.DESIGN, Text(sv="Aktiviteter", en="Activities"), "measure:activities", _WHAT),
    Page(Component.DESIGN, Text(sv="Indikatorer", en="Indicators"), "measure:outcomes", _HOW_KNOWN),
    Page(
        Component.DESIGN,
        Text(sv="Utvärderingens fråga", en="The evaluation's question"),
        "compare:question",
        _HOW_KNOWN,
    ),
    Page(Component.DESIGN, Text(sv="Jämförelse", en="Comparison"), "compare:comparisons", _HOW_KNOWN),
    Page(
        Component.DESIGN,
        Text(sv="Etik och personuppgifter", en="Ethics and personal data"),
        "compare:ethics",
        _HOW_KNOWN,
    ),
    Page(Component.DESIGN, Text(sv="Kostnader", en="Costs"), "worth:costs", _MONEY),
    Page(Component.DESIGN, Text(sv="Konsekvenser i kronor", en="Consequences in kronor"), "worth:consequences", _MONEY),
    Page(Component.DESIGN, Text(sv="Kalkylen", en="The appraisal"), "decide:appraisal", _MONEY),
    Page(Component.DESIGN, Text(sv="Risker", en="Risks"), "govern:risks", _AROUND),
    Page(Component.DESIGN, Text(sv="Intressenter", en="Stakeholders"), "govern:stakeholders", _AROUND),
    Page(Component.DESIGN, Text(sv="Kommunikationsplan", en="Communication plan"), "govern:messages", _AROUND),
    Page(Component.DESIGN, Text(sv="Tidplan", en="Time plan"), "govern:milestones", _AROUND),
    Page(Component.DESIGN, Text(sv="Kriterier", en="Criteria"), "decide:criteria", _DECIDED),
    Page(Component.DESIGN, Text(sv="Låst plan", en="Locked plan"), "decide:locked", _DECIDED),
    Page(Component.DESIGN, Text(sv="Dokument", en="Documents"), "decide:documents", _DECIDED),
    Page(Component.EVALUATION, Text(sv="Resultat", en="Results"), "evaluate:results"),
    Page(Component.ORGANISATION, Text(sv="Vem ansvarar för vad", en="Who answers for what"), "govern:role_holders"),
    Page(
        Component.ORGANISATION,
        Text(sv="Styrning och beslutsvägar", en="Steering and decision paths"),
        "govern:steering",
    ),
    Page(Component.ORGANISATION, Text(sv="Roller", en="Roles"), "plan:roles"),
    Page(Component.ORGANISATION, Text(sv="Historik", en="History"), "plan:history"),
)


_POINTS = Text(sv="Säkerställ följande", en="Make sure of this")


def page(route: str) -> Page:
    """Return the page of an address. Raises `StopIteration` for an address that no component has."""
    return next(one for one in PAGES if one.route == route)


@cache
def groups_of(component: Component) -> tuple[tuple[Text | None, tuple[Page, ...]], ...]:
    """Return the pages of a component in their groups."""
    return tuple((words, tuple(pages)) for words, pages in groupby(pages_of(component), key=lambda one: one.group))


def pages_of(component: Component) -> tuple[Page, ...]:
    """Return the pages of a component, its points to make sure of last."""
    own = tuple(page for page in PAGES if page.component == component)
    return (*own, Page(component, _POINTS, "guide:points"))
