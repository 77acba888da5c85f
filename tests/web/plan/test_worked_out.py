# SPDX-License-Identifier: Apache-2.0
"""What is kept of an initiative is seen by nobody after anything has been written in it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import Http404

import utfall_web
from utfall_web.audit import writes as audited
from utfall_web.audit.reads import state_of
from utfall_web.measure.models import Outcome
from utfall_web.people.models import Organisation
from utfall_web.plan import writes
from utfall_web.plan.models import Initiative, InitiativeRow
from utfall_web.plan.worked_out import worked_out
from utfall_web.shared.kept import KEPT
from utfall_web.shared.words import speaking, text
from web_world import World, other_process

OTHER = """
import sys, django
django.setup()
from utfall_web.plan import writes
from utfall_web.plan.models import Initiative
row = Initiative.objects.get(pk=int(sys.argv[1]))
writes.change_initiative(row, actor=None, version=row.version, title="Från annat håll", summary="")
"""


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    KEPT.clear()
    yield
    KEPT.clear()


class Maker:
    """Makes a text of an initiative and counts how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, initiative: Initiative) -> list[str]:
        self.times += 1
        rows = Outcome.objects.filter(initiative=initiative).order_by("pk").values_list("label", flat=True)
        return [initiative.title, initiative.organisation.name, str(text("sv", "en")), *rows]


def _rename(initiative: Initiative, title: str) -> Initiative:
    row = Initiative.objects.get(pk=initiative.pk)
    return writes.change_initiative(row, actor=None, version=row.version, title=title, summary="")


