# SPDX-License-Identifier: Apache-2.0
"""A first visit is light: the page and all it asks for, compressed, within 150 kB."""

from __future__ import annotations

import gzip
import re
from typing import Any

from django.contrib.staticfiles import finders

from utfall_web.logic.tables import ROWS
from utfall_web.plan.rowpages import add_row
from utfall_web.shared.middleware import FIRST_FLIGHT
from web_world import World

LIMIT = 150_000


def test_a_first_visit_weighs_at_most_150_kb(world: World, signed_in: Any) -> None:
    html = signed_in(world.person("coordinator")).get(f"/satsningar/{world.initiative.pk}/").content
    asked = re.findall(rb'(?:href|src)="(/static/[^"]+)"', html)
    assert len(asked) >= 4
    weight = len(gzip.compress(html))
    for address in asked:
        path = finders.find(address.decode().removeprefix("/static/"))
        assert path, address
        with open(path, "rb") as file:
            weight += len(gzip.compress(file.read()))
    assert weight <= LIMIT, weight


def test_large_pages_are_packed_and_small_ones_and_files_go_as_they_are(world: World, signed_in: Any) -> None:
    browser = signed_in(world.person("coordinator"))
    home = f"/satsningar/{world.initiative.pk}/"
    for number in range(60):
        add_row(ROWS, world.initiative, actor=None, values={"level": "activity", "what": f"Rad {number}"})
    packed = {"accept-encoding": "gzip"}
    large, small = browser.get(f"{home}logikmodell/", headers=packed), browser.get(home, headers=packed)
    assert large["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in large["Vary"]
    html = gzip.decompress(large.content)
    assert len(html) > FIRST_FLIGHT
    assert b"Rad 59" in html
    assert "Content-Encoding" not in small
    assert len(small.content) <= FIRST_FLIGHT
    assert "Content-Encoding" not in browser.get(f"{home}logikmodell/")  # whoever cannot unpack gets it plain
    assert "Content-Encoding" not in browser.get(f"{home}satsning.toml", headers=packed)
