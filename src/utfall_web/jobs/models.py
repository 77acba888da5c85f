# SPDX-License-Identifier: Apache-2.0
"""A job: what is to be done, how far it has come, and whose lease it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from utfall_web.people.models import Organisation
from utfall_web.shared.words import text


class State(models.TextChoices):
    """How it goes for a job."""

    QUEUED = "queued", text("Väntar", "Waiting")
    RUNNING = "running", text("Pågår", "Running")
    DONE = "done", text("Klart", "Done")
    FAILED = "failed", text("Misslyckades", "Failed")
    CANCELLED = "cancelled", text("Avbrutet", "Cancelled")


class Job(models.Model):
    """One piece of work. A worker holds it by a lease that it renews; a lease that runs out is anybody's.

    A job may therefore be begun again: what it does must give the same when done twice.
    """

    kind = models.CharField(max_length=60)
    arguments: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=200, unique=True)  # asked for twice with the same key, it is done once
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=60, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)  # 0: not known
    message_sv = models.CharField(max_length=500, blank=True)
    message_en = models.CharField(max_length=500, blank=True)
    location = models.CharField(max_length=500, blank=True)  # the address of the result
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = text("jobb", "job")
        indexes = (models.Index(fields=("state", "id"), name="jobs_queue"),)

    @property
    def over(self) -> bool:
        """Tell whether nothing more happens to it."""
        return self.state in {State.DONE, State.FAILED, State.CANCELLED}

    @property
    def percent(self) -> int | None:
        """Return how far it has come, None when that is not known."""
        return None if not self.all_steps else min(100, 100 * self.done_steps // self.all_steps)

    def audit_scope(self) -> tuple[int | None, int | None]:
        """Return where its log is."""
        return self.organisation_id, None
