# SPDX-License-Identifier: Apache-2.0
"""Every table of rows and every single page: what is shown can be changed, whatever its fields are called."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from utfall_web.compare import tables as compare
from utfall_web.decide.tables import CASE, CRITERIA
from utfall_web.govern import tables as govern
from utfall_web.logic import tables as logic
from utfall_web.measure import tables as measure
from utfall_web.measure.models import Outcome
from utfall_web.need import tables as need
from utfall_web.plan.rowpages import RowKind, change_row
from utfall_web.plan.singlepages import SingleKind
from utfall_web.worth import tables as worth
from utfall_web.worth.models import Cost
from web.forms_sent import sent
from web_world import World

ROW_KINDS = (
    *govern.TABLES, *need.TABLES, *worth.TABLES, *compare.TABLES, *logic.TABLES, *measure.TABLES, CRITERIA,
)  # fmt: skip
SINGLES = (*compare.SINGLES, govern.STEERING, need.TARGET, need.GATE, worth.TERMS, CASE)


@pytest.mark.parametrize("kind", ROW_KINDS, ids=lambda kind: kind.name)
def test_a_row_can_be_written_anew(world: World, kind: RowKind) -> None:
    lead = world.person("project_lead")
    row = kind.rows(world.initiative).first()
    held = {name: getattr(row, name) for name in kind.form.base_fields if hasattr(row, name) and name != "version"}
    plain = [name for name, value in held.items() if isinstance(value, str) and not row._meta.get_field(name).choices]
    changed: Any = change_row(kind, row, actor=lead, version=row.version, values=held | {plain[0]: "Ny ordalydelse"})
    assert getattr(changed, plain[0]) == "Ny ordalydelse"
    assert changed.version == row.version + 1


@pytest.mark.parametrize("kind", SINGLES, ids=lambda kind: kind.name)
def test_what_there_is_one_of_can_be_written_and_written_anew(world: World, signed_in: Any, kind: SingleKind) -> None:
    client: Client = signed_in(world.person("project_lead"))
    address = kind.address(world.initiative, "change")
    for _ in range(2):
        page = client.get(address).content.decode()
        radios = dict(re.findall(r'type="radio" name="([^"]+)" value="([^"]+)"', page))
        numbers = {"price_year": "2024", "discount_rate": "0,035", "horizon_years": "5"} if kind is worth.TERMS else {}
        assert sent(client, address, radios | numbers).status_code == 302
    assert kind.row(world.initiative) is not None


def test_an_indicator_and_a_cost_are_changed_in_the_browser(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("project_lead"))
    outcome = measure.OUTCOMES.address(world.initiative, "change", world.ids["outcome_id"])
    sheet = {
        "label": "I arbete",
        "row": world.ids["row_id"],
        "kind": "binary",
        "direction": "increase",
        "target": "0,35",
    }
    assert sent(client, outcome, sheet | {"target": "0,35"}).status_code == 302
    assert Outcome.objects.get(pk=world.ids["outcome_id"]).target == 0.35
    cost = worth.COSTS.address(world.initiative, "change", world.ids["cost_id"])
    line = {"label": "Coacher", "actor": "kommun", "unit_cost": "650 000", "price_year": "2024"}
    assert sent(client, cost, line).status_code == 302
    found = Cost.objects.get(pk=world.ids["cost_id"])
    assert (found.actor, found.unit_cost) == ("kommun", 650_000.0)
