# SPDX-License-Identifier: Apache-2.0
"""Initiatives: made, found, and seen by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from utfall_web.plan import reads, rules, writes
from utfall_web.plan.components import Component
from utfall_web.plan.threadmap import part_html
from utfall_web.shared.words import speaking
from web_world import World


def test_a_new_initiative_has_its_seven_components(world: World) -> None:
    states = reads.component_states(world.initiative)
    assert set(states) == set(Component)
    assert {row.state for row in states.values()} == {"not_started"}


@pytest.mark.parametrize(
    ("title", "taken", "key"),
    [
        ("Vägen till jobb", set(), "vagen-till-jobb"),
        ("Vägen till jobb", {"vagen-till-jobb"}, "vagen-till-jobb-2"),
        ("🧡", set(), "satsning"),
        ("a" * 200, set(), "a" * 55),
    ],
)
def test_key_from_title(title: str, taken: set[str], key: str) -> None:
    assert rules.key_from(title, taken) == key


def test_the_list_holds_only_what_a_person_may_see(world: World) -> None:
    assert set(reads.visible_initiatives(world.person("coordinator"))) == {world.initiative}
    assert set(reads.visible_initiatives(world.person("partner"))) == {world.initiative}
    assert set(reads.visible_initiatives(world.stranger)) == {world.other}
    assert set(reads.visible_initiatives(world.person("administrator"))) == set()
    assert set(reads.visible_initiatives(world.person("nobody"))) == set()


def test_search_narrows(world: World, signed_in: Any) -> None:
    client: Client = signed_in(world.person("coordinator"))
    assert "Vägen till jobb" in client.get("/satsningar/?q=jobb").content.decode()
    assert "Ingen satsning stämmer" in client.get("/satsningar/?q=finnsinte").content.decode()


@pytest.mark.parametrize("address", ["/satsningar/", "/satsningar/{pk}/", "/satsningar/{pk}/roller/"])
def test_queries_do_not_grow_with_rows(
    world: World, signed_in: Any, address: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(40):
        writes.create_initiative(actor=None, organisation=world.home, title=f"Satsning {number}")
    client: Client = signed_in(world.person("coordinator"))
    with django_assert_max_num_queries(9):
        assert client.get(address.format(pk=world.initiative.pk)).status_code == 200


def test_a_part_of_the_map_escapes_what_people_wrote_and_leads_to_its_pages(world: World) -> None:
    state = reads.component_states(world.initiative)[Component.DESIGN]
    state.state, state.note = "paused", "<b>Väntar & ser</b>"
    with speaking("sv"):
        made = part_html(Component.DESIGN, state, world.initiative.pk)
    assert "&lt;b&gt;Väntar &amp; ser&lt;/b&gt;" in made
    assert 'data-color="warning">Pausad<' in made
    assert f'href="/satsningar/{world.initiative.pk}/logikmodell/">Logikmodell<' in made
    assert f'href="/satsningar/{world.initiative.pk}/sakerstall/#design"' in made
    with speaking("en"):
        assert ">Paused<" in part_html(Component.DESIGN, state, world.initiative.pk)
