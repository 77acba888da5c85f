# SPDX-License-Identifier: Apache-2.0
"""Tables of rows in an initiative: every table by the same pages, here through the room `govern`."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from utfall.core import workplan
from utfall_web.audit.models import AuditEvent
from utfall_web.govern import reads
from utfall_web.govern.models import Milestone, Risk
from utfall_web.govern.tables import MILESTONES, RISKS, STEERING, TABLES
from utfall_web.plan.rowpages import RowKind, add_row
from web.forms_sent import key_in, sent
from web_world import World

NEW_RISK = {"what": "Personal slutar", "probability": "high", "impact": "high", "harm": "on", "action": "Vice ledare"}


def test_a_row_is_added_changed_and_removed_with_its_lines_in_the_log(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    done = sent(client, RISKS.address(world.initiative, "new"), NEW_RISK)
    assert done.status_code == 302
    row = Risk.objects.get(what="Personal slutar")
    assert reads.as_risk(row).priority == 9
    page = client.get(done["Location"]).content.decode()
    assert "Kan skada en person" in page
    cells = re.findall(r"<t[hd][^>]*>([^<]*)", page[page.index("Personal slutar") :])
    assert cells[:3] == ["Hög", "Hög", "9"]
    change = RISKS.address(world.initiative, "change", row.pk)
    assert sent(client, change, NEW_RISK | {"probability": "low"}).status_code == 302
    assert reads.as_risk(Risk.objects.get(pk=row.pk)).priority == 3
    assert sent(client, RISKS.address(world.initiative, "remove", row.pk), {}).status_code == 302
    assert not Risk.objects.filter(pk=row.pk).exists()
    verbs = AuditEvent.objects.filter(kind="govern.risk", object_id=row.pk).order_by("number").values_list("verb")
    assert [verb for (verb,) in verbs] == ["create", "change", "remove"]


def test_two_who_change_the_same_row_see_both_versions(world: World, signed_in: Any) -> None:
    first, second = signed_in(world.person("project_lead")), signed_in(world.person("coordinator"))
    row = Risk.objects.get(pk=world.ids["risk_id"])
    change = RISKS.address(world.initiative, "change", row.pk)
    slow = second.get(change).content.decode()
    values = {"what": "Färre deltar", "probability": "medium", "impact": "high"}
    assert sent(first, change, values).status_code == 302
    late = second.post(change, values | {"what": "Ingen deltar", "form_key": key_in(slow), "version": "1"})
    assert late.status_code == 409
    shown = late.content.decode()
    assert "Färre deltar" in shown
    assert "Ingen deltar" in shown
    assert Risk.objects.get(pk=row.pk).what == "Färre deltar"


def test_rows_change_places_and_the_ends_stay(world: World, signed_in: Any) -> None:
    for name in ("B", "C"):
        add_row(RISKS, world.initiative, actor=None, values={"what": name, "probability": "low", "impact": "low"})
    client = signed_in(world.person("deputy"))
    rows = list(RISKS.rows(world.initiative))
    client.post(RISKS.address(world.initiative, "move", rows[2].pk), {"direction": "up"})
    assert [row.what for row in RISKS.rows(world.initiative)] == ["Få deltar", "C", "B"]
    client.post(RISKS.address(world.initiative, "move", rows[0].pk), {"direction": "up"})
    assert [row.what for row in RISKS.rows(world.initiative)] == ["Få deltar", "C", "B"]


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.name)
def test_a_row_of_another_initiative_is_not_found(kind: RowKind, world: World, signed_in: Any) -> None:
    client = signed_in(world.stranger)
    for verb in ("change", "remove", "move"):
        address = kind.address(world.other, verb, world.ids[kind.takes])
        assert client.post(address, {"direction": "up"}).status_code == 404
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.name)
def test_as_many_questions_to_the_database_whatever_the_rows(
    kind: RowKind, world: World, signed_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(world.person("project_lead"))
    row = kind.rows(world.initiative).get()
    for _ in range(30):
        row.pk = None
        row.save()
    client.get(kind.address(world.initiative))
    with django_assert_max_num_queries(8):
        page = client.get(kind.address(world.initiative))
    assert len(re.findall("<tr[ >]", page.content.decode())) == 32


def test_a_period_that_ends_before_it_begins_is_refused_with_its_mend(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    values = {"what": "Mätning", "start": "2027-05-01", "end": "2027-04-30"}
    done = sent(client, MILESTONES.address(world.initiative, "new"), values)
    assert done.status_code == 200
    assert "Sista dagen kommer före den första" in done.content.decode()
    assert "Mätning" in done.content.decode()
    wrong = sent(client, MILESTONES.address(world.initiative, "new"), {"what": "M", "start": "1 maj"})
    assert "2026-01-31" in wrong.content.decode()
    assert Milestone.objects.count() == 1


def test_reads_give_the_values_of_the_library(world: World) -> None:
    assert reads.milestones(world.initiative) == (
        workplan.Milestone(text=reads.Text.same("Start"), start="2027-01-11", end=""),
    )
    assert [holder.role for holder in reads.role_holders(world.initiative)] == [workplan.Role.OWNER]
    assert reads.messages(world.initiative)[0].external is False
    assert reads.stakeholders(world.initiative)[0].who.sv == "Deltagarna"
    assert datetime.date(2027, 1, 11) == MILESTONES.rows(world.initiative).get().start


def test_steering_is_agreed_on_once_and_changed_after(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    address = STEERING.address(world.initiative, "change")
    assert reads.agreement(world.initiative) is None
    sent(client, address, {"check_ins": "Varje månad"})
    sent(client, address, {"check_ins": "Varannan vecka", "stop_handling": "<b>Stöd</b> till alla"})
    agreed = reads.agreement(world.initiative)
    assert agreed is not None
    assert agreed.check_ins == "Varannan vecka"
    page = client.get(STEERING.address(world.initiative)).content.decode()
    assert "&lt;b&gt;Stöd&lt;/b&gt; till alla" in page


def test_without_a_risk_to_a_person_the_page_asks(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("steering_group"))
    page = client.get(RISKS.address(world.initiative)).content.decode()
    assert "Ingen av riskerna gäller en människa" in page
    assert "1 av 1 risker har ingen ansvarig" in page
    assert "Lägg till en risk" not in page
