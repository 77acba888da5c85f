# SPDX-License-Identifier: Apache-2.0
"""The number of persons slides, and the answer follows."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from web_browser import findings
from web_world import World


def test_the_answer_follows_the_slider(own_world: World, live_server: Any, enter: Any) -> None:
    page = enter(own_world.person("project_lead")).new_page()
    page.goto(live_server.url + reverse("compare:power", args=[own_world.initiative.pk]))
    said = page.locator("[data-said]")
    assert "med 200 personer" in said.inner_text()
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("med 210 personer")
    assert page.get_by_label("Personer i allt").first.input_value() == "210"
    assert not page.get_by_label("Personer per grupp").is_visible()
    page.get_by_label("Lottning av grupper").check()
    assert page.get_by_label("Personer per grupp").is_visible()
    expect(page.locator("[data-answer]")).to_contain_text("Kluster:")
    assert findings(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert findings(page) == []
