# SPDX-License-Identifier: Apache-2.0
"""A first visit is light: the page and all it asks for, compressed, within 150 kB."""

from __future__ import annotations

import gzip
import re
from typing import Any

from django.contrib.staticfiles import finders

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
