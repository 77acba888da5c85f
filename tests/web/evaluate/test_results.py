# SPDX-License-Identifier: Apache-2.0
"""Results read in: held to the locked plan, shown in both languages, given by the API, refused kindly otherwise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from utfall.core.errors import InputError
from utfall.core.text import LANGS
from utfall.core.translated import KEY
from utfall_web.api import tokens
from utfall_web.audit.models import AuditEvent
from utfall_web.decide.models import Lock
from utfall_web.decide.writes import take_in as take_plan_in
from utfall_web.evaluate.models import Result
from utfall_web.evaluate.writes import take_in
from utfall_web.plan.models import Initiative
from web.forms_sent import sent
from web_world import PLAN, World, result_file


@pytest.fixture
def made(world: World) -> Initiative:
    """An initiative whose locked plan came in with its file."""
    return take_plan_in(world.home, PLAN.read_text(encoding="utf-8"), actor=None)


def _send(client: Client, initiative: Initiative, content: bytes, name: str = "result.json") -> Any:
    address = reverse("evaluate:take_in", args=[initiative.pk])
    return sent(client, address, {"file": SimpleUploadedFile(name, content)})


def _of_plan(digest: str, lock: str = "") -> bytes:
    found = json.loads(result_file("sv"))
    found["provenance"]["plan_sha256"] = digest
    change = {"section": "outcomes", "item": "arbete", "field": "unit", "change": "changed"}
    found["plan"] = {
        "date": "2024-01-15", "by": "Styrgruppen", "sha256": lock or digest, "kept": not lock,
        "deviations": [{**change, "planned": "a", "done": "b", "text": "Enheten är ändrad."}] if lock else [],
        "versions": [], "text": [],
    }  # fmt: skip
    return json.dumps(found).encode()


def test_a_result_is_read_in_and_shown_in_both_languages(made: Initiative, world: World, signed_in: Any) -> None:
    client = signed_in(world.person("evaluator"))
    done = _send(client, made, result_file("sv"))
    assert done.status_code == 302
    row = Result.objects.get(initiative=made)
    event = AuditEvent.objects.get(kind="evaluate.result", object_id=row.pk)
    assert (event.verb, event.actor_id, event.after["sha256"]) == ("create", world.person("evaluator").pk, row.sha256)
    assert "content" not in event.after
    page = client.get(done["Location"]).content.decode().replace("\u00a0", " ")
    for said in (
        "Kriterierna för framgång är uppfyllda",
        "Utlåtandet vilar på begränsat underlag",
        "+10,8 procentenheter",
        "från 1,0 till 20,6 procentenheter (95 %)",
        "Kronor per aktör på 5 år",
        "varning 7",
        row.plan_sha256,
        "personer.csv",
        "Räknat på planen som den låstes, version 1.",
    ):
        assert said in page
    client.cookies["utfall_language"] = "en"
    page = client.get(done["Location"]).content.decode().replace("\u00a0", " ")
    for said in ("The criteria for success are met", "+10.8 percentage points", "Kronor per actor over 5 years"):
        assert said in page
    assert "in Swedish" not in page  # the file holds the words of both languages
    assert "Some participants" in page or "After matching or weighting" in page


def test_a_file_with_the_words_of_one_language_is_shown_beside_the_same_run_in_the_other(
    made: Initiative, world: World, signed_in: Any
) -> None:
    client = signed_in(world.person("evaluator"))
    client.cookies["utfall_language"] = "en"
    old = {lang: {k: v for k, v in json.loads(result_file(lang)).items() if k != KEY} for lang in LANGS}
    done = _send(client, made, json.dumps(old["sv"]).encode())
    assert "in Swedish" in client.get(done["Location"]).content.decode()
    assert _send(client, made, json.dumps(old["en"]).encode()).status_code == 302
    page = client.get(done["Location"]).content.decode()  # the first address: the same run in the page's language
    assert "in Swedish" not in page
    assert "Some participants" in page or "After matching or weighting" in page


def test_words_that_would_change_the_verdict_are_refused(made: Initiative, world: World, signed_in: Any) -> None:
    found = json.loads(result_file("sv"))
    found[KEY]["words"]["/verdict/outcome"] = "stop"
    answer = _send(signed_in(world.person("coordinator")), made, json.dumps(found).encode())
    assert "Filen följer inte utfall/result/1: se /verdict/outcome" in answer.content.decode()
    assert not Result.objects.filter(initiative=made).exists()


def test_the_list_tells_verdict_plan_and_who_with_as_many_questions_whatever_the_number(
    made: Initiative, world: World, signed_in: Any
) -> None:
    client = signed_in(world.person("coordinator"))
    address = reverse("evaluate:results", args=[made.pk])
    take_in(made, result_file("sv"), name="result.json", actor=world.person("coordinator"))
    asked = []
    for language in ("", "en"):
        if language:
            take_in(made, result_file("en"), name="result.json", actor=world.person("evaluator"))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert page.count("Kriterierna för framgång är uppfyllda") == 2
    assert "Coordinator" in page


def test_a_result_of_another_plan_is_refused_kindly(made: Initiative, world: World, signed_in: Any) -> None:
    client = signed_in(world.person("coordinator"))
    page = _send(client, made, _of_plan("0" * 64)).content.decode()
    assert "räknat på en annan plan än de som är låsta här (kontrollsumma 000000000000)" in page
    assert 'href="#id_file"' in page
    Lock.objects.filter(initiative=made).delete()
    assert "Planen är inte låst" in _send(client, made, result_file("sv")).content.decode()
    assert not Result.objects.filter(initiative=made).exists()


def test_a_result_of_a_plan_that_was_changed_after_the_lock_is_shown_as_such(
    made: Initiative, world: World, signed_in: Any
) -> None:
    lock = Lock.objects.get(initiative=made)
    client = signed_in(world.person("coordinator"))
    done = _send(client, made, _of_plan("f" * 64, lock=lock.sha256))
    page = client.get(done["Location"]).content.decode()
    assert "Planen ändrades efter att version 1 låstes" in page
    assert "Enheten är ändrad." in page
    assert "Räknat på planen som den låstes" not in page
    listed = client.get(reverse("evaluate:results", args=[made.pk])).content.decode()
    assert "ändrad efter låsningen" in listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Filen är tom"),
        (b"{", "Filen går inte att läsa som JSON"),
        (b"%PDF-1.7", "Filen går inte att läsa som JSON"),
        (b'{"schema": "utfall/effect/1"}', "Filen är inget utvärderingsresultat"),
        (b'{"schema": "utfall/result/1"}', "Filen följer inte utfall/result/1"),
    ],
)
def test_what_is_no_result_is_refused_kindly(
    content: bytes, said: str, made: Initiative, world: World, signed_in: Any
) -> None:
    answer = _send(signed_in(world.person("coordinator")), made, content)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Result.objects.filter(initiative=made).exists()


def test_a_small_group_is_not_let_in(made: Initiative, world: World, signed_in: Any) -> None:
    found = json.loads(result_file("sv"))
    found["gender"][0]["n_intervention"] = 3
    answer = _send(signed_in(world.person("coordinator")), made, json.dumps(found).encode())
    assert "en grupp på färre än 5 personer" in answer.content.decode()


def test_the_same_file_is_read_in_once(made: Initiative, world: World, signed_in: Any) -> None:
    take_in(made, result_file("sv"), name="result.json", actor=None)
    answer = _send(signed_in(world.person("coordinator")), made, result_file("sv"))
    assert "Resultatet är redan inläst" in answer.content.decode()
    with pytest.raises(InputError, match="read in already"):
        take_in(made, result_file("sv"), name="result.json", actor=None)


def test_what_the_file_says_is_shown_as_it_is_written(made: Initiative, world: World, signed_in: Any) -> None:
    found = json.loads(result_file("sv"))
    found["effects"][0]["text"] = "<script>alert(1)</script>"
    row = take_in(made, json.dumps(found).encode(), name="<b>.json", actor=None)
    page = signed_in(world.person("coordinator")).get(reverse("evaluate:result", args=[made.pk, row.pk])).content
    assert b"&lt;script&gt;alert(1)" in page
    assert b"<script>alert" not in page


def test_another_initiatives_result_is_not_there(made: Initiative, world: World, signed_in: Any) -> None:
    row = take_in(made, result_file("sv"), name="result.json", actor=None)
    client = signed_in(world.person("coordinator"))
    assert client.get(reverse("evaluate:result", args=[world.initiative.pk, row.pk])).status_code == 404


def test_a_lock_whose_file_is_not_kept_leaves_the_files_own_words(
    made: Initiative, world: World, signed_in: Any
) -> None:
    Lock.objects.filter(initiative=made).update(file="")
    row = take_in(made, result_file("sv"), name="result.json", actor=None)
    page = signed_in(world.person("coordinator")).get(reverse("evaluate:result", args=[made.pk, row.pk]))
    assert '<th scope="row">arbete</th>' in page.content.decode()


def test_the_api_gives_it_whole(made: Initiative, world: World) -> None:
    row = take_in(made, result_file("sv"), name="result.json", actor=None)
    key = tokens.make(actor=world.person("controller"), name="Test", scope="read", days=1)[1]
    headers = {"Authorization": f"Bearer {key}"}
    root = f"/api/v1/initiatives/{made.pk}/results"
    (told,) = Client().get(root, headers=headers).json()
    assert (told["id"], told["basis"], told["verdict"], told["plan_kept"]) == (row.pk, "measured", "success", True)
    assert told["locked_sha256"] == told["plan_sha256"] == row.plan_sha256
    whole = Client().get(f"{root}/{row.pk}", headers=headers).json()
    assert whole["result"] == json.loads(result_file("sv"))
    other = f"/api/v1/initiatives/{world.initiative.pk}/results/{row.pk}"
    assert Client().get(other, headers=headers).status_code == 404
