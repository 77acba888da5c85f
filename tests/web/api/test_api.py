# SPDX-License-Identifier: Apache-2.0
"""The API: every operation with every role and scope, conflicts, bad bodies, and no 5xx whatever is sent."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import schemathesis
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from utfall_web.api import tokens
from utfall_web.api.models import ApiToken
from utfall_web.config.wsgi import application
from utfall_web.people.permissions import TABLE, Role
from utfall_web.plan.models import Initiative
from web_world import World

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
    import json

    return body if isinstance(body, str) else json.dumps(body)


def _operations(world: World) -> list[tuple[str, str, Any, str]]:
    """Return method, address, a good body and the permission of every operation of the document."""
    one = f"{ROOT}/{world.initiative.pk}"
    bodies = {
        ("POST", ROOT): {"organisation_id": world.home.pk, "title": "Ny"},
        ("PUT", one): {"version": 1, "title": "Annat"},
        ("PUT", f"{one}/components/need"): {"version": 1, "state": "done"},
    }
    found = []
    for route, methods in Client().get("/api/v1/openapi.json").json()["paths"].items():
        address = route.format(initiative_id=world.initiative.pk, component="need")
        for method, operation in methods.items():
            found.append((method.upper(), address, bodies.get((method.upper(), address)), operation["x-permission"]))
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
            assert status in {200, 201}, f"{method} {address}: {status}"
        else:
            due = 403 if address == ROOT or seen or (scope == "read" and method != "GET") else 404
            assert status == due, f"{method} {address}: {status}, due {due}"


def test_every_operation_tells_a_permission_of_the_table(world: World) -> None:
    operations = _operations(world)
    assert len(operations) >= 6
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


def test_whatever_is_sent_is_answered_as_the_document_says(own_world: World) -> None:
    key = Caller(own_world.person("coordinator")).key
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 6
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def answered(case: Any) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

        answered()
