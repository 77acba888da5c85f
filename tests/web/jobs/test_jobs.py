# SPDX-License-Identifier: Apache-2.0
"""Jobs: done once, with progress, stopped when asked, and taken over when a worker is killed."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.utils import timezone

from utfall.core.errors import Fault, InputError
from utfall.core.text import Text
from utfall_web.jobs import kinds, queue, worker
from utfall_web.jobs.models import Job, State
from web_world import World, other_process

STEP = Text(sv="Steg", en="Step")
SLOW = """
import sys, time, django
django.setup()
from utfall.core.text import Text
from utfall_web.jobs import kinds, worker

@kinds.job("slow")
def slow(work):
    work.step(1, 3, Text(sv="Ett", en="One"))
    print("working", flush=True)
    time.sleep(600)

worker.run_once("victim")
"""


@pytest.fixture
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", {})


@pytest.fixture
def asked(world: World, own_kinds: None) -> Any:
    """Ask for a job of a function."""
    Job.objects.all().delete()

    def ask(function: kinds.Function, key: str = "one") -> Job:
        kinds.job("test")(function)
        return queue.enqueue("test", user=world.person("coordinator"), key=key, arguments={"n": 2})

    return ask


def test_a_job_is_done_and_leads_to_its_result(asked: Any) -> None:
    def function(work: kinds.Work) -> str:
        work.step(1, work.arguments["n"], STEP)
        return "/satsningar/"

    job = asked(function)
    assert worker.run_once("a")
    job.refresh_from_db()
    assert (job.state, job.location, job.percent, job.attempts) == (State.DONE, "/satsningar/", 100, 1)
    assert not worker.run_once("a")


def test_the_same_key_is_one_job(asked: Any) -> None:
    assert asked(lambda work: "").pk == asked(lambda work: "").pk
    assert Job.objects.count() == 1


def test_what_a_user_did_wrong_is_said_and_what_we_did_is_not(asked: Any) -> None:
    def theirs(work: kinds.Work) -> str:
        raise InputError(Fault("x", Text(sv="Kolumnen saknas.", en="The column is missing."), Text(sv="", en="")))

    def ours(work: kinds.Work) -> str:
        raise ZeroDivisionError("secret detail")

    first = asked(theirs)
    worker.run_once("a")
    second = asked(ours, key="two")
    worker.run_once("a")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.message_sv) == (State.FAILED, "Kolumnen saknas.")
    assert second.state == State.FAILED
    assert "secret" not in second.message_en


def test_a_waiting_job_stops_at_once_and_a_running_one_at_its_next_step(asked: Any) -> None:
    waiting = asked(lambda work: "")
    queue.cancel(waiting)
    waiting.refresh_from_db()
    assert waiting.state == State.CANCELLED
    assert not worker.run_once("a")

    def stopped(work: kinds.Work) -> str:
        queue.cancel(Job.objects.get(pk=work.job_id))
        work.step(1, 2, STEP)
        raise AssertionError("went on after it was asked to stop")

    running = asked(stopped, key="two")
    worker.run_once("a")
    running.refresh_from_db()
    assert running.state == State.CANCELLED


def test_a_lease_that_ran_out_is_taken_over_and_the_first_holder_writes_nothing(asked: Any) -> None:
    job = asked(lambda work: "/klart/")
    first = queue.claim("first")
    assert first is not None
    assert queue.claim("second") is None
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert worker.run_once("second")
    with pytest.raises(kinds.LeaseLost):
        queue.report(first, 1, 2, STEP)
    assert not queue.finish(first, State.FAILED)
    job.refresh_from_db()
    assert (job.state, job.worker, job.attempts) == (State.DONE, "second", 2)


def test_a_job_that_kills_every_worker_is_given_up(asked: Any) -> None:
    job = asked(lambda work: "")
    for _ in range(queue.MOST_ATTEMPTS):
        assert queue.claim("dies")
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    queue.claim("last")
    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "getts upp" in job.message_sv


def test_a_killed_worker_leaves_work_that_the_next_one_does(own_world: World, own_kinds: None) -> None:
    Job.objects.all().delete()
    job = queue.enqueue("slow", user=own_world.person("coordinator"), key="slow")
    command = [sys.executable, "-c", SLOW]
    with subprocess.Popen(command, env=other_process(), stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == "working\n"
        victim.send_signal(signal.SIGKILL)
    job.refresh_from_db()
    assert (job.state, job.worker, job.done_steps) == (State.RUNNING, "victim", 1)
    kinds.job("slow")(lambda work: "/klart/")
    assert not worker.run_once("next")  # the lease still holds
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert worker.run_once("next")
    job.refresh_from_db()
    assert (job.state, job.location, job.attempts) == (State.DONE, "/klart/", 2)


def test_the_page_renews_itself_while_the_work_goes_on(world: World, signed_in: Any) -> None:
    client = signed_in(world.person("coordinator"))
    address = f"/jobb/{world.ids['job_id']}/"
    assert client.get(address)["Refresh"] == "3"
    client.post(address + "avbryt/")
    answer = client.get(address)
    assert "Refresh" not in answer
    assert "Avbrutet" in answer.content.decode()
