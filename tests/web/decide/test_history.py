# SPDX-License-Identifier: Apache-2.0
"""What a room keeps as a structure is told in the history too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.urls import reverse

from utfall_web.decide import writes
from web_world import World

DEMO = Path(__file__).resolve().parents[3] / "demos" / "vagen_till_jobb" / "initiative.toml"


def test_the_history_of_a_plan_taken_in_from_a_file(world: World, signed_in: Any) -> None:
    made = writes.take_in(world.away, DEMO.read_text(encoding="utf-8"), actor=world.stranger)
    answer = signed_in(world.stranger).get(reverse("plan:history", args=[made.pk]))
    assert answer.status_code == 200
    assert "standard_cost" in answer.content.decode()  # told as it is written in the file
