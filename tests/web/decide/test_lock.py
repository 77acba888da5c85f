# SPDX-License-Identifier: Apache-2.0
"""The plan is locked with time, checksum and names; a change after it is shown ever after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from utfall.core.errors import InputError
from utfall.io.initiative_file import parse_initiative
from utfall_web.audit.models import AuditEvent
from utfall_web.decide import exchange, reads, writes
from utfall_web.decide.models import Criterion, Lock
from utfall_web.decide.tables import CRITERIA
from utfall_web.people.permissions import Role
from utfall_web.plan import writes as plan
from utfall_web.plan.models import Initiative
from web.forms_sent import sent
from web_world import World

DEMO = Path(__file__).resolve().parents[3] / "demos" / "supported_work" / "initiative.toml"


@pytest.fixture
def made(world: World) -> Initiative:
    found = writes.take_in(world.home, DEMO.read_text(encoding="utf-8"), actor=world.person("coordinator"))
    plan.assign(actor=None, initiative=found, user=world.person("owner"), role=Role.OWNER)
    plan.assign(actor=None, initiative=found, user=world.person("project_lead"), role=Role.PROJECT_LEAD)
    return found


def test_locking_keeps_checksum_names_and_the_file(made: Initiative, world: World, signed_in: Any) -> None:
    owner = signed_in(world.person("owner"))
    done = sent(owner, reverse("decide:lock", args=[made.pk]), {"names": "Ägaren och styrgruppen"})
    assert done.status_code == 302
    (lock,) = reads.locks(made)
    assert lock.sha256 == parse_initiative(DEMO.read_text(encoding="utf-8")).plan_sha256
    assert parse_initiative(lock.file).plan_sha256 == lock.sha256
    page = owner.get(done["Location"]).content.decode()
    assert lock.sha256 in page
    assert "Ägaren och styrgruppen" in page
    assert "oförändrad sedan den låstes" in page
    out = parse_initiative(exchange.as_toml(made))
    assert out.lock is not None
    assert (out.lock.sha256, out.lock.by) == (lock.sha256, "Ägaren och styrgruppen")
    assert AuditEvent.objects.filter(kind="decide.lock", object_id=lock.pk, verb="create").exists()


def test_a_change_after_the_lock_is_shown_and_a_new_version_needs_a_reason(
    made: Initiative, world: World, signed_in: Any
) -> None:
    writes.lock(made, actor=world.person("owner"), names="Ägaren")
    with pytest.raises(InputError, match="locked already as it stands"):
        writes.lock(made, actor=world.person("owner"), names="Ägaren")
    criterion = Criterion.objects.filter(initiative=made, at_least__isnull=False).first()
    assert criterion is not None
    criterion.at_least = (criterion.at_least or 0) + 100
    criterion.save()
    lead = signed_in(world.person("project_lead"))
    page = lead.get(reverse("decide:locked", args=[made.pk])).content.decode()
    assert "Ändrat sedan låsningen" in page
    owner = signed_in(world.person("owner"))
    address = reverse("decide:lock", args=[made.pk])
    refused = sent(owner, address, {"names": "Ägaren"})
    assert "Skriv varför en ny version behövs" in refused.content.decode()
    assert sent(owner, address, {"names": "Ägaren", "reason": "Nytt beslut"}).status_code == 302
    assert [lock.reason for lock in reads.locks(made)] == ["", "Nytt beslut"]
    out = parse_initiative(exchange.as_toml(made))
    assert [old.reason for old in out.lock_history] == ["Nytt beslut"]


def test_a_plan_without_criteria_has_nothing_to_lock(made: Initiative, world: World) -> None:
    Criterion.objects.filter(initiative=made).delete()
    with pytest.raises(InputError, match="no criteria to lock"):
        writes.lock(made, actor=world.person("owner"), names="Ägaren")
    assert not Lock.objects.filter(initiative=made).exists()


def test_only_owner_and_steering_group_lock(made: Initiative, world: World, signed_in: Any) -> None:
    for name in ("coordinator", "project_lead"):
        assert signed_in(world.person(name)).get(reverse("decide:lock", args=[made.pk])).status_code == 403
    assert signed_in(world.person("owner")).get(reverse("decide:lock", args=[made.pk])).status_code == 200


def test_a_criterion_has_one_threshold_and_an_effect_its_indicator(
    made: Initiative, world: World, signed_in: Any
) -> None:
    client = signed_in(world.person("coordinator"))
    values = {"label": "k", "kind": "success", "measure": "effect", "rule": "point"}
    page = sent(client, CRITERIA.address(made, "new"), values).content.decode()
    assert "Ange en gräns: minst eller högst." in page
    assert "Säg vilken indikator effekten gäller." in page
    money = {"label": "k", "kind": "success", "measure": "npv_society", "rule": "point", "at_least": "1 000 000"}
    assert sent(client, CRITERIA.address(made, "new"), money).status_code == 302
    assert Criterion.objects.get(initiative=made, label="k").at_least == 1_000_000.0
