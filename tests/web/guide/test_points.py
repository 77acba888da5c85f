# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from utfall.io.guide import guide
from utfall_web.govern.models import Risk
from utfall_web.guide import reads
from utfall_web.guide.checks import CHECKS
from utfall_web.guide.rules import Standing, standing
from utfall_web.need.models import Evidence
from web.forms_sent import sent
from web_world import World


def stands(world: World, point: str) -> reads.PointState:
    return next(s for _, found in reads.points(world.initiative) for s in found if s.point.id == point)


def test_every_check_the_guide_names_exists_and_no_other() -> None:
    assert {point.check for point in guide().points if point.check} == set(CHECKS)


def test_an_exception_is_no_fulfilment_and_evidence_counts_only_where_the_data_cannot_tell() -> None:
    assert standing(found=True, evidence="", exception="") is Standing.FULFILLED
    assert standing(found=False, evidence="protokoll", exception="") is Standing.MISSING
    assert standing(found=False, evidence="", exception="liten satsning") is Standing.EXCEPTION
    assert standing(found=None, evidence="protokoll", exception="") is Standing.FULFILLED
    assert standing(found=None, evidence=" ", exception="") is Standing.MISSING


def test_a_point_is_fulfilled_by_the_plan_itself(world: World) -> None:
    before = stands(world, "need_verified")
    assert before.standing is Standing.MISSING
    assert before.found is not None
    assert [words.en for words in before.found.missing] == ["a need lacks evidence with a source"]
    Evidence.objects.filter(initiative=world.initiative).update(source="Register 2024")
    assert stands(world, "need_verified").standing is Standing.FULFILLED
    assert stands(world, "risks_assigned").standing is Standing.MISSING
    Risk.objects.filter(initiative=world.initiative).update(responsible="ledaren")
    assert stands(world, "risks_assigned").standing is Standing.FULFILLED


def test_the_page_says_what_is_missing_and_takes_an_exception(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    address = reverse("guide:points", args=[world.initiative.pk])
    page = client.get(address).content.decode()
    assert page.count('class="point"') == 26
    assert "ett behov saknar underlag med källa" in page
    answer = reverse("guide:answer", args=[world.initiative.pk, "criteria_available"])
    values = {"responsible": "Samordnaren", "exception": "Direkt uppdrag"}
    assert sent(client, answer, values).status_code == 302
    page = client.get(address).content.decode()
    assert "Undantag med skäl" in page
    assert "Direkt uppdrag" in page
    assert sent(client, answer, {"evidence": "Riktlinje 2025:1"}).status_code == 302
    assert stands(world, "criteria_available").standing is Standing.FULFILLED
    assert client.get(reverse("guide:answer", args=[world.initiative.pk, "okand"])).status_code == 404


@pytest.mark.parametrize("name", ["steering_group", "auditor"])
def test_who_may_only_see_is_offered_no_answer(name: str, world: World, signed_in: Any) -> None:
    page = signed_in(world.person(name)).get(reverse("guide:points", args=[world.initiative.pk]))
    assert "Ansvarig, underlag eller undantag" not in page.content.decode()
