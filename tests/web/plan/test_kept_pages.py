# SPDX-License-Identifier: Apache-2.0
"""What pages keep of an initiative rests on its own rows alone, and is made anew when something has been written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from utfall_web.audit import writes as audited
from utfall_web.govern.models import Risk
from utfall_web.guide.reads import checked
from utfall_web.logic.models import Row
from utfall_web.logic.tables import _breaks
from utfall_web.logic.views import told
from utfall_web.plan.models import InitiativeRow
from utfall_web.shared.kept import KEPT
from utfall_web.shared.words import speaking
from web_world import World

OWN = {model._meta.db_table for model in apps.get_models() if issubclass(model, InitiativeRow)}


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    KEPT.clear()
    yield
    KEPT.clear()


@pytest.mark.parametrize("make", [checked, _breaks, told], ids=["guide", "breaks", "picture"])
def test_only_the_initiatives_own_rows_are_read(make: Callable[[Any], Any], own_world: World) -> None:
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)  # as it is sent: PostgreSQL's prepared questions leave no text in the connection's own list
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        make(own_world.initiative)
    read = {table for sql in asked for table in re.findall(r'(?:FROM|JOIN) "?([a-z_]+)', sql)}
    assert read
    assert read <= OWN


def test_the_guides_points_change_with_the_plan(own_world: World, signed_in: Any) -> None:
    browser = signed_in(own_world.person("coordinator"))
    page = f"/satsningar/{own_world.initiative.pk}/sakerstall/"
    before = browser.get(page).content.decode()
    assert browser.get(page).content.decode().count("point") == before.count("point")
    risk = Risk.objects.filter(initiative=own_world.initiative).first()
    assert risk is not None
    audited.change(risk, actor=None, version=risk.version, responsible="")
    lacks = browser.get(page).content.decode()
    assert "en risk saknar ansvarig" in lacks
    for other in Risk.objects.filter(initiative=own_world.initiative, responsible=""):
        audited.change(other, actor=None, version=other.version, responsible="Projektledaren")
    assert "en risk saknar ansvarig" not in browser.get(page).content.decode()
    browser.cookies["utfall_language"] = "en"
    assert "Make sure of this" in browser.get(page).content.decode()


def test_the_thread_and_its_table_change_with_the_rows(own_world: World, signed_in: Any) -> None:
    browser = signed_in(own_world.person("coordinator"))
    base = f"/satsningar/{own_world.initiative.pk}/logikmodell/"
    for page in (base, f"{base}bild/"):
        browser.get(page)
    audited.create(
        Row(initiative=own_world.initiative, key="ensam", level="activity", what="Ensam <aktivitet>"), actor=None
    )
    for page in (base, f"{base}bild/"):
        shown = browser.get(page).content.decode()
        assert "Ensam &lt;aktivitet&gt;" in shown
        assert "Ensam <akt" not in shown
    with speaking("sv"):
        breaks = _breaks(own_world.initiative)
    assert "Ensam &lt;aktivitet&gt;" in breaks
    assert breaks in browser.get(base).content.decode()
