# SPDX-License-Identifier: Apache-2.0
"""Every page asks the database as many questions whatever the number of rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

import utfall_web
from utfall_web.decide.demonstration import fill
from utfall_web.decide.exchange import take
from utfall_web.people.models import Membership, User
from utfall_web.plan import writes
from utfall_web.plan.models import Assignment, InitiativeRow
from web_world import World

PLAN = Path(utfall_web.__file__).parents[2] / "demos" / "vagen_till_jobb" / "initiative.toml"
COPIES = 7


def _pages(resolver: URLResolver, before: str = "/") -> list[str]:
    """Return the addresses that take an initiative's id or an organisation's, or none."""
    found: list[str] = []
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += _pages(pattern, address)
        elif isinstance(pattern, URLPattern) and address.startswith(("/satsningar/", "/organisationer/")):
            found.append(address)
    ids = ("<int:initiative_id>", "<int:organisation_id>")
    return [page for page in found if "<" not in page.replace(ids[0], "").replace(ids[1], "")]


def _questions(browser: Client, world: World) -> dict[str, int]:
    asked = {}
    for page in _pages(get_resolver()):
        address = page.replace("<int:initiative_id>", str(world.initiative.pk))
        address = address.replace("<int:organisation_id>", str(world.home.pk))
        browser.get(address)  # what is read once in a process has been read
        with CaptureQueriesContext(connection) as queries:
            status = browser.get(address).status_code
        if status == 200:
            asked[page] = len(queries)
    return asked


def _copy(row: Any, number: int) -> None:
    """Write a row once more under another key; what may stand but once in an initiative stays alone."""
    row.pk, row._state.adding = None, True
    if hasattr(row, "key"):
        row.key = f"{row.key[:40]}-{number}"
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return


def _many_more_rows(world: World) -> int:
    before = {}
    for model in apps.get_models():
        if not issubclass(model, InitiativeRow):
            continue
        rows = list(model._default_manager.filter(initiative=world.initiative))
        before[model] = len(rows)
        for number in range(COPIES):
            for row in rows:
                _copy(row, number)
    for number in range(COPIES):
        person = User.objects.create_user(f"fler{number}@test.example", None, name=f"Fler {number}")
        Membership.objects.create(organisation=world.home, user=person, role="auditor")
        Assignment.objects.create(initiative=world.initiative, user=person, role="team_member")
    return sum(
        model._default_manager.filter(initiative=world.initiative).count() > count for model, count in before.items()
    )


def test_every_page_asks_as_many_questions_whatever_the_rows(world: World, signed_in: Any) -> None:
    world.initiative = writes.create_initiative(actor=None, organisation=world.home, title="Med allt")
    take(world.initiative, PLAN.read_text(encoding="utf-8"), actor=None)
    fill(world.initiative, None)
    browser = signed_in(world.person("coordinator"))
    few = _questions(browser, world)
    grown = _many_more_rows(world)
    many = _questions(browser, world)
    assert grown >= 15  # kinds of rows of which there are more now
    assert len(few) > 60
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
