# SPDX-License-Identifier: Apache-2.0
"""Health: whether the server can do its work."""

from __future__ import annotations

import datetime

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from utfall import __version__
from utfall_web.jobs.models import Job, State

WAITS_TOO_LONG = datetime.timedelta(minutes=10)


def health(request: HttpRequest) -> JsonResponse:
    """Return 200 when the database answers and no job has waited too long, 503 otherwise. Tells nothing else."""
    try:
        connection.ensure_connection()
        waiting = Job.objects.filter(state=State.QUEUED, created_at__lt=timezone.now() - WAITS_TOO_LONG).exists()
    except DatabaseError:
        return JsonResponse({"status": "no database", "version": __version__}, status=503)
    status = "no worker" if waiting else "ok"
    return JsonResponse({"status": status, "version": __version__}, status=503 if waiting else 200)
