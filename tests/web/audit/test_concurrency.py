# SPDX-License-Identifier: Apache-2.0
"""Twenty people at once: no change is lost without its maker being told, and the log stays one chain."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections, connection

from utfall_web.audit import reads as audit
from utfall_web.plan import writes
from utfall_web.plan.models import Initiative
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
