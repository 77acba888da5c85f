# SPDX-License-Identifier: Apache-2.0
"""Risks, stakeholders, communication, who holds which role, and dates."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from utfall.reports.phrases.workplan import LEVEL_WORDS, ROLE_NAMES
from utfall_web.plan.models import InitiativeRow, PlacedRow
from utfall_web.shared.words import text

LEVELS = [(level, text(words.sv.capitalize(), words.en.capitalize())) for level, words in LEVEL_WORDS.items()]
ROLES = [(role.value, text(words.sv, words.en)) for role, words in ROLE_NAMES.items()]


class Risk(PlacedRow):
    """Something that could go wrong (R136, R137)."""

    what = models.CharField(max_length=500)
    probability = models.CharField(max_length=10, choices=LEVELS)
    impact = models.CharField(max_length=10, choices=LEVELS)
    harm = models.BooleanField(default=False)
    action = models.TextField(max_length=2000, blank=True)
    responsible = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = text("risk", "risk")

    def __str__(self) -> str:
        return self.what


class Stakeholder(PlacedRow):
    """Somebody whose view is needed."""

    who = models.CharField(max_length=200)
    interest = models.TextField(max_length=2000, blank=True)
    collection = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("intressent", "stakeholder")

    def __str__(self) -> str:
        return self.who


class Message(PlacedRow):
    """A line of the communication plan (R139)."""

    to = models.CharField(max_length=200)
    what = models.TextField(max_length=2000)
    when = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=200, blank=True)
    responsible = models.CharField(max_length=200, blank=True)
    external = models.BooleanField(default=False)

    class Meta:
        verbose_name = text("budskap", "message")

    def __str__(self) -> str:
        return self.to


class RoleHolder(PlacedRow):
    """Who holds a role in the work, whether or not they have an account here (R44)."""

    role = models.CharField(max_length=30, choices=ROLES)
    who = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    time_percent = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = text("rollinnehavare", "role holder")

    def __str__(self) -> str:
        return self.who


class Milestone(PlacedRow):
    """Something with a date, or a period."""

    what = models.CharField(max_length=300)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = text("datum", "date")

    def __str__(self) -> str:
        return self.what


class Agreement(InitiativeRow):
    """What is agreed about the steering: check-ins, decision paths, and how the initiative is wound up (R138)."""

    check_ins = models.TextField(max_length=4000, blank=True)
    decision_paths = models.TextField(max_length=4000, blank=True)
    stop_handling = models.TextField(max_length=4000, blank=True)

    class Meta:
        verbose_name = text("överenskommelse om styrning", "agreement on steering")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="govern_one_agreement"),)

    def __str__(self) -> str:
        return self.check_ins
