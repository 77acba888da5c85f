# SPDX-License-Identifier: Apache-2.0
"""Rows of the logic model, the steps between them, comments, and outcome mapping."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import validate_slug
from django.db import models

from utfall.core.text import Text
from utfall.reports.phrases.logic_levels import LEVEL_NAMES
from utfall_web.plan.models import InitiativeRow, PlacedRow
from utfall_web.shared.words import text

LEVELS = [(level.value, text(words.sv, words.en)) for level, words in LEVEL_NAMES.items()]
MARKS = {
    "expect": Text(sv="Väntat", en="Expect to see"),
    "like": Text(sv="Önskat", en="Like to see"),
    "love": Text(sv="Drömläge", en="Love to see"),
}


class Row(PlacedRow):
    """One row of the logic model, with how it is followed and what it rests on (R94, R119)."""

    key = models.CharField(max_length=60, validators=[validate_slug], editable=False)  # its id in the initiative file
    level = models.CharField(max_length=30, choices=LEVELS)
    what = models.CharField(max_length=500)
    what_en = models.CharField(max_length=500, blank=True)
    indicator = models.CharField(max_length=500, blank=True)
    indicator_en = models.CharField(max_length=500, blank=True, editable=False)
    data_source = models.CharField(max_length=500, blank=True)
    data_source_en = models.CharField(max_length=500, blank=True, editable=False)
    assumption = models.TextField(max_length=2000, blank=True)
    assumption_en = models.TextField(max_length=2000, blank=True, editable=False)

    class Meta:
        verbose_name = text("rad i logikmodellen", "row of the logic model")
        constraints = (models.UniqueConstraint(fields=("initiative", "key"), name="logic_one_key"),)

    def __str__(self) -> str:
        return self.what


class Step(PlacedRow):
    """What one row is meant to lead to, and why that should happen."""

    source = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="steps")
    target = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="arrivals")
    rationale = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("steg i logikmodellen", "step of the logic model")
        constraints = (models.UniqueConstraint(fields=("source", "target"), name="logic_one_step"),)

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Comment(InitiativeRow):
    """What somebody says about the logic model."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    said = models.TextField(max_length=4000)

    class Meta:
        verbose_name = text("kommentar", "comment")

    def __str__(self) -> str:
        return self.said[:40]


class BoundaryPartner(PlacedRow):
    """Somebody whose behaviour has to change for the goals to be reached (outcome mapping, R199)."""

    who = models.CharField(max_length=200)
    challenge = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("nyckelaktör", "boundary partner")

    def __str__(self) -> str:
        return self.who


class Marker(PlacedRow):
    """A sign of progress in a boundary partner."""

    partner = models.ForeignKey(BoundaryPartner, on_delete=models.CASCADE, related_name="markers")
    degree = models.CharField(max_length=10, choices=[(key, text(w.sv, w.en)) for key, w in MARKS.items()])
    sign = models.CharField(max_length=500)
    seen_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = text("tecken på framsteg", "progress marker")

    def __str__(self) -> str:
        return self.sign


class JournalEntry(PlacedRow):
    """What was seen of a boundary partner, when."""

    partner = models.ForeignKey(BoundaryPartner, on_delete=models.CASCADE, related_name="journal")
    day = models.DateField()
    seen = models.TextField(max_length=4000)

    class Meta:
        verbose_name = text("dagboksanteckning", "journal entry")

    def __str__(self) -> str:
        return self.seen[:40]
