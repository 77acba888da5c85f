# SPDX-License-Identifier: Apache-2.0
"""Pages that use what is kept show what they would show without it, to everyone, and rest on the initiative alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from utfall_web.audit import writes as audited
from utfall_web.audit.models import AuditEvent
from utfall_web.audit.reads import _NEWEST
from utfall_web.decide import writes
from utfall_web.decide.demonstration import fill
from utfall_web.decide.exchange import as_toml
from utfall_web.decide.models import Criterion
from utfall_web.plan.models import Initiative, InitiativeRow
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.kept import KEPT
from utfall_web.worth.models import Cost
from web.forms_sent import sent
from web_world import World

DEMO = Path(__file__).resolve().parents[3] / "demos" / "vagen_till_jobb" / "initiative.toml"
TERMS = {"price_year": "2024", "discount_rate": "0,03", "horizon_years": "4", "participants": "7"}
PLACE = "<int:initiative_id>"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    KEPT.clear()
    yield
    KEPT.clear()


@pytest.fixture
def planned(own_world: World) -> Initiative:
    """An initiative at home with the illustration's plan and its expected effects."""
    made = writes.take_in(own_world.home, DEMO.read_text(encoding="utf-8"), actor=own_world.person("coordinator"))
    fill(made, actor=None)
    return made


def _addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern, address)
        elif isinstance(pattern, URLPattern) and PLACE in address and "<" not in address.replace(PLACE, ""):
            yield address


def _pages(initiative: Initiative) -> list[str]:
    return [address.replace(PLACE, str(initiative.pk)) for address in _addresses(get_resolver())]


def _shown(browser: Client, address: str) -> tuple[int, str]:
    """Return a page without what is drawn anew for each answer."""
    answer = browser.get(address)
    text = b"".join(answer) if answer.streaming else answer.content
    said = re.sub(
        r'(nonce|data-key|name="(?:form_key|csrfmiddlewaretoken)" value)="[^"]*"', "", text.decode("utf-8", "replace")
    )
    return answer.status_code, said


def _using(browser: Client, initiative: Initiative) -> list[str]:
    """Return the pages that keep something."""
    found = []
    for address in _pages(initiative):
        KEPT.clear()
        if _shown(browser, address)[0] == 200 and len(KEPT):
            found.append(address)
    return found


def test_everyone_sees_the_same_with_what_others_left_as_with_nothing_kept(
    own_world: World, planned: Initiative, signed_in: Callable[[Any], Client]
) -> None:
    using = _using(signed_in(own_world.person("coordinator")), planned)
    assert {address.split("/")[3] for address in using} >= {"kalkyl", "satsning.toml", "lasning", "dokument"}
    browsers = [signed_in(person) for role, person in own_world.people.items() if role != "nobody"]
    english = signed_in(own_world.person("auditor"))
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    browsers += [english, signed_in(own_world.stranger)]
    for address in using:
        alone = []
        for browser in browsers:
            KEPT.clear()
            alone.append(_shown(browser, address))
        KEPT.clear()
        for _ in range(2):
            assert [_shown(browser, address) for browser in browsers] == alone, address


def test_what_is_kept_rests_on_the_rows_of_the_initiative_alone(
    own_world: World, planned: Initiative, signed_in: Callable[[Any], Client]
) -> None:
    own = {model._meta.db_table for model in apps.get_models() if issubclass(model, InitiativeRow)}
    allowed = own | {"plan_initiative", "people_organisation"}
    browser = signed_in(own_world.person("coordinator"))
    for address in _using(browser, planned):
        KEPT.clear()
        asked: list[str] = []

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            browser.get(address)
        first, *_, last = (place for place, sql in enumerate(asked) if sql.startswith(_NEWEST.split("%")[0]))
        read = {table for sql in asked[first + 1 : last] for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)}
        assert read & own, address
        assert read <= allowed, (address, read - allowed)


def test_the_appraisal_is_the_one_of_the_plan_as_it_stands_after_a_form_is_sent(
    own_world: World, planned: Initiative, signed_in: Callable[[Any], Client]
) -> None:
    browser = signed_in(own_world.person("coordinator"))
    page, file = f"/satsningar/{planned.pk}/kalkyl/", f"/satsningar/{planned.pk}/satsning.toml"
    before, told = _shown(browser, page), _shown(browser, file)
    assert "<table" in before[1]
    assert _shown(browser, page) == before
    cost = Cost.objects.filter(initiative=planned).order_by("pk").first()
    assert cost is not None
    audited.change(cost, actor=None, version=cost.version, label="En annan kostnad")
    after = _shown(browser, file)
    assert "En annan kostnad" in after[1]
    assert after != told
    answer = sent(browser, f"/satsningar/{planned.pk}/kalkylens-villkor/andra/", TERMS)
    assert answer.status_code == 302, answer.content.decode()
    assert _shown(browser, page)[1] != before[1]
    KEPT.clear()
    fresh = _shown(browser, page)
    assert _shown(browser, page) == fresh


def test_a_lock_is_seen_at_once(own_world: World, planned: Initiative, signed_in: Callable[[Any], Client]) -> None:
    browser = signed_in(own_world.person("coordinator"))
    page = f"/satsningar/{planned.pk}/lasning/"
    unlocked = _shown(browser, page)[1]
    assert "oförändrad" not in unlocked
    writes.lock(planned, actor=own_world.person("coordinator"), names="Styrgruppen", reason="Effekter tillagda")
    assert "oförändrad" in _shown(browser, page)[1]
    goal = Criterion.objects.filter(initiative=planned, kind="success").order_by("pk").first()
    assert goal is not None
    audited.change(goal, actor=None, version=goal.version, rule="point" if goal.rule == "interval" else "interval")
    assert "Ändrat sedan låsningen" in _shown(browser, page)[1]


def test_each_document_handed_out_is_logged_although_it_is_looked_at_again(
    own_world: World, planned: Initiative, signed_in: Callable[[Any], Client]
) -> None:
    browser = signed_in(own_world.person("coordinator"))
    for _ in range(2):
        assert browser.get(f"/satsningar/{planned.pk}/dokument/projektplan.html").status_code == 200
    looks = AuditEvent.objects.filter(initiative_id=planned.pk, verb="look")
    assert looks.count() == 2


def test_the_two_ways_to_the_same_file_agree(own_world: World, planned: Initiative) -> None:
    assert worked_out(planned, "test.file", as_toml) == as_toml(planned)
