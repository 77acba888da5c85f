# SPDX-License-Identifier: Apache-2.0
"""What people say about a point of the guide."""

from __future__ import annotations

from django.db import models

from utfall_web.plan.models import Attachment, InitiativeRow
from utfall_web.shared.words import text


class PointAnswer(InitiativeRow):
    """Who sees to a point, what shows that it is done, and why it may be left (R12)."""

    point = models.CharField(max_length=60)
    responsible = models.CharField(max_length=200, blank=True)
    evidence = models.TextField(max_length=2000, blank=True)
    exception = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("punkt att säkerställa", "point to make sure of")
        constraints = (models.UniqueConstraint(fields=("initiative", "point"), name="guide_one_answer"),)

    def __str__(self) -> str:
        return self.point


class PointFile(Attachment):
    """A file that shows that a point is done."""

    point = models.CharField(max_length=60)

    class Meta(Attachment.Meta):
        abstract = False
        indexes = (models.Index(fields=("initiative", "point"), name="guide_files_of_point"),)
