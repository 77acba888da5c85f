# SPDX-License-Identifier: Apache-2.0
"""`utfall manage demo`: made-up organisations, people and initiatives in an empty database."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

import utfall_web
from utfall.api import evaluate
from utfall.reports.result_json import result_text
from utfall_web.decide.demonstration import fill
from utfall_web.decide.writes import take_in
from utfall_web.evaluate import writes as results
from utfall_web.people import writes as people
from utfall_web.people.models import Organisation, OrganisationKind, User
from utfall_web.people.permissions import NAMES, Role
from utfall_web.plan import reads, writes
from utfall_web.plan.components import Component, State
from utfall_web.plan.models import Initiative

PERSONAS = (
    ("samordnare", "Sara Samordnare", Role.COORDINATOR),
    ("admin", "Adam Administratör", Role.ADMINISTRATOR),
    ("controller", "Cilla Controller", Role.CONTROLLER),
    ("utvarderare", "Urban Utvärderare", Role.EVALUATOR),
    ("beslut", "Bodil Beslutsfattare", Role.DECISION_MAKER),
    ("revisor", "Rut Revisor", Role.AUDITOR),
)
IN_INITIATIVE = (
    ("agare", "Ove Ägare", Role.OWNER),
    ("styrgrupp", "Stina Styrgrupp", Role.STEERING_GROUP),
    ("projektledare", "Petra Projektledare", Role.PROJECT_LEAD),
    ("vice", "Viktor Vice", Role.DEPUTY),
    ("medarbetare", "Mira Medarbetare", Role.TEAM_MEMBER),
    ("part", "Pia Part", Role.PARTNER),
)
DEMO_FILE = Path(utfall_web.__file__).parents[2] / "demos" / "vagen_till_jobb" / "initiative.toml"
PLANNED = (
    "vagen-till-jobb",
    "Vägen till jobb",
    "Tolv månaders samordnat stöd av kommun, region och Arbetsförmedling: en egen jobbcoach, arbetsträning hos "
    "företag och vårdkontakt i samma team.",
)
IDEA = (
    "skolnarvaro",
    "Tillbaka till skolan",
    "Elever i årskurs 4–9 med mer än 20 procents frånvaro får ett team från skola, socialtjänst och region.",
)
STATES = (
    (Component.NEED, State.DONE, "Behovet är prövat tillsammans med verksamheterna."),
    (Component.CHOICE, State.DONE, ""),
    (Component.DESIGN, State.ONGOING, "Logikmodellen ses över före start."),
    (Component.EVALUATION, State.ONGOING, "Resultatet är inläst och tas upp i styrgruppen."),
    (Component.ORGANISATION, State.ONGOING, ""),
)


class Command(BaseCommand):
    """Fill an empty database for a demonstration."""

    help = "Fill an empty database with made-up organisations, people and initiatives, and print their passwords."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill it, or say that it is not empty."""
        if Organisation.objects.exists():
            self.stdout.write(
                "Databasen är inte tom: inget lades till. / The database is not empty: nothing was added."
            )
            return
        password = "-".join(secrets.token_hex(2) for _ in range(3))
        found = _results()
        with transaction.atomic():
            lines = _fill(password, found)
        self.stdout.write("Påhittade personer / Made-up people:")
        for line in lines:
            self.stdout.write(f"  {line}")
        self.stdout.write(f"Lösenord för alla / Password of all: {password}")


def _results() -> list[tuple[str, bytes]]:
    """Return what the illustration's evaluation found, in both languages, where its data are beside the code."""
    if not DEMO_FILE.exists():
        return []
    found = evaluate(DEMO_FILE)
    return [("result.json", result_text(found, "sv").encode())]


def _fill(password: str, found: list[tuple[str, bytes]]) -> list[str]:
    municipality = people.create_organisation(
        actor=None, name="Exempelköpings kommun", kind=OrganisationKind.MUNICIPALITY
    )
    region = people.create_organisation(actor=None, name="Region Exempel", kind=OrganisationKind.REGION)
    for name in ("Socialförvaltningen", "Arbetsmarknadsförvaltningen", "Barn- och utbildningsförvaltningen"):
        people.create_department(actor=None, organisation=municipality, name=name)
    lines = []
    for local, name, role in PERSONAS:
        user = _person(local, name, password)
        people.give_role(actor=None, organisation=municipality, user=user, role=role)
        lines.append(f"{user.email}  {NAMES[role].sv} / {NAMES[role].en}")
    coordinator = User.objects.get(email="samordnare@exempel.example")
    planned = _planned(coordinator, municipality)
    _made(coordinator, municipality, IDEA)
    for local, name, role in IN_INITIATIVE:
        user = _person(local, name, password)
        writes.assign(actor=coordinator, initiative=planned, user=user, role=role)
        lines.append(f"{user.email}  {NAMES[role].sv} / {NAMES[role].en}")
    _states(planned, coordinator)
    fill(planned, coordinator)
    evaluator = User.objects.get(email="utvarderare@exempel.example")
    for name, content in found:
        results.take_in(planned, content, name=name, actor=evaluator)
    other = _person("region", "Rakel Region", password)
    people.give_role(actor=None, organisation=region, user=other, role=Role.COORDINATOR)
    lines.append(f"{other.email}  {NAMES[Role.COORDINATOR].sv} / {NAMES[Role.COORDINATOR].en}, Region Exempel")
    return lines


def _planned(actor: User, organisation: Organisation) -> Initiative:
    """Return the initiative with a plan: that of the illustration's file, where the file is beside the code."""
    if not DEMO_FILE.exists():
        return _made(actor, organisation, PLANNED)
    return take_in(organisation, DEMO_FILE.read_text(encoding="utf-8"), actor=actor)


def _made(actor: User, organisation: Organisation, told: tuple[str, str, str]) -> Initiative:
    key, title, summary = told
    return writes.create_initiative(actor=actor, organisation=organisation, key=key, title=title, summary=summary)


def _person(local: str, name: str, password: str) -> User:
    return people.create_user(actor=None, email=f"{local}@exempel.example", name=name, password=password)


def _states(initiative: Initiative, actor: User) -> None:
    rows = reads.component_states(initiative)
    for component, state, note in STATES:
        writes.change_state(rows[component], actor=actor, version=1, state=state, note=note)
