# SPDX-License-Identifier: Apache-2.0
"""Forms: sent twice, out of date, from an expired session, with every kind of text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, cast

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from utfall.core.text import Lang
from utfall_web.plan.models import Initiative
from utfall_web.shared.fields import NumberField
from utfall_web.shared.words import speaking
from web_world import PASSWORD, World

NEW = "/satsningar/ny/"


def _hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"{name} is not in the form"
    return found.group(1)


def _data(client: Client, address: str, **values: Any) -> dict[str, Any]:
    html = client.get(address).content.decode()
    hidden = {name: _hidden(html, name) for name in ("form_key", "version") if f'name="{name}" value=' in html}
    return hidden | values


@pytest.fixture
def coordinator(world: World, signed_in: Any) -> Client:
    client: Client = signed_in(world.person("coordinator"))
    return client


def test_sent_twice_is_done_once_and_leads_to_the_same_page(world: World, coordinator: Client) -> None:
    data = _data(coordinator, NEW, organisation=world.home.pk, title="Dubbelt", summary="")
    first, second = coordinator.post(NEW, data), coordinator.post(NEW, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Initiative.objects.filter(title="Dubbelt").count() == 1


def test_a_stale_form_shows_both_versions_and_can_be_saved_anyway(world: World, signed_in: Any) -> None:
    address = f"/satsningar/{world.initiative.pk}/andra/"
    one, two = signed_in(world.person("coordinator")), signed_in(world.person("project_lead"))
    mine = _data(one, address, title="Mitt namn", summary="Min text")
    assert two.post(address, _data(two, address, title="Den andras", summary="")).status_code == 302
    conflict = one.post(address, mine)
    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Mitt namn" in html
    assert "Den andras" in html
    world.initiative.refresh_from_db()
    assert world.initiative.title == "Den andras"
    again = {name: _hidden(html, name) for name in ("form_key", "version", "title", "summary")}
    assert one.post(address, again).status_code == 302
    world.initiative.refresh_from_db()
    assert (world.initiative.title, world.initiative.summary) == ("Mitt namn", "Min text")


def test_an_expired_session_loses_nothing_that_was_typed(world: World, coordinator: Client) -> None:
    data = _data(coordinator, NEW, organisation=world.home.pk, title="Skrevs länge", summary="Lång text\nmed rader")
    coordinator.logout()
    answer = coordinator.post(NEW, data)
    assert answer.status_code == 302
    assert "Det du skrev är kvar" in coordinator.get(answer["Location"]).content.decode()
    login = {"login": "coordinator@test.example", "password": PASSWORD}
    back = coordinator.post(answer["Location"], login)
    assert back["Location"] == NEW
    html = coordinator.get(NEW).content.decode()
    assert "Skrevs länge" in html
    assert "Lång text\nmed rader" in html
    assert not Initiative.objects.filter(title="Skrevs länge").exists()


def test_what_was_typed_is_shown_to_nobody_else(world: World, coordinator: Client) -> None:
    data = _data(coordinator, NEW, organisation=world.home.pk, title="Hemligt utkast", summary="")
    coordinator.logout()
    answer = coordinator.post(NEW, data)
    coordinator.post(answer["Location"], {"login": "stranger@test.example", "password": PASSWORD})
    assert "Hemligt utkast" not in coordinator.get(NEW).content.decode()


def test_a_form_of_somebody_else_is_not_carried_out(world: World, coordinator: Client, signed_in: Any) -> None:
    foreign = _data(signed_in(world.stranger), NEW)
    answer = coordinator.post(NEW, foreign | {"organisation": world.home.pk, "title": "Utifrån", "summary": ""})
    assert answer.status_code == 200
    assert not Initiative.objects.filter(title="Utifrån").exists()


def test_an_empty_form_says_what_to_mend_and_links_to_the_field(world: World, coordinator: Client) -> None:
    html = coordinator.post(NEW, _data(coordinator, NEW, title="")).content.decode()
    assert "data-error-summary" in html
    assert 'href="#id_title"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "=1+1",
        "Hälsa 🧡 och rörelse",
        "‏שלום עולם",
        "• punkt ett\r\n• punkt två",
        "{{ 7|add:7 }}{% now 'Y' %}",
        "x" * 200,
    ],
)
def test_any_text_comes_back_as_it_was_written(world: World, coordinator: Client, text: str) -> None:
    data = _data(coordinator, NEW, organisation=world.home.pk, title=text, summary=text)
    answer = coordinator.post(NEW, data)
    assert answer.status_code == 302
    page = coordinator.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    made = Initiative.objects.get(pk=answer["Location"].strip("/").split("/")[-1])
    assert made.summary.replace("\r\n", "\n") == text.replace("\r\n", "\n")


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "a\x00b"])
def test_what_cannot_be_a_title_is_said_and_nothing_is_written(world: World, coordinator: Client, title: str) -> None:
    before = Initiative.objects.count()
    answer = coordinator.post(NEW, _data(coordinator, NEW, organisation=world.home.pk, title=title, summary=""))
    assert answer.status_code == 200
    assert "data-error-summary" in answer.content.decode()
    assert Initiative.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "sv", "en"),
    [
        ("1 234,5", "1234.5", "1234.5"),
        ("1234.5", "1234.5", "1234.5"),
        ("0,035", "0.035", "0.035"),
        ("1,25", "1.25", "1.25"),
        ("1,234", "1.234", None),  # in English a thousand, in Swedish a little more than one
        ("1,234.5", None, None),
        ("−1,234,000", None, None),
        ("10 %", None, None),
        ("inf", None, None),
    ],
)
def test_numbers_as_they_are_typed_in_each_language(typed: str, sv: str | None, en: str | None) -> None:
    for lang, due in cast("tuple[tuple[Lang, str | None], ...]", (("sv", sv), ("en", en))):
        with speaking(lang):
            if due is None:
                with pytest.raises(ValidationError) as refused:
                    NumberField().clean(typed)
                assert ("1 234.5" if lang == "en" else "1 234,5") in refused.value.messages[0]
            else:
                assert NumberField().clean(typed) == Decimal(due)


def test_a_stored_number_stands_in_the_form_as_the_language_writes_it() -> None:
    for lang, due in cast("tuple[tuple[Lang, str], ...]", (("sv", "0,035"), ("en", "0.035"))):
        with speaking(lang):
            assert NumberField().prepare_value(0.035) == due
            assert NumberField().clean(due) == Decimal("0.035")
