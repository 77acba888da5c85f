# SPDX-License-Identifier: Apache-2.0
"""The history in words: names of fields and choices, people by name, nothing that is empty."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import translation

from utfall_web.audit import reads
from utfall_web.audit import writes as audited
from utfall_web.audit.models import AuditEvent
from utfall_web.govern.tables import RISKS
from utfall_web.need.tables import EVIDENCE, NEEDS
from utfall_web.people.permissions import Role
from utfall_web.plan import reads as plan_reads
from utfall_web.plan import writes
from utfall_web.plan.components import Component
from utfall_web.plan.rowpages import add_row
from utfall_web.shared import history
from utfall_web.shared.eventlines import event_lines
from utfall_web.shared.words import speaking
from web_world import World


def test_a_change_is_told_in_words_of_the_page(world: World) -> None:
    row = plan_reads.component_states(world.initiative)[Component.NEED]
    writes.change_state(row, actor=None, version=row.version, state="done", note="")
    event = reads.of_object("plan.componentstate", row.pk)[0]
    with translation.override("sv"):
        assert history.changes(event, {}) == [history.Change("Läge", "Inte påbörjad", "Klar")]
    with translation.override("en"):
        assert history.changes(event, {}) == [history.Change("State", "Not started", "Done")]


def test_people_are_told_by_name(world: World) -> None:
    user = world.person("nobody")
    row = writes.assign(actor=None, initiative=world.initiative, user=user, role=Role.OWNER)
    event = reads.of_object("plan.assignment", row.pk)[0]
    assert reads.people_in([event]) == {user.pk}
    with translation.override("sv"):
        told = history.changes(event, {user.pk: user.name})
    assert history.Change("Person", "", user.name) in told
    assert history.Change("Roll", "", "Projektägare") in told


def test_what_was_typed_is_shown_as_it_was_typed(world: World, signed_in: Any) -> None:
    writes.change_initiative(world.initiative, actor=world.stranger, version=1, title="<b>Nytt</b>", summary="")
    html = signed_in(world.person("coordinator")).get(f"/satsningar/{world.initiative.pk}/historik/").content.decode()
    assert "<ins>&lt;b&gt;Nytt&lt;/b&gt;</ins>" in html
    assert "<b>Nytt" not in html


def test_fields_are_called_what_their_form_calls_them(world: World) -> None:
    made = add_row(RISKS, world.initiative, actor=None, values={"what": "Få", "probability": "low", "impact": "high"})
    event = reads.of_object("govern.risk", made.pk)[0]
    with translation.override("sv"):
        told = history.changes(event, {})
    assert history.Change("Vad kan hända?", "", "Få") in told
    assert history.Change("Hur troligt är det?", "", "Låg") in told
    assert history.Change("Plats i tabellen", "", str(made.position)) in told


def test_a_linked_row_is_told_by_its_name_also_when_it_is_gone(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("coordinator"))
    address = f"/satsningar/{world.initiative.pk}/historik/"
    need = add_row(NEEDS, world.initiative, actor=None, values={"problem": "Långa köer", "group": "Barn"})
    told = {"need": need, "kind": "qualitative", "what": "Intervjuer"}
    made = add_row(EVIDENCE, world.initiative, actor=None, values=told)
    page = client.get(address).content.decode()
    assert "<dt>Vilket behov?</dt><dd><ins>Långa köer</ins></dd>" in page
    audited.remove(need, actor=None, version=need.version)
    event = reads.of_object("need.evidence", made.pk).get(verb="create")
    with translation.override("sv"):
        assert history.Change("Vilket behov?", "", "Långa köer") in history.changes(event, reads.rows_in([event]))
        assert history.Change("Vilket behov?", "", f"nr {need.pk}") in history.changes(event, {})


def test_linked_rows_are_asked_for_once_a_table(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        need = add_row(NEEDS, world.initiative, actor=None, values={"problem": f"Nr {number}", "group": "Barn"})
        told = {"need": need, "kind": "qualitative", "what": "Intervjuer"}
        add_row(EVIDENCE, world.initiative, actor=None, values=told)
    events = list(reads.of_initiative(world.initiative.pk)[:40])
    with django_assert_max_num_queries(1):
        names = reads.rows_in(events)
    assert {f"Nr {number}" for number in range(20)} <= set(names.values())


def test_every_word_of_a_line_is_escaped_and_a_long_value_is_cut() -> None:
    nasty = "<script>\"&'"
    at = datetime.datetime(2026, 1, 31, 12, 45, tzinfo=datetime.UTC)
    told = AuditEvent(at=at, actor_id=7, verb=nasty, kind=nasty, reason=nasty)
    told.before, told.after = {nasty: nasty}, {nasty: "å" * 299 + "<>"}
    with speaking("sv"):
        made = event_lines([told], {7: nasty})
    assert "<script" not in made
    assert made.count("&lt;script&gt;&quot;&amp;&#x27;") == 6  # who, verb, kind, reason, field, before
    assert made.count("å") == 299
    assert "å…</ins>" in made
    assert "2026-01-31 13:45" in made
    with speaking("en"):
        nobody = event_lines([AuditEvent(at=told.at, verb="create", kind="plan.initiative")], {})
    assert ">The system<" in nobody
    assert ">Created initiative<" in nobody
    assert "<dl" not in nobody
