# SPDX-License-Identifier: Apache-2.0
"""The number of persons slides, and the answer follows."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from web_browser import chromium, findings
from web_world import World


def test_the_answer_follows_the_slider(own_world: World, live_server: Any, monkeypatch: Any) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    client.force_login(own_world.person("project_lead"))
    with chromium() as context:
        session = client.cookies["utfall_session"].value
        context.add_cookies([{"name": "utfall_session", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(live_server.url + reverse("compare:power", args=[own_world.initiative.pk]))
        said = page.locator("[data-said]")
        assert "med 200 personer" in said.inner_text()
        slider = page.get_by_role("slider")
        slider.focus()
        page.keyboard.press("ArrowRight")
        expect(said).to_contain_text("med 210 personer", timeout=60_000)
        assert page.get_by_label("Personer i allt").first.input_value() == "210"
        assert not page.get_by_label("Personer per grupp").is_visible()
        page.get_by_label("Lottning av grupper").check()
        assert page.get_by_label("Personer per grupp").is_visible()
        expect(page.locator("[data-answer]")).to_contain_text("Kluster:", timeout=60_000)
        assert findings(page) == []
        page.set_viewport_size({"width": 320, "height": 800})
        assert findings(page) == []
