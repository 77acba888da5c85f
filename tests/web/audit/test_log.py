# SPDX-License-Identifier: Apache-2.0
"""The log: in the same transaction, in a chain that shows what was tampered with, and refused by the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from utfall_web.audit import reads, triggers, writes
from utfall_web.audit.models import AuditEvent
from utfall_web.logic.models import Row
from utfall_web.measure.models import Outcome
from utfall_web.people.models import Department
from utfall_web.plan import writes as plan
from utfall_web.shared.posting import Stale
from web_world import World


def test_a_change_tells_who_before_and_after(world: World) -> None:
    lead = world.person("project_lead")
    plan.change_initiative(world.initiative, actor=lead, version=1, title="Nytt namn", summary="")
    event = reads.of_object("plan.initiative", world.initiative.pk)[0]
    assert (event.actor_id, event.verb) == (lead.pk, "change")
    assert (event.before, event.after) == ({"title": "Vägen till jobb"}, {"title": "Nytt namn"})


def test_a_change_that_changes_nothing_is_no_event_and_no_version(world: World) -> None:
    before = AuditEvent.objects.count()
    row = plan.change_initiative(world.initiative, actor=None, version=1, title="Vägen till jobb", summary="")
    assert (row.version, AuditEvent.objects.count()) == (1, before)


def test_what_is_rolled_back_leaves_no_line(world: World) -> None:
    before = AuditEvent.objects.count()
    with transaction.atomic():
        writes.create(Department(organisation=world.home, name="Tillfällig"), actor=None)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        writes.record(actor=None, verb="lock", kind="plan.initiative")


def test_two_changes_from_the_same_version_never_both_stand(world: World) -> None:
    plan.change_initiative(world.initiative, actor=None, version=1, title="Först", summary="")
    with pytest.raises(Stale) as stale:
        plan.change_initiative(world.initiative, actor=None, version=1, title="Sist", summary="")
    assert (stale.value.row.title, stale.value.row.version) == ("Först", 2)


@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET verb = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_refuses_to_change_the_log(world: World, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_chain_holds_and_shows_a_rewritten_line(world: World) -> None:
    chain = world.home.pk
    assert AuditEvent.objects.filter(chain=chain).count() > 5
    assert reads.broken_at(chain) is None
    triggers.remove(connection)
    AuditEvent.objects.filter(chain=chain, number=3).update(reason="något annat")
    triggers.install(connection)
    assert reads.broken_at(chain) == 3


def test_the_chain_shows_a_removed_line(world: World) -> None:
    chain = world.home.pk
    triggers.remove(connection)
    AuditEvent.objects.filter(chain=chain, number=2).delete()
    triggers.install(connection)
    assert reads.broken_at(chain) == 2


def test_passwords_addresses_and_links_are_not_told(world: World) -> None:
    told = "".join(str(event.after) for event in AuditEvent.objects.all())
    assert "password" not in told
    assert "@test.example" not in told


def test_the_export_is_whole_and_is_itself_logged(world: World, signed_in: Any) -> None:
    answer = signed_in(world.person("auditor")).get(f"/organisationer/{world.home.pk}/logg/export.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    events = AuditEvent.objects.filter(chain=world.home.pk)
    assert len(lines) == 1 + events.count()
    assert events.order_by("-number")[0].verb == "export"


def test_a_row_that_loses_its_link_has_a_line_and_a_new_version(world: World) -> None:
    lead = world.person("project_lead")
    row = writes.create(
        Row(initiative=world.initiative, key="lank-rad", level="short_term_outcome", what="I arbete"), actor=None
    )
    outcome = writes.create(
        Outcome(initiative=world.initiative, key="lank-utfall", label="Andel i arbete", row=row), actor=None
    )
    writes.remove(row, actor=lead, version=row.version)
    event = reads.of_object("measure.outcome", outcome.pk)[0]
    assert (event.actor_id, event.verb, event.before, event.after) == (
        lead.pk,
        "change",
        {"row_id": row.pk},
        {"row_id": None},
    )
    with pytest.raises(Stale) as stale:
        writes.change(outcome, actor=None, version=outcome.version, label="Annat")
    assert (stale.value.row.row_id, stale.value.row.version) == (None, outcome.version + 1)
    assert reads.broken_at(world.home.pk) is None
