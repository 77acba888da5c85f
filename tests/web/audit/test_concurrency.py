# SPDX-License-Identifier: Apache-2.0
"""Twenty people at once: no change is lost without its maker being told, and the log stays one chain."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from utfall_web.audit import reads as audit
from utfall_web.audit.models import AuditEvent
from utfall_web.logic.models import Row
from utfall_web.logic.tables import ROWS
from utfall_web.plan import writes
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import add_row, change_row
from utfall_web.shared.posting import Stale
from web_world import World

PEOPLE = 20


def _all_at_once(do: Callable[[int], object], count: int = PEOPLE) -> list[object]:
    """Run a function in many threads that start together; return what each gave or raised."""
    barrier, found = threading.Barrier(count), [object()] * count

    def one(number: int) -> None:
        barrier.wait()
        try:
            found[number] = do(number)
        except (Stale, DatabaseError) as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    return found


def test_of_twenty_changes_from_the_same_version_one_stands_and_nineteen_are_told(own_world: World) -> None:
    def change(number: int) -> Initiative:
        return writes.change_initiative(own_world.initiative, actor=None, version=1, title=f"Namn {number}", summary="")

    found = _all_at_once(change)
    won = [row for row in found if isinstance(row, Initiative)]
    assert len(won) == 1
    assert sum(isinstance(error, Stale) for error in found) == PEOPLE - 1
    assert Initiative.objects.get(pk=own_world.initiative.pk).title == won[0].title
    assert audit.broken_at(own_world.home.pk) is None


def test_twenty_new_initiatives_of_the_same_name_all_stand_and_the_chain_holds(own_world: World) -> None:
    before = Initiative.objects.count()

    def create(number: int) -> Initiative:
        return writes.create_initiative(actor=None, organisation=own_world.home, title="Samma namn", key=f"k-{number}")

    found = _all_at_once(create)
    assert all(isinstance(row, Initiative) for row in found), found
    assert Initiative.objects.count() == before + PEOPLE
    assert audit.broken_at(own_world.home.pk) is None


def test_twenty_people_in_one_logic_model_lose_no_change(own_world: World) -> None:
    """All write in the same row at once, each from the page they saw; who is told tries again from what stands now."""
    row = Row.objects.select_related("initiative").get(what="Fler i arbete")
    told: list[int] = []

    def write(number: int) -> int:
        base = row
        while True:
            words = f"{base.assumption} {number}.".strip()
            try:
                change_row(ROWS, base, actor=None, version=base.version, values={"assumption": words})
            except Stale as stale:
                told.append(number)
                base = stale.row
            else:
                return number

    found = _all_at_once(write)
    assert {*found} == {*range(PEOPLE)}
    stands = Row.objects.get(pk=row.pk)
    assert sorted(int(word) for word in stands.assumption.replace(".", "").split()) == list(range(PEOPLE))
    assert stands.version == row.version + PEOPLE
    assert told  # somebody was in fact told
    assert AuditEvent.objects.filter(kind="logic.row", object_id=row.pk, verb="change").count() == PEOPLE
    assert audit.broken_at(own_world.home.pk) is None


def test_twenty_people_add_the_same_words_to_one_logic_model_at_once(own_world: World) -> None:
    before = Row.objects.filter(initiative=own_world.initiative).count()

    def add(number: int) -> object:
        return add_row(ROWS, own_world.initiative, actor=None, values={"level": "activity", "what": "Samma"})

    found = _all_at_once(add)
    assert all(isinstance(row, Row) for row in found), found
    rows = Row.objects.filter(initiative=own_world.initiative)
    assert rows.count() == before + PEOPLE
    assert len(set(rows.values_list("key", flat=True))) == before + PEOPLE
    assert audit.broken_at(own_world.home.pk) is None
