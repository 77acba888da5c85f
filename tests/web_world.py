# SPDX-License-Identifier: Apache-2.0
"""A small world for the tests of the workspace.

A room that puts a new id into its addresses adds it to `World.ids`: the test that walks every address with every role
needs an object for each. Only made-up people.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from unit.thread.thread_sample import ROOT, demo, loaded
from utfall.core.text import Lang
from utfall.reports.result_json import result_text

DEMO = "vagen_till_jobb"
PLAN = ROOT / "demos" / DEMO / "initiative.toml"
PASSWORD = "mening som bara tester har"


@dataclass
class World:
    """What `build` made."""

    home: Any
    away: Any
    people: dict[str, Any]  # role → a person who has only that role, at home
    stranger: Any  # a coordinator of `away`
    initiative: Any
    other: Any  # an initiative of `away`
    ids: dict[str, Any] = field(default_factory=dict)  # name in an address → id at home
    other_ids: dict[str, Any] = field(default_factory=dict)  # the same for what opens a door, away

    def person(self, role: str) -> Any:
        """Return the person with a role."""
        return self.people[role]


def other_process() -> dict[str, str]:
    """Return the environment of another process of the product with the database that this test has."""
    from django.db import connection

    told = connection.settings_dict
    address = f"sqlite://{told['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgresql://{told['USER']}:{told['PASSWORD']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"
    own = {"DJANGO_SETTINGS_MODULE": "utfall_web.config.settings", "PYTHONPATH": str(ROOT / "src")}
    return {**os.environ, **own, "DATABASE_URL": address}


def build() -> World:
    """Make the world."""
    from utfall_web.api import tokens
    from utfall_web.jobs import queue
    from utfall_web.people import writes as people
    from utfall_web.people.permissions import INITIATIVE_ROLES, ORGANISATION_ROLES, Role
    from utfall_web.plan import writes as plan

    home = people.create_organisation(actor=None, name="Hemma kommun", kind="municipality")
    away = people.create_organisation(actor=None, name="Borta kommun", kind="municipality")
    stranger = _person("stranger")
    people.give_role(actor=None, organisation=away, user=stranger, role=Role.COORDINATOR)
    initiative = plan.create_initiative(actor=stranger, organisation=home, title="Vägen till jobb")
    other = plan.create_initiative(actor=stranger, organisation=away, title="Någon annans")
    who: dict[str, Any] = {"operator": _person("operator", operator=True), "nobody": _person("nobody")}
    memberships = {}
    for role in ORGANISATION_ROLES:
        who[role] = _person(role)
        memberships[role] = people.give_role(actor=None, organisation=home, user=who[role], role=role)
    for role in INITIATIVE_ROLES:
        if role not in who:
            who[role] = _person(role)
            assignment = plan.assign(actor=None, initiative=initiative, user=who[role], role=role)
    ids = {
        "organisation_id": home.pk,
        "initiative_id": initiative.pk,
        "membership_id": memberships[Role.AUDITOR].pk,
        "assignment_id": assignment.pk,
        "component": "need",
        "token": "unknown",
        "provider_id": "unknown",
        "organization_slug": "unknown",
    }
    ids |= _rows(initiative)
    job = queue.enqueue("nothing", user=who[Role.COORDINATOR], key="world")
    ids["job_id"] = job.pk
    ids["token_id"] = tokens.make(actor=who[Role.COORDINATOR], name="En", scope="read", days=1)[0].pk
    other_ids = {"organisation_id": away.pk, "initiative_id": other.pk}
    return World(home, away, who, stranger, initiative, other, ids, other_ids)


def _rows(initiative: Any) -> dict[str, Any]:
    """Make a row of every table of an initiative and return their ids by their names in addresses."""
    from utfall_web.compare.tables import COMPARISONS, DATA
    from utfall_web.decide.tables import CRITERIA
    from utfall_web.govern.tables import MESSAGES, MILESTONES, RISKS, ROLE_HOLDERS, STAKEHOLDERS
    from utfall_web.guide.files import POINT_FILES
    from utfall_web.logic.models import Step
    from utfall_web.logic.tables import JOURNAL, MARKERS, PARTNERS, ROWS
    from utfall_web.measure.tables import ACTIVITIES, AIMS, OUTCOMES
    from utfall_web.need.tables import EVIDENCE, EVIDENCE_FILES, NEEDS, TRAITS
    from utfall_web.plan.rowpages import add_row
    from utfall_web.worth.tables import CONSEQUENCES, COSTS

    rows: tuple[tuple[Any, dict[str, Any]], ...] = (
        (RISKS, {"what": "Få deltar", "probability": "medium", "impact": "high"}),
        (STAKEHOLDERS, {"who": "Deltagarna"}),
        (MESSAGES, {"to": "Nämnden", "what": "Läget"}),
        (ROLE_HOLDERS, {"role": "owner", "who": "Enhetschefen"}),
        (MILESTONES, {"what": "Start", "start": datetime.date(2027, 1, 11)}),
    )
    ids = {kind.takes: add_row(kind, initiative, actor=None, values=values).pk for kind, values in rows}
    need = add_row(NEEDS, initiative, actor=None, values={"problem": "Stöd i många månader", "group": "18–24 år"})
    evidence = {
        "need": need,
        "kind": "quantitative",
        "what": "Mer än tio månader",
        "numerator": 120,
        "denominator": 400,
    }
    goal = add_row(ROWS, initiative, actor=None, values={"level": "long_term_goal", "what": "Egen försörjning"})
    way = {"level": "short_term_outcome", "what": "Fler i arbete", "leads_to": [goal]}
    row = add_row(ROWS, initiative, actor=None, values=way)
    partner = add_row(PARTNERS, initiative, actor=None, values={"who": "Arbetsgivare"})
    marker = {"partner": partner, "degree": "expect", "sign": "Tar emot praktikanter"}
    entry = {"partner": partner, "day": datetime.date(2027, 2, 1), "seen": "Två ville vara med"}
    outcome = add_row(OUTCOMES, initiative, actor=None, values={"label": "I arbete", "row": row})
    coach = add_row(ROWS, initiative, actor=None, values={"level": "activity", "what": "Coach"})
    data = add_row(DATA, initiative, actor=None, values={"file": "personer.csv", "label": "Deltagare"})
    alike = {"label": "Liknande", "design": "rct", "data_file": data, "treatment": "deltog"}
    goal_set = {"label": "Fler i arbete", "kind": "success", "measure": "effect", "outcome": outcome, "at_least": 0.05}
    wage = {"label": "Lön", "kind": "production", "outcome": outcome, "actor": "household", "unit_cost": 27000.0}
    ids |= {
        OUTCOMES.takes: outcome.pk,
        AIMS.takes: add_row(
            AIMS, initiative, actor=None, values={"outcome": outcome, "period": "2027", "value": 0.4}
        ).pk,
        ACTIVITIES.takes: add_row(ACTIVITIES, initiative, actor=None, values={"row": coach}).pk,
        DATA.takes: data.pk,
        COMPARISONS.takes: add_row(COMPARISONS, initiative, actor=None, values=alike).pk,
        COSTS.takes: add_row(COSTS, initiative, actor=None, values={"label": "Coacher", "unit_cost": 720000.0}).pk,
        CONSEQUENCES.takes: add_row(CONSEQUENCES, initiative, actor=None, values=wage).pk,
        CRITERIA.takes: add_row(CRITERIA, initiative, actor=None, values=goal_set).pk,
        "paper": "projektplan",
        "form": "html",
        "point": "need_verified",
    }
    shown = add_row(EVIDENCE, initiative, actor=None, values=evidence)
    ids |= {
        "result_id": evaluated(initiative).pk,
        EVIDENCE_FILES.file_takes: attached(EVIDENCE_FILES, initiative, shown.pk).pk,
        POINT_FILES.file_takes: attached(POINT_FILES, initiative, "need_verified").pk,
    }
    return ids | {
        ROWS.takes: row.pk,
        "step_id": Step.objects.get(source=row).pk,
        PARTNERS.takes: partner.pk,
        MARKERS.takes: add_row(MARKERS, initiative, actor=None, values=marker).pk,
        JOURNAL.takes: add_row(JOURNAL, initiative, actor=None, values=entry).pk,
        NEEDS.takes: need.pk,
        EVIDENCE.takes: shown.pk,
        TRAITS.takes: add_row(TRAITS, initiative, actor=None, values={"kind": "age", "what": "18–24 år"}).pk,
    }


def attached(kind: Any, initiative: Any, owner_id: Any, *, name: str = "underlag.csv", content: bytes = b"a;b") -> Any:
    """Attach a file to something in an initiative."""
    from django.core.files.base import ContentFile

    from utfall_web.plan.attachments import add_file

    file = ContentFile(content, name=name)
    return add_file(kind, initiative, kind.owner(initiative, owner_id), actor=None, file=file)


def evaluated(initiative: Any, lang: Lang = "sv") -> Any:
    """Lock a demo's plan in an initiative, unless it is, and read in what its evaluation found."""
    from django.utils import timezone

    from utfall_web.audit import writes as audited
    from utfall_web.decide.models import Lock
    from utfall_web.evaluate.writes import take_in

    plan = loaded(DEMO).initiative
    if not Lock.objects.filter(initiative=initiative, sha256=plan.plan_sha256).exists():
        told = {"number": 1, "locked_at": timezone.now(), "names": "Styrgruppen", "sha256": plan.plan_sha256}
        audited.create(Lock(initiative=initiative, file=(PLAN).read_text(encoding="utf-8"), **told), actor=None)
    return take_in(initiative, result_file(lang), name="result.json", actor=None)


@cache
def result_file(lang: Lang) -> bytes:
    """Return the result file of a demo."""
    return result_text(demo(DEMO), lang).encode()


def _person(name: str, *, operator: bool = False) -> Any:
    from utfall_web.people import writes as people

    return people.create_user(
        actor=None, email=f"{name}@test.example", name=name.capitalize(), password=PASSWORD, operator=operator
    )
