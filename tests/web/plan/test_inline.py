# SPDX-License-Identifier: Apache-2.0
"""Every table that may be written where it stands, through the form of each row: saved, in conflict, closed."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from utfall_web.audit import writes as audited
from utfall_web.govern.tables import MESSAGES, MILESTONES, RISKS, ROLE_HOLDERS, STAKEHOLDERS
from utfall_web.logic.tables import ROWS
from utfall_web.measure.tables import ACTIVITIES, AIMS, OUTCOMES
from utfall_web.plan.rowpages import RowKind
from utfall_web.worth.tables import CONSEQUENCES, COSTS
from web.forms_sent import form_in
from web_world import World

# a field of the table, what is written in it, what is then stored, and what the page then shows
WRITTEN = {
    "rows": (ROWS, "assumption", "Arbete finns", "Arbete finns", "Arbete finns"),
    "risks": (RISKS, "impact", "low", "low", "Låg"),
    "stakeholders": (STAKEHOLDERS, "interest", "Vad som hjälpte", "Vad som hjälpte", "Vad som hjälpte"),
    "messages": (MESSAGES, "when", "Varje kvartal", "Varje kvartal", "Varje kvartal"),
    "role_holders": (ROLE_HOLDERS, "time_percent", "40", 40, "40\N{NO-BREAK SPACE}%"),
    "outcomes": (OUTCOMES, "target", "0,35", 0.35, "0,35"),
    "expected": (OUTCOMES, "expected", "0,1", 0.1, "+10"),
    "aims": (AIMS, "group", "Kvinnor", "Kvinnor", "Kvinnor"),
    "milestones": (MILESTONES, "end", "2027-12-31", datetime.date(2027, 12, 31), "2027-01-11 – 2027-12-31"),
    "purses": (CONSEQUENCES, "actor", "municipality", "municipality", "Kommunen"),
    "activities": (ACTIVITIES, "how_often", "Varje månad", "Varje månad", "Varje månad"),
    "costs": (COSTS, "quantity", "2", 2.0, "2"),
    "consequences": (CONSEQUENCES, "cashability", "freed_capacity", "freed_capacity", "Frigör tid eller plats"),
}
every = pytest.mark.parametrize("name", WRITTEN)


@pytest.fixture(autouse=True)
def _prices_with_their_year(world: World) -> None:
    for kind in (COSTS, CONSEQUENCES):
        kind.model._default_manager.filter(pk=world.ids[kind.takes]).update(price_year=2024)


def row_of(kind: RowKind, world: World) -> Any:
    return kind.model._default_manager.select_related("initiative").get(pk=world.ids[kind.takes])


def fields_shown(page: str, row: Any) -> list[str]:
    """Return the fields that the line of a row may be written in."""
    line = re.search(rf'<tr data-row="{row.pk}".*?</tr>', page, re.DOTALL)
    assert line is not None
    return " ".join(re.findall(r'data-field="([\w ]+)"', line.group())).split()


@every
def test_one_cell_is_saved_and_the_rest_stays(name: str, world: World, signed_in: Any) -> None:
    kind, field, written, stored, seen = WRITTEN[name]
    client, row = signed_in(world.person("project_lead")), row_of(kind, world)
    address = kind.address(world.initiative, "change", row.pk)
    assert field in fields_shown(client.get(kind.address(world.initiative)).content.decode(), row)
    form = form_in(client.get(address).content.decode())
    assert set(" ".join(kind.inline).split()) <= set(form.names)
    before = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    done = client.post(address, form.values | {field: written})
    assert done.status_code == 302, done.content.decode()
    after = row_of(kind, world)
    assert getattr(after, field) == stored
    changed = {one for one, value in before.items() if getattr(after, one) != value}
    assert changed <= {field, "version", "changed_at"}
    assert seen in client.get(kind.address(world.initiative)).content.decode()


@every
def test_a_change_by_another_shows_both_versions(name: str, world: World, signed_in: Any) -> None:
    kind, field, written, _, _ = WRITTEN[name]
    client, row = signed_in(world.person("project_lead")), row_of(kind, world)
    address = kind.address(world.initiative, "change", row.pk)
    form = form_in(client.get(address).content.decode())
    other = next(one for one in " ".join(kind.inline).split() if one in form.free)
    audited.change(row, actor=None, version=1, **{other: "Den andras ord"})
    both = client.post(address, form.values | {field: written})
    assert both.status_code == 409
    said = both.content.decode()
    assert "Någon annan har ändrat samtidigt" in said
    assert "Den andras ord" in said
    assert row_of(kind, world).version == 2


@every
def test_whoever_may_not_change_gets_the_table_as_it_is(name: str, world: World, signed_in: Any) -> None:
    kind = WRITTEN[name][0]
    shown = signed_in(world.person("steering_group")).get(kind.address(world.initiative)).content.decode()
    assert "rows.js" not in shown
    assert "data-inline" not in shown