def test_it_is_worked_out_once_until_something_is_written(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    first = worked_out(one, "test", make)
    assert worked_out(one, "test", make) == first
    assert make.times == 1
    outcome = Outcome.objects.filter(initiative=one).first()
    assert outcome is not None
    audited.change(outcome, actor=None, version=outcome.version, label="Annat utfall")
    assert "Annat utfall" in worked_out(one, "test", make)
    audited.create(Outcome(initiative=one, key="nytt", label="Nytt utfall", kind=outcome.kind), actor=None)
    assert "Nytt utfall" in worked_out(one, "test", make)
    fresh = Outcome.objects.get(initiative=one, key="nytt")
    audited.remove(fresh, actor=None, version=fresh.version)
    assert "Nytt utfall" not in worked_out(one, "test", make)
    assert make.times == 4


def test_the_initiative_itself_is_read_anew_also_when_the_caller_s_is_old(own_world: World) -> None:
    make, old = Maker(), Initiative.objects.select_related("organisation").get(pk=own_world.initiative.pk)
    worked_out(old, "test", make)
    _rename(old, "Nytt namn")
    assert old.title != "Nytt namn"
    assert worked_out(old, "test", make)[0] == "Nytt namn"
    assert worked_out(Initiative.objects.get(pk=old.pk), "test", make)[0] == "Nytt namn"
    assert make.times == 2


def test_the_organisation_s_new_name_is_seen(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    assert worked_out(one, "test", make)[1] == "Hemma kommun"
    home = Organisation.objects.get(pk=own_world.home.pk)
    audited.change(home, actor=None, version=home.version, name="Nya kommunen")
    assert worked_out(Initiative.objects.get(pk=one.pk), "test", make)[1] == "Nya kommunen"


def test_each_language_each_name_and_each_initiative_has_its_own(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    assert worked_out(one, "test", make)[2] == "sv"
    with speaking("en"):
        assert worked_out(one, "test", make)[2] == "en"
    assert worked_out(own_world.other, "test", make)[0] == own_world.other.title
    assert worked_out(one, "test2", lambda initiative: "annat") == "annat"
    assert worked_out(one, "test", make)[2] == "sv"
    assert make.times == 3


def test_nobody_can_change_what_is_kept(own_world: World) -> None:
    make = Maker()
    for _ in range(2):
        worked_out(own_world.initiative, "test", make).append("mitt eget")
    assert "mitt eget" not in worked_out(own_world.initiative, "test", make)
    assert make.times == 1


def test_what_was_rolled_back_is_never_kept_and_a_writer_sees_its_own_writing(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    before = worked_out(one, "test", make)
    with transaction.atomic():
        renamed = _rename(one, "Ångrat")
        assert worked_out(renamed, "test", make)[0] == "Ångrat"
        transaction.set_rollback(True)
    assert worked_out(one, "test", make) == before
    assert make.times == 2  # once before, once inside; nothing of the latter is left


def test_what_is_written_while_it_is_worked_out_is_not_kept_under_the_old_state(own_world: World) -> None:
    one = own_world.initiative

    def overtaken(initiative: Initiative) -> str:
        _rename(initiative, "Hann före")
        return initiative.title

    old = one.title
    assert worked_out(one, "test", overtaken) == old
    assert len(KEPT) == 0
    assert worked_out(one, "test", lambda initiative: initiative.title) == "Hann före"


def test_a_failure_keeps_nothing(own_world: World) -> None:
    def fails(initiative: Initiative) -> str:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        worked_out(own_world.initiative, "test", fails)
    assert len(KEPT) == 0
    assert worked_out(own_world.initiative, "test", lambda initiative: 1) == 1


def test_another_process_s_writing_is_seen(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    worked_out(one, "test", make)
    subprocess.run([sys.executable, "-c", OTHER, str(one.pk)], env=other_process(), check=True)
    assert worked_out(one, "test", make)[0] == "Från annat håll"


def test_without_a_line_of_its_own_chain_nothing_is_kept(own_world: World) -> None:
    make, one = Maker(), own_world.initiative
    assert state_of(one.pk, one.organisation_id) is not None
    assert state_of(one.pk, own_world.away.pk) is None
    assert state_of(0, one.organisation_id) is None
    unlogged = Initiative.objects.create(organisation=own_world.home, key="olagrad", title="Utan logg")
    for _ in range(2):
        worked_out(unlogged, "test", make)
    assert make.times == 2
    assert len(KEPT) == 0


def test_an_initiative_that_is_gone_is_not_found(own_world: World) -> None:
    gone = writes.create_initiative(actor=None, organisation=own_world.home, title="Ett misstag")
    audited.remove(Initiative.objects.get(pk=gone.pk), actor=None, version=1)
    with pytest.raises(Http404):
        worked_out(gone, "test", Maker())


# What may be written without the log, and why nothing that is kept of an initiative rests on it.
UNLOGGED = {
    "audit/writes.py": {"save", "delete"},  # the log's own room: the row and its line together
    "jobs/queue.py": {"get_or_create", "save", "update"},  # how far work in the background has come
    "shared/posting.py": {"create", "save"},  # keys of forms that have been sent
    "people/writes.py": {"update"},  # the language a person reads in
    "people/models.py": {"save"},  # how a person is first made
    "plan/attachments.py": {"save", "delete"},  # bytes of a file, in a folder; its row is logged
}
WRITING = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# names that these methods are called on when no row is meant
NOT_ROWS = {"audited", "audit", "router", "digest"}


def _unlogged(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING):
            continue
        owner = node.func.value
        if not (isinstance(owner, ast.Name) and owner.id in NOT_ROWS):
            found.add(node.func.attr)
    return found


def test_nothing_writes_a_row_but_through_the_log() -> None:
    room = Path(utfall_web.__file__).parent
    files = [path for path in sorted(room.rglob("*.py")) if "migrations" not in path.parts]
    found = {str(path.relative_to(room)): calls for path in files if (calls := _unlogged(path))}
    assert found == UNLOGGED


def test_every_row_of_an_initiative_has_its_lines_in_the_initiative_s_log(own_world: World) -> None:
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, InitiativeRow)]
    assert len(models) > 25
    for model in models:
        assert model.audit_scope is InitiativeRow.audit_scope, model
    own = Outcome.objects.filter(initiative=own_world.initiative).first()
    assert own is not None
    assert own.audit_scope() == (own_world.home.pk, own_world.initiative.pk)
