# SPDX-License-Identifier: Apache-2.0
"""The API: every operation with every role and scope, conflicts, bad bodies, and no 5xx whatever is sent."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis.specs.openapi.checks import positive_data_acceptance

import utfall
from utfall.economics import Appraisal
from utfall_web.api import tokens
from utfall_web.api.models import ApiToken
from utfall_web.audit.models import AuditEvent
from utfall_web.config.wsgi import application
from utfall_web.decide.exchange import try_plan
from utfall_web.decide.reads import economy
from utfall_web.decide.writes import take_in
from utfall_web.logic.models import Row
from utfall_web.logic.reads import logic_model
from utfall_web.logic.tables import ROWS
from utfall_web.measure.models import Outcome
from utfall_web.people.permissions import TABLE, Role
from utfall_web.plan.models import Initiative
from utfall_web.plan.rowpages import add_row
from utfall_web.plan.writes import create_initiative
from web_world import World

DEMO = Path(__file__).resolve().parents[3] / "demos" / "vagen_till_jobb" / "initiative.toml"
SCHEMA = Path(utfall.__file__).parent / "catalogue" / "schemas" / "result-1.json"
ROOT = "/api/v1/initiatives"
BY_NAME = {str(permission): roles for permission, roles in TABLE.items()}


class Caller:
    """A system with a key."""

    def __init__(self, user: Any, scope: str = "write") -> None:
        self.key = tokens.make(actor=user, name="Test", scope=scope, days=1)[1]

    def __call__(self, method: str, address: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        return Client().generic(
            method, address, "" if body is None else _json(body), content_type="application/json", headers=headers
        )


def _json(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body)


def _operations(world: World) -> list[tuple[str, str, Any, str]]:
    """Return method, address, a good body and the permission of every operation of the document."""
    one = f"{ROOT}/{world.initiative.pk}"
    goal, indicator = world.ids["row_id"], world.ids["outcome_id"]
    row = {"level": "activity", "what": "Coach", "leads_to": [goal]}
    bodies = {
        ("POST", ROOT): {"organisation_id": world.home.pk, "title": "Ny"},
        ("PUT", one): {"version": 1, "title": "Annat"},
        ("PUT", f"{one}/components/need"): {"version": 1, "state": "done"},
        ("POST", f"{one}/logic-model"): row,
        ("PUT", f"{one}/logic-model/{goal}"): {"version": 1, "level": "long_term_goal", "what": "Egen lön"},
        ("POST", f"{one}/indicators"): {"label": "Dagar", "kind": "count"},
        # Version 2: the goal that it measured has been removed by then, and that the link is gone is a change.
        ("PUT", f"{one}/indicators/{indicator}"): {"version": 2, "label": "I arbete", "target": 0.35},
    }
    found = []
    for route, methods in Client().get("/api/v1/openapi.json").json()["paths"].items():
        row_id = indicator if "indicators" in route else goal
        address = route.format(
            initiative_id=world.initiative.pk, component="need", row_id=row_id, result_id=world.ids["result_id"]
        )
        for method, operation in methods.items():
            body = bodies.get((method.upper(), address))
            stands_at = 3 if "indicators" in route else 2  # after the PUT before it
            at = f"{address}?version={stands_at}" if method == "delete" else address
            found.append((method.upper(), at, body, operation["x-permission"]))
    return found


@pytest.mark.parametrize("role", [*Role, "nobody"])
@pytest.mark.parametrize("scope", ["read", "write"])
def test_operation_by_role_and_scope(world: World, role: str, scope: str) -> None:
    call = Caller(world.person(role), scope)
    seen = role in BY_NAME["see:initiative"]
    for method, address, body, permission in _operations(world):
        status = call(method, address, body).status_code
        may = role in BY_NAME[permission] and (scope == "write" or method == "GET")
        if address == ROOT and method == "GET":
            assert status == 200
        elif may:
            assert status in {200, 201, 204}, f"{method} {address}: {status}"
        else:
            due = 403 if address == ROOT or seen or (scope == "read" and method != "GET") else 404
            assert status == due, f"{method} {address}: {status}, due {due}"


def test_every_operation_tells_a_permission_of_the_table(world: World) -> None:
    operations = _operations(world)
    assert len(operations) >= 15
    assert {permission for *_, permission in operations} <= set(BY_NAME)


def test_another_organisations_initiative_is_neither_listed_nor_there(world: World) -> None:
    call = Caller(world.person("coordinator"))
    assert [item["id"] for item in call("GET", ROOT).json()["items"]] == [world.initiative.pk]
    assert call("GET", f"{ROOT}/{world.other.pk}").status_code == 404
    assert call("POST", ROOT, {"organisation_id": world.away.pk, "title": "x"}).status_code == 403


def test_a_change_from_an_old_version_is_409_and_changes_nothing(world: World) -> None:
    call = Caller(world.person("coordinator"))
    address = f"{ROOT}/{world.initiative.pk}"
    assert call("PUT", address, {"version": 1, "title": "Först"}).json()["version"] == 2
    assert call("PUT", address, {"version": 1, "title": "Sist"}).status_code == 409
    assert Initiative.objects.get(pk=world.initiative.pk).title == "Först"


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer x", "Basic abc", "Bearer utfall_åäö"])
def test_without_a_key_that_works(db: Any, key: str) -> None:
    assert Client().get(ROOT, headers={"Authorization": key}).status_code == 401


def test_a_revoked_and_an_old_key_work_no_more(world: World) -> None:
    user = world.person("coordinator")
    revoked, old = Caller(user), Caller(user)
    tokens.revoke(ApiToken.objects.get(token_hash=tokens.token_hash(revoked.key)), actor=user)
    ApiToken.objects.filter(token_hash=tokens.token_hash(old.key)).update(
        expires_at=timezone.now() - datetime.timedelta(seconds=1)
    )
    assert {revoked("GET", ROOT).status_code, old("GET", ROOT).status_code} == {401}


def test_a_session_cookie_is_no_key(world: World, signed_in: Any) -> None:
    assert signed_in(world.person("coordinator")).get(ROOT).status_code == 401


@pytest.mark.parametrize(
    "body", ["", "{", "[]", '{"title": 1}', '{"title": ""}', '{"title": "x", "extra": 1}', '"\\ud800"']
)
def test_a_bad_body_is_said(world: World, body: str) -> None:
    answer = Caller(world.person("coordinator"))("POST", ROOT, body)
    assert answer.status_code in {400, 422}
    assert answer.json()["detail"]


def by_a_rule(answer: Any) -> bool:
    """Tell whether a body is refused by rules that no schema can tell, such as a range that must hold its value."""
    if answer.status_code != 422:
        return False
    told = answer.json()["detail"]
    return bool(told) and all(one["type"] == "form" and one["loc"][0] == "body" and one["msg"] for one in told)


def test_whatever_is_sent_is_answered_as_the_document_says(own_world: World) -> None:
    with_key = {"Authorization": f"Bearer {Caller(own_world.person('coordinator')).key}"}
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 15
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def answered(case: Any) -> None:
            answer = case.call(headers=with_key)
            left_out = [positive_data_acceptance] if by_a_rule(answer) else []
            sent = {"headers": with_key}
            case.validate_response(answer, headers=with_key, transport_kwargs=sent, excluded_checks=left_out)

        answered()


def test_a_logic_row_written_by_a_system_is_the_library_s_row(world: World) -> None:
    call, address = Caller(world.person("project_lead")), f"{ROOT}/{world.initiative.pk}/logic-model"
    goal = world.ids["row_id"]
    made = call("POST", address, {"level": "activity", "what": " Coach varje vecka ", "leads_to": [goal]})
    assert made.status_code == 201
    row = made.json()
    assert (row["key"], row["leads_to"], row["version"]) == ("coach-varje-vecka", [goal], 1)
    held = {one.id: one for one in logic_model(world.initiative)}
    assert held["coach-varje-vecka"].leads_to == ("fler-i-arbete",)
    change = {"version": 1, "level": "activity", "what": "Coach", "indicator": "Samtal", "leads_to": []}
    changed = call("PUT", f"{address}/{row['id']}", change).json()
    assert (changed["indicator"], changed["leads_to"], changed["version"]) == ("Samtal", [], 2)
    assert call("PUT", f"{address}/{row['id']}", change).status_code == 409
    assert call("DELETE", f"{address}/{row['id']}?version=1").status_code == 409
    assert call("DELETE", f"{address}/{row['id']}?version=2").status_code == 204
    assert row["id"] not in [one["id"] for one in call("GET", address).json()]
    kinds = AuditEvent.objects.filter(kind="logic.row", object_id=row["id"]).values_list("verb", flat=True)
    assert sorted(kinds) == ["change", "create", "remove"]


def test_a_row_of_another_initiative_is_neither_led_to_nor_there(world: World) -> None:
    theirs = add_row(ROWS, world.other, actor=None, values={"level": "long_term_goal", "what": "Deras"})
    call, address = Caller(world.person("project_lead")), f"{ROOT}/{world.initiative.pk}/logic-model"
    refused = call("POST", address, {"level": "activity", "what": "x", "leads_to": [theirs.pk]})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", "leads_to"]
    assert call("PUT", f"{address}/{theirs.pk}", {"version": 1, "level": "activity", "what": "x"}).status_code == 404
    assert call("DELETE", f"{address}/{theirs.pk}?version=1").status_code == 404


def test_an_indicator_is_held_to_the_rules_of_its_form(world: World) -> None:
    call, address = Caller(world.person("project_lead")), f"{ROOT}/{world.initiative.pk}/indicators"
    sheet = {"label": "Dagar i arbete", "kind": "count", "row": world.ids["row_id"], "target": 120.5, "expected": 20}
    made = call("POST", address, sheet).json()
    assert (made["key"], made["target"], made["expected"], made["row"]) == (
        "dagar-i-arbete", 120.5, 20.0, world.ids["row_id"],
    )  # fmt: skip
    outside = call("POST", address, sheet | {"expected_low": 30, "expected_high": 40})
    assert outside.status_code == 422
    assert "expected" in [one["loc"][1] for one in outside.json()["detail"]]
    assert call("POST", address, sheet | {"instrument": "finns-inte"}).status_code == 422


def test_the_result_is_what_is_missing_until_the_plan_holds_together(world: World) -> None:
    made = create_initiative(actor=None, organisation=world.home, title="Utan plan")
    told = Caller(world.person("controller"), "read")("GET", f"{ROOT}/{made.pk}/result").json()
    assert told["result"] is None
    assert told["missing"]
    assert told["locked_sha256"] is None


def test_the_result_is_the_appraisal_of_the_page(world: World) -> None:
    made = take_in(world.home, DEMO.read_text(encoding="utf-8"), actor=world.person("coordinator"))
    for key, (value, now) in {"arbete": (0.1, 0.3), "bistand": (-1.0, 6.0), "besok": (0.0, 3.0)}.items():
        Outcome.objects.filter(initiative=made, key=key).update(expected=value, now=now, expected_source="Studie")
    told = Caller(world.person("coordinator"), "read")("GET", f"{ROOT}/{made.pk}/result").json()
    plan, _ = try_plan(made)
    assert plan is not None
    found, _ = economy(plan)
    assert found is not None
    assert isinstance(found.appraisal, Appraisal)
    assert told["result"]["economics"]["npv"] == pytest.approx(found.appraisal.society.net)
    assert told["plan_sha256"] == plan.plan_sha256
    assert told["missing"] == []
    assert told["result"]["schema"] == "utfall/result/1"
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(told["result"])


def test_as_many_questions_whatever_the_rows(world: World, django_assert_max_num_queries: Any) -> None:
    call = Caller(world.person("project_lead"))
    goal = Row.objects.get(pk=world.ids["row_id"])
    for number in range(30):
        values = {"level": "activity", "what": f"Aktivitet {number}", "leads_to": [goal]}
        add_row(ROWS, world.initiative, actor=None, values=values)
    with django_assert_max_num_queries(11):
        call("GET", f"{ROOT}/{world.initiative.pk}/logic-model")
