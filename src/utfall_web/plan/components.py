# SPDX-License-Identifier: Apache-2.0
"""The seven components of the guide, and the pages that stand under each (R8, R9).

Components are areas of work, not gates: several run at once and any may be reopened. A room that adds a page to an
initiative adds one `Page` here, by the name of its address.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from utfall.core.text import Text
from utfall_web.shared.words import text


class Component(models.TextChoices):
    """A component of a social investment, in the order of the guide."""

    NEED = "need", text("Behovsanalys", "Needs analysis")
    CHOICE = "choice", text("Strategiska val", "Strategic choice")
    DESIGN = "design", text("Design", "Design")
    DELIVERY = "delivery", text("Genomförande och uppföljning", "Delivery and follow-up")
    EVALUATION = "evaluation", text("Utvärdering", "Evaluation")
    IMPLEMENTATION = "implementation", text("Implementering och spridning", "Implementation and scale-up")
    ORGANISATION = "organisation", text("Organisation och styrning", "Organisation and governance")


class State(models.TextChoices):
    """How far the work in a component has come."""

    NOT_STARTED = "not_started", text("Inte påbörjad", "Not started")
    ONGOING = "ongoing", text("Pågår", "Ongoing")
    PAUSED = "paused", text("Pausad", "Paused")
    DONE = "done", text("Klar", "Done")


QUESTIONS: dict[Component, Text] = {
    Component.NEED: Text(
        sv="Vad är problemet, för vilka, och hur vet vi det?", en="What is the problem, for whom, and how do we know?"
    ),
    Component.CHOICE: Text(
        sv="Varför just den här satsningen, för den här målgruppen?", en="Why this initiative, for this target group?"
    ),
    Component.DESIGN: Text(
        sv="Vad ska göras, hur mäts det, med vad jämförs det och vad kostar det?",
        en="What is to be done, how is it measured, compared with what, and at what cost?",
    ),
    Component.DELIVERY: Text(
        sv="Görs det som planerats, och hur går det?", en="Is what was planned being done, and how is it going?"
    ),
    Component.EVALUATION: Text(
        sv="Vad blev det av satsningen, och var den värd sina kostnader?",
        en="What came of the initiative, and was it worth its costs?",
    ),
    Component.IMPLEMENTATION: Text(
        sv="Hur blir det som fungerar ordinarie verksamhet?", en="How does what works become ordinary operation?"
    ),
    Component.ORGANISATION: Text(
        sv="Vilka ansvarar, beslutar och samverkar?", en="Who is responsible, decides and works together?"
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an initiative: under which component, what it is called, the name of its address."""

    component: Component
    title: Text
    route: str


PAGES: tuple[Page, ...] = (
    Page(Component.NEED, Text(sv="Behov", en="Needs"), "need:needs"),
    Page(Component.NEED, Text(sv="Underlag för behoven", en="Evidence for the needs"), "need:evidence"),
    Page(Component.CHOICE, Text(sv="Är det en social investering?", en="Is it a social investment?"), "need:gate"),
    Page(Component.CHOICE, Text(sv="Målgrupp", en="Target group"), "need:target"),
    Page(Component.CHOICE, Text(sv="Målgruppens avgränsning", en="Bounds of the target group"), "need:traits"),
    Page(Component.DESIGN, Text(sv="Logikmodell", en="Logic model"), "logic:rows"),
    Page(Component.DESIGN, Text(sv="Förändringsteori som bild", en="Theory of change as a picture"), "logic:theory"),
    Page(Component.DESIGN, Text(sv="Indikatorer", en="Indicators"), "measure:outcomes"),
    Page(Component.DESIGN, Text(sv="Aktiviteter", en="Activities"), "measure:activities"),
    Page(Component.DESIGN, Text(sv="Utvärderingens fråga", en="The evaluation's question"), "compare:question"),
    Page(Component.DESIGN, Text(sv="Jämförelse", en="Comparison"), "compare:comparisons"),
    Page(Component.DESIGN, Text(sv="Etik och personuppgifter", en="Ethics and personal data"), "compare:ethics"),
    Page(Component.DESIGN, Text(sv="Kostnader", en="Costs"), "worth:costs"),
    Page(Component.DESIGN, Text(sv="Konsekvenser i kronor", en="Consequences in kronor"), "worth:consequences"),
    Page(Component.DESIGN, Text(sv="Kalkylen", en="The appraisal"), "decide:appraisal"),
    Page(Component.DESIGN, Text(sv="Kriterier", en="Criteria"), "decide:criteria"),
    Page(Component.DESIGN, Text(sv="Låst plan", en="Locked plan"), "decide:locked"),
    Page(Component.DESIGN, Text(sv="Dokument", en="Documents"), "decide:documents"),
    Page(Component.DESIGN, Text(sv="Risker", en="Risks"), "govern:risks"),
    Page(Component.DESIGN, Text(sv="Intressenter", en="Stakeholders"), "govern:stakeholders"),
    Page(Component.DESIGN, Text(sv="Kommunikationsplan", en="Communication plan"), "govern:messages"),
    Page(Component.DESIGN, Text(sv="Tidplan", en="Time plan"), "govern:milestones"),
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


def pages_of(component: Component) -> tuple[Page, ...]:
    """Return the pages of a component, its points to make sure of last."""
    own = tuple(page for page in PAGES if page.component == component)
    return (*own, Page(component, _POINTS, "guide:points"))
