# SPDX-License-Identifier: Apache-2.0
"""Outcomes with their definition sheet and target levels, and activities with what counts as done."""

from __future__ import annotations

from django.db import models

from utfall_web.logic.models import Row
from utfall_web.plan.models import FileRow, PlacedRow
from utfall_web.shared.words import text

KINDS = [
    ("binary", text("Ja eller nej", "Yes or no")),
    ("continuous", text("Ett tal, till exempel poäng eller kronor", "A number, such as a score or kronor")),
    ("count", text("Ett antal, till exempel besök", "A count, such as visits")),
    ("ordinal", text("Ett steg på en skala", "A step on a scale")),
    ("time", text("Tid tills något händer", "Time until something happens")),
]
DIRECTIONS = [
    ("increase", text("Mer är bättre", "More is better")),
    ("decrease", text("Mindre är bättre", "Less is better")),
]


class Outcome(FileRow):
    """An indicator of an outcome: what the file needs, and its definition sheet (R119–R122)."""

    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True, editable=False)
    column = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=KINDS, default="binary")
    direction = models.CharField(max_length=20, choices=DIRECTIONS, default="increase")
    unit = models.CharField(max_length=60, blank=True)
    unit_en = models.CharField(max_length=60, blank=True, editable=False)
    row = models.ForeignKey(Row, on_delete=models.SET_NULL, null=True, blank=True, related_name="outcomes")
    numerator = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    instrument = models.CharField(max_length=40, blank=True)
    frequency = models.CharField(max_length=200, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    quality = models.TextField(max_length=2000, blank=True)
    baseline = models.CharField(max_length=200, blank=True)
    target = models.FloatField(null=True, blank=True)
    period = models.CharField(max_length=200, blank=True)
    now = models.FloatField(null=True, blank=True)
    expected = models.FloatField(null=True, blank=True)
    expected_low = models.FloatField(null=True, blank=True)
    expected_high = models.FloatField(null=True, blank=True)
    expected_source = models.TextField(max_length=2000, blank=True)

    class Meta(FileRow.Meta):
        abstract = False
        verbose_name = text("indikator", "indicator")

    def __str__(self) -> str:
        return self.label


class Aim(PlacedRow):
    """The level an indicator shall have reached by a period, for all or in one group (R119)."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="aims")
    period = models.CharField(max_length=100)
    group = models.CharField(max_length=200, blank=True)  # "": all
    value = models.FloatField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = text("målnivå", "target level")
        constraints = (
            models.UniqueConstraint(
                fields=("outcome", "period", "group"),
                name="measure_one_aim",
                violation_error_message=text(
                    "Indikatorn har redan en målnivå för den perioden och gruppen. Ändra den i stället.",
                    "The indicator has a target level already for that period and group. Change that one instead.",
                ),
            ),
        )

    def __str__(self) -> str:
        return " ".join(part for part in (self.period, self.group) if part)


class Activity(PlacedRow):
    """What counts as having done an activity of the logic model (R117)."""

    row = models.ForeignKey(Row, on_delete=models.CASCADE, related_name="activities")
    done_when = models.TextField(max_length=2000, blank=True)
    done_by = models.CharField(max_length=200, blank=True)
    reported_by = models.CharField(max_length=200, blank=True)
    how_often = models.CharField(max_length=200, blank=True)
    resources = models.TextField(max_length=2000, blank=True)
    deviations_to = models.CharField(max_length=200, blank=True)
    process_measure = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = text("aktivitet", "activity")

    def __str__(self) -> str:
        return self.done_when[:40]
