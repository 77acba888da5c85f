# SPDX-License-Identifier: Apache-2.0
"""Data files, comparisons, the question, and how personal data and ethics are handled."""

from __future__ import annotations

from django.db import models

from utfall.reports.phrases.effects import DESIGN_NAMES
from utfall_web.plan.models import FileRow, InitiativeRow
from utfall_web.shared.words import text

DESIGNS = [(key, text(words.sv.capitalize(), words.en.capitalize())) for key, words in DESIGN_NAMES.items()]
ANSWERS = [("unsure", text("Vet inte än", "Do not know yet")), ("yes", text("Ja", "Yes")), ("no", text("Nej", "No"))]


class Data(FileRow):
    """A data file that will hold what is measured."""

    file = models.CharField(max_length=300)
    label = models.CharField(max_length=300, blank=True)
    label_en = models.CharField(max_length=300, blank=True, editable=False)
    source = models.CharField(max_length=500, blank=True)

    class Meta(FileRow.Meta):
        abstract = False
        verbose_name = text("datafil", "data file")

    def __str__(self) -> str:
        return self.label or self.file


class Comparison(FileRow):
    """A comparison alternative (R126)."""

    label = models.CharField(max_length=300)
    label_en = models.CharField(max_length=300, blank=True, editable=False)
    design = models.CharField(max_length=30, choices=DESIGNS)
    data_file = models.ForeignKey(Data, on_delete=models.PROTECT, related_name="comparisons")
    primary = models.BooleanField(default=False)
    treatment = models.CharField(max_length=100, blank=True)
    covariates = models.TextField(max_length=2000, blank=True)
    sex = models.CharField(max_length=100, blank=True)

    class Meta(FileRow.Meta):
        abstract = False
        verbose_name = text("jämförelse", "comparison")

    def __str__(self) -> str:
        return self.label


class Question(InitiativeRow):
    """What the evaluation shall answer, and what would have happened otherwise."""

    question = models.TextField(max_length=2000, blank=True)
    question_en = models.TextField(max_length=2000, blank=True, editable=False)
    counterfactual = models.TextField(max_length=2000, blank=True)
    counterfactual_en = models.TextField(max_length=2000, blank=True, editable=False)

    class Meta:
        verbose_name = text("utvärderingens fråga", "question of the evaluation")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="compare_one_question"),)

    def __str__(self) -> str:
        return self.question


class Ethics(InitiativeRow):
    """Ethics review, consent and personal data (R142)."""

    research = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    publish = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    sensitive = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    affects = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    controller = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    protection_officer = models.CharField(max_length=200, blank=True)
    legal_basis = models.TextField(max_length=2000, blank=True)
    collected = models.TextField(max_length=2000, blank=True)
    kept = models.TextField(max_length=1000, blank=True)
    recipients = models.TextField(max_length=1000, blank=True)

    class Meta:
        verbose_name = text("etik och personuppgifter", "ethics and personal data")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="compare_one_ethics"),)

    def __str__(self) -> str:
        return self.controller
