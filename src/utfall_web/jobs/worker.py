# SPDX-License-Identifier: Apache-2.0
"""Doing the work: `run_once` takes one job and does it; `run` goes on until it is told to stop."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading

from django.db import close_old_connections

from utfall.core.errors import UtfallError
from utfall.core.text import Text
from utfall_web.jobs import queue
from utfall_web.jobs.kinds import Cancelled, LeaseLost, Work, function_of
from utfall_web.jobs.models import Job, State

logger = logging.getLogger("utfall.jobs")
PAUSE = 1.0  # seconds between looks at an empty queue
OURS = Text(
    sv="Ett fel hos oss. Inget har sparats. Försök igen, och säg till driften om det händer igen.",
    en="A fault of ours. Nothing has been saved. Try again, and tell operations if it happens again.",
)


def name() -> str:
    """Return a name for this worker that no other has."""
    return f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"


def run_once(worker: str) -> bool:
    """Do one job; False when there was none."""
    job = queue.claim(worker)
    if job is None:
        return False
    if job.state == State.RUNNING:
        _do(job)
    return True


def _do(job: Job) -> None:
    work = Work(job.pk, job.user_id, job.arguments, lambda done, of, text: queue.report(job, done, of, text))
    try:
        location = function_of(job.kind)(work)
    except Cancelled:
        queue.finish(job, State.CANCELLED)
    except LeaseLost:
        logger.warning("lease lost", extra={"job": job.pk, "kind": job.kind})
    except UtfallError as error:
        words = Text(sv=error.faults[0].of("sv"), en=error.faults[0].of("en"))
        queue.finish(job, State.FAILED, words=words)
    except Exception:
        logger.exception("job failed", extra={"job": job.pk, "kind": job.kind})
        queue.finish(job, State.FAILED, words=OURS)
    else:
        queue.finish(job, State.DONE, location=location)


def run(stop: threading.Event) -> None:
    """Do jobs until told to stop. The job at hand is finished first."""
    worker = name()
    while not stop.is_set():
        try:
            close_old_connections()
            busy = run_once(worker)
        except Exception:
            logger.exception("the queue could not be read")
            busy = False
        if not busy:
            stop.wait(PAUSE)


def start_thread() -> threading.Event:
    """Start a worker in this process and return what stops it: the embedded default needs no other service."""
    stop = threading.Event()
    threading.Thread(target=run, args=(stop,), name="utfall-jobs", daemon=True).start()
    return stop
