# SPDX-License-Identifier: Apache-2.0
"""Need, evidence, target group, and whether this is a social investment at all."""

from __future__ import annotations

from django.db import models

from utfall.core.text import Text
from utfall.reports.phrases.workplan import AGREEMENT
from utfall_web.plan.models import Attachment, InitiativeRow, PlacedRow
from utfall_web.shared.words import text

AGREEMENTS = [(key, text(words.sv, words.en)) for key, words in AGREEMENT.items()]
KINDS = [("quantitative", text("Siffror", "Numbers")), ("qualitative", text("Röster", "Voices"))]
TRAIT_NAMES = {
    "diagnosis": Text(sv="Diagnos eller svårighet", en="Diagnosis or difficulty"),
    "risk": Text(sv="Riskfaktor", en="Risk factor"),
    "geography": Text(sv="Geografi", en="Geography"),
    "age": Text(sv="Ålder", en="Age"),
    "intervention": Text(sv="Får en viss insats", en="Receives a certain intervention"),
    "other": Text(sv="Annat", en="Other"),
}
TRAITS = [(key, text(words.sv, words.en)) for key, words in TRAIT_NAMES.items()]
ANSWERS = [("yes", text("Ja", "Yes")), ("no", text("Nej", "No")), ("unsure", text("Osäkert", "Unsure"))]


class Need(PlacedRow):
    """A need: the problem, among whom, and whether practitioners see it too (R60–R64)."""

    problem = models.CharField(max_length=500)
    group = models.CharField(max_length=300)
    practitioners = models.TextField(max_length=4000, blank=True)
    agreement = models.CharField(max_length=20, choices=AGREEMENTS, default="not_asked")
    anchored = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("behov", "need")

    def __str__(self) -> str:
        return self.problem


class Evidence(PlacedRow):
    """Something that supports a need."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=20, choices=KINDS)
    what = models.CharField(max_length=500)
    numerator = models.PositiveBigIntegerField(null=True, blank=True)
    denominator = models.PositiveBigIntegerField(null=True, blank=True)
    breakdown = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = text("underlag", "evidence")

    def __str__(self) -> str:
        return self.what


class EvidenceFile(Attachment):
    """A file that shows what the evidence says."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="files")


class Trait(PlacedRow):
    """Something that bounds the target group (R96)."""

    kind = models.CharField(max_length=20, choices=TRAITS)
    what = models.CharField(max_length=300)

    class Meta:
        verbose_name = text("avgränsning av målgruppen", "bound of the target group")

    def __str__(self) -> str:
        return self.what


class Target(InitiativeRow):
    """Whom the initiative is for."""

    description = models.TextField(max_length=2000, blank=True)
    expected = models.PositiveIntegerField(null=True, blank=True)
    whole = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = text("målgrupp", "target group")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="need_one_target"),)

    def __str__(self) -> str:
        return self.description


class Gate(InitiativeRow):
    """Whether it is a social investment: both halves of the definition, and its bounds (R1, R3)."""

    better = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    better_how = models.TextField(max_length=2000, blank=True)
    cheaper = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    cheaper_how = models.TextField(max_length=2000, blank=True)
    bounded = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    new = models.CharField(max_length=10, choices=ANSWERS, default="unsure")
    new_how = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = text("prövning mot definitionen", "test against the definition")
        constraints = (models.UniqueConstraint(fields=("initiative",), name="need_one_gate"),)

    def __str__(self) -> str:
        return self.better_how
