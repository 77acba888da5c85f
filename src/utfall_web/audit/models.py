# SPDX-License-Identifier: Apache-2.0
"""One line of the log. The database itself refuses to change or remove one (`triggers`)."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from utfall_web.shared.words import text


class AuditEvent(models.Model):
    """What was done to one object, once.

    Events stand in one chain per organisation (chain 0: what belongs to none). Each carries the hash of the one before
    it, so a removed or rewritten line shows. People are told apart by id: their names stand in `people` alone.
    """

    chain = models.BigIntegerField()
    number = models.BigIntegerField()  # 1, 2, 3 … in the chain
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # None: the system itself
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    initiative_id = models.BigIntegerField(null=True)
    before: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(max_length=1000, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = text("logg", "log")
        constraints = (models.UniqueConstraint(fields=("chain", "number"), name="audit_one_number_per_chain"),)
        indexes = (
            models.Index(fields=("kind", "object_id", "number"), name="audit_object"),
            models.Index(fields=("initiative_id", "number"), name="audit_initiative"),
        )
