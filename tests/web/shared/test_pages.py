# SPDX-License-Identifier: Apache-2.0
"""What holds for every page: components are rendered, headers are strict, the language follows the person."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from utfall_web.shared import failures
from web_world import World

PAGES = (
    "/",
    "/konto/login/",
    "/satsningar/",
    "/satsningar/ny/",
    "/satsningar/{initiative}/",
    "/satsningar/{initiative}/andra/",
    "/satsningar/{initiative}/del/behov/",
    "/satsningar/{initiative}/del/behov/lage/",
    "/satsningar/{initiative}/roller/",
    "/satsningar/{initiative}/roller/ny/",
    "/satsningar/{initiative}/historik/",
    "/organisationer/",
    "/organisationer/{organisation}/",
    "/organisationer/{organisation}/personer/",
    "/organisationer/{organisation}/personer/bjud-in/",
    "/finns-inte/",
)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_page_is_whole_in_its_language(world: World, signed_in: Any, page: str, language: str) -> None:
    client: Client = signed_in(world.person("coordinator"))
    client.cookies["utfall_language"] = language
    address = page.format(initiative=world.initiative.pk, organisation=world.home.pk)
    answer = client.get(address, follow=True)
    html = answer.content.decode()
    assert "<c-" not in html
    assert "{%" not in html
    assert "{{" not in html
    assert f'<html lang="{language}"' in html
    assert html.count("<h1") == 1
    assert ("Hoppa till innehållet" in html) == (language == "sv")


def test_headers_are_strict(world: World) -> None:
    answer = Client().get("/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"


def test_the_language_is_remembered_with_the_person(world: World, signed_in: Any) -> None:
    user = world.person("coordinator")
    client: Client = signed_in(user)
    answer = client.post("/sprak/", {"language": "en", "next": "/satsningar/"})
    assert answer["Location"] == "/satsningar/"
    user.refresh_from_db()
    assert user.language == "en"
    assert "Initiatives" in signed_in(user).get("/satsningar/").content.decode()


def test_the_language_form_leads_nowhere_else(db: Any) -> None:
    answer = Client().post("/sprak/", {"language": "en", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


@pytest.mark.parametrize(("language", "title", "home"), [
    ("sv", "Sidan finns inte", "Till satsningarna"), ("en", "There is no such page", "To the initiatives"),
])  # fmt: skip
def test_a_page_that_is_not_there_leads_home(
    world: World, signed_in: Any, language: str, title: str, home: str
) -> None:
    client: Client = signed_in(world.person("coordinator"))
    client.cookies["utfall_language"] = language
    answer = client.get("/finns-inte/")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert title in html
    assert f'href="/satsningar/">{home}</a>' in html
    assert 'href="/">Till startsidan</a>' in Client().get("/finns-inte/").content.decode()


def test_a_page_one_may_not_open_says_whom_to_ask(world: World, signed_in: Any) -> None:
    answer = signed_in(world.person("auditor")).get(f"/satsningar/{world.initiative.pk}/andra/")
    assert answer.status_code == 403
    assert "Be den som ansvarar för satsningen" in answer.content.decode()


def test_a_fault_of_ours_is_told_also_without_the_database(world: World, monkeypatch: Any) -> None:
    request = RequestFactory().get("/satsningar/")
    request.user = world.person("coordinator")
    whole = failures.server_error(request)
    assert whole.status_code == 500
    assert "Ett fel hos oss" in whole.content.decode()
    assert "Till satsningarna" in whole.content.decode()

    def gone(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr(failures, "_page", gone)
    bare = failures.server_error(request)
    assert bare.status_code == 500
    for words in ("Ett fel hos oss", "A fault of ours", 'href="/"'):
        assert words in bare.content.decode()
