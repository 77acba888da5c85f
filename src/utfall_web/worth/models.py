# SPDX-License-Identifier: Apache-2.0
"""Costs, consequences and the settings of the appraisal."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from utfall_web.measure.models import Outcome
from utfall_web.plan.models import FileRow, InitiativeRow
from utfall_web.shared.words import text

KINDS = [
    ("avoided_service", text("Insats som inte behövs", "Service no longer needed")),
    ("induced_service", text("Insats som tillkommer", "Service that is added")),
    ("production", text("Arbete och produktion", "Work and production")),
    ("tax", text("Skatt", "Tax")),
    ("transfer", text("Bidrag och ersättning", "Benefit or transfer")),
    ("time", text("Tid", "Time")),
    ("wellbeing", text("Välbefinnande", "Well-being")),
]
CASH = [
    ("not_valued", text("Inte bedömt", "Not judged")),
    ("cash_releasing", text("Frigör pengar i budgeten", "Releases cash in the budget")),
    ("freed_capacity", text("Frigör tid eller plats", "Frees time or places")),
    ("avoided_growth", text("Undviker en ökning", "Avoids growth")),
]
_YEAR = [MinValueValidator(1900), MaxValueValidator(2200)]


class Priced(FileRow):
    """What costs and consequences share."""

    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True, editable=False)
    actor = models.CharField(max_length=120, blank=True)  # "kommun" or "kommun/Socialnämnden"
    unit = models.CharField(max_length=60, blank=True)
    unit_en = models.CharField(max_length=60, blank=True, editable=False)
    unit_cost = models.FloatField(null=True, blank=True)
    catalogue = models.CharField(max_length=80, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    price_year = models.PositiveIntegerField(null=True, blank=True, validators=_YEAR)
    source = models.CharField(max_length=500, blank=True)
    assumption = models.BooleanField(default=False)

    class Meta(FileRow.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.label


class Cost(Priced):
    """What the initiative costs, by whom and when (R129–R131)."""

    quantity = models.FloatField(null=True, blank=True)
    years = models.CharField(max_length=100, blank=True)

    class Meta(Priced.Meta):
        abstract = False
        verbose_name = text("kostnad", "cost")


class Consequence(Priced):
    """What follows from the initiative, in whose purse (R133)."""

    kind = models.CharField(max_length=30, choices=KINDS)
    outcome = models.ForeignKey(Outcome, on_delete=models.SET_NULL, null=True, blank=True, related_name="consequences")
    units_per_improvement = models.FloatField(null=True, blank=True)
    payer = models.CharField(max_length=120, blank=True)  # "kommun" or "kommun/Socialnämnden"
    receiver = models.CharField(max_length=120, blank=True)  # "kommun" or "kommun/Socialnämnden"
    first_year = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    years = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    dropoff = models.FloatField(null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1)])
    cashability = models.CharField(max_length=20, choices=CASH, default="not_valued")

    class Meta(Priced.Meta):
        abstract = False
        verbose_name = text("konsekvens", "consequence")


class Settings(InitiativeRow):
    """How the appraisal is worked out."""

    price_year = models.PositiveIntegerField(validators=_YEAR)
    discount_rate = models.FloatField(default=0.035, validators=[MinValueValidator(-0.5), MaxValueValidator(1)])
    horizon_years = models.PositiveIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(100)])
    participants = models.PositiveIntegerField(null=True, blank=True)
    more = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = text("kalkylens villkor", "terms of the appraisal")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="worth_one_settings"),)

    def __str__(self) -> str:
        return str(self.price_year)
