# SPDX-License-Identifier: Apache-2.0
"""Criteria, locks, the parts of the initiative file that no room holds, and what a case to a board needs."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from utfall.reports.phrases.verdict import MEASURE_NAMES
from utfall_web.measure.models import Outcome
from utfall_web.plan.models import FileRow, InitiativeRow
from utfall_web.shared.words import text

KINDS = [("success", text("Framgång", "Success")), ("stop", text("Stopp", "Stop"))]
MEASURES = [(key, text(words.sv.capitalize(), words.en.capitalize())) for key, words in MEASURE_NAMES.items()]
RULES = [
    (
        "interval",
        text("Hela osäkerheten ska ligga rätt (strängare)", "The whole uncertainty has to lie right (stricter)"),
    ),
    ("point", text("Uppskattningen räcker", "The estimate is enough")),
]


class Criterion(FileRow):
    """What counts as success, or when to stop (R114, R138)."""

    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True, editable=False)
    kind = models.CharField(max_length=10, choices=KINDS)
    measure = models.CharField(max_length=40, choices=MEASURES)
    outcome = models.ForeignKey(Outcome, on_delete=models.SET_NULL, null=True, blank=True, related_name="criteria")
    at_least = models.FloatField(null=True, blank=True)
    at_most = models.FloatField(null=True, blank=True)
    rule = models.CharField(max_length=10, choices=RULES, default="interval")

    class Meta(FileRow.Meta):
        abstract = False
        verbose_name = text("kriterium", "criterion")

    def __str__(self) -> str:
        return self.label


class Lock(InitiativeRow):
    """A version of the plan as it was locked: never changed, only followed by another with a reason."""

    number = models.PositiveIntegerField()
    locked_at = models.DateTimeField()
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    names = models.CharField(max_length=500)
    reason = models.TextField(max_length=2000, blank=True)
    sha256 = models.CharField(max_length=64)
    plan = models.JSONField(null=True, blank=True)  # None: locked elsewhere, and the locked plan was not sent along
    file = models.TextField(blank=True)

    class Meta:
        verbose_name = text("låst plan", "locked plan")
        constraints = (models.UniqueConstraint(fields=("initiative", "number"), name="decide_one_number"),)

    def __str__(self) -> str:
        return self.sha256


class Part(InitiativeRow):
    """A part of the initiative file that no room holds, word for word."""

    name = models.CharField(max_length=60)
    content = models.JSONField()

    class Meta:
        verbose_name = text("del av satsningsfilen", "part of the initiative file")
        constraints = (models.UniqueConstraint(fields=("initiative", "name"), name="decide_one_part"),)

    def __str__(self) -> str:
        return self.name


class Case(InitiativeRow):
    """What a case to a board needs besides the plan (R51, R52)."""

    to = models.CharField(max_length=200, blank=True)
    proposal = models.TextField(max_length=4000, blank=True)
    background = models.TextField(max_length=8000, blank=True)
    preparation = models.TextField(max_length=4000, blank=True)
    gender = models.TextField(max_length=4000, blank=True)
    view = models.TextField(max_length=4000, blank=True)
    signatories = models.TextField(max_length=1000, blank=True)

    class Meta:
        verbose_name = text("ärende", "case")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="decide_one_case"),)

    def __str__(self) -> str:
        return self.proposal[:40]
