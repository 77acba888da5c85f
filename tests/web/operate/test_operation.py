# SPDX-License-Identifier: Apache-2.0
"""Health, logs without personal data, settings that pass Django's own check, the first administrator."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from utfall_web.jobs.models import Job
from utfall_web.operate import logs, views
from utfall_web.people.models import Membership, Organisation, User
from web_world import World

ROOT = Path(__file__).resolve().parents[3]


def test_health_says_ok_and_says_when_no_worker_works(world: World) -> None:
    assert Client().get("/halsa").json()["status"] == "ok"
    Job.objects.update(created_at=timezone.now() - views.WAITS_TOO_LONG * 2)
    answer = Client().get("/halsa")
    assert (answer.status_code, answer.json()["status"]) == (503, "no worker")


def test_a_logged_request_tells_route_and_id_but_nothing_of_the_person(
    world: World, signed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    user = world.person("coordinator")
    with caplog.at_level(logging.INFO, logger="utfall.requests"):
        logs.requests.addHandler(caplog.handler)
        signed_in(user).get("/satsningar/?q=Kalle+Hemlig")
        logs.requests.removeHandler(caplog.handler)
    line = logs.JsonLines().format(caplog.records[-1])
    told = json.loads(line)
    assert (told["route"], told["status"], told["user"]) == ("plan:initiatives", 200, user.pk)
    for secret in ("Kalle", "Hemlig", user.email, user.name):
        assert secret not in line


def test_an_exception_is_told_by_type_and_place_never_by_its_message() -> None:
    try:
        raise ValueError("19121212-1212 typed by somebody")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Error: %s", ("/x/",), sys.exc_info())
    line = logs.JsonLines().format(record)
    assert "19121212" not in line
    assert json.loads(line)["exception"] == "ValueError"


def _manage(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UTFALL", "DJANGO", "DATABASE"))}
    return subprocess.run(
        [sys.executable, "-m", "utfall", "manage", *arguments],
        env={**kept, "UTFALL_HOME": str(folder), "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_deployment_check_has_nothing_to_say(tmp_path: Path) -> None:
    done = _manage(
        tmp_path, "check", "--deploy", "--fail-level=WARNING", UTFALL_PUBLIC="1", UTFALL_HOSTS="utfall.example"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout + done.stderr


def test_the_secret_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    assert _manage(tmp_path / "home", "check").returncode == 0
    key = tmp_path / "home" / "secret_key"
    first = key.read_text(encoding="ascii")
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(first) > 50
    assert _manage(tmp_path / "home", "check").returncode == 0
    assert key.read_text(encoding="ascii") == first


def test_the_first_administrator(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    Organisation.objects.filter(name="Ny").delete()
    monkeypatch.setattr(Organisation.objects, "exists", lambda: False)
    monkeypatch.setenv("UTFALL_FIRST_PASSWORD", "en lång mening att minnas")
    arguments = ["--email=Ada@test.example", "--name=Ada", "--organisation=Ny"]
    call_command("firstrun", *arguments)
    user = User.objects.get(email="ada@test.example")
    assert user.check_password("en lång mening att minnas")
    roles = set(Membership.objects.filter(user=user).values_list("role", flat=True))
    assert roles == {"administrator", "coordinator"}
    with pytest.raises(CommandError, match="address already"):
        call_command("firstrun", *arguments)


def test_a_weak_first_password_is_refused_and_nothing_is_made(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Organisation.objects, "exists", lambda: False)
    monkeypatch.setenv("UTFALL_FIRST_PASSWORD", "kort")
    with pytest.raises(CommandError):
        call_command("firstrun", "--email=bo@test.example", "--name=Bo", "--organisation=Annan")
    assert not User.objects.filter(email="bo@test.example").exists()
