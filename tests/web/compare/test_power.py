# SPDX-License-Identifier: Apache-2.0
"""How many are needed: each comparison, what is refused, the plan's own figures, and the slider."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from utfall.effects.planning import PowerPlan, solve_power
from utfall_web.compare.sizes import curve
from utfall_web.measure.tables import OUTCOMES
from utfall_web.plan.rowpages import add_row
from web_world import World

ASKED = {"design": "rct", "kind": "binary", "baseline": "0,3", "effect": "0,1", "n": "600", "dropout": "0"}
MORE = {"cluster_size": "20", "icc": "0,05", "correlation": "0,5"}


def shown(client: Client, world: World, **asked: str) -> str:
    """Return what the page says, tags taken away."""
    page = client.get(reverse("compare:power", args=[world.initiative.pk]), ASKED | MORE | asked).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# two shares, 0.3 and 0.4, 300 each, two-sided 5 %: z = (0.1 − 1.96·sqrt(2·0.35·0.65/300)) / sqrt((0.21 + 0.24)/300)
# = 0.612: power 0.73. Groups of 20 with 0.05: the variance is 1 + 19·0.05 = 1.95 times that.
@pytest.mark.parametrize(("design", "chance"), [("rct", "73"), ("observed", "73")])
def test_the_chance_of_two_shares(world: World, signed_in: Any, design: str, chance: str) -> None:
    said = shown(signed_in(world.person("project_lead")), world, design=design)
    assert f"{chance} % chans att effekten syns med 600 personer" in said.replace("\u00a0", " ")
    assert ("räkna med fler" in said) == (design == "observed")


def test_groups_drawn_by_lot_need_more(world: World, signed_in: Any) -> None:
    said = shown(signed_in(world.person("project_lead")), world, design="cluster")
    plan = PowerPlan(design="rct", kind="binary", baseline=0.3, cluster_size=20, icc=0.05)
    answer = solve_power(plan, n=600, effect=0.1)
    assert answer.variance_factor == pytest.approx(1.95)
    assert f"{round(answer.power * 100)} % chans" in said.replace("\u00a0", " ")
    assert answer.power < 0.6
    assert "Kluster: 15 + 15." in said
    assert [power for _, power in curve(plan, 0.1)] == sorted(power for _, power in curve(plan, 0.1))


def test_two_measurements_of_the_same_persons_need_their_correlation(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    assert "Förutsätter att de hade utvecklats lika" in shown(client, world, design="did")
    assert "Behövs för den jämförelsen." in shown(client, world, design="did", correlation="")
    assert "Behövs för den jämförelsen." in shown(client, world, design="cluster", icc="")


def test_before_and_after_is_refused_whatever_the_number(world: World, signed_in: Any) -> None:
    said = shown(signed_in(world.person("project_lead")), world, design="before_after", n="100000")
    assert "Före och efter räcker inte, hur många ni än är" in said
    assert "chans att effekten syns" not in said


def test_it_begins_with_the_plan_s_own_figures(world: World, signed_in: Any) -> None:
    add_row(OUTCOMES, world.initiative, actor=None, values={"label": "Skola", "expected": 0.15, "now": 0.62})
    page = signed_in(world.person("project_lead")).get(reverse("compare:power", args=[world.initiative.pk]))
    html = page.content.decode()
    assert 'value="0,15"' in html
    assert 'value="0,62"' in html
    assert "chans att effekten syns med 200 personer" in html
